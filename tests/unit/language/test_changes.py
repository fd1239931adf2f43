from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.changes.reading import read_change
from evolution_todo.language.changes.values import VALUES
from evolution_todo.language.changes.weekdays import WAYS
from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Intent, Placing, Weekdays
from evolution_todo.language.tasks.quickadd import Priority
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import Span

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


def read(said):
    return read_change(said, masked(said), Span(0, len(said)), NOW)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.example)
def test_each_kind_of_value_reads_its_example(value):
    assert read(value.example) is not None


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("gym at 7 instead", ReferenceKind.TITLE, "gym"),
        ("dinner's been moved to saturday", ReferenceKind.TITLE, "dinner"),
        ("give me two more days for the thesis", ReferenceKind.TITLE, "thesis"),
        ("the friday gym to saturday", ReferenceKind.TITLE, "friday gym"),
        ("the second one to tuesday", ReferenceKind.POSITION, "the second one"),
        ("number 2 at 8pm", ReferenceKind.NUMBER, "number 2"),
        ("do them all today", ReferenceKind.PRONOUN, "them all"),
    ],
)
def test_what_is_left_of_a_change_points_at_a_task(said, kind, words):
    target = read(said).request.target
    assert (target.kind, target.words.lower()) == (kind, words)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("actually can we do 3pm", Intent.RESCHEDULE),
        ("that was wrong, it's the 15th", Intent.RESCHEDULE),
        ("sunday would suit me better", Intent.RESCHEDULE),
        ("no date actually", Intent.UPDATE),
        ("low priority and tag it work", Intent.UPDATE),
        ("don't bother with the reminder, just keep the task", Intent.CANCEL_REMINDER),
    ],
)
def test_a_change_alone_is_of_what_is_spoken_of(said, intent):
    change = read(said)
    assert change.request.intent is intent
    assert change.request.target is None or change.request.target.kind is ReferenceKind.PRONOUN


@pytest.mark.parametrize(
    ("said", "led"),
    [
        ("put choir on thursday", True),
        ("the report by friday please", True),
        ("choir on thursday", False),
        ("make dinner at 7", False),
        ("call mum tomorrow", False),
        ("Pay rent every last Friday at 9, remind me 15 minutes before #home high priority", False),
    ],
)
def test_a_word_of_changing_tells_a_change_from_a_task_to_come(said, led):
    assert read(said).led is led


@pytest.mark.parametrize(
    "said",
    [
        "thanks",
        "call the vet",
        "buy bread",
        "what is due on friday",
        "a room from monday to friday",
    ],
)
def test_what_changes_nothing_is_no_change(said):
    change = read(said)
    assert change is None or not change.led


@pytest.mark.parametrize(
    "said",
    [
        "shift today's stuff to sunday",
        "move whatever is on for today to sunday",
        "move everything from today to sunday",
    ],
)
def test_what_is_on_for_a_day_is_all_that_is_due_then(said):
    (request,) = read_requests(said, NOW)
    assert (request.intent, request.target.kind) == (Intent.RESCHEDULE, ReferenceKind.ALL)
    due = request.filter
    assert due.due_after is not None
    assert due.due_before == due.due_after + timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("the tyres are booked in for 9 not 8", "at 9"),
        ("the tyres are booked in for tuesday at 9", "tuesday at 9"),
        ("the viewing is set for friday", "friday"),
    ],
)
def test_what_is_booked_for_a_time_is_not_done(said, due):
    (request,) = read_requests(said, NOW)
    assert request.instead.intent is Intent.RESCHEDULE
    assert request.instead.changes.due.text.removeprefix("for ") == due


@pytest.mark.parametrize(
    "said",
    ["the bins don't need to repeat any more", "turn off the repeat on the bins", "stop the bins"],
)
def test_what_is_to_repeat_no_more(said):
    (request,) = read_requests(said, NOW)
    told = request.instead or request
    assert (told.clear, told.target.words) == (("recurrence",), "bins")


def test_a_reminder_beside_another_value_is_one_of_two_changes():
    request = read("bump it to high then, and give me a nudge the day before").request
    assert request.intent is Intent.UPDATE
    assert request.changes.priority is Priority.HIGH
    assert [each.minutes for each in request.changes.reminders] == [1440]


@pytest.mark.parametrize(
    "said", ["the brochure isn't urgent at all", "the gutters aren't that urgent"]
)
def test_what_is_not_urgent_is_low(said):
    (request,) = read_requests(said, NOW)
    assert request.instead.changes.priority is Priority.LOW


@pytest.mark.parametrize(
    ("said", "rule", "due"),
    [
        ("the bin day should be every friday instead of every monday", "every friday", None),
        ("piano is every tuesday instead of monday from now on", "every tuesday", None),
        ("the walk isn't daily any more, it's every two days", "every two days", None),
        ("the audit is no longer weekly, it's monthly", "monthly", None),
        ("the viewing is now at 4 instead of 3", None, 16),
        ("the concert begins already at 18:30", None, 18),
    ],
)
def test_what_it_was_is_none_of_what_it_is(said, rule, due):
    told = read_requests(said, NOW)[0].instead
    assert told.intent is Intent.RESCHEDULE
    assert (told.changes.recurrence and told.changes.recurrence.text) == rule
    assert (told.changes.due and told.changes.due.start.hour) == due


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("no pilates this friday", "pilates"),
        ("no swimming lesson on monday, the pool is closed", "swimming lesson"),
        ("i'm skipping choir this thursday", "choir"),
    ],
)
def test_one_of_a_series_is_left_out_in_news(said, words):
    (request,) = read_requests(said, NOW)
    assert request.instead.intent is Intent.SKIP
    assert request.instead.target.words == words


@pytest.mark.parametrize("said", ["no make it this friday", "no, on friday", "no rush"])
def test_a_no_is_no_skip(said):
    requests = read_requests(said, NOW)
    assert all((each.instead or each).intent is not Intent.SKIP for each in requests)


@pytest.mark.parametrize(
    ("said", "title", "placing"),
    [
        ("there's a typo in the curtains one, it should be hem", "hem", Placing.LIKE),
        ("There's a typo in “Wsh car”. It should be “Wash car”.", "Wash car", Placing.WHOLE),
        ("i misspelled Zurich in the train task, can you fix it?", "Zurich", Placing.LIKE),
        ("change it to lesson 4", "lesson 4", Placing.EITHER),
        ("reword the rent task to say 'Pay the rent'", "Pay the rent", Placing.WHOLE),
    ],
)
def test_a_title_is_set_right(said, title, placing):
    (request,) = read_requests(said, NOW)
    assert (request.new_title, request.placing) == (title, placing)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.example)
def test_each_way_of_saying_days_of_a_rule_reads_its_example_before_the_others(way):
    assert next(each for each in WAYS if compiled(each.pattern).fullmatch(way.example)) is way


@pytest.mark.parametrize(
    ("said", "words", "on", "off"),
    [
        ("and on Tuesdays and Sundays as well", None, (1, 6), ()),
        ("include weekends", None, (5, 6), ()),
        ("swimming is on Fridays too now", "swimming", (4,), ()),
        ("but not on the weekends", None, (), (5, 6)),
        ("the clean-up is no longer on Thursdays", "clean-up", (), (3,)),
    ],
)
def test_days_are_put_into_a_rule_and_taken_out_of_it(said, words, on, off):
    request = read(said).request
    assert request.weekdays == Weekdays(on=on, off=off)
    assert (request.target and request.target.words) == words


@pytest.mark.parametrize("said", ["on Friday", "the party is also on Friday", "not this Monday"])
def test_a_day_of_this_week_is_none_of_a_rule(said):
    change = read(said)
    assert change is None or change.request.weekdays is None


@pytest.mark.parametrize("said", ["the ferry leaves at 9:15, not 9:45", "take the ferry to Monday"])
def test_news_of_when_it_goes_is_one_change(said):
    (request,) = read_requests(said, NOW)
    assert request.instead.intent is Intent.RESCHEDULE
    assert request.instead.target.words == "ferry"


@pytest.mark.parametrize(
    ("said", "words", "note"),
    [
        (
            "the plumber's number is 01632 960123, add that to the plumber task",
            "plumber",
            "the plumber's number is 01632 960123",
        ),
        ("the code is 4711. please put it on my gate task", "gate", "the code is 4711"),
        ("put 01632 960123 on the plumber task", "plumber", "01632 960123"),
        ("add to the gate task: the code is 4711", "gate", "the code is 4711"),
    ],
)
def test_what_is_told_and_put_on_a_task_is_its_note(said, words, note):
    (found,) = read_requests(said, NOW)
    assert found.intent is Intent.UPDATE
    assert (found.target.words, found.changes.description) == (words, note)


@pytest.mark.parametrize(
    "said",
    [
        "buy milk, add it to my list",
        "I need to ring Bob, add that as a task",
        "put 300 chairs on the hall list",
        "delete the milk, put it on the done task",
    ],
)
def test_what_is_put_on_a_list_is_no_note(said):
    assert all(each.intent is not Intent.UPDATE for each in read_requests(said, NOW))
