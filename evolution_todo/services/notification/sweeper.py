"""The keeper of the clock: claims reminders as they come due, and sees them to their end."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Changes, Clock, OpenUnitOfWork
from evolution_todo.services.notification.sending import (
    PAUSE_SECONDS,
    Channels,
    NoteSent,
    Sending,
    note_nowhere,
)
from evolution_todo.services.steps import Announce, ServiceStep

CLAIMED_TOGETHER = 500
"""The most reminders of one claiming statement."""

MOST_IN_HAND = 20_000
"""How many reminders a process holds at most before it claims more."""

LEASE = timedelta(seconds=60)
"""How long a claim lives unless it is renewed; only of a process that is gone does one expire."""

RENEW_SECONDS = 20.0
LOOK_SECONDS = 1.0
"""The longest wait for the next due time: a clock that was set forward is noticed after it."""

APPROACHING_SECONDS = 60.0
"""How often to look for due dates that are a day away."""

DRAIN_SECONDS = 8.0
"""How long a stopping process waits for what is on its way, so that it is not sent again."""

_log = logging.getLogger(__name__)


class DueReminders(Protocol):
    """What is due, of everybody."""

    async def claim(
        self, *, holder: str, lease: timedelta, limit: int
    ) -> Sequence[tuple[int, str]]:
        """Make due reminders this holder's, the earliest first; returns their ids and persons'.

        One that another holder has is left to it until its claim expires. One that this holder has
        is never claimed again, whatever its clock says meanwhile.
        """
        ...

    async def next_at(self, *, holder: str) -> datetime | None:
        """Return when the next reminder may be claimed: now or earlier if one may be already."""
        ...

    async def renew(self, *, holder: str, lease: timedelta) -> None:
        """Keep this holder's claims from expiring."""
        ...

    async def release_all(self) -> None:
        """Let go whatever was claimed: this process leads now, and those before send no more."""
        ...

    async def release(self, *, holder: str) -> None:
        """Let go what this holder has claimed and not settled: it sends no more for now."""
        ...

    async def approaching(self, *, zone: ZoneInfo) -> Sequence[tuple[str, list[int]]]:
        """Return the people with open tasks that come due within a day and were not told of."""
        ...


class Sweeper:
    """Sends every reminder when it is due by this process's clock, never before.

    It sleeps until the next due time or the next commit. A process that cannot tell anybody at a
    due time, because it is down, sends what it missed as soon as it is up.
    """

    def __init__(
        self,
        *,
        due: DueReminders,
        unit_of_work: OpenUnitOfWork,
        changes: Changes,
        channels: Channels,
        zone: ZoneInfo,
        holder: str,
        clock: Clock,
        still_leading: Callable[[], bool],
        announce: Announce,
        note_sent: NoteSent = note_nowhere,
    ) -> None:
        self._due = due
        self._changes = changes
        self._zone = zone
        self._holder = holder
        self._clock = clock
        self._announce = announce
        self._sending = Sending(
            unit_of_work=unit_of_work,
            channels=channels,
            zone=zone,
            holder=holder,
            still_leading=still_leading,
            announce=announce,
            note_sent=note_sent,
        )
        self._in_hand: dict[str, list[int]] = defaultdict(list)
        self._carriers: dict[str, asyncio.Task[None]] = {}
        self._left_over: dict[str, set[int]] = defaultdict(set)

    async def run(self) -> None:
        """Send whatever comes due, until cancelled; what is on its way then is written down."""
        self._sending.stopping = False
        try:
            await self._due.release_all()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch())
                group.create_task(self._keep_claims())
                group.create_task(self._watch_due_dates())
        finally:
            self._sending.stopping = True
            await self._drain()
            self._in_hand.clear()
            self._left_over.clear()
            with contextlib.suppress(Unavailable):  # then they expire
                await self._due.release(holder=self._holder)

    async def sweep(self) -> int:
        """Send all that is due now, and return how many reminders that were once all is settled.

        Raises:
            Unavailable: the database is out of reach; nothing is lost.
        """
        claimed = await self._claim()
        while self._carriers:
            await asyncio.wait(list(self._carriers.values()))
        return claimed

    def take_up_again(self) -> None:
        """Try again what was left because not even its failure could be noted."""
        for user_id, ids in self._left_over.items():
            self._in_hand[user_id] += sorted(ids)
        self._left_over.clear()
        self._carry_on()

    async def tell_of_due_dates(self) -> None:
        """Tell of every open task that comes due within a day, once for each due date."""
        for user_id, task_ids in await self._due.approaching(zone=self._zone):
            await self._sending.approach(user_id, task_ids)

    async def _watch(self) -> None:
        while True:
            mark = self._changes.change_mark
            try:
                wait = await self._seconds_to_next()
                if wait <= 0 and self._has_room() and self._sending.may_send():
                    await self._claim()
                    continue
            except Unavailable as error:
                _log.warning("Reminders wait: %s", error.message)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                wait = wait if 0 < wait < LOOK_SECONDS else LOOK_SECONDS
                await self._changes.wait_for_change(since=mark, seconds=wait)

    async def _seconds_to_next(self) -> float:
        at = await self._due.next_at(holder=self._holder)
        return LOOK_SECONDS if at is None else (at - self._clock()).total_seconds()

    def _has_room(self) -> bool:
        return sum(map(len, self._in_hand.values())) < MOST_IN_HAND

    async def _claim(self) -> int:
        """Claim all that is due before the first goes out; returns how many."""
        claimed, last = 0, CLAIMED_TOGETHER
        while last == CLAIMED_TOGETHER and claimed < MOST_IN_HAND:
            taken = await self._due.claim(holder=self._holder, lease=LEASE, limit=CLAIMED_TOGETHER)
            for reminder_id, user_id in taken:
                self._in_hand[user_id].append(reminder_id)
            last = len(taken)
            claimed += last
        if claimed:
            await self._announce(ServiceStep.REMINDERS_CLAIMED, self._holder)
        self._carry_on()
        return claimed

    def _carry_on(self) -> None:
        for user_id in self._in_hand.keys() - self._carriers.keys():
            self._carriers[user_id] = asyncio.create_task(self._carry(user_id))

    async def _carry(self, user_id: str) -> None:
        """See one person's claimed reminders to their end, until none is left."""
        try:
            while ids := self._in_hand.pop(user_id, None):
                await self._deliver(user_id, ids)
        finally:
            del self._carriers[user_id]

    async def _deliver(self, user_id: str, reminder_ids: Sequence[int]) -> None:
        while True:
            try:
                await self._deliver_or_put_off(user_id, reminder_ids)
            except Unavailable as error:
                _log.warning("Reminders that are due wait: %s", error.message)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return

    async def _deliver_or_put_off(self, user_id: str, reminder_ids: Sequence[int]) -> None:
        try:
            await self._sending.deliver(user_id, reminder_ids)
        except Unavailable:
            raise
        except Exception as error:
            if len(reminder_ids) == 1:
                await self._put_off(user_id, reminder_ids[0], error)
                return
            for each in reminder_ids:  # so that one that fails holds up no other
                await self._deliver_or_put_off(user_id, [each])

    async def _put_off(self, user_id: str, reminder_id: int, error: Exception) -> None:
        _log.error("Reminder %s could not be sent", reminder_id, exc_info=error)
        try:
            await self._sending.put_off(user_id, reminder_id)
        except Unavailable:
            raise
        except Exception:
            # Its claim stays, so that it is not claimed again at once.
            _log.exception("Reminder %s is left for a while", reminder_id)
            self._left_over[user_id].add(reminder_id)

    async def _keep_claims(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            self.take_up_again()
            if self._carriers:
                with contextlib.suppress(Unavailable):  # the next statement tells
                    await self._due.renew(holder=self._holder, lease=LEASE)

    async def _watch_due_dates(self) -> None:
        while True:
            try:
                await self.tell_of_due_dates()
            except Unavailable as error:
                _log.warning("Due dates wait to be told of: %s", error.message)
            await asyncio.sleep(APPROACHING_SECONDS)

    async def _drain(self) -> None:
        carriers = list(self._carriers.values())
        if carriers:
            _, hanging = await asyncio.wait(carriers, timeout=DRAIN_SECONDS)
            for carrier in hanging:
                carrier.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
