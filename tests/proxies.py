"""A connection's other end that can be moved, cut and counted."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Proxy:
    """Passes connections on to an address, which may change or be gone."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        """How many were made to it so far."""
        self.requests: list[bytes] = []
        """The first bytes of what was sent through it."""
        self.cut_next_answer = False
        """Whether to break the connection off once, instead of giving the next answer."""
        self.is_silent = False
        """Whether to keep answers back."""
        self._target: int | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    def lead_to(self, url: str | None) -> None:
        """Pass on to another address from now on; to none, connections are refused."""
        self._target = None if url is None else urlsplit(url).port
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        self.connections += 1
        if self._target is None:
            writer.transport.abort()
            return
        self._writers.add(writer)
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ask(reader, back))
                group.create_task(self._answer(there, writer))
        except* (OSError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()
            back.close()

    async def _ask(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.requests.append(data)
            back.write(data)
        raise ConnectionError

    async def _answer(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await there.read(65536):
            if self.is_silent:
                continue
            if self.cut_next_answer:
                self.cut_next_answer = False
                writer.transport.abort()
                break
            writer.write(data)
        raise ConnectionError


@asynccontextmanager
async def proxied(*, context: ssl.SSLContext | None = None) -> AsyncIterator[Proxy]:
    """Listen on a free port of the loopback, by TLS if a context is given."""
    proxy = Proxy(0)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(OSError):
            await proxy.serve(reader, writer)
        tasks.discard(task)

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
