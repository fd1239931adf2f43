"""The wire formats of three providers: frames from their own types, and what they refuse."""

from __future__ import annotations

import itertools
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.genai import types
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import (
    Choice,
    ChoiceDelta,
    ChoiceDeltaToolCall,
    ChoiceDeltaToolCallFunction,
)
from openai.types.completion_usage import (
    CompletionTokensDetails,
    CompletionUsage,
    PromptTokensDetails,
)
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseCreatedEvent,
    ResponseError,
    ResponseFailedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseFunctionToolCall,
    ResponseIncompleteEvent,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
    ResponseReasoningItem,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ResponseUsage,
)
from openai.types.responses.response import IncompleteDetails
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from todo_agent.llm.choice import ModelChoice, Provider

KEY = "secret-key-of-the-test"
TOKENS = {"input": 1000, "cached": 400, "output": 50, "reasoning": 20}
"""What each reply says that it used."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A tool call of a reply."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a model says and calls; `end` is why it ended, if not because it was done."""

    words: Sequence[str] = ()
    calls: Sequence[Call] = ()
    end: str | None = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One item of a conversation as a provider got it."""

    role: str
    text: str = ""
    call: str = ""
    result: str = ""
    signature: bytes | None = None


class Refused(Exception):
    """The request is one that the real API would answer with 400."""


class Wire(ABC):
    """A provider's format; it gives out ids and signatures and knows them again."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    @abstractmethod
    def choice(self, address: str) -> ModelChoice:
        """The choice of a model at this address."""

    @abstractmethod
    def frames(self, reply: Reply) -> Iterator[bytes]:
        """The reply's stream, frame by frame."""

    @abstractmethod
    def seen(self, body: Any) -> list[Seen]:
        """The conversation of a request; raises Refused for what the API would."""

    @abstractmethod
    def given(self, body: Any) -> tuple[str, dict[str, Any]]:
        """The instructions of a request, and the schemas of its tools by their names."""

    @abstractmethod
    def error(self, status: int, message: str) -> Any:
        """The body of an error."""

    def next(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers)}"


def _sse(data: str, *, event: str = "") -> bytes:
    return f"{f'event: {event}' + chr(10) if event else ''}data: {data}\n\n".encode()


def _refuse_unless(right: object, why: str) -> None:
    if not right:
        raise Refused(why)


class GeminiWire(Wire):
    """`streamGenerateContent?alt=sse`, with the signatures that Gemini 3 insists on."""

    def __init__(self) -> None:
        super().__init__()
        self.signed: dict[bytes, Any] = {}
        """The part that each signature was given out with."""

    def choice(self, address: str) -> ModelChoice:
        return ModelChoice(
            provider=Provider.GEMINI, name="gemini-3.8-flash", api_key=KEY, base_url=address
        )

    def frames(self, reply: Reply) -> Iterator[bytes]:
        if reply.end == "blocked":
            reason = types.BlockedReason.PROHIBITED_CONTENT
            blocked = types.GenerateContentResponsePromptFeedback(block_reason=reason)
            yield self._frame(types.GenerateContentResponse(prompt_feedback=blocked))
            return
        yield self._chunk([types.Part(text="Let me think.", thought=True)])
        for word in reply.words:
            yield self._chunk([types.Part(text=word)])
        if reply.calls:
            yield self._chunk(list(self._calls(reply.calls)))
        last = []
        if reply.words and not reply.calls:
            signature = self._sign("".join(reply.words))
            last = [types.Part(text="", thought_signature=signature)]
        yield self._chunk(last, finish=reply.end or "STOP")

    def _calls(self, calls: Sequence[Call]) -> Iterator[types.Part]:
        for at, call in enumerate(calls):
            signature = self._sign((call.name, call.arguments)) if at == 0 else None
            made = types.FunctionCall(
                id=self.next("fc-"), name=call.name, args=dict(call.arguments)
            )
            yield types.Part(function_call=made, thought_signature=signature)

    def _sign(self, content: Any) -> bytes:
        signature = bytes([0xFB, 0xFF]) + self.next("signature-").encode()
        self.signed[signature] = content
        return signature

    def _chunk(self, parts: list[types.Part], *, finish: str | None = None) -> bytes:
        candidate = types.Candidate(
            content=types.Content(role="model", parts=parts) if parts else None,
            finish_reason=types.FinishReason(finish) if finish else None,
        )
        usage = types.GenerateContentResponseUsageMetadata(
            prompt_token_count=TOKENS["input"],
            cached_content_token_count=TOKENS["cached"],
            candidates_token_count=TOKENS["output"] - TOKENS["reasoning"],
            thoughts_token_count=TOKENS["reasoning"],
            total_token_count=TOKENS["input"] + TOKENS["output"],
        )
        return self._frame(
            types.GenerateContentResponse(
                candidates=[candidate], usage_metadata=usage if finish else None
            )
        )

    def _frame(self, response: types.GenerateContentResponse) -> bytes:
        return _sse(response.model_dump_json(by_alias=True, exclude_none=True))

    def seen(self, body: Any) -> list[Seen]:
        contents = [types.Content.model_validate(each) for each in body["contents"]]
        roles = [content.role for content in contents]
        _refuse_unless(roles[0] == "user", "the first content is not the user's")
        _refuse_unless(all(a != b for a, b in itertools.pairwise(roles)), "roles do not alternate")
        for content, after in zip(contents, [*contents[1:], None], strict=True):
            self._check(content, after)
        return [self._item(c.role or "", part) for c in contents for part in c.parts or ()]

    def _check(self, content: types.Content, after: types.Content | None) -> None:
        calls = [part for part in content.parts or () if part.function_call]
        for part in content.parts or ():
            self._check_signature(part)
        if not calls:
            return
        _refuse_unless(calls[0].thought_signature, "Function call is missing a thought_signature")
        made = [part.function_call.id for part in calls if part.function_call]
        answers = [p.function_response for p in (after.parts if after else None) or ()]
        answered = [answer.id for answer in answers if answer]
        _refuse_unless(made == answered, "function responses do not match the calls")

    def _check_signature(self, part: types.Part) -> None:
        if part.thought_signature in {None, b"skip_thought_signature_validator"}:
            return
        call = part.function_call
        content = (call.name, call.args) if call else part.text
        _refuse_unless(
            self.signed.get(part.thought_signature or b"") == content, "Invalid thought signature"
        )

    def _item(self, role: str, part: types.Part) -> Seen:
        response = part.function_response
        return Seen(
            role=role,
            text=part.text or "",
            call=(part.function_call.name or "") if part.function_call else "",
            result=(response.response or {}).get("output", "") if response else "",
            signature=part.thought_signature,
        )

    def given(self, body: Any) -> tuple[str, dict[str, Any]]:
        instructions = types.Content.model_validate(body["systemInstruction"]).parts or []
        tools = [types.Tool.model_validate(each) for each in body["tools"]]
        declared = [each for tool in tools for each in tool.function_declarations or ()]
        return (
            "".join(part.text or "" for part in instructions),
            {each.name or "": each.parameters_json_schema for each in declared},
        )

    def error(self, status: int, message: str) -> Any:
        return {"error": {"code": status, "message": message, "status": "UNKNOWN"}}


class ResponsesWire(Wire):
    """OpenAI's Responses API in its stateless use."""

    def __init__(self) -> None:
        super().__init__()
        self._events = itertools.count()
        self.thoughts: set[str] = set()
        """The encrypted reasoning that was given out."""

    def choice(self, address: str) -> ModelChoice:
        return ModelChoice(
            provider=Provider.OPENAI, name="gpt-5.6-luna", api_key=KEY, base_url=f"{address}/v1"
        )

    def frames(self, reply: Reply) -> Iterator[bytes]:
        yield self._sent(ResponseCreatedEvent, response=self._response([], "in_progress"))
        output: list[Any] = [self._reasoning()]
        yield from self._whole(output[0], 0)
        if reply.words or reply.end == "refusal":
            output.append(self._message(reply))
            yield from self._said(output[-1], reply)
        for call in reply.calls:
            output.append(self._call(call))
            yield from self._called(output[-1], len(output) - 1)
        yield self._ended(reply.end, output)

    def _ended(self, end: str | None, output: list[Any]) -> bytes:
        if end == "max_output_tokens":
            response = self._response(output, "incomplete")
            response.incomplete_details = IncompleteDetails(reason="max_output_tokens")
            return self._sent(ResponseIncompleteEvent, response=response)
        if end == "failed":
            response = self._response([], "failed")
            response.error = ResponseError(code="server_error", message="Try again.")
            return self._sent(ResponseFailedEvent, response=response)
        return self._sent(ResponseCompletedEvent, response=self._response(output, "completed"))

    def _reasoning(self) -> ResponseReasoningItem:
        hidden = self.next("encrypted-")
        self.thoughts.add(hidden)
        return ResponseReasoningItem(
            id=self.next("rs_"), type="reasoning", summary=[], encrypted_content=hidden
        )

    def _message(self, reply: Reply) -> ResponseOutputMessage:
        text = "".join(reply.words)
        part: Any = ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])
        if reply.end == "refusal":
            part = ResponseOutputRefusal(type="refusal", refusal="I cannot help with that.")
        return ResponseOutputMessage(
            id=self.next("msg_"),
            type="message",
            role="assistant",
            status="incomplete" if reply.end == "max_output_tokens" else "completed",
            content=[part],
        )

    def _call(self, call: Call) -> ResponseFunctionToolCall:
        return ResponseFunctionToolCall(
            type="function_call",
            id=self.next("fc_"),
            call_id=self.next("call_"),
            name=call.name,
            arguments=json.dumps(call.arguments),
            status="completed",
        )

    def _whole(self, item: Any, place: int) -> Iterator[bytes]:
        yield self._sent(ResponseOutputItemAddedEvent, item=item, output_index=place)
        yield self._sent(ResponseOutputItemDoneEvent, item=item, output_index=place)

    def _said(self, message: ResponseOutputMessage, reply: Reply) -> Iterator[bytes]:
        begun = message.model_copy(update={"content": [], "status": "in_progress"})
        yield self._sent(ResponseOutputItemAddedEvent, item=begun, output_index=1)
        if reply.words:
            where: Any = {"item_id": message.id, "output_index": 1, "content_index": 0}
            empty = ResponseOutputText(type="output_text", text="", annotations=[], logprobs=[])
            yield self._sent(ResponseContentPartAddedEvent, part=empty, **where)
            for word in reply.words:
                yield self._sent(ResponseTextDeltaEvent, delta=word, logprobs=[], **where)
            text = "".join(reply.words)
            yield self._sent(ResponseTextDoneEvent, text=text, logprobs=[], **where)
            yield self._sent(ResponseContentPartDoneEvent, part=message.content[0], **where)
        yield self._sent(ResponseOutputItemDoneEvent, item=message, output_index=1)

    def _called(self, call: ResponseFunctionToolCall, place: int) -> Iterator[bytes]:
        begun = call.model_copy(update={"arguments": "", "status": "in_progress"})
        where: Any = {"item_id": call.id, "output_index": place}
        yield self._sent(ResponseOutputItemAddedEvent, item=begun, output_index=place)
        yield self._sent(ResponseFunctionCallArgumentsDeltaEvent, delta=call.arguments, **where)
        yield self._sent(
            ResponseFunctionCallArgumentsDoneEvent,
            arguments=call.arguments,
            name=call.name,
            **where,
        )
        yield self._sent(ResponseOutputItemDoneEvent, item=call, output_index=place)

    def _response(self, output: list[Any], status: Any) -> Response:
        usage = ResponseUsage(
            input_tokens=TOKENS["input"],
            input_tokens_details=InputTokensDetails(
                cached_tokens=TOKENS["cached"], cache_write_tokens=0
            ),
            output_tokens=TOKENS["output"],
            output_tokens_details=OutputTokensDetails(reasoning_tokens=TOKENS["reasoning"]),
            total_tokens=TOKENS["input"] + TOKENS["output"],
        )
        return Response(
            id="resp_1",
            created_at=0,
            model="gpt-5.6-luna-2026-09-01",
            object="response",
            output=output,
            status=status,
            tool_choice="auto",
            tools=[],
            parallel_tool_calls=True,
            usage=usage if output else None,
        )

    def _sent(self, event: Any, **fields: Any) -> bytes:
        kind = event.model_fields["type"].annotation.__args__[0]
        made = event(type=kind, sequence_number=next(self._events), **fields)
        return _sse(made.model_dump_json(exclude_unset=True), event=kind)

    def seen(self, body: Any) -> list[Seen]:
        _refuse_unless(body.get("store") is False, "something would be kept")
        _refuse_unless("previous_response_id" not in body, "nothing is kept")
        items = body["input"]
        for item, after in zip(items, [*items[1:], {}], strict=True):
            self._check(item, after)
        calls = [i["call_id"] for i in items if i.get("type") == "function_call"]
        results = [i["call_id"] for i in items if i.get("type") == "function_call_output"]
        _refuse_unless(sorted(calls) == sorted(results), "No tool output found for function call")
        return [self._item(item) for item in items if item.get("type") != "reasoning"]

    def _check(self, item: Any, after: Any) -> None:
        known = {
            "message": {"type", "id", "role", "content", "status"},
            "function_call": {"type", "id", "call_id", "name", "arguments", "status"},
            "function_call_output": {"type", "id", "call_id", "output", "status"},
            "reasoning": {"type", "id", "summary", "encrypted_content", "content", "status"},
        }
        kind = item.get("type", "message")
        _refuse_unless(set(item) <= known[kind], f"unknown parameter in {sorted(item)}")
        prefix = {"message": "msg_", "function_call": "fc_", "reasoning": "rs_"}.get(kind, "fc_")
        _refuse_unless(item.get("id", prefix).startswith(prefix), f"invalid id {item.get('id')}")
        _refuse_unless(len(item.get("call_id", "")) <= 64, "call_id is too long")
        _refuse_unless(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", item.get("name", "x")), "bad name")
        if kind == "reasoning":
            _refuse_unless(item.get("encrypted_content") in self.thoughts, "not persisted")
            _refuse_unless(
                after.get("type") in {"message", "function_call"}, "without its following item"
            )

    def _item(self, item: Any) -> Seen:
        match item.get("type", "message"):
            case "function_call":
                return Seen(role="assistant", call=item["name"])
            case "function_call_output":
                return Seen(role="tool", result=item["output"])
        content = item["content"]
        text = content if isinstance(content, str) else "".join(p["text"] for p in content)
        return Seen(role=item["role"], text=text)

    def given(self, body: Any) -> tuple[str, dict[str, Any]]:
        return body["instructions"], {each["name"]: each["parameters"] for each in body["tools"]}

    def error(self, status: int, message: str) -> Any:
        return {"error": {"message": message, "type": "error", "param": None, "code": None}}


class ChatWire(Wire):
    """Chat Completions as Ollama, llama.cpp and vLLM speak it."""

    def choice(self, address: str) -> ModelChoice:
        return ModelChoice(
            provider=Provider.COMPATIBLE, name="qwen3", api_key=KEY, base_url=f"{address}/v1"
        )

    def frames(self, reply: Reply) -> Iterator[bytes]:
        yield self._chunk(ChoiceDelta(role="assistant", content=""))
        if reply.end == "refusal":
            yield self._chunk(ChoiceDelta(refusal="I cannot help with that."))
        for word in reply.words:
            yield self._chunk(ChoiceDelta(content=word))
        for at, call in enumerate(reply.calls):
            for piece in self._pieces(call, at):
                yield self._chunk(ChoiceDelta(tool_calls=[piece]))
        ends: Any = {"refusal": "stop", None: "tool_calls" if reply.calls else "stop"}
        yield self._chunk(ChoiceDelta(), finish=ends.get(reply.end, reply.end))
        usage = CompletionUsage(
            prompt_tokens=TOKENS["input"],
            prompt_tokens_details=PromptTokensDetails(cached_tokens=TOKENS["cached"]),
            completion_tokens=TOKENS["output"],
            completion_tokens_details=CompletionTokensDetails(reasoning_tokens=TOKENS["reasoning"]),
            total_tokens=TOKENS["input"] + TOKENS["output"],
        )
        yield self._frame(self._completion([], usage))
        yield b"data: [DONE]\n\n"

    def _pieces(self, call: Call, at: int) -> Iterator[ChoiceDeltaToolCall]:
        named = ChoiceDeltaToolCallFunction(name=call.name, arguments="")
        yield ChoiceDeltaToolCall(index=at, id=self.next("call"), type="function", function=named)
        raw = json.dumps(call.arguments)
        for piece in (raw[:5], raw[5:]):
            argued = ChoiceDeltaToolCallFunction(arguments=piece)
            yield ChoiceDeltaToolCall(index=at, function=argued)

    def _chunk(self, delta: ChoiceDelta, *, finish: Any = None) -> bytes:
        return self._frame(
            self._completion([Choice(index=0, delta=delta, finish_reason=finish)], None)
        )

    def _completion(
        self, choices: list[Choice], usage: CompletionUsage | None
    ) -> ChatCompletionChunk:
        return ChatCompletionChunk(
            id="chatcmpl-1",
            choices=choices,
            created=0,
            model="qwen3",
            object="chat.completion.chunk",
            usage=usage,
        )

    def _frame(self, chunk: ChatCompletionChunk) -> bytes:
        return _sse(chunk.model_dump_json(exclude_unset=True))

    def seen(self, body: Any) -> list[Seen]:
        known = {"model", "messages", "tools", "stream", "stream_options"}
        _refuse_unless(set(body) <= known, f"unknown parameter in {sorted(body)}")
        _refuse_unless(body["stream_options"] == {"include_usage": True}, "no usage was asked for")
        open_calls: set[str] = set()
        for message in body["messages"]:
            if message["role"] == "tool":
                _refuse_unless(message["tool_call_id"] in open_calls, "a result without a call")
                open_calls.remove(message["tool_call_id"])
                continue
            _refuse_unless(not open_calls, "a call without its result")
            _refuse_unless(
                set(message) <= {"role", "content", "tool_calls"}, f"unknown in {sorted(message)}"
            )
            open_calls = {call["id"] for call in message.get("tool_calls") or ()}
        return [each for message in body["messages"][1:] for each in self._items(message)]

    def _items(self, message: Any) -> Iterator[Seen]:
        if message["role"] == "tool":
            yield Seen(role="tool", result=message["content"])
            return
        if message.get("content"):
            yield Seen(role=message["role"], text=message["content"])
        for call in message.get("tool_calls") or ():
            yield Seen(role="assistant", call=call["function"]["name"])

    def given(self, body: Any) -> tuple[str, dict[str, Any]]:
        system = body["messages"][0]
        assert system["role"] == "system"
        functions = [each["function"] for each in body["tools"]]
        return system["content"], {each["name"]: each["parameters"] for each in functions}

    def error(self, status: int, message: str) -> Any:
        return {"error": {"message": message, "type": "error", "param": None, "code": None}}


WIRES: dict[str, Callable[[], Wire]] = {
    "gemini": GeminiWire,
    "openai": ResponsesWire,
    "compatible": ChatWire,
}
