"""Audit: every change of a task, tag or series, with who made it and by which client."""

from evolution_todo.domain import auditing
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import UnitOfWork


async def record(uow: UnitOfWork, event: Event) -> None:
    """Keep the change that an event tells of; events that tell of none are passed over."""
    await auditing.record(uow, event)
