"""The wire form of a turn's events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from chat_api.errors import Problem
from chat_api.protocols.simple import answer_json, encode, encoded
from chat_api.protocols.wire import HEARTBEAT
from todo_agent.turn import (
    Answer,
    Failed,
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

pytestmark = pytest.mark.anyio

RUN = ToolRun(id="c1", name="add_tasks", arguments={"tasks": []}, result={"results": []}, ok=True)


def answer(question: Question | None = None) -> Answer:
    return Answer(
        conversation_id="c",
        message_id="m",
        response="Added “Milk”.",
        tool_calls=(RUN,),
        suggestions=("Undo",),
        question=question,
    )


def to_problem(error: Exception) -> Problem:
    return Problem(
        type="urn:x",
        title="t",
        status=503,
        detail=str(error),
        code="unavailable",
        errors=[],
        correlation_id="id",
    )


def sent(event: TurnEvent) -> tuple[str, Any]:
    wire = encode(event, to_problem=to_problem).decode()
    name, data, *rest = wire.split("\n")
    assert rest == ["", ""]
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_each_event_has_its_name_and_json() -> None:
    assert sent(Token("two\nlines")) == ("token", {"text": "two\nlines"})
    assert sent(ToolCalled("c1", "add_tasks", {"tasks": []})) == (
        "tool_call",
        {"id": "c1", "name": "add_tasks", "arguments": {"tasks": []}},
    )
    assert sent(ToolReturned("c1", False, {"code": "x"})) == (
        "tool_result",
        {"id": "c1", "ok": False, "result": {"code": "x"}},
    )
    assert sent(Finished(answer())) == ("done", answer_json(answer()).model_dump())
    name, problem = sent(Failed(RuntimeError("out of reach")))
    assert (name, problem["detail"]) == ("error", "out of reach")


def test_half_a_surrogate_pair_does_not_break_the_stream() -> None:
    assert sent(Token("a\ud83d")) == ("token", {"text": "a?"})


def test_the_end_tells_what_was_spent_and_null_when_nothing_was() -> None:
    assert sent(Finished(answer()))[1]["usage"] is None
    spent = Spent(model="openai/gpt-5", input_tokens=12, output_tokens=3, cost_usd=None)
    told = sent(Finished(replace(answer(), usage=spent)))[1]["usage"]
    expected = {"model": "openai/gpt-5", "input_tokens": 12, "output_tokens": 3, "cost_usd": None}
    assert told == expected


def test_a_question_of_one_option_is_a_confirmation() -> None:
    question = Question(id="q", text="Delete both?", options=(Option("Delete", ()),))
    confirmation = answer_json(answer(question)).confirmation
    assert confirmation is not None
    assert confirmation.model_dump() == {"id": "q", "text": "Delete both?"}


def test_a_choice_and_no_question_are_no_confirmation() -> None:
    choice = Question(id="q", text="Which?", options=(Option("A", ()), Option("B", ())))
    assert answer_json(answer(choice)).confirmation is None
    assert answer_json(answer()).confirmation is None


async def test_silence_is_filled_with_heartbeats_and_ends_with_the_turn() -> None:
    speak = asyncio.Event()

    async def events() -> AsyncIterator[TurnEvent]:
        await speak.wait()
        yield Token("now")

    chunks = encoded(events(), to_problem=to_problem, heartbeat_seconds=0)
    assert await anext(chunks) == HEARTBEAT
    speak.set()
    rest = [chunk async for chunk in chunks if chunk != HEARTBEAT]
    assert rest == [b'event: token\ndata: {"text":"now"}\n\n']


async def test_who_stops_listening_ends_the_encoding_at_once() -> None:
    ended = asyncio.Event()

    async def events() -> AsyncIterator[TurnEvent]:
        try:
            yield Token("one")
            await asyncio.Event().wait()
        finally:
            ended.set()

    chunks = encoded(events(), to_problem=to_problem)
    await anext(chunks)
    await chunks.aclose()
    assert ended.is_set()
