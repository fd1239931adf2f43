"""The document tells the truth: all routes, all answers, nothing that is not there."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from chat_api.errors import STATUSES

pytestmark = pytest.mark.anyio

WRITES = {"post", "patch", "delete"}


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


async def test_the_paths_are_those_of_the_contract(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/health",
        "/ready",
        "/api/chat",
        "/api/chat/stream",
        "/api/chat/{message_id}/stop",
        "/api/tasks",
        "/api/tasks/{task_id}",
        "/api/tasks/{task_id}/complete",
        "/api/tasks/{task_id}/reminders",
        "/api/tags",
        "/api/tags/{tag_id}",
        "/api/reminders",
        "/api/reminders/{reminder_id}",
        "/api/recurring-tasks",
        "/api/recurring-tasks/{recurring_task_id}",
        "/api/priorities",
        "/api/conversations",
        "/api/conversations/{conversation_id}",
        "/api/conversations/{conversation_id}/messages",
        "/api/operations",
        "/api/operations/{operation_id}/undo",
        "/api/audit",
        "/api/me",
        "/agui",
        "/ui-messages",
        "/v1/models",
        "/v1/models/{model}",
        "/v1/chat/completions",
        "/v1/responses",
    }


async def test_every_error_is_told_as_a_problem(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if path == "/ready":
            continue
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], (path, method)


async def test_the_errors_told_are_those_that_can_come(document: dict[str, Any]) -> None:
    can_come = {400, 403, 413, 415, 421, 500} | set(STATUSES.values())
    for path, method, operation in operations(document):
        told = {int(status) for status in operation["responses"] if status >= "400"}
        assert told <= can_come, (path, method)
        if path.startswith("/api/"):
            assert 503 in told, (path, method)


async def test_every_write_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        names = {p["name"] for p in operation.get("parameters", ())}
        takes = "Idempotency-Key" in names
        own = path.startswith("/api/") and not path.endswith("/stop")
        assert takes == (method in WRITES and own), (path, method)


async def test_no_route_takes_a_user_id(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        names = {p["name"] for p in operation.get("parameters", ())}
        assert not {name for name in names if "user" in name.lower()}, (path, method)
    for name in ("TaskDraft", "TaskPatch", "TagDraft", "ChatRequest", "ReminderDraft"):
        assert "user_id" not in document["components"]["schemas"][name]["properties"]


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
