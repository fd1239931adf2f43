"""Operations: numbering what a transaction did, listing it, and taking it back."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, select

from evolution_todo.domain import outbox
from evolution_todo.domain.cursors import Cursors, LongId
from evolution_todo.domain.errors import Conflict, Invalid, NotFound
from evolution_todo.domain.ledger import Entry
from evolution_todo.domain.owned import one, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import ChangeView, OperationView, Page, UndoConflict
from models import Change, Operation

_CURSORS = Cursors("operations", LongId)

VERBS = {
    "created": "Added",
    "updated": "Changed",
    "completed": "Completed",
    "deleted": "Deleted",
    "reminder": "Sent",
}
MAIN_FIRST = ("task", "recurring", "tag", "reminder")
"""A summary speaks of the first of these that changed."""


class Undone(BaseModel):
    """What an undo did."""

    operation_ids: list[int] = []
    """The operations taken back."""
    undone: list[str] = []
    """What was done to take them back, in words for the person."""
    conflicts: list[UndoConflict] = []
    """What changed since and was left as it is."""
    candidate: OperationView | None = None
    """The person's newest operation, when this conversation has none: ask before taking it back."""
    imported: bool = False
    """Names in these words came by import."""


async def settle(uow: UnitOfWork, *, undoes: str | None = None) -> Operation | None:
    """Write the operation, its change rows and its events, all in this transaction.

    An edge calls it when it wants the operation's id; the unit of work calls it before it commits.
    Called again it adds what has changed since to the same operation. Returns None when nothing
    has changed in this transaction. An undo names what it takes back.
    """
    if uow.ledger.entries:
        first = uow.user.last_seq + 1
        uow.user.last_seq += len(uow.ledger.entries)  # goes out with the operation's flush
        if uow.operation is None:
            uow.operation = await _opened(uow, undoes)
        await outbox.write(uow, uow.operation, first=first)
    return uow.operation


async def find(
    uow: UnitOfWork, *, limit: int = 50, cursor: str | None = None
) -> Page[OperationView]:
    """Return the person's operations, the newest first."""
    query = owned(uow, Operation).order_by(col(Operation.id).desc())
    if cursor is not None:
        (last,) = _CURSORS.decode(cursor)
        query = query.where(col(Operation.id) < last)
    rows = (await uow.session.exec(query.limit(limit + 1))).all()
    return _CURSORS.page(rows, limit=limit, mark=lambda row: (row.id,), show=view)


async def changes_since(uow: UnitOfWork, seq: int, *, limit: int = 100) -> list[ChangeView]:
    """Return the person's changes after number `seq`, in order.

    Raises:
        Invalid: the number is negative.
    """
    if seq < 0:
        raise Invalid(
            "seq must be 0 or more",
            field="seq",
            code="invalid_seq",
            next_step="Use the highest seq that you have, or 0 for everything.",
        )
    rows = await uow.session.exec(
        select(Change)
        .where(Change.user_id == uow.actor.user_id, col(Change.seq) > min(seq, 2**62))
        .order_by(col(Change.seq))
        .limit(limit)
    )
    return [ChangeView.model_validate(row, from_attributes=True) for row in rows]


async def undo(uow: UnitOfWork, operation_id: int | None = None) -> Undone:
    """Take back one operation, or the last turn's of this conversation, or this client's last.

    What has changed since is left as it is and reported; the rest is restored under the same ids.
    The undo is an operation of its own, which is not taken back itself. Of the last one nothing
    may be left to restore: it is done with all the same, so that the next undo goes further back.

    Raises:
        NotFound: there is no such operation, or nothing is left to take back.
        Conflict: it was taken back already, or is an undo.
    """
    if operation_id is not None:
        return await _take_back(uow, [await _named(uow, operation_id)])
    operations = await _latest(uow)
    if operations:
        return await _take_back(uow, operations, go_further=True)
    newest = await _newest(uow)
    if newest is None or uow.actor.conversation_id is None:
        raise NotFound(
            "There is nothing to undo",
            code="nothing_to_undo",
            next_step="Everything done here is taken back already, or nothing was done.",
        )
    changed = await _changes_of(uow, [newest])
    return Undone(candidate=view(newest), imported=any(map(is_imported, changed)))


def view(row: Operation) -> OperationView:
    """Return an operation as its owner sees it."""
    return OperationView.model_validate(row.model_dump() | {"undone": row.undone_by_id is not None})


async def _opened(uow: UnitOfWork, undoes: str | None) -> Operation:
    summary = f"Took back: {undoes}" if undoes else summarise(uow.ledger.entries.values())
    operation = Operation(
        user_id=uow.actor.user_id,
        kind=_kind(uow, undoes),
        client=uow.actor.client,
        conversation_id=uow.actor.conversation_id,
        turn_id=uow.actor.turn_id,
        summary=summary[:300],
        correlation_id=uow.actor.correlation_id,
        created_at=uow.now,
    )
    uow.session.add(operation)
    await uow.session.flush()
    return operation


def _kind(uow: UnitOfWork, undoes: str | None) -> str:
    if uow.actor.service:
        return "effect"
    return "undo" if undoes else "change"


def summarise(entries: Iterable[Entry]) -> str:
    """Say in a few words what changed: “Added “Buy milk”” or “Completed 3 tasks”."""
    ordered = sorted(entries, key=_importance)
    kind, group = next(groupby(ordered, key=lambda e: e.entity_type))
    main = list(group)
    actions = {entry.action for entry in main}
    verb = VERBS[main[0].action] if len(actions) == 1 else "Changed"
    what = named(main[0].entity_type, main[0].after or main[0].before or {})
    if len(main) > 1:
        what = f"{len(main)} {PLURALS[kind]}"
    return f"{verb} {what}"


def _importance(entry: Entry) -> tuple[bool, int]:
    """Sort by what a summary speaks of, and then by kind.

    First comes a reminder that was told, or a tag that was renamed or deleted: nobody does that in
    passing, while its tasks change with it.
    """
    is_meant = entry.action == "reminder" or _is_tag_dealt_with(entry)
    return not is_meant, MAIN_FIRST.index(entry.entity_type)


def _is_tag_dealt_with(entry: Entry) -> bool:
    return entry.entity_type == "tag" and entry.action != "created"


PLURALS = {"task": "tasks", "tag": "tags", "reminder": "reminders", "recurring": "series"}


def named(entity_type: str, state: dict[str, Any]) -> str:
    """Name an entity as a person would: a title in quotes, a tag with its sign."""
    if entity_type == "tag":
        return f"#{state['name']}"
    if entity_type == "reminder":
        return "a reminder"
    title = state["title"] if entity_type == "task" else state["template_title"]
    return f"“{title}”"


async def _named(uow: UnitOfWork, operation_id: int) -> Operation:
    operation = await one(uow, Operation, operation_id, noun="Operation", field="operation_id")
    refusal = _why_not_taken_back(operation)
    if refusal is not None:
        code, message = refusal
        raise Conflict(
            message,
            field="operation_id",
            code=code,
            next_step="List the operations and choose one that still stands.",
        )
    return operation


def _why_not_taken_back(operation: Operation) -> tuple[str, str] | None:
    if operation.undone_by_id is not None:
        return "already_undone", "This operation was taken back already"
    if operation.kind == "undo":
        return "is_undo", "An undo is not taken back itself"
    if operation.kind == "effect":
        return "is_effect", "This followed from another operation: take that one back"
    return None


async def _latest(uow: UnitOfWork) -> Sequence[Operation]:
    """Return what undo means here: the last turn of the conversation, or the client's last."""
    query = (
        owned(uow, Operation)
        .where(Operation.kind == "change", col(Operation.undone_by_id).is_(None))
        .order_by(col(Operation.id).desc())
    )
    if uow.actor.conversation_id is None:
        query = query.where(
            Operation.client == uow.actor.client, col(Operation.conversation_id).is_(None)
        )
        return (await uow.session.exec(query.limit(1))).all()
    query = query.where(Operation.conversation_id == uow.actor.conversation_id)
    last = (await uow.session.exec(query.limit(1))).first()
    if last is None:
        return []
    return (await uow.session.exec(query.where(Operation.turn_id == last.turn_id))).all()


async def _newest(uow: UnitOfWork) -> Operation | None:
    query = (
        owned(uow, Operation)
        .where(Operation.kind == "change", col(Operation.undone_by_id).is_(None))
        .order_by(col(Operation.id).desc())
    )
    return (await uow.session.exec(query.limit(1))).first()


async def _take_back(
    uow: UnitOfWork, operations: Sequence[Operation], *, go_further: bool = False
) -> Undone:
    ids = [operation.id for operation in operations if operation.id is not None]
    rows = await _changes_of(uow, operations)
    # It reads rules and dates, and that takes a moment to load which a start does without.
    from evolution_todo.domain import undoing

    outcome = await undoing.restore(uow, rows)
    undoes = "; ".join(o.summary for o in reversed(operations))
    made = await settle(uow, undoes=undoes)
    by = await _opened(uow, undoes) if made is None and go_further else made
    if by is not None:
        for operation in operations:
            operation.undone_by_id = by.id
        await uow.session.flush()
    return Undone(
        operation_ids=ids if made is not None else [],
        undone=outcome.restored,
        conflicts=outcome.conflicts,
        imported=any(map(is_imported, rows)),
    )


async def _changes_of(uow: UnitOfWork, operations: Sequence[Operation]) -> Sequence[Change]:
    rows = await uow.session.exec(
        select(Change)
        .where(
            Change.user_id == uow.actor.user_id,
            col(Change.operation_id).in_([operation.id for operation in operations]),
        )
        .order_by(col(Change.seq))
    )
    return rows.all()


def is_imported(change: Change | ChangeView) -> bool:
    """Return whether the text of what changed came by import."""
    return any(side and side.get("origin") == "import" for side in (change.before, change.after))
