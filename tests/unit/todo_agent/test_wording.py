from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from todo_agent import wording
from todo_agent.turn import Call, ToolRun


def test_many_titles_are_counted_and_the_first_five_named() -> None:
    assert wording.several(["A"]) == "“A”"
    assert wording.several(list("ABCDEFG")) == "7 tasks: “A”, “B”, “C”, “D”, “E” and 2 more"


@pytest.mark.parametrize(
    ("name", "arguments", "titles", "said"),
    [
        ("set_tasks_completed", {"completed": False}, ["A"], "Reopen “A”"),
        ("delete_tasks", {"scope": "series"}, ["A"], "Delete the whole series of “A”"),
        (
            "delete_tasks",
            {"scope": "series"},
            ["A", "B"],
            "Delete 2 tasks: “A”, “B”, with the whole series of those that repeat",
        ),
        (
            "update_tasks",
            {"updates": [{"task": {"id": 1}, "clear": ["due"], "priority": "high"}]},
            ["A"],
            "Change “A” (no due; priority high)",
        ),
        (
            "update_tasks",
            {"updates": [{"task": {"id": 1}, "recurrence": {"paused": True}}]},
            ["A"],
            "Change “A” (recurrence paused)",
        ),
        (
            "update_tasks",
            {"updates": [{"task": {"id": 1}, "due": "today"}, {"task": {"id": 2}}]},
            ["A", "B"],
            "Change 2 tasks: “A”, “B”",
        ),
        ("delete_reminder", {"reminder_id": 1}, [], "Remove a reminder"),
    ],
)
def test_a_call_is_put_in_words(
    name: str, arguments: dict[str, Any], titles: list[str], said: str
) -> None:
    assert wording.intent(Call(name, arguments), titles) == said


NOW = datetime(2026, 6, 10, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("updates", "said"),
    [
        ([{"due": "friday"}, {"due": "2026-06-12"}], "Move 2 tasks to Friday: “A”, “B”"),
        (
            [{"due": "2026-06-12T08:00:00+02:00"}, {"due": "2026-06-12T15:00:00+02:00"}],
            "Move 2 tasks to Friday: “A”, “B”",
        ),
        ([{"due_time": "14:00"}, {"due_time": "14:00"}], "Move 2 tasks to 2 pm: “A”, “B”"),
        ([{"due": "2026-06-12"}, {"due": "2026-06-13"}], "Move 2 tasks: “A”, “B”"),
        (
            [{"due": "friday", "priority": "high"}, {"due": "friday", "priority": "high"}],
            "Change 2 tasks: “A”, “B” (due friday; priority high)",
        ),
    ],
)
def test_a_move_says_to_what(updates: list[dict[str, Any]], said: str) -> None:
    each = [{"task": {"id": at}, **update} for at, update in enumerate(updates, 1)]
    call = Call("update_tasks", {"updates": each})
    assert wording.intent(call, ["A", "B"], now=NOW) == said


def test_a_move_of_one_says_to_when() -> None:
    call = Call("update_tasks", {"updates": [{"task": {"id": 1}, "due": "friday at 3 pm"}]})
    assert wording.intent(call, ["A"], now=NOW) == "Move “A” to Friday at 3 pm"


def test_only_what_tools_confirmed_is_reported_as_done() -> None:
    def run(name: str, result: Any, *, ok: bool = True, **arguments: Any) -> ToolRun:
        return ToolRun(id=name, name=name, arguments=arguments, result=result, ok=ok)

    tea = {"id": 1, "title": "Tea"}
    runs = [
        run("find_tasks", {"items": [tea]}),
        run("add_tasks", {"results": [tea]}),
        run("delete_tasks", {"results": [tea]}, ok=False),
        run("update_tasks", {"results": [], "failures": [{"item": 0}]}),
        run("set_tasks_completed", {"results": [tea, tea]}, completed=True),
        run("add_tag", {"results": [{"id": 1, "name": "home"}]}),
        run("add_reminder", {"results": [{"id": 1}]}),
        run("undo", {"undone": ["Added “Milk”"]}),
    ]
    assert wording.done_so_far(runs) == (
        "Added “Tea”. Completed 2 tasks: “Tea”, “Tea”. Added the tag “home”. Set a reminder. "
        "Took back: Added “Milk”."
    )
