"""The conversations that any model is judged by, held with the offline planner."""

import pytest

from benchmarks.conversations import Scenario, read_scenarios, run
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

SCENARIOS = read_scenarios()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_a_conversation_ends_as_it_should_but_for_knowledge_that_is_lacking(
    scenario: Scenario,
) -> None:
    outcome = await run(scenario, Settings(model="offline"))
    assert bool(outcome.wrong) == bool(scenario.lacks), (outcome.wrong, outcome.transcript)


def test_no_more_than_five_are_beyond_the_planner() -> None:
    assert len(SCENARIOS) >= 40
    assert sum(1 for scenario in SCENARIOS if scenario.lacks) <= 5
