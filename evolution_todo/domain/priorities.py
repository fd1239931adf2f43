"""The four priorities; their ids and names are fixed by the first migration."""

from typing import cast

from sqlmodel import col, select

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import PriorityName, PriorityView
from models import Priority

NAMES: dict[int, PriorityName] = {1: "low", 2: "medium", 3: "high", 4: "critical"}
IDS: dict[str, int] = {name: id_ for id_, name in NAMES.items()}


def id_of(name: str | None, priority_id: int | None, *, default: int) -> int:
    """Return the priority meant by a name or an id; both may be given when they agree.

    Raises:
        Invalid: it is none of the four, or name and id differ.
    """
    if name is not None and name not in IDS:
        raise _invalid("priority")
    if priority_id is not None and priority_id not in NAMES:
        raise _invalid("priority_id")
    named = IDS.get(cast(str, name))
    if named is not None and priority_id is not None and named != priority_id:
        raise _invalid("priority_id")
    return named or priority_id or default


async def list_all(uow: UnitOfWork) -> list[PriorityView]:
    """Return the priorities, the lowest first."""
    rows = await uow.session.exec(select(Priority).order_by(col(Priority.level)))
    return [PriorityView.model_validate(row, from_attributes=True) for row in rows]


def _invalid(field: str) -> Invalid:
    return Invalid(
        "Priority must be critical, high, medium, or low",
        field=field,
        code="invalid_priority",
        next_step="Use critical, high, medium or low (ids 4 to 1).",
    )
