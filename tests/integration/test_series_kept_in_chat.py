"""What is set right of a series, and what is to end it, as it is talked about."""

from __future__ import annotations

import pytest

from tests.integration.talking import Chat

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("said", ["rename pills to vitamins", "call it vitamins"])
async def test_the_next_one_bears_the_name_that_its_series_was_given(chat: Chat, said: str) -> None:
    await chat.say("pills every day at 8am")
    await chat.say(said)
    assert "The next “Vitamins” is due" in await chat.say("complete it")
    assert [task.split()[1] for task in await chat.open()] == ["Vitamins"]


async def test_a_name_for_one_alone_is_not_that_of_its_series(chat: Chat) -> None:
    await chat.say("pills every day at 8am")
    await chat.say("rename just this one to big pills")
    assert "The next “Pills” is due" in await chat.say("complete it")


async def test_what_does_not_repeat_is_renamed_as_it_was(chat: Chat) -> None:
    await chat.say("add pills tomorrow at 8am")
    assert (await chat.say("rename pills to vitamins")).startswith("Renamed to “Vitamins”")


@pytest.mark.parametrize(
    "said",
    [
        "I don't need vitamins any more, get rid of them for good",
        "delete vitamins, I've finished the course",
        "I've finished the course of vitamins",
        "I've given up vitamins",
        "I'm not taking vitamins any more",
        "vitamins are over for good",
        "no more vitamins",
        "cancel vitamins permanently",
    ],
)
async def test_what_is_over_for_good_ends_its_series_after_a_question(
    chat: Chat, said: str
) -> None:
    await chat.say("vitamins every day at 8am")
    await chat.say("show my tasks")
    assert await chat.say(said) == "Delete the whole series of “Vitamins”?"
    await chat.say("yes")
    assert await chat.open() == []
    assert await chat.active() == [False]


async def test_a_habit_that_is_stopped_repeats_no_more(chat: Chat) -> None:
    await chat.say("vitamins every day at 8am")
    assert "no longer repeating" in await chat.say("stop taking vitamins")


async def test_one_day_is_skipped_where_nothing_says_more(chat: Chat) -> None:
    await chat.say("vitamins every day at 8am")
    assert (await chat.say("delete vitamins, I'm ill")).startswith("Skipped")


async def test_what_does_not_repeat_is_deleted_for_good_without_a_word_of_series(
    chat: Chat,
) -> None:
    await chat.say("add buy paint tomorrow at 8am")
    assert (await chat.say("delete paint for good")).startswith("Deleted “Buy paint”")
    await chat.say("add yoga tomorrow at 8am")
    assert await chat.say("I've given up yoga") == "Delete “Yoga”?"


@pytest.mark.parametrize(
    "said",
    [
        "cancel the bread, eggs and butter reminders",
        "cancel the bread reminder, the eggs reminder and the butter reminder",
        "turn off the reminders for bread, eggs and butter",
        "delete the reminders of bread, eggs and butter",
        "stop the bread, eggs and butter alerts",
    ],
)
async def test_the_reminders_of_several_tasks_are_cancelled_and_no_task(
    chat: Chat, said: str
) -> None:
    for title in ("bread", "eggs", "butter"):
        await chat.say(f"add {title} tomorrow at 9am, remind me 10 minutes before")
    assert await chat.say(said) == "Cancel 3 reminders?"
    await chat.say("yes")
    assert len(await chat.open()) == 3
    assert await chat.say("show my reminders") == "No reminders are waiting."


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("stop the water reminders", 0),
        ("don't remind me about the water any more", 0),
        ("no more water reminders", 0),
        ("cancel the water reminder", 1),
    ],
)
async def test_reminders_of_a_series_stop_where_all_are_meant(
    chat: Chat, said: str, left: int
) -> None:
    await chat.say("drink water every hour, remind me 5 minutes before")
    assert (await chat.say(said)).startswith("Cancelled")
    await chat.say("complete the water")
    assert (await chat.say("show my reminders")).startswith("1 reminder:" if left else "No ")
