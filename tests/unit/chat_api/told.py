"""One turn, and what a protocol's encoder makes of it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chat_api.errors import OpenAIError, Problem
from todo_agent.turn import (
    Answer,
    Finished,
    Option,
    Question,
    Spent,
    Token,
    ToolCalled,
    ToolReturned,
    ToolRun,
    TurnEvent,
)

MILK = {"tasks": [{"title": "Milk"}]}
ADDED = {"operation_id": 7}
SPENT = Spent(model="openai/gpt-5", input_tokens=12, output_tokens=3, cost_usd=None)
DELETE = Question(id="q1", text="Delete 2 tasks?", options=(Option("Delete", ()),))
WHICH = Question(id="q2", text="Which?", options=(Option("Bread", ()), Option("Beer", ())))


def answer(question: Question | None = None, *, usage: Spent | None = SPENT) -> Answer:
    """Return how the turn ends."""
    return Answer(
        conversation_id="c",
        message_id="m",
        response="Added “Milk”.",
        tool_calls=(ToolRun(id="t1", name="add_tasks", arguments=MILK, result=ADDED, ok=True),),
        suggestions=("Undo",),
        question=question,
        usage=usage,
    )


TURN = (
    ToolCalled("t1", "add_tasks", MILK),
    ToolReturned("t1", True, ADDED),
    Token("Added "),
    Token("“Milk”."),
    Finished(answer()),
)


def to_problem(error: Exception) -> Problem:
    """Return the problem of an error in the middle of a turn."""
    told = OpenAIError(message=str(error), type="server_error", param=None, code="unavailable")
    return Problem(
        type="urn:x",
        title="t",
        status=503,
        detail=str(error),
        code="unavailable",
        errors=[],
        correlation_id="id",
        error=told,
    )


def data_of(frames: Iterable[bytes]) -> list[Any]:
    """Return what stands behind each `data:`."""
    lines = b"".join(frames).decode().split("\n")
    return [
        data if data == "[DONE]" else json.loads(data)
        for data in (line[6:] for line in lines if line.startswith("data: "))
    ]


def told(encoder: Any, events: Iterable[TurnEvent]) -> list[Any]:
    """Return all that an encoder tells of these events."""

    def frames() -> Iterator[bytes]:
        yield from encoder.opening()
        for event in events:
            yield from encoder(event)

    return data_of(frames())
