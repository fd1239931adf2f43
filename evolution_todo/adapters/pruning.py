"""Rows that have served their time: marks and keys that nobody asks for any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, exists, func, inspect, select, tuple_
from sqlmodel import SQLModel, col

from models import (
    Delivery,
    DueNotice,
    IdempotencyKey,
    InboxEvent,
    Reminder,
    ReminderStatus,
    Turn,
    TurnEntry,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.adapters.database import Database

KEYS_LIVE = timedelta(hours=24)
"""How long a repeated request is known, as Stripe has it."""

MARKS_LIVE = timedelta(days=30)
"""How long it is known what was handled, sent and told; nothing comes back after so long."""

BATCH = 500
"""The most rows of one transaction: others write in between."""


class DatabaseLeftovers:
    """What may go; see `services.pruning.Leftovers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(self) -> int:
        """Delete a batch of each kind; returns how many rows went, 0 once there is nothing."""
        now, gone = self._database.clock(), 0
        for model, condition in _leftovers(now):
            keys = inspect(model).primary_key
            some = select(*keys).where(condition).limit(BATCH)
            statement = delete(model).where(tuple_(*keys).in_(some))
            async with self._database.across_people() as session:
                gone += (await (await session.connection()).execute(statement)).rowcount
        return gone


def _leftovers(now: datetime) -> Sequence[tuple[type[SQLModel], ColumnElement[bool]]]:
    waiting = select(col(Reminder.id)).where(
        col(Reminder.id) == Delivery.reminder_id,
        col(Reminder.status) == ReminderStatus.PENDING.value,
    )
    old = now - MARKS_LIVE
    # One that was never settled is over with its reminder: cancelled, deleted or given up.
    over = func.coalesce(col(Delivery.settled_at), col(Delivery.remind_at)) < old
    closed = select(col(Turn.id)).where(col(Turn.closed_at) < now - KEYS_LIVE)
    return [
        (IdempotencyKey, col(IdempotencyKey.created_at) < now - KEYS_LIVE),
        (InboxEvent, col(InboxEvent.handled_at) < old),
        (DueNotice, col(DueNotice.due_date) < old),
        (Delivery, over & ~exists(waiting)),
        (TurnEntry, col(TurnEntry.turn_id).in_(closed)),
    ]
