import re
from itertools import pairwise

import pytest

from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.requests.request import Request
from evolution_todo.language.text.small_talk import Talk, Topic
from evolution_todo.language.text.spans import Span
from tests.unit.todo_agent.offline import NOW, brief, finds, page, written
from tests.unit.todo_agent.offline import Talk as Conversation
from todo_agent.llm.offline.acting import replies
from todo_agent.llm.offline.acting.targets import Desk
from todo_agent.recall import read_memory

pytestmark = pytest.mark.anyio

DENTIST = brief(1, "Dentist checkup")
TOLD = [*replies._TOPICS.values(), *(way for ways in replies._TALKS.values() for way in ways)]


@pytest.mark.parametrize("told", TOLD)
async def test_every_phrase_that_an_answer_gives_as_an_example_is_understood(told: str) -> None:
    for example in re.findall("“(.+?)”", told):
        found = read_requests(example, NOW)
        assert all(each.instead or each.intent is not Intent.NONE for each in found), example


async def test_there_is_an_answer_to_every_topic_and_kind_of_talk() -> None:
    assert set(replies._TOPICS) == set(Topic)
    answered_by_what_is_known = {
        Talk.LAST_DEED,
        Talk.WHY_DONE,
        Talk.CLOCK,
        Talk.FAVOUR,
    }
    assert set(replies._TALKS) | answered_by_what_is_known == set(Talk)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("how do I undo something?", "“undo”"),
        ("can you set reminders?", "remind me at 5"),
        ("can I have subtasks?", "no subtasks"),
        ("what can you do with reminders", "Snooze"),
        ("sorry about that", "No harm done"),
        ("Who am I?", "whose list I keep"),
        ("I'm so stressed", "sorry to hear"),
        ("can you email my landlord for me?", "“I need to email my landlord”"),
        ("what time is it?", "Wednesday, 10 June, 10:00"),
        ("thanks, you've been a great help", "You're welcome"),
        ("will it rain tomorrow?", "I know your to-do list"),
    ],
)
async def test_talk_is_answered_by_what_was_said(said: str, part: str) -> None:
    talk = Conversation()
    assert part in await talk.say(said)
    assert talk.calls == []


@pytest.mark.parametrize("said", ["the blue door", "thanks", "sorry", "lol"])
async def test_the_same_sentence_is_not_said_twice_in_a_row(said: str) -> None:
    talk = Conversation(find_tasks=page())
    heard = [await talk.say(said) for _ in range(4)]
    assert all(one != other for one, other in pairwise(heard))


async def test_what_was_done_last_is_told_again() -> None:
    talk = Conversation(add_tasks=written(DENTIST))
    assert "changed nothing" in await Conversation().say("what did I just do?")
    done = await talk.say("add dentist checkup")
    assert done in await talk.say("what did I just do?")


async def test_a_task_named_in_talk_is_named_in_the_answer_with_what_may_be_done() -> None:
    talk = Conversation(find_tasks=finds(DENTIST))
    await talk.say("show my tasks")
    said = "gosh, that dentist checkup again"
    memory = read_memory([*talk.items, {"role": "user", "content": said}])
    request = Request(Intent.NONE, Span(0, len(said)), said)
    answer = replies.lost(request, Desk(NOW, memory))
    assert "“Dentist checkup” (#1)" in answer
    assert "“task 1 is done”" in answer


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("add a subtask call the venue to plan wedding", "Call the venue"),
        ("add subtasks to the party task: order cake, buy balloons", "Order cake"),
    ],
)
async def test_a_subtask_is_offered_as_a_task_since_there_are_none(said: str, title: str) -> None:
    talk = Conversation()
    answer = await talk.say(said)
    assert answer.startswith("I keep no subtasks")
    ((name, asked),) = talk.calls
    assert name == "ask_person"
    ((call,),) = [option["calls"] for option in asked["options"]]
    assert call["arguments"]["tasks"][0] == {"title": title}


@pytest.mark.parametrize(
    "said", ["create a tag garden", "make a new tag: garden", "new label garden"]
)
async def test_a_tag_is_made_by_its_name(said: str) -> None:
    talk = Conversation(add_tag={"tag": {"id": 1, "name": "garden"}})
    await talk.say(said)
    assert talk.calls == [("add_tag", {"tag": {"name": "garden"}})]
