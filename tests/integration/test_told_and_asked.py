"""What is told of tasks and asked about them, in many wordings, judged by what it leaves."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from tests.conftest import BERLIN
from tests.integration.house import House

pytestmark = pytest.mark.anyio

TITLES = ("Ring the electrician", "Wash the van", "Book the ferry to Oban", "Choir practice")
DONE = "Post the invitations"

ELECTRICIAN, VAN, FERRY, CHOIR = TITLES

COMPLETED = {
    "I've rung the electrician": ELECTRICIAN,
    "yesterday I washed the van": VAN,
    "this morning I booked the ferry": FERRY,
    "good news, I booked the ferry": FERRY,
    "just so you know I've washed the van": VAN,
    "I got the van washed": VAN,
    "I got the van done": VAN,
    "I'm done washing the van": VAN,
    "the van has been washed, so that's done": VAN,
    "cross the van off my list": VAN,
    "strike off the van": VAN,
    "wash the van is finish": VAN,
    "the ferry can be ticked off": FERRY,
    "the van is done, but please keep the choir": VAN,
    "the van is washed but the ferry isn't booked": VAN,
    "I've finished washing the van, hooray!": VAN,
    "the van's washed already, you can take that one off": VAN,
    "the ferry's been booked for me": FERRY,
    "took care of the van at last": VAN,
    "washed the van but still have to book the ferry": VAN,
    "the van has been washed but not the ferry": VAN,
    "the van's washed, so you can mark it off": VAN,
    "cross wash the van off please, took me all weekend": VAN,
    "washed it": VAN,
    "I did the choir practice early today, mark it please": CHOIR,
    "the evening one is done": CHOIR,
    "everything is done, but not the electrician, the ferry or choir": VAN,
    "all tasks done except the electrician, choir and the ferry": VAN,
}
"""What is told or ordered, and the task that is done then."""

DELETED = {
    "choir is off this week": CHOIR,
    "delete choir, Anna is sick": CHOIR,
    "remove the choir thing - everybody is ill": CHOIR,
    "get rid of the van job": VAN,
    "I don't need to wash the van any more": VAN,
    "no choir on saturday": CHOIR,
    "no choir on saturday, hall's closed": CHOIR,
    "we don't have choir on saturday": CHOIR,
    "everybody is ill so there's no choir on saturday": CHOIR,
    "remove choir, too tired": CHOIR,
    "missed choir, just delete it": CHOIR,
    "skip choir, my knee hurts": CHOIR,
    "delete choir, wrong weekend": CHOIR,
    "delete the van, sold it to Tom": VAN,
    "I don't think I'll need the ferry any more, bin it": FERRY,
    "everything may go but the electrician, the ferry, choir and the invitations": VAN,
}

REOPENED = (
    "I haven't posted the invitations yet",
    "return the invitations to not completed",
    "move the invitations back to open",
    "unfinish the invitations",
    "the invitations weren't posted",
    "put the invitations back on the list",
    "bring back the invitations",
    "invitations not done",
    "the invitations still need posting",
    "reopen the invitations, wrong envelopes",
    "the invitations are back on",
    "the invitations need doing again",
    "open the invitations again",
)

NOTHING = (
    "the electrician rang",
    "our electrician never rang back",
    "the electrician called me this morning",
    "I wish I had washed the van",
    "I'd love to have washed the van by now",
    "the van needs to be washed",
    "the van broke down again",
    "I've been washing vans for years",
    "the van still needs washing",
    "tell me whether the van is done",
    "my shift ends at 6",
    "Tom will wash the van",
    "did I wash the van?",
    "if I wash the van it rains",
    "the ferry was late",
    "my electrician is called Steve",
    "is choir tomorrow?",
    "is the ferry urgent?",
    "have I got the ferry on my list?",
    "remind me when choir is",
    "how many days until choir?",
    "do I still need to wash the van?",
    "which is furthest away?",
    "anything after 6 on saturday?",
    "what has no date",
    "what's critical",
    "tomorrow's jobs",
    "sort by priority",
    "done tasks",
    "what did I add today?",
    "which reminders have gone out?",
)
"""Other people's deeds, wishes, duties, other things of the same word, and questions."""


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A person's open tasks and one that is done."""
    house = House(database)
    house.process()
    actor = Actor(user_id=house.person.user_id, zone=BERLIN, client="web", correlation_id="test")
    async with database.unit_of_work(actor) as uow:
        for title in TITLES:
            due = "2026-06-13 19:00" if title == CHOIR else None
            await tasks.add(uow, TaskDraft(title=title, due_date=due))
        done = await tasks.add(uow, TaskDraft(title=DONE))
        await tasks.set_completed(uow, TaskRef(id=done.task.id), completed=True)
    yield house
    for turns in house.made:
        await turns.aclose(grace_seconds=0)


async def left(house: House) -> dict[str, bool]:
    """The titles that are left, and whether each is done."""
    return {task["title"]: task["completed"] for task in await house.state()}


@pytest.mark.parametrize("message", COMPLETED)
async def test_a_deed_told_completes_its_task(house: House, message: str) -> None:
    before = await left(house)
    await house.said_and_agreed(message)
    assert await left(house) == before | {COMPLETED[message]: True}


@pytest.mark.parametrize("message", DELETED)
async def test_what_is_not_to_be_goes(house: House, message: str) -> None:
    before = await left(house)
    await house.said_and_agreed(message)
    before.pop(DELETED[message])
    assert await left(house) == before


@pytest.mark.parametrize("message", REOPENED)
async def test_what_is_not_done_is_open_again(house: House, message: str) -> None:
    before = await left(house)
    await house.said_and_agreed(message)
    assert await left(house) == before | {DONE: False}


@pytest.mark.parametrize("message", NOTHING)
async def test_talk_and_questions_write_nothing(house: House, message: str) -> None:
    before = await house.state()
    answer = await house.said(message)
    assert await house.state() == before
    assert answer.response


async def test_the_task_a_question_was_about_is_the_one_spoken_of(house: House) -> None:
    answer = await house.said("is choir tomorrow?")
    assert CHOIR in answer.response
    await house.said("it's cancelled, delete it")
    assert CHOIR not in await left(house)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("when does choir start?", CHOIR),
        ("do I still need to wash the van?", VAN),
        ("remind me what time choir is", CHOIR),
        ("which is furthest away?", CHOIR),
        ("anything before 8 pm on saturday?", CHOIR),
        ("how about saturday, anything?", CHOIR),
        ("what was I supposed to wash again?", VAN),
        ("did you book the ferry?", FERRY),
    ],
)
async def test_a_question_shows_the_task_it_is_about(
    house: House, message: str, shown: str
) -> None:
    answer = await house.said(message)
    assert shown in answer.response
    assert not any(title in answer.response for title in TITLES if title != shown)


@pytest.mark.parametrize(
    "message",
    ["right, mark it as done then", "rang em. tick it off", "I did that yesterday actually"],
)
async def test_the_only_task_of_a_list_is_the_one_spoken_of(house: House, message: str) -> None:
    before = await left(house)
    await house.said("what have I got on saturday?")
    await house.said(message)
    assert await left(house) == before | {CHOIR: True}


@pytest.mark.parametrize("message", ["it is now", "yes it is", "not yet, but I just did"])
async def test_what_was_not_done_when_asked_about_is_by_now(house: House, message: str) -> None:
    before = await left(house)
    await house.said("is the van washed?")
    await house.said(message)
    assert await left(house) == before | {VAN: True}


async def test_what_is_shown_is_dropped_where_that_is_agreed(house: House) -> None:
    await house.said("when is choir?")
    answer = await house.said("she said no. drop it")
    assert answer.response == f"Delete “{CHOIR}”?"
    await house.said("no")
    assert CHOIR in await left(house)


@pytest.mark.parametrize("message", ["garden stuff due on saturday", "garden stuff left?"])
async def test_stuff_said_alone_is_shown(house: House, message: str) -> None:
    await house.said("add rake the paths on saturday #garden")
    before = await house.state()
    answer = await house.said(message)
    assert "Rake the paths" in answer.response
    assert CHOIR not in answer.response
    assert await house.state() == before


async def test_as_many_as_there_are_need_no_list(house: House) -> None:
    await house.said_and_agreed("all four are done now")
    assert all((await left(house)).values())


async def test_other_numbers_than_there_are_mean_none(house: House) -> None:
    before = await left(house)
    await house.said_and_agreed("all three are done now")
    assert await left(house) == before


async def test_a_day_for_what_is_done_asks_to_open_it_again(house: House) -> None:
    answer = await house.said("the invitations are due on friday now")
    assert answer.response == f"“{DONE}” is done already. Reopen and move it?"
    await house.said("yes")
    assert not (await left(house))[DONE]


async def test_each_of_a_name_goes_with_its_series(house: House) -> None:
    await house.said("add band rehearsal every monday")
    await house.said("add brass rehearsal on friday")
    await house.said_and_agreed("delete all the rehearsals")
    assert not any("rehearsal" in title for title in await left(house))


@pytest.mark.parametrize("message", ["4 tasks left, right?", "so only four things to go, yeah?"])
async def test_a_number_that_is_asked_about_is_counted(house: House, message: str) -> None:
    answer = await house.said(message)
    assert answer.response.startswith("You have 4 open tasks")


TOLD_TOGETHER = (
    "rang the electrician, washed the van",
    "van washed + electrician rung",
    "van washed, electrician rung, happy days",
    "got everything done except the ferry and choir",
    "did all the chores except booking the ferry and the choir",
)


@pytest.mark.parametrize("message", TOLD_TOGETHER)
async def test_each_deed_told_completes_its_task(house: House, message: str) -> None:
    before = await left(house)
    await house.said_and_agreed(message)
    assert await left(house) == before | {ELECTRICIAN: True, VAN: True}


async def test_what_is_told_to_be_open_is_not_said_to_be_reopened(house: House) -> None:
    answer = await house.said("the van's still to do, the ferry's in")
    assert "Reopened" not in answer.response


async def test_what_is_on_a_day_is_known_by_it(house: House) -> None:
    await house.said("add tea with Una tomorrow")
    await house.said("add tea with Bo on friday")
    await house.said_and_agreed("tea tomorrow is off")
    assert "Tea with Una" not in await left(house)
    assert "Tea with Bo" in await left(house)


async def test_hours_narrow_to_what_is_left_of_the_day(house: House) -> None:
    answer = await house.said("anything after 7.30 pm on saturday?")
    assert CHOIR not in answer.response


async def test_a_list_asked_for_behind_another_moves_nothing(house: House) -> None:
    await house.said("what have I got on saturday?")
    before = await house.state()
    await house.said("and the week after?")
    assert await house.state() == before


async def test_a_number_that_no_task_has_is_looked_for_in_the_titles(house: House) -> None:
    await house.said("add check boiler 417")
    await house.said("add check boiler 688")
    await house.said("complete 688")
    assert (await left(house))["Check boiler 688"]
    assert not (await left(house))["Check boiler 417"]


async def test_of_several_tasks_the_one_that_the_reason_names_is_asked_about(house: House) -> None:
    await house.said("add interview with Ruth")
    await house.said("add interview with Petra")
    answer = await house.said("Petra has left, so remove her interview")
    assert answer.response == "Delete “Interview with Petra”?"


@pytest.mark.parametrize(
    "message",
    [
        "what about the piano?",
        "and what about my piano",
        "show me everything about the piano",
        "list all to do with the piano",
        "find piano",
    ],
)
async def test_what_is_not_there_is_said_not_to_be(house: House, message: str) -> None:
    await house.said("when is choir?")
    before = await house.state()
    answer = await house.said(message)
    assert re.search(r"no tasks? about “piano”", answer.response)
    assert CHOIR not in answer.response
    assert await house.state() == before


async def test_what_is_found_nowhere_is_offered_as_a_task(house: House) -> None:
    answer = await house.said("find a piano tuner")
    assert answer.response.startswith("I found no task about “piano tuner”.")
    await house.said("yes")
    assert "Find a piano tuner" in await left(house)


@pytest.mark.parametrize("message", ["what's this week like?", "what does this week look like"])
async def test_how_a_week_is_shows_what_is_due_in_it(house: House, message: str) -> None:
    assert CHOIR in (await house.said(message)).response


@pytest.mark.parametrize(
    "message", ["how many tasks did I complete today?", "how many things did we finish this week"]
)
async def test_what_was_done_is_counted(house: House, message: str) -> None:
    assert (await house.said(message)).response.startswith("You have 1 completed task ")


async def test_what_was_added_on_a_day_is_not_taken_for_what_was_done(house: House) -> None:
    answer = await house.said("which tasks did I add this week?")
    assert f"Added “{CHOIR}”" in answer.response
    assert "Completed" not in answer.response
    newest = (await house.said("show my newest tasks")).response
    assert newest.index(CHOIR) < newest.index(ELECTRICIAN)


async def test_a_list_in_another_order_keeps_what_it_was_narrowed_to(house: House) -> None:
    await house.said("the ferry is urgent")
    await house.said("show only open tasks")
    shown = (await house.said("sort by priority")).response
    assert DONE not in shown
    assert shown.index(FERRY) < shown.index(CHOIR)
    assert DONE in (await house.said("sort all my tasks by title")).response


async def test_reminders_are_shown_and_known_in_the_order_they_come(house: House) -> None:
    await house.said("remind me about choir on saturday at 6pm")
    await house.said("remind me about the van on saturday at 9am")
    shown = (await house.said("show my reminders")).response
    assert shown.index(VAN) < shown.index(CHOIR)
    answer = await house.said("cancel the second one")
    assert CHOIR in answer.response
    assert (await house.said("which reminders have been sent?")).response.startswith("No reminder")


async def test_a_place_that_no_list_has_is_explained(house: House) -> None:
    answer = await house.said("complete the fifth one")
    assert answer.response.startswith("I have shown no list as long as that.")


async def test_series_are_spoken_of_only_where_there_are_some(house: House) -> None:
    await house.said("add cut the hedge #garden")
    await house.said("add feed the roses #garden")
    asked = await house.said("delete all tasks tagged garden")
    assert asked.response == "Delete 2 tasks: “Cut the hedge”, “Feed the roses”?"
    await house.said("no")
    await house.said("add water the beans every day #garden")
    asked = await house.said("delete all tasks tagged garden")
    assert asked.response.endswith(", with the whole series of those that repeat?")
