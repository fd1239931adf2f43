"""AG-UI 1.0: a turn as a run, the assistant's question as an interrupt and its answer as a resume.

A question of one option asks for `{"approved": true|false}`, a choice for `{"choice": label}`;
cancelling either says no. The state of a run is what our own widget shows beside the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ag_ui.core import (
    BaseEvent,
    Interrupt,
    ResumeEntry,
    RunAgentInput,
    RunErrorEvent,
    RunFinishedEvent,
    RunFinishedInterruptOutcome,
    RunFinishedSuccessOutcome,
    RunStartedEvent,
    StateSnapshotEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    TextPart,
    TokenUsage,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
    UserMessage,
)

from chat_api.protocols.wire import ToProblem, compact, framed, unsaid
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.threads import digest
from todo_agent.turn import (
    Answer,
    Failed,
    Finished,
    Question,
    Spent,
    Token,
    ToolCalled,
    ToolReturned,
    TurnEvent,
)

VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a run is to answer."""

    text: str
    message_id: str
    answers: str | None = None
    """The interrupt that it resumes."""


def said(run: RunAgentInput) -> Said:
    """Return what the person said last, or answered.

    Raises:
        Invalid: nothing is asked, or an answer is none.
    """
    if run.resume:
        return _resumed(run, run.resume)
    last = run.messages[-1] if run.messages else None
    if not isinstance(last, UserMessage):
        raise Invalid(
            "The last message is not the person's",
            field="messages",
            code="nothing_said",
            next_step="End `messages` with a user message, or answer an interrupt in `resume`.",
        )
    return Said(text=_text(last), message_id=_message_id(run, last.id))


@dataclass(slots=True, kw_only=True)
class Encoder:
    """Makes AG-UI's events of a turn's."""

    run: RunAgentInput
    message_id: str
    conversation_id: str
    to_problem: ToProblem
    _text_id: str | None = None
    _texts: int = 0
    _told: str = ""

    def opening(self) -> Iterator[bytes]:
        """Give what comes before the turn's first event."""
        yield _sse(RunStartedEvent(**self._ids(), protocol_version=VERSION))
        yield _sse(StateSnapshotEvent(snapshot=self._state()))

    def __call__(self, event: TurnEvent) -> Iterator[bytes]:
        """Give the events that one of the turn's becomes."""
        return (_sse(each) for each in self._events(event))

    def _events(self, event: TurnEvent) -> Iterator[BaseEvent]:
        match event:
            case Token(text):
                yield from self._spoken(text)
            case ToolCalled(id_, name, arguments):
                yield from self._silent()
                yield ToolCallStartEvent(tool_call_id=id_, tool_call_name=name)
                yield ToolCallArgsEvent(tool_call_id=id_, delta=compact(dict(arguments)))
                yield ToolCallEndEvent(tool_call_id=id_)
            case ToolReturned(id_, ok, result):
                yield ToolCallResultEvent(
                    message_id=f"{id_}-result",
                    tool_call_id=id_,
                    content=compact(result),
                    metadata=None if ok else {"ok": False},
                )
            case Finished(answer):
                yield from self._finished(answer)
            case Failed(error):
                yield from self._silent()
                problem = self.to_problem(error)
                yield RunErrorEvent(message=problem.detail, code=problem.code)

    def _spoken(self, text: str) -> Iterator[BaseEvent]:
        if not text:
            return
        if self._text_id is None:
            self._texts += 1
            self._text_id = f"{self.message_id}-text-{self._texts}"
            yield TextMessageStartEvent(message_id=self._text_id, role="assistant")
        self._told += text
        yield TextMessageContentEvent(message_id=self._text_id, delta=text)

    def _silent(self) -> Iterator[BaseEvent]:
        if self._text_id is not None:
            yield TextMessageEndEvent(message_id=self._text_id)
            self._text_id = None

    def _finished(self, answer: Answer) -> Iterator[BaseEvent]:
        yield from self._spoken(unsaid(self._told, answer.response))
        yield from self._silent()
        yield StateSnapshotEvent(snapshot=self._state(answer))
        asked = answer.question
        yield RunFinishedEvent(
            **self._ids(),
            outcome=RunFinishedInterruptOutcome(interrupts=[_interrupt(asked)])
            if asked
            else RunFinishedSuccessOutcome(),
            usage=_usage(answer.usage),
        )

    def _ids(self) -> dict[str, str]:
        return {"thread_id": self.run.thread_id, "run_id": self.run.run_id}

    def _state(self, answer: Answer | None = None) -> dict[str, Any]:
        return {
            "conversation_id": self.conversation_id,
            "message_id": self.message_id,
            "response": answer.response if answer else None,
            "suggestions": list(answer.suggestions) if answer else [],
        }


def _sse(event: BaseEvent) -> bytes:
    return framed(event.model_dump(by_alias=True))


def _interrupt(question: Question) -> Interrupt:
    labels = [option.label for option in question.options]
    is_choice = len(labels) > 1
    answer = {"choice": {"enum": labels}} if is_choice else {"approved": {"type": "boolean"}}
    return Interrupt(
        id=question.id,
        reason="choice" if is_choice else "confirmation",
        message=question.text,
        response_schema={"type": "object", "properties": answer, "required": list(answer)},
    )


def _usage(spent: Spent | None) -> list[TokenUsage] | None:
    if spent is None:
        return None
    provider, _, model = spent.model.partition("/")
    return [
        TokenUsage(
            provider=provider,
            model=model,
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
        )
    ]


def _resumed(run: RunAgentInput, entries: Sequence[ResumeEntry]) -> Said:
    if len(entries) > 1:
        raise _no_answer("A run asks one thing at a time", "Send the one entry of `resume`.")
    entry = entries[0]
    return Said(
        text=_answer(entry),
        message_id=_message_id(run, f"resume {entry.interrupt_id}"),
        answers=entry.interrupt_id,
    )


def _answer(entry: ResumeEntry) -> str:
    if entry.status == "cancelled":
        return "No"
    match entry.payload:
        case {"approved": True}:
            return "Yes"
        case {"approved": False}:
            return "No"
        case {"choice": str(label)}:
            return label
    raise _no_answer("This is no answer", "Send what the interrupt's `responseSchema` describes.")


def _no_answer(message: str, next_step: str) -> Invalid:
    return Invalid(message, field="resume", code="invalid_resume", next_step=next_step)


def _text(message: UserMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content if isinstance(part, TextPart))


def _message_id(run: RunAgentInput, id_: str) -> str:
    """Return the client's id of a message; one that is no UUID is its own in its thread alone."""
    try:
        return str(UUID(id_))
    except ValueError:
        return f"agui-{digest([run.thread_id, id_])}"
