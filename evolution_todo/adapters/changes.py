"""Says when events were committed, by this process or by another."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class News(Protocol):
    """How processes on one database learn of each other's commits."""

    def tell(self) -> None:
        """Note that this process has committed events; others learn of it soon."""
        ...

    async def follow(self, announce: Callable[[], None]) -> None:
        """Call `announce` whenever another process may have committed, until cancelled."""
        ...


class Changes:
    """A counter of commits of events to wait on; what others commit counts whatever it is.

    Take `mark` before reading, then wait for it to move: a commit between the two is never missed.
    A wake-up may be spurious, so read again and decide by what is there.
    """

    def __init__(self, news: News) -> None:
        self.mark = 0
        self._news = news
        self._moved = asyncio.Event()
        self._following: asyncio.Task[None] | None = None

    def committed(self) -> None:
        """Wake everybody who waits, here and elsewhere: this process has committed events."""
        self._announce()
        self._news.tell()
        self._follow()

    async def wait(self, *, since: int, seconds: float) -> int:
        """Return the mark as soon as it is past `since`, or after `seconds` as it is."""
        self._follow()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.mark == since:
                    await self._moved.wait()
        return self.mark

    async def close(self) -> None:
        """Follow others no longer."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])

    def _announce(self) -> None:
        self.mark += 1
        self._moved.set()
        self._moved = asyncio.Event()

    def _follow(self) -> None:
        if self._following is None:
            self._following = asyncio.create_task(self._news.follow(self._announce))
