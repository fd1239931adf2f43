from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.followups.meaning import read_meant
from evolution_todo.language.followups.reading import read_follow_up
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import Priority

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


def read(said):
    return read_follow_up(said, NOW)


@pytest.mark.parametrize(
    ("said", "days", "hour"),
    [
        ("tomorrow 11am", 1, 11),
        ("scratch that, make it sunday", 4, 0),
        ("I do beg your pardon, it's on Tuesday", 6, 0),
        ("hmm thursday works better", 1, 0),
        ("wrong day, should be the 12th", 2, 0),
        ("no, friday at 3pm please, I have the kids", 2, 15),
    ],
)
def test_a_time_and_apologies_alone_move_it(said, days, hour):
    request = read(said)
    assert request.intent is Intent.RESCHEDULE
    midnight = NOW.replace(hour=0)
    assert request.changes.due.start == midnight + timedelta(days=days, hours=hour)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("an hour later please", 60),
        ("on second thought, one more day", 1440),
        ("no, two hours earlier than it was", -120),
    ],
)
def test_a_length_alone_shifts_it(said, minutes):
    assert read(said).shift_minutes == minutes


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("p1", Priority.CRITICAL),
        ("priority high", Priority.HIGH),
        ("low priority please", Priority.LOW),
        ("critical as well", Priority.CRITICAL),
        ("actually medium is fine", Priority.MEDIUM),
    ],
)
def test_a_priority_alone_sets_it(said, level):
    assert read(said).changes.priority is level


@pytest.mark.parametrize("said", ["put the tag #garden", "the tag garden too"])
def test_a_tag_is_put_on_without_a_verb_of_its_own(said):
    request = read(said)
    assert (request.target.kind, request.changes.tags) == (ReferenceKind.PRONOUN, ("garden",))


def test_what_is_labelled_is_of_another_task():
    assert read("mower: blades bought, tag it shed").target.kind is ReferenceKind.TITLE


def test_a_tag_a_reminder_and_a_name_alone():
    assert read("#fundraising").changes.tags == ("fundraising",)
    assert read("tag: fun").changes.tags == ("fun",)
    assert read("30 min reminder").reminder.minutes == 30
    assert read("call it Boiler swap 22 Elm Close").new_title == "Boiler swap 22 Elm Close"


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("undo please, I still need it", Intent.UNDO),
        ("wait not that one, bring it back", Intent.UNDO),
        ("never mind, change it back", Intent.UNDO),
        ("no i havent done em yet", Intent.UNCOMPLETE),
        ("it's not done yet", Intent.UNCOMPLETE),
    ],
)
def test_what_was_done_is_taken_back(said, intent):
    assert read(said).intent is intent


def test_another_task_was_meant():
    request = read("no, it was the form")
    assert request.corrects
    assert request.target.words == "form"


@pytest.mark.parametrize("said", ["thanks", "you are great", "call bea", "same time?", "", "…"])
def test_what_is_no_value_is_no_follow_up(said):
    assert read(said) is None


def test_a_thing_left_as_it_was_is_taken_back():
    assert read("leave the reminder how it was").intent is Intent.UNDO


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("the gutters, I meant", "gutters"),
        ("oops, my mistake, task 7", "task 7"),
        ("Sorry, wrong number, it was 5", "5"),
        ("ah no, the third one i mean", "the third one"),
        ("task 2 is what I meant, close that", "task 2"),
    ],
)
def test_the_task_meant_is_named(said, words):
    assert read_meant(said, NOW).words == words


@pytest.mark.parametrize(
    "said",
    ["I meant Friday", "that's not what I meant", "no, 4", "it was lovely", "you see what I mean?"],
)
def test_times_and_talk_name_no_task(said):
    assert read_meant(said, NOW) is None
