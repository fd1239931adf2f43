"""The AI SDK's UI message stream, version 1: a turn as the parts of a message, for its `useChat`.

Tools that ran are dynamic tools which the server executed, so that a client runs none of them. A
question of one option is a tool call of its own that waits for approval; a choice is answered by a
text. What our own page shows beside the text is told last, as the data part `data-turn`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from chat_api.protocols.wire import DONE, Loose, ToProblem, framed, unsaid
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.threads import digest
from todo_agent.turn import (
    Answer,
    Failed,
    Finished,
    Question,
    Token,
    ToolCalled,
    ToolReturned,
    TurnEvent,
)

VERSION = {"X-Vercel-AI-UI-Message-Stream": "v1"}
"""By this header the AI SDK knows the stream."""

ASK = "ask_person"
"""The tool whose approval answers a question."""

_SERVERS = {"dynamic": True, "providerExecuted": True}


class Approval(Loose):
    """An answer to a question; `approved` is absent while it is open."""

    id: str
    approved: bool | None = None


class UIPart(Loose):
    """A piece of a message: texts and approvals are read."""

    type: str
    text: str = ""
    state: str = ""
    approval: Approval | None = None


class UIMessage(Loose):
    """A message as the client keeps it."""

    id: str
    role: str
    parts: list[UIPart]


class UIChat(Loose):
    """What `DefaultChatTransport` sends: the whole chat, each time."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    messages: list[UIMessage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is to be answered."""

    text: str
    message_id: str
    answers: Approval | None = None
    """The approval that it is."""


def said(chat: UIChat) -> Said:
    """Return what the person said last, or approved.

    A message's id is its own with its text alone: an edited one keeps its id, and is another.

    Raises:
        Invalid: the chat ends with neither.
    """
    last = chat.messages[-1] if chat.messages else None
    if last is not None and last.role == "user":
        text = "\n".join(part.text for part in last.parts if part.type == "text")
        return Said(text=text, message_id=_message_id(chat.id, last.id, text))
    approval = _answered(last.parts) if last is not None else None
    if approval is None:
        raise Invalid(
            "The last message is not the person's",
            field="messages",
            code="nothing_said",
            next_step="End `messages` with a user message, or with the answer to an approval.",
        )
    return Said(
        text="Yes" if approval.approved else "No",
        message_id=_message_id(chat.id, "approval", approval.id),
        answers=approval,
    )


def _answered(parts: Sequence[UIPart]) -> Approval | None:
    answers = [part.approval for part in parts if part.state == "approval-responded"]
    return answers[-1] if answers else None


def _message_id(*names: str) -> str:
    return f"ui-{digest(names)}"


@dataclass(slots=True, kw_only=True)
class Encoder:
    """Makes the chunks of a message of a turn's events."""

    said: Said
    to_problem: ToProblem
    _text_id: str | None = None
    _texts: int = 0
    _told: str = ""

    def opening(self) -> Iterator[bytes]:
        """Give what comes before the turn's first event."""
        yield _chunk("start")
        if self.said.answers is not None:
            yield _settled(self.said.answers)
        yield _chunk("start-step")

    def __call__(self, event: TurnEvent) -> Iterator[bytes]:
        """Give the chunks that one event of the turn becomes."""
        match event:
            case Token(text):
                yield from self._spoken(text)
            case ToolCalled(id_, name, arguments):
                yield from self._silent()
                yield _called(id_, name, dict(arguments))
            case ToolReturned(id_, ok, result):
                yield _returned(id_, result) if ok else _refused(id_, result)
            case Finished(answer):
                yield from self._finished(answer)
            case Failed(error):
                yield _chunk("error", errorText=self.to_problem(error).detail)
                yield DONE

    def _spoken(self, text: str) -> Iterator[bytes]:
        if not text:
            return
        if self._text_id is None:
            self._texts += 1
            self._text_id = f"text-{self._texts}"
            yield _chunk("text-start", id=self._text_id)
        self._told += text
        yield _chunk("text-delta", id=self._text_id, delta=text)

    def _silent(self) -> Iterator[bytes]:
        if self._text_id is not None:
            yield _chunk("text-end", id=self._text_id)
            self._text_id = None

    def _finished(self, answer: Answer) -> Iterator[bytes]:
        yield from self._spoken(unsaid(self._told, answer.response))
        yield from self._silent()
        if answer.question is not None and len(answer.question.options) == 1:
            yield from _asked(answer.question)
        yield _chunk("data-turn", data=_turn(answer))
        yield _chunk("finish-step")
        yield _chunk("finish", finishReason="stop")
        yield DONE


def _chunk(kind: str, **fields: Any) -> bytes:
    return framed({"type": kind} | fields)


def _called(id_: str, name: str, arguments: dict[str, Any]) -> bytes:
    call = {"toolCallId": id_, "toolName": name, "input": arguments}
    return _chunk("tool-input-available", **call, **_SERVERS)


def _returned(id_: str, result: Any) -> bytes:
    return _chunk("tool-output-available", toolCallId=id_, output=result, **_SERVERS)


def _refused(id_: str, result: Any) -> bytes:
    told = result.get("message") if isinstance(result, dict) else None
    return _chunk("tool-output-error", toolCallId=id_, errorText=str(told or result), **_SERVERS)


def _asked(question: Question) -> Iterator[bytes]:
    yield _called(question.id, ASK, {"question": question.text})
    yield _chunk("tool-approval-request", approvalId=question.id, toolCallId=question.id)


def _settled(approval: Approval) -> bytes:
    # A call that was answered and has no output counts as one still to be sent.
    if approval.approved:
        return _returned(approval.id, {"approved": True})
    return _chunk("tool-output-denied", toolCallId=approval.id)


def _turn(answer: Answer) -> dict[str, Any]:
    choices = [option.label for option in answer.question.options] if answer.question else []
    return {
        "conversation_id": answer.conversation_id,
        "message_id": answer.message_id,
        "suggestions": list(answer.suggestions),
        "choices": choices if len(choices) > 1 else [],
    }
