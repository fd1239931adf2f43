"""The application on a real socket, and readers of its live events."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
import uvicorn
from starlette.requests import HTTPConnection

from chat_api.app import create_app
from evolution_todo import serving
from evolution_todo.adapters.database import Database
from evolution_todo.services.sync import Admission, LiveEvents, PassedEvents
from evolution_todo.services.sync.live import Identify
from tests.integration.api.conftest import by_header, parts
from tests.integration.domain.conftest import do as do  # a fixture here too

FOREVER = 3600
PATIENCE = 60
"""Seconds after which a test that waits for what never comes is ended."""


@dataclass(frozen=True, slots=True)
class Event:
    """What one block of a stream says."""

    id: int
    name: str
    data: dict[str, Any]


class Reader:
    """Reads a stream event by event; comments are counted and passed over."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self.comments = 0
        self._lines = response.aiter_lines()

    async def next(self) -> Event | None:
        """Return the next event, None at the stream's end."""
        fields: dict[str, str] = {}
        async for line in self._lines:
            if line.startswith(":"):
                self.comments += 1
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                return Event(int(fields["id"]), fields["event"], json.loads(fields["data"]))
        return None

    async def take(self, count: int) -> list[Event]:
        """Return the next events, so many of them."""
        found = [await self.next() for _ in range(count)]
        assert None not in found, "the stream ended"
        return [event for event in found if event is not None]


class Noting(LiveEvents):
    """Live events that say when a stream has ended."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.ended: asyncio.Queue[str] = asyncio.Queue()

    def _leave(self, user_id: str) -> None:
        super()._leave(user_id)
        self.ended.put_nowait(user_id)


@asynccontextmanager
async def reading(
    url: str, *, since: int | None = None, query: str = "", person: str = "ada"
) -> AsyncIterator[Reader]:
    """Read a person's live events from a server."""
    headers = {"x-test-person": person}
    if since is not None:
        headers["Last-Event-ID"] = str(since)
    async with (
        httpx2.AsyncClient(base_url=url, timeout=PATIENCE, headers=headers) as client,
        client.stream("GET", f"/api/events{query}") as response,
    ):
        if not response.is_success:
            await response.aread()
        yield Reader(response)


@dataclass(slots=True)
class Served:
    """A server in this process, on a socket of its own."""

    url: str
    live: Noting
    server: uvicorn.Server

    def reader(
        self, *, since: int | None = None, query: str = "", person: str = "ada"
    ) -> AbstractAsyncContextManager[Reader]:
        return reading(self.url, since=since, query=query, person=person)


Serve = Callable[..., AbstractAsyncContextManager[Served]]


async def person(connection: HTTPConnection) -> Admission:
    """Return who asks, by the header of these tests."""
    return Admission((await by_header(connection)).user_id)


async def person_for_a_moment(connection: HTTPConnection) -> Admission:
    """Return who asks, as one whose token is about to run out."""
    return (await person(connection))._replace(until=time.time() + 0.5)


@pytest.fixture
def serve(database: Database) -> Serve:
    """Serve the application until the block ends; options are those of LiveEvents."""

    @asynccontextmanager
    async def served(*, identify: Identify = person, **options: Any) -> AsyncIterator[Served]:
        given = {
            "unit_of_work": database.unit_of_work,
            "changes_of": lambda _user_id: database,
            "zone": ZoneInfo("UTC"),
        }
        live = Noting(**(given | options))
        async with listening(database, live, identify) as (url, server):
            yield Served(url, live, server)

    return served


@asynccontextmanager
async def listening(
    database: Database, live: LiveEvents | PassedEvents, identify: Identify
) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """Serve the application with these live events."""
    app = create_app(
        **parts(database),
        version="1.2.3",
        allowed_hosts=["127.0.0.1"],
        routes=live.routes(identify),
    )
    config = uvicorn.Config(
        app,
        http=serving._Connection,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=FOREVER,  # what does not end by itself fails the test
    )
    ready = asyncio.Event()
    server = serving._Server(config, ready=ready.set, stopping=live.close)
    with _listener() as listener:
        running = asyncio.create_task(server._serve([listener]))
        await ready.wait()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", server
        server.should_exit = True
        async with asyncio.timeout(PATIENCE):
            await running


def _listener() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0))
    # Small, and those it accepts alike: a reader that does not read is soon one who is waited for.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    return listener


@pytest.fixture
async def served(serve: Serve) -> AsyncIterator[Served]:
    async with serve() as served:
        yield served
