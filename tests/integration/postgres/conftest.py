"""A PostgreSQL of a test's own, which it may kill, and the way to it, which it may cut."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from evolution_todo.adapters.database import Database
from tests.stack.postgres import Postgres, postgres
from tests.stack.stack import MIGRATED, migrated


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """A durable server with a database of every table."""
    with postgres() as server:
        migrated(server)
        yield server


@pytest.fixture
async def database(own_server: Postgres) -> AsyncIterator[Database]:
    database = Database(own_server.url(MIGRATED))
    yield database
    await database.close()


class Way:
    """The network to a server; held, it swallows all that is sent and resets nothing."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self._to = port
        self._open = asyncio.Event()
        self._open.set()
        self._pipes: set[asyncio.Task[None]] = set()

    def hold(self) -> None:
        """Let nothing through any more, in either direction."""
        self._open.clear()

    def let_through(self) -> None:
        """Let everything through again, what was held first."""
        self._open.set()

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator["Way"]:
        """Listen on a port of its own."""
        listener = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            listener.close()
            for pipe in self._pipes:
                pipe.cancel()
            await asyncio.gather(*self._pipes, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        for source, sink in ((reader, back), (there, writer)):
            pipe = asyncio.create_task(self._pass_on(source, sink))
            self._pipes.add(pipe)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
        except ConnectionError:
            pass  # one of the two has hung up, and so does the other
        finally:
            sink.close()
