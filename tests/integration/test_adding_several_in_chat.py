"""Several tasks of one message, and tasks added once more, judged by what the database holds."""

from __future__ import annotations

import pytest

from tests.integration import test_conversations as conversations

pytestmark = pytest.mark.anyio

# It is Wednesday 10 June, ten in the morning in Berlin.
server, chat = conversations.server, conversations.chat


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "hoover and change the beds saturday",
            {"Hoover": "Sat 13 Jun", "Change the beds": "Sat 13 Jun"},
        ),
        (
            "interview at the bank friday 2pm, judo for Ella sat 4.15pm",
            {"Interview at the bank": "Fri 12 Jun 14:00", "Judo for Ella": "Sat 13 Jun 16:15"},
        ),
        (
            "Right, new week. On Monday I've got a 9am with Karen and a 2pm with the builders",
            {
                "Meeting with Karen": "Mon 15 Jun 09:00",
                "Meeting with the builders": "Mon 15 Jun 14:00",
            },
        ),
    ],
)  # fmt: skip
async def test_each_of_several_is_kept(
    said: str, left: dict[str, str], chat: conversations.Chat
) -> None:
    await chat.say(said)
    assert await chat.left() == left


async def test_birthdays_move_no_task_that_bears_a_name_among_them(
    chat: conversations.Chat,
) -> None:
    await chat.say("email Bob tomorrow at 9am")
    await chat.say("everyone's birthdays: Ann 3 March, Bob 17 July - yearly")
    left = await chat.left()
    assert left["Email Bob"] == "Thu 11 Jun 09:00"
    assert left["Ann's birthday"].endswith("every year on 3 March")
    assert left["Bob's birthday"].endswith("every year on 17 July")


async def test_what_semicolons_part_is_offered_together(chat: conversations.Chat) -> None:
    asked = await chat.say("buy: tinsel; lights; baubles")
    assert asked.question is not None
    await chat.say("yes")
    assert set(await chat.left()) == {"Buy tinsel", "Buy lights", "Buy baubles"}


async def test_what_is_to_be_added_again_is_what_was_spoken_of(chat: conversations.Chat) -> None:
    await chat.say("add milk and bread")
    await chat.say("got the milk and the bread")
    asked = await chat.say("add them all again for friday")
    assert asked.question is not None
    await chat.say("yes")
    left = await chat.left()
    assert (left["Milk"], left["Bread"]) == ("Fri 12 Jun", "Fri 12 Jun")


async def test_nothing_is_added_again_where_nothing_was_spoken_of(
    chat: conversations.Chat,
) -> None:
    await chat.say("add them all again for friday")
    assert await chat.left() == {}
