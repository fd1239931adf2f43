"""What the classifier is told of the turn before."""

import pytest

from evolution_todo.language.supposing.classifier import Situation
from tests.unit.todo_agent.offline import brief, written
from todo_agent.llm.offline.asked.situations import setting_of
from todo_agent.recall import Exchange, Memory
from todo_agent.turn import Json, ToolRun


@pytest.mark.parametrize(
    ("update", "situation"),
    [
        ({"recurrence": {"rule": "weekly"}}, Situation.REPEATED),
        ({"recurrence": {"rule": "every friday"}, "due": "2026-06-12"}, Situation.REPEATED),
        ({"clear": ["recurrence"]}, Situation.REPEATED),
        ({"due": "friday"}, Situation.MOVED),
        ({"priority": "high"}, Situation.PRIORITISED),
    ],
)
def test_a_new_rule_is_told_as_one_and_not_as_a_move(
    update: dict[str, Json], situation: Situation
) -> None:
    arguments = {"updates": [{"task": {"number": 1}, **update}]}
    run = ToolRun(
        id="1",
        name="update_tasks",
        arguments=arguments,
        result=written(brief(1, "Gym")),
        ok=True,
    )
    memory = Memory((Exchange("make the gym weekly", (run,), "Updated."), Exchange("and friday")))
    setting = setting_of(memory)
    assert setting is not None
    assert setting.situation is situation
