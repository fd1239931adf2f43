"""Recurring: a completed or skipped occurrence of a series is followed by the next, exactly one."""

from datetime import datetime

from evolution_todo.domain.events import TYPE_PREFIX, Event
from evolution_todo.domain.ledger import restored
from evolution_todo.domain.ports import UnitOfWork
from models import Task

COMPLETED = f"{TYPE_PREFIX}.task.completed"
DELETED = f"{TYPE_PREFIX}.task.deleted"


async def follow(uow: UnitOfWork, event: Event) -> None:
    """Make the task that follows the one an event tells of, unless that was done or is void."""
    # It reads rules and dates, and that takes a moment to load which a start does without.
    from evolution_todo.domain import successors

    data = event.data
    if event.type == DELETED:
        gone = restored(Task, data["old_values"])
        await successors.after_deletion(uow, gone, deleted_at=_moment(data["timestamp"]))
    elif data["completed_at"] is not None:
        await successors.after_completion(
            uow, data["task_id"], completed_at=_moment(data["completed_at"])
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
