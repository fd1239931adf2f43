"""What is said first and last of the tasks of a message, and what only looks like it."""

from datetime import UTC, datetime

import pytest

from evolution_todo.language.intents import Intent, read_requests

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)  # a Wednesday


def titles(said):
    return [each.task.title for each in read_requests(said, NOW) if each.task]


@pytest.mark.parametrize(
    "said",
    [
        "wash whites and darks separately",
        "visit both grandparents",
        "ask whether the tag home works",
        "write a note: buy milk",
        "wash whites and email all staff",
    ],
)
def test_words_of_a_title_are_no_tail(said):
    assert titles(said) == [said.capitalize()]


def test_a_tail_of_what_is_asked_is_none_of_a_task():
    assert all(
        each.intent is not Intent.ADD for each in read_requests("what's due friday, ok?", NOW)
    )


def test_a_note_is_kept_and_quotation_marks_are_not():
    (request,) = read_requests("water the ferns friday with the note 'rain water only'", NOW)
    assert (request.task.title, request.task.description) == ("Water the ferns", "rain water only")


def test_why_it_is_done_is_kept_as_a_note():
    (request,) = read_requests("add clear the gutters on friday, it's for the landlord", NOW)
    assert request.task.description == "it's for the landlord"


def test_a_statement_that_says_when_is_no_reason():
    (request,) = read_requests("add clear the gutters, it's for friday", NOW)
    assert (request.task.title, request.task.due.start.day) == ("Clear the gutters", 12)


def test_one_of_several_statements_is_no_reason():
    said = "add the tap is leaking, the boiler is broken"
    assert titles(said) == ["The tap is leaking", "The boiler is broken"]


def test_the_time_of_a_task_is_on_the_day_of_its_head():
    (request,) = read_requests("Friday, can you add ring Ida at 3", NOW)
    assert request.task.due.start == datetime(2026, 6, 12, 15, 0, tzinfo=UTC)


def test_a_reminder_ahead_takes_the_place_of_one_at_the_time():
    (request,) = read_requests("remind me to ring Ida friday at 3, and warn me an hour ahead", NOW)
    assert [each.minutes for each in request.task.reminders] == [60]
