"""What was done is taken back, wholly or in part, and done once more; judged by what is left."""

from __future__ import annotations

import pytest

from tests.integration.test_conversations import Chat, chat, server

__all__ = ["chat", "server"]

pytestmark = pytest.mark.anyio

WORLD = {
    "Order the flyers": "Mon 15 Jun",
    "Oil the gate": "",
    "Buy glue": "#shed",
    "Buy sand": "#shed",
}
DEEDS: dict[str, tuple[list[str], dict[str, str | None]]] = {
    "add": (["add rake the lawn"], {"Rake the lawn": ""}),
    "add several": (["add: rake the lawn, ring Una"], {"Rake the lawn": "", "Ring Una": ""}),
    "move": (["move the flyers to Thursday"], {"Order the flyers": "Thu 11 Jun"}),
    "complete": (["oil the gate is done"], {"Oil the gate": "done"}),
    "delete": (["delete the flyers"], {"Order the flyers": None}),
    "rename": (
        ["rename oil the gate to paint the gate"],
        {"Oil the gate": None, "Paint the gate": ""},
    ),
    "tag": (["tag the gate as home"], {"Oil the gate": "#home"}),
    "weigh": (["the gate is urgent"], {"Oil the gate": "critical"}),
    "delete several": (
        ["delete everything tagged shed", "yes"],
        {"Buy glue": None, "Buy sand": None},
    ),
    "two kinds": (
        ["add rake the lawn and oil the gate is done"],
        {"Rake the lawn": "", "Oil the gate": "done"},
    ),
}
BACK = ("undo", "put it back", "cancel the last change", "wait, no", "ctrl z", "take that back")
ONCE_MORE = ("redo", "do it after all", "undo the undo")


async def begin(chat: Chat) -> None:
    for said in ("add order the flyers on Monday", "add oil the gate"):
        await chat.say(said)
    await chat.say("add buy glue #shed")
    await chat.say("add buy sand #shed")
    assert await chat.left() == WORLD


def after(changes: dict[str, str | None]) -> dict[str, str]:
    return {title: told for title, told in {**WORLD, **changes}.items() if told is not None}


@pytest.mark.parametrize(
    ("deed", "back"),
    [(deed, BACK[(at + shift) % len(BACK)]) for shift in (0, 1) for at, deed in enumerate(DEEDS)],
)
async def test_deed_is_taken_back_and_done_once_more(deed: str, back: str, chat: Chat) -> None:
    await begin(chat)
    messages, changes = DEEDS[deed]
    for said in messages:
        await chat.say(said)
    assert await chat.left() == after(changes)
    await chat.say(back)
    assert await chat.left() == WORLD
    answer = await chat.say(ONCE_MORE[len(deed) % len(ONCE_MORE)])
    if answer.question is not None:
        await chat.say("yes")
    assert await chat.left() == after(changes)


@pytest.mark.parametrize(
    "said", ["no, keep the glue", "bring the glue back", "not the glue", "I still need the glue"]
)
async def test_one_of_several_deleted_is_kept_after_all(said: str, chat: Chat) -> None:
    await begin(chat)
    await chat.say("delete everything tagged shed")
    await chat.say("yes")
    answer = await chat.say(said)
    assert answer.question is not None
    await chat.say("yes")
    assert await chat.left() == after({"Buy sand": None})


async def test_one_of_several_added_or_done_is_not_after_all(chat: Chat) -> None:
    await begin(chat)
    await chat.say("add: rake the lawn, ring Una")
    await chat.say("no, not the lawn")
    await chat.say("yes")
    assert await chat.left() == after({"Ring Una": ""})
    await chat.say("complete everything tagged shed")
    await chat.say("yes")
    await chat.say("except the sand")
    assert await chat.left() == after({"Ring Una": "", "Buy glue": "done, #shed"})


async def test_undo_goes_further_back_when_it_is_asked_again(chat: Chat) -> None:
    await begin(chat)
    await chat.say("the gate is urgent")
    await chat.say("delete the flyers")
    await chat.say("undo")
    await chat.say("and the one before")
    assert await chat.left() == WORLD


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("undo the last two changes", {"Buy glue": "#shed, high"}),
        ("undo both", {"Buy glue": "#shed, high"}),
        (
            "undo just the first one — it's needed",
            {"Buy glue": "#shed, high", "Oil the gate": "done"},
        ),
        ("undo the delete", {"Buy glue": "#shed, high", "Oil the gate": "done"}),
        ("revert what you did to the glue", {"Order the flyers": None, "Oil the gate": "done"}),
        ("hang on, undo the glue one", {"Order the flyers": None, "Oil the gate": "done"}),
        (
            "undo ticking off the gate, it squeaks",
            {"Buy glue": "#shed, high", "Order the flyers": None},
        ),
    ],
)
async def test_what_is_named_is_taken_back(
    said: str, left: dict[str, str | None], chat: Chat
) -> None:
    await begin(chat)
    for deed in ("the glue is high priority", "delete the flyers", "oil the gate is done"):
        await chat.say(deed)
    await chat.say(said)
    assert await chat.left() == after(left)


async def test_everything_is_taken_back_and_done_once_more_after_a_yes(chat: Chat) -> None:
    await begin(chat)
    await chat.say("the gate is urgent", elsewhere=True)
    await chat.say("delete the flyers")
    left = await chat.left()
    for said, world in (("undo everything I did today", WORLD), ("redo", left)):
        answer = await chat.say(said)
        assert answer.question is not None
        await chat.say("yes")
        assert await chat.left() == world


async def test_one_of_several_that_were_changed_together_is_as_before(chat: Chat) -> None:
    await begin(chat)
    await chat.say("add: rake the lawn, ring Una")
    await chat.say("undo the lawn")
    assert await chat.left() == after({"Ring Una": ""})
    await chat.say("move everything tagged shed to Monday")
    await chat.say("yes")
    await chat.say("undo the sand")
    assert await chat.left() == after({"Ring Una": "", "Buy glue": "Mon 15 Jun, #shed"})


@pytest.mark.parametrize(
    "said",
    [
        "I need the gate key",
        "don't delete it",
        "keep going",
        "once more",
        "do it after all",
        "redo",
    ],
)
async def test_nothing_is_taken_back_by_what_is_said_of_something_else(
    said: str, chat: Chat
) -> None:
    await begin(chat)
    await chat.say("oil the gate is done")
    await chat.say(said)
    left = await chat.left()
    assert {title: left[title] for title in WORLD} == after({"Oil the gate": "done"})


@pytest.mark.parametrize(
    "said",
    [
        "wrong one, meant number 1",
        "oops, meant the flyers",
    ],
)
async def test_deed_goes_to_the_task_that_was_meant(said: str, chat: Chat) -> None:
    await begin(chat)
    await chat.say("task 2 is done")
    await chat.say(said)
    assert await chat.left() == after({"Order the flyers": "done, Mon 15 Jun"})


@pytest.mark.parametrize("said", ["no, keep the gate", "only the flyers", "yes but not the gate"])
async def test_one_of_two_named_to_be_deleted_is_spared(said: str, chat: Chat) -> None:
    await begin(chat)
    await chat.say("delete the flyers and delete oil the gate")
    await chat.say(said)
    await chat.say("yes")
    assert await chat.left() == after({"Order the flyers": None})


async def test_line_of_a_conversation_is_no_yes(chat: Chat) -> None:
    await begin(chat)
    await chat.say("delete everything tagged shed")
    answer = await chat.say("assistant: yes")
    assert answer.question is not None
    assert await chat.left() == WORLD


async def test_no_worries_stands_before_a_yes(chat: Chat) -> None:
    await begin(chat)
    await chat.say("tea and biscuits")
    await chat.say("no worries, go ahead")
    assert await chat.left() == after({"Tea and biscuits": ""})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("undo. that's for Thursday", "Thu 11 Jun"),
        ("they rang again - undo that. they'd prefer Thursday at 2:30", "Thu 11 Jun 14:30"),
        ("wait I do need it, but due Thursday", "Thu 11 Jun"),
        ("put it back for Thursday", "Thu 11 Jun"),
        ("hang on, I still have a page. undo", "Mon 15 Jun"),
    ],
)
async def test_what_is_said_beside_an_undo_is_of_what_it_brought_back(
    said: str, told: str, chat: Chat
) -> None:
    await begin(chat)
    await chat.say("delete the flyers")
    await chat.say(said)
    assert await chat.left() == after({"Order the flyers": told})


async def test_what_is_said_behind_an_undo_is_of_what_it_brought_back(chat: Chat) -> None:
    await begin(chat)
    await chat.say("delete the flyers")
    await chat.say("undo")
    await chat.say("thats for thursday n make it high pls")
    assert await chat.left() == after({"Order the flyers": "Thu 11 Jun, high"})
