from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolution_todo.language.recurrence.reading import read_recurrence
from evolution_todo.language.tasks.quickadd import Priority, read_task
from evolution_todo.language.text.spans import MAX_CHARACTERS, TooLong
from evolution_todo.language.times.reading import (
    ImpossibleTime,
    Offset,
    Time,
    TimeError,
    read_time,
)

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


def due(text: str) -> str | None:
    read = read_task(text, NOW).due
    return read.start.replace(tzinfo=None).isoformat(timespec="minutes") if read else None


@pytest.mark.parametrize("hour", ["9am", "9"])
def test_a_line_with_everything_is_read_whole(hour: str):
    text = f"Pay rent every last Friday at {hour}, remind me 15 minutes before #home high priority"
    task = read_task(text, NOW)
    assert task.title == "Pay rent"
    assert task.recurrence is not None
    assert task.recurrence.rrule == "FREQ=MONTHLY;BYDAY=-1FR"
    assert task.recurrence.start.isoformat() == "2026-06-26T09:00:00+02:00"
    assert [reminder.minutes for reminder in task.reminders if isinstance(reminder, Offset)] == [15]
    assert (task.tags, task.priority, task.due) == (("home",), Priority.HIGH, None)
    assert [span.of(text) for span in task.spans] == [
        f"every last Friday at {hour}",
        "remind me 15 minutes before",
        "#home",
        "high priority",
    ]


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        ("dentist thursday 3pm", "Dentist", "2026-06-11T15:00"),
        ("dentist tomorrow with Bob at 3pm", "Dentist with Bob", "2026-06-11T15:00"),
        ("submit report by Friday", "Submit report", "2026-06-12T00:00"),
        ("turn the light on tomorrow", "Turn the light on", "2026-06-11T00:00"),
        ("due tomorrow: laundry", "Laundry", "2026-06-11T00:00"),
        ("finish the essay this week", "Finish the essay", "2026-06-14T00:00"),
        ("watch episode 3 tonight", "Watch episode 3", "2026-06-10T20:00"),
        ("dinner with Ann 8 tonight", "Dinner with Ann", "2026-06-10T20:00"),
        ("office party friday at 9", "Office party", "2026-06-12T21:00"),
        ("go to the theatre at 7 on friday", "Go to the theatre", "2026-06-12T19:00"),
        ("print party invitations friday at 9", "Print party invitations", "2026-06-12T09:00"),
        ("ring the cinema friday at 11", "Ring the cinema", "2026-06-12T11:00"),
        ("order 12 bottles tomorrow", "Order 12 bottles", "2026-06-11T00:00"),
        ("iPhone repair on June 15", "iPhone repair", "2026-06-15T00:00"),
        ("pay invoice #1203", "Pay invoice #1203", None),
        ("review high priority bugs", "Review high priority bugs", None),
        ("call mom", "Call mom", None),
        ("meet Ann Monday or Tuesday", "Meet Ann Monday or Tuesday", None),
        ("call mom on Sunday and dad on Monday", "Call mom and dad on Monday", "2026-06-14T00:00"),
        ("Call mom tonight", "Call mom", "2026-06-10T20:00"),
        ("file the reply no later than June 12 at 5 p.m.", "File the reply", "2026-06-12T17:00"),
        ("hand in the essay by friday at the latest", "Hand in the essay", "2026-06-12T00:00"),
        ("revise for the mock, it's on the 15th", "Revise for the mock", "2026-06-15T00:00"),
        ("pay the cleaner Friday fortnight", "Pay the cleaner", "2026-06-26T00:00"),
        ("book leave for july 4th by june 15", "Book leave for july 4th", "2026-06-15T00:00"),
        ("meds at 0600 tomorrow", "Meds", "2026-06-11T06:00"),
        ("pay rent 1. july", "Pay rent", "2026-07-01T00:00"),
        ("sign the lease (due tues)", "Sign the lease", "2026-06-16T00:00"),
        ("swim 2moro 4pm", "Swim", "2026-06-11T16:00"),
        ("ring Jo b4 nxt tues", "Ring Jo", "2026-06-16T00:00"),
        ("dinner with Eve sat eve", "Dinner with Eve", "2026-06-13T19:00"),
        ("sign the slip by weds", "Sign the slip", "2026-06-17T00:00"),
    ],
)
def test_title_and_due_time_are_told_apart(text: str, title: str, when: str | None):
    assert (read_task(text, NOW).title, due(text)) == (title, when)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("slip by weds", None),
        ("choir tues 7pm", None),
        ("choir tuesdays 7pm", "FREQ=WEEKLY;BYDAY=TU"),
        ("gym mons and weds", "FREQ=WEEKLY;BYDAY=MO,WE"),
    ],
)
def test_a_shortened_weekday_is_one_day_and_its_plural_repeats(text: str, rule: str | None):
    found = read_task(text, NOW).recurrence
    assert (found and found.rrule) == rule


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("'Call mom tonight'", "Call mom tonight"),
        ('"every friday: #tv p1" tomorrow', "every friday: #tv p1"),
        ('read "the day after tomorrow" by friday', 'Read "the day after tomorrow"'),
    ],
)
def test_quoted_text_is_title_word_for_word(text: str, title: str):
    task = read_task(text, NOW)
    assert task.title == title
    assert (task.tags, task.priority, task.recurrence) == ((), None, None)


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("fix it !high", Priority.HIGH),
        ("p1 fix it", Priority.CRITICAL),
        ("fix it p4", Priority.LOW),
        ("fix it with medium priority", Priority.MEDIUM),
        ("fix it, priority: low", Priority.LOW),
        ("urgent: fix it", Priority.CRITICAL),
        ("fix it, urgent", Priority.CRITICAL),
        ("urgent care visit", None),
        ("read the p1-report", None),
    ],
)
def test_priorities_are_read(text: str, priority: Priority | None):
    assert read_task(text, NOW).priority == priority


def test_a_day_and_a_clock_said_apart_are_told_together():
    when = read_task("dentist tomorrow with Bob at 3pm", NOW).due
    assert when is not None
    assert read_time(when.text, NOW).start == when.start


def test_what_stands_behind_two_slashes_is_the_description():
    task = read_task("call mom // about Friday, #not-a-tag http://x.org", NOW)
    assert (task.title, task.description) == ("Call mom", "about Friday, #not-a-tag http://x.org")
    assert (task.tags, task.due) == ((), None)
    assert read_task("open http://x.org", NOW).description is None


def test_tags_are_kept_in_order_and_once():
    task = read_task("buy milk #home #shop-list #home #日本", NOW)
    assert task.tags == ("home", "shop-list", "日本")
    assert task.title == "Buy milk"


@pytest.mark.parametrize(
    "text",
    [
        "buy lego tagged xmas due 19 dec",
        "buy lego by 19 dec and tag it xmas",
        "buy lego with a due date of 19 dec #xmas",
        "buy lego, needed by 19 dec, with the tag xmas",
    ],
)
def test_what_leads_to_a_tag_or_a_due_date_is_no_title(text: str):
    task = read_task(text, NOW)
    assert (task.title, task.tags, due(text)) == ("Buy lego", ("xmas",), "2026-12-19T00:00")


@pytest.mark.parametrize("text", ["slip weds", "slip tues", "slip thurs", "slip 2moro"])
def test_a_shortened_day_is_one_day(text: str):
    task = read_task(text, NOW)
    assert (task.title, task.recurrence) == ("Slip", None)
    assert task.due is not None


def test_a_reminder_is_an_offset_or_a_time():
    task = read_task("gym tomorrow 7pm, remind me 1 hour before and at 8am", NOW)
    offset, time = task.reminders
    assert isinstance(offset, Offset)
    assert isinstance(time, Time)
    assert offset.minutes == 60
    assert time.start.isoformat() == "2026-06-11T08:00:00+02:00"
    assert (task.title, due("gym tomorrow 7pm, remind me 1 hour before")) == (
        "Gym",
        "2026-06-11T19:00",
    )


def test_a_time_apart_from_its_recurrence_is_the_time_of_day():
    task = read_task("meeting with Anna at 2pm every Monday", NOW)
    assert task.recurrence is not None
    assert task.recurrence.start.isoformat() == "2026-06-15T14:00:00+02:00"
    assert task.title == "Meeting with Anna"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("call mom", False),
        ("call mom friday", True),
        ("call mom #family", True),
        ("call mom p2", True),
        ("call mom every day", True),
        ("'call mom friday'", False),
    ],
)
def test_a_phrase_is_marked_by_what_it_carries(text: str, marked: bool):
    assert read_task(text, NOW).marked is marked


def test_an_impossible_date_is_refused():
    with pytest.raises(ImpossibleTime):
        read_task("back up on 31 February", NOW)
    with pytest.raises(TooLong):
        read_task("a" * (MAX_CHARACTERS + 1), NOW)


pieces = st.sampled_from(
    [
        *("buy milk", "every day", "at 5", "tomorrow", "#home", "p1", "remind me", "for 3 times"),
        *("5 minutes before", "'", '"', "//", "until June", "except", "high priority", "and"),
    ]
)


@given(st.lists(pieces, max_size=10).map(" ".join) | st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_line_is_a_task_or_a_time_error(text: str):
    try:
        task = read_task(text, NOW)
    except TimeError:
        return
    assert all(0 <= span.start < span.end <= len(text) for span in task.spans)
    assert task.spans == tuple(sorted(task.spans))


@pytest.mark.parametrize(
    ("said", "title", "rule"),
    [
        ("biweekly 1:1 with Kate mondays 11am", "1:1 with Kate", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("lab meeting every wednesday 11-12", "Lab meeting", "FREQ=WEEKLY;BYDAY=WE"),
        ("training every friday 7pm til 9pm", "Training", "FREQ=WEEKLY;BYDAY=FR"),
        ("gym m/w/f 6am", "Gym", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
    ],
)
def test_a_rule_is_read_with_its_hours_wherever_it_stands(said, title, rule):
    task = read_task(said, NOW)
    assert (task.title, task.recurrence.rrule) == (title, rule)
    assert read_recurrence(task.recurrence.text, NOW).rrule == rule


@pytest.mark.parametrize(
    ("said", "title", "moment"),
    [
        ("dentist 4 dec 0900", "Dentist", (12, 4, 9, 0)),
        ("lunch 12.30 on the 11th", "Lunch", (6, 11, 12, 30)),
        ("file the accounts 31/12", "File the accounts", (12, 31, 0, 0)),
        ("be up at 5:30 tomorrow", "Be up", (6, 11, 5, 30)),
    ],
)
def test_a_moment_is_read_however_short_it_is_written(said, title, moment):
    task = read_task(said, NOW)
    start = task.due.start
    assert (task.title, (start.month, start.day, start.hour, start.minute)) == (title, moment)


def test_the_day_before_at_a_time_is_one_reminder():
    task = read_task("interview monday at 11, remind me the day before at 6pm", NOW)
    assert [(each.minutes, each.clock) for each in task.reminders] == [(1440, time(18))]


def test_several_tags_stand_behind_one_word():
    task = read_task("write to the council with tags letters and street", NOW)
    assert (task.title, task.tags) == ("Write to the council", ("letters", "street"))


@pytest.mark.parametrize(
    "tail",
    [
        " tagged #school",
        ", tagged: #school",
        ", tag it #school",
        ", label #school",
        " with the tag #school",
        " (tagged #school)",
        " under #school",
        " and tag it with #school",
    ],
)
def test_what_leads_to_a_written_tag_is_none_of_the_title(tail):
    task = read_task(f"write the reports{tail}", NOW)
    assert (task.title, task.tags) == ("Write the reports", ("school",))


@pytest.mark.parametrize(
    ("said", "title", "tags"),
    [
        ("print the label #shop", "Print the label", ("shop",)),
        ("write it, tags #a #b", "Write it", ("a", "b")),
        ("write it with the tags #a and #b", "Write it", ("a", "b")),
        ("hand it in #school", "Hand it in", ("school",)),
        ("buy milk and #bread", "Buy milk", ("bread",)),
    ],
)
def test_words_beside_a_tag_that_lead_to_none_stay(said, title, tags):
    task = read_task(said, NOW)
    assert (task.title, task.tags) == (title, tags)


@pytest.mark.parametrize(
    ("said", "title", "rule"),
    [
        ("fetch the kids 3.15 every school day", "Fetch the kids", "every weekday at 3:15 pm"),
        ("gym 7.30, every tuesday", "Gym", "every Tuesday at 7:30 am"),
        ("pay 12.50 every week", "Pay 12.50", "every week"),
        ("run 5.30 every monday", "Run 5.30", "every Monday"),
        ("pay the cleaner 12.50 every month", "Pay the cleaner 12.50", "every month"),
    ],
)
def test_a_number_before_a_rule_of_days_is_an_hour_unless_a_verb_stands_before_it(
    said, title, rule
):
    task = read_task(said, NOW)
    assert (task.title, task.recurrence.reading) == (title, rule)
