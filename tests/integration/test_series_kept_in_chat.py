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
