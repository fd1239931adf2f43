"""Tasks over REST: their JSON, filters, versions, and what is told after a write."""

from typing import Any

import pytest

from tests.integration.api.conftest import Client

pytestmark = pytest.mark.anyio

BERLIN = {"X-Timezone": "Europe/Berlin"}

FIELDS = {
    "id",
    "number",
    "title",
    "description",
    "completed",
    "completed_at",
    "priority",
    "priority_id",
    "due_date",
    "due_all_day",
    "reminder_at",
    "tags",
    "tag_ids",
    "is_recurring",
    "recurring_task_id",
    "recurring_pattern",
    "next_occurrence",
    "recurrence",
    "version",
    "created_at",
    "updated_at",
}


async def add(client: Client, title: str = "Milk", **fields: Any) -> dict[str, Any]:
    response = await client.post("/api/tasks", json={"title": title, **fields}, headers=BERLIN)
    assert response.status_code == 201, response.text
    task: dict[str, Any] = response.json()
    return task


async def titles(client: Client, query: str) -> list[str]:
    response = await client.get(f"/api/tasks?{query}", headers=BERLIN)
    assert response.status_code == 200, response.text
    return [task["title"] for task in response.json()["items"]]


async def test_a_new_task_has_its_place_its_version_and_how_its_words_were_read(
    client: Client,
) -> None:
    response = await client.post(
        "/api/tasks",
        json={
            "title": "Dentist",
            "due_date": "tomorrow 5pm",
            "reminder_at": "15 minutes before",
            "tags": ["health"],
            "priority": "high",
        },
        headers=BERLIN,
    )
    task = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/tasks/{task['id']}"
    assert response.headers["ETag"] == '"1"'
    assert response.headers["X-Operation-Id"].isdecimal()
    assert task.keys() >= FIELDS
    assert task["due_date"] == "2026-06-11T15:00:00Z"
    assert task["reminder_at"] == "2026-06-11T14:45:00Z"
    assert (task["priority"], task["priority_id"], task["tags"]) == ("high", 3, ["health"])
    assert {receipt["field"] for receipt in task["receipt"]} == {"due_date", "reminder_at"}
    stored = (await client.get(response.headers["Location"])).json()
    assert stored == {
        name: value for name, value in task.items() if name not in {"receipt", "notes"}
    }


async def test_words_are_read_in_the_zone_of_header_then_profile_then_server(
    client: Client,
) -> None:
    draft = {"title": "Call", "due_date": "tomorrow 5pm"}
    server = (await client.post("/api/tasks", json=draft)).json()
    await client.patch("/api/me", json={"timezone": "Asia/Tokyo"})
    profile = (await client.post("/api/tasks", json=draft)).json()
    header = (await client.post("/api/tasks", json=draft, headers=BERLIN)).json()
    assert server["due_date"] == "2026-06-11T17:00:00Z"
    assert profile["due_date"] == "2026-06-11T08:00:00Z"
    assert header["due_date"] == "2026-06-11T15:00:00Z"


async def test_filters_add_up(client: Client) -> None:
    await add(client, "Rent", due_date="2026-06-01", priority="high", tags=["home"])
    await add(client, "Slides", due_date="2026-06-12", priority="critical", tags=["work", "q4"])
    done = await add(client, "Read a book", tags=["home"])
    await client.post(f"/api/tasks/{done['id']}/complete")
    assert await titles(client, "completed=false") == ["Rent", "Slides"]
    assert await titles(client, "completed=true") == ["Read a book"]
    assert await titles(client, "priority=high,critical") == ["Rent", "Slides"]
    assert await titles(client, "tags=work,q4") == ["Slides"]
    assert await titles(client, "tags=home&completed=false") == ["Rent"]
    assert await titles(client, "due_before=tomorrow") == ["Rent"]
    assert await titles(client, "due_after=2026-06-10") == ["Slides"]
    assert await titles(client, "overdue=true") == ["Rent"]
    assert await titles(client, "search=book") == ["Read a book"]
    assert await titles(client, "numbers=1,3") == ["Rent", "Read a book"]


async def test_pages_show_every_task_once_in_the_order_asked_for(client: Client) -> None:
    for title in ("D", "b", "A", "c", "E"):
        await add(client, title)
    seen, cursor = [], ""
    while True:
        body = (await client.get(f"/api/tasks?sort=-title&limit=2{cursor}")).json()
        seen += [task["title"] for task in body["items"]]
        if body["next_cursor"] is None:
            break
        cursor = f"&cursor={body['next_cursor']}"
    assert seen == ["E", "D", "c", "b", "A"]


async def test_a_change_touches_what_it_names_and_null_clears(client: Client) -> None:
    task = await add(client, due_date="tomorrow 5pm", description="Two bottles")
    response = await client.patch(f"/api/tasks/{task['id']}", json={"due_date": None})
    changed = response.json()
    assert (changed["due_date"], changed["description"]) == (None, "Two bottles")
    assert response.headers["ETag"] == f'"{changed["version"]}"' == '"2"'


async def test_a_write_with_an_old_etag_changes_nothing(client: Client) -> None:
    task = await add(client)
    path, old = f"/api/tasks/{task['id']}", {"If-Match": '"1"'}
    assert (await client.patch(path, json={"title": "Oat milk"}, headers=old)).status_code == 200
    for response in (
        await client.patch(path, json={"title": "Soy milk"}, headers=old),
        await client.delete(path, headers=old),
        await client.post(f"{path}/complete", headers=old),
    ):
        assert response.status_code == 412
        assert response.json()["code"] == "stale_version"
        assert response.json()["errors"][0]["field"] == "If-Match"
    now = (await client.get(path)).json()
    assert (now["title"], now["completed"], now["version"]) == ("Oat milk", False, 2)


@pytest.mark.parametrize("tag", ["*", '"1"', 'W/"1"'])
async def test_a_write_with_the_present_etag_or_any_is_done(client: Client, tag: str) -> None:
    task = await add(client)
    response = await client.delete(f"/api/tasks/{task['id']}", headers={"If-Match": tag})
    assert response.status_code == 204


async def test_completing_and_reopening(client: Client) -> None:
    path = f"/api/tasks/{(await add(client))['id']}/complete"
    done = await client.post(path)
    assert (done.status_code, done.json()["completed"]) == (200, True)
    again = await client.post(path)
    assert again.json()["version"] == done.json()["version"]
    assert "X-Operation-Id" not in again.headers
    open_ = await client.delete(path)
    assert (open_.json()["completed"], open_.json()["completed_at"]) == (False, None)


async def test_a_deleted_task_is_gone_and_its_operation_brings_it_back(client: Client) -> None:
    task = await add(client)
    path = f"/api/tasks/{task['id']}"
    gone = await client.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(path)).status_code == 404
    undone = await client.post(f"/api/operations/{gone.headers['X-Operation-Id']}/undo")
    assert (undone.status_code, undone.json()["conflicts"]) == (200, [])
    assert (await client.get(path)).json()["title"] == "Milk"


async def test_reminders_of_a_task(client: Client) -> None:
    task = await add(client, due_date="tomorrow 5pm")
    path = f"/api/tasks/{task['id']}/reminders"
    made = await client.post(path, json={"remind_at": "1 hour before"}, headers=BERLIN)
    reminder = made.json()
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/reminders/{reminder['id']}"
    assert (reminder["remind_at"], reminder["offset_minutes"]) == ("2026-06-11T14:00:00Z", 60)
    assert reminder["receipt"][0]["text"] == "1 hour before"
    listed = (await client.get(path)).json()["items"]
    told = {"receipt", "notes"}  # of the writing, not of what was written
    assert listed == [{name: v for name, v in reminder.items() if name not in told}]
