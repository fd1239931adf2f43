"""Another person's ids, on every route that takes one, look like ids that do not exist."""

import re
from typing import Any

import pytest
from fastapi import FastAPI

from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from tests.integration.api.conftest import Client
from tests.integration.api.test_others import said

pytestmark = pytest.mark.anyio

MISSING = {"conversation_id": "nowhere", "message_id": "nowhere"}
BODIES = {
    "TaskPatch": {"title": "Mine now"},
    "ReminderDraft": {"remind_at": "tomorrow 8am"},
    "ReminderPatch": {"snooze_minutes": 5},
    "RecurringPatch": {"is_active": False},
    "TagPatch": {"name": "mine"},
    "ConversationPatch": {"title": "Mine now"},
}


def routes_with_ids(document: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            # Turns have a test of their own, and a model is nobody's.
            if "{" in path and "/chat/" not in path and "/v1/" not in path:
                found.append((method.upper(), path, body_of(operation)))
    return found


def body_of(operation: dict[str, Any]) -> str | None:
    if "requestBody" not in operation:
        return None
    reference: str = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


@pytest.fixture
async def hers(client: Client, unit_of_work: OpenUnitOfWork, actor: Actor) -> dict[str, str]:
    """One of everything that has an id."""
    draft = {
        "title": "Hers",
        "due_date": "2026-06-12T10:00:00Z",
        "reminder_at": "1 hour before",
        "tags": ["hers"],
        "recurrence": "FREQ=DAILY",
    }
    task = (await client.post("/api/tasks", json=draft)).json()
    await said(unit_of_work, actor, "c-1")
    reminders = (await client.get("/api/reminders")).json()["items"]
    operations = (await client.get("/api/operations")).json()["items"]
    return {
        "task_id": str(task["id"]),
        "tag_id": str(task["tag_ids"][0]),
        "reminder_id": str(reminders[0]["id"]),
        "recurring_task_id": str(task["recurring_task_id"]),
        "operation_id": str(operations[0]["id"]),
        "conversation_id": "c-1",
    }


async def state(client: Client) -> list[Any]:
    lists = ("tasks", "tags", "reminders", "recurring-tasks", "operations", "conversations")
    return [(await client.get(f"/api/{name}")).json() for name in lists]


async def test_every_route_answers_for_anothers_id_as_for_none(
    client: Client, stranger: Client, hers: dict[str, str], app: FastAPI
) -> None:
    routes = routes_with_ids(app.openapi())
    assert len(routes) > 15
    before = await state(client)
    for method, path, body in routes:
        json = BODIES[body] if body else None
        (name,) = re.findall(r"{(\w+)}", path)
        theirs = await stranger.request(method, path.format(**hers), json=json)
        none = MISSING.get(name, "999999")
        missing = await stranger.request(method, path.format(**{name: none}), json=json)
        assert theirs.status_code == missing.status_code == 404, (method, path, theirs.text)
        assert told(theirs, hers[name]) == told(missing, none), (method, path)
    assert await state(client) == before
    assert all(found["items"] == [] for found in await state(stranger))


def told(response: Any, id_: str) -> str:
    """Return the problem without what differs by nature: the id asked for and the request's own."""
    body = response.json()
    del body["correlation_id"]
    return str(body).replace(id_, "?")


async def test_a_filter_by_anothers_task_finds_none(stranger: Client, hers: dict[str, str]) -> None:
    response = await stranger.get(f"/api/reminders?task_id={hers['task_id']}")
    assert response.status_code == 404
