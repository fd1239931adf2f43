"""Waiting for what other processes do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

SOON_SECONDS = 300
"""After which what never comes ends its test."""


async def soon(look: Callable[[], Awaitable[T]]) -> T:
    """Return what `look` finds, once it finds anything."""
    async with asyncio.timeout(SOON_SECONDS):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.1)  # what other processes do has no event here
