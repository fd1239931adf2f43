"""The audit trail: every change of a task, a tag or a series, as its event told of it."""

from datetime import datetime
from operator import attrgetter
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import tuple_
from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from evolution_todo.domain.cursors import Cursors, Instant, LongId
from evolution_todo.domain.events import Event
from evolution_todo.domain.instants import instant
from evolution_todo.domain.owned import LARGEST_ID, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import AuditView, Page
from models import AuditLog

_CURSORS = Cursors("audit", Instant, LongId)


class AuditQuery(BaseModel):
    """Which changes to return, the newest first; filters add up."""

    model_config = ConfigDict(extra="forbid")

    entity_type: Literal["task", "tag", "recurring"] | None = None
    entity_id: int | None = None
    action: Literal["created", "updated", "completed", "deleted"] | None = None
    since: str | None = None
    """Made at this time or later, as RFC 3339 has it."""
    until: str | None = None
    """Made before this time."""
    correlation_id: str | None = None
    """Of one request, as `X-Correlation-Id` answered it; what services did after it has it too."""
    limit: int = 50
    cursor: str | None = None


async def record(uow: UnitOfWork, event: Event) -> None:
    """Keep the change that an event tells of; one that tells of none is passed over."""
    data = event.data
    if "entity_type" not in data:
        return
    uow.session.add(
        AuditLog(
            user_id=event.user_id,
            entity_type=data["entity_type"],
            entity_id=data["entity_id"],
            action=data["event_type"],
            old_values=data["old_values"],
            new_values=data["new_values"],
            client=data["client"],
            correlation_id=event.correlation_id,
            timestamp=datetime.fromisoformat(data["timestamp"]),
        )
    )


async def find(uow: UnitOfWork, query: AuditQuery) -> Page[AuditView]:
    """Return a page of what was changed of the person's, the newest first.

    Raises:
        Invalid: a time or the cursor cannot be read.
    """
    newest = col(AuditLog.timestamp).desc(), col(AuditLog.id).desc()
    found = await uow.session.exec(_filtered(uow, query).order_by(*newest).limit(query.limit + 1))
    return _CURSORS.page(
        found.all(),
        limit=query.limit,
        mark=attrgetter("timestamp", "id"),
        show=lambda row: AuditView.model_validate(row, from_attributes=True),
    )


def _filtered(uow: UnitOfWork, query: AuditQuery) -> SelectOfScalar[AuditLog]:
    found = owned(uow, AuditLog)
    for name in ("entity_type", "action", "correlation_id"):
        value = getattr(query, name)
        if value is not None:
            found = found.where(col(getattr(AuditLog, name)) == value)
    if query.entity_id is not None:
        # An id beyond all there are finds nothing; PostgreSQL would refuse to compare it.
        id_ = query.entity_id if abs(query.entity_id) <= LARGEST_ID else -1
        found = found.where(AuditLog.entity_id == id_)
    if query.since is not None:
        found = found.where(col(AuditLog.timestamp) >= instant(query.since, field="since"))
    if query.until is not None:
        found = found.where(col(AuditLog.timestamp) < instant(query.until, field="until"))
    if query.cursor is not None:
        last = tuple_(*_CURSORS.decode(query.cursor))
        found = found.where(tuple_(col(AuditLog.timestamp), col(AuditLog.id)) < last)
    return found
