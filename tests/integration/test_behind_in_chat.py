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


ASIDE = {
    "I'll be away from the 15th to the 18th": (VASE, *REST),
    "Karen wants to do monday instead": (VASE, *REST),
    "Tom's away till the 18th": (VASE, *REST),
    "new tyres - the form is in the car - do it by the 20th": (VASE, *REST),
    "they can only do friday": ("Ship the vase | Fri 12 Jun 15:00", *REST),
    "friday works better": ("Ship the vase | Fri 12 Jun 15:00", *REST),
    "the roof needs painting too, £400, by friday": (VASE, *REST, "Paint the roof | Fri 12 Jun"),
}


@pytest.mark.parametrize("said", ASIDE)
async def test_a_remark_with_a_day_moves_what_it_points_at_alone(said: str) -> None:
    await _leaves(ASIDE[said], "when do I ship the vase?", said)


CALLED: tuple[dict[str, Any], ...] = (
    {"title": "Ring the glazier", "due": "2026-06-11"},
    {"title": "Vet for Bruno", "due": "2026-06-12"},
)
RING, VET = "Ring the glazier | Thu 11 Jun", "Vet for Bruno | Fri 12 Jun"
NEWS = {
    "glazier's coming saturday between 9 and 11": (RING, VET),
    "the glazier can come next wed 8am": (RING, VET),
    "vet says to give the drops once a month starting 20 june": (RING, VET),
    "the glazier is back saturday, ring him then": (RING, VET),
    "ring the glazier saturday instead": ("Ring the glazier | Sat 13 Jun", VET),
    "the vet is now on saturday": (RING, "Vet for Bruno | Sat 13 Jun"),
    "vet says saturday": (RING, "Vet for Bruno | Sat 13 Jun"),
}


@pytest.mark.parametrize("said", NEWS)
async def test_news_of_somebody_is_asked_about(said: str) -> None:
    await _leaves(NEWS[said], said, world=CALLED)


DATED: tuple[dict[str, Any], ...] = (
    {"title": "Annual report", "due": "2026-06-19T17:00"},
    {"title": "Water the roses", "due": "2026-06-16T20:00", "recurrence": {"rule": "every week"}},
)
REPORT, ROSES = (
    "Annual report | Fri 19 Jun 17:00",
    "Water the roses | Tue 16 Jun 20:00, every week at 8 pm",
)
LATER = {
    "push the report to monday": "Annual report | Mon 22 Jun 17:00",
    "postpone the report until wednesday": "Annual report | Wed 24 Jun 17:00",
    "the report can wait until the weekend": "Annual report | Sat 20 Jun 17:00",
    "push the report to monday at 10 am": "Annual report | Mon 22 Jun 10:00",
    "can't do the report friday, thursday instead": "Annual report | Thu 18 Jun 17:00",
    "push the report to tomorrow": "Annual report | Thu 11 Jun 17:00",
    "push the report forward to monday": "Annual report | Mon 15 Jun 17:00",
    "move the report to monday": "Annual report | Mon 15 Jun 17:00",
    "move the report to tonight": "Annual report | Wed 10 Jun 20:00",
    "can we do the report this evening": "Annual report | Wed 10 Jun 19:00",
}


@pytest.mark.parametrize("said", LATER)
async def test_a_weekday_is_counted_from_the_day_it_is_put_off_from(said: str) -> None:
    await _leaves((LATER[said], ROSES), said, world=DATED)


async def test_tonight_is_today() -> None:
    await _leaves(
        (REPORT, "Water the roses | Wed 10 Jun 20:00, every week at 8 pm, remind Wed 10 Jun 22:00"),
        "move the roses to tonight",
        "remind me again at 10pm",
        world=DATED,
    )


SEVERAL: tuple[dict[str, Any], ...] = (
    {"title": "Bread", "tags": ["shopping"], "due": "2026-06-11"},
    {"title": "Eggs", "tags": ["shopping"], "due": "2026-06-11"},
    {"title": "Oats", "tags": ["shopping"], "due": "2026-06-11"},
    {"title": "Swim", "due": "2026-06-12"},
)
BREAD, EGGS, OATS, SWIM = (
    "Bread | Thu 11 Jun, #shopping",
    "Eggs | Thu 11 Jun, #shopping",
    "Oats | Thu 11 Jun, #shopping",
    "Swim | Fri 12 Jun",
)
TICKED = "Oats | done, Thu 11 Jun, #shopping"
OPEN = {
    ("what's due tomorrow?", "complete oats", "move the last two to monday", "yes"): (
        "Bread | Mon 15 Jun, #shopping",
        "Eggs | Mon 15 Jun, #shopping",
        TICKED,
        SWIM,
    ),
    ("complete oats", "complete eggs", "reopen eggs", "both done", "no"): (
        BREAD,
        EGGS,
        TICKED,
        SWIM,
    ),
    ("move swim to friday", "get a card for nan", "both done"): (BREAD, EGGS, OATS, SWIM),
    ("show the shopping list", "got everything from the list except the oats", "yes"): (
        "Bread | done, Thu 11 Jun, #shopping",
        "Eggs | done, Thu 11 Jun, #shopping",
        OATS,
        SWIM,
    ),
    ("everything due tomorrow push to sunday", "yes"): (
        "Bread | Sun 14 Jun, #shopping",
        "Eggs | Sun 14 Jun, #shopping",
        "Oats | Sun 14 Jun, #shopping",
        SWIM,
    ),
}


@pytest.mark.parametrize("said", OPEN, ids=lambda said: said[-2])
async def test_of_several_only_those_still_open_and_spoken_of_change(said: tuple[str, ...]) -> None:
    await _leaves(OPEN[said], *said, world=SEVERAL)


AFTER = {
    ("delete the hall tasks", "yes", "no", "yes"): (VASE, *REST),
    ("delete the hall tasks", "yes", "no", "no"): (VASE, GATE),
    ("delete the hall tasks", "yes", "no thanks", "yes"): (VASE, GATE),
    ("move the vase to friday", "nope", "yes"): (VASE, *REST),
    ("delete the hall tasks", "thanks!", "yes"): (VASE, GATE),
    ("delete the hall tasks", "cheers", "yes"): (VASE, GATE),
    ("when do I ship the vase?", "no", "yes"): (VASE, *REST),
}


@pytest.mark.parametrize("said", AFTER, ids=" · ".join)
async def test_a_no_behind_a_deed_offers_to_take_it_back_and_thanks_leave_a_question(
    said: tuple[str, ...],
) -> None:
    await _leaves(AFTER[said], *said)


async def test_the_reminders_asked_about_may_be_left() -> None:
    both = "Ship the vase | Thu 11 Jun 15:00, remind Wed 10 Jun 15:00"
    said = ("remind me of the vase a day before", "also an hour before")
    asked = "cancel the reminders of the vase"
    await _leaves((both, *REST), *said, asked, "actually leave the reminder", "yes")


async def _leaves(
    after: tuple[str, ...], *said: str, world: tuple[dict[str, Any], ...] = WORLD
) -> None:
    turns = [Said(say=each) for each in said]
    scenario = Scenario(name=said[-1], before=world, turns=turns, after=after)
    outcome = await run(scenario, Settings(model="offline"))
    assert not outcome.wrong, (outcome.wrong, outcome.transcript)
