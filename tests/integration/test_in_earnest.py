"""Orders and deeds that are not meant write nothing; those that are meant do."""

from __future__ import annotations

import pytest

from benchmarks.conversations import Said, Scenario, run
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

WORLD = (
    {"title": "Fence"},
    {"title": "Ring the vet", "due": "2026-06-15T09:00"},
    {"title": "Hay"},
)
FENCE, VET, HAY = KEPT = ("Fence", "Ring the vet | Mon 15 Jun 09:00", "Hay")

ASIDE = (
    "sure, but not the hay",
    "if the rain stops delete the hay",
    "when Anna rings, delete the hay",
    "unless the fence is done we can't let the cows out",
    "before you move the fence to friday, ask me",
    "I won't complete the fence",
    "I'm scared to delete the hay",
    "don't you dare delete the hay",
    "I don't want you to complete the hay",
    "my brother will delete the hay",
    "let Anna complete the fence",
    "Anna said move the fence to friday",
    "Anna wrote: delete the hay",
    "I hope the fence is done",
    "I doubt the fence is done",
    "nobody thinks the fence is done",
    "I dreamt that I finished the fence",
    "I finished the fence in my dreams",
    "suppose I finished the fence",
    "for example, delete the hay",
    "translate delete the hay",
    "would it be sensible to move the fence to friday?",
    "do you know how to delete the hay?",
    "should I move the fence to friday or not?",
    "delete the hay or not?",
    "delete the hay? Never!",
    "delete the hay. No, don't.",
    "move the fence to friday, actually no",
    "I finished the fence, just kidding",
    "I rang the vet (not really)",
    "rename the fence to gate, no wait, don't",
    "add straw never mind",
    "add straw was a joke",
)
"""Conditions, wishes, reports, refusals, pretences, questions, and what is taken back."""

MEANT = {
    "if you can, delete the hay": (FENCE, VET),
    "I want you to delete the hay": (FENCE, VET),
    "I can't finish the fence by friday so move it to monday": (HAY, VET, "Fence | Mon 15 Jun"),
    "I have to move the fence to friday": (HAY, VET, "Fence | Fri 12 Jun"),
    "the fence is done, I hope Anna likes it": (HAY, VET, "Fence | done"),
    "move the fence to friday, no, saturday": (HAY, VET, "Fence | Sat 13 Jun"),
    "add listen to never mind": (*KEPT, "Listen to never mind"),
    "remind me to shut the barn if it rains": (*KEPT, "Shut the barn if it rains"),
}
"""Courtesies, reasons, corrections and real news."""

REMARKS = (
    "it's my day off tomorrow",
    "half past 3 and still no lunch",
    "it's her birthday on thursday",
    "yes if it's tomorrow",
)
"""What holds a time and tells of no task."""


@pytest.mark.parametrize("said", ASIDE)
async def test_what_is_not_meant_writes_nothing(said: str) -> None:
    await _leaves(KEPT, said)


@pytest.mark.parametrize("said", MEANT)
async def test_what_is_meant_is_done(said: str) -> None:
    await _leaves(MEANT[said], said)


@pytest.mark.parametrize("said", REMARKS)
async def test_a_remark_with_a_time_moves_nothing(said: str) -> None:
    await _leaves((FENCE, VET, "Hay | Fri 12 Jun"), "move the hay to friday", said)


async def _leaves(after: tuple[str, ...], *said: str) -> None:
    outcome = await run(
        Scenario(name=said[-1], before=WORLD, turns=[Said(say=each) for each in said], after=after),
        Settings(model="offline"),
    )
    assert not outcome.wrong, (outcome.wrong, outcome.transcript)
