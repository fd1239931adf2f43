"""Tries again what consumers could not handle, each event when its time comes."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Changes, Clock
from evolution_todo.services.subscriber import Subscriber

BATCH = 50
LONGEST_WAIT_SECONDS = 5.0
"""How long to wait for news: a replay by a command that ends at once may come without."""

REST_SECONDS = 1.0
"""How long to leave the parked events alone after a look, however many commits there are."""

PAUSE_SECONDS = 1.0
"""How long to leave a database alone that was out of reach."""

_log = logging.getLogger(__name__)


class Parked(Protocol):
    """Events that a consumer could not handle, of everybody."""

    async def retries(
        self, *, consumers: Collection[str], limit: int
    ) -> Sequence[tuple[str, Event]]:
        """Return those of these consumers whose next try is due, with who could not."""
        ...

    async def next_retry_at(self, *, consumers: Collection[str]) -> datetime | None:
        """Return when the next try of these consumers is due."""
        ...


class Retries:
    """The second and later tries of the consumers that this process is."""

    def __init__(
        self,
        *,
        parked: Parked,
        subscribers: Sequence[Subscriber],
        changes: Changes,
        clock: Clock,
    ) -> None:
        self._parked = parked
        self._subscribers = {subscriber.name: subscriber for subscriber in subscribers}
        self._changes = changes
        self._clock = clock

    async def run(self) -> None:
        """Try again whatever comes due, until cancelled."""
        while True:
            mark = self._changes.change_mark
            try:
                if await self.try_due():
                    continue
                wait = await self.seconds_to_next()
            except Unavailable as error:
                _log.warning("Events that failed wait: %s", error.message)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                rest = min(wait, REST_SECONDS)
                await asyncio.sleep(rest)
                await self._changes.wait_for_change(since=mark, seconds=wait - rest)

    async def try_due(self) -> int:
        """Try some of what is due, and return how many.

        Raises:
            Unavailable: the database is out of reach; nothing is lost.
        """
        due = await self._parked.retries(consumers=self._subscribers.keys(), limit=BATCH)
        for name, event in due:
            await self._subscribers[name].try_again(event)
        return len(due)

    async def seconds_to_next(self) -> float:
        """Return how long nothing comes due, unless there is news."""
        due = await self._parked.next_retry_at(consumers=self._subscribers.keys())
        if due is None:
            return LONGEST_WAIT_SECONDS
        return min(max((due - self._clock()).total_seconds(), 0.0), LONGEST_WAIT_SECONDS)
