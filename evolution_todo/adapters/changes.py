"""Says when events were committed, by this process or by another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from evolution_todo.domain.waking import Waker

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
    """Moves with the commits of events of this process, and of others whatever they commit."""

    def __init__(self, news: News) -> None:
        self._waker = Waker()
        self._news = news
        self._following: asyncio.Task[None] | None = None

    @property
    def mark(self) -> int:
        """What moves; see `Waker.change_mark`."""
        return self._waker.change_mark

    def committed(self) -> None:
        """Wake everybody who waits, here and elsewhere: this process has committed events."""
        self._waker.move()
        self._news.tell()
        self._follow()

    async def wait(self, *, since: int, seconds: float) -> int:
        """Return the mark as soon as it is past `since`, or after `seconds` as it is."""
        self._follow()
        return await self._waker.wait_for_change(since=since, seconds=seconds)

    async def close(self) -> None:
        """Follow others no longer."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])

    def _follow(self) -> None:
        if self._following is None:
            self._following = asyncio.create_task(self._news.follow(self._waker.move))
