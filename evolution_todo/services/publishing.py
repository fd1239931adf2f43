"""The relay for a broker: publishes the outbox's events, each person's in their order."""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Changes, Clock
from evolution_todo.services import metrics
from evolution_todo.services.steps import Announce, ServiceStep

BATCH = 500
"""The most events of one claim, and so of one call of the broker."""

LANES = 2
"""How many claims of a backlog are under way at once: the database works on one meanwhile."""

LOOK_SECONDS = 1.0
"""How long to wait for news of a commit before looking without any."""

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
"""How long to leave alone a broker that takes nothing: twice as long each time, up to this."""

DRAIN_SECONDS = 8.0
"""How long a stopping process waits for what is under way, so that it is not published again."""

_log = logging.getLogger(__name__)


class Publisher(Protocol):
    """The way to the broker."""

    async def publish(self, events: Sequence[Event]) -> frozenset[str]:
        """Publish events, those of a topic in their order; returns the ids of any not taken.

        Raises:
            Unavailable: some may have been taken nevertheless: publish all of them again.
        """
        ...


class Claim(Protocol):
    """Events of some people, in the order of their writing, and nobody else's meanwhile."""

    @property
    def events(self) -> Sequence[Event]:
        """All that was claimed."""
        ...

    async def remove(self, event_ids: Collection[str]) -> None:
        """Take events out: they are published."""
        ...


class Outbox(Protocol):
    """Events that wait to be published, of everybody."""

    def claim(self, *, limit: int) -> AbstractAsyncContextManager[Claim]:
        """Make the oldest events of some people the caller's until the block ends."""
        ...


class Waiting(Protocol):
    """How much waits to be published."""

    async def waiting(self) -> int:
        """Return how many events do."""
        ...

    async def oldest_at(self) -> datetime | None:
        """Return since when the first of them does."""
        ...


class PublishingRelay:
    """Hands the outbox to a broker; any number of processes may, since each claims people.

    An event leaves the outbox after the broker has taken it. What a process that dies in between
    has published is published again, and known by its id to whoever gets it twice.

    Args:
        outbox: What waits.
        publisher: The way to the broker.
        changes: Tells of commits.
        announce: Called at each step of a round.
        sleep: Lets so many seconds go by, while the broker is left alone.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        publisher: Publisher,
        changes: Changes,
        announce: Announce,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._publisher = publisher
        self._changes = changes
        self._announce = announce
        self._sleep = sleep
        self._pause = 0.0

    async def run(self) -> None:
        """Publish whatever is committed, until cancelled; what is under way then is finished."""
        while True:
            mark = self._changes.change_mark
            try:
                taken = await _finished(self.publish())
                if taken == BATCH:
                    await self._catch_up()
            except Unavailable as error:
                await self._leave_alone(error.message)
            else:
                self._is_well()
                if not taken:
                    await self._changes.wait_for_change(since=mark, seconds=LOOK_SECONDS)

    async def _catch_up(self) -> None:
        """Publish a backlog, several people's parts of it at once."""
        lanes = [asyncio.create_task(self._publish_full_claims()) for _ in range(LANES)]
        try:
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.wait(lanes)

    async def _publish_full_claims(self) -> None:
        while await _finished(self.publish()) == BATCH:
            pass

    async def publish(self) -> int:
        """Publish some of what waits and take it out; returns how many events that were.

        Raises:
            Unavailable: the broker or the database is out of reach, or took only a part: that is
                out, and the rest waits.
        """
        async with self._outbox.claim(limit=BATCH) as claim:
            if not claim.events:
                return 0
            await self._announce(ServiceStep.EVENTS_READ, claim.events[0].id)
            refused = await self._publisher.publish(claim.events)
            await self._announce(ServiceStep.EVENTS_PUBLISHED, claim.events[0].id)
            done = _in_order(claim.events, refused)
            await claim.remove([event.id for event in done])
        await self._announce(ServiceStep.EVENTS_SETTLED, claim.events[0].id)
        _note(done)
        if refused:
            raise Unavailable(
                f"The broker has not taken {len(refused)} of {len(claim.events)} events",
                next_step="They are tried again.",
            )
        return len(done)

    async def _leave_alone(self, reason: str) -> None:
        if not self._pause:
            _log.warning("Events wait to be published: %s", reason)
        longer = self._pause * 2 or FIRST_PAUSE_SECONDS
        self._pause = min(longer, LONGEST_PAUSE_SECONDS)
        await self._sleep(self._pause)

    def _is_well(self) -> None:
        if self._pause:
            _log.info("Events are published again")
            self._pause = 0.0


def measuring(waiting: Waiting, clock: Clock) -> Callable[[], Awaitable[None]]:
    """Return what reads how far the relays are behind."""

    async def measure() -> None:
        try:
            oldest = await waiting.oldest_at()
            metrics.WAITING.value = await waiting.waiting()
            metrics.LAG.value = 0.0 if oldest is None else (clock() - oldest).total_seconds()
        except Unavailable:
            metrics.WAITING.value = metrics.LAG.value = math.nan

    return measure


def _in_order(events: Sequence[Event], refused: Collection[str]) -> list[Event]:
    """Return what may leave: of each person, what stands before the first that was refused."""
    stuck: set[str] = set()
    done: list[Event] = []
    for event in events:
        if event.id in refused:
            stuck.add(event.user_id)
        if event.user_id not in stuck:
            done.append(event)
    return done


def _note(done: Sequence[Event]) -> None:
    metrics.PUBLISHED.add(len(done))
    for request, count in Counter(event.correlation_id for event in done).items():
        _log.info("Published %d events", count, extra={"correlation_id": request})


async def _finished(publishing: Coroutine[Any, Any, int]) -> int:
    """Wait for a round, also when cancelled, for a while: torn, it would be published again."""
    round_ = asyncio.ensure_future(publishing)
    try:
        return await asyncio.shield(round_)
    except asyncio.CancelledError:
        await asyncio.wait([round_], timeout=DRAIN_SECONDS)
        round_.cancel()
        raise
