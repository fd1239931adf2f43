"""The planner's face as a model of the Agents SDK."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from agents import Model, ModelResponse, Usage
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails
from pydantic import BaseModel

from todo_agent.journal import PLANNER
from todo_agent.llm.offline.planner import next_move
from todo_agent.recall import read_memory

if TYPE_CHECKING:
    from datetime import datetime

    from agents.items import TResponseInputItem, TResponseOutputItem, TResponseStreamEvent


class OfflineModel(Model):
    """Plans a turn without a network, a key, a state or chance.

    Everything follows from the conversation handed in, so the same input gives the same output
    on any instance, and a turn can be taken up anywhere.

    Args:
        now: The moment of the turn, aware, in the person's zone.
    """

    def __init__(self, *, now: datetime) -> None:
        self._now = now

    async def get_response(
        self,
        system_instructions: str | None,  # noqa: ARG002 - the conversation says all it needs
        input: str | list[TResponseInputItem],  # noqa: A002 - the SDK's name
        *_: Any,
        **__: Any,
    ) -> ModelResponse:
        """Return the next output: function calls, or the answer as one message."""
        return ModelResponse(output=self._output(input), usage=Usage(requests=1), response_id=None)

    async def stream_response(
        self,
        system_instructions: str | None,  # noqa: ARG002 - the conversation says all it needs
        input: str | list[TResponseInputItem],  # noqa: A002 - the SDK's name
        *_: Any,
        **__: Any,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """Yield the same output; the answer's text arrives word by word."""
        for event in _events(self._output(input), at=self._now.timestamp()):
            yield event

    def _output(self, items: str | list[TResponseInputItem]) -> list[TResponseOutputItem]:
        given = [{"role": "user", "content": items}] if isinstance(items, str) else items
        memory = read_memory(cast("Sequence[Mapping[str, Any]]", given))
        move = next_move(memory, self._now)
        said: list[TResponseOutputItem] = [_message(move.text)] if move.text else []
        return said + [_call(each.id, each.call.name, each.call.arguments) for each in move.calls]


def _call(call_id: str, name: str, arguments: Mapping[str, Any]) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall(
        type="function_call",
        id=call_id,
        call_id=call_id,
        name=name,
        arguments=json.dumps(arguments, ensure_ascii=False),
    )


def _message(text: str) -> ResponseOutputMessage:
    return ResponseOutputMessage(
        id="answer", type="message", role="assistant", status="completed", content=[_text(text)]
    )


def _text(text: str) -> ResponseOutputText:
    return ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])


def _events(output: list[TResponseOutputItem], *, at: float) -> Iterator[TResponseStreamEvent]:
    """The words of an output piece by piece, then the whole, numbered from 0."""
    said = "".join(part.text for part in _texts(output))
    number = 0
    for number, piece in enumerate(re.findall(r"\s*\S+|\s+$", said), start=1):
        yield _made(
            ResponseTextDeltaEvent,
            type="response.output_text.delta",
            item_id="answer",
            output_index=0,
            content_index=0,
            delta=piece,
            logprobs=[],
            sequence_number=number - 1,
        )
    yield _made(
        ResponseCompletedEvent,
        type="response.completed",
        response=_response(output, at=at),
        sequence_number=number,
    )


def _texts(output: Iterable[TResponseOutputItem]) -> Iterator[ResponseOutputText]:
    for item in output:
        if isinstance(item, ResponseOutputMessage):
            yield from (part for part in item.content if isinstance(part, ResponseOutputText))


def _response(output: list[TResponseOutputItem], *, at: float) -> Response:
    return _made(
        Response,
        id="planned",
        created_at=at,
        model=PLANNER,
        object="response",
        output=output,
        tool_choice="auto",
        tools=[],
        parallel_tool_calls=True,
        usage=ResponseUsage(
            input_tokens=0,
            output_tokens=0,
            total_tokens=0,
            input_tokens_details=InputTokensDetails(cached_tokens=0, cache_write_tokens=0),
            output_tokens_details=OutputTokensDetails(reasoning_tokens=0),
        ),
    )


Made = TypeVar("Made", bound=BaseModel)


def _made(kind: type[Made], **fields: Any) -> Made:
    """One of the SDK's models without validation: its schema takes longer to build than a turn.

    Pydantic's own way, as the SDK's validates after all.
    """
    made: Made = vars(BaseModel)["model_construct"].__func__(kind, **fields)
    return made
