"""Changes of tasks as people type them, each judged by the tasks that are left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.conversations import Said, Scenario, run
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

WORLD: tuple[dict[str, Any], ...] = (
    {"title": "Choir practice", "due": "2026-06-11T15:00"},
    {"title": "Early swim", "due": "2026-06-11T08:00"},
    {"title": "Oil the gate", "priority": "low"},
    {"title": "Feed the koi", "due": "2026-06-12", "recurrence": {"rule": "every day"}},
)
CHOIR, SWIM, GATE, KOI = (
    "Choir practice | Thu 11 Jun 15:00",
    "Early swim | Thu 11 Jun 08:00",
    "Oil the gate | low",
    "Feed the koi | Fri 12 Jun, every day",
)

HOURS = {
    "move choir practice to 10": "Choir practice | Thu 11 Jun 10:00",
    "choir practice is on friday at 5 now": "Choir practice | Fri 12 Jun 17:00",
    "make choir practice friday at 8": "Choir practice | Fri 12 Jun 20:00",
    "move choir practice to 545": "Choir practice | Thu 11 Jun 17:45",
}
EARLY = {
    "early swim tomorrow is at 6 not 8": "Early swim | Thu 11 Jun 06:00",
    "early swim is at 730 instead": "Early swim | Thu 11 Jun 07:30",
    "chnage early swim to friday": "Early swim | Fri 12 Jun 08:00",
    "I won't manage early swim tomorrow, move to friday at 7": "Early swim | Fri 12 Jun 07:00",
    "i got the time of early swim wrong, it's 8:20": "Early swim | Thu 11 Jun 08:20",
    "early swim should have a reminder the evening before at 9": (
        "Early swim | Thu 11 Jun 08:00, remind Wed 10 Jun 21:00"
    ),
}
TOLD = {
    "choir practice moved from 3 to 3:30": "Choir practice | Thu 11 Jun 15:30",
    "give choir practice another two days": "Choir practice | Sat 13 Jun 15:00",
    "choir practice people suggested 4pm, change it please": "Choir practice | Thu 11 Jun 16:00",
    "move choir practice to saturday but leave early swim": "Choir practice | Sat 13 Jun 15:00",
    "I've no time for choir practice before saturday, please move it": (
        "Choir practice | Sat 13 Jun 15:00"
    ),
    "move choir practice to the same day as the koi": "Choir practice | Fri 12 Jun 15:00",
    "push choir practice back to friday, and keep it at the same time": (
        "Choir practice | Fri 12 Jun 15:00"
    ),
    "move choir practice to friday, but leave the time as it is": (
        "Choir practice | Fri 12 Jun 15:00"
    ),
    "move choir practice to friday. Leave it at the usual time please.": (
        "Choir practice | Fri 12 Jun 15:00"
    ),
    "choir practice has to wait a week": "Choir practice | Thu 18 Jun 15:00",
    "choir practice no longer has a deadline": "Choir practice",
    "put a high priority on choir practice and make it due friday": (
        "Choir practice | Fri 12 Jun 15:00, high"
    ),
    "correct 'practice' to 'rehearsal' in the choir task": "Choir rehearsal | Thu 11 Jun 15:00",
    "change the time of choir practice: 16:30": "Choir practice | Thu 11 Jun 16:30",
}
TAKEN_OFF = {
    "no deadline for choir practice please": "Choir practice | #choir",
    "cancel the 1 hour reminder for choir practice": "Choir practice | Thu 11 Jun 15:00, #choir",
    "make choir practice high priority and remove the tag": (
        "Choir practice | Thu 11 Jun 15:00, remind Thu 11 Jun 14:00, high"
    ),
}
UNDATED = {
    "push the gate to the weekend": "Oil the gate | Sat 13 Jun, low",
    "set oil the gate to high and due friday": "Oil the gate | Fri 12 Jun, high",
    "set oil the gate for friday and give it top priority": "Oil the gate | Fri 12 Jun, high",
    "oil the gate: make it friday and high": "Oil the gate | Fri 12 Jun, high",
    "don't oil the gate until friday": "Oil the gate | Fri 12 Jun, low",
    "snooze the gate for 2 days": "Oil the gate | Fri 12 Jun, low",
    "the gate is for work, so tag it": "Oil the gate | #work, low",
    "mark oil the gate high": "Oil the gate | high",
    "typo, oil the gate should be oil the crate": "Oil the crate | low",
}
RULES = {
    "feed the koi only on saturdays from now on": "Feed the koi | Sat 13 Jun, every Saturday",
    "feed the koi only on weekdays": "Feed the koi | Fri 12 Jun, every weekday",
    "feed the koi only every 3 days please": "Feed the koi | Fri 12 Jun, every 3 days",
    "feed the koi every 3 days would be enough": "Feed the koi | Fri 12 Jun, every 3 days",
}


@pytest.mark.parametrize("said", HOURS)
async def test_an_hour_is_in_the_half_of_the_day_that_is_near(said: str) -> None:
    await _leaves((HOURS[said], SWIM, GATE, KOI), said)


@pytest.mark.parametrize("said", EARLY)
async def test_what_is_early_stays_so(said: str) -> None:
    await _leaves((CHOIR, EARLY[said], GATE, KOI), said)


@pytest.mark.parametrize("said", TOLD)
async def test_what_is_told_of_a_time_moves_to_it(said: str) -> None:
    await _leaves((TOLD[said], SWIM, GATE, KOI), said)


@pytest.mark.parametrize("said", TAKEN_OFF)
async def test_what_is_taken_off_is_gone_and_the_rest_stays(said: str) -> None:
    choir = WORLD[0] | {"reminders": ["1 hour before"], "tags": ["choir"]}
    await _leaves((TAKEN_OFF[said], SWIM, GATE, KOI), said, world=(choir, *WORLD[1:]))


@pytest.mark.parametrize("said", UNDATED)
async def test_what_is_said_of_a_task_in_one_breath_is_of_it(said: str) -> None:
    await _leaves((CHOIR, SWIM, UNDATED[said], KOI), said)


@pytest.mark.parametrize("said", RULES)
async def test_a_rule_is_another(said: str) -> None:
    await _leaves((CHOIR, SWIM, GATE, RULES[said]), said)


BEHIND: dict[tuple[str, ...], tuple[str, ...]] = {
    ("when is the oiling of the gate due?", "then at least mark it as high priority"): (
        CHOIR,
        SWIM,
        "Oil the gate | high",
        KOI,
    ),
    ("delete choir practice", "instead of deleting it, move it to friday"): (
        "Choir practice | Fri 12 Jun 15:00",
        SWIM,
        GATE,
        KOI,
    ),
    ("complete oil the gate", "no don't complete it, tag it home"): (
        CHOIR,
        SWIM,
        "Oil the gate | #home, low",
        KOI,
    ),
    ("push the gate by a week", "friday"): (CHOIR, SWIM, "Oil the gate | Fri 12 Jun, low", KOI),
    ("I need more time for choir practice", "saturday"): (
        "Choir practice | Sat 13 Jun 15:00",
        SWIM,
        GATE,
        KOI,
    ),
    ("move everything but the koi to saturday", "yes"): (
        "Choir practice | Sat 13 Jun 15:00",
        "Early swim | Sat 13 Jun 08:00",
        "Oil the gate | Sat 13 Jun, low",
        KOI,
    ),
    ("move the gate to friday and add the tag home", "add the tag iron"): (
        CHOIR,
        SWIM,
        "Oil the gate | Fri 12 Jun, #home, #iron, low",
        KOI,
    ),
    ("is there a reminder on early swim?", "add one for an hour before"): (
        CHOIR,
        "Early swim | Thu 11 Jun 08:00, remind Thu 11 Jun 07:00",
        GATE,
        KOI,
    ),
    ("rename the gate to", "oil the crate"): (CHOIR, SWIM, "Oil the crate | low", KOI),
    ("show all my tasks", "first two on saturday, third on sunday"): (
        "Choir practice | Sat 13 Jun 15:00",
        "Early swim | Sat 13 Jun 08:00",
        GATE,
        "Feed the koi | Sun 14 Jun, every day",
    ),
}


@pytest.mark.parametrize("said", BEHIND, ids=lambda said: said[-1])
async def test_what_stands_behind_another_message_is_of_that(said: tuple[str, ...]) -> None:
    await _leaves(BEHIND[said], *said)


NEW = {
    "mover quote friday": "Mover quote | Fri 12 Jun",
    "third on sunday": "Third | Sun 14 Jun",
    "ship the order friday": "Ship the order | Fri 12 Jun",
}


@pytest.mark.parametrize("said", NEW)
async def test_what_is_like_a_change_and_of_no_task_is_one_to_come(said: str) -> None:
    await _leaves((CHOIR, SWIM, GATE, KOI, NEW[said]), said)


async def _leaves(
    after: tuple[str, ...], *said: str, world: tuple[Mapping[str, Any], ...] = WORLD
) -> None:
    turns = [Said(say=each) for each in said]
    scenario = Scenario(name=said[-1], before=world, turns=turns, after=after)
    outcome = await run(scenario, Settings(model="offline"))
    assert not outcome.wrong, (outcome.wrong, outcome.transcript)
