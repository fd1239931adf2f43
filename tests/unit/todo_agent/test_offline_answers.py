from typing import Any

import pytest

from tests.unit.todo_agent.offline import NOW, Talk, brief, finds, page, written

pytestmark = pytest.mark.anyio


async def added(**task: Any) -> str:
    return await Talk(add_tasks=written(brief(4, "Buy milk", **task))).say("add buy milk")


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ({}, "Added “Buy milk” (#4)."),
        ({"due": "2026-06-11T15:00:00Z"}, "Added “Buy milk” (#4): due tomorrow at 5 pm."),
        ({"due": "2026-06-12"}, "Added “Buy milk” (#4): due Friday."),
        (
            {"due": "2026-06-11T15:00:00Z", "reminders": ["2026-06-11T14:45:00Z"]},
            "Added “Buy milk” (#4): due tomorrow at 5 pm, reminder 15 minutes before.",
        ),
        (
            {"due": "2026-06-11T15:00:00Z", "reminders": ["2026-06-10T15:00:00Z"]},
            "Added “Buy milk” (#4): due tomorrow at 5 pm, reminder 1 day before.",
        ),
        (
            {"due": "2026-06-12", "reminders": ["2026-06-12T07:00:00Z"]},
            "Added “Buy milk” (#4): due Friday, reminder Friday at 9 am.",
        ),
        (
            {"recurrence": "every Monday", "tags": ["home", "shop"], "priority": "high"},
            "Added “Buy milk” (#4): repeats every Monday, #home, #shop, high priority.",
        ),
    ],
)
async def test_an_added_task_is_told_as_the_tool_confirmed_it(
    task: dict[str, Any], answer: str
) -> None:
    assert await added(**task) == answer


async def test_a_reading_in_doubt_is_told_with_what_else_it_could_be() -> None:
    receipt = {
        "item": 0,
        "field": "due",
        "reading": "4 March 2027",
        "alternatives": ["3 April 2027"],
    }
    talk = Talk(add_tasks=written(brief(4, "Buy milk", due="2027-03-04"), receipts=[receipt]))
    assert "Thu 4 March 2027; it could also be Sat 3 April 2027" in await talk.say(
        "add buy milk 3/4"
    )


async def test_a_batch_is_told_item_by_item_done_or_not() -> None:
    failure = {
        "item": 1,
        "code": "task_not_found",
        "field": "number",
        "message": "Task not found",
        "next_step": "List your tasks.",
    }
    done = written(brief(2, "Buy milk", completed=True), failures=(failure,))
    answer = await Talk(set_tasks_completed=done).say("complete 2 and 9")
    assert answer.splitlines() == [
        "Completed “Buy milk” (#2).",
        "Task 9 is not on your list. “Show my tasks” lists what there is.",
    ]


async def test_tasks_changed_together_are_told_without_places_to_point_at() -> None:
    done = written(brief(2, "Buy milk", completed=True), brief(4, "Eggs", completed=True))
    answer = await Talk(set_tasks_completed=done).say("complete 2 and 4")
    assert answer.splitlines() == ["Completed 2 tasks:", "• “Buy milk” (#2)", "• “Eggs” (#4)"]


async def test_nothing_is_called_done_when_every_item_failed() -> None:
    failure = {
        "item": 0,
        "code": "stale_version",
        "field": "version",
        "message": "Task has changed",
        "next_step": "Look at it again.",
    }
    answer = await Talk(set_tasks_completed=written(failures=(failure,))).say("complete task 2")
    assert answer == "Not task 2: Task has changed. Look at it again."


async def test_a_change_that_the_result_does_not_show_is_told_from_the_call() -> None:
    talk = Talk(update_tasks=written(brief(1, "Rent")))
    assert await talk.say("add a note to task 1: bring the keys") == (
        "Updated “Rent” (#1), note “bring the keys”."
    )
    assert await talk.say("remove the due date from task 1") == "Updated “Rent” (#1), no due date."


async def test_a_task_that_is_gone_meanwhile_is_named() -> None:
    failure = {"item": 0, "code": "task_not_found", "field": "id", "message": "", "next_step": ""}
    talk = Talk(add_tasks=written(brief(1, "Rent")), delete_tasks=written(failures=(failure,)))
    await talk.say("add rent")
    assert (await talk.say("delete it")).startswith("“Rent” is not there any more.")


async def test_what_was_so_already_is_not_called_done_again() -> None:
    unchanged = written(brief(2, "Buy milk", completed=True)) | {"operation_id": None}
    answer = await Talk(set_tasks_completed=unchanged).say("complete task 2")
    assert answer == "“Buy milk” (#2) is done already."


async def test_a_list_has_places_numbers_due_times_and_marks_what_is_late_or_done() -> None:
    tasks = page(
        brief(7, "Pay rent", due="2026-06-09T07:00:00Z"),
        brief(4, "Buy milk", due="2026-06-10"),
        brief(2, "Call mom", completed=True),
    )
    assert (await Talk(find_tasks=tasks).say("show all my tasks")).splitlines() == [
        "3 tasks:",
        "- #7 Pay rent — yesterday at 9 am (overdue)",
        "- #4 Buy milk — today",
        "- #2 ✓ Call mom",
    ]


async def test_a_cut_list_says_how_many_are_left() -> None:
    tasks = page(brief(1, "A"), brief(2, "B"), total=14, next_cursor="c")
    assert (await Talk(find_tasks=tasks).say("show all my tasks")).endswith(
        "… and 12 more. Say “next” for the rest."
    )


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("show all my tasks", "Your list is empty."),
        ("what's pending?", "Nothing is pending."),
        ("what's overdue?", "Nothing is overdue."),
        ("what's due today?", "Nothing is due today."),
        ("what have I completed?", "Nothing is completed yet."),
    ],
)
async def test_an_empty_list_is_told_kindly(message: str, words: str) -> None:
    assert words in await Talk(find_tasks=page(), get_overview={}).say(message)


async def test_an_undo_tells_what_came_back_and_what_was_left() -> None:
    conflict = {"entity": "task", "id": 1, "message": "“Milk” has changed since"}
    result = {"operation_ids": [3], "undone": ["Brought back “Rent”"], "conflicts": [conflict]}
    assert (await Talk(undo=result).say("undo")).splitlines() == [
        "Undone. Brought back “Rent”.",
        "“Milk” has changed since.",
    ]


async def test_the_day_is_told_by_what_is_late_and_what_is_todays() -> None:
    overview = {
        "overdue": [brief(1, "Pay rent", due="2026-06-08")],
        "today": [brief(2, "Buy milk", due="2026-06-10")],
        "upcoming": [brief(3, "Dentist", due="2026-06-12")],
        "open": 3,
        "completed": 0,
    }
    talk = Talk(get_overview=overview, set_tasks_completed=written(brief(3, "Dentist")))
    answer = await talk.say("what's my agenda")
    assert answer.splitlines() == [
        "Overdue:",
        "- #1 Pay rent — Mon 8 June (overdue)",
        "",
        "Today:",
        "- #2 Buy milk — today",
    ]
    await talk.say("complete the second one")
    assert talk.calls[0][1]["tasks"] == [{"id": 102}]


@pytest.mark.parametrize(("hour", "part"), [(8, "morning"), (14, "afternoon"), (22, "evening")])
async def test_a_greeting_fits_the_hour(hour: int, part: str) -> None:
    assert (await Talk(now=NOW.replace(hour=hour)).say("hello")).startswith(f"Good {part}!")


@pytest.mark.parametrize(
    ("said", "number"),
    [("untagged tasks", 2), ("tasks that aren't work", 2), ("tasks without reminders", 1)],
)
async def test_what_lacks_something_is_listed_by_what_each_task_bears(
    said: str, number: int
) -> None:
    rung = brief(2, "Call Ann", reminders=["2026-06-11T07:00:00Z"])
    talk = Talk(find_tasks=finds(brief(1, "Send report", tags=["work"]), rung))
    await talk.say(said)
    assert talk.calls[-1][1]["filter"]["numbers"] == [number]


async def test_that_no_task_lacks_it_is_said() -> None:
    talk = Talk(find_tasks=finds(brief(1, "Send report", tags=["work"])))
    assert await talk.say("untagged tasks") == "You have no open task without a tag."


async def test_only_what_lacks_a_tag_is_changed_where_that_is_said() -> None:
    ann = brief(2, "Call Ann")
    listed = finds(brief(1, "Send report", tags=["work"]), ann)
    talk = Talk(find_tasks=listed, delete_tasks=written(ann))
    await talk.say("delete all untagged tasks")
    went = {"tasks": [{"id": ann["id"]}], "scope": "series"}
    assert talk.calls[-1] == ("delete_tasks", went)
