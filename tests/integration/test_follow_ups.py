"""What is said of a task right after it was dealt with: each way of coming to it, each change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from benchmarks.conversations import Said, Scenario, run
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

FERRY = {"title": "Ferry", "due": "2026-06-12T15:00"}
OTHERS = ({"title": "Ferret food", "due": "2026-06-18T10:00"}, {"title": "Paint"})
KEPT = ("Ferret food | Thu 18 Jun 10:00", "Paint")


@dataclass(frozen=True, slots=True)
class Before:
    """How the ferry, on Friday 12 June at three, came to be spoken of."""

    said: tuple[str, ...]
    there: dict[str, Any] | None = None


BEFORE = {
    "just added": Before(("add ferry on friday at 3pm",)),
    "asked about": Before(("when does my ferry go?",), FERRY),
    "shown alone": Before(("what's on friday?",), FERRY),
    "moved": Before(("move the ferry to friday at 3pm",), FERRY | {"due": "2026-06-17T11:00"}),
    "behind an error": Before(("when's the ferry?", "move it to the 31st of june"), FERRY),
    "behind small talk": Before(
        ("add ferry friday 3pm", "thanks", "it's so cold in here"),
    ),
}
CHANGES = {
    "make it 30 minutes later": "Ferry | Fri 12 Jun 15:30",
    "they're slow, could we make that an hour later?": "Ferry | Fri 12 Jun 16:00",
    "tuesday instead": "Ferry | Tue 16 Jun 15:00",
    "move it to tuesday. wait no, leave it on friday but at 4": "Ferry | Fri 12 Jun 16:00",
    "they rang, it is the 17th now, same time": "Ferry | Wed 17 Jun 15:00",
    "thursday the 18th, same time": "Ferry | Thu 18 Jun 15:00",
    "same time next week": "Ferry | Fri 19 Jun 15:00",
    "the time is now 4pm": "Ferry | Fri 12 Jun 16:00",
    "i don't need a date on it": "Ferry",
    "set priority to high": "Ferry | Fri 12 Jun 15:00, high",
    "make it say Ferry to Kos": "Ferry to Kos | Fri 12 Jun 15:00",
}

REMARKS = (
    "it's snowing here today",
    "it's in room 12",
    "it goes from platform 4",
    "I was up at five this morning",
    "the tram was half an hour late again",
    "I don't need a day off",
    "my aunt turned 80 yesterday",
)


@pytest.mark.parametrize("said", CHANGES)
@pytest.mark.parametrize("before", BEFORE)
async def test_a_change_is_of_the_task_spoken_of(before: str, said: str) -> None:
    await _leaves(CHANGES[said], BEFORE[before], said)


@pytest.mark.parametrize("said", REMARKS)
@pytest.mark.parametrize("before", ["just added", "asked about"])
async def test_a_remark_changes_nothing(before: str, said: str) -> None:
    await _leaves("Ferry | Fri 12 Jun 15:00", BEFORE[before], said)


async def _leaves(line: str, before: Before, said: str) -> None:
    outcome = await run(
        Scenario(
            name=said,
            before=[*OTHERS, *([before.there] if before.there else [])],
            turns=[Said(say=each) for each in (*before.said, said)],
            after=[line, *KEPT],
        ),
        Settings(model="offline"),
    )
    assert not outcome.wrong, (outcome.wrong, outcome.transcript)
