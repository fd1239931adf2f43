"""When a reminder is told before what it is of: so many minutes, or a time of a day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.domain import when

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 10, 10, 0, tzinfo=BERLIN)
DAY = datetime(2026, 6, 15, tzinfo=UTC)
AT_TWO = when.Due(at=DAY + timedelta(hours=12), all_day=False)
ALL_DAY = when.Due(at=DAY, all_day=True)


@pytest.mark.parametrize(
    ("text", "due", "told", "minutes"),
    [
        ("the evening before at 7", AT_TWO, "14 19:00", 1140),
        ("the night before", AT_TWO, "14 20:00", 1080),
        ("the day before", AT_TWO, "14 14:00", 1440),
        ("on the day at 8", AT_TWO, "15 08:00", 360),
        ("2 days before at 18:00", ALL_DAY, "13 18:00", 2340),
        ("the evening before", ALL_DAY, "14 19:00", 840),
        ("the morning of", ALL_DAY, "15 09:00", 0),
    ],
)
def test_a_time_of_a_day_before_is_counted_on_the_clocks_of_the_person(
    text: str, due: when.Due, told: str, minutes: int
) -> None:
    found = when.read_reminder(text, due=due, now=NOW, field="reminders")
    assert (f"{found.at.astimezone(BERLIN):%d %H:%M}", found.offset_minutes) == (told, minutes)


@pytest.mark.parametrize(
    ("due", "told", "minutes"), [(AT_TWO, "15 14:00", 0), (ALL_DAY, "15 17:00", None)]
)
def test_nothing_is_told_of_after_it_has_begun(
    due: when.Due, told: str, minutes: int | None
) -> None:
    found = when.read_reminder("on the day at 5 pm", due=due, now=NOW, field="reminders")
    assert (f"{found.at.astimezone(BERLIN):%d %H:%M}", found.offset_minutes) == (told, minutes)


@pytest.mark.parametrize(
    ("text", "due", "told"),
    [
        ("at 7", when.Due(at=datetime(2026, 6, 10, 18, 0, tzinfo=UTC), all_day=False), "10 19:00"),
        ("at 7", when.Due(at=DAY + timedelta(hours=18), all_day=False), "15 19:00"),
        ("at 9", AT_TWO, "15 09:00"),
        ("at 7 am", when.Due(at=DAY + timedelta(hours=18), all_day=False), "15 07:00"),
    ],
)
def test_an_hour_of_either_half_of_the_day_is_the_last_before_the_due_time(
    text: str, due: when.Due, told: str
) -> None:
    found = when.read_reminder(text, due=due, now=NOW, field="reminders")
    assert f"{found.at.astimezone(BERLIN):%d %H:%M}" == told
