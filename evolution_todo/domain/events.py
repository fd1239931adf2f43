"""The events that a change gives rise to: seed A's data, and what is added to it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from evolution_todo.domain.ledger import Entry, Snapshot, difference, rfc3339
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.priorities import NAMES
from models import Operation, OutboxEvent, Task

TYPE_PREFIX = "com.evolution-todo"
TASK_EVENTS = "task-events"
REMINDERS = "reminders"
TASK_UPDATES = "task-updates"

TASK_DATA = (
    "title",
    "description",
    "completed",
    "due_date",
    "tags",
    "recurring_pattern",
    "next_occurrence",
    "priority_id",
    "tag_ids",
    "recurring_task_id",
    "created_at",
    "updated_at",
)
"""Columns that `task_data` carries under their own names (seed A, then seed B's)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """What a reminder's event says of its task."""

    title: str
    due_at: str | None
    """As the task has it; a date without a time is that date's midnight in UTC."""
    due_all_day: bool
    completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A CloudEvent as a consumer is given it, whatever brought it there."""

    id: str
    """Of the outbox row; the same in every repeat."""
    topic: str
    type: str
    user_id: str
    data: dict[str, Any]
    correlation_id: str
    time: datetime


def of_row(row: OutboxEvent) -> Event:
    """Return the event of an outbox row."""
    return Event(
        id=row.id,
        topic=row.topic,
        type=row.type,
        user_id=row.user_id,
        data=row.data,
        correlation_id=row.correlation_id,
        time=row.created_at,
    )


def of_change(
    uow: UnitOfWork, operation: Operation, entry: Entry, seq: int, *, tasks: dict[int, TaskFacts]
) -> Iterator[OutboxEvent]:
    """Yield the outbox rows of one numbered change.

    `tasks` has each task that a reminder in this transaction belongs to.
    """
    trace = _trace(uow, operation, entry, seq)
    if entry.entity_type == "reminder":
        facts = tasks[_present(entry)["task_id"]]
        yield from _reminder(uow, entry, trace, facts)
        if entry.action == "reminder":
            yield _event(uow, TASK_UPDATES, "update.reminder", _told(uow, entry, facts) | trace)
            return
    elif entry.entity_type == "task":
        data = _task(uow, entry) | trace
        yield _event(uow, TASK_EVENTS, f"task.{entry.action}", data)
    else:
        data = _entity(uow, entry) | trace
        yield _event(uow, TASK_EVENTS, f"{entry.entity_type}.{entry.action}", data)
    yield _event(uow, TASK_UPDATES, "update.sync", _update(uow, entry) | trace)


def _event(uow: UnitOfWork, topic: str, kind: str, data: dict[str, Any]) -> OutboxEvent:
    return OutboxEvent(
        id=str(uuid4()),
        topic=topic,
        type=f"{TYPE_PREFIX}.{kind}",
        user_id=uow.actor.user_id,
        data=data,
        correlation_id=uow.actor.correlation_id,
        created_at=uow.now,
    )


def _trace(uow: UnitOfWork, operation: Operation, entry: Entry, seq: int) -> dict[str, Any]:
    return {
        "correlation_id": uow.actor.correlation_id,
        "operation_id": operation.id,
        "client": uow.actor.client,
        "seq": seq,
        "version": _present(entry)["version"],
        "entity_type": entry.entity_type,
        "entity_id": entry.entity_id,
        "old_values": entry.before,
        "new_values": entry.after,
    }


def _task(uow: UnitOfWork, entry: Entry) -> dict[str, Any]:
    state = _present(entry)
    return {
        "event_type": entry.action,
        "task_id": entry.entity_id,
        "user_id": uow.actor.user_id,
        "task_data": _task_data(state),
        "completed_at": state["completed_at"],
        "timestamp": rfc3339(uow.now),
    }


def _task_data(state: Snapshot) -> dict[str, Any]:
    data = {name: state[name] for name in TASK_DATA}
    data["priority"] = NAMES[state["priority_id"]]
    data["is_recurring"] = state["recurring_task_id"] is not None
    data["recurrence_pattern"] = state["recurring_pattern"]
    return data


def _entity(uow: UnitOfWork, entry: Entry) -> dict[str, Any]:
    return {
        "event_type": entry.action,
        "user_id": uow.actor.user_id,
        "timestamp": rfc3339(uow.now),
    }


def due_approaching(uow: UnitOfWork, task: Task, state: Snapshot) -> OutboxEvent:
    """Return the event that tells that an open task is due within a day; it is no change."""
    data = _task_data(state)
    trace = {
        "correlation_id": uow.actor.correlation_id,
        "client": uow.actor.client,
        "version": task.version,
    }
    about = {
        "event_type": "due.approaching",
        "task_id": task.id,
        "user_id": uow.actor.user_id,
        "task_data": data,
        "timestamp": rfc3339(uow.now),
    }
    return _event(uow, TASK_EVENTS, "task.due.approaching", about | trace)


def _reminder(
    uow: UnitOfWork, entry: Entry, trace: dict[str, Any], facts: TaskFacts
) -> Iterator[OutboxEvent]:
    kind = _reminder_event(entry)
    if kind is None:
        return
    state = _present(entry)
    data = {
        "event_type": kind,
        "reminder_id": entry.entity_id,
        "task_id": state["task_id"],
        "user_id": uow.actor.user_id,
        "title": facts.title,
        "due_at": facts.due_at,
        "remind_at": state["remind_at"],
    }
    yield _event(uow, REMINDERS, f"reminder.{kind}", data | trace)


def _reminder_event(entry: Entry) -> str | None:
    if entry.action == "reminder":
        return "due"
    was = _pending_at(entry.before)
    now = _pending_at(entry.after)
    if was == now or _is_settled(entry.after):
        return None
    return "cancelled" if now is None else "scheduled"


def _is_settled(state: Snapshot | None) -> bool:
    """Whether a reminder was told, and is not to be told again."""
    return state is not None and state["status"] in {"sent", "failed"}


def _pending_at(state: Snapshot | None) -> str | None:
    pending = state is not None and state["status"] == "pending"
    return state["remind_at"] if state is not None and pending else None


def source_client(client: str) -> str:
    """Return the seeds' word for the entrance of a change."""
    return "web" if client == "web" else "api"


def _update(uow: UnitOfWork, entry: Entry) -> dict[str, Any]:
    return {
        "event_type": "sync",
        "task_id": entry.task_id if entry.entity_type in {"task", "reminder"} else None,
        "user_id": uow.actor.user_id,
        "action": entry.action,
        "changes": difference(entry.before, entry.after),
        "source_client": source_client(uow.actor.client),
        "timestamp": rfc3339(uow.now),
    }


def _told(uow: UnitOfWork, entry: Entry, facts: TaskFacts) -> dict[str, Any]:
    return (
        _update(uow, entry)
        | {
            "event_type": "reminder",
            "source_client": "notification",
            "remind_at": _present(entry)["remind_at"],
        }
        | asdict(facts)
    )


def _present(entry: Entry) -> Snapshot:
    state = entry.after if entry.after is not None else entry.before
    assert state is not None  # noqa: S101  # an entry has at least one side
    return state
