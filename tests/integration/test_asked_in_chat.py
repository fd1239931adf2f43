"""What is told, asked and said aside, as a person does, judged by what it leaves and answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from evolution_todo.adapters.database import Database
from tests.integration.house import House

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A person without a task."""
    house = House(database)
    house.process()
    yield house
    for turns in house.made:
        await turns.aclose(grace_seconds=0)


async def done(house: House) -> set[str]:
    """The titles of the tasks that are done."""
    return {task["title"] for task in await house.state() if task["completed"]}


@pytest.mark.parametrize(
    "message",
    [
        "Task 1 is done and so is task 3.",
        "the milk is done and so is the bread",
        "milk is done and so is bread, eggs aren't",
        "tasks 1 and 3 are done but not task 2",
    ],
)
async def test_what_is_done_as_well_is_ticked_off_too(house: House, message: str) -> None:
    for title in ("milk", "eggs", "bread"):
        await house.said(f"add {title}")
    answer = await house.said(message)
    assert await done(house) == {"Milk", "Bread"}
    assert answer.question is None


@pytest.mark.parametrize(
    "message",
    [
        "wash car is done, dog isn't",
        "did the car but not the dog",
        "washed the car but not the dog",
    ],
)
async def test_a_task_that_is_half_done_stays_open(house: House, message: str) -> None:
    await house.said("add wash the car and the dog on Sunday")
    before = await house.state()
    answer = await house.said(message)
    assert [task["title"] for task in await house.state()] == [task["title"] for task in before]
    assert await done(house) == set()
    assert "a part of it is not done yet" in answer.response


async def test_each_thing_done_is_ticked_off_or_said_to_be_no_task(house: House) -> None:
    for title in ("hoover", "change the beds"):
        await house.said(f"add {title}")
    answer = await house.said("did the hoovering, the beds and the windows")
    assert await done(house) == {"Hoover", "Change the beds"}
    assert "no task about “the windows”" in answer.response


TOLD = (
    "add oat milk #shopping",
    "add eggs #shopping",
    "send the parcel tomorrow #errands",
    "finish the report #work by Friday 19 June",
    "note on the report: ask Helen for the numbers",
    "dentist on Tuesday 11am",
    "mark eggs as done",
)


@pytest.fixture
async def furnished(house: House) -> House:
    """A person with some tasks, one of them done."""
    for message in TOLD:
        await house.said(message)
    return house


@pytest.mark.parametrize(
    ("question", "shown", "hidden"),
    [
        ("what have I got on at the moment", {"Dentist", "Oat milk"}, {"Eggs"}),
        ("what's the most important thing I have to do tomorrow?", {"Send the parcel"}, set()),
        ("what's the earliest thing on Tuesday?", {"Dentist"}, {"Oat milk"}),
        ("what are my most important tasks on Tuesday", {"Dentist"}, {"Oat milk"}),
        ("show errands", {"Send the parcel"}, {"Dentist", "Eggs"}),
        ("what's left on the shopping list?", {"Oat milk"}, {"Eggs", "Dentist"}),
        ("anything for work?", {"Finish the report"}, {"Dentist"}),
        ("any gaps on Tuesday", {"Dentist"}, {"Oat milk"}),
        ("how busy is Tuesday", {"Dentist"}, {"Oat milk"}),
        ("what's the note on the report?", {"ask Helen for the numbers"}, {"Dentist"}),
        ("what's the note on the dentist", {"It has no note"}, set()),
        ("which day did you put it on?", {"Eggs"}, {"Dentist"}),
    ],
)
async def test_a_question_is_answered_by_what_it_means(
    furnished: House, question: str, shown: set[str], hidden: set[str]
) -> None:
    before = await furnished.state()
    answer = (await furnished.said(question)).response
    assert all(each in answer for each in shown)
    assert not any(each in answer for each in hidden)
    assert await furnished.state() == before


@pytest.mark.parametrize("question", ["any surfing on Tuesday?", "free surfing on Tuesday?"])
async def test_words_that_no_task_has_are_not_all_that_is_answered(
    furnished: House, question: str
) -> None:
    answer = (await furnished.said(question)).response
    assert "Dentist" in answer


async def test_what_is_left_of_those_dealt_with_in_a_row(house: House) -> None:
    for message in ("add milk", "add eggs", "add bread", "mark eggs as done"):
        await house.said(message)
    answer = (await house.said("which of those three is still open?")).response
    assert "Milk" in answer
    assert "Bread" in answer
    assert "Eggs" not in answer


async def test_the_days_beside_those_shown_are_shown_next(furnished: House) -> None:
    await furnished.said("what's on this week?")
    assert "Dentist" in (await furnished.said("and the week after?")).response
    assert "Dentist" not in (await furnished.said("and the week after that")).response
    assert "Dentist" in (await furnished.said("what about the week before?")).response


async def test_what_was_changed_today_is_told_from_the_changes(furnished: House) -> None:
    await furnished.said("delete the dentist")
    answer = (await furnished.said("what did I change today?")).response
    assert "Added “Oat milk”" in answer
    assert "Completed “Eggs”" in answer
    assert "Deleted “Dentist”" in answer
    deleted = (await furnished.said("what have I deleted today")).response
    assert "Deleted “Dentist”" in deleted
    assert "Oat milk" not in deleted
    assert (await furnished.said("what did I add yesterday?")).response == (
        "Nothing was added yesterday."
    )


@pytest.mark.parametrize(
    "question",
    [
        "why did you delete the shopping one?",
        "why was the milk deleted",
        "how come you deleted that",
    ],
)
async def test_why_something_was_done_is_what_was_said(furnished: House, question: str) -> None:
    await furnished.said("delete the oat milk")
    before = await furnished.state()
    answer = await furnished.said(question)
    assert "You said “delete the oat milk”" in answer.response
    assert answer.question is None
    assert await furnished.state() == before


async def test_why_of_what_was_not_done_here_finds_nothing(furnished: House) -> None:
    answer = await furnished.said("why did you delete the piano?")
    assert "nothing like that" in answer.response


@pytest.mark.parametrize(
    "remark",
    [
        "Rex is the dog btw",
        "got the job!!",
        "wrote half the cards",
        "the list is getting long",
        "fyi mum is coming too",
    ],
)
async def test_a_remark_is_heard_and_changes_nothing(furnished: House, remark: str) -> None:
    before = await furnished.state()
    answer = await furnished.said(remark)
    assert answer.response.startswith(("Noted", "All right"))
    assert answer.question is None
    assert await furnished.state() == before


async def test_a_scolding_is_taken_as_one(furnished: House) -> None:
    assert (await furnished.said("thats not what i asked for")).response.startswith("Sorry")


async def test_the_wrong_list_is_no_list_to_show(furnished: House) -> None:
    answer = await furnished.said("ugh wrong list, undo please")
    assert answer.response.startswith("Undone")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/frobnicate", "There is no command /frobnicate."),
        ("/lst", "Did you mean /list?"),
        ("/add", "What should I add?"),
    ],
)
async def test_a_slash_command_that_cannot_be_followed_says_why(
    house: House, typed: str, told: str
) -> None:
    assert told in (await house.said(typed)).response


async def test_what_is_said_behind_add_alone_is_added(house: House) -> None:
    await house.said("/add")
    await house.said("milk")
    assert [task["title"] for task in await house.state()] == ["Milk"]


async def test_each_thing_behind_a_heading_is_added(house: House) -> None:
    await house.said("shopping: tinsel; lights; baubles")
    titles = {task["title"] for task in await house.state()}
    assert titles == {"Tinsel", "Lights", "Baubles"}


@pytest.mark.parametrize(
    ("message", "doubted"),
    [
        ("call Sam at half ten on Friday", False),
        ("team meeting on Friday at 10", False),
        ("call Sam on Friday at 7", True),
    ],
)
async def test_only_a_real_doubt_is_spoken_of(house: House, message: str, doubted: bool) -> None:
    answer = await house.said(message)
    assert ("could also be" in answer.response) is doubted


@pytest.mark.parametrize(("said", "reply"), [("morning", "Good morning"), ("hello", "Good ")])
async def test_a_greeting_is_returned(house: House, said: str, reply: str) -> None:
    assert (await house.said(said)).response.startswith(reply)


TWO_LESSONS = ("add lesson with Ann monday 11am #skiing", "add lesson with Ben monday 3pm #school")


@pytest.mark.parametrize(
    "picked",
    ["the 3 o'clock one", "the one tagged school", "not Ann, the other one", "the 3pm one"],
)
async def test_one_of_two_is_picked_by_what_is_said_of_it(house: House, picked: str) -> None:
    for message in TWO_LESSONS:
        await house.said(message)
    answer = await house.said("delete the lesson")
    assert answer.question is not None
    await house.said(picked)
    assert [task["title"] for task in await house.state()] == ["Lesson with Ann"]


@pytest.mark.parametrize("said", ["actually no, only task 2", "no, just the eggs", "only the eggs"])
async def test_only_one_of_those_asked_about_goes(house: House, said: str) -> None:
    for title in ("milk", "eggs", "bread"):
        await house.said(f"add {title}")
    await house.said("delete tasks 2 and 3")
    await house.said_and_agreed(said)
    assert {task["title"] for task in await house.state()} == {"Milk", "Bread"}


@pytest.mark.parametrize(
    "said",
    [
        "the library books have gone back so you may cross that off",
        "close out task 1, it's finished",
        "the books are back now, please tick that off",
    ],
)
async def test_what_is_told_and_may_be_crossed_off_is(house: House, said: str) -> None:
    await house.said("add return the library books")
    await house.said("add milk")
    await house.said(said)
    assert await done(house) == {"Return the library books"}


async def test_the_next_thing_due_is_one_that_may_be_spoken_of(house: House) -> None:
    for message in ("add dentist monday", "add piano tuesday", "add milk"):
        await house.said(message)
    await house.said("what's the next thing due?")
    await house.said("that one's done, tick it off")
    assert await done(house) == {"Dentist"}


async def test_hours_that_are_free_are_named(furnished: House) -> None:
    answer = await furnished.said("any gaps on Tuesday afternoon?")
    assert answer.response.startswith("Nothing is due Tuesday from noon until 6 pm.")


async def test_the_weather_is_nothing_to_do(house: House) -> None:
    await house.said("add rake the lawn tomorrow")
    await house.said_and_agreed("Rain tomorrow. Move the lawn to Monday")
    assert [task["title"] for task in await house.state()] == ["Rake the lawn"]


async def test_what_is_to_be_done_then_is_what_was_listed_without_a_day(house: House) -> None:
    await house.said("add replace the menu board")
    await house.said("add ring Sue tomorrow")
    await house.said("which ones don't have a date yet?")
    await house.said("do the menu board on Tuesday")
    dues = {task["title"]: task["due_date"] for task in await house.state()}
    assert set(dues) == {"Replace the menu board", "Ring Sue"}
    assert dues["Replace the menu board"] is not None
