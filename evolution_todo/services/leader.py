"""One process on a database relays and sweeps; any other is ready to take over."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from evolution_todo.domain.errors import Unavailable
from evolution_todo.services.working import Work, keep

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


async def lead(lease: Lease, *works: Work) -> None:
    """Do all `works` whenever this process holds the lease, until cancelled.

    What one of them raises is its own affair: it begins again, and the others go on.
    """
    while True:
        try:
            if await lease.take():
                await _led(lease, works)
        except Unavailable as error:
            _log.warning("Reminders and events wait: %s", error.message)
        except Exception:  # such as of the lock's file: tried again, and told each time
            _log.exception("Nothing is relayed, and nobody is reminded")
        await asyncio.sleep(WATCH_SECONDS)


async def _led(lease: Lease, works: Sequence[Work]) -> None:
    # Not a task group: before Python 3.13 one that ends for an error loses a cancellation.
    term = [asyncio.create_task(each) for each in (_kept(lease), *map(keep, works))]
    try:
        ended, _ = await asyncio.wait(term, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            _tell(task.exception())
    finally:
        for task in term:
            task.cancel()
        await asyncio.wait(term)
        await lease.give_back()


async def _kept(lease: Lease) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        if not await lease.renew():
            raise _Deposed


def _tell(error: BaseException | None) -> None:
    if isinstance(error, _Deposed):
        _log.warning("Another process relays and reminds now: this one was silent for too long")
    elif isinstance(error, Unavailable):
        _log.warning("Reminders and events wait: %s", error.message)
    else:
        _log.error("Relaying and reminding ended, and begins again", exc_info=error)
