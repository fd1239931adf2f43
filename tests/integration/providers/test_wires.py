"""The providers of these tests refuse what the real ones refuse; a whole reply needs no runner."""

from __future__ import annotations

from typing import Any

import pytest
from agents import ModelSettings, ModelTracing
from openai.types.responses import ResponseFunctionToolCall

from tests.integration.providers.provider import Provider
from tests.integration.providers.talk import Talk
from tests.integration.providers.wires import (
    Call,
    ChatWire,
    GeminiWire,
    Refused,
    Reply,
    ResponsesWire,
    Wire,
)

pytestmark = pytest.mark.anyio

SAID = {"role": "user", "parts": [{"text": "add milk"}]}
ANSWER = {"functionResponse": {"id": "1", "name": "add", "response": {"output": "{}"}}}


def called(**more: Any) -> Any:
    part = {"functionCall": {"id": "1", "name": "add", "args": {}}} | more
    return {"contents": [SAID, {"role": "model", "parts": [part]}, {**SAID, "parts": [ANSWER]}]}


def responses(*items: Any, store: bool = False) -> Any:
    return {"store": store, "input": [{"role": "user", "content": "hi"}, *items]}


def chat(*messages: Any, **more: Any) -> Any:
    usage = {"include_usage": True}
    return {"messages": [{"role": "system"}, *messages], "stream_options": usage} | more


DUMMY = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="
RESULT = {"type": "function_call_output", "call_id": "1", "output": "{}"}
CALL = {"type": "function_call", "call_id": "1", "name": "add", "arguments": "{}"}


@pytest.mark.parametrize(
    ("wire", "body", "why"),
    [
        (GeminiWire(), called(), "missing a thought_signature"),
        (GeminiWire(), called(thoughtSignature="c2lnbmVk"), "Invalid thought signature"),
        (GeminiWire(), {"contents": [SAID, SAID]}, "alternate"),
        (GeminiWire(), called(thoughtSignature=DUMMY), None),
        (ResponsesWire(), responses(store=True), "kept"),
        (ResponsesWire(), responses(CALL), "No tool output"),
        (ResponsesWire(), responses(CALL | {"provider_data": {}}), "unknown parameter"),
        (ResponsesWire(), responses(CALL | {"id": "answer"}), "invalid id"),
        (ResponsesWire(), responses({"type": "reasoning", "id": "rs_1"}), "not persisted"),
        (ResponsesWire(), responses(CALL, RESULT), None),
        (ChatWire(), chat(store=False), "unknown parameter"),
        (ChatWire(), chat({"role": "tool", "tool_call_id": "1"}), "without a call"),
        (ChatWire(), chat({"role": "user", "content": "hi"}), None),
    ],
)
def test_a_request_is_refused_as_its_api_would(wire: Wire, body: Any, why: str | None) -> None:
    if why is None:
        assert wire.seen(body)
        return
    with pytest.raises(Refused, match=why):
        wire.seen(body)


async def test_a_whole_reply_is_the_end_of_the_stream(talk: Talk, provider: Provider) -> None:
    provider.script = [Reply(words=["Well."], calls=[Call(name="undo", arguments={"a": 1})])]
    response = await talk.opened[0].get_response(
        "Be kind.",
        "undo that",
        ModelSettings(),
        [],
        None,
        [],
        ModelTracing.DISABLED,
        previous_response_id=None,
        conversation_id=None,
        prompt=None,
    )
    (call,) = [item for item in response.output if isinstance(item, ResponseFunctionToolCall)]
    assert (call.name, call.arguments) == ("undo", '{"a": 1}')
    assert response.usage.input_tokens_details.cached_tokens == 400
    assert response.usage.output_tokens_details.reasoning_tokens == 20
