"""Says when events were committed, by this process or by another."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from evolution_todo.domain.errors import Unavailable

POLL_SECONDS = 0.25
"""How often to ask for other processes' commits while somebody waits."""

ReadVersion = Callable[[], Awaitable[int]]
"""Gives a number that differs after every commit, whoever made it."""


class Changes:
    """A counter of commits of events to wait on; what others commit counts whatever it is.

    Take `mark` before reading, then wait for it to move: a commit between the two is never missed.
    A wake-up may be spurious, so read again and decide by what is there.
    """

    def __init__(self, read_version: ReadVersion | None) -> None:
        self.mark = 0
        self._read_version = read_version
        self._version: int | None = None
        self._moved = asyncio.Event()
        self._waiting = 0
        self._watcher: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def announce(self) -> None:
        """Wake everybody who waits."""
        self.mark += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, *, since: int, seconds: float) -> int:
        """Return the mark as soon as it is past `since`, or after `seconds` as it is."""
        self._waiting += 1
        self._watch()
        try:
            async with asyncio.timeout(seconds):
                while self.mark == since:
                    await self._moved.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1
        return self.mark

    async def close(self) -> None:
        """End the watching."""
        self._closing.set()
        if self._watcher is not None:
            await self._watcher

    def _watch(self) -> None:
        if self._read_version and (self._watcher is None or self._watcher.done()):
            self._watcher = asyncio.create_task(self._poll(self._read_version))

    async def _poll(self, read_version: ReadVersion) -> None:
        while self._waiting and not self._closing.is_set():
            with contextlib.suppress(Unavailable):  # whoever reads next says so
                self._see(await read_version())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), POLL_SECONDS)

    def _see(self, version: int) -> None:
        if version != self._version:
            self._version = version
            self.announce()
