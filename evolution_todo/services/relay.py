"""The relay of one process: hands the outbox's events to the consumers and takes them out of it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Protocol, TypeAlias
from zoneinfo import ZoneInfo

from evolution_todo.domain import outbox
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Changes, Clock, OpenUnitOfWork, UnitOfWork
from evolution_todo.services.handlers import CONSUMERS, Consumer
from evolution_todo.services.metrics import HANDLED
from evolution_todo.services.retries import PAUSE_SECONDS, Parked, Retries
from evolution_todo.services.steps import Announce, ServiceStep
from evolution_todo.services.subscriber import Subscriber, acting, take, take_or_park

BATCH = 50
"""The most events handled in one transaction: it holds the person's lock, and SQLite's only one."""

_log = logging.getLogger(__name__)

Take: TypeAlias = Callable[
    [UnitOfWork, Sequence[Consumer], Sequence[Event]], Awaitable[Counter[str]]
]
"""Returns how many events each consumer has handled."""


class Backlog(Parked, Protocol):
    """Events that wait, of everybody."""

    async def events(self, *, limit: int) -> Sequence[Event]:
        """Return the outbox's events, the oldest first."""
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
        self._zone = zone
        self._announce = announce
        self._consumers = consumers
        self._retries = Retries(
            parked=backlog,
            subscribers=[
                Subscriber(consumer=each, unit_of_work=unit_of_work, zone=zone, announce=announce)
                for each in consumers
            ],
            changes=changes,
            clock=clock,
        )

    async def run(self) -> None:
        """Dispatch whatever comes, until cancelled."""
        while True:
            mark = self._changes.change_mark
            try:
                if await self.dispatch():
                    continue
                wait = await self._retries.seconds_to_next()
            except Unavailable as error:
                _log.warning("Events wait: %s", error.message)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                await self._changes.wait_for_change(since=mark, seconds=wait)

    async def dispatch(self) -> int:
        """Handle some of what waits, new events and what is due again; returns how many it took.

        Raises:
            Unavailable: the database is out of reach; nothing is lost.
        """
        events = await self._backlog.events(limit=BATCH)
        for user_id, group in groupby(sorted(events, key=_user_id), key=_user_id):
            await self._hand_out(user_id, list(group))
        # Not only when nothing is new: under steady traffic a retry would never come due.
        return len(events) + await self._retries.try_due()

    async def _hand_out(self, user_id: str, events: Sequence[Event]) -> None:
        await self._announce(ServiceStep.EVENTS_READ, user_id)
        try:
            await self._settle(user_id, events, _take)
        except Unavailable:
            raise
        except Exception:  # of one consumer: the others go on, and it is told of that one
            await self._settle(user_id, events, _take_or_park)
        await self._announce(ServiceStep.EVENTS_SETTLED, user_id)

    async def _settle(self, user_id: str, events: Sequence[Event], take: Take) -> None:
        actor = acting("relay", user_id, correlation_id=events[0].correlation_id, zone=self._zone)
        async with self._unit_of_work(actor) as uow:
            handled = await take(uow, self._consumers, events)
            await outbox.remove(uow, [event.id for event in events])
            await self._announce(ServiceStep.EVENTS_HANDLED, user_id)
        for name, count in handled.items():
            HANDLED.add(count, by=name)


async def _take(
    uow: UnitOfWork, consumers: Sequence[Consumer], events: Sequence[Event]
) -> Counter[str]:
    """Let all consumers handle all events; returns how many each has handled."""
    await take(uow, consumers, events)
    return Counter({each.name: sum(map(each.takes, events)) for each in consumers})


async def _take_or_park(
    uow: UnitOfWork, consumers: Sequence[Consumer], events: Sequence[Event]
) -> Counter[str]:
    """Let each consumer handle each event for itself, and park what one cannot."""
    handled: Counter[str] = Counter()
    for event in events:
        for consumer in consumers:
            if consumer.takes(event):
                handled[consumer.name] += await take_or_park(uow, consumer, event)
    return handled


_user_id = attrgetter("user_id")
