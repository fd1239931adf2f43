"""A task of two things of which one is done: it stays open."""

from __future__ import annotations

import pytest

from tests.integration import test_conversations as conversations

pytestmark = pytest.mark.anyio

server, chat = conversations.server, conversations.chat


@pytest.mark.parametrize(
    "said",
    [
        "wash car is done, dog isn't",
        "washed the car but not the dog",
        "car's washed, dog not yet",
    ],
)
async def test_a_task_of_two_things_stays_open_while_one_is_not_done(
    said: str, chat: conversations.Chat
) -> None:
    await chat.say("wash the car and the dog on sunday")
    told = await chat.say(said)
    assert "is one task, and a part of it is not done yet" in told.response
    assert await chat.left() == {"Wash the car and the dog": "Sun 14 Jun"}


async def test_of_two_tasks_the_one_that_is_done_is_completed(chat: conversations.Chat) -> None:
    await chat.say("add wash the car")
    await chat.say("add wash the dog")
    await chat.say("car is done, dog isn't")
    assert await chat.left() == {"Wash the car": "done", "Wash the dog": ""}


async def test_what_is_told_and_put_on_a_task_is_its_note(chat: conversations.Chat) -> None:
    await chat.say("add call the plumber")
    told = await chat.say("plumber's number is 01632 960123, add that to the plumber task")
    assert "01632 960123" in told.response
    assert set(await chat.left()) == {"Call the plumber"}
