"""Ends of conversations: what of a task may differ, and what may not."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from benchmarks.ends import Wanted, difference
from benchmarks.everyday import FOLDER, draft, read
from evolution_todo.domain.views import RecurrenceView, TaskView

ZONE = ZoneInfo("Europe/Berlin")
FRIDAY_AT_NINE = datetime(2026, 11, 27, 8, tzinfo=UTC)


def task(title: str = "Call mom", **said: Any) -> TaskView:
    rule = said.pop("rule", None)
    usual: dict[str, Any] = {
        "id": 1,
        "number": 1,
        "description": None,
        "completed": False,
        "completed_at": None,
        "priority": "medium",
        "priority_id": 2,
        "due_date": None,
        "due_all_day": False,
        "reminder_at": None,
        "reminders": [],
        "tags": [],
        "tag_ids": [],
        "is_recurring": bool(rule),
        "recurring_task_id": None,
        "recurring_pattern": None,
        "next_occurrence": None,
        "recurrence": rule
        and RecurrenceView(
            rrule=rule, cron=None, timezone="UTC", mode="schedule", text="", is_active=True
        ),
        "origin": "person",
        "imported": False,
        "version": 1,
        "created_at": FRIDAY_AT_NINE,
        "updated_at": FRIDAY_AT_NINE,
    }
    return TaskView(title=title, **usual | said)


ALL_DAY: dict[str, Any] = {"due_date": datetime(2026, 11, 27, tzinfo=UTC), "due_all_day": True}
AT_NINE: dict[str, Any] = {"due_date": FRIDAY_AT_NINE}
AT_HALF_PAST_EIGHT = [datetime(2026, 11, 27, 7, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Ring mom / Call mom", task()),
        ("Call mom", task("the “call Mom”.")),
        ("Call mom | done", task(completed=True)),
        ("Call mom | due 2026-11-27", task(**ALL_DAY)),
        ("Call mom | due 2026-11-27 morning", task(**ALL_DAY)),
        ("Call mom | due 2026-11-27 morning", task(**AT_NINE)),
        ("Call mom | due 2026-12-04 or 2026-11-27 09:00", task(**AT_NINE)),
        ("Call mom | due any", task(**AT_NINE)),
        ("Call mom | high / critical | #home", task(priority="critical", tags=["Home"])),
        ("Call mom | tags any", task(tags=["home"])),
        ("Call mom | due any | remind -30", task(**AT_NINE, reminders=AT_HALF_PAST_EIGHT)),
        ("Call mom | due any | remind -30", task(**ALL_DAY, reminders=AT_HALF_PAST_EIGHT)),
        ("Call mom | due any | remind any", task(**AT_NINE, reminders=AT_HALF_PAST_EIGHT)),
        ("Call mom | remind at 2026-11-27 08:30", task(reminders=AT_HALF_PAST_EIGHT)),
        ("Call mom | remind at 2026-11-27", task(reminders=AT_HALF_PAST_EIGHT)),
        ("Call mom | remind at 2026-11-27", task(**ALL_DAY)),
        (
            "Call mom | due any | rule FREQ=WEEKLY;BYDAY=FR",
            task(**AT_NINE, rule="FREQ=WEEKLY;BYHOUR=9;BYMINUTE=0"),
        ),
    ],
)
def test_an_end_holds_where_it_says_so(line: str, left: TaskView) -> None:
    assert difference([line], [left], ZONE) == ""


@pytest.mark.parametrize(
    ("line", "left", "why"),
    [
        ("Ring mom", task(), "no task is “Ring mom”"),
        ("Call mom", task(completed=True), "another state for “Call mom”: not “Call mom”"),
        ("Call mom", task(**ALL_DAY), "due date"),
        ("Call mom | due 2026-11-27", task(**AT_NINE), "due date"),
        ("Call mom | due 2026-11-27 09:00", task(**ALL_DAY), "due date"),
        ("Call mom | due 2026-11-27 evening", task(**AT_NINE), "due date"),
        ("Call mom | due 2026-11-28", task(**ALL_DAY), "due date"),
        ("Call mom", task(priority="high"), "priority"),
        ("Call mom | #home", task(), "tags"),
        ("Call mom | due any", task(**AT_NINE, reminders=AT_HALF_PAST_EIGHT), "reminders"),
        (
            "Call mom | due any | remind -15",
            task(**AT_NINE, reminders=AT_HALF_PAST_EIGHT),
            "reminders",
        ),
        ("Call mom | remind at 2026-11-27 09:00", task(reminders=AT_HALF_PAST_EIGHT), "reminders"),
        ("Call mom | due any", task(**AT_NINE, rule="FREQ=DAILY"), "rule"),
        ("Call mom | due any | rule FREQ=WEEKLY", task(**AT_NINE, rule="FREQ=DAILY"), "rule"),
    ],
)
def test_an_end_does_not_hold_where_something_is_otherwise(
    line: str, left: TaskView, why: str
) -> None:
    assert why in difference([line], [left], ZONE)


def test_each_line_wants_a_task_of_its_own() -> None:
    left = [task(), task("Email mom")]
    assert difference(["Call mom / Email mom", "Call mom"], left, ZONE) == ""
    assert difference(["Call mom", "Call mom"], left, ZONE) == "no task is “Call mom”"
    assert difference(["Call mom"], left, ZONE) == "2 tasks, not 1"


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="hihg"):
        Wanted.of("Call mom | hihg")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_line_of_a_set_can_be_read(path: Any) -> None:
    conversations = read(path)
    assert len(conversations) == 120
    for each in conversations:
        assert each.say
        assert all(draft(line)["title"] for line in each.before)
        assert all(Wanted.of(line).titles for line in (*each.after, *(each.or_after or ())))
