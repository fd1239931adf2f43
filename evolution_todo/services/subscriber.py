"""Gives consumers events, each once, in a transaction of the person whose events they are."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from evolution_todo.domain import inbox, operations
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.services.handlers import Consumer

_log = logging.getLogger(__name__)


def acting(service: str, user_id: str, *, correlation_id: str, zone: ZoneInfo) -> Actor:
    """Return a service as it acts for a person; `zone` is theirs unless their profile says."""
    return Actor(
        user_id=user_id, zone=zone, client=service, service=True, correlation_id=correlation_id
    )


def in_own_zone(uow: UnitOfWork) -> None:
    """Let a service's transaction read and say dates in the zone of the person's profile."""
    if uow.user.timezone:
        uow.actor = replace(uow.actor, zone=ZoneInfo(uow.user.timezone))


async def take(uow: UnitOfWork, consumers: Sequence[Consumer], events: Sequence[Event]) -> None:
    """Let each consumer handle those of a person's events that it takes and has not handled yet.

    Each effect is an operation of its consumer's own, under the event's correlation id.
    """
    names = [consumer.name for consumer in consumers]
    done = await inbox.handled(uow, names, [event.id for event in events])
    for event in events:
        for consumer in consumers:
            if consumer.takes(event) and (consumer.name, event.id) not in done:
                await _act(uow, consumer, event)
                done.add((consumer.name, event.id))


async def take_or_park(uow: UnitOfWork, consumer: Consumer, event: Event) -> bool:
    """Let a consumer handle an event, or park it; returns whether it is handled."""
    try:
        async with uow.item():
            await take(uow, [consumer], [event])
    except Unavailable:
        raise
    except Exception as error:
        parked = await inbox.park(uow, consumer.name, event, type(error).__name__)
        _tell(consumer, event, error, dead=parked.retry_at is None)
        return False
    return True


async def _act(uow: UnitOfWork, consumer: Consumer, event: Event) -> None:
    uow.actor = acting(
        consumer.name, event.user_id, correlation_id=event.correlation_id, zone=uow.actor.zone
    )
    uow.operation = None
    in_own_zone(uow)
    try:
        await consumer.handle(uow, event)
        await operations.settle(uow)
        inbox.mark(uow, consumer.name, event.id)
    finally:
        uow.operation = None


def _tell(consumer: Consumer, event: Event, error: Exception, *, dead: bool) -> None:
    fate = "is a dead letter now" if dead else "will be tried again"
    _log.log(
        logging.ERROR if dead else logging.WARNING,
        "%s could not handle %s %s: %s; it %s",
        consumer.name,
        event.type,
        event.id,
        type(error).__name__,
        fate,
        exc_info=error if dead else None,
        extra={"correlation_id": event.correlation_id},
    )
