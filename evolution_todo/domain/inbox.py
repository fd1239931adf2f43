"""What a consumer has handled, and what it could not."""

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import UnitOfWork
from models import InboxEvent, ParkedEvent

BACK_OFF = (1, 5, 30, 120, 600)
"""Seconds to the next try after the first, the second … one; after the last, it is dead."""


async def handled(
    uow: UnitOfWork, consumers: Collection[str], event_ids: Collection[str]
) -> set[tuple[str, str]]:
    """Return which consumers have handled which of these events, as pairs of their names and ids.

    An effect and its mark are one transaction under the person's lock: whoever brings the same
    event meanwhile waits for that, and then finds the mark here.
    """
    rows = await uow.session.exec(
        select(InboxEvent.consumer, InboxEvent.event_id).where(
            col(InboxEvent.consumer).in_(consumers), col(InboxEvent.event_id).in_(event_ids)
        )
    )
    return set(rows.all())


def mark(uow: UnitOfWork, consumer: str, event_id: str) -> None:
    """Note in the transaction of the effect that a consumer has handled an event."""
    uow.session.add(InboxEvent(consumer=consumer, event_id=event_id, handled_at=uow.now))


async def park(uow: UnitOfWork, consumer: str, event: Event, error: str) -> ParkedEvent:
    """Keep an event that a consumer could not handle, for its next try or as a dead letter.

    Args:
        uow: The transaction; the failed effect has been rolled back in it.
        consumer: Who could not.
        event: What it could not handle.
        error: The kind of error, without what people wrote.
    """
    found = await uow.session.exec(_parked(uow, consumer, event.id))
    row = found.one_or_none() or _new(uow, consumer, event)
    row.attempts += 1
    row.error = error[:300]
    dead = row.attempts > len(BACK_OFF)
    wait = None if dead else timedelta(seconds=BACK_OFF[row.attempts - 1])
    row.retry_at = None if wait is None else uow.now + wait
    await uow.session.flush()
    return row


async def bury(uow: UnitOfWork, consumer: str, event: Event, error: str) -> None:
    """Keep an event as a dead letter, whatever tries it has left."""
    found = await uow.session.exec(_parked(uow, consumer, event.id))
    row = found.one_or_none() or _new(uow, consumer, event)
    row.error = error[:300]
    row.retry_at = None
    await uow.session.flush()


async def is_due(uow: UnitOfWork, consumer: str, event_id: str) -> bool:
    """Say whether a parked event is to be tried now: another process may just have done it."""
    found = await uow.session.exec(
        _parked(uow, consumer, event_id).where(col(ParkedEvent.retry_at) <= uow.now)
    )
    return found.one_or_none() is not None


async def release(uow: UnitOfWork, consumer: str, event_id: str) -> None:
    """Forget that an event was parked: it has been handled."""
    await uow.session.exec(
        delete(ParkedEvent).where(
            col(ParkedEvent.user_id) == uow.actor.user_id,
            col(ParkedEvent.consumer) == consumer,
            col(ParkedEvent.event_id) == event_id,
        )
    )


def event_of(row: ParkedEvent) -> Event:
    """Return the event that a row keeps."""
    return Event(
        id=row.event_id,
        topic=row.topic,
        type=row.type,
        user_id=row.user_id,
        data=row.data,
        correlation_id=row.correlation_id,
        time=row.occurred_at,
    )


def _new(uow: UnitOfWork, consumer: str, event: Event) -> ParkedEvent:
    row = ParkedEvent(
        consumer=consumer,
        event_id=event.id,
        user_id=event.user_id,
        topic=event.topic,
        type=event.type,
        data=event.data,
        correlation_id=event.correlation_id,
        occurred_at=event.time,
        attempts=0,
        error="",
        created_at=uow.now,
    )
    uow.session.add(row)
    return row


def _parked(uow: UnitOfWork, consumer: str, event_id: str) -> SelectOfScalar[ParkedEvent]:
    return select(ParkedEvent).where(
        ParkedEvent.user_id == uow.actor.user_id,
        ParkedEvent.consumer == consumer,
        ParkedEvent.event_id == event_id,
    )
