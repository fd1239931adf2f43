"""Gives a consumer one event, once, in a transaction of the person whose event it is."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from evolution_todo.domain import inbox, operations
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.services.handlers import Consumer


def acting(service: str, user_id: str, *, correlation_id: str, zone: ZoneInfo) -> Actor:
    """Return a service as it acts for a person; `zone` is theirs unless their profile says."""
    return Actor(
        user_id=user_id, zone=zone, client=service, service=True, correlation_id=correlation_id
    )


def in_own_zone(uow: UnitOfWork) -> None:
    """Let a service's transaction read and say dates in the zone of the person's profile."""
    if uow.user.timezone:
        uow.actor = replace(uow.actor, zone=ZoneInfo(uow.user.timezone))


async def take(uow: UnitOfWork, consumer: Consumer, event: Event) -> bool:
    """Let a consumer handle an event unless it has; returns whether it did.

    The effect is an operation of the consumer's own, under the event's correlation id.
    """
    actor = acting(
        consumer.name, event.user_id, correlation_id=event.correlation_id, zone=uow.actor.zone
    )
    uow.actor, uow.operation = actor, None
    in_own_zone(uow)
    try:
        if not await inbox.enter(uow, consumer.name, event.id):
            return False
        await consumer.handle(uow, event)
        await operations.settle(uow)
        return True
    finally:
        uow.operation = None
