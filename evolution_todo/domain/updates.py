"""What a person's open pages are told of each change, read from the numbered change rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from evolution_todo.domain.events import source_client
from evolution_todo.domain.ledger import difference, rfc3339
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from models import Change, Operation, Task

REMINDER = "reminder"
"""The action of the one change that tells of a reminder, however its channels fare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One change as seed A's TaskUpdateEvent, with what is added to it.

    Attributes:
        seq: the number of the change.
        is_reminder: whether it tells that a reminder's time has come.
        data: the event's data.
    """

    seq: int
    is_reminder: bool
    data: dict[str, Any]


async def after(uow: UnitOfWork, seq: int, *, limit: int) -> list[Update]:
    """Return what followed number `seq`, in order, `limit` changes at most."""
    found = await uow.session.exec(
        select(Change, Operation)
        .join(Operation, col(Operation.id) == Change.operation_id)
        .where(Change.user_id == uow.actor.user_id, col(Change.seq) > seq)
        .order_by(col(Change.seq))
        .limit(limit)
    )
    rows = found.all()
    tasks = await _tasks(uow, [change for change, _ in rows if change.action == REMINDER])
    return [_update(change, made_by, tasks) for change, made_by in rows]


async def _tasks(uow: UnitOfWork, reminders: Sequence[Change]) -> dict[int, Task]:
    ids = {change.task_id for change in reminders}
    if not ids:
        return {}
    found = await uow.session.exec(owned(uow, Task).where(col(Task.id).in_(ids)))
    return {task.id: task for task in found if task.id is not None}


def _update(change: Change, operation: Operation, tasks: dict[int, Task]) -> Update:
    is_reminder = change.action == REMINDER
    state = change.after or change.before or {}
    data = {
        "event_type": "reminder" if is_reminder else "sync",
        "task_id": change.task_id if change.entity_type in {"task", "reminder"} else None,
        "user_id": change.user_id,
        "action": change.action,
        "changes": difference(change.before, change.after),
        "source_client": "notification" if is_reminder else source_client(operation.client),
        "timestamp": rfc3339(change.created_at),
        "seq": change.seq,
        "version": state.get("version"),
        "entity_type": change.entity_type,
        "entity_id": change.entity_id,
        "operation_id": change.operation_id,
        "correlation_id": operation.correlation_id,
    }
    if is_reminder:
        data |= _shown(state, tasks.get(change.task_id or 0))
    return Update(seq=change.seq, is_reminder=is_reminder, data=data)


def _shown(reminder: dict[str, Any], task: Task | None) -> dict[str, Any]:
    """Return what a reminder's notice says, of its task as it is now; of a deleted one nothing."""
    due = task.due_date if task else None
    return {
        "remind_at": reminder["remind_at"],
        "title": task.title if task else None,
        "due_at": rfc3339(due) if due else None,
        "due_all_day": bool(task and task.due_all_day),
        "completed": bool(task and task.completed),
    }
