from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import Intent, read_requests

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


def told(said):
    found = read_requests(said, NOW)
    assert {each.intent for each in found} == {Intent.ADD}
    dues = [each.task.due and each.task.due.start for each in found]
    return [
        (each.task.title, due and f"{due:%d %H:%M}") for each, due in zip(found, dues, strict=True)
    ]


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("add 2 more: jam and tea", ["Jam", "Tea"]),
        ("add another two: eggs, flour", ["Eggs", "Flour"]),
        ("also add 2 things, jam and tea", ["Jam", "Tea"]),
        ("add 3 things: mop it, pack it and bake buns", ["Mop it", "Pack it", "Bake buns"]),
        ("put two things on my list: stamps and envelopes", ["Stamps", "Envelopes"]),
        ("put a few bits on the list: tape, glue, string", ["Tape", "Glue", "String"]),
        ("I need to add a couple of things: nappies and wipes", ["Nappies", "Wipes"]),
        ("add 5 eggs", ["5 eggs"]),
        ("add another coat of paint", ["Another coat of paint"]),
    ],
)
def test_a_number_that_announces_things_is_none_of_them(said, titles):
    assert [title for title, _ in told(said)] == titles


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "a meeting with Bob at 10:30 and another with Tim at 11",
            [("Meeting with Bob", "10 10:30"), ("Meeting with Tim", "10 11:00")],
        ),
        (
            "I have a call with Ann at 2pm and another with Bea at 4pm tomorrow",
            [("Call with Ann", "11 14:00"), ("Call with Bea", "11 16:00")],
        ),
        (
            "ring Bob at eleven and one for Tim at noon",
            [("Ring Bob", "10 11:00"), ("Ring Tim", "10 12:00")],
        ),
        (
            "meeting with Sue on Monday, another on Tuesday and a third on Friday",
            [("Meeting with Sue", f"{day} 00:00") for day in (15, 16, 12)],
        ),
        (
            "water the plants today and again on Sunday",
            [("Water the plants", "10 00:00"), ("Water the plants again", "14 00:00")],
        ),
    ],
)
def test_another_is_like_the_one_before_it(said, expected):
    assert told(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "choir at 9 and yoga at 11 on Monday",
            [("Choir", "15 09:00"), ("Yoga", "15 11:00")],
        ),
        (
            "team meeting 9am Monday, and yoga at 4pm",
            [("Team meeting", "15 09:00"), ("Yoga", "15 16:00")],
        ),
        (
            "two appointments tomorrow: choir at 9, haircut at 3",
            [("Choir", "11 09:00"), ("Haircut", "11 15:00")],
        ),
        (
            "add two more things for tomorrow: mop the floor and feed the fish",
            [("Mop the floor", "11 00:00"), ("Feed the fish", "11 00:00")],
        ),
    ],
)
def test_a_day_said_once_is_that_of_all(said, expected):
    assert told(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "feed Muffin at 8am and 6pm tomorrow",
            [("Feed Muffin", "11 08:00"), ("Feed Muffin", "11 18:00")],
        ),
        (
            "remind me to take my pills at 11am and 8pm",
            [("Take my pills", "10 11:00"), ("Take my pills", "10 20:00")],
        ),
        (
            "pick up mulch tomorrow and call the Hendersons",
            [("Pick up mulch", "11 00:00"), ("Call the Hendersons", "11 00:00")],
        ),
        (
            "call the supplier tomorrow at 6am and order flour",
            [("Call the supplier", "11 06:00"), ("Order flour", None)],
        ),
        (
            "book a table for Friday and tell Sam",
            [("Book a table", "12 00:00"), ("Tell Sam", None)],
        ),
        (
            "wax skis, find goggles, buy pass - all by Saturday",
            [("Wax skis", "13 00:00"), ("Find goggles", "13 00:00"), ("Buy pass", "13 00:00")],
        ),
        (
            "Friday: pick up trumpet. Saturday: disco 6pm. Sunday: wax skis",
            [("Pick up trumpet", "12 00:00"), ("Disco", "13 18:00"), ("Wax skis", "14 00:00")],
        ),
    ],
)  # fmt: skip
def test_each_of_several_deeds_and_times_is_a_task(said, expected):
    assert told(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Court gave us until Wednesday on Reyes",
        "Jade wants to come at 2 instead",
        "gym can be tomorrow instead",
        "Greg's working from home on Monday",
        "next Friday, obviously",
        "moving it to Sunday",
    ],
)
def test_what_someone_tells_is_not_added_for_its_date(said):
    (request,) = read_requests(said, NOW)
    assert not (request.intent is Intent.ADD and request.task.marked)


def test_something_so_that_i_do_it_is_the_deed():
    (request,) = read_requests("set up something so I read with Noah every night at 7.30pm", NOW)
    assert (request.task.title, request.task.recurrence.rrule) == (
        "Read with Noah",
        "FREQ=DAILY",
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("put bike service on Saturday at 9", [("Bike service", "13 09:00")]),
        (
            "can you stick Mia's jabs tue 10am, Tim's jabs tue 11am and nit check fri noon",
            [("Mia's jabs", "16 10:00"), ("Tim's jabs", "16 11:00"), ("Nit check", "12 12:00")],
        ),
        ("put the recycling out on Monday", [("Put the recycling out", "15 00:00")]),
        ("put a chicken in the oven at 5 pm", [("Put a chicken in the oven", "10 17:00")]),
    ],
)
def test_what_is_put_on_a_day_is_named_without_the_order(said, expected):
    assert told(said) == expected


def test_each_of_several_put_on_a_day_may_be_a_task_to_move():
    found = read_requests("put sauna on Tuesday and rowing on Thursday", NOW)
    assert [each.instead.target.words for each in found] == ["Sauna", "Rowing"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("add another one: sweep the porch", [("Sweep the porch", None)]),
        ("and one more, weigh the parcel, friday", [("Weigh the parcel", "12 00:00")]),
        ("add another one to blow out the pipes", [("Blow out the pipes", None)]),
        ("make me please an entry: boat trailer, 14 June", [("Boat trailer", "14 00:00")]),
        ("write for me: sweep the porch", [("Sweep the porch", None)]),
        ("note down please that I have to ring Omar", [("Ring Omar", None)]),
        ("on friday I need to ring Omar, add that please", [("Ring Omar", "12 00:00")]),
        ("boiler man friday at 10 can you put that in", [("Boiler man", "12 10:00")]),
        ("I just remembered we have to ring Omar by friday", [("Ring Omar", "12 00:00")]),
        (
            "need to ring Omar, need to weigh the parcel, gotta sweep the porch",
            [("Ring Omar", None), ("Weigh the parcel", None), ("Sweep the porch", None)],
        ),
        ("check the fire alarm on the 15th", [("Check the fire alarm", "15 00:00")]),
    ],
)
def test_what_leads_to_a_task_is_no_part_of_it(said, expected):
    assert told(said) == expected


def test_so_long_before_one_does_it_is_a_reminder_of_that():
    (request,) = read_requests("remind me 10 minutes before I ring the surgery", NOW)
    assert (request.target.words, request.task.title) == ("ring the surgery", "Ring the surgery")
    assert request.reminder.minutes == 10


def test_an_order_beside_others_is_kept_though_nothing_is_read_of_it():
    found = read_requests("move the loft to monday. change the colour of my hat", NOW)
    assert [each.intent for each in found] == [Intent.RESCHEDULE, Intent.NONE]


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("add glue, string and chalk as three separate tasks", ["Glue", "String", "Chalk"]),
        ("add rake the lawn and trim the hedge, all separate", ["Rake the lawn", "Trim the hedge"]),
        ("put down glue and chalk as two tasks", ["Glue", "Chalk"]),
        ("add these for friday: dry towels, empty bins", ["Dry towels", "Empty bins"]),
        ("add file the separate tasks report", ["File the separate tasks report"]),
    ],
)
def test_what_is_said_to_be_separate_is(said: str, titles: list[str]) -> None:
    assert [each.task.title for each in read_requests(said, NOW) if each.task] == titles


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("hoover and change the beds saturday", ["Hoover", "Change the beds"]),
        ("hoover, change the beds and dust saturday", ["Hoover", "Change the beds and dust"]),
        ("pack and check the tickets on saturday", ["Pack", "Check the tickets"]),
        ("milk and change the beds saturday", ["Milk", "Change the beds"]),
        ("hoover and dust on saturday", ["Hoover and dust"]),
        ("cook and clean on saturday", ["Cook and clean"]),
    ],
)
def test_a_deed_of_one_word_is_added_with_what_follows_it(said, expected):
    assert told(said) == [(title, "13 00:00") for title in expected]


def test_a_deed_of_one_word_is_offered_with_what_follows_it():
    dust, beds = read_requests("dust and change the beds", NOW)
    assert (dust.intent, dust.task.title, dust.bare) == (Intent.ADD, "Dust", True)
    assert beds.task.title == "Change the beds"


@pytest.mark.parametrize("said", ["pullover", "hoover", "leftover", "handover on friday"])
def test_a_word_that_ends_like_over_is_not_done(said):
    (found,) = read_requests(said, NOW)
    assert found.instead is None or found.instead.intent is not Intent.COMPLETE


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        (
            "interview at the bank monday 2pm, piano lesson tue 4.15pm, gran's birthday on friday",
            ["Interview at the bank", "Piano lesson", "Gran's birthday"],
        ),
        ("run at 7am and gym at 8am tomorrow", ["Run", "Gym"]),
        ("book club monday, gym tuesday", ["Book club", "Gym"]),
        ("visit from Ann on monday, dentist on friday", ["Visit from Ann", "Dentist"]),
        ("interview Ann on monday and Bob on tuesday", ["Interview Ann", "Interview Bob"]),
        ("book the dentist monday and the vet tuesday", ["Book the dentist", "Book the vet"]),
        ("drive to Leeds on monday and Hull on tuesday", ["Drive to Leeds", "Drive to Hull"]),
        ("pick up Bea monday and the suit tuesday", ["Pick up Bea", "Pick up the suit"]),
    ],
)
def test_only_a_verb_with_an_object_is_said_of_all(said, titles):
    assert [title for title, _ in told(said)] == titles


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("gym monday yoga tuesday", [("Gym", "15 00:00"), ("Yoga", "16 00:00")]),
        ("gym monday 7am yoga tuesday 6pm", [("Gym", "15 07:00"), ("Yoga", "16 18:00")]),
        ("form A monday form B tuesday", [("Form A", "15 00:00"), ("Form B", "16 00:00")]),
        ("form A monday, form B tuesday", [("Form A", "15 00:00"), ("Form B", "16 00:00")]),
        ("add milk today bread tomorrow", [("Milk", "10 00:00"), ("Bread", "11 00:00")]),
        (
            "call mum monday email Bob tuesday",
            [("Call mum", "15 00:00"), ("Email Bob", "16 00:00")],
        ),
        ("email Bob friday figures monday", [("Email Bob friday figures", "15 00:00")]),
        ("call the friday club tuesday", [("Call the friday club", "16 00:00")]),
    ],
)
def test_things_in_a_row_that_each_end_with_a_day_are_so_many(said, expected):
    assert told(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("birthdays: Ann 3 March, Bob 17 July", [("Ann's birthday", 3), ("Bob's birthday", 17)]),
        ("add my birthdays - Ann and Tim 4 May", [("Ann and Tim's birthday", 4)]),
        ("exams: maths 3 July and physics 5 July", [("Maths exam", 3), ("Physics exam", 5)]),
        ("deadlines: essay 3 July; lab 8 July", [("Essay deadline", 3), ("Lab deadline", 8)]),
    ],
)
def test_occasions_listed_with_their_days_bear_their_kind(said, expected):
    found = read_requests(said, NOW)
    assert [(each.task.title, each.task.due.start.day) for each in found] == expected


@pytest.mark.parametrize("tail", [" - yearly", ", both every year", " annually"])
def test_what_is_said_last_of_occasions_repeats_them_all(tail):
    found = read_requests(f"everyone's birthdays: Ann 3 March, Bob 17 July{tail}", NOW)
    assert [(each.task.title, each.task.recurrence.reading, each.instead) for each in found] == [
        ("Ann's birthday", "every year on 3 March", None),
        ("Bob's birthday", "every year on 17 July", None),
    ]


def test_a_heading_of_several_things_moves_no_task():
    found = read_requests("bins: green monday, cat friday", NOW)
    assert [each.instead for each in found] == [None, None]
    (label,) = read_requests("dog food: tomorrow", NOW)
    assert label.instead is not None


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("buy: tinsel; lights; baubles", ["Buy tinsel", "Buy lights", "Buy baubles"]),
        ("to pack: passport, charger", ["Pack passport", "Pack charger"]),
        ("call: Ann; Bob; the dentist", ["Call Ann", "Call Bob", "Call the dentist"]),
        ("buy tinsel; lights; baubles", ["Buy tinsel", "Lights", "Baubles"]),
    ],
)
def test_nothing_between_semicolons_is_lost(said, titles):
    assert [title for title, _ in told(said)] == titles


@pytest.mark.parametrize(
    "said",
    [
        "if it rains on sunday I'll do the ironing",
        "if it rains, then we could do the ironing on sunday",
    ],
)
def test_what_may_be_done_if_something_is_so_is_offered(said):
    (found,) = read_requests(said, NOW)
    assert (found.task.title, found.confidence < 0.5) == ("Do the ironing if it rains", True)
    assert f"{found.task.due.start:%d}" == "14"


@pytest.mark.parametrize(
    "opened",
    [
        "I'd like to add a task please: ",
        "add a new task, please: ",
        "create a task for me please - ",
        "add a task: please ",
        "add a task, thanks: ",
    ],
)
def test_please_is_none_of_a_title(opened):
    assert told(f"{opened}sweep the yard, on Sunday") == [("Sweep the yard", "14 00:00")]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("email the landlord asap", "Email the landlord"),
        ("email the landlord ASAP!", "Email the landlord"),
        ("ASAP: email the landlord", "Email the landlord"),
        ("asap email the landlord", "Email the landlord"),
        ("add email the landlord as soon as possible", "Email the landlord"),
        ("get back to Tom asap about the roof", "Get back to Tom about the roof"),
    ],
)
def test_as_soon_as_possible_is_as_urgent_as_urgent(said, title):
    (found,) = read_requests(said, NOW)
    assert (found.task.title, found.task.priority) == (title, "critical")


def test_a_name_is_not_as_soon_as_possible():
    (found,) = read_requests("ASAP Rocky concert friday", NOW)
    assert (found.task.title, found.task.priority) == ("ASAP Rocky concert", None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("buy milkk tomorow at 5pmm", ("Buy milkk", "11 17:00")),
        ("call bnak tomorow mornign", ("Call bnak", "11 09:00")),
        ("bok the dentst for teusday", ("Bok the dentst", "16 00:00")),
        ("choir on thrusday evenning", ("Choir", "11 19:00")),
        ("mourning clothes friday", ("Mourning clothes", "12 00:00")),
    ],
)
def test_a_time_is_read_through_a_slip_of_the_finger(said, expected):
    assert told(said) == [expected]


def test_a_deed_behind_a_comma_and_an_and_is_alone_at_its_hour():
    assert told("add buy screws, and pick up the drill saturday 9am") == [
        ("Buy screws", None),
        ("Pick up the drill", "13 09:00"),
    ]


@pytest.mark.parametrize(
    "said", ["every 3 days starting tomorrow, check the pump", "every day, check the pump"]
)
def test_a_rule_said_first_is_of_the_deed_behind_it(said):
    (found,) = read_requests(said, NOW)
    assert (found.task.title, found.task.marked) == ("Check the pump", True)
    assert found.task.recurrence.reading in {"every 3 days", "every day"}


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("add a 1:1 with Sue every other thursday at 15:00", "1:1 with Sue"),
        ("one to one with Sue tomorrow at 3", "One to one with Sue"),
        ("I need to mark Year 9 scripts by friday, urgent, tag it marking", "Mark Year 9 scripts"),
        ("create a task called order ink and give it the tag office", "Order ink"),
    ],
)
def test_what_looks_like_an_order_or_a_number_is_of_the_title(said, title):
    (found,) = read_requests(said, NOW)
    assert (found.intent, found.task.title, found.task.marked) == (Intent.ADD, title, True)


@pytest.mark.parametrize(
    "said", ["Rain tomorrow. Move the match to Monday", "heavy rain on friday"]
)
def test_the_weather_is_no_task(said):
    assert all(each.task is None for each in read_requests(said, NOW))


def test_a_long_row_of_things_with_a_question_mark_is_read_at_once():
    """Each comma with a space could once be taken in two ways, which took half a minute."""
    assert read_requests(f"buy: {', '.join(['item'] * 25)}?", NOW)
