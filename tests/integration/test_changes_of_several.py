"""Changes of several tasks, named or right behind a list, judged by the tasks that are left."""

from __future__ import annotations

import pytest

from benchmarks.conversations import Said, Scenario, run
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

WORLD = (
    {"title": "Order paint", "due": "2026-06-15T08:00"},
    {"title": "Order timber", "due": "2026-06-16T15:00"},
    {"title": "Sweep the yard"},
)
PAINT, TIMBER, YARD = (
    "Order paint | Mon 15 Jun 08:00",
    "Order timber | Tue 16 Jun 15:00",
    ("Sweep the yard"),
)
ON_SATURDAY = ("Order paint | Sat 13 Jun 08:00", "Order timber | Sat 13 Jun 15:00", YARD)

BEHIND_A_LIST = {
    "both to saturday": ON_SATURDAY,
    "put them both on saturday": ON_SATURDAY,
    "the first one and the second one to saturday": ON_SATURDAY,
    "1 and 2 to saturday": ON_SATURDAY,
    "move everything from monday to saturday": (
        "Order paint | Sat 13 Jun 08:00",
        TIMBER,
        YARD,
    ),
    "move all the tasks from tuesday to saturday": (
        PAINT,
        "Order timber | Sat 13 Jun 15:00",
        YARD,
    ),
    "make everything from monday high priority": (f"{PAINT}, high", TIMBER, YARD),
    "all of them high priority": (f"{PAINT}, high", f"{TIMBER}, high", YARD),
    "complete the first one and the second one": (
        "Order paint | done, Mon 15 Jun 08:00",
        "Order timber | done, Tue 16 Jun 15:00",
        YARD,
    ),
    "delete the first one and the second one": (YARD,),
    "1 done, 2 to saturday": (
        "Order paint | done, Mon 15 Jun 08:00",
        "Order timber | Sat 13 Jun 15:00",
        YARD,
    ),
    "the second one to saturday, the first one is high priority": (
        f"{PAINT}, high",
        "Order timber | Sat 13 Jun 15:00",
        YARD,
    ),
}
NAMED = {
    "move both orders to saturday": ON_SATURDAY,
    "the monday jobs should be saturday": ("Order paint | Sat 13 Jun 08:00", TIMBER, YARD),
    "all tuesday things should be on saturday": (PAINT, "Order timber | Sat 13 Jun 15:00", YARD),
    "sweeping the yard is every day at 5pm": (
        PAINT,
        TIMBER,
        "Sweep the yard | Wed 10 Jun 17:00, every day at 5 pm",
    ),
    "the yard is due every 1st": (
        PAINT,
        TIMBER,
        "Sweep the yard | Wed 01 Jul, every month on the 1st",
    ),
    "paint doesn't need a due date, please take it off": ("Order paint", TIMBER, YARD),
    "the sauna is every monday at 6": (
        PAINT,
        TIMBER,
        YARD,
        "Sauna | Mon 15 Jun 18:00, every Monday at 6 pm",
    ),
}


@pytest.mark.parametrize("said", BEHIND_A_LIST)
async def test_several_shown_are_changed_together(said: str) -> None:
    await _leaves(BEHIND_A_LIST[said], "what's due next week?", said)


@pytest.mark.parametrize("said", NAMED)
async def test_a_first_message_changes_what_bears_its_words(said: str) -> None:
    await _leaves(NAMED[said], said)


async def test_a_time_taken_off_leaves_the_day() -> None:
    await _leaves((PAINT, TIMBER, YARD, "Tea | Wed 10 Jun"), "add tea", "remove time today")


async def test_places_are_of_what_was_added_one_by_one() -> None:
    await _leaves(
        (PAINT, TIMBER, YARD, "Tile | Sat 13 Jun", "Grout | Sun 14 Jun"),
        "add tile",
        "add grout",
        "the first one saturday, the second sunday",
    )


async def _leaves(after: tuple[str, ...], *said: str) -> None:
    outcome = await run(
        Scenario(
            name=said[-1],
            before=WORLD,
            turns=[Said(say=each) for each in (*said, "yes")],
            after=after,
        ),
        Settings(model="offline"),
    )
    assert not outcome.wrong, (outcome.wrong, outcome.transcript)
