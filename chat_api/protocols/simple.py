"""The simple protocol of `/api/chat` and `/api/chat/stream`: JSON, and the same as it happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import asdict

from chat_api.protocols.wire import HEARTBEAT_SECONDS, ToProblem, framed, streamed
from chat_api.schemas import ChatAnswer, Confirmation, Spending, ToolCall
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


def answer_json(answer: Answer) -> ChatAnswer:
    """Return an answer as the contract has it."""
    return ChatAnswer(
        conversation_id=answer.conversation_id,
        message_id=answer.message_id,
        response=answer.response,
        tool_calls=[
            ToolCall(name=run.name, arguments=dict(run.arguments), result=run.result, ok=run.ok)
            for run in answer.tool_calls
        ],
        suggestions=list(answer.suggestions),
        confirmation=_confirmation(answer.question),
        usage=_spending(answer.usage),
    )


def encoded(
    events: AsyncIterator[TurnEvent],
    *,
    to_problem: ToProblem,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncGenerator[bytes]:
    """Give a turn as server-sent events."""
    return streamed(
        events,
        lambda event: [encode(event, to_problem=to_problem)],
        heartbeat_seconds=heartbeat_seconds,
    )


def encode(event: TurnEvent, *, to_problem: ToProblem) -> bytes:
    """Return one event of a turn in the wire form of server-sent events."""
    match event:
        case Token(text):
            return framed({"text": text}, event="token")
        case ToolCalled(id_, name, arguments):
            call = {"id": id_, "name": name, "arguments": dict(arguments)}
            return framed(call, event="tool_call")
        case ToolReturned(id_, ok, result):
            return framed({"id": id_, "ok": ok, "result": result}, event="tool_result")
        case Finished(answer):
            return framed(answer_json(answer).model_dump(mode="json"), event="done")
        case Failed(error):
            return framed(to_problem(error).body(), event="error")


def _spending(spent: Spent | None) -> Spending | None:
    return None if spent is None else Spending(**asdict(spent))


def _confirmation(question: Question | None) -> Confirmation | None:
    if question is None or len(question.options) != 1:
        return None
    return Confirmation(id=question.id, text=question.text)
