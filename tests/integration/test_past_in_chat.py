"""Moments that are over: nothing is moved to one or reminded of at one without a question."""

from __future__ import annotations

import pytest

from tests.integration import test_conversations as conversations

pytestmark = pytest.mark.anyio

# It is Wednesday 10 June, ten in the morning in Berlin.
server, chat = conversations.server, conversations.chat


@pytest.mark.parametrize(
    ("said", "over", "left"),
    [
        ("move the dentist to last tuesday", "Yesterday is past.", "Tue 09 Jun 15:00"),
        ("move the dentist to 9am today", "Today at 9 am is past.", "Wed 10 Jun 09:00"),
        ("move the dentist to 1 june 2026", "Mon 1 June is past.", "Mon 01 Jun 15:00"),
        ("bring the dentist forward by a week", "is past.", "Fri 05 Jun 15:00"),
    ],
)
async def test_a_task_is_moved_into_the_past_only_if_that_is_meant(
    said: str, over: str, left: str, chat: conversations.Chat
) -> None:
    await chat.say("dentist friday 3pm")
    for answer, kept in (("no", "Fri 12 Jun 15:00"), ("yes", left)):
        asked = await chat.say(said)
        assert asked.question is not None
        assert over in asked.response
        await chat.say(answer)
        assert await chat.left() == {"Dentist": kept}


@pytest.mark.parametrize("said", ["move the dentist to today", "move the dentist to tomorrow"])
async def test_a_day_that_is_not_over_is_no_doubt(said: str, chat: conversations.Chat) -> None:
    await chat.say("dentist friday 3pm")
    assert (await chat.say(said)).question is None


async def test_a_reminder_for_a_moment_that_is_over_is_asked_about(
    chat: conversations.Chat,
) -> None:
    await chat.say("add file the report friday")
    asked = await chat.say("set a reminder for the report at 3am yesterday")
    assert "Yesterday at 3 am is past. When should I remind you?" in asked.response
    assert await chat.left() == {"File the report": "Fri 12 Jun"}
    await chat.say("tomorrow at 9")
    assert await chat.left() == {"File the report": "Fri 12 Jun, remind Thu 11 Jun 09:00"}


async def test_a_task_to_be_reminded_of_then_is_offered_without_the_reminder(
    chat: conversations.Chat,
) -> None:
    asked = await chat.say("remind me to call Bob yesterday at 3pm")
    assert asked.question is not None
    assert await chat.left() == {}
    await chat.say("yes")
    assert await chat.left() == {"Call Bob": "Tue 09 Jun 15:00"}


@pytest.mark.parametrize(
    "said", ["add meeting with the bank yesterday at 3pm", "meeting with the bank yesterday at 3pm"]
)
async def test_a_task_added_for_the_past_is_said_to_be_past(
    said: str, chat: conversations.Chat
) -> None:
    added = await chat.say(said)
    assert "That is past" in added.response
    assert set(await chat.left()) == {"Meeting with the bank"}


async def test_this_morning_is_not_over(chat: conversations.Chat) -> None:
    added = await chat.say("call Bob this morning")
    assert "past" not in added.response
