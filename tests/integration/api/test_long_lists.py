"""Lists of a task: as long as a task can have them, and refused before anything reads them."""

import pytest

from tests.integration.api.conftest import Client

pytestmark = pytest.mark.anyio


async def _added(client: Client) -> str:
    task = {"title": "Milk", "due_date": "2026-12-01T10:00:00Z", "recurrence": "every day"}
    return f"/api/tasks/{(await client.post('/api/tasks', json=task)).json()['id']}"


@pytest.mark.parametrize("scope", ["", "?scope=series"])
@pytest.mark.parametrize("field", ["tags", "add_tags", "remove_tags", "reminders"])
async def test_a_list_that_no_task_can_have_is_refused_by_its_name(
    client: Client, field: str, scope: str
) -> None:
    path = await _added(client)
    refused = await client.patch(path + scope, json={field: ["9am"] * 60_000})
    assert refused.status_code == 422, refused.text
    (item,) = refused.json()["errors"]
    assert item["field"] == field
    assert item["code"] == f"too_many_{field.split('_')[-1]}"
    assert item["message"].startswith("A task has at most 20 ")
    assert item["next_step"]


@pytest.mark.parametrize("field", ["tags", "reminders"])
async def test_a_new_task_has_no_longer_lists_than_another(client: Client, field: str) -> None:
    body = {"title": "Milk", "due_date": "tomorrow", field: ["9am"] * 21}
    refused = await client.post("/api/tasks", json=body)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["field"] == field
    assert (await client.get("/api/tasks")).json()["items"] == []


async def test_a_task_bears_twenty_tags_however_they_came_on_it(client: Client) -> None:
    path = await _added(client)
    first, more = [[f"{letter}{n}" for n in range(20)] for letter in "ab"]
    assert (await client.patch(path, json={"add_tags": first})).status_code == 200
    refused = await client.patch(path, json={"add_tags": more[:1]})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["code"] == "too_many_tags"
    assert refused.json()["errors"][0]["field"] == "add_tags"
    swapped = await client.patch(path, json={"add_tags": more, "remove_tags": first})
    assert swapped.status_code == 200, swapped.text
    assert sorted(swapped.json()["tags"]) == sorted(more)
