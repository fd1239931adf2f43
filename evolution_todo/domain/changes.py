"""Making, changing and deleting rows so that the ledger knows each as it was and as it is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlmodel import SQLModel, col, select

from evolution_todo.domain.errors import StaleVersion
from evolution_todo.domain.ledger import (
    ENTITY_TYPES,
    Action,
    Entry,
    Snapshot,
    difference,
    snapshot,
)
from evolution_todo.domain.ports import UnitOfWork
from models import RecurringTask, Reminder, Tag, Task, TaskTag

Versioned = Task | Tag | Reminder | RecurringTask
Row = TypeVar("Row", Task, Tag, Reminder, RecurringTask)

Many = TypeVar("Many", Task, Reminder)


def entity_type_of(row: SQLModel) -> str:
    """Return the word for a row's kind in events and change rows."""
    return ENTITY_TYPES[str(type(row).__tablename__)]


def key(row: Versioned) -> int:
    """Return the id of a row that the database has given one."""
    assert row.id is not None  # noqa: S101  # flushed rows have ids; this tells the type checker
    return row.id


def expect_version(row: Versioned, version: int | None, *, noun: str) -> None:
    """Check the version that the caller read, if they named one.

    Raises:
        StaleVersion: it changed since.
    """
    if version is not None and row.version != version:
        raise StaleVersion(
            f"{noun} has changed since it was read (it is at version {row.version})",
            field="version",
            next_step="Read it again and repeat the change on what it is now.",
        )


async def tags_of(uow: UnitOfWork, task_ids: Sequence[int]) -> dict[int, list[Tag]]:
    """Return the tags of each task, in the order of their names."""
    found: dict[int, list[Tag]] = {task_id: [] for task_id in task_ids}
    if task_ids:
        pairs = await uow.session.exec(
            select(TaskTag.task_id, Tag)
            .join(Tag, col(Tag.id) == TaskTag.tag_id)
            .where(col(TaskTag.task_id).in_(task_ids), Tag.user_id == uow.actor.user_id)
            .order_by(col(Tag.folded))
        )
        for task_id, tag in pairs:
            found[task_id].append(tag)
    return found


async def taken(uow: UnitOfWork, row: Versioned) -> Snapshot:
    """Return the row as the ledger keeps it."""
    if not isinstance(row, Task):
        return snapshot(row)
    return _with_tags(row, (await tags_of(uow, [key(row)]))[key(row)])


async def created(
    uow: UnitOfWork,
    row: Versioned,
    *,
    task_id: int | None = None,
    tags: Sequence[Tag] | None = None,
) -> None:
    """Note a row that was added and flushed in this transaction, with its tags in place.

    Args:
        uow: The transaction.
        row: What was made.
        task_id: The task that it belongs to, if it is none.
        tags: Those of a task, in the order of their names; read if they are not given.
    """
    after = await taken(uow, row) if tags is None else _with_tags(row, tags)
    note(uow, row, "created", before=None, after=after, task_id=task_id)


@asynccontextmanager
async def changing(
    uow: UnitOfWork,
    row: Row,
    *,
    action: Action = "updated",
    task_id: int | None = None,
    touch: bool = False,
) -> AsyncIterator[Row]:
    """Change a row inside the block; if it did change, its version rises, once a transaction.

    With `touch` it counts as changed when only what belongs to it has. Inside another change of
    the same row it is part of that one.
    """
    place = (entity_type_of(row), key(row))
    if place in uow.ledger.changing:
        yield row
        return
    before = await taken(uow, row)
    uow.ledger.changing.add(place)
    yield row
    uow.ledger.changing.remove(place)
    changed = touch or bool(difference(before, snapshot(row)))
    if changed:
        _raise_version(uow, row)  # before its tags are read, so that one statement writes it all
    after = await taken(uow, row)
    if not changed:
        if before == after:
            return
        _raise_version(uow, row)
        after |= snapshot(row)
    note(uow, row, action, before=before, after=after, task_id=task_id)


@asynccontextmanager
async def changing_all(
    uow: UnitOfWork, rows: Sequence[Many], *, action: Action = "updated"
) -> AsyncIterator[None]:
    """Change many tasks or reminders inside the block, with few statements for all of them."""
    before = await _taken_all(uow, rows)
    yield
    after = await _taken_all(uow, rows)
    for row in rows:
        if before[key(row)] != after[key(row)]:
            _raise_version(uow, row)
            now = after[key(row)] | snapshot(row)
            mine = row.task_id if isinstance(row, Reminder) else None
            note(uow, row, action, before=before[key(row)], after=now, task_id=mine)


def _raise_version(uow: UnitOfWork, row: Versioned) -> None:
    if not uow.ledger.has(entity_type_of(row), key(row)):
        row.version += 1
    if isinstance(row, (Task, RecurringTask)):
        row.updated_at = uow.now


async def _taken_all(uow: UnitOfWork, rows: Sequence[Many]) -> dict[int, Snapshot]:
    tags = await tags_of(uow, [key(row) for row in rows if isinstance(row, Task)])
    return {key(row): _with_tags(row, tags.get(key(row), [])) for row in rows}


def _with_tags(row: Versioned, tags: Sequence[Tag]) -> Snapshot:
    if not isinstance(row, Task):
        return snapshot(row)
    return snapshot(row, tag_ids=[key(tag) for tag in tags], tags=[tag.name for tag in tags])


async def deleted(uow: UnitOfWork, row: Versioned, *, task_id: int | None = None) -> None:
    """Delete a row, keeping what it was."""
    before = await taken(uow, row)
    await uow.session.delete(row)
    await uow.session.flush()
    note(uow, row, "deleted", before=before, after=None, task_id=task_id)


def note(
    uow: UnitOfWork,
    row: Versioned,
    action: Action,
    *,
    before: Snapshot | None,
    after: Snapshot | None,
    task_id: int | None,
) -> None:
    """Put a change into the ledger; a task's own belong to that task."""
    owner = key(row) if isinstance(row, Task) else task_id
    uow.ledger.note(
        Entry(
            entity_type=entity_type_of(row),
            entity_id=key(row),
            task_id=owner,
            action=action,
            before=before,
            after=after,
        )
    )
