"""One process on a database relays and sweeps; any other is ready to take over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from evolution_todo.domain.errors import Unavailable

WATCH_SECONDS = 1.0
"""How often a process that does not lead looks whether it may."""

RENEW_SECONDS = 3.0
"""How often the leader says that it is there."""

_log = logging.getLogger(__name__)


class Lease(Protocol):
    """The right to do what only one process may do."""

    async def take(self) -> bool:
        """Take it if nobody has it, or if whoever has it has been silent for too long."""
        ...

    async def renew(self) -> bool:
        """Keep it; False when another process has taken it over."""
        ...

    async def give_back(self) -> None:
        """Let another process take it at once."""
        ...


class _Deposed(Exception):
    """Another process leads."""


async def lead(lease: Lease, work: Callable[[], Awaitable[None]]) -> None:
    """Do `work` whenever this process holds the lease, until cancelled.

    What `work` raises ends its term, not the process: the next one begins it again.
    """
    while True:
        try:
            if await lease.take():
                await _led(lease, work)
        except Unavailable as error:
            _log.warning("Reminders and events wait: %s", error.message)
        await asyncio.sleep(WATCH_SECONDS)


async def _led(lease: Lease, work: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_kept(lease))
            group.create_task(_done(work))
    except ExceptionGroup as failed:
        _tell(failed)
    finally:
        await lease.give_back()


async def _kept(lease: Lease) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        if not await lease.renew():
            raise _Deposed


async def _done(work: Callable[[], Awaitable[None]]) -> None:
    await work()


def _tell(failed: ExceptionGroup) -> None:
    if failed.subgroup(_Deposed):
        _log.warning("Another process relays and reminds now: this one was silent for too long")
    elif failed.subgroup(Unavailable):
        _log.warning("Reminders and events wait: the database is out of reach")
    else:
        _log.error("Relaying and reminding failed, and begins again", exc_info=failed.exceptions[0])
