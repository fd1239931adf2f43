"""Work that goes on for as long as its process does."""

import asyncio
import logging

from evolution_todo.services.leader import Work

AGAIN_SECONDS = 1.0

_log = logging.getLogger(__name__)


async def keep(work: Work) -> None:
    """Do `work`, and begin it again whenever it ends with an error, until cancelled."""
    while True:
        try:
            await work()
        except Exception:
            _log.exception("Work of this process ended, and begins again")
        await asyncio.sleep(AGAIN_SECONDS)
