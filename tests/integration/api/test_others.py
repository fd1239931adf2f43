"""Tags, reminders, series, priorities, conversations, operations and the person over REST."""

from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message

from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from models import Conversation, Message, Turn
from tests.integration.api.conftest import Client

pytestmark = pytest.mark.anyio


async def made(client: Client, path: str, **body: Any) -> dict[str, Any]:
    response = await client.post(path, json=body)
    assert response.status_code == 201, response.text
    thing: dict[str, Any] = response.json()
    return thing


async def items(client: Client, path: str) -> list[dict[str, Any]]:
    response = await client.get(path)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body.keys() == {"items", "next_cursor"}
    found: list[dict[str, Any]] = body["items"]
    return found


async def test_a_tag_is_made_read_changed_and_deleted(client: Client) -> None:
    tag = await made(client, "/api/tags", name="home")
    path = f"/api/tags/{tag['id']}"
    assert tag["color"] == "#6B7280"
    read = await client.get(path)
    assert (read.json(), read.headers["ETag"]) == (tag, '"1"')
    changed = await client.patch(path, json={"color": "#112233"}, headers={"If-Match": '"1"'})
    assert (changed.json()["color"], changed.headers["ETag"]) == ("#112233", '"2"')
    stale = await client.patch(path, json={"name": "flat"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert [t["name"] for t in await items(client, "/api/tags")] == ["home"]
    assert (await client.delete(path)).status_code == 204
    assert await items(client, "/api/tags") == []


async def test_a_second_tag_of_the_name_and_the_hundred_and_first_are_refused(
    client: Client,
) -> None:
    for number in range(100):
        await made(client, "/api/tags", name=f"tag {number}")
    twice = await client.post("/api/tags", json={"name": "Tag 7"})
    assert (twice.status_code, twice.json()["detail"]) == (409, "Tag already exists")
    beyond = await client.post("/api/tags", json={"name": "one more"})
    assert (beyond.status_code, beyond.json()["detail"]) == (409, "Maximum 100 tags allowed")
    inside_a_task = await client.post("/api/tasks", json={"title": "T", "tags": ["one more"]})
    assert inside_a_task.status_code == 409
    assert await items(client, "/api/tasks") == []


async def test_a_series_is_changed_paused_resumed_and_ended(client: Client) -> None:
    task = await made(client, "/api/tasks", title="Gym", recurrence="every Friday at 6pm")
    (series,) = await items(client, "/api/recurring-tasks")
    path = f"/api/recurring-tasks/{series['id']}"
    paused = await client.patch(path, json={"is_active": False, "template_title": "Swim"})
    assert (paused.status_code, paused.json()["is_active"]) == (200, False)
    stored = (await client.get(f"/api/tasks/{task['id']}")).json()
    assert (stored["title"], stored["recurrence"]["is_active"]) == ("Swim", False)
    done = await client.post(f"/api/tasks/{task['id']}/complete")
    assert done.json()["notes"] == []
    resumed = await client.patch(path, json={"is_active": True})
    assert resumed.json()["is_active"]
    (following,) = await items(client, "/api/tasks?completed=false")
    assert (following["title"], following["due_date"]) == ("Swim", "2026-06-19T18:00:00Z")
    reopened = await client.delete(f"/api/tasks/{task['id']}/complete")
    assert reopened.json()["notes"] == ["Removed the next one, “Swim” (Fri 19 June at 6 pm)"]
    assert (await client.delete(path)).status_code == 204
    (left,) = await items(client, "/api/tasks")
    assert (left["id"], left["is_recurring"]) == (task["id"], False)


async def test_a_reminder_is_found_moved_snoozed_and_cancelled(client: Client) -> None:
    task = await made(client, "/api/tasks", title="Call", due_date="2026-06-12T10:00:00Z")
    reminder = await made(client, f"/api/tasks/{task['id']}/reminders", offset_minutes=30)
    path = f"/api/reminders/{reminder['id']}"
    assert (await client.get(path)).json()["remind_at"] == "2026-06-12T09:30:00Z"
    moved = await client.patch(path, json={"remind_at": "tomorrow 8am"})
    assert moved.json()["remind_at"] == "2026-06-11T08:00:00Z"
    assert moved.json()["receipt"][0]["text"] == "tomorrow 8am"
    snoozed = await client.patch(path, json={"snooze_minutes": 10})
    assert snoozed.json()["remind_at"] == "2026-06-10T09:10:00Z"
    assert len(await items(client, f"/api/reminders?status=pending&task_id={task['id']}")) == 1
    since = "/api/reminders?since=2026-06-10T{}Z"
    assert len(await items(client, since.format("09:10:00"))) == 1
    assert await items(client, since.format("09:10:01")) == []
    unread = await client.get("/api/reminders", params={"since": "yesterday"})
    assert (unread.status_code, unread.json()["code"]) == (422, "invalid_since")
    assert (await client.delete(path)).status_code == 204
    assert [r["status"] for r in await items(client, "/api/reminders")] == ["cancelled"]
    again = await client.delete(path)
    assert (again.status_code, again.json()["code"]) == (409, "reminder_not_pending")


async def test_a_reminder_is_not_set_a_second_time_at_the_same_moment(client: Client) -> None:
    task = await made(client, "/api/tasks", title="Call", due_date="2026-06-12T10:00:00Z")
    path = f"/api/tasks/{task['id']}/reminders"
    first = await made(client, path, offset_minutes=30)
    again = await made(client, path, remind_at="2026-06-12T09:30:00Z")
    assert again["id"] == first["id"]
    assert again["notes"] == ["“Call” has a reminder at that time already"]
    assert len(await items(client, "/api/reminders?status=pending")) == 1


async def test_a_reminder_that_is_past_or_moved_onto_another_is_noted(client: Client) -> None:
    task = await made(client, "/api/tasks", title="Call", due_date="2026-06-12T10:00:00Z")
    path = f"/api/tasks/{task['id']}/reminders"
    assert (await made(client, path, offset_minutes=30))["notes"] == []
    other = await made(client, path, offset_minutes=60)
    onto = await client.patch(f"/api/reminders/{other['id']}", json={"offset_minutes": 30})
    assert onto.json()["notes"] == ["“Call” has more than one reminder at the same time"]
    past = ["A reminder of “Walk” is past already and goes out at once"]
    walk = await made(client, "/api/tasks", title="Walk", reminder_at="2026-06-10T08:00:00Z")
    assert walk["notes"] == past
    moved = await client.patch(f"/api/tasks/{walk['id']}", json={"due_date": "2026-06-20"})
    assert moved.json()["notes"] == past


async def test_a_series_is_read_paused_and_ended(client: Client) -> None:
    task = await made(client, "/api/tasks", title="Stretch", recurrence="FREQ=DAILY")
    (series,) = await items(client, "/api/recurring-tasks?active=true")
    path = f"/api/recurring-tasks/{series['id']}"
    assert task["recurring_task_id"] == series["id"]
    assert (await client.get(path)).json() == series
    paused = await client.patch(path, json={"is_active": False})
    assert paused.json()["is_active"] is False
    await client.patch(path, json={"is_active": True})
    assert (await client.delete(path)).status_code == 204
    assert await items(client, "/api/recurring-tasks?active=true") == []
    left = (await client.get(f"/api/tasks/{task['id']}")).json()
    assert (left["is_recurring"], left["title"]) == (False, "Stretch")


async def test_deleting_with_scope_series_ends_the_series(client: Client) -> None:
    task = await made(client, "/api/tasks", title="Stretch", recurrence="FREQ=DAILY")
    assert (await client.delete(f"/api/tasks/{task['id']}?scope=series")).status_code == 204
    assert await items(client, "/api/recurring-tasks?active=true") == []


async def test_the_four_priorities(client: Client) -> None:
    found = [(p["id"], p["name"], p["color"]) for p in await items(client, "/api/priorities")]
    assert found == [
        (1, "Low", "#6B7280"),
        (2, "Medium", "#3B82F6"),
        (3, "High", "#F59E0B"),
        (4, "Critical", "#EF4444"),
    ]


async def test_operations_are_listed_latest_first_and_taken_back(client: Client) -> None:
    await made(client, "/api/tasks", title="Milk")
    await made(client, "/api/tasks", title="Bread")
    newest, oldest = await items(client, "/api/operations")
    assert (newest["summary"], oldest["summary"]) == ("Added “Bread”", "Added “Milk”")
    undone = await client.post(f"/api/operations/{oldest['id']}/undo")
    assert undone.json()["operation_ids"] == [oldest["id"]]
    assert [t["title"] for t in await items(client, "/api/tasks")] == ["Bread"]
    again = await client.post(f"/api/operations/{oldest['id']}/undo")
    assert again.status_code == 409


async def test_the_person_sets_and_clears_a_zone(client: Client) -> None:
    changed = await client.patch("/api/me", json={"timezone": "Asia/Tokyo", "locale": "ja"})
    assert changed.json() == {
        "id": "ada",
        "email": None,
        "timezone": "Asia/Tokyo",
        "locale": "ja",
        "notification_channels": None,
    }
    assert (await client.get("/api/me")).json() == changed.json()
    cleared = await client.patch("/api/me", json={"timezone": None})
    assert (cleared.json()["timezone"], cleared.json()["locale"]) == (None, "ja")
    unknown = await client.patch("/api/me", json={"timezone": "Mars/Phobos"})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "timezone")


async def test_a_conversation_is_read_renamed_and_deleted(
    client: Client, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    await said(unit_of_work, actor, "c-1")
    assert [c["title"] for c in await items(client, "/api/conversations")] == ["Groceries"]
    messages = await items(client, "/api/conversations/c-1/messages")
    assert [(m["role"], m["content"], m["message_id"]) for m in messages] == [
        ("user", "add milk", "m-1"),
        ("assistant", "Added “Milk”.", "m-1"),
    ]
    renamed = await client.patch("/api/conversations/c-1", json={"title": "Shopping"})
    assert renamed.json()["title"] == "Shopping"
    assert (await client.get("/api/conversations/c-1")).json() == renamed.json()
    assert (await client.delete("/api/conversations/c-1")).status_code == 204
    assert (await client.get("/api/conversations/c-1")).status_code == 404


async def said(unit_of_work: OpenUnitOfWork, actor: Actor, id_: str) -> None:
    """Store a conversation of one turn."""
    mine: dict[str, Any] = {"user_id": actor.user_id, "conversation_id": id_}
    async with unit_of_work(actor) as uow:
        uow.session.add(
            Conversation(id=id_, user_id=actor.user_id, title="Groceries", client="web")
        )
        await uow.session.flush()
        turn = Turn(
            id="t-1", message_id="m-1", message="add milk", client="web", correlation_id="x", **mine
        )
        uow.session.add(turn)
        await uow.session.flush()
        for role, content in (("user", "add milk"), ("assistant", "Added “Milk”.")):
            uow.session.add(Message(turn_id="t-1", role=role, content=content, **mine))
            await uow.session.flush()


async def test_no_request_waits_for_a_thread(
    client: Client, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.enqueue([assistant_message("Hello!")])

    async def in_a_thread(work: object, *_: object, **__: object) -> None:
        raise AssertionError(f"{work} is run in a thread")

    for module in ("fastapi.dependencies.utils", "fastapi.routing"):
        monkeypatch.setattr(f"{module}.run_in_threadpool", in_a_thread)
    made = await client.post("/api/tasks", json={"title": "Milk"})
    path, headers = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    changed = await client.patch(path, json={"title": "Oat milk"}, headers=headers)
    said = [{"role": "user", "content": "hello"}]
    answered = await client.post("/v1/chat/completions", json={"messages": said})
    assert (made.status_code, changed.status_code, answered.status_code) == (201, 200, 200)


async def test_health_tells_the_version(client: Client) -> None:
    assert (await client.get("/health")).json() == {"status": "ok", "version": "1.2.3"}


async def test_the_person_sets_and_clears_notification_channels(client: Client) -> None:
    urls = ["tgram://123456789:abcdefg_hijklmnop/12315544/", "json://1.1.1.1/"]
    changed = await client.patch("/api/me", json={"notification_channels": [*urls, urls[0]]})
    assert changed.json()["notification_channels"] == urls
    assert (await client.get("/api/me")).json() == changed.json()
    cleared = await client.patch("/api/me", json={"notification_channels": None})
    assert cleared.json()["notification_channels"] is None


@pytest.mark.parametrize(
    ("urls", "code"),
    [
        (["json://127.0.0.1/hook"], "channel_forbidden"),
        (["json://169.254.169.254/latest"], "channel_forbidden"),
        (["nonsense"], "unknown_channel"),
        (["dbus://"], "unknown_channel"),
        (["ntfy://" + "t" * 500], "invalid_channel"),
        (["ntfy://a\nb"], "invalid_channel"),
        ([""], "invalid_channel"),
        ([f"ntfy://topic-{n}" for n in range(11)], "too_many_channels"),
    ],
)
async def test_a_channel_that_cannot_be_is_refused_and_nothing_is_changed(
    client: Client, urls: list[str], code: str
) -> None:
    refused = await client.patch(
        "/api/me", json={"notification_channels": urls, "timezone": "Asia/Tokyo"}
    )
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["field"], error["code"]) == ("notification_channels", code)
    assert (await client.get("/api/me")).json()["timezone"] is None
