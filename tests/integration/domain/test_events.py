"""Every change is an event in the transaction that made it."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from evolution_todo.domain import operations, tags, tasks
from evolution_todo.domain.cloudevents import envelope, unwrapped
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.events import of_row
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.refs import TaskRef
from models import OutboxEvent
from tests.factories import Do

pytestmark = pytest.mark.anyio


async def outbox(uow: UnitOfWork) -> list[OutboxEvent]:
    rows = await uow.session.exec(
        select(OutboxEvent)
        .where(OutboxEvent.user_id == uow.actor.user_id)
        .order_by(col(OutboxEvent.position))
    )
    return list(rows)


def of_topic(events: list[OutboxEvent], topic: str) -> list[dict[str, Any]]:
    return [event.data for event in events if event.topic == topic]


async def test_each_change_of_a_task_is_a_task_event_and_an_update(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A", due_date="tomorrow 5pm", tags=["home"]))
    await do(tasks.update, TaskRef(number=1), TaskPatch(priority="critical"))
    await do(tasks.set_completed, TaskRef(number=1), completed=True)
    await do(tasks.delete, TaskRef(number=1))
    events = await do(outbox)
    kinds = [e.type for e in events if e.topic == "task-events"]
    assert kinds == [
        "com.evolution-todo.tag.created",
        "com.evolution-todo.task.created",
        "com.evolution-todo.task.updated",
        "com.evolution-todo.task.completed",
        "com.evolution-todo.task.deleted",
    ]
    updates = of_topic(events, "task-updates")
    assert [u["action"] for u in updates[1:]] == ["created", "updated", "completed", "deleted"]
    assert updates[0]["task_id"] is None
    assert updates[2]["changes"]["priority_id"] == 4
    assert {u["source_client"] for u in updates} == {"web"}


async def test_task_data_has_the_fields_of_both_seeds(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A", recurrence="every Monday at 9am", tags=["home"]))
    event = next(e for e in await do(outbox) if e.type.endswith("task.created"))
    assert {
        "title", "description", "completed", "priority", "due_date", "tags", "recurring_pattern",
        "next_occurrence", "priority_id", "tag_ids", "is_recurring", "recurring_task_id",
        "recurrence_pattern", "created_at", "updated_at",
    } == set(event.data["task_data"])  # fmt: skip
    assert event.data["task_data"]["recurring_pattern"] == "weekly"
    assert event.data["event_type"] == "created"
    assert {"task_id", "user_id", "timestamp", "correlation_id", "version", "seq"} <= set(
        event.data
    )
    assert event.data["timestamp"].endswith("Z")


async def test_reminders_are_scheduled_moved_and_cancelled_on_their_topic(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A", due_date="tomorrow 5pm", reminders=["1 hour before"]))
    await do(tasks.update, TaskRef(number=1), TaskPatch(due_date="Friday 5pm"))
    await do(tasks.update, TaskRef(number=1), TaskPatch(priority="low"))
    await do(tasks.set_completed, TaskRef(number=1), completed=True)
    await do(operations.undo)
    await do(tasks.delete, TaskRef(number=1))
    kinds = [r["event_type"] for r in of_topic(await do(outbox), "reminders")]
    assert kinds == ["scheduled", "scheduled", "cancelled", "scheduled", "cancelled"]
    assert {r["title"] for r in of_topic(await do(outbox), "reminders")} == {"A"}


async def test_change_rows_are_numbered_without_a_gap(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A", tags=["home"]))
    with pytest.raises(Invalid):
        await do(tasks.add, TaskDraft(title="", tags=["never"]))
    await do(tags.update, 1, tags.TagPatch(color="#FF0000"))
    changes = await do(operations.changes_since, 0)
    assert [c.seq for c in changes] == [1, 2, 3]
    assert [(c.entity_type, c.action) for c in changes] == [
        ("tag", "created"),
        ("task", "created"),
        ("tag", "updated"),
    ]
    assert [c.seq for c in await do(operations.changes_since, 2)] == [3]


async def test_each_event_can_travel_and_comes_out_whole(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A", due_date="tomorrow 5pm", reminders=["1 hour before"]))
    await do(tasks.set_completed, TaskRef(number=1), completed=True)
    await do(tags.add, tags.TagDraft(name="home"))
    sent = [of_row(row) for row in await do(outbox)]
    assert {event.topic for event in sent} == {"task-events", "reminders", "task-updates"}
    assert [unwrapped(json.loads(json.dumps(envelope(event)))) for event in sent] == sent
