"""The simple protocol of `/api/chat` and `/api/chat/stream`: JSON, and the same as it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import asdict
from typing import Any

from chat_api.errors import Problem
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

HEARTBEAT_SECONDS = 15.0
"""Silence after which a comment is sent, so that nobody in between takes the stream for dead."""

HEARTBEAT = b": still working\n\n"

ToProblem = Callable[[Exception], Problem]


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


async def encoded(
    events: AsyncIterator[TurnEvent],
    *,
    to_problem: ToProblem,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncGenerator[bytes]:
    """Give a turn as server-sent events, with a heartbeat in every long silence.

    Whoever stops listening ends this iterator and not the turn.
    """
    following = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            await asyncio.wait([following], timeout=heartbeat_seconds)
            if not following.done():
                yield HEARTBEAT
                continue
            event = following.result()
            if event is None:
                return
            yield encode(event, to_problem=to_problem)
            following = asyncio.ensure_future(anext(events, None))
    finally:
        following.cancel()
        await asyncio.wait([following])
        if isinstance(events, AsyncGenerator):
            await events.aclose()


def encode(event: TurnEvent, *, to_problem: ToProblem) -> bytes:
    """Return one event of a turn in the wire form of server-sent events."""
    match event:
        case Token(text):
            return _framed("token", {"text": text})
        case ToolCalled(id_, name, arguments):
            return _framed("tool_call", {"id": id_, "name": name, "arguments": dict(arguments)})
        case ToolReturned(id_, ok, result):
            return _framed("tool_result", {"id": id_, "ok": ok, "result": result})
        case Finished(answer):
            return _framed("done", answer_json(answer).model_dump(mode="json"))
        case Failed(error):
            return _framed("error", to_problem(error).model_dump(mode="json"))


def _framed(name: str, data: dict[str, Any]) -> bytes:
    # JSON escapes line breaks, so that one `data:` line holds it all.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {text}\n\n".encode(errors="replace")  # half a surrogate pair


def _spending(spent: Spent | None) -> Spending | None:
    return None if spent is None else Spending(**asdict(spent))


def _confirmation(question: Question | None) -> Confirmation | None:
    if question is None or len(question.options) != 1:
        return None
    return Confirmation(id=question.id, text=question.text)
