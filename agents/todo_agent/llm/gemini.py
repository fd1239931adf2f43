"""Gemini as a model of the Agents SDK, over google-genai and with its thought signatures."""

from __future__ import annotations

import base64
import binascii
import json
import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from agents import FunctionTool
from agents.exceptions import ModelBehaviorError
from google import genai
from google.genai import types
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from todo_agent.journal import parsed_arguments
from todo_agent.llm import conversation
from todo_agent.llm.failures import ReplyCut
from todo_agent.llm.streaming import Events, EventWriter, StreamedModel
from todo_agent.llm.web import ReplyTooLong, provider_client

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence

    from agents import ModelSettings, Tool
    from agents.items import TResponseInputItem, TResponseOutputItem

    from todo_agent.llm.choice import ModelChoice
    from todo_agent.turn import Json

MAX_OUTPUT_TOKENS = 8_192
"""The most that one reply may hold, thoughts too."""

UNSIGNED = b"skip_thought_signature_validator"
"""Google's documented signature for a call that Gemini did not make.

Gemini 3 answers 400 to a step whose first call bears no signature. Those of the offline planner,
of another model and of a person's yes have none.
"""
_SIGNATURE = "thought_signature"

_REFUSALS = frozenset(
    {
        types.FinishReason.SAFETY,
        types.FinishReason.RECITATION,
        types.FinishReason.LANGUAGE,
        types.FinishReason.BLOCKLIST,
        types.FinishReason.PROHIBITED_CONTENT,
        types.FinishReason.SPII,
        types.FinishReason.ESCALATION,
        types.FinishReason.MODEL_ARMOR,
    }
)
_WHOLE = frozenset({types.FinishReason.STOP, types.FinishReason.MAX_TOKENS})


class GeminiModel(StreamedModel):
    """One Gemini model behind an API key."""

    def __init__(self, choice: ModelChoice) -> None:
        self._choice = choice
        self._web = provider_client()
        # Explicitly not Vertex, whatever the variables of Google's cloud tools say.
        self._client = genai.Client(
            vertexai=False,
            api_key=choice.api_key,
            http_options=types.HttpOptions(base_url=choice.base_url, httpx_async_client=self._web),
        )

    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],  # noqa: A002 - the SDK's name
        model_settings: ModelSettings,
        tools: list[Tool],
        *_: Any,
        **__: Any,
    ) -> Events:
        """Stream the reply, its calls after its words.

        Raises:
            google.genai.errors.APIError: what the API answers instead.
            ReplyCut: the stream ended before the reply did.
            ReplyTooLong: the reply reached its limit before its first word.
            ModelBehaviorError: Gemini says itself that its reply cannot be used.
        """
        label = self._choice.label
        chunks = await self._client.aio.models.generate_content_stream(
            model=self._choice.name,
            contents=list(contents(conversation.given(input), label)),
            config=self._config(system_instructions, model_settings, tools),
        )
        writer = EventWriter(label)
        reply = _Reply()
        yield writer.begun()
        async with aclosing(cast("AsyncGenerator[types.GenerateContentResponse]", chunks)):
            async for chunk in chunks:
                for text in reply.take(chunk):
                    for event in writer.said(text):
                        yield event
        cut = reply.is_cut(writer.text)
        output = reply.output(writer, label)
        if not output:
            raise ModelBehaviorError("Gemini ended its reply without a word or a call")
        for event in writer.ended(output, reply.usage, cut=cut):
            yield event

    async def close(self) -> None:
        """Close the connections."""
        self._client.close()
        await self._web.aclose()

    def _config(
        self, instructions: str | None, settings: ModelSettings, tools: Sequence[Tool]
    ) -> types.GenerateContentConfig:
        declared = [_declaration(tool) for tool in tools if isinstance(tool, FunctionTool)]
        return types.GenerateContentConfig(
            system_instruction=instructions,
            temperature=settings.temperature,
            max_output_tokens=settings.max_tokens or MAX_OUTPUT_TOKENS,
            tools=[types.Tool(function_declarations=declared)] if declared else None,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            thinking_config=_thinking(self._choice.name),
        )


def _thinking(name: str) -> types.ThinkingConfig | None:
    """A little thinking is enough for a task list; before Gemini 3 there are no levels."""
    if re.match(r"gemini-([3-9]|\d\d)", name) is None:
        return None
    return types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)


def _declaration(tool: FunctionTool) -> types.FunctionDeclaration:
    return types.FunctionDeclaration(
        name=tool.name,
        description=tool.description,
        parameters_json_schema=tool.params_json_schema,
    )


def contents(items: Iterable[Mapping[str, Json]], label: str) -> Iterable[types.Content]:
    """A conversation as Gemini takes it: turns of `user` and `model`, each call signed."""
    found: list[types.Content] = []
    names: dict[str, str] = {}
    for item in items:
        part = _part(item, names, label)
        if part is None:
            continue
        role = _role(item)
        if not found or found[-1].role != role:
            found.append(types.Content(role=role, parts=[]))
        parts = found[-1].parts
        assert parts is not None  # noqa: S101 - given to each above
        parts.append(part)
    for content in found:
        _sign(content)
    return found


def _role(item: Mapping[str, Json]) -> str:
    if conversation.kind(item) == "message":
        return "user" if item["role"] == "user" else "model"
    return "model" if conversation.kind(item) == "function_call" else "user"


def _part(item: Mapping[str, Json], names: dict[str, str], label: str) -> types.Part | None:
    """An item as a part, with the signature that this model gave it; None for what has no form."""
    data = conversation.data_of(item, label)
    signature = _signature(data)
    match conversation.plain(item):
        case {"content": text}:
            return types.Part(text=text, thought_signature=signature) if text else None
        case {"type": "function_call", "call_id": id_, "name": name, "arguments": arguments}:
            # Its own call goes back as it was, or the signature would not fit.
            names[id_] = name if data is None else item["name"]
            args = parsed_arguments(arguments) or {}
            call = types.FunctionCall(id=id_, name=names[id_], args=args)
            return types.Part(function_call=call, thought_signature=signature)
        case {"type": "function_call_output", "call_id": id_, "output": output}:
            response = types.FunctionResponse(
                id=id_, name=names.get(id_, "unknown"), response={"output": output}
            )
            return types.Part(function_response=response)
    return None


def _signature(data: Mapping[str, Json] | None) -> bytes | None:
    try:
        return base64.b64decode((data or {}).get(_SIGNATURE) or "", validate=True) or None
    except (binascii.Error, ValueError, TypeError):
        return None


def _sign(content: types.Content) -> None:
    """Sign the first call of a step, which alone needs it, unless Gemini has."""
    calls = [part for part in content.parts or () if part.function_call is not None]
    if calls and calls[0].thought_signature is None:
        calls[0].thought_signature = UNSIGNED


class _Reply:
    """A reply as its chunks come in."""

    def __init__(self) -> None:
        self._calls: list[tuple[types.FunctionCall, bytes | None]] = []
        self._text_signature: bytes | None = None
        self._finish: types.FinishReason | None = None
        self._blocked = False
        self._spent = types.GenerateContentResponseUsageMetadata()

    def take(self, chunk: types.GenerateContentResponse) -> Iterable[str]:
        """Keep what a chunk brings; gives the words in it."""
        self._spent = chunk.usage_metadata or self._spent
        if chunk.prompt_feedback is not None and chunk.prompt_feedback.block_reason is not None:
            self._blocked = True
        for candidate in (chunk.candidates or ())[:1]:
            self._finish = candidate.finish_reason or self._finish
            content = candidate.content
            for part in (content.parts if content else None) or ():
                if self._kept(part):
                    yield part.text or ""

    def _kept(self, part: types.Part) -> bool:
        """Keep a part; whether it has words for the person."""
        if part.function_call is not None:
            self._calls.append((part.function_call, part.thought_signature))
            return False
        if part.thought:
            return False
        # The last one comes in a part of its own, without words.
        self._text_signature = part.thought_signature or self._text_signature
        return bool(part.text)

    def is_cut(self, text: str) -> bool:
        """Whether the reply, of which `text` was said, reached its limit.

        Raises:
            ReplyCut: there is no reason for the reply's end.
            ReplyTooLong: it reached its limit before its first word.
            ModelBehaviorError: the reason leaves nothing to use.
        """
        if self._refused:
            return False
        if self._finish is None:
            raise ReplyCut
        if self._finish not in _WHOLE:
            raise ModelBehaviorError(f"Gemini ended its reply with {self._finish.value}")
        cut = self._finish is types.FinishReason.MAX_TOKENS
        if cut and not text and not self._calls:
            raise ReplyTooLong
        return cut

    @property
    def _refused(self) -> bool:
        return self._blocked or self._finish in _REFUSALS

    def output(self, writer: EventWriter, label: str) -> list[TResponseOutputItem]:
        """The reply's items: what was said, then what is to be called."""
        if self._refused:
            return [*self._message(writer, label), _refusal()]
        calls = [_call(call, signature, label) for call, signature in self._calls]
        return [*self._message(writer, label), *calls]

    def _message(self, writer: EventWriter, label: str) -> Iterable[ResponseOutputMessage]:
        if writer.text:
            yield conversation.marked(writer.message(), label, **_signed(self._text_signature))

    @property
    def usage(self) -> ResponseUsage:
        """The tokens; thoughts count as output, as they are paid."""
        spent = self._spent
        thoughts = spent.thoughts_token_count or 0
        given = (spent.prompt_token_count or 0) + (spent.tool_use_prompt_token_count or 0)
        made = (spent.candidates_token_count or 0) + thoughts
        return ResponseUsage(
            input_tokens=given,
            input_tokens_details=InputTokensDetails(
                cached_tokens=spent.cached_content_token_count or 0, cache_write_tokens=0
            ),
            output_tokens=made,
            output_tokens_details=OutputTokensDetails(reasoning_tokens=thoughts),
            total_tokens=given + made,
        )


def _call(call: types.FunctionCall, signature: bytes | None, label: str) -> Any:
    id_ = call.id or f"call_{uuid4().hex}"
    item = ResponseFunctionToolCall(
        type="function_call",
        id=id_,
        call_id=id_,
        name=call.name or "",
        arguments=json.dumps(call.args or {}, ensure_ascii=False),
        status="completed",
    )
    return conversation.marked(item, label, **_signed(signature))


def _signed(signature: bytes | None) -> dict[str, Json]:
    return {} if signature is None else {_SIGNATURE: base64.b64encode(signature).decode()}


def _refusal() -> ResponseOutputMessage:
    part = ResponseOutputRefusal(type="refusal", refusal="Sorry, I cannot answer that.")
    return ResponseOutputMessage(
        id=f"msg_{uuid4().hex}",
        type="message",
        role="assistant",
        status="completed",
        content=[part],
    )
