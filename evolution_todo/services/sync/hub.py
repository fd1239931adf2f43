"""One person's change rows, read once for all of their streams."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Changes
from evolution_todo.services.sync.frames import HEARTBEAT

PAGE = 100
"""How many change rows are read at once."""

AT_ONCE = 16
"""How many changes are written at once: what waits for a reader in the socket's buffer."""

IDLE_SECONDS = 60.0
"""How long to wait for news before looking without any."""

RETRY_SECONDS = 1.0
"""How long to wait when the database cannot be read."""

_log = logging.getLogger(__name__)


class Frame(NamedTuple):
    """One change as it goes over the wire, made once for all streams."""

    seq: int
    wire: bytes


Read: TypeAlias = Callable[[int], Awaitable[list[Frame]]]
"""Gives the frames after a number, in order, `PAGE` at most."""

End: TypeAlias = Callable[[], object]
"""Ends a stream soon, also in the middle of a write."""


class Listener:
    """One stream's place in a person's changes."""

    def __init__(self, hub: Hub, *, position: int) -> None:
        self.position = position
        """The last change that it has taken."""
        self.has_caught_up = False
        """Whether it takes changes as they come; before that it reads rows at its own pace."""
        self._hub = hub

    async def chunks(self, *, heartbeat_seconds: float) -> AsyncGenerator[bytes]:
        """Give what comes after its place, for ever; a comment in every long silence."""
        while True:
            frames = await self._hub.after(self)
            if not frames and not await self._hub.news(heartbeat_seconds):
                yield HEARTBEAT
            for start in range(0, len(frames), AT_ONCE):
                some = frames[start : start + AT_ONCE]
                self.position = some[-1].seq
                yield b"".join(frame.wire for frame in some)


class Hub:
    """Follows one person's changes while somebody listens, and keeps the latest few.

    A stream takes them from here, and older ones from the rows. One that still writes what it took
    when the latest few have passed it by is ended: it comes back and reads rows at its own pace.
    """

    def __init__(
        self,
        *,
        read: Read,
        changes: Changes,
        seq: int,
        buffer: int,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self.listeners: dict[Listener, End] = {}
        self._read = read
        self._changes = changes
        self._idle_seconds = idle_seconds
        self._seq = seq
        self._recent: deque[Frame] = deque()
        self._before = seq
        """The number before the first of `_recent`."""
        self._buffer = buffer
        self._news = asyncio.Event()
        self._following: asyncio.Task[None] | None = None

    def join(self, listener: Listener, *, end: End) -> None:
        """Let a stream take part until `end` is called; the first one starts the reading."""
        self.listeners[listener] = end
        if self._following is None:
            self._following = asyncio.create_task(self._follow())

    async def leave(self, listener: Listener) -> None:
        """Take a stream out; the last one ends the reading."""
        self.listeners.pop(listener, None)
        if not self.listeners and self._following is not None:
            following, self._following = self._following, None
            following.cancel()
            await asyncio.wait([following])

    def end_all(self) -> None:
        """End every stream."""
        for end in self.listeners.values():
            end()

    async def after(self, listener: Listener) -> list[Frame]:
        """Return what a stream has not taken yet, from memory if it is there."""
        if listener.position < self._before:
            return await self._read(listener.position)
        listener.has_caught_up = True
        newer = takewhile(lambda frame: frame.seq > listener.position, reversed(self._recent))
        return list(newer)[::-1]

    async def news(self, seconds: float) -> bool:
        """Wait until something comes; False if nothing did for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._news.wait()
        return False

    async def _follow(self) -> None:
        try:
            while True:
                await self._step()
        except Exception:
            _log.exception("The live events of one person cannot go on")
            self.end_all()  # their pages come back, and are told why they cannot

    async def _step(self) -> None:
        mark, seconds = self._changes.change_mark, self._idle_seconds
        try:
            frames = await self._read(self._seq)
        except Unavailable:
            frames, seconds = [], RETRY_SECONDS
        if frames:
            self._publish(frames)
        if len(frames) < PAGE:
            await self._changes.wait_for_change(since=mark, seconds=seconds)

    def _publish(self, frames: list[Frame]) -> None:
        self._recent.extend(frames)
        self._seq = frames[-1].seq
        while len(self._recent) > self._buffer:
            self._before = self._recent.popleft().seq
        self._news.set()
        self._news = asyncio.Event()
        for listener, end in self.listeners.items():
            if listener.has_caught_up and listener.position < self._before:
                end()


class Followed:
    """One person's changes after a number, as a stream writes them."""

    def __init__(
        self, hub: Hub, *, position: int, opening: bytes, heartbeat_seconds: float
    ) -> None:
        """Make it.

        Args:
            hub: The person's changes.
            position: The number of the last change that the reader has.
            opening: What is written first.
            heartbeat_seconds: The longest silence.
        """
        self._hub = hub
        self._listener = Listener(hub, position=position)
        self._opening = opening
        self._heartbeat_seconds = heartbeat_seconds

    def join(self, *, end: End) -> None:
        """Take part until `end` is called."""
        self._hub.join(self._listener, end=end)

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Give the opening, and then the changes for ever."""
        yield self._opening
        async with aclosing(
            self._listener.chunks(heartbeat_seconds=self._heartbeat_seconds)
        ) as chunks:
            async for chunk in chunks:
                yield chunk

    async def leave(self) -> None:
        """Take part no more."""
        await self._hub.leave(self._listener)
