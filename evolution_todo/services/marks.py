"""Marks that seed B names for other readers: written after the work, they decide nothing here."""

import logging
from datetime import timedelta
from typing import Protocol

from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ledger import rfc3339
from models import Reminder

KEPT = timedelta(days=30)

_log = logging.getLogger(__name__)


class Store(Protocol):
    """Where marks are kept."""

    async def save(self, key: str, value: object, *, ttl_seconds: int) -> None:
        """Keep a value under a key for a time; raises Unavailable."""
        ...


class Marks:
    """What was done, for whoever reads the state store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def series_followed(self, event: Event) -> None:
        """Mark when a series was last gone on with, or left as it is."""
        template = event.data.get("task_data", {}).get("recurring_task_id")
        if template is not None:
            await self._save(
                f"todo-app::recurring-task-processed::template-{template}", event.data["timestamp"]
            )

    async def reminder_sent(self, reminder: Reminder) -> None:
        """Mark when a reminder of a task was last sent."""
        if reminder.sent_at is not None:
            key = f"todo-app::reminder-sent::task-{reminder.task_id}"
            await self._save(key, rfc3339(reminder.sent_at))

    async def _save(self, key: str, value: str) -> None:
        try:
            await self._store.save(key, value, ttl_seconds=int(KEPT.total_seconds()))
        except Unavailable as error:
            _log.warning("The mark %s is not written: %s", key, error.message)
