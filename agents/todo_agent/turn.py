"""The room of a turn: what it is asked, what it emits, and the port that remembers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from todo_agent.commands import in_words

Json: TypeAlias = Any
"""A value that JSON can hold; its shape is the caller's affair."""

LEASE_SECONDS = 5.0
"""How long a turn stays its holder's without a renewal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who speaks: taken from the authenticated request, never from text."""

    user_id: str
    zone: ZoneInfo
    client: str
    """The entrance used: `web`, `terminal`, `api` or the name of an MCP client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """One message to be answered once, however often it is sent."""

    person: Person
    message: str
    message_id: str
    """Unique per person; the same id again is the same turn."""
    conversation_id: str | None = None
    """None begins a conversation, or finds that of a repeated `message_id`."""
    answers: str | None = None
    """The question that it answers, where the client names it; refused if that is not open."""
    correlation_id: str

    @property
    def asked(self) -> str:
        """The message as it is understood: a slash command in the words that it stands for."""
        return in_words(self.message)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call kept word for word, so that a yes runs it and not a new plan."""

    name: str
    arguments: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to answer a pending question, and the calls that it stands for."""

    label: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the assistant asked and waits for: one option is a yes or no, several are a choice."""

    id: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRun:
    """A tool call of a turn with the result that the tool gave."""

    id: str
    name: str
    arguments: Mapping[str, Json]
    result: Json
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a turn used of a provider's model, over all its calls."""

    model: str
    """As EVOLUTION_TODO_MODEL names it; the last one, if the turn had several."""
    input_tokens: int
    output_tokens: int
    """Reasoning too, as it is paid."""
    cost_usd: float | None
    """By the public prices; None where one is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole reply to a message, the same for every protocol and every repeat."""

    conversation_id: str
    message_id: str
    response: str
    tool_calls: tuple[ToolRun, ...] = ()
    suggestions: tuple[str, ...] = ()
    question: Question | None = None
    usage: Spent | None = None
    """None when no provider's model was asked, or it does not count its tokens."""


class Step(StrEnum):
    """The points of a turn between which a process may die; the journal names each as it passes."""

    OPENED = "opened"
    """The message and its turn are stored."""
    MODEL_ASKED = "model_asked"
    """The model is about to be called."""
    OUTPUT_STORED = "output_stored"
    """The model's output is stored; nothing of it has been done."""
    TOOL_CALLED = "tool_called"
    """A tool is about to be called."""
    TOOL_RETURNED = "tool_returned"
    """The tool's effect is committed; its result is not yet in the journal."""
    RESULT_STORED = "result_stored"
    """The tool's result is in the journal; the model has not seen it."""
    ANSWERED = "answered"
    """The answer is composed; it is not yet stored."""
    CLOSED = "closed"
    """The answer is stored with the turn; nobody has received it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """A tool is about to run."""

    id: str
    name: str
    arguments: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ToolReturned:
    """A tool has run; `result` is its structured content, or its error."""

    id: str
    ok: bool
    result: Json


@dataclass(frozen=True, slots=True)
class Finished:
    """The turn is stored; always the last event of one that ended well."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn could not be answered; what it did so far stays in the journal for a retry."""

    error: Exception


TurnEvent: TypeAlias = Token | ToolCalled | ToolReturned | Finished | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One thing that a turn has stored: a model's output or a tool's result."""

    kind: Literal["output", "result"]
    key: str
    """The output's position in the turn, or the id of the tool call."""
    payload: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTurn:
    """A turn that this holder may run, with all that it needs to begin or to go on."""

    id: str
    conversation_id: str
    request: TurnRequest
    fence: int
    """Rises with each holder; the store refuses what an older one writes."""
    opened_at: datetime
    history: tuple[Json, ...] = ()
    """The conversation before this turn: Responses API input items, tool calls and results too."""
    question: Question | None = None
    """What the previous turn asked and this message may answer."""
    journal: tuple[JournalEntry, ...] = ()
    """What an earlier holder of this turn stored; empty on a first run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTurn:
    """The turn is live with another holder; follow it until it closes or its lease runs out."""

    id: str
    conversation_id: str


Opening: TypeAlias = OpenTurn | RunningTurn | Answer
"""What opening a message gives: a turn to run, one that runs elsewhere, or its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a turn that runs elsewhere has stored since it was last asked for."""

    entries: tuple[JournalEntry, ...]
    is_live: bool
    """Whether its holder still has it; if not, open it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a turn leaves behind."""

    answer: Answer
    items: Sequence[Json] = field(default=())
    """The turn as Responses API items without the person's message, for the next turn's history."""


class LeaseLost(Exception):
    """Another holder has taken the turn over; this one must end without a word."""


class TurnStore(Protocol):
    """Remembers conversations and turns. Each method is one transaction.

    Errors meant for the caller (a conversation that is not the person's, a message id used for
    another text, a conversation that stays busy) are raised as the domain's own and pass through.
    """

    async def open(self, request: TurnRequest, *, holder: str, wait_seconds: float) -> Opening:
        """Store the message once and lease its turn to `holder`.

        Waits up to `wait_seconds` for another message's turn in the same conversation to end.
        """
        ...

    async def follow(self, turn: RunningTurn, request: TurnRequest, *, after: int) -> Progress:
        """Return what a turn that runs elsewhere has stored past its first `after` entries."""
        ...

    async def append(self, turn: OpenTurn, entry: JournalEntry) -> bool:
        """Store one entry; return whether the person asked to stop. Raises LeaseLost."""
        ...

    async def renew(self, turn: OpenTurn) -> bool:
        """Keep the lease; return whether the person asked to stop. Raises LeaseLost."""
        ...

    async def close(self, turn: OpenTurn, closing: Closing) -> None:
        """Store the answer, its question and the turn's items; end the lease. Raises LeaseLost."""
        ...

    async def release(self, turn: OpenTurn) -> None:
        """Give the lease back unfinished, so that a retry may begin at once."""
        ...

    async def request_stop(self, *, person: Person, message_id: str) -> None:
        """Ask the holder of this message's turn, wherever it runs, to stop."""
        ...
