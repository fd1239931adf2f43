"""One person's claimed reminders on their way: prepared, sent through each channel, settled."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, TypeAlias
from uuid import uuid4
from zoneinfo import ZoneInfo

from evolution_todo.domain import notices, operations
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.notices import Address, Notice, Outcome, Tried
from evolution_todo.domain.ports import OpenUnitOfWork, UnitOfWork
from evolution_todo.services.metrics import REMINDERS
from evolution_todo.services.steps import Announce, ServiceStep
from evolution_todo.services.subscriber import acting, in_own_zone
from models import Reminder, User

SERVICE = "notification"

TOGETHER = 100
"""The most reminders of one transaction: it holds the person's lock, and SQLite's only one."""

SENT_TOGETHER = 10
"""The most reminders between two transactions where channels are waited for."""

AT_ONCE_PER_PERSON = 4
"""How many sends of one person are under way; so a hanging channel of one holds up nobody else."""

TRANSACTIONS = 2
"""How many stand in line for the database at once: requests of people stand in the same line."""

PAUSE_SECONDS = 1.0
"""How long to leave a database alone that was out of reach."""

_log = logging.getLogger(__name__)


class Channels(Protocol):
    """The ways to reach people."""

    def of(self, user: User) -> Sequence[Address]:
        """Return where notices of a person go; nowhere but the log and the live stream if none."""
        ...

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Try once, within bounded time; what goes wrong is an outcome, never raised."""
        ...


NoteSent: TypeAlias = Callable[[Reminder], Awaitable[None]]
"""Told of each reminder that is sent, once that is committed; raises nothing."""


async def note_nowhere(reminder: Reminder) -> None:
    """Note nothing."""
    del reminder


class Sending:
    """Takes claimed reminders of one person after the other to their end.

    The log line and the live stream have every reminder at its first try; the title in that line
    is meant, as the log is a channel here.
    """

    def __init__(
        self,
        *,
        unit_of_work: OpenUnitOfWork,
        channels: Channels,
        zone: ZoneInfo,
        holder: str,
        still_leading: Callable[[], bool],
        announce: Announce,
        note_sent: NoteSent,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._channels = channels
        self._zone = zone
        self._holder = holder
        self._still_leading = still_leading
        self._announce = announce
        self._note_sent = note_sent
        self._line = asyncio.Semaphore(TRANSACTIONS)
        self.stopping = False
        """Whether nothing more may leave; what is on its way is still written down."""

    async def deliver(self, user_id: str, reminder_ids: Sequence[int]) -> None:
        """Send reminders that were claimed, the earliest first; their claims are gone afterwards.

        Each leaves through its channels outside any transaction, and only while this process may.
        What a channel has taken is written down even if the database was out of reach for a while.
        """
        left = list(reminder_ids)
        while left:
            async with self._transaction(user_id) as uow:
                addresses = self._channels.of(uow.user)
                size = SENT_TOGETHER if addresses else TOGETHER
                now, left = left[:size], left[size:]
                if not self.may_send():
                    await notices.release(uow, self._holder, now + left)
                    return
                prepared = await notices.prepare(
                    uow, holder=self._holder, reminder_ids=now, addresses=addresses
                )
                sent: Sequence[Reminder] = []
                if not addresses:
                    told = [Tried(notice=n, outcomes={}) for n in prepared]
                    sent = await self._settle_in(uow, told)
                _log_new(prepared)
            await self._note(sent)
            if addresses:
                await self._send_and_settle(user_id, prepared)
            await self._announce(ServiceStep.REMINDERS_SETTLED, user_id)

    async def put_off(self, user_id: str, reminder_id: int) -> None:
        """Count a failed try for a reminder that could not be worked on at all."""
        async with self._transaction(user_id) as uow:
            await notices.fail(uow, holder=self._holder, reminder_id=reminder_id)

    async def approach(self, user_id: str, task_ids: Sequence[int]) -> None:
        """Tell that these open tasks come due within a day, unless that was told."""
        for first in range(0, len(task_ids), TOGETHER):
            async with self._transaction(user_id) as uow:
                await notices.approach(uow, task_ids[first : first + TOGETHER])

    async def _send_and_settle(self, user_id: str, prepared: Sequence[Notice]) -> None:
        slots = asyncio.Semaphore(AT_ONCE_PER_PERSON)
        async with asyncio.TaskGroup() as group:
            trying = [group.create_task(self._send(notice, slots)) for notice in prepared]
        await self._write_down(user_id, [task.result() for task in trying])

    async def _write_down(self, user_id: str, tried: Sequence[Tried]) -> None:
        """Settle what has left, whatever it takes: if it were forgotten, it would leave again."""
        while True:
            try:
                async with self._transaction(user_id) as uow:
                    sent = await self._settle_in(uow, tried)
            except Unavailable as error:
                _log.warning("What was sent is not yet written down: %s", error.message)
                await asyncio.sleep(PAUSE_SECONDS)
            except Exception:
                if len(tried) == 1:
                    raise
                for each in tried:  # so that one that cannot be settled spoils no other
                    await self._write_down(user_id, [each])
                return
            else:
                await self._note(sent)
                return

    async def _send(self, notice: Notice, slots: asyncio.Semaphore) -> Tried:
        async with asyncio.TaskGroup() as group:
            trying = {
                address.key: group.create_task(self._try(address, notice, slots))
                for address in notice.addresses
            }
        outcomes = {key: task.result() for key, task in trying.items()}
        return Tried(
            notice=notice,
            outcomes={key: outcome for key, outcome in outcomes.items() if outcome is not None},
        )

    async def _try(
        self, address: Address, notice: Notice, slots: asyncio.Semaphore
    ) -> Outcome | None:
        """Send through one channel, unless this process may not any more."""
        async with slots:
            await self._announce(ServiceStep.REMINDER_SENDING, str(notice.reminder_id))
            if not self.may_send():
                return None
            outcome = await self._channels.send(address, notice)
            await self._announce(ServiceStep.REMINDER_SENT, str(notice.reminder_id))
        if outcome.error is not None:
            _log.warning(
                "Reminder %s did not go out by %s: %s",
                notice.reminder_id,
                address.label,
                outcome.error,
            )
        return outcome

    async def _settle_in(self, uow: UnitOfWork, tried: Sequence[Tried]) -> Sequence[Reminder]:
        sent = await notices.settle(uow, holder=self._holder, tried=tried)
        await operations.settle(uow)
        return sent

    async def _note(self, sent: Sequence[Reminder]) -> None:
        REMINDERS.add(len(sent))
        await asyncio.gather(*map(self._note_sent, sent))

    def may_send(self) -> bool:
        """Say whether this process is still the one to send."""
        return not self.stopping and self._still_leading()

    @asynccontextmanager
    async def _transaction(self, user_id: str) -> AsyncIterator[UnitOfWork]:
        actor = acting(SERVICE, user_id, correlation_id=str(uuid4()), zone=self._zone)
        async with self._line, self._unit_of_work(actor) as uow:
            in_own_zone(uow)
            yield uow


def _log_new(prepared: Sequence[Notice]) -> None:
    for notice in prepared:
        if notice.new:
            _log.info("%s. %s", notice.title, notice.text)
