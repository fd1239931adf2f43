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


GYM = "gym every Monday, Wednesday and Friday at 7am"


@pytest.mark.parametrize(
    "said",
    [
        "gym's now at 6.30 on mondays",
        "on mondays gym is at 6.30 from now on",
        "gym is on mondays at 6:30am",
        "gym is at half six on mondays now",
    ],
)
async def test_an_hour_for_some_days_of_a_series_is_asked_about(chat: Chat, said: str) -> None:
    await chat.say(GYM)
    assert (await chat.say(said)).split("\n") == [
        "“Gym” repeats every Monday, Wednesday and Friday at 7 am. What shall it be?",
        "1. Mondays at 6:30 am, and Wednesdays and Fridays at 7 am as now",
        "2. Mondays, Wednesdays and Fridays, all at 6:30 am",
        "3. Mondays at 6:30 am, and no other day",
    ]
    await chat.say("1")
    assert [task[2:] for task in await chat.open()] == [
        "Gym Fri 12 05:00",
        "Gym on Mondays Mon 15 04:30",
    ]


@pytest.mark.parametrize(
    ("choice", "rule"),
    [("2", "every Monday, Wednesday and Friday at 6:30 am"), ("3", "every Monday at 6:30 am")],
)
async def test_the_other_choices_are_one_series(chat: Chat, choice: str, rule: str) -> None:
    await chat.say(GYM)
    await chat.say("gym's now at 6.30 on mondays")
    assert f"repeats {rule}." in await chat.say(choice)
    assert len(await chat.open()) == 1


@pytest.mark.parametrize(
    "said", ["gym is mon, wed and fri at 6:30am", "gym is monday, wednesday and friday at 6.30"]
)
async def test_what_a_series_is_said_to_be_changes_it_and_adds_none(chat: Chat, said: str) -> None:
    assert (await chat.say(said)).startswith("Added “Gym”")
    await chat.say("undo")
    await chat.say(GYM)
    told = await chat.say(said)
    assert "repeats every Monday, Wednesday and Friday at 6:30 am." in told
    assert len(await chat.open()) == 1


async def test_a_move_from_later_on_keeps_every_other_and_what_comes_before(chat: Chat) -> None:
    await chat.say("yoga every other Thursday at 6pm")
    assert await chat.say("yoga is moving to fridays from july") == (
        "Let “Yoga” repeat every other Thursday at 6 pm until 30 June, and every other Friday "
        "from Fri 10 July at 6 pm on?"
    )
    told = await chat.say("yes")
    assert "repeats every other Thursday at 6 pm until 30 June 2026." in told
    assert "Added “Yoga on Fridays” (#2): due Fri 10 July at 6 pm" in told


async def test_another_day_of_the_week_keeps_every_other(chat: Chat) -> None:
    await chat.say("yoga every other Thursday at 6pm")
    told = await chat.say("yoga is moving to fridays")
    assert "repeats every other Friday at 6 pm." in told


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("pills just at 8am from now on", "8 am"),
        ("make the pills morning only", "8 am"),
        ("pills only in the evening", "8 pm"),
        ("pills only at 9am from now on", "9 am"),
    ],
)
async def test_of_several_hours_one_is_left(chat: Chat, said: str, hour: str) -> None:
    await chat.say("pills every day at 8am and 8pm")
    await chat.say("show my tasks")
    assert (await chat.say(said)).endswith(f"repeats every day at {hour}.")


async def test_another_hour_for_one_of_several_is_not_guessed(chat: Chat) -> None:
    await chat.say("pills every day at 8am and 8pm")
    assert "Say how it should repeat instead" in await chat.say("pills at 9 from now on")


@pytest.mark.parametrize("said", ["make the pasta thing 10 mins", "make the pasta 10 minutes"])
async def test_so_long_from_now_is_no_name(chat: Chat, said: str) -> None:
    await chat.say("remind me in 5 mins to check the pasta")
    assert (await chat.say(said)).startswith("Moved “Check the pasta” (#1): due today at 11:10 am")


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("make the swimming every Monday instead of Tuesday", "Monday at noon"),
        ("make the swimming every Thursday instead of Tuesday", "Thu 18 June at noon"),
    ],
)
async def test_another_day_is_in_the_week_of_the_next_one(chat: Chat, said: str, due: str) -> None:
    await chat.say("swimming every Tuesday at noon")
    assert (await chat.say(said)).startswith(f"Updated “Swimming” (#1): due {due}, repeats every")


async def test_what_others_keep_may_repeat_where_it_is_said_of_a_task(chat: Chat) -> None:
    await chat.say("add rates payment")
    told = await chat.say("make the rates payment repeat every month")
    assert told.startswith("Updated “Rates payment”")
    assert told.endswith("repeats every month.")


async def test_a_rule_said_first_is_of_what_follows(chat: Chat) -> None:
    told = await chat.say("every 3 days starting tomorrow, check the chlorine")
    assert told.startswith("Added “Check the chlorine” (#1): due tomorrow, repeats every 3 days.")


async def test_one_to_one_is_a_name(chat: Chat) -> None:
    told = await chat.say("add a 1:1 with Dmitri every other Thursday at 15:00")
    assert told.startswith("Added “1:1 with Dmitri”")


async def test_later_reminders_end_where_the_next_one_was_cancelled_alone(chat: Chat) -> None:
    await chat.say("bins every Tuesday at 8pm, remind me an hour before")
    assert "Those after it keep theirs." in await chat.say("delete the bins reminder")
    await chat.say("cancel the bins reminder from now on")
    await chat.say("complete bins")
    assert await chat.say("show my reminders") == "No reminders are waiting."
