"""`GET /api/events`: who may open a stream, from which number, and how many at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeAlias
from uuid import uuid4
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from evolution_todo.domain import updates
from evolution_todo.domain.errors import Invalid, TooManyAtOnce, Unavailable
from evolution_todo.domain.ports import Actor, Changes, OpenUnitOfWork
from evolution_todo.domain.updates import Update
from evolution_todo.services.subscriber import acting
from evolution_todo.services.sync import frames
from evolution_todo.services.sync.hub import IDLE_SECONDS, PAGE, Followed, Frame, Hub
from evolution_todo.services.sync.stream import EventStream

PATH = "/api/events"
HEADER = "Last-Event-ID"
IN_QUERY = ("last_event_id", "since")
"""For clients that cannot set the header."""

HEARTBEAT_SECONDS = 15.0
STALLED_SECONDS = 30.0
RETRY_MILLISECONDS = 2_000
BUFFER = 256
"""How many of a person's latest changes a stream may be behind."""

MOST_STREAMS = 256
"""Of one person at once."""

_NUMBER = re.compile("[0-9]{1,18}")


class Admission(NamedTuple):
    """Whose changes one may hear, and until when."""

    user_id: str
    until: float | None = None
    """Seconds since 1970; None for ever."""


Identify: TypeAlias = Callable[[HTTPConnection], Awaitable[Admission]]
"""Says whose changes are asked for, or raises the domain error to answer with."""

ChangesOf: TypeAlias = Callable[[str], Changes]
"""Gives what says when a person's events were committed."""


class LiveEvents:
    """The streams of all people, one hub for each who listens."""

    def __init__(
        self,
        *,
        unit_of_work: OpenUnitOfWork,
        changes_of: ChangesOf,
        zone: ZoneInfo,
        idle_seconds: float = IDLE_SECONDS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        stalled_seconds: float = STALLED_SECONDS,
        buffer: int = BUFFER,
        most_streams: int = MOST_STREAMS,
    ) -> None:
        """Make it; nothing runs until somebody listens.

        Args:
            unit_of_work: Opens a transaction to read in.
            changes_of: Wakes one person's streams.
            zone: Stands in for people's own, which no event depends on.
            idle_seconds: How long to wait for that before looking without.
            heartbeat_seconds: The longest silence of a stream.
            stalled_seconds: How long a write may wait for its reader before the stream is ended.
            buffer: How many changes a stream may be behind before it is ended.
            most_streams: How many one person may have open.
        """
        self._unit_of_work = unit_of_work
        self._changes_of = changes_of
        self._idle_seconds = idle_seconds
        self._zone = zone
        self._heartbeat_seconds = heartbeat_seconds
        self._stalled_seconds = stalled_seconds
        self._buffer = buffer
        self._most_streams = most_streams
        self._open: Counter[str] = Counter()
        self._hubs: dict[str, Hub] = {}
        self._closed = False

    def routes(self, identify: Identify) -> Sequence[BaseRoute]:
        """Return the routes to serve; `identify` tells who asks."""

        async def events(request: Request) -> Response:
            admission = await identify(request)
            since = _since(request)
            if request.method == "HEAD":
                return Response(media_type=EventStream.media_type)
            return await self._opened(admission, since)

        return [Route(PATH, events, methods=["GET"])]

    def close(self) -> None:
        """End every stream at once and open no more: the server is about to stop."""
        self._closed = True
        for hub in self._hubs.values():
            hub.end_all()

    async def _opened(self, admission: Admission, since: int | None) -> Response:
        self._enter(admission.user_id)
        try:
            newest = await self._newest(admission.user_id)
            return self._stream(admission, since=since, newest=newest)
        except BaseException:
            self._leave(admission.user_id)
            raise

    def _enter(self, user_id: str) -> None:
        if self._closed:
            raise Unavailable("The server is stopping", next_step="Connect again in a moment.")
        if self._open[user_id] >= self._most_streams:
            raise TooManyAtOnce(
                f"Maximum {self._most_streams} live streams at once",
                code="too_many_streams",
                next_step="Close one of them first.",
            )
        self._open[user_id] += 1

    def _leave(self, user_id: str) -> None:
        self._open[user_id] -= 1
        if not self._open[user_id]:
            del self._open[user_id]
            self._hubs.pop(user_id, None)

    def _stream(self, admission: Admission, *, since: int | None, newest: int) -> EventStream:
        user_id, until = admission
        hub = self._hubs.get(user_id)
        if hub is None:
            hub = self._hubs[user_id] = self._hub(user_id, newest)
        # A number that was never given: the database is an older one than the reader has seen.
        unknown = since is not None and since > newest
        position = newest if since is None or unknown else since
        name = "reset" if unknown else "ready"
        feed = Followed(
            hub,
            position=position,
            opening=frames.opening(name, position, retry_milliseconds=RETRY_MILLISECONDS),
            heartbeat_seconds=self._heartbeat_seconds,
        )
        return EventStream(
            feed,
            stalled_seconds=self._stalled_seconds,
            left=lambda: self._leave(user_id),
            until=until,
        )

    def _hub(self, user_id: str, newest: int) -> Hub:
        async def read(seq: int) -> list[Frame]:
            async with self._unit_of_work(self._reading(user_id), read_only=True) as uow:
                return [_frame(each) for each in await updates.after(uow, seq, limit=PAGE)]

        return Hub(
            read=read,
            changes=self._changes_of(user_id),
            seq=newest,
            buffer=self._buffer,
            idle_seconds=self._idle_seconds,
        )

    def _reading(self, user_id: str) -> Actor:
        return acting("sync", user_id, correlation_id=str(uuid4()), zone=self._zone)

    async def _newest(self, user_id: str) -> int:
        async with self._unit_of_work(self._reading(user_id), read_only=True) as uow:
            return uow.user.last_seq


def _frame(update: Update) -> Frame:
    name = "reminder" if update.is_reminder else "task-update"
    return Frame(update.seq, frames.event(name, update.seq, update.data))


def _since(request: Request) -> int | None:
    """Return the number that the client has, None to begin with what comes now."""
    unknown = next((name for name in request.query_params if name not in IN_QUERY), None)
    if unknown is not None:
        raise Invalid(
            f"There is no field “{unknown[:60]}”",
            field=unknown[:60],
            code="unknown_field",
            next_step=f"The fields are {', '.join(IN_QUERY)}.",
        )
    # A browser that comes back names the latest in the header; the address stays as it was.
    given = [(HEADER, request.headers.get(HEADER) or None)]
    given += [(name, request.query_params.get(name)) for name in IN_QUERY]
    field, text = next((each for each in given if each[1] is not None), (HEADER, None))
    return None if text is None else _number(text, field)


def _number(text: str, field: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Invalid(
            "The last event id is not a number of ours",
            field=field,
            code="invalid_last_event_id",
            next_step="Send the id of the last event as you got it, or leave it out to begin now.",
        )
    return int(text)
