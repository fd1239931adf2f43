"""Series by the tools: what a model is told of what follows."""

from typing import Any

import pytest

from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from tests.deliveries import Courier
from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio

FRIDAYS = {"rule": "every Friday at 6pm"}


@pytest.fixture
def courier(unit_of_work: OpenUnitOfWork, actor: Actor) -> Courier:
    return Courier(unit_of_work, actor)


async def open_tasks(tools: Tools) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await tools("find_tasks", {"filter": {"completed": False}}))[
        "items"
    ]
    return found


async def test_completing_reopening_and_deleting_say_what_follows(
    tools: Tools, courier: Courier
) -> None:
    (task,) = await tools.add("Gym", recurrence=FRIDAYS)
    ref = {"id": task["id"]}
    done = await tools("set_tasks_completed", {"tasks": [ref], "completed": True})
    assert done["notes"] == ["The next “Gym” is due Fri 19 June at 6 pm"]
    await courier.settle()
    reopened = await tools("set_tasks_completed", {"tasks": [ref], "completed": False})
    assert reopened["notes"] == ["Removed the next one, “Gym” (Fri 19 June at 6 pm)"]
    deleted = await tools("delete_tasks", {"tasks": [ref]})
    assert deleted["notes"] == ["The next “Gym” is due Fri 19 June at 6 pm"]
    await courier.settle()
    assert [each["due"] for each in await open_tasks(tools)] == ["2026-06-19T16:00:00Z"]


async def test_what_does_not_repeat_has_no_note(tools: Tools) -> None:
    (task,) = await tools.add("Milk")
    done = await tools("set_tasks_completed", {"tasks": [{"id": task["id"]}], "completed": True})
    assert "notes" not in done


async def test_a_series_is_paused_resumed_changed_and_ended(tools: Tools) -> None:
    (task,) = await tools.add("Gym", recurrence=FRIDAYS)
    ref = {"id": task["id"]}

    async def updated(**changes: Any) -> dict[str, Any]:
        given = await tools("update_tasks", {"updates": [{"task": ref, **changes}]})
        (result,) = given["results"]
        return dict(result)

    assert (await updated(scope="series", recurrence={"paused": True}))["paused"]
    assert "paused" not in await updated(scope="series", recurrence={"paused": False})
    changed = await updated(scope="series", title="Swim", due_time="07:00")
    assert (changed["title"], changed["recurrence"]) == ("Swim", "every Friday at 7 am")
    assert "recurrence" not in await updated(clear=["recurrence"])
