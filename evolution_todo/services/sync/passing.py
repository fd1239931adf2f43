"""`GET /api/events` where another process has the streams: each is passed on as it comes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from http import HTTPStatus
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from evolution_todo.domain.errors import Unavailable
from evolution_todo.services.sync.hub import End
from evolution_todo.services.sync.live import HEADER, PATH, STALLED_SECONDS, Admission, Identify
from evolution_todo.services.sync.stream import EventStream

FORWARDED = (HEADER, "X-Correlation-Id")
"""What of a request's headers goes on to the other process."""

RETURNED = ("Content-Type", "Retry-After")
"""What of a refusal's headers comes back from it."""


class Opened(Protocol):
    """A response of the other process: its stream, or its refusal."""

    @property
    def status(self) -> int:
        """200 for a stream."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""
        ...

    async def body(self) -> bytes:
        """Return the whole of a refusal."""
        ...

    def chunks(self) -> AsyncGenerator[bytes]:
        """Give a stream piece by piece; ends when the other process ends it or is gone."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


class OpenEvents(Protocol):
    """Asks the other process for a person's events."""

    async def __call__(self, user_id: str, *, query: str, headers: Mapping[str, str]) -> Opened:
        """Return its response once it has begun; raises Unavailable."""
        ...


class PassedEvents:
    """The streams of all people who ask this process."""

    def __init__(
        self, open_events: OpenEvents, *, stalled_seconds: float = STALLED_SECONDS
    ) -> None:
        """Make it; nothing runs until somebody listens.

        Args:
            open_events: Asks the process that has them.
            stalled_seconds: How long a write may wait for its reader before the stream is ended.
        """
        self._open_events = open_events
        self._stalled_seconds = stalled_seconds
        self._feeds: set[_Passed] = set()
        self._closed = False

    def routes(self, identify: Identify) -> Sequence[BaseRoute]:
        """Return the routes to serve; `identify` tells who asks."""

        async def events(request: Request) -> Response:
            admission = await identify(request)
            if request.method == "HEAD":
                return Response(media_type=EventStream.media_type)
            return await self._opened(admission, request)

        return [Route(PATH, events, methods=["GET"])]

    def close(self) -> None:
        """End every stream at once and open no more: the server is about to stop."""
        self._closed = True
        for feed in self._feeds:
            feed.end()

    async def _opened(self, admission: Admission, request: Request) -> Response:
        if self._closed:
            raise Unavailable("The server is stopping", next_step="Connect again in a moment.")
        opened = await self._open_events(
            admission.user_id, query=request.url.query, headers=_forwarded(request)
        )
        if opened.status != HTTPStatus.OK:
            return await _refusal(opened)
        feed = _Passed(opened)
        self._feeds.add(feed)
        return EventStream(
            feed,
            stalled_seconds=self._stalled_seconds,
            left=lambda: self._feeds.discard(feed),
            until=admission.until,
        )


class _Passed:
    """A stream of the other process, as one of this process writes it."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.end: End = lambda: None

    def join(self, *, end: End) -> None:
        self.end = end

    def chunks(self) -> AsyncGenerator[bytes]:
        return self._opened.chunks()

    async def leave(self) -> None:
        await self._opened.close()


def _forwarded(request: Request) -> dict[str, str]:
    given = {name: request.headers.get(name) for name in FORWARDED}
    state = getattr(request.state, "correlation_id", None)
    given["X-Correlation-Id"] = state or given["X-Correlation-Id"]
    return {name: value for name, value in given.items() if value}


async def _refusal(opened: Opened) -> Response:
    try:
        body = await opened.body()
    finally:
        await opened.close()
    headers = {name: opened.headers[name] for name in RETURNED if name in opened.headers}
    return Response(body, status_code=opened.status, headers=headers)
