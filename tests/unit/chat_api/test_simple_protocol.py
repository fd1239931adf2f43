"""A turn as the simple protocol tells it."""

import json
from typing import Any

from chat_api.protocols.simple import answer_json, encode
from tests.unit.chat_api.told import ADDED, DELETE, MILK, TURN, WHICH, answer, to_problem
from todo_agent.turn import Failed, Finished, ToolReturned, TurnEvent


def sent(event: TurnEvent) -> tuple[str, Any]:
    wire = encode(event, to_problem=to_problem).decode()
    name, data, *rest = wire.split("\n")
    assert rest == ["", ""]
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_turn_is_told_event_by_event_and_then_whole() -> None:
    called = {"id": "t1", "name": "add_tasks", "arguments": MILK}
    assert [sent(event) for event in TURN] == [
        ("tool_call", called),
        ("tool_result", {"id": "t1", "ok": True, "result": ADDED}),
        ("token", {"text": "Added "}),
        ("token", {"text": "“Milk”."}),
        ("done", answer_json(answer()).model_dump()),
    ]


def test_what_failed_is_told_as_such() -> None:
    assert sent(ToolReturned("t1", False, {"code": "x"}))[1]["ok"] is False
    name, problem = sent(Failed(OSError("gone")))
    assert (name, problem["detail"]) == ("error", "gone")


def test_an_answer_says_what_was_done_and_what_was_spent() -> None:
    assert answer_json(answer()).model_dump() == {
        "conversation_id": "c",
        "message_id": "m",
        "response": "Added “Milk”.",
        "tool_calls": [{"name": "add_tasks", "arguments": MILK, "result": ADDED, "ok": True}],
        "suggestions": ["Undo"],
        "confirmation": None,
        "usage": {
            "model": "openai/gpt-5",
            "input_tokens": 12,
            "output_tokens": 3,
            "cost_usd": None,
        },
    }
    assert sent(Finished(answer(usage=None)))[1]["usage"] is None


def test_a_question_of_one_option_is_a_confirmation() -> None:
    confirmation = answer_json(answer(DELETE)).confirmation
    assert confirmation is not None
    assert confirmation.model_dump() == {"id": "q1", "text": "Delete 2 tasks?"}


def test_a_choice_and_no_question_are_no_confirmation() -> None:
    assert answer_json(answer(WHICH)).confirmation is None
    assert answer_json(answer()).confirmation is None
