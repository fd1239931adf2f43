"""Dates at the ends of the calendar: kept where any zone can tell them, refused beyond."""

from typing import Any

import pytest

from tests.integration.api.conftest import Client

pytestmark = pytest.mark.anyio

ZONES = ["Pacific/Auckland", "America/New_York"]
FIRST, LAST = "1900-01-02T00:00:00Z", "9000-12-30T00:00:00Z"
BEYOND = ["0001-01-01", "0001-01-01T00:00:00Z", "1899-12-31", "9001-01-01", "9999-12-31T23:00:00Z"]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize("asked", ["due_before", "completed_before"])
async def test_until_the_end_of_the_calendar_is_until_whenever(
    client: Client, zone: str, asked: str
) -> None:
    added = await client.post("/api/tasks", json={"title": "Tree", "due_date": LAST[:10]})
    await client.post(f"/api/tasks/{added.json()['id']}/complete")
    found = await client.get(
        f"/api/tasks?{asked}=9999-12-31T23:59:59Z", headers={"X-Timezone": zone}
    )
    assert found.status_code == 200, found.text
    assert [task["title"] for task in found.json()["items"]] == ["Tree"]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
@pytest.mark.parametrize("asked", ["due_after", "completed_after"])
async def test_from_the_beginning_of_the_calendar_is_from_whenever(
    client: Client, zone: str, asked: str
) -> None:
    added = await client.post("/api/tasks", json={"title": "Old", "due_date": FIRST})
    await client.post(f"/api/tasks/{added.json()['id']}/complete")
    found = await client.get(
        f"/api/tasks?{asked}=0001-01-01T00:00:00Z", headers={"X-Timezone": zone}
    )
    assert [task["title"] for task in found.json()["items"]] == ["Old"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("due", [FIRST, LAST, FIRST[:10], LAST[:10]])
async def test_the_first_and_the_last_date_that_are_kept_do_all_that_others_do(
    client: Client, zone: str, due: str
) -> None:
    client.headers["X-Timezone"] = zone
    body = {"title": "Far", "due_date": due, "reminders": ["1 hour before"]}
    if due.startswith("1900"):
        body["reminders"] = ["at noon"]
    added = await client.post("/api/tasks", json=body)
    assert added.status_code == 201, added.text
    path = f"/api/tasks/{added.json()['id']}"
    for answer in [
        await client.post(f"{path}/reminders", json={"offset_minutes": 0}),
        await client.get("/api/tasks?time_from=10:00"),
        await client.patch(path, json={"recurrence": "every year"}),
        await client.post(f"{path}/complete"),
    ]:
        assert answer.status_code < 300, answer.text


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("far", BEYOND)
async def test_a_date_beyond_is_refused_in_every_place(client: Client, zone: str, far: str) -> None:
    client.headers["X-Timezone"] = zone
    gym = {"title": "Gym", "due_date": "2026-12-01T10:00:00Z", "recurrence": "every day"}
    path = f"/api/tasks/{(await client.post('/api/tasks', json=gym)).json()['id']}"
    refusals: list[tuple[str, dict[str, Any], str]] = [
        ("/api/tasks", {"title": "Far", "due_date": far}, "due_date"),
        ("/api/tasks", {"title": "Far", "reminders": [far]}, "reminders"),
        (path, {"due_date": far}, "due_date"),
        (f"{path}?scope=series", {"due_date": far}, "due_date"),
        (path, {"reminder_at": far}, "reminder_at"),
    ]
    for address, body, field in refusals:
        refused = await _send(client, address, body)
        assert refused.status_code == 422, (address, body, refused.text)
        (item,) = refused.json()["errors"]
        assert item["field"] == field
        assert item["code"] in {"invalid_due_date", "invalid_reminder"}


async def test_a_rule_is_over_where_no_date_is_kept_any_more(client: Client) -> None:
    body = {"title": "Rarely", "recurrence": "FREQ=YEARLY;INTERVAL=7000"}
    added = await client.post("/api/tasks", json=body)
    assert added.status_code == 201, added.text
    assert added.json()["next_occurrence"] is None


async def _send(client: Client, address: str, body: dict[str, Any]) -> Any:
    method = "POST" if address == "/api/tasks" else "PATCH"
    return await client.request(method, address, json=body)
