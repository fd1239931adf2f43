from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.obligations import OBLIGATIONS, obligation

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


def only(said):
    (request,) = read_requests(said, NOW)
    return request


@pytest.mark.parametrize("each", OBLIGATIONS, ids=lambda each: each.name)
def test_each_way_to_say_that_one_must_makes_a_task_of_a_thing(each):
    assert obligation(each.example, NOW) is not None
    request = only(each.example)
    assert request.intent is Intent.ADD
    assert request.bare


@pytest.mark.parametrize(
    ("said", "title", "due"),
    [
        ("I'm supposed to meet the builder at 8 on monday", "Meet the builder", "06-15 08:00"),
        ("I promised Lena I'd send the photos by friday", "Send the photos", "06-12 00:00"),
        ("On Monday I need to hand in my essay", "Hand in my essay", "06-15 00:00"),
        ("tomorrow at 5 we have to feed the cat", "Feed the cat", "06-11 17:00"),
        ("I have a job interview on thursday at 11am", "Job interview", "06-11 11:00"),
        ("I'd like to visit the museum on Saturday", "Visit the museum", "06-13 00:00"),
        ("need 2 pay rent on 1st", "Pay rent", "07-01 00:00"),
        ("the car needs washing on sunday", "The car needs washing", "06-14 00:00"),
        ("let's do the ironing on sunday", "Do the ironing", "06-14 00:00"),
        ("umm so I should probably call grandma on sunday", "Call grandma", "06-14 00:00"),
        ("flight to Oslo 12 december 9am", "Flight to Oslo", "12-12 09:00"),
        ("post the christmas cards by December 14th", "Post the christmas cards", "12-14 00:00"),
    ],
)
def test_the_title_is_what_one_must_do_without_the_must(said, title, due):
    task = only(said).task
    assert (task.title, f"{task.due.start:%m-%d %H:%M}") == (title, due)


@pytest.mark.parametrize(
    "said", ["I need milk", "new curtains for the lounge", "I really must finish the report"]
)
def test_what_has_no_day_is_offered(said):
    request = only(said)
    assert request.bare
    assert not request.task.marked


@pytest.mark.parametrize(
    "said", ["I need to know the weather", "I have no idea", "I want to hear some music"]
)
def test_what_is_no_task_stays_none(said):
    assert only(said).intent is Intent.NONE
