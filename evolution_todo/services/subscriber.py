"""Gives consumers events, each once, in a transaction of the person whose events they are."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TypeAlias
from zoneinfo import ZoneInfo

from evolution_todo.domain import inbox, operations
from evolution_todo.domain.correlation import correlation_id
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from evolution_todo.services.handlers import Consumer
from evolution_todo.services.metrics import FAILED, HANDLED
from evolution_todo.services.steps import Announce, ServiceStep

MOVED_ASIDE = "moved aside by the broker"
"""What a dead letter says that came back from a dead-letter topic."""

_log = logging.getLogger(__name__)

Beside: TypeAlias = Callable[[Event], Awaitable[None]]
"""Acts for an event outside its transaction; may be called again for the same one."""


def acting(service: str, user_id: str, *, correlation_id: str, zone: ZoneInfo) -> Actor:
    """Return a service as it acts for a person; `zone` is theirs unless their profile says."""
    return Actor(
        user_id=user_id, zone=zone, client=service, service=True, correlation_id=correlation_id
    )


def in_own_zone(uow: UnitOfWork) -> None:
    """Let a service's transaction read and say dates in the zone of the person's profile."""
    if uow.user.timezone:
        uow.actor = replace(uow.actor, zone=ZoneInfo(uow.user.timezone))


async def nothing_beside(event: Event) -> None:
    """Act for no event."""
    del event


class Subscriber:
    """Brings one consumer single events, whoever's they are.

    Args:
        consumer: Who handles them.
        unit_of_work: Opens the one transaction of an event.
        zone: That of a person whose profile names none.
        announce: Told when the consumer has acted and nothing is committed.
        before: Acts before that transaction, for what must not hold the person's lock; its failure
            is the consumer's.
        after: Acts once it is committed, and raises nothing.
    """

    def __init__(
        self,
        *,
        consumer: Consumer,
        unit_of_work: OpenUnitOfWork,
        zone: ZoneInfo,
        announce: Announce,
        before: Beside = nothing_beside,
        after: Beside = nothing_beside,
    ) -> None:
        self._consumer = consumer
        self._unit_of_work = unit_of_work
        self._zone = zone
        self._announce = announce
        self._before = before
        self._after = after

    @property
    def name(self) -> str:
        """The consumer's."""
        return self._consumer.name

    @property
    def topic(self) -> str:
        """What the consumer listens to."""
        return self._consumer.topic

    async def bring(self, event: Event) -> None:
        """Have an event handled, unless it was or is no concern of the consumer, or parked.

        Raises:
            NotFound: it is of nobody whom the database knows.
            Unavailable: something that is needed is out of reach; nothing has been kept.
        """
        if self._consumer.takes(event):
            await self._settle(event, was_parked=False)

    async def try_again(self, event: Event) -> None:
        """Have an event handled that was parked, or leave it for its next try.

        Raises:
            Unavailable: something that is needed is out of reach; nothing has been kept.
        """
        await self._settle(event, was_parked=True)

    async def bury(self, event: Event) -> None:
        """Keep an event that the broker has moved aside, for whoever replays it.

        Raises:
            NotFound: it is of nobody whom the database knows.
            Unavailable: something that is needed is out of reach; nothing has been kept.
        """
        async with self._transaction(event) as uow:
            if not await inbox.handled(uow, [self.name], [event.id]):
                await inbox.bury(uow, self.name, event, MOVED_ASIDE)

    async def _settle(self, event: Event, *, was_parked: bool) -> None:
        token = correlation_id.set(event.correlation_id)
        try:
            failure = await self._prepared(event)
            async with self._transaction(event) as uow:
                if was_parked and not await inbox.is_due(uow, self.name, event.id):
                    return
                handled = await self._kept(uow, event, failure)
                if handled and was_parked:
                    await inbox.release(uow, self.name, event.id)
                await self._announce(ServiceStep.EVENT_HANDLED, event.id)
            if handled:
                HANDLED.add(by=self.name)
                _log.info("%s has handled %s %s", self.name, event.type, event.id)
                await self._after(event)
        finally:
            correlation_id.reset(token)

    async def _prepared(self, event: Event) -> Exception | None:
        try:
            await self._before(event)
        except Unavailable:
            raise
        except Exception as error:
            return error
        return None

    async def _kept(self, uow: UnitOfWork, event: Event, failure: Exception | None) -> bool:
        if failure is None:
            return await take_or_park(uow, self._consumer, event)
        await _park(uow, self._consumer, event, failure)
        return False

    def _transaction(self, event: Event) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._unit_of_work(
            acting(self.name, event.user_id, correlation_id=event.correlation_id, zone=self._zone)
        )


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
        await _park(uow, consumer, event, error)
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


async def _park(uow: UnitOfWork, consumer: Consumer, event: Event, error: Exception) -> None:
    parked = await inbox.park(uow, consumer.name, event, type(error).__name__)
    FAILED.add(by=consumer.name)
    _tell(consumer, event, error, dead=parked.retry_at is None)


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
