"""Waiting for what other processes do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

SOON_SECONDS = 120
"""After which what never comes ends its test."""


async def soon(look: Callable[[], Awaitable[T]]) -> T:
    """Return what `look` finds, once it finds anything."""
    async with asyncio.timeout(SOON_SECONDS):
        while not (found := await look()):  # noqa: ASYNC110  what it waits for is another process's
            await asyncio.sleep(0.1)
    return found
