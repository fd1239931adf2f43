"""Keeps what is remembered from growing without end."""

import asyncio
import logging
from typing import Protocol

from evolution_todo.domain.errors import Unavailable

EVERY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class Leftovers(Protocol):
    """Rows that have served their time."""

    async def prune(self) -> int:
        """Delete some; returns how many, 0 once there is nothing to delete."""
        ...


class Pruner:
    """Deletes leftovers every hour, and first when this process begins to lead."""

    def __init__(self, *, leftovers: Leftovers) -> None:
        self._leftovers = leftovers

    async def run(self) -> None:
        """Prune now and then, until cancelled."""
        while True:
            try:
                while await self._leftovers.prune():
                    pass  # the next batch stands in line for the database like everybody
            except Unavailable as error:
                _log.warning("Old marks wait to be deleted: %s", error.message)
            await asyncio.sleep(EVERY_SECONDS)
