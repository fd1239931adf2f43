from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.changes.reminders import read_another_reminder
from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.times.reading import Offset, Time

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
        ("remind me of choir a day before, not an hour", 1440),
        ("the bins reminder should be half an hour", 30),
        ("let's do 2 hours for the reminder", 120),
        ("I want the vet reminder the day before", 1440),
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


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("the dentist reminder can go", "dentist"),
        ("the reminder for the vet isn't needed any more", "vet"),
        ("skip the reminder for the vet", "vet"),
        ("forget the vet reminder", "vet"),
        ("no more reminders about the vet", "vet"),
    ],
)
def test_a_reminder_may_be_cancelled_in_any_words(said: str, target: str) -> None:
    request = read(said)
    assert request.intent is Intent.CANCEL_REMINDER
    assert request.target
    assert request.target.words == target


@pytest.mark.parametrize(
    "said", ["cancel both reminders", "clear my reminders", "i don't want any reminders"]
)
def test_reminders_of_nothing_in_particular_are_all_of_them(said: str) -> None:
    request = read(said)
    assert request.intent is Intent.CANCEL_REMINDER
    assert request.target
    assert request.target.kind is ReferenceKind.ALL


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("also remind me a day before", 1440),
        ("add a second reminder 10 minutes before", 10),
        ("an hour before as well", 60),
    ],
)
def test_another_reminder_says_that_it_is_one_more(said: str, minutes: int) -> None:
    request = read_another_reminder(said, NOW)
    assert request is not None
    assert isinstance(request.reminder, Offset)
    assert request.reminder.minutes == minutes


@pytest.mark.parametrize(
    "said", ["remind me a day before", "also tomorrow", "one more day", "also buy milk"]
)
def test_what_names_no_second_reminder_is_none(said: str) -> None:
    assert read_another_reminder(said, NOW) is None


def test_two_moments_before_it_are_both_of_the_task_spoken_of() -> None:
    request = read("remind me a day before and an hour before")
    assert request.target
    assert request.target.kind is ReferenceKind.PRONOUN
    assert request.changes
    assert [each.minutes for each in request.changes.reminders if isinstance(each, Offset)] == [
        1440,
        60,
    ]
