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
    "move": ("push the optician to Thursday", {"Optician": "Thu 18 Jun 15:00"}),
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


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("1 done, 2 tomorrow, 3 delete", ("done", "Thu 11 Jun", None)),
        ("first done second tomorrow third delete", ("done", "Thu 11 Jun", None)),
        ("1 and 3 done; 2 to monday", ("done", "Mon 15 Jun", "done")),
        ("ok the last one can go and the first is high", ("high", "", None)),
        ("complete the first two and delete the last one", ("done", "done", None)),
    ],
)
async def test_each_of_a_list_is_dealt_with_by_number_or_place(
    said: str, left: tuple[str | None, ...], chat: Chat
) -> None:
    titles = ("Ring the vet", "Oil the gate", "Buy sand")
    for title in titles:
        await chat.say(f"add {title}")
    await chat.say("show my tasks")
    await chat.say(said)
    told = dict(zip(titles, left, strict=True))
    assert await chat.left() == {key: value for key, value in told.items() if value is not None}


@pytest.mark.parametrize("said", ["2 eggs, 3 onions", "second coat, third coat"])
async def test_numbers_of_things_are_no_tasks(said: str, chat: Chat) -> None:
    for title in ("Ring the vet", "Oil the gate", "Buy sand"):
        await chat.say(f"add {title}")
    await chat.say(said)
    assert set((await chat.left()).values()) == {""}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("set the hedge to high and move it to tomorrow", {"Cut the hedge": "Thu 11 Jun, high"}),
        (
            "put the hedge down as low and rename it to Trim the hedge",
            {"Cut the hedge": None, "Trim the hedge": "low"},
        ),
        ("I'm done with the hedge so please close that one", {"Cut the hedge": "done"}),
        (
            "mark the hedge as done and remind me to water it on monday",
            {"Cut the hedge": "done", "Water the hedge": "Mon 15 Jun, remind Mon 15 Jun 09:00"},
        ),
        (
            "the offer for Mrs Dale is written, now add one to ring her on monday",
            {"Write the offer for Mrs Dale": "done", "Ring Mrs Dale": "Mon 15 Jun"},
        ),
        (
            "hi! move the hedge to monday and let me know when the optician is due?",
            {"Cut the hedge": "Mon 15 Jun"},
        ),
    ],
)
async def test_what_is_said_of_one_task_after_the_other_is_all_done(
    said: str, left: dict[str, str | None], chat: Chat
) -> None:
    for title in ("Cut the hedge", "Write the offer for Mrs Dale"):
        await chat.say(f"add {title}")
    await chat.say("add optician monday 3pm")
    world: dict[str, str | None] = {**await chat.left(), **left}
    await chat.say(said, elsewhere=True)
    assert await chat.left() == {key: told for key, told in world.items() if told is not None}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "move the hedge to monday and delete the optician, actually leave the optician",
            "Mon 15 Jun",
        ),
        ("the hedge is high priority. remind me of the optician at 9. no wait, skip that", "high"),
        ("delete the hedge. No, keep it", ""),
        ("mark the hedge done and bin the optician. Actually don't touch the hedge part", None),
    ],
)
async def test_what_the_last_words_take_out_is_not_done(
    said: str, left: str | None, chat: Chat
) -> None:
    await chat.say("add cut the hedge")
    await chat.say("add optician monday 3pm")
    await chat.say(said, elsewhere=True)
    optician = {} if left is None else {"Optician": "Mon 15 Jun 15:00"}
    assert await chat.left() == {"Cut the hedge": left or "", **optician}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "sand the boat is done, oil the boat friday",
            {"Sand the boat": "done", "Oil the boat": "Fri 12 Jun"},
        ),
        ("sand the boat done, party at 8", {"Sand the boat": "done", "Party": "Wed 10 Jun 20:00"}),
    ],
)
async def test_what_follows_the_news_is_of_a_task_if_it_names_one(
    said: str, left: dict[str, str], chat: Chat
) -> None:
    await chat.say("add sand the boat")
    await chat.say("add oil the boat")
    await chat.say(said, elsewhere=True)
    assert await chat.left() == {"Oil the boat": "", **left}


async def test_what_was_not_done_is_no_news(chat: Chat) -> None:
    await chat.say("add sand the boat")
    await chat.say("add oil the boat")
    await chat.say("the boat is sanded but not oiled", elsewhere=True)
    assert await chat.left() == {"Sand the boat": "done", "Oil the boat": ""}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "the optician has been moved to friday, still at 3",
            {"Optician": "Fri 12 Jun 15:00", "Get the boiler mended": ""},
        ),
        (
            "The boiler has been mended, so mark that task as complete.",
            {"Optician": "Mon 15 Jun 15:00", "Get the boiler mended": "done"},
        ),
    ],
)
async def test_what_is_said_more_of_the_news_is_no_task(
    said: str, left: dict[str, str], chat: Chat
) -> None:
    await chat.say("add optician monday 3pm")
    await chat.say("add get the boiler mended")
    await chat.say(said, elsewhere=True)
    assert await chat.left() == left
