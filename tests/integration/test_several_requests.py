"""Several requests in one message, crossed by kind and joint, judged by what is left."""

from __future__ import annotations

import itertools

import pytest

from tests.integration.test_conversations import Chat, chat, server

__all__ = ["chat", "server"]

pytestmark = pytest.mark.anyio

WORLD = (
    ("add optician monday 3pm", "Optician", "Mon 15 Jun 15:00"),
    ("add buy paint", "Buy paint", ""),
    ("add sort the cellar", "Sort the cellar", ""),
    ("add prune the roses", "Prune the roses", ""),
    ("add concert saturday 7pm", "Concert", "Sat 13 Jun 19:00"),
    ("add tax form", "Tax form", ""),
)
KINDS: dict[str, tuple[str, dict[str, str | None]]] = {
    "add": ("add buy stamps", {"Buy stamps": ""}),
    "be reminded": (
        "remind me at 6pm today to feed the rabbit",
        {"Feed the rabbit": "Wed 10 Jun 18:00, remind Wed 10 Jun 18:00"},
    ),
    "move": ("push the optician to Thursday", {"Optician": "Thu 11 Jun 15:00"}),
    "tell": ("I've bought the paint", {"Buy paint": "done"}),
    "delete": ("get rid of the cellar one", {"Sort the cellar": None}),
    "tag": ("tag the roses as garden", {"Prune the roses": "#garden"}),
    "remind": (
        "remind me an hour before the concert",
        {"Concert": "Sat 13 Jun 19:00, remind Sat 13 Jun 18:00"},
    ),
    "weigh": ("the tax form is important", {"Tax form": "high"}),
    "ask": ("what's due on Saturday?", {}),
}
JOINTS = (", ", " and ", ", then ", ". ", "; ", " - ", ", oh and ", ", plus ", "\n")
PAIRS = [(one, other) for one, other in itertools.permutations(KINDS, 2)][::2]
CELLS = [
    (one, other, JOINTS[(3 * at + at // 3) % len(JOINTS)]) for at, (one, other) in enumerate(PAIRS)
]
"""Ordered pairs of kinds, the joints in turn."""


@pytest.mark.parametrize("start", range(0, len(CELLS), 8))
async def test_two_requests_of_different_kinds_are_both_carried_out(start: int, chat: Chat) -> None:
    for said, *_ in WORLD:
        await chat.say(said)
    world = await chat.left()
    assert world == {title: told for _, title, told in WORLD}
    for one, other, joint in CELLS[start : start + 8]:
        message = f"{KINDS[one][0]}{joint}{KINDS[other][0]}"
        await chat.say(message, elsewhere=True)
        told: dict[str, str | None] = {**world, **KINDS[one][1], **KINDS[other][1]}
        expected = {title: state for title, state in told.items() if state is not None}
        assert (message, await chat.left()) == (message, expected)
        await chat.say("undo")
        assert (message, await chat.left()) == (message, world)


@pytest.mark.parametrize(
    "said",
    [
        "add buy stamps; envelopes; the tax form is urgent",
        "add buy stamps, add envelopes. the tax form is urgent",
    ],
)
async def test_line_that_is_about_an_open_task_is_no_thing_to_add(said: str, chat: Chat) -> None:
    await chat.say("add tax form")
    await chat.say(said, elsewhere=True)
    assert await chat.left() == {"Tax form": "critical", "Buy stamps": "", "Envelopes": ""}


async def test_line_about_nothing_there_is_stays_a_line_or_a_note(chat: Chat) -> None:
    await chat.say("add buy stamps; the hedge is urgent")
    assert set(await chat.left()) == {"Buy stamps", "The hedge"}
