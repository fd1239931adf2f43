"""A write with a key happens once, and its first response is given again."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from evolution_todo.domain.errors import Invalid
from tests.integration.api.conftest import Client, MakeApp, client_of

pytestmark = pytest.mark.anyio

KEY = {"Idempotency-Key": "k-1"}


def kept(response: Any) -> tuple[int, bytes, dict[str, str | None]]:
    names = ("Location", "ETag", "X-Operation-Id", "Content-Type")
    return (
        response.status_code,
        response.content,
        {name: response.headers.get(name) for name in names},
    )


async def count(client: Client) -> int:
    return len((await client.get("/api/tasks")).json()["items"])


async def test_a_repeat_gets_the_first_response_and_writes_nothing(client: Client) -> None:
    first = await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)
    again = await client.post("/api/tasks", content=b'{ "title": "Milk" }', headers=KEY | JSON)
    assert kept(again) == kept(first)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await count(client) == 1


JSON = {"Content-Type": "application/json"}


async def test_a_repeat_whose_fields_stand_in_another_order_is_one(client: Client) -> None:
    draft = {"title": "Milk", "priority": "high"}
    first = await client.post("/api/tasks", json=draft, headers=KEY)
    again = await client.post("/api/tasks", json=dict(reversed(draft.items())), headers=KEY)
    assert kept(again) == kept(first)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1,"])
async def test_a_body_that_a_path_does_not_read_is_compared_as_it_came(
    client: Client, body: bytes
) -> None:
    await client.post("/api/tasks", json={"title": "Milk"})
    path, headers = "/api/tasks/1/complete", KEY | JSON
    first = await client.post(path, content=body, headers=headers)
    assert first.status_code == 200, first.text
    assert kept(await client.post(path, content=body, headers=headers)) == kept(first)
    other = await client.post(path, content=b"}", headers=headers)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (409, "Idempotency-Key")


async def test_a_repeat_is_answered_as_it_was_even_when_the_thing_has_changed(
    client: Client,
) -> None:
    first = await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)
    await client.delete(first.headers["Location"])
    again = await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)
    assert kept(again) == kept(first)
    assert await count(client) == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/api/tasks/1", {"title": "Oat milk"}),
        ("POST", "/api/tasks/1/complete", None),
        ("DELETE", "/api/tasks/1/complete", None),
        ("POST", "/api/tasks/1/reminders", {"remind_at": "tomorrow 8am"}),
        ("DELETE", "/api/tasks/1", None),
        ("POST", "/api/tags", {"name": "new"}),
        ("PATCH", "/api/tags/1", {"color": "#112233"}),
        ("DELETE", "/api/tags/1", None),
        ("PATCH", "/api/reminders/1", {"snooze_minutes": 5}),
        ("DELETE", "/api/reminders/1", None),
        ("PATCH", "/api/recurring-tasks/1", {"is_active": False}),
        ("DELETE", "/api/recurring-tasks/1", None),
        ("POST", "/api/operations/1/undo", None),
        ("PATCH", "/api/me", {"locale": "de"}),
    ],
)
async def test_every_writing_route_keeps_its_first_response(
    client: Client, method: str, path: str, body: Any
) -> None:
    draft = {
        "title": "Milk",
        "due_date": "2026-06-12T10:00:00Z",
        "reminder_at": "1 hour before",
        "tags": ["home"],
        "recurrence": "FREQ=DAILY",
    }
    assert (await client.post("/api/tasks", json=draft)).status_code == 201
    first = await client.request(method, path, json=body, headers=KEY)
    assert first.is_success, first.text
    before = (await client.get("/api/operations")).json()
    again = await client.request(method, path, json=body, headers=KEY)
    assert kept(again) == kept(first)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (await client.get("/api/operations")).json() == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/tasks", {"title": "Bread"}),
        ("POST", "/api/tags", {"title": "Milk"}),
        ("DELETE", "/api/tasks/1", None),
    ],
)
async def test_a_key_of_another_request_is_refused(
    client: Client, method: str, path: str, body: Any
) -> None:
    await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)
    if path == "/api/tags":
        body = {"name": "Milk"}
    other = await client.request(method, path, json=body, headers=KEY)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (409, "Idempotency-Key")
    assert await count(client) == 1


async def test_a_refused_request_leaves_its_key_free(client: Client) -> None:
    refused = await client.post("/api/tasks", json={"title": " "}, headers=KEY)
    assert refused.status_code == 422
    corrected = await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)
    assert corrected.status_code == 201


async def test_keys_of_different_people_never_meet(client: Client, stranger: Client) -> None:
    await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)
    other = await stranger.post("/api/tasks", json={"title": "Bread"}, headers=KEY)
    assert other.status_code == 201


async def test_of_fifty_identical_requests_at_once_one_is_executed(client: Client) -> None:
    async def send() -> Any:
        return await client.post("/api/tasks", json={"title": "Milk"}, headers=KEY)

    responses = await asyncio.gather(*(send() for _ in range(50)))
    assert {kept(response)[:2] for response in responses} == {kept(responses[0])[:2]}
    assert sum("Idempotent-Replayed" not in response.headers for response in responses) == 1
    assert await count(client) == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "schlüssel"])
async def test_a_key_that_is_none_is_refused(client: Client, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode()}
    response = await client.post("/api/tasks", json={"title": "Milk"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_idempotency_key")
    assert await count(client) == 0


async def test_a_repeat_asks_for_no_channel_any_more(make_app: MakeApp) -> None:
    asked: list[str] = []

    async def check(urls: Sequence[str]) -> None:
        if asked:
            raise Invalid("Not found", field="notification_channels", next_step="Try again.")
        asked.extend(urls)

    body = {"notification_channels": ["json://example.org"]}
    async with client_of(make_app(check_channels=check)) as client:
        first = await client.patch("/api/me", json=body, headers=KEY)
        again = await client.patch("/api/me", json=body, headers=KEY)
        other = await client.patch("/api/me", json=body)
    assert kept(again) == kept(first)
    assert (first.status_code, other.status_code) == (200, 422)
