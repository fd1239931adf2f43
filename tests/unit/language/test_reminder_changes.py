from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import read_requests
from evolution_todo.language.requests import Intent, Request
from evolution_todo.language.times import Offset, Time

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def read(said: str) -> Request:
    (request,) = read_requests(said, NOW)
    return request


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("change the reminder for the bins to two hours before", 120),
        ("make the bins reminder 15 minutes before instead", 15),
        ("switch the choir reminder from an hour before to ten minutes before", 10),
        ("can you remind me about the bins half an hour before rather than an hour?", 30),
    ],
)
def test_a_reminder_may_be_moved_to_so_long_before(said: str, minutes: int) -> None:
    request = read(said)
    assert request.intent is Intent.MOVE_REMINDER
    assert isinstance(request.reminder, Offset)
    assert request.reminder.minutes == minutes


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("set the bins reminder for 6pm tomorrow", 18),
        ("actually the reminder should be at noon", 12),
        ("make the reminder 11 instead", 11),
        ("I'd rather be reminded at 8 pm", 20),
    ],
)
def test_a_reminder_may_be_moved_to_a_time(said: str, hour: int) -> None:
    request = read(said)
    assert request.intent is Intent.MOVE_REMINDER
    assert isinstance(request.reminder, Time)
    assert request.reminder.start.hour == hour


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("move the choir reminder an hour earlier", -60),
        ("could you bring the bins reminder forward by 30 minutes", -30),
        ("push the reminder back an hour", 60),
    ],
)
def test_a_reminder_may_be_moved_by_so_long(said: str, minutes: int) -> None:
    request = read(said)
    assert request.intent is Intent.MOVE_REMINDER
    assert request.shift_minutes == minutes


@pytest.mark.parametrize(
    "said",
    ["remind me to move the bins at 6", "move the bins to 6pm", "set a reminder for choir at 6"],
)
def test_what_sets_a_reminder_or_moves_a_task_moves_no_reminder(said: str) -> None:
    assert all(each.intent is not Intent.MOVE_REMINDER for each in read_requests(said, NOW))
