"""Events that wait for this installation's services, whoever's they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, func, select, update

from evolution_todo.domain import events, inbox
from models import OutboxEvent, ParkedEvent

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database
    from evolution_todo.domain.events import Event


class DatabaseBacklog:
    """The outbox and the parked events of everybody; see `services.relay.Backlog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def events(self, *, limit: int) -> Sequence[Event]:
        """Return the outbox's events, the oldest first."""
        async with self._database.across_people(read_only=True) as session:
            rows = await session.exec(
                select(OutboxEvent).order_by(col(OutboxEvent.position)).limit(limit)
            )
            return [events.of_row(row) for row in rows]

    async def retries(
        self, *, consumers: Collection[str], limit: int
    ) -> Sequence[tuple[str, Event]]:
        """Return those of these consumers whose next try is due, with who could not."""
        async with self._database.across_people(read_only=True) as session:
            rows = await session.exec(
                select(ParkedEvent)
                .where(
                    col(ParkedEvent.consumer).in_(consumers),
                    col(ParkedEvent.retry_at) <= self._database.clock(),
                )
                .order_by(col(ParkedEvent.retry_at), col(ParkedEvent.id))
                .limit(limit)
            )
            return [(row.consumer, inbox.event_of(row)) for row in rows]

    async def next_retry_at(self, *, consumers: Collection[str]) -> datetime | None:
        """Return when the next try of these consumers is due."""
        async with self._database.across_people(read_only=True) as session:
            found = await session.exec(
                select(func.min(ParkedEvent.retry_at)).where(
                    col(ParkedEvent.consumer).in_(consumers)
                )
            )
            return found.one()

    async def waiting(self) -> int:
        """Return how many events are in the outbox."""
        async with self._database.across_people(read_only=True) as session:
            return (await session.exec(select(func.count()).select_from(OutboxEvent))).one()

    async def oldest_at(self) -> datetime | None:
        """Return when the first of the events in the outbox was written; None if there is none."""
        async with self._database.across_people(read_only=True) as session:
            rows = await session.exec(
                select(OutboxEvent.created_at).order_by(col(OutboxEvent.position)).limit(1)
            )
            return rows.one_or_none()

    async def to_be_tried_again(self) -> dict[str, int]:
        """Return how many events each consumer has failed on and is to be given again."""
        async with self._database.across_people(read_only=True) as session:
            rows = await session.exec(
                select(ParkedEvent.consumer, func.count())
                .where(col(ParkedEvent.retry_at).is_not(None))
                .group_by(col(ParkedEvent.consumer))
            )
            return dict(rows.all())

    async def dead_letters(self) -> Sequence[ParkedEvent]:
        """Return the events that a consumer has given up, the oldest first."""
        async with self._database.across_people(read_only=True) as session:
            rows = await session.exec(
                select(ParkedEvent)
                .where(col(ParkedEvent.retry_at).is_(None))
                .order_by(col(ParkedEvent.id))
            )
            return list(rows)

    async def replay(self, ids: Sequence[int] | None = None) -> list[int]:
        """Let dead letters be tried again at once, all or those named; returns whose ids."""
        query = (
            update(ParkedEvent)
            .where(col(ParkedEvent.retry_at).is_(None))
            .values(retry_at=self._database.clock(), attempts=0)
            .returning(col(ParkedEvent.id))
        )
        if ids is not None:
            query = query.where(col(ParkedEvent.id).in_(ids))
        async with self._database.across_people(has_news=True) as session:
            rows = await session.exec(query)
            return sorted(row.id for row in rows)
