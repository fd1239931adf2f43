"""The relay of one process: hands the outbox's events to the consumers and takes them out of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Protocol, TypeAlias
from zoneinfo import ZoneInfo

from evolution_todo.domain import inbox, outbox
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Changes, Clock, OpenUnitOfWork, UnitOfWork
from evolution_todo.services.handlers import CONSUMERS, Consumer
from evolution_todo.services.steps import Announce, ServiceStep
from evolution_todo.services.subscriber import acting, take, take_or_park

BATCH = 50
"""The most events handled in one transaction: it holds the person's lock, and SQLite's only one."""

LONGEST_WAIT_SECONDS = 30.0
PAUSE_SECONDS = 1.0
"""How long to leave a database alone that was out of reach."""

_log = logging.getLogger(__name__)

Take: TypeAlias = Callable[[UnitOfWork, Sequence[Consumer], Sequence[Event]], Awaitable[None]]


class Backlog(Protocol):
    """Events that wait, of everybody."""

    async def events(self, *, limit: int) -> Sequence[Event]:
        """Return the outbox's events, the oldest first."""
        ...

    async def retries(self, *, limit: int) -> Sequence[tuple[str, Event]]:
        """Return the consumers and events whose next try is due."""
        ...

    async def next_retry_at(self) -> datetime | None:
        """Return when the next try is due."""
        ...


class Relay:
    """Dispatches in process what a broker would carry between processes.

    The events of a person are handled in the order of their writing, many in one transaction:
    the effects, the consumers' marks and the events' leaving the outbox are one commit. A
    consumer that fails leaves nothing behind but the parked event, and holds up nobody.
    """

    def __init__(
        self,
        *,
        backlog: Backlog,
        unit_of_work: OpenUnitOfWork,
        changes: Changes,
        clock: Clock,
        zone: ZoneInfo,
        announce: Announce,
        consumers: Sequence[Consumer] = CONSUMERS,
    ) -> None:
        self._backlog = backlog
        self._unit_of_work = unit_of_work
        self._changes = changes
        self._clock = clock
        self._zone = zone
        self._announce = announce
        self._consumers = {consumer.name: consumer for consumer in consumers}

    async def run(self) -> None:
        """Dispatch whatever comes, until cancelled."""
        while True:
            mark = self._changes.change_mark
            try:
                if await self.dispatch():
                    continue
                wait = await self._until_next_retry()
            except Unavailable as error:
                _log.warning("Events wait: %s", error.message)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                await self._changes.wait_for_change(since=mark, seconds=wait)

    async def dispatch(self) -> int:
        """Handle some of what waits, new events before retries; returns how many it took.

        Raises:
            Unavailable: the database is out of reach; nothing is lost.
        """
        events = await self._backlog.events(limit=BATCH)
        for user_id, group in groupby(sorted(events, key=_user_id), key=_user_id):
            await self._hand_out(user_id, list(group))
        if events:
            return len(events)
        retries = await self._backlog.retries(limit=BATCH)
        for consumer, event in retries:
            await self._try_again(consumer, event)
        return len(retries)

    async def _hand_out(self, user_id: str, events: Sequence[Event]) -> None:
        await self._announce(ServiceStep.EVENTS_READ, user_id)
        try:
            await self._settle(user_id, events, take)
        except Unavailable:
            raise
        except Exception:  # of one consumer: the others go on, and it is told of that one
            await self._settle(user_id, events, _take_or_park)
        await self._announce(ServiceStep.EVENTS_SETTLED, user_id)

    async def _settle(self, user_id: str, events: Sequence[Event], take: Take) -> None:
        actor = acting("relay", user_id, correlation_id=events[0].correlation_id, zone=self._zone)
        async with self._unit_of_work(actor) as uow:
            await take(uow, list(self._consumers.values()), events)
            await outbox.remove(uow, [event.id for event in events])
            await self._announce(ServiceStep.EVENTS_HANDLED, user_id)

    async def _try_again(self, name: str, event: Event) -> None:
        actor = acting(name, event.user_id, correlation_id=event.correlation_id, zone=self._zone)
        async with self._unit_of_work(actor) as uow:
            if await take_or_park(uow, self._consumers[name], event):
                await inbox.release(uow, name, event.id)

    async def _until_next_retry(self) -> float:
        due = await self._backlog.next_retry_at()
        if due is None:
            return LONGEST_WAIT_SECONDS
        return min(max((due - self._clock()).total_seconds(), 0.0), LONGEST_WAIT_SECONDS)


async def _take_or_park(
    uow: UnitOfWork, consumers: Sequence[Consumer], events: Sequence[Event]
) -> None:
    """Let each consumer handle each event for itself, and park what one cannot."""
    for event in events:
        for consumer in consumers:
            if consumer.takes(event):
                await take_or_park(uow, consumer, event)


_user_id = attrgetter("user_id")
