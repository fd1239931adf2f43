from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import Intent, read_requests

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


@pytest.mark.parametrize(
    ("said", "title", "day"),
    [
        ("Car insurance runs out on 14 June, add a task to renew it", "Renew car insurance", 14),
        ("My books are due on the 15th, remind me to return them", "Return my books", 15),
        ("My suit is at the cleaner's. Remind me to collect it on Saturday", "Collect my suit", 13),
        ("I've got a parcel at the office, add pick it up tomorrow", "Pick up the parcel", 11),
        ("I missed a call from the bank - add call them on Friday", "Call the bank", 12),
        ("Tom rang, add call him back on Monday", "Call Tom back", 15),
        ("my visa expires on the 20th so I need to renew it", "Renew my visa", 20),
        ("the kids have a school trip on Friday. Add pay for it", "Pay for the school trip", 12),
    ],
)
def test_what_it_is_and_by_when_is_taken_from_the_reason_said_first(said, title, day):
    *_, request = read_requests(said, NOW)
    assert (request.intent, request.task.title) == (Intent.ADD, title)
    assert request.task.due.start.day == day


def test_a_reminder_counts_from_the_day_of_its_reason():
    (request,) = read_requests(
        "Mum's birthday is on the 19th, remind me to buy a present two days before", NOW
    )
    assert request.task.due.start.day == 19
    assert [each.minutes for each in request.task.reminders] == [2 * 1440]


def test_a_task_said_before_another_that_points_at_it_is_no_mere_reason():
    bought, collected = read_requests(
        "I need to buy a new phone by Friday. Remind me to collect it on Saturday", NOW
    )
    assert bought.task.title == "Buy a new phone"
    assert collected.task.title == "Collect the new phone"


def test_a_pronoun_that_stands_for_a_thing_of_its_own_task_stays():
    *_, request = read_requests("The party is on Friday. Add buy a cake and ice it", NOW)
    assert request.task.title == "Buy a cake and ice it"


def test_a_past_day_of_a_reason_is_no_due_date():
    *_, request = read_requests("The tap broke on 2 June 2026, add a task to fix it", NOW)
    assert (request.task.title, request.task.due) == ("Fix the tap", None)


@pytest.mark.parametrize(
    ("said", "title", "day"),
    [
        ("Parents' evening got moved to Friday at 6, put it on my list", "Parents' evening", 12),
        ("your appointment with Lee is confirmed for 18 June", "Appointment with Lee", 18),
        ("It's Leo's birthday on the 20th", "Leo's birthday", 20),
        ("because of the strike I need to rebook my train by Friday", "Rebook my train", 12),
    ],
)
def test_news_of_what_is_to_come_is_added_under_its_name(said, title, day):
    (request,) = read_requests(said, NOW)
    assert (request.intent, request.task.title) == (Intent.ADD, title)
    assert request.task.due.start.day == day


@pytest.mark.parametrize(
    "said",
    ["remove it, Kofi bought them yesterday", "oh delete that, Nan's picking her up already"],
)
def test_a_reason_behind_it_may_begin_with_a_name(said):
    (request,) = read_requests(said, NOW)
    assert request.intent is Intent.DELETE
    assert request.target.words in {"it", "that"}


def test_what_is_asked_behind_it_is_no_reason():
    removed, listed = read_requests("delete it, what's left?", NOW)
    assert (removed.intent, listed.intent) == (Intent.DELETE, Intent.LIST)
