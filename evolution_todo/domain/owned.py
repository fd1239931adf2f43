"""The one helper through which every query is scoped to its owner."""

from typing import TypeVar

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from evolution_todo.domain.errors import NotFound
from evolution_todo.domain.ports import UnitOfWork
from models import (
    AuditLog,
    Conversation,
    Message,
    Operation,
    RecurringTask,
    Reminder,
    Tag,
    Task,
    Turn,
)

LARGEST_ID = 2**31 - 1
"""Beyond it PostgreSQL refuses the comparison with an INTEGER column instead of finding nothing."""

LARGEST_LONG_ID = 2**63 - 1
"""The same of a BIGINT column."""

Owned = TypeVar(
    "Owned", Task, Tag, Reminder, RecurringTask, Conversation, Message, Operation, Turn, AuditLog
)


def owned(uow: UnitOfWork, model: type[Owned]) -> SelectOfScalar[Owned]:
    """Return a select of the person's own rows of a table."""
    return select(model).where(col(model.user_id) == uow.actor.user_id)


async def one(
    uow: UnitOfWork, model: type[Owned], id_: int | str, *, noun: str, field: str = "id"
) -> Owned:
    """Return the person's row with an id.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = None
    if not isinstance(id_, int) or abs(id_) <= LARGEST_ID:
        rows = await uow.session.exec(owned(uow, model).where(col(model.id) == id_))
        row = rows.one_or_none()
    if row is None:
        raise NotFound(
            f"{noun} not found",
            field=field,
            code=f"{noun.lower().replace(' ', '_')}_not_found",
            next_step=f"List what there is and use the id of one of your own; {id_} is none.",
        )
    return row
