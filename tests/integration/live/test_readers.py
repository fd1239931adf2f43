"""Readers that lag behind, vanish, come back or are still there when the server stops."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Protocol

import httpx2
import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.domain.waking import Waker
from evolution_todo.services.sync import Admission
from evolution_todo.services.sync.hub import PAGE, Frame, Hub, Listener
from tests.factories import Do
from tests.integration.live.conftest import (
    FOREVER,
    PATIENCE,
    Reader,
    Serve,
    Served,
    person_for_a_moment,
)
from tests.servers import Server

pytestmark = pytest.mark.anyio

LONG = "x" * 1000


async def add_long(uow: UnitOfWork) -> None:
    """Change a lot of text at once."""
    for number in range(60):
        await tasks.add(uow, TaskDraft(title=f"{number}", description=LONG))


class Listening(Protocol):
    """A server that may be asked."""

    @property
    def url(self) -> str: ...


@contextmanager
def deaf(served: Listening, *, since: int | None = None) -> Iterator[socket.socket]:
    """A client that asks for the stream and never reads a byte of it."""
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((host, int(port)))
        after = "" if since is None else f"?since={since}"
        request = f"GET /api/events{after} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        client.sendall(request.encode())
        yield client


async def test_a_reader_that_does_not_read_is_dropped_and_the_others_go_on(
    serve: Serve, do: Do
) -> None:
    serving = serve(buffer=100, stalled_seconds=FOREVER)
    async with serving as served, served.reader() as reader:
        await reader.take(1)
        with deaf(served):
            await joined(served, 2)
            for _ in range(5):
                await do(add_long)
                await reader.take(60)
            async with asyncio.timeout(PATIENCE):
                assert await served.live.ended.get() == "ada"
            assert [len(hub.listeners) for hub in served.live._hubs.values()] == [1]
            assert len(served.server.server_state.connections) == 1, "its connection is not kept"
        assert max(len(hub._recent) for hub in served.live._hubs.values()) <= 100
        async with served.reader(since=0) as back:
            assert [event.id for event in (await back.take(301))[1:]] == list(range(1, 301))


async def test_a_stream_ends_with_what_let_its_reader_in(serve: Serve) -> None:
    async with serve(identify=person_for_a_moment) as served, served.reader() as reader:
        await reader.take(1)
        async with asyncio.timeout(PATIENCE):
            assert await reader.next() is None
            assert await served.live.ended.get() == "ada"


async def test_what_waits_for_a_reader_that_does_not_read_stays_small(serve: Serve, do: Do) -> None:
    async with serve(buffer=1000) as served, served.reader() as reader:
        await reader.take(1)
        with deaf(served):
            await joined(served, 2)
            for _ in range(5):
                await do(add_long)
                await reader.take(60)
            buffered = [
                connection.transport.get_write_buffer_size()
                for connection in served.server.server_state.connections
            ]
            assert 60_000 < max(buffered) < 150_000  # of the 700,000 that were written to others
        assert await served.live.ended.get() == "ada"


async def joined(served: Served, count: int) -> None:
    """Wait until so many streams take changes as they come."""
    while True:
        listeners = [one for hub in served.live._hubs.values() for one in hub.listeners]
        if sum(one.has_caught_up for one in listeners) == count:
            return
        await asyncio.sleep(0)


async def test_a_reader_that_stops_reading_what_it_missed_is_dropped_too(
    serve: Serve, do: Do
) -> None:
    for _ in range(5):
        await do(add_long)
    async with serve(stalled_seconds=0.01) as served:
        with deaf(served, since=0):
            assert await served.live.ended.get() == "ada"
            assert served.live._hubs == {}


async def test_a_reader_that_vanishes_in_the_middle_is_forgotten(served: Served, do: Do) -> None:
    with deaf(served) as client:
        await joined(served, 1)
        await do(add_long)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # resets
    assert await served.live.ended.get() == "ada"
    assert served.live._hubs == {}


async def test_a_stopping_server_ends_its_streams_and_opens_no_more(serve: Serve, do: Do) -> None:
    async with serve() as served, served.reader() as reader:
        await reader.take(1)
        with deaf(served):
            await joined(served, 2)
            for _ in range(4):
                await do(add_long)
                await reader.take(60)
            served.server.should_exit = True  # and nothing but the streams holds it up
            assert await reader.next() is None
            for _ in range(2):
                assert await served.live.ended.get() == "ada"
    with pytest.raises(Unavailable):
        await served.live._opened(Admission("ada"), None)


async def test_the_command_ends_its_streams_when_told_to_stop(tmp_path: Path) -> None:
    async with Server(tmp_path) as server, opened(server) as reader:
        server.ask_to_stop()
        # A stream cut by the end of its process would raise here.
        assert await reader.next() is None
        assert await server.gone() == 0
    assert "Cancel" not in (tmp_path / "server.log").read_text()


@asynccontextmanager
async def opened(server: Server) -> AsyncIterator[Reader]:

    async with (
        httpx2.AsyncClient(base_url=server.url, timeout=PATIENCE) as client,
        client.stream("GET", "/api/events") as response,
    ):
        reader = Reader(response)
        await reader.take(1)
        yield reader


WRITERS = 3
EACH = 30


@pytest.mark.parametrize("seed", range(3))
async def test_every_stream_tells_every_change_once_and_in_order_across_its_breaks(
    serve: Serve, database: Database, database_file: Path, actor: Actor, seed: int
) -> None:
    other = Database(f"sqlite:///{database_file}")  # another process's, as far as we can tell
    sources = [database, database, other]

    async def write(number: int) -> None:
        for count in range(EACH):
            async with sources[number].unit_of_work(actor) as uow:
                await tasks.add(uow, TaskDraft(title=f"{number}/{count}"))

    async def follow(chance: random.Random) -> list[int]:
        seen: list[int] = []
        while len(seen) < WRITERS * EACH:
            async with served.reader(since=len(seen)) as reader:
                await reader.take(1)
                # It leaves when it likes, and is sent away when it lags behind.
                for _ in range(min(chance.randint(1, 25), WRITERS * EACH - len(seen))):
                    event = await reader.next()
                    if event is None:
                        break
                    seen.append(event.id)
        return seen

    async with serve(buffer=16) as served:
        readers = [follow(random.Random(f"{seed}/{n}")) for n in range(6)]  # noqa: S311  # chance
        everything = await asyncio.gather(*readers, *(write(n) for n in range(WRITERS)))
    await other.close()
    for seen in everything[:6]:
        assert seen == list(range(1, WRITERS * EACH + 1))


class Rows(Waker):
    """Change rows in memory, counting how often they are read."""

    def __init__(self, count: int = 0) -> None:
        super().__init__()
        self.reads = 0
        self.broken: Exception | None = None
        self.read_now = asyncio.Event()
        self._count = count

    def add(self, count: int) -> None:
        self._count += count
        self.move()

    async def read(self, seq: int) -> list[Frame]:
        self.reads += 1
        self.read_now.set()
        if self.broken is not None:
            raise self.broken
        return [Frame(n, b"%d " % n) for n in range(seq + 1, self._count + 1)][:PAGE]


async def test_a_hub_reads_only_when_something_was_committed() -> None:
    rows = Rows(count=3)
    hub = Hub(read=rows.read, changes=rows, seq=3, buffer=8)
    listener = Listener(hub, position=3)
    hub.join(listener, end=unasked)
    chunks = listener.chunks(heartbeat_seconds=0)
    for _ in range(50):
        assert await anext(chunks) == b":\n\n"
    assert rows.reads == 1
    rows.add(2)
    assert await _first_that_tells(chunks) == b"4 5 "
    assert rows.reads == 2
    await hub.leave(listener)
    rows.add(1)
    assert rows.reads == 2


def unasked() -> None:
    raise AssertionError("nothing was wrong with this stream")


async def _first_that_tells(chunks: AsyncIterator[bytes]) -> bytes:
    async for chunk in chunks:
        if not chunk.startswith(b":"):
            return chunk
    raise AssertionError("the chunks ended")


async def test_a_hub_goes_on_when_the_database_is_back() -> None:
    rows = Rows()
    rows.broken = Unavailable("The disk is full", next_step="Make room.")
    hub = Hub(read=rows.read, changes=rows, seq=0, buffer=8)
    listener = Listener(hub, position=0)
    hub.join(listener, end=unasked)
    await rows.read_now.wait()
    rows.broken = None
    rows.add(1)
    assert await anext(listener.chunks(heartbeat_seconds=PATIENCE)) == b"1 "
    await hub.leave(listener)


async def test_a_hub_that_breaks_ends_its_streams_instead_of_leaving_them_silent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows = Rows()
    rows.broken = ZeroDivisionError()
    hub = Hub(read=rows.read, changes=rows, seq=0, buffer=8)
    ended = asyncio.Event()
    listener = Listener(hub, position=0)
    hub.join(listener, end=ended.set)
    await ended.wait()
    await hub.leave(listener)
    assert "cannot go on" in caplog.text
