"""What is said behind another message or a question, judged by the tasks that are left."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.conversations import Said, Scenario, run
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

WORLD: tuple[dict[str, Any], ...] = (
    {"title": "Ship the vase", "due": "2026-06-11T15:00"},
    {"title": "Oil the gate", "due": "2026-06-16"},
    {"title": "Book the hall for Ada", "due": "2026-06-19"},
    {"title": "Decorate the hall", "due": "2026-06-20"},
)
VASE, GATE, BOOK, DECORATE = (
    "Ship the vase | Thu 11 Jun 15:00",
    "Oil the gate | Tue 16 Jun",
    "Book the hall for Ada | Fri 19 Jun",
    "Decorate the hall | Sat 20 Jun",
)
REST = (GATE, BOOK, DECORATE)
RUNG = "Ship the vase | Thu 11 Jun 15:00, remind Thu 11 Jun 14:00"

NAMED = {
    ("Tea with Nadia, friday 1pm",): (VASE, *REST, "Tea with Nadia | Fri 12 Jun 13:00"),
    ("remind me an hour before", "Ada's recital, saturday 20 june at 6pm"): (
        RUNG,
        *REST,
        "Ada's recital | Sat 20 Jun 18:00",
    ),
    ("remind me an hour before", "MOT, friday 8:30"): (RUNG, *REST, "MOT | Fri 12 Jun 08:30"),
    ("remind me an hour before", "vase, friday at 1pm"): (
        "Ship the vase | Fri 12 Jun 13:00, remind Fri 12 Jun 12:00",
        *REST,
    ),
    ("they rang, friday 1pm",): ("Ship the vase | Fri 12 Jun 13:00", *REST),
    ("change of plan, friday 1pm",): ("Ship the vase | Fri 12 Jun 13:00", *REST),
    ("the courier is ill, friday at 1",): ("Ship the vase | Fri 12 Jun 13:00", *REST),
}


@pytest.mark.parametrize("said", NAMED, ids=lambda said: said[-1])
async def test_a_name_with_a_day_is_a_task_and_a_day_behind_news_of_the_last(
    said: tuple[str, ...],
) -> None:
    await _leaves(NAMED[said], "when do I ship the vase?", *said)


ANSWERED = {
    ("delete the hall tasks", "delete everything"): (VASE, *REST),
    ("delete the hall tasks", "get rid of the lot"): (VASE, GATE),
    ("delete the hall tasks", "yes, delete everything"): (VASE, GATE),
    ("delete the hall tasks", "actually leave them", "yes"): (VASE, *REST),
    ("delete the hall tasks", "actually keep both", "yes"): (VASE, *REST),
    ("delete the hall tasks", "wait, leave the booking", "yes"): (VASE, GATE, BOOK),
    ("delete the hall tasks", "leave the reminders"): (VASE, *REST),
    ("complete the hall tasks", "sorry, only the booking one"): (
        VASE,
        GATE,
        "Book the hall for Ada | done, Fri 19 Jun",
        DECORATE,
    ),
    ("complete the hall tasks", "actually only the rent", "yes"): (VASE, *REST),
    ("delete the hall tasks", "sorry, not the decorating", "yes"): (VASE, GATE, DECORATE),
    ("oil the gate once it's dry",): (VASE, *REST),
    ("delete the hall tasks", "is Ada's in there?", "yes but keep Ada's one", "no"): (VASE, *REST),
}


@pytest.mark.parametrize("said", ANSWERED, ids=lambda said: said[-1])
async def test_an_answer_says_what_is_to_be_done(said: tuple[str, ...]) -> None:
    await _leaves(ANSWERED[said], *said)


async def test_the_reminders_asked_about_may_be_left() -> None:
    both = "Ship the vase | Thu 11 Jun 15:00, remind Wed 10 Jun 15:00"
    said = ("remind me of the vase a day before", "also an hour before")
    asked = "cancel the reminders of the vase"
    await _leaves((both, *REST), *said, asked, "actually leave the reminder", "yes")


async def _leaves(after: tuple[str, ...], *said: str) -> None:
    turns = [Said(say=each) for each in said]
    scenario = Scenario(name=said[-1], before=WORLD, turns=turns, after=after)
    outcome = await run(scenario, Settings(model="offline"))
    assert not outcome.wrong, (outcome.wrong, outcome.transcript)
