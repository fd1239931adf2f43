"""Turning the ledger into numbered change rows and the events that follow from them."""

from collections.abc import Sequence

from sqlalchemy import inspect
from sqlmodel import SQLModel, col, delete, insert, select

from evolution_todo.domain import events
from evolution_todo.domain.changes import key
from evolution_todo.domain.events import TaskFacts
from evolution_todo.domain.ledger import Entry, Snapshot, snapshot
from evolution_todo.domain.ports import UnitOfWork
from models import Change, Operation, OutboxEvent, Task

RANK = ("tag", "recurring", "task", "reminder")
"""Change rows come in the order in which a follower can apply them."""


UNSEEN = {"synchronize_session": False}
"""For rows that no session has loaded: to look for them there takes longer than the statement."""


async def write(uow: UnitOfWork, operation: Operation, *, first: int) -> None:
    """Number what the ledger holds from `first`, write it with its events, and empty the ledger."""
    entries = sorted(uow.ledger.entries.values(), key=lambda e: RANK.index(e.entity_type))
    tasks = await _tasks(uow, entries)
    assert operation.id is not None  # noqa: S101  # the operation was flushed by its maker
    numbered: list[Change] = []
    published: list[OutboxEvent] = []
    for seq, entry in enumerate(entries, start=first):
        numbered.append(
            Change(
                user_id=uow.actor.user_id,
                seq=seq,
                operation_id=operation.id,
                entity_type=entry.entity_type,
                entity_id=entry.entity_id,
                task_id=entry.task_id,
                action=entry.action,
                before=entry.before,
                after=entry.after,
                created_at=uow.now,
            )
        )
        published += events.of_change(uow, operation, entry, seq, tasks=tasks)
    uow.ledger.entries.clear()
    await _insert(uow, numbered)
    await publish(uow, published)


async def publish(uow: UnitOfWork, published: Sequence[OutboxEvent]) -> None:
    """Write events, if any; whoever waits for them is woken by the commit."""
    if published:
        uow.has_news = True
        await _insert(uow, published)


async def _insert(uow: UnitOfWork, rows: Sequence[SQLModel]) -> None:
    """Write rows that nobody reads again here by one statement, past the session."""
    columns = inspect(type(rows[0])).columns
    connection = await uow.session.connection()
    await connection.execute(
        insert(inspect(type(rows[0])).local_table),
        [{c.key: getattr(row, c.key) for c in columns if c.key != "position"} for row in rows],
    )


async def remove(uow: UnitOfWork, event_ids: Sequence[str]) -> None:
    """Take events out: they have been handed to all who want them."""
    await uow.session.exec(
        delete(OutboxEvent).where(
            col(OutboxEvent.user_id) == uow.actor.user_id, col(OutboxEvent.id).in_(event_ids)
        ),
        execution_options=UNSEEN,
    )


async def _tasks(uow: UnitOfWork, entries: list[Entry]) -> dict[int, TaskFacts]:
    wanted = {e.task_id for e in entries if e.entity_type == "reminder" and e.task_id is not None}
    tasks = {
        e.entity_id: _facts(e.after or e.before or {}) for e in entries if e.entity_type == "task"
    }
    missing = wanted - tasks.keys()
    if missing:
        rows = await uow.session.exec(
            select(Task).where(col(Task.id).in_(missing), Task.user_id == uow.actor.user_id)
        )
        tasks |= {key(task): _facts(snapshot(task)) for task in rows}
    return tasks


def _facts(task: Snapshot) -> TaskFacts:
    return TaskFacts(
        title=task["title"],
        due_at=task["due_date"],
        due_all_day=task["due_all_day"],
        completed=task["completed"],
    )
