"""The journal of a turn: outputs and results are stored before anyone acts on them, and replay."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agents import Model, ModelResponse, Usage
from agents.items import TResponseOutputItem, TResponseStreamEvent
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseUsage,
)
from pydantic import TypeAdapter

from todo_agent.spending import usage_from_json, usage_to_json
from todo_agent.turn import JournalEntry, Step, Token, ToolRun

if TYPE_CHECKING:
    from todo_agent.stopping import Stop
    from todo_agent.turn import Json, OpenTurn, TurnEvent, TurnStore

Announce: TypeAlias = Callable[[Step, str], Awaitable[None]]
"""Told of each step of a turn, with the turn's id, exactly where the step's docstring says."""
Emit: TypeAlias = Callable[["TurnEvent"], None]
Ask: TypeAlias = Callable[[Model], AsyncIterator[TResponseStreamEvent]]
"""Puts the conversation, as the SDK prepared it, to a model."""
Think: TypeAlias = Callable[[Ask], Awaitable["Output"]]
"""Makes the turn's next output."""
Author: TypeAlias = Literal["model", "fallback", "person", "code", "stop"]
"""Who an output is by; `person` is a yes to calls that were kept, `stop` code's word on a stop."""
PLANNER = "offline-planner"
"""The model of an output that the planner made: what it says was not done was not."""


@dataclass(slots=True)
class Output:
    """What came of asking for the turn's next step, after review."""

    items: list[TResponseOutputItem]
    author: Author
    usage: Usage = field(default_factory=Usage)
    model: str | None = None
    """The model that was asked, as EVOLUTION_TODO_MODEL names it."""

    @property
    def calls(self) -> list[ResponseFunctionToolCall]:
        """The tool calls, in order."""
        return [item for item in self.items if isinstance(item, ResponseFunctionToolCall)]

    @property
    def text(self) -> str:
        """What it says to the person."""
        messages = [item for item in self.items if isinstance(item, ResponseOutputMessage)]
        return "\n\n".join(filter(None, map(text_of, messages)))

    def to_json(self) -> Json:
        """As it is stored."""
        items = [item.model_dump(mode="json", exclude_unset=True) for item in self.items]
        usage = usage_to_json(self.usage)
        return {"items": items, "author": self.author, "usage": usage, "model": self.model}

    @classmethod
    def from_json(cls, payload: Json) -> Output:
        """The same items, of the same types, as were stored."""
        items = _items_adapter().validate_python(payload["items"])
        usage = usage_from_json(payload["usage"])
        return cls(items, payload["author"], usage, payload.get("model"))


def text_of(said: ResponseOutputMessage) -> str:
    """The words of a message, a refusal's too."""
    return "".join(
        part.text if isinstance(part, ResponseOutputText) else part.refusal for part in said.content
    )


_DEEPEST = 32
"""How many levels of JSON an argument may have; the SDK walks them recursively."""


@cache
def _items_adapter() -> TypeAdapter[list[TResponseOutputItem]]:
    return TypeAdapter(list[TResponseOutputItem])


def message(text: str, *, item_id: str) -> ResponseOutputMessage:
    """A message of the assistant, as a model would have given it."""
    part = ResponseOutputText(type="output_text", text=text, annotations=[])
    return ResponseOutputMessage(
        id=item_id, type="message", role="assistant", status="completed", content=[part]
    )


class Journal:
    """A turn's outputs and results: those an earlier holder stored, then those of this one."""

    def __init__(self, turn: OpenTurn, *, store: TurnStore, announce: Announce, stop: Stop) -> None:
        self._turn = turn
        self._store = store
        self._announce = announce
        self._stop = stop
        stored = [entry for entry in turn.journal if entry.kind == "output"]
        stored.sort(key=lambda entry: int(entry.key))
        self.outputs = [Output.from_json(entry.payload) for entry in stored]
        self._results = {
            entry.key: ToolRun(id=entry.key, **entry.payload)
            for entry in turn.journal
            if entry.kind == "result"
        }

    async def add_output(self, output: Output) -> None:
        """Store an output; nothing of it has been done. Raises LeaseLost."""
        await self._append("output", str(len(self.outputs)), output.to_json())
        self.outputs.append(output)
        await self.announce(Step.OUTPUT_STORED)

    async def add_result(self, run: ToolRun) -> None:
        """Store a tool's result; the model has not seen it. Raises LeaseLost."""
        payload = asdict(run)
        del payload["id"]
        await self._append("result", run.id, payload)
        self._results[run.id] = run
        await self.announce(Step.RESULT_STORED)

    def result(self, call_id: str) -> ToolRun | None:
        """What was stored for a tool call."""
        return self._results.get(call_id)

    def runs(self) -> tuple[ToolRun, ...]:
        """The tool calls that have a result, in the order in which they were asked for."""
        asked = [call.call_id for output in self.outputs for call in output.calls]
        return tuple(self._results[each] for each in asked if each in self._results)

    async def announce(self, step: Step) -> None:
        """Tell that the turn passes this step."""
        await self._announce(step, self._turn.id)

    async def _append(self, kind: Literal["output", "result"], key: str, payload: Json) -> None:
        entry = JournalEntry(kind=kind, key=key, payload=payload)
        if await self._store.append(self._turn, entry):
            self._stop.set()


class Voice:
    """Emits the answer's text as it comes; passages are set apart by a blank line."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._between = False
        self._spoken = False
        self._open = False
        self._ends_blank = False

    def begin(self) -> None:
        """Let what is said next be a passage of its own."""
        self._between = self._spoken
        self._open = False

    def break_off(self) -> None:
        """End the passage in mid-sentence, for all to see; the stored answer is without it."""
        if self._open:
            self._emit(Token("…" if self._ends_blank else " …"))
        self.begin()

    def say(self, text: str) -> None:
        """Say a piece of the present passage."""
        if not text:
            return
        if self._between:
            self._emit(Token("\n\n"))
        self._between = False
        self._spoken = self._open = True
        self._ends_blank = text[-1].isspace()
        self._emit(Token(text))

    def passage(self, text: str) -> None:
        """Say a whole passage."""
        self.begin()
        self.say(text)


class JournaledModel(Model):
    """Gives the SDK the turn's outputs one after the other, none before it is stored.

    Stored outputs come back as they were, said again to whoever listens; then `think` makes
    new ones. The SDK sees whole outputs alone, so that it cannot act on half of one.
    """

    def __init__(self, journal: Journal, *, think: Think, voice: Voice) -> None:
        self._journal = journal
        self._think = think
        self._voice = voice
        self._given = 0

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The next output; the arguments are those of Model."""
        output = await self._next(lambda model: model.stream_response(*args, **kwargs))
        return ModelResponse(output=output.items, usage=output.usage, response_id=None)

    async def stream_response(
        self, *args: Any, **kwargs: Any
    ) -> AsyncIterator[TResponseStreamEvent]:
        """The next output as one completed response; its words were emitted as they came."""
        output = await self._next(lambda model: model.stream_response(*args, **kwargs))
        yield _completed(output, sequence_number=self._given)

    async def _next(self, ask: Ask) -> Output:
        position = self._given
        self._given += 1
        if position < len(self._journal.outputs):
            stored = self._journal.outputs[position]
            self._voice.passage(stored.text)
            return stored
        output = await self._think(ask)
        await self._journal.add_output(output)
        return output


def _completed(output: Output, *, sequence_number: int) -> ResponseCompletedEvent:
    usage = ResponseUsage(
        input_tokens=output.usage.input_tokens,
        output_tokens=output.usage.output_tokens,
        total_tokens=output.usage.total_tokens,
        input_tokens_details=output.usage.input_tokens_details,
        output_tokens_details=output.usage.output_tokens_details,
    )
    response = Response(
        id=f"output-{sequence_number}",
        created_at=0,
        model=output.author,
        object="response",
        output=output.items,
        tool_choice="auto",
        tools=[],
        parallel_tool_calls=True,
        usage=usage,
    )
    return ResponseCompletedEvent(
        type="response.completed", sequence_number=sequence_number, response=response
    )


def parsed_arguments(raw: str, *, characters: int = 100_000) -> dict[str, Json] | None:
    """The arguments of a tool call; None unless they are a JSON object of sane size and depth."""
    if len(raw) > characters:
        return None
    try:
        value = json.loads(raw or "{}")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _is_shallow(value, _DEEPEST) else None


def unwrapped(arguments: Mapping[str, Json]) -> dict[str, Json]:
    """The arguments as a server reads them that takes a list or an object written as text.

    Models do write them so, and MCP servers do read them: the gate must judge what would run.
    """
    return {name: _unwrapped(value) for name, value in arguments.items()}


def _unwrapped(value: Json) -> Json:
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return read if isinstance(read, dict | list) and _is_shallow(read, _DEEPEST) else value


def _is_shallow(value: Json, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in inner)
