"""One open response: it writes as its reader takes, and ends when told to or left."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from evolution_todo.domain.errors import Unavailable
from evolution_todo.services.sync.hub import End

CUT = "cut"
"""Names, in the request's state, what breaks its connection off without waiting for the reader.

The server that listens may give it; without it a connection whose reader does not read stays until
the system gives it up.
"""


class Feed(Protocol):
    """What a stream writes, from when it begins until it ends."""

    def join(self, *, end: End) -> None:
        """Begin; `end` ends the stream soon, also in the middle of a write."""
        ...

    def chunks(self) -> AsyncGenerator[bytes]:
        """Give what is to be written, each piece when the one before has been taken."""
        ...

    async def leave(self) -> None:
        """Let go of everything: the stream has ended."""
        ...


class EventStream(Response):
    """A person's changes, until the feed ends or the reader leaves, lags behind or is sent away.

    Its reader is sent away too when what let them in holds no longer.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        feed: Feed,
        *,
        stalled_seconds: float,
        left: Callable[[], None],
        until: float | None = None,
    ) -> None:
        """Make the response.

        Args:
            feed: What it writes.
            stalled_seconds: How long one write may wait for the reader.
            left: Called once, when the stream has ended.
            until: When it ends at the latest, in seconds since 1970.
        """
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._feed = feed
        self._stalled_seconds = stalled_seconds
        self._left = left
        self._until = until
        self._is_writing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write until it ends."""
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        writing = asyncio.create_task(self._write(send))
        leaving = asyncio.create_task(_gone(receive))
        self._feed.join(end=writing.cancel)
        try:
            await asyncio.wait(
                [writing, leaving],
                return_when=asyncio.FIRST_COMPLETED,
                timeout=self._seconds_left(),
            )
            if not leaving.done():
                await self._finish(scope, send, leaving)
        finally:
            for task in (writing, leaving):
                task.cancel()
            await asyncio.wait([writing, leaving])
            await self._feed.leave()
            self._left()
        _raise_what_was_not_foreseen(writing)

    def _seconds_left(self) -> float | None:
        return None if self._until is None else max(0.0, self._until - time.time())

    async def _write(self, send: Send) -> None:
        async with aclosing(self._feed.chunks()) as chunks:
            async for chunk in chunks:
                await self._put(send, chunk)

    async def _put(self, send: Send, chunk: bytes) -> None:
        self._is_writing = True
        async with asyncio.timeout(self._stalled_seconds):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        self._is_writing = False

    async def _finish(self, scope: Scope, send: Send, leaving: asyncio.Task[None]) -> None:
        """End the response, or break it off where its reader does not take even that."""
        if not self._is_writing:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        cut: Callable[[], None] | None = scope.get("state", {}).get(CUT)
        if cut is not None:
            cut()
            await leaving


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _raise_what_was_not_foreseen(writing: asyncio.Task[None]) -> None:
    """A reader that stalls and a database out of reach only end the stream: the page comes back."""
    error = None if writing.cancelled() else writing.exception()
    if error is not None and not isinstance(error, TimeoutError | Unavailable):
        raise error
