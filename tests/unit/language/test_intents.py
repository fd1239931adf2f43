from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolution_todo.language.intents import Filter, Intent, Page, Subject, read_requests
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.request_rules import NEWS, RULES
from evolution_todo.language.requests.request import Placing
from evolution_todo.language.tasks.quickadd import Priority
from evolution_todo.language.text.spans import MAX_CHARACTERS, TooLong
from evolution_todo.language.times.reading import ImpossibleTime, Offset, TimeError, read_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 10, 10, 0, tzinfo=BERLIN)  # a Wednesday
TODAY = NOW.replace(hour=0)


def read(text):
    return read_requests(text, NOW)


def only(text):
    (request,) = read(text)
    return request


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: rule.name)
def test_each_rule_reads_its_own_example(rule):
    found = read(rule.example)
    assert rule.name in {
        each.rule for request in found for each in (request, request.instead or request)
    }


@pytest.mark.parametrize("rule", list(NEWS), ids=lambda rule: rule.name)
def test_each_rule_of_news_reads_its_own_example(rule):
    assert only(rule.example).instead.rule == rule.name


def test_rule_names_tell_the_rules_apart():
    rules = (*RULES, *NEWS)
    assert len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Add a task to buy groceries", "Buy groceries"),
        ("I need to remember to pay bills", "Pay bills"),
        ("new task: buy stamps", "Buy stamps"),
        ("todo: fix the sink", "Fix the sink"),
        ("Don't let me forget the passport", "Passport"),
        ("could you please add call the plumber to my to-do list?", "Call the plumber"),
        ("remind me to find the key and open the shed", "Find the key and open the shed"),
        ("add buy bread and butter", "Buy bread and butter"),
        ("add a dinner with Tom and Jerry", "Dinner with Tom and Jerry"),
        ("add a task for the landlord visit", "Landlord visit"),
        ("add 'The Hobbit' to my list", "The Hobbit"),
        ("add a few eggs", "A few eggs"),
        ('add a task "buy 3 apples tomorrow"', "buy 3 apples tomorrow"),
    ],
)
def test_adding_takes_the_title_out_of_its_wording(said, title):
    request = only(said)
    assert request.intent is Intent.ADD
    assert not request.bare
    assert request.task.title == title


@pytest.mark.parametrize(
    ("said", "title", "day"),
    [
        ("put 'School play' in for friday", "School play", 12),
        ("pencil in a swim for saturday", "Swim", 13),
        ("on friday add call the bank", "Call the bank", 12),
        ("hiya can ye add ring the doctor for friday ta", "Ring the doctor", 12),
        ("quick one - add call the bank tomorrow", "Call the bank", 11),
        ("memo: water the ferns by friday", "Water the ferns", 12),
        ("bear in mind that Ida's birthday is on the 15th", "Ida's birthday", 15),
        ("put in the diary: choir, friday at 6pm", "Choir", 12),
        ("reminder to self - cancel the gym by the 15th", "Cancel the gym", 15),
        ("task: call the vet. due: friday. priority: high", "Call the vet", 12),
        ("add that I must call the bank on friday", "Call the bank", 12),
    ],
)
def test_what_is_put_down_in_passing_is_added_on_its_day(said, title, day):
    request = only(said)
    assert (request.intent, request.bare) == (Intent.ADD, False)
    assert (request.task.title, request.task.due.start.day) == (title, day)


@pytest.mark.parametrize(
    "said", ["remember my name", "put in a pto request for friday", "put the kettle on"]
)
def test_what_is_told_an_assistant_is_not_put_down(said):
    assert only(said).intent is Intent.NONE


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("add milk and eggs", ["Milk", "Eggs"]),
        ("shopping: jam, tea and rice", ["Jam", "Tea", "Rice"]),
        ("add the following: bleed radiators, oil hinges", ["Bleed radiators", "Oil hinges"]),
        ("tasks for friday: mop, clean windows", ["Mop", "Clean windows"]),
        ("add milk, eggs and bread to my shopping list", ["Milk", "Eggs", "Bread"]),
        ("add call mom, pay rent and buy milk", ["Call mom", "Pay rent", "Buy milk"]),
        ("add 2 tasks: buy milk and call mom", ["Buy milk", "Call mom"]),
    ],
)
def test_a_list_of_items_becomes_a_task_each(said, titles):
    assert [request.task.title for request in read(said)] == titles


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("add jam and add tea, both for friday", [("Jam", 12), ("Tea", 12)]),
        ("add jam, tea and rice, all for friday", [("Jam", 12), ("Tea", 12), ("Rice", 12)]),
        (
            "pick up the suit and drop off the parcel on friday",
            [("Pick up the suit", 12), ("Drop off the parcel", 12)],
        ),
        (
            "add night shift on friday and day shift on monday",
            [("Night shift", 12), ("Day shift", 15)],
        ),
        ("call mum on sunday and Ann on monday", [("Call mum", 14), ("Call Ann", 15)]),
        (
            "on monday I need to buy jam, call Ann and feed the cat",
            [("Buy jam", 15), ("Call Ann", 15), ("Feed the cat", 15)],
        ),
        (
            "remind me to take the pills at 8 and call Ann at 9",
            [("Take the pills", 11), ("Call Ann", 11)],
        ),
    ],
)
def test_each_of_several_tasks_has_its_day(said, told):
    found = read(said)
    assert [(each.task.title, each.task.due.start.day) for each in found] == told


@pytest.mark.parametrize(
    "said",
    [
        "remind me at 5 to water the ferns",
        "at 5 tell me to water the ferns",
        "give me a shout at 5 to water the ferns",
        "set an alarm for 5pm to water the ferns",
        "reminder: water the ferns at 5",
    ],
)
def test_being_told_at_a_time_adds_a_task_that_rings(said):
    task = only(said).task
    assert (task.title, task.due.start.hour) == ("Water the ferns", 17)
    assert [reminder.minutes for reminder in task.reminders] == [0]


def test_a_named_list_is_a_tag():
    assert only("put milk on my shopping list").task.tags == ("shopping",)
    assert only("add milk to the grocery list").task.tags == ("groceries",)
    assert only("add milk to my to-do list").task.tags == ()


def test_reminding_at_a_time_adds_a_task_that_rings_when_due():
    task = only("Remind me to call mom tomorrow at 5 pm").task
    assert task.title == "Call mom"
    assert task.due.start == datetime(2026, 6, 11, 17, 0, tzinfo=BERLIN)
    assert [offset.minutes for offset in task.reminders] == [0]


def test_one_sentence_carries_every_value_of_a_task():
    request = only(
        "Pay rent every last Friday at 9, remind me 15 minutes before #home high priority"
    )
    task = request.task
    assert (task.title, task.tags, task.priority) == ("Pay rent", ("home",), Priority.HIGH)
    assert task.recurrence.text == "every last Friday at 9"
    assert [offset.minutes for offset in task.reminders] == [15]
    assert request.bare
    assert task.marked


def test_spans_of_a_task_are_counted_in_the_message():
    text = "complete 1 and remind me to call mom tomorrow"
    due = read(text)[1].task.due
    assert due.span.of(text) == "tomorrow"


def test_a_bare_phrase_is_offered_unless_it_is_marked():
    marked, unmarked = only("dentist thursday 3pm"), only("call mom")
    assert marked.intent is unmarked.intent is Intent.ADD
    assert marked.bare
    assert unmarked.bare
    assert marked.task.marked
    assert not unmarked.task.marked


def test_an_order_to_an_assistant_is_never_added_by_its_date_alone():
    assert not only("can you water the plants tomorrow").task.marked


def test_a_single_word_is_looked_for():
    request = only("apples")
    assert (request.intent, request.bare, request.filter.search) == (Intent.LIST, True, "apples")


@pytest.mark.parametrize(
    ("said", "intent"),
    [("delete a task", Intent.DELETE), ("mark as done", Intent.COMPLETE), ("add", Intent.ADD)],
)
def test_a_verb_alone_is_a_request_without_a_task(said, intent):
    request = only(said)
    assert (request.intent, request.target, request.task) == (intent, None, None)


def test_a_tag_itself_is_made_and_deleted():
    made, deleted = only("create a new list for school supplies"), only("delete the tag work")
    assert (made.intent, made.changes.tags, made.target) == (Intent.TAG, ("school-supplies",), None)
    assert (deleted.intent, deleted.changes.tags) == (Intent.UNTAG, ("work",))


def test_an_addition_that_does_not_say_what_asks():
    request = only("add something to my shopping list")
    assert request.intent is Intent.ADD
    assert request.task is None
    assert request.filter.tags == ("shopping",)


def test_adding_only_what_is_missing():
    request = only("do i have soda on my shopping list, if not please add it")
    assert request.unless_present
    assert request.task.title == "Soda"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Show me all my tasks", Filter()),
        ("What's pending?", Filter(completed=False)),
        ("What have I completed?", Filter(completed=True)),
        ("overdue work stuff", Filter(completed=False, overdue=True, tags=("work",))),
        (
            "show high priority tasks tagged home",
            Filter(priority=(Priority.HIGH,), tags=("home",)),
        ),
        ("find the dentist task", Filter(search="dentist")),
        (
            "do I have anything tomorrow?",
            Filter(due_after=TODAY + timedelta(days=1), due_before=TODAY + timedelta(days=2)),
        ),
        (
            "what's due this week by priority",
            Filter(
                due_after=TODAY - timedelta(days=2),
                due_before=TODAY + timedelta(days=5),
                sort="priority",
            ),
        ),
        (
            "show my tasks for today and tomorrow",
            Filter(due_after=TODAY, due_before=TODAY + timedelta(days=2)),
        ),
        (
            "what have I got today and tomorrow",
            Filter(due_after=TODAY, due_before=TODAY + timedelta(days=2), completed=False),
        ),
        (
            "show my tasks for this week and next",
            Filter(due_after=TODAY - timedelta(days=2), due_before=TODAY + timedelta(days=12)),
        ),
        ("what's on my list right now", Filter()),
        ("wot else have i got", Filter(completed=False)),
        ("which of those is the most pressing", Filter(completed=False, sort="priority", limit=1)),
        ("tasks due before friday", Filter(due_before=TODAY + timedelta(days=2))),
        ("which tasks have no due date", Filter(no_due=True)),
        ("how many tasks do i have", Filter(count=True)),
        ("show my next 5 tasks", Filter(limit=5)),
        ("sort my tasks by priority", Filter(sort="priority")),
        (
            "give me the tasks I finished today",
            Filter(
                completed=True,
                completed_after=TODAY,
                completed_before=TODAY + timedelta(days=1),
            ),
        ),
        (
            "what's on today's list",
            Filter(due_after=TODAY, due_before=TODAY + timedelta(days=1)),
        ),
        ("what's on my shopping list", Filter(tags=("shopping",))),
        ("is milk on my shopping list?", Filter(search="milk", tags=("shopping",))),
        ("what reminders do I have", Filter(subject=Subject.REMINDERS)),
        ("show me my lists", Filter(subject=Subject.TAGS)),
        ("show next page", Filter(page=Page.NEXT)),
        ("#work", Filter(tags=("work",))),
    ],
)
def test_a_lookup_narrows_to_what_was_asked(said, expected):
    request = only(said)
    assert request.intent is Intent.LIST
    assert request.filter == expected


def test_the_agenda_is_of_today_unless_said():
    assert only("plan my day").intent is Intent.AGENDA
    chosen = only("what's on tomorrow").filter
    assert chosen.due_after == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "intent", "words"),
    [
        ("done with the report", Intent.COMPLETE, "report"),
        ("Delete the meeting task", Intent.DELETE, "meeting"),
        ("take coffee off my groceries list", Intent.DELETE, "coffee"),
        ("delete the to do meet my friends tomorrow", Intent.DELETE, "meet my friends tomorrow"),
        ("mark pick mary up as finished", Intent.COMPLETE, "pick mary up"),
    ],
)
def test_a_task_is_pointed_at_by_its_words(said, intent, words):
    request = only(said)
    assert (request.intent, request.target.kind) == (intent, ReferenceKind.TITLE)
    assert request.target.words == words


@pytest.mark.parametrize(
    ("said", "intent", "numbers"),
    [
        ("Mark task 3 as complete", Intent.COMPLETE, (3,)),
        ("finish 2 and 4", Intent.COMPLETE, (2, 4)),
        ("reopen task 2", Intent.UNCOMPLETE, (2,)),
        ("task 2 isn't done", Intent.UNCOMPLETE, (2,)),
        ("remove 2 and 3", Intent.DELETE, (2, 3)),
        ("delete tasks 2-4", Intent.DELETE, (2, 3, 4)),
        ("tag task 3 as work", Intent.TAG, (3,)),
        ("remove the work tag from task 3", Intent.UNTAG, (3,)),
        ("move task 3 to Friday", Intent.RESCHEDULE, (3,)),
        ("remind me about task 3 an hour before", Intent.REMIND, (3,)),
        ("snooze task 3 for 10 minutes", Intent.SNOOZE, (3,)),
        ("cancel the reminder for task 3", Intent.CANCEL_REMINDER, (3,)),
        ("don't remind me about task 3", Intent.CANCEL_REMINDER, (3,)),
        ("show me task 3", Intent.LIST, (3,)),
        ("#3", Intent.CHOOSE, (3,)),
    ],
)
def test_a_task_is_pointed_at_by_its_number(said, intent, numbers):
    request = only(said)
    assert (request.intent, request.target.numbers) == (intent, numbers)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Change task 1 to 'Call mom tonight'", "Call mom tonight"),
        ("rename buy milk to Buy oat milk", "Buy oat milk"),
        ("change task 1 to call mom tonight", "Call mom tonight"),
        ("edit task 2: pay rent, not 'bills'", "Pay rent, not 'bills'"),
    ],
)
def test_a_new_title_is_taken_verbatim(said, title):
    request = only(said)
    assert (request.intent, request.new_title) == (Intent.UPDATE, title)


def test_changes_carry_the_value_to_set():
    assert only("make it high priority").changes.priority is Priority.HIGH
    described = only("set the description of task 2 to Bring the Blue folder")
    assert described.changes.description == "Bring the Blue folder"
    assert only("make task 2 repeat every week").changes.recurrence.text == "every week"
    assert only("add #home to task 3").changes.tags == ("home",)
    assert only("remove the due date from task 2").clear == ("due",)
    assert only("stop repeating task 2").clear == ("recurrence",)
    assert only("push it back a day").shift_minutes == 1440
    assert only("move task 2 an hour earlier").shift_minutes == -60


def test_a_time_in_place_of_a_title_reschedules():
    request = only("change task 3 to friday")
    assert request.intent is Intent.RESCHEDULE
    assert request.changes.due.start == TODAY + timedelta(days=2)


def test_a_daypart_narrows_what_is_moved():
    request = only("Reschedule my morning meetings to 2 PM")
    assert (request.target.words, request.target.plural) == ("meetings", True)
    assert request.filter.time_of_day == (time(4), time(12))
    assert request.changes.due.start.time() == time(14)


@pytest.mark.parametrize(
    ("said", "intent", "expected"),
    [
        ("delete all completed tasks", Intent.DELETE, Filter(completed=True)),
        ("clear my shopping list", Intent.DELETE, Filter(tags=("shopping",))),
        ("complete all overdue tasks", Intent.COMPLETE, Filter(completed=False, overdue=True)),
        ("move all my work tasks to tomorrow", Intent.RESCHEDULE, Filter(tags=("work",))),
        ("delete everything", Intent.DELETE, None),
        (
            "clear today's list",
            Intent.DELETE,
            Filter(due_after=TODAY, due_before=TODAY + timedelta(days=1)),
        ),
        ("delete my tasks", Intent.DELETE, None),
        ("delete completed", Intent.DELETE, Filter(completed=True)),
        (
            "push all today's tasks to tomorrow",
            Intent.RESCHEDULE,
            Filter(due_after=TODAY, due_before=TODAY + timedelta(days=1)),
        ),
    ],
)
def test_a_bulk_change_selects_by_its_filter(said, intent, expected):
    request = only(said)
    assert (request.intent, request.target.kind) == (intent, ReferenceKind.ALL)
    assert request.filter == expected


@pytest.mark.parametrize(
    "said", ["make my shopping list", "take my shopping list", "remove a list"]
)
def test_a_list_is_not_cleared_unless_it_is_said(said):
    assert all(
        request.intent is not Intent.DELETE or request.target is None for request in read(said)
    )


def test_a_reminder_before_a_task_is_an_offset():
    for said in ("remind me about the dentist an hour before", "remind me 1 hour before task 3"):
        assert isinstance(only(said).reminder, Offset)
        assert only(said).reminder.minutes == 60
    assert only("remind me about the dentist an hour before").task.title == "Dentist"
    assert only("remind me 30 min before it").target.kind is ReferenceKind.PRONOUN


def test_snoozing_says_until_when():
    assert only("snooze it for 10 minutes").reminder.start == NOW + timedelta(minutes=10)
    assert only("snooze").reminder is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("undo", Intent.UNDO),
        ("undo that", Intent.UNDO),
        ("take that back", Intent.UNDO),
        ("help", Intent.HELP),
        ("how do I delete a task?", Intent.HELP),
        ("hello there!", Intent.GREET),
        ("Thanks a lot", Intent.THANKS),
        ("thanks buddy", Intent.THANKS),
        ("Brilliant, thanks loads mate!", Intent.THANKS),
        ("cheers, mate", Intent.THANKS),
        ("brill, thanks so much pal", Intent.THANKS),
        ("bye", Intent.GOODBYE),
        ("yes", Intent.CONFIRM),
        ("sure, go ahead", Intent.CONFIRM),
        ("yes, delete it", Intent.CONFIRM),
        ("no", Intent.REFUSE),
        ("nope, leave it", Intent.REFUSE),
        ("never mind", Intent.CANCEL),
        ("stop", Intent.CANCEL),
        ("the second one", Intent.CHOOSE),
        ("both", Intent.CHOOSE),
    ],
)
def test_talk_and_answers_are_told_apart(said, intent):
    assert only(said).intent is intent


@pytest.mark.parametrize(
    ("said", "intents"),
    [
        ("add milk and mark task 2 done", ["add", "complete"]),
        ("complete 1, delete 2 and show me what's left", ["complete", "delete", "list"]),
        ("hi! add milk", ["add"]),
        ("no, delete task 3", ["refuse", "delete"]),
        ("Thanks! Now mark 2 as done.", ["complete"]),
        ('rename task 2 to "Call mom" and mark it done', ["update", "complete"]),
        ("buy milk tomorrow\ncall mom friday", ["add", "add"]),
    ],
)
def test_a_message_may_hold_several_requests(said, intents):
    assert [request.intent for request in read(said)] == intents


@pytest.mark.parametrize(
    "said", ["yes, but not the milk", "ok, what's the weather?", "yes, delete task 3 instead"]
)
def test_a_qualified_yes_confirms_nothing(said):
    assert Intent.CONFIRM not in {request.intent for request in read(said)}


def test_a_list_named_once_holds_for_both_requests():
    removed, added = read("remove wine and add beer to my shopping list")
    assert removed.filter.tags == ("shopping",)
    assert added.task.tags == ("shopping",)


@pytest.mark.parametrize(
    "said",
    [
        "what is the weather",
        "what's the weather tomorrow?",
        "tell me a joke",
        "who won the match",
        "I love pizza",
        "play some jazz at 8pm",
        "turn off the lights at 10",
        "set a timer for 10 minutes",
        "it's my birthday tomorrow",
        "my task list is too long",
        "tell me a story about a task",
        "i hate tasks",
        "delete the meetings except the dentist",
        "cancel my hotel reservation",
        "add this song to my road trip playlist",
        "change your name to fred",
        "rename the wifi password",
        "should I buy milk tomorrow?",
        "",
        "…",
    ],
)
def test_what_asks_for_nothing_of_ours_is_none(said):
    assert only(said).intent is Intent.NONE


def test_a_quoted_command_is_only_a_title():
    assert [request.intent for request in read('add "delete task 3 and undo"')] == [Intent.ADD]


def test_a_time_that_cannot_be_is_refused():
    with pytest.raises(ImpossibleTime):
        read("add pay rent on 31 February")


def test_a_message_over_the_cap_is_refused():
    with pytest.raises(TooLong):
        read("a" * (MAX_CHARACTERS + 1))


PIECES = [
    *(word for rule in RULES for word in rule.example.split()),
    *('"', "'", ",", ".", ";", "?", "!", "#", "#a", "p1", "3", "1 and", "show to me"),
    *("remind me", "thanks for the", "every", "-", "(", "\n"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_text_is_read_or_refused_for_its_time(text):
    try:
        found = read(text)
    except TimeError:
        return
    assert found
    for request in found:
        assert 0 <= request.span.start <= request.span.end <= len(text)
        assert request.span.of(text) == request.text


@pytest.mark.parametrize("piece", ["thanks for the ", "show to me ", "#a", "'"])
def test_a_long_repetition_is_read_in_one_go(piece):
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    assert read_requests(text, datetime(2026, 6, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "intent", "words"),
    [
        ("delete the team sync series", Intent.DELETE, "team sync"),
        ("delete all occurrences of the team sync", Intent.DELETE, "team sync"),
        ("move the whole team sync series to tuesday", Intent.RESCHEDULE, "team sync"),
        ("pause the team sync", Intent.UPDATE, "team sync"),
    ],
)
def test_a_whole_series_is_told_from_one_of_its_tasks(said, intent, words):
    request = only(said)
    assert (request.intent, request.target.words, request.series) == (intent, words, True)
    assert not only("delete the team sync").series


@pytest.mark.parametrize(
    ("said", "words", "day"),
    [
        ("skip the next gym", "gym", None),
        ("skip gym tomorrow", "gym", 1),
        ("skip tomorrow's gym", "gym", 1),
        ("please skip the team sync on friday", "team sync", 2),
        ("complete task 2 and skip gym", "gym", None),
    ],
)
def test_one_occurrence_is_skipped(said, words, day):
    request = read_requests(said, NOW)[-1]
    assert (request.intent, request.target.words) == (Intent.SKIP, words)
    assert request.filter.recurring
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    after = None if day is None else midnight + timedelta(days=day)
    assert request.filter.due_after == after


@pytest.mark.parametrize("said", ["skip it", "skip the next one", "skip this one"])
def test_what_was_spoken_of_is_skipped(said):
    request = only(said)
    assert (request.intent, request.target.kind) == (Intent.SKIP, ReferenceKind.PRONOUN)


@pytest.mark.parametrize(
    "said",
    [
        "end the gym series", "stop the series of gym", "stop repeating gym",
        "don't repeat gym any more", "gym should no longer repeat",
    ],
)  # fmt: skip
def test_a_series_is_ended(said):
    request = only(said)
    assert (request.intent, request.clear) == (Intent.UPDATE, ("recurrence",))
    assert request.target.words == "gym"


@pytest.mark.parametrize(
    "said",
    ["move gym to 7pm just this once", "move only this gym to 7pm", "move just the gym to 7pm"],
)
def test_only_this_one_is_no_part_of_the_name(said):
    request = only(said)
    assert (request.intent, request.target.words) == (Intent.RESCHEDULE, "gym")
    assert not request.series


def test_a_series_is_paused_and_resumed():
    assert only("put the standup on hold").paused is True
    assert only("resume the standup").paused is False


def test_what_is_spared_stands_beside_all_and_nothing_less():
    request = only("delete everything except the milk and the eggs")
    assert request.target.kind is ReferenceKind.ALL
    assert request.spared.words == "milk and the eggs"
    assert only("complete all overdue tasks but the rent").filter.overdue


@pytest.mark.parametrize(
    ("said", "months"), [("push it back a month", 1), ("bring the report forward two years", -24)]
)
def test_a_shift_by_months_is_no_number_of_minutes(said, months):
    assert (only(said).shift_months, only(said).shift_minutes) == (months, None)


@pytest.mark.parametrize(
    ("said", "titles", "dues"),
    [
        ("milk, bread and eggs tomorrow", ["Milk", "Bread", "Eggs"], ["tomorrow"] * 3),
        ("add milk tomorrow, bread and eggs", ["Milk", "Bread", "Eggs"], ["tomorrow", None, None]),
        ("add milk and call mom", ["Milk", "Call mom"], [None, None]),
        ("add a; b; c", ["A", "B", "C"], [None] * 3),
        ("add:\nmilk\ncall mom friday", ["Milk", "Call mom"], [None, "friday"]),
        ("buy milk\n- pay rent friday #home", ["Buy milk", "Pay rent"], [None, "friday"]),
        ("1. buy milk\n2. delete old files", ["Buy milk", "Delete old files"], [None, None]),
        ("lunch with Ann, Bob and Cy tomorrow", ["Lunch with Ann, Bob and Cy"], ["tomorrow"]),
    ],
)
def test_a_list_is_added_thing_by_thing(said, titles, dues):
    found = read(said)
    assert {each.intent for each in found} == {Intent.ADD}
    assert [each.task.title for each in found] == titles
    assert [each.task.due and each.task.due.text for each in found] == dues


def test_a_tag_in_one_line_is_not_that_of_the_others():
    assert [each.task.tags for each in read("buy milk\npay rent friday #home")] == [(), ("home",)]
    groceries = read("add groceries: milk and eggs")
    assert [each.task.tags for each in groceries] == [("groceries",), ("groceries",)]


def test_a_plain_list_of_lines_is_offered():
    assert all(each.bare and each.confidence < 0.5 for each in read("milk\nbread\neggs"))


@pytest.mark.parametrize(
    "said",
    [
        "- complete task 1\n- delete task 2",
        "show my tasks\nadd milk",
        "Hi team,\nI attach the report.\nIt was fun",
        "is it late?\nwho knows",
    ],
)
def test_lines_that_ask_or_order_are_no_list(said):
    assert "a list of lines" not in {each.rule for each in read(said)}


@pytest.mark.parametrize(
    ("said", "due"), [("no, Friday", "Friday"), ("no wait, make it saturday at 5pm", None)]
)
def test_another_time_corrects_what_was_said(said, due):
    request = only(said)
    assert (request.intent, request.corrects) == (Intent.RESCHEDULE, True)
    assert due in {None, request.changes.due.text}


def test_another_thing_corrects_what_was_said():
    request = only("sorry, I meant the milk")
    assert (request.corrects, request.target.words) == (True, "milk")


@pytest.mark.parametrize("said", ["no", "no thanks", "no, delete task 3", "I mean it", "actually"])
def test_a_plain_no_or_an_order_is_no_correction(said):
    assert not any(each.corrects for each in read(said))


@pytest.mark.parametrize("said", ["neither", "neither of them", "none of these"])
def test_neither_refuses(said):
    assert only(said).intent is Intent.REFUSE


@pytest.mark.parametrize("said", ["tag it", "change task 1", "reschedule task 1"])
def test_an_order_that_leaves_out_the_change_keeps_its_target(said):
    request = only(said)
    assert request.target is not None
    assert request.changes is None
    assert request.intent in {Intent.TAG, Intent.UPDATE, Intent.RESCHEDULE}


@pytest.mark.parametrize("said", ["when is dinner?", "is the dinner done?"])
def test_a_question_about_one_task_looks_at_it(said):
    assert (only(said).intent, only(said).target.words) == (Intent.LIST, "dinner")


@pytest.mark.parametrize(
    "said", ["when is christmas?", "cancel my hotel reservation", "skip this song"]
)
def test_a_question_or_order_about_the_world_is_none(said):
    assert only(said).intent is Intent.NONE


def test_a_clock_is_that_of_what_is_planned():
    assert only("dinner at eight").task.due.start == NOW.replace(hour=20)
    assert only("breakfast tomorrow at 8").task.due.start == NOW.replace(day=11, hour=8)
    lunch = only("lunch friday at 1").task
    assert (lunch.title, lunch.due.start) == ("Lunch", NOW.replace(day=12, hour=13))


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("important: sign the lease", Priority.HIGH),
        ("!high sign the lease", Priority.HIGH),
        ("sign the lease!! urgent", Priority.CRITICAL),
        ("sign the lease, important, by friday", Priority.HIGH),
    ],
)
def test_how_pressing_it_is_may_be_said_anywhere(said, level):
    task = only(said).task
    assert (task.title, task.priority) == ("Sign the lease", level)


def test_how_pressing_it_is_said_to_be_is_no_title():
    task = only("add finish the report, it's really important").task
    assert (task.title, task.priority) == ("Finish the report", Priority.HIGH)


@pytest.mark.parametrize("said", ["no, ", "all of ", "milk tomorrow, "])
def test_a_page_of_repetition_is_read_within_bounds(said):
    found = read((said * 4_000)[:4_000])
    assert len(found) <= 2_000


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("make soup at 7pm", "Make soup"),
        ("play chess on sunday", "Play chess"),
        ("read the lease tomorrow", "Read the lease"),
        ("have tea with Ida friday at 4pm", "Have tea with Ida"),
        ("back up the laptop every friday", "Back up the laptop"),
        ("put out the bins every thursday", "Put out the bins"),
        ("trash every other tuesday", "Trash"),
    ],
)
def test_what_opens_like_an_order_but_has_a_day_is_ones_own_plan(said: str, title: str) -> None:
    (request,) = read_requests(said, NOW)
    assert (request.intent, request.task and request.task.title) == (Intent.ADD, title)
    assert request.task
    assert request.task.marked


@pytest.mark.parametrize("said", ["play jazz at 8pm", "tell me a story tonight", "turn up at 6"])
def test_an_order_to_a_machine_is_no_plan(said: str) -> None:
    (request,) = read_requests(said, NOW)
    assert request.intent is Intent.NONE


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("shwo my tasks", Intent.LIST),
        ("list my taks", Intent.LIST),
        ("delte the fern task", Intent.DELETE),
        ("compelte task 3", Intent.COMPLETE),
    ],
)
def test_a_slip_of_the_finger_is_read_as_a_guess(said: str, intent: Intent) -> None:
    (request,) = read_requests(said, NOW)
    assert (request.intent, request.confidence < 0.5) == (intent, True)


@pytest.mark.parametrize("said", ["repaint the fence", "shop for the fern", "lend Ann the drill"])
def test_a_word_of_its_own_is_no_slip(said: str) -> None:
    (request,) = read_requests(said, NOW)
    assert request.intent is Intent.ADD or request.intent is Intent.NONE


def test_a_quoted_title_ends_where_its_quotation_does() -> None:
    rename, complete = read_requests("rename task 2 to 'Tea and cake' and complete task 3", NOW)
    assert rename.new_title == "Tea and cake"
    assert complete.intent is Intent.COMPLETE


def test_a_shortened_month_ends_no_sentence() -> None:
    (request,) = read_requests("add a task to mend the roof on nov. 11", NOW)
    assert request.task
    assert request.task.due
    assert (request.task.title, request.task.due.start.day) == ("Mend the roof", 11)


@pytest.mark.parametrize(
    ("said", "intent", "kind", "spared"),
    [
        ("mark everything as done except shop", Intent.COMPLETE, ReferenceKind.ALL, "shop"),
        ("delete all my tasks but the milk", Intent.DELETE, ReferenceKind.ALL, "milk"),
        ("move them to friday apart from 3", Intent.RESCHEDULE, ReferenceKind.PRONOUN, "3"),
        ("finish all food tasks except eggs", Intent.COMPLETE, ReferenceKind.TITLE, "eggs"),
    ],
)
def test_some_of_all_are_spared_wherever_it_is_said(said, intent, kind, spared):
    request = only(said)
    assert (request.intent, request.target.kind) == (intent, kind)
    assert request.spared.words == spared


@pytest.mark.parametrize(
    ("said", "completed", "search"),
    [
        ("what've i got on this afternoon", False, None),
        ("what jobs have i got monday", False, None),
        ("anything for okoye still open?", False, "okoye"),
        ("tell me what I've finished this week", True, None),
    ],
)
def test_everyday_questions_list_tasks(said, completed, search):
    request = only(said)
    assert request.intent is Intent.LIST
    assert (request.filter.completed, request.filter.search) == (completed, search)


@pytest.mark.parametrize("said", ["tell me a story tonight", "how old am i"])
def test_what_is_asked_of_the_world_lists_nothing(said):
    assert only(said).intent is Intent.NONE


def test_a_day_in_the_target_narrows_what_is_moved_to_another():
    request = only("move everything on monday to tuesday")
    assert request.filter.due_after == TODAY + timedelta(days=5)
    assert request.changes.due.start == TODAY + timedelta(days=6)


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("am I behind on anything?", Filter(completed=False, overdue=True)),
        ("stuff I need to do without a deadline", Filter(completed=False, no_due=True)),
        ("anything urgent?", Filter(completed=False, priority=(Priority.CRITICAL,))),
        ("when am I seeing the vet", Filter(completed=False, search="vet")),
        ("what still needs doing", Filter(completed=False)),
        (
            "wot have i got 2moro",
            Filter(
                completed=False,
                due_after=TODAY + timedelta(days=1),
                due_before=TODAY + timedelta(days=2),
            ),
        ),
    ],
)
def test_a_question_in_any_words_narrows_to_what_it_names(said, chosen):
    assert only(said).filter == chosen


@pytest.mark.parametrize("said", ["did I pay the rent", "has the rent been paid?"])
def test_whether_something_is_done_is_asked_of_its_task(said):
    request = only(said)
    assert (request.intent, request.target.kind) == (Intent.LIST, ReferenceKind.DEED)


@pytest.mark.parametrize(
    ("said", "title", "due", "before"),
    [
        ("remind me tomorrow to file the form by friday", "File the form", 12, None),
        ("an hour before dinner at 7 remind me to heat the oven", "Heat the oven", 10, 60),
        ("set a reminder for 9 tomorrow to call the bank", "Call the bank", 11, 0),
        ("remind me 6pm milk", "Milk", 10, 0),
        ("wake me at 6 for the flight", "Wake up for the flight", 11, 0),
        ("I need a reminder at 4 to leave for the station", "Leave for the station", 10, 0),
    ],
)
def test_a_reminder_is_parted_by_its_times(said, title, due, before):
    task = only(said).task
    assert (task.title, task.due.start.day) == (title, due)
    ahead = [each.minutes for each in task.reminders if isinstance(each, Offset)]
    assert ahead == ([] if before is None else [before])


def test_words_of_when_that_are_no_time_stay_in_the_title():
    assert only("remind me before I leave to lock up").task.title == "Lock up before I leave"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "I need to chase the plumber, and also renew the insurance by friday",
            [("Chase the plumber", None), ("Renew the insurance", 12)],
        ),
        (
            "two things: email the landlord by friday, and pay the deposit by monday",
            [("Email the landlord", 12), ("Pay the deposit", 15)],
        ),
        (
            "three jobs for today: vacuum the stairs, iron shirts, phone granny",
            [("Vacuum the stairs", 10), ("Iron shirts", 10), ("Phone granny", 10)],
        ),
    ],
)
def test_several_in_one_message_keep_each_its_own(said, told):
    found = [each.task for each in read(said)]
    assert [(task.title, task.due and task.due.start.day) for task in found] == told
    assert all(task.marked for task in found)


def test_a_mark_alone_is_of_what_stands_before_it():
    found = read("add change the sheets, low priority, and descale the shower, high priority")
    assert [each.task.priority for each in found] == [Priority.LOW, Priority.HIGH]


@pytest.mark.parametrize(
    ("said", "title", "day"),
    [
        ("storytime prep - friday, no wait thursday - 10am", "Storytime prep", 11),
        ("add storytime tomorrow, sorry, leave it on thursday at 4", "Storytime", 11),
        ("add overdue notices for monday, actually make it tuesday", "Overdue notices", 16),
        ("call mom tomorrow at 5, no 6pm", "Call mom", 11),
    ],
)
def test_a_time_set_right_in_the_same_breath_is_the_one_meant(said, title, day):
    task = only(said).task
    assert (task.title, task.due.start.day) == (title, day)


def test_why_it_is_to_be_done_is_no_part_of_the_title():
    task = only("pick up the pills on friday as the chemist shuts at 6").task
    assert (task.title, task.due.all_day) == ("Pick up the pills", True)
    assert task.description == "as the chemist shuts at 6"
    task = only("I'm on nights so remind me to prep meals on friday at 4").task
    assert (task.title, task.due.start.day) == ("Prep meals", 12)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("I should be most grateful if you could add ordering the cake", "Ordering the cake"),
        ("one more thing for the list: stamps", "Stamps"),
        ("add mend the gutter of no. 12 as well", "Mend the gutter of no. 12"),
        ("write it down for me: see the landlord", "See the landlord"),
    ],
)
def test_a_task_is_added_in_whatever_words_lead_to_it(said, title):
    request = only(said)
    assert (request.intent, request.bare, request.task.title) == (Intent.ADD, False, title)


def test_a_task_said_beside_another_request_is_offered():
    added, offered = read("add milk. call Ann about the roof.")
    assert (added.bare, offered.bare) == (False, True)


@pytest.mark.parametrize("said", ["sort the loft", "change the bedding", "find my passport"])
def test_an_errand_in_the_words_of_an_order_is_offered(said):
    assert only(said).bare
    assert only(said).task.title.lower() == said


@pytest.mark.parametrize(
    "said",
    [
        "my back hurts today",
        "mum rang this morning",
        "tomorrow looks sunny",
        "thank god it's friday",
        "I was going to call Tom at 5 but he was out",
        "the price of barley is a joke this year",
    ],
)
def test_a_remark_with_a_day_is_no_task(said):
    assert only(said).intent is Intent.NONE


@pytest.mark.parametrize(
    ("said", "titles", "day"),
    [
        ("shopping for tomorrow:\n- eggs\n- flour", ["Eggs", "Flour"], 11),
        ("to do today: 1. ring the bank 2. walk Rex", ["Ring the bank", "Walk Rex"], 10),
    ],
)
def test_a_heading_is_of_all_lines_below_it(said, titles, day):
    found = [each.task for each in read(said)]
    assert [task.title for task in found] == titles
    assert {task.due.start.day for task in found} == {day}


def test_a_name_that_is_to_be_reminded_is_in_the_title():
    assert only("remind Tom about the keys tomorrow").task.title == "Remind Tom about the keys"


def test_two_minutes_are_no_short_word_for_to():
    task = only("remind me in 2 minutes to stretch").task
    assert (task.title, task.due.start) == ("Stretch", NOW + timedelta(minutes=2))


def test_each_of_several_moments_reminds():
    request = only("remind me about the exam on monday at 9, a day before and an hour before")
    assert [each.minutes for each in request.task.reminders] == [1440, 60]
    assert request.task.title == "Exam"


def test_an_occasion_without_a_time_is_asked_about():
    request = only("remind me an hour before training to open the hall")
    assert (request.intent, request.reminder) == (Intent.REMIND, None)


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("when I get home call Ann", ["Call Ann when I get home"]),
        (
            "on friday: mow the lawn, trim the hedge, fix the gate",
            ["Mow the lawn", "Trim the hedge", "Fix the gate"],
        ),
        ("buy a card for Sue, her birthday is on the 19th", ["Buy a card for Sue"]),
    ],
)
def test_what_surrounds_a_task_is_told_from_it(said, titles):
    assert [each.task.title for each in read(said)] == titles


def test_a_day_before_the_last_of_several_is_its_own():
    found = read("I need to call the school, email Ann, and on Thursday collect the uniforms")
    assert [each.task.due is None for each in found] == [True, True, False]
    assert all(each.task.marked for each in found)


@pytest.mark.parametrize(
    ("said", "intent", "kind"),
    [
        ("I've done everything that was due on Monday", Intent.COMPLETE, ReferenceKind.ALL),
        ("we did all of it", Intent.COMPLETE, ReferenceKind.PRONOUN),
        ("wipe everything we've completed", Intent.DELETE, ReferenceKind.ALL),
        ("get rid of anything to do with the boat", Intent.DELETE, ReferenceKind.TITLE),
        ("drop the second one", Intent.DELETE, ReferenceKind.POSITION),
        ("put the boat back to not done", Intent.UNCOMPLETE, ReferenceKind.TITLE),
    ],
)
def test_what_is_settled_may_be_all_of_something(said, intent, kind):
    request = only(said)
    assert (request.intent, request.target.kind) == (intent, kind)


def test_a_deletion_for_good_is_of_the_whole_series():
    assert only("delete the choir task for good").series
    assert not only("delete the choir task").series


@pytest.mark.parametrize(
    ("said", "words", "on", "off"),
    [
        ("swap the label garden for shed on the mower", "mower", ("shed",), ("garden",)),
        ("replace the draft tag with final on the essay", "essay", ("final",), ("draft",)),
        ("change the tag on the essay from draft to final", "essay", ("final",), ("draft",)),
        ("add the tags car and money to the insurance", "insurance", ("car", "money"), ()),
        ("tag the essay as uni, urgent and final", "essay", ("uni", "urgent", "final"), ()),
    ],
)
def test_several_tags_come_and_one_takes_the_place_of_another(said, words, on, off):
    (request,) = (each.instead or each for each in read(said))
    assert (request.intent, request.changes.tags, request.untagged) == (Intent.TAG, on, off)
    assert request.target.words == words


def test_all_tags_are_taken_off_a_task():
    (request,) = (each.instead or each for each in read("strip all the labels off the essay"))
    assert (request.intent, request.target.words, request.changes) == (Intent.UNTAG, "essay", None)


def test_a_rule_for_what_is_due_leaves_what_else_is_said_of_it():
    (request,) = read("make the essay low priority, due Friday")
    assert request.instead.changes.priority is Priority.LOW
    assert request.instead.changes.due.text == "due Friday"


@pytest.mark.parametrize(
    ("said", "title", "placing"),
    [
        ("add 'and a pen' to the title of task 3", "and a pen", Placing.BEHIND),
        ("put 'NEW' in front of the title of task 3", "NEW", Placing.BEFORE),
        ("task 3 must be called Sharpen the saw", "Sharpen the saw", Placing.WHOLE),
    ],
)
def test_words_are_put_before_and_behind_a_title(said, title, placing):
    (request,) = read(said)
    assert (request.intent, request.new_title, request.placing) == (Intent.UPDATE, title, placing)
    assert request.target.numbers == (3,)


@pytest.mark.parametrize(
    "said",
    [
        "need to phone the bank friday morning dont let me forget",
        "Phone the bank on friday at 9, and don't let me forget it!",
    ],
)
def test_what_is_not_to_be_forgotten_rings(said):
    request = only(said)
    assert (request.task.title, request.task.due.start.hour) == ("Phone the bank", 9)
    assert request.task.reminders == (Offset(request.task.reminders[0].span, 0),)


@pytest.mark.parametrize(
    ("said", "title", "hour"),
    [
        ("sort the loft fri before 10am", "Sort the loft", 10),
        ("add hand in the form by friday before noon", "Hand in the form", 12),
    ],
)
def test_a_day_and_before_when_on_it_are_one_time_that_can_be_read_again(said, title, hour):
    task = only(said).task
    assert (task.title, task.due.start) == (title, NOW.replace(day=12, hour=hour))
    assert read_time(task.due.text, NOW).start == task.due.start


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("low priority - report the pothole", "Report the pothole"),
        ("urgent: clear the drain", "Clear the drain"),
    ],
)
def test_a_phrase_led_by_its_importance_is_an_errand(said, title):
    request = only(said)
    assert (request.intent, request.task.title, request.task.marked) == (Intent.ADD, title, True)


@pytest.mark.parametrize("said", ["the plumber rang", "my accountant has just called"])
def test_who_rang_was_not_rung(said):
    assert all(each.instead is None for each in read(said))


@pytest.mark.parametrize(
    "said",
    [
        "Can you put band practice on Friday at 7pm?",
        "could you please stick the band practice on friday at 7pm?",
    ],
)
def test_an_order_to_put_something_on_a_day_is_no_question(said):
    request = only(said)
    assert (request.intent, request.task.title) == (Intent.ADD, "Band practice")
    assert request.task.marked


@pytest.mark.parametrize("said", ["could you put on some jazz at 8?", "would you put up with it?"])
def test_what_is_asked_of_another_assistant_is_not_put_down(said):
    assert only(said).intent is Intent.NONE
