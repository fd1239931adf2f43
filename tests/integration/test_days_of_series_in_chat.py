"""Later days of a series, of which only the next is a task: told in lists, and left out."""

from __future__ import annotations

import pytest

from tests.integration.talking import Chat

pytestmark = pytest.mark.anyio

GYM = "gym every Monday, Wednesday and Friday at 7am"
"""Said on Wednesday 10 June at 11:00, so that the next is on Friday the 12th."""


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("skip gym on monday", "15 June"),
        ("no gym on monday", "15 June"),
        ("there's no gym on the 17th", "17 June"),
        ("cancel gym on the 17th of june", "17 June"),
        ("delete gym on 17 june", "17 June"),
        ("I'm not doing gym on the 17th", "17 June"),
        ("we're away from the 15th to the 17th, so skip the gym then", "15 June 2026, 17 June"),
    ],
)
async def test_a_later_day_is_left_out_and_the_next_one_stays(
    chat: Chat, said: str, days: str
) -> None:
    await chat.say(GYM)
    await chat.say("show my tasks")
    assert f"repeats every Monday, Wednesday and Friday at 7 am except {days} 2026." in (
        await chat.say(said)
    )
    assert await chat.open() == ["1 Gym Fri 12 05:00"]


async def test_a_week_without_it_takes_the_next_one_along(chat: Chat) -> None:
    await chat.say(GYM)
    await chat.say("no gym next week")
    await chat.say("skip gym this week")
    assert [task[2:] for task in await chat.open()] == ["Gym Mon 22 05:00"]


async def test_a_day_left_out_comes_back_and_another_may_follow(chat: Chat) -> None:
    await chat.say(GYM)
    await chat.say("skip gym on monday")
    assert "except 15 June 2026, 17 June 2026." in await chat.say("no gym on the 17th")
    await chat.say("complete gym")
    assert [task[2:] for task in await chat.open()] == ["Gym Fri 19 05:00"]
    await chat.say("undo")
    await chat.say("undo")
    assert "Gym — Mon 15 June" not in await chat.say("what's on monday?")


@pytest.mark.parametrize(
    "began", ["gym every Monday at 7am for 6 times", "gym every 3 days after completion"]
)
async def test_days_that_are_not_known_are_not_left_out(chat: Chat, began: str) -> None:
    await chat.say(began)
    before = await chat.open()
    assert (await chat.say("skip gym on the 29th")).startswith("The next “Gym” is")
    assert await chat.open() == before


async def test_what_repeats_on_no_such_day_is_not_left_out(chat: Chat) -> None:
    await chat.say(GYM)
    assert (await chat.say("skip gym on tuesday")).startswith("The next “Gym” is Friday")


async def test_a_list_of_a_day_tells_what_falls_there_by_a_rule(chat: Chat) -> None:
    await chat.say(GYM)
    await chat.say("pills every day at 8am")
    await chat.say("lunch with Kim on monday at 1pm")
    assert await chat.say("what's on monday?") == (
        "1 open task due Monday:\n"
        "- #3 Lunch with Kim — Monday at 1 pm\n"
        "By their rules these come too:\n"
        "• Gym — Monday at 7 am\n"
        "• Pills — Monday at 8 am"
    )
    week = await chat.say("what's on next week?")
    assert "• Gym — Monday at 7 am, Wed 17 June at 7 am and Fri 19 June at 7 am" in week
    assert "• Pills — every day at 8 am" in week


async def test_a_day_with_nothing_of_its_own_is_not_called_quiet(chat: Chat) -> None:
    await chat.say(GYM)
    told = await chat.say("what's on monday?")
    assert told.startswith("Nothing is due Monday yet.\nBy their rules these come too:\n• Gym")
    assert await chat.say("what's on tuesday?") == "Nothing is due Tuesday. Enjoy the quiet!"


async def test_what_is_shown_first_is_the_first_one(chat: Chat) -> None:
    await chat.say(GYM)
    await chat.say("lunch with Kim on monday at 1pm")
    await chat.say("what's on monday?")
    assert (await chat.say("complete the first one")).startswith("Completed “Lunch with Kim”")


async def test_a_paused_series_comes_on_no_day(chat: Chat) -> None:
    await chat.say(GYM)
    await chat.say("pause the gym series")
    assert "Gym" not in await chat.say("what's on monday?")
