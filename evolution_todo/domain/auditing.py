"""The audit trail: every change of a task, a tag or a series, as its event told of it."""

from datetime import datetime

from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import UnitOfWork
from models import AuditLog


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
