"""Messages of two halves, of which neither is lost, and more asked to be undone than was done."""

from __future__ import annotations

import pytest

from tests.integration.talking import Chat

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "said",
    [
        "move the vet to 11 and remind me at 10",
        "move the vet to 11, remind me an hour before",
    ],
)
async def test_a_move_and_its_reminder_are_both_done(chat: Chat, said: str) -> None:
    await chat.say("add vet for Biscuit tomorrow at 9am")
    assert "due tomorrow at 11 am, reminder 1 hour before." in await chat.say(said)


async def test_less_to_undo_than_was_asked_for_is_told(chat: Chat) -> None:
    await chat.say("add buy milk")
    assert (await chat.say("undo the last 2 things")).split("\n") == [
        "Undone. Removed “Buy milk”.",
        "That is all I have done here that I can take back.",
    ]


async def test_as_much_as_was_asked_for_is_undone_without_a_word(chat: Chat) -> None:
    await chat.say("add buy milk")
    await chat.say("add buy eggs")
    assert (await chat.say("undo the last 2 things")).split("\n") == [
        "Undone. Removed “Buy eggs”.",
        "Undone. Removed “Buy milk”.",
    ]


async def test_a_reminder_is_not_set_twice_at_one_moment(chat: Chat) -> None:
    await chat.say("add swimming tomorrow at 9am")
    await chat.say("remind me of swimming at 8am")
    told = await chat.say("also remind me an hour before")
    assert told.endswith("“Swimming” has a reminder at that time already.")
    assert (await chat.say("show my reminders")).startswith("1 reminder:")


@pytest.mark.parametrize("said", ["when's it next due?", "when is it next?"])
async def test_when_a_series_comes_next_is_told_of_its_open_task(chat: Chat, said: str) -> None:
    await chat.say("swimming every day at 9am")
    await chat.say("complete swimming")
    assert (await chat.say(said)).startswith("“Swimming” (#2): due Friday at 9 am")
