"""Many readers of one server, who together wait for one mark."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

Make = Callable[[str], Awaitable[float]]
"""Makes a change with a mark in it; returns when the time began to run."""


class Reader(asyncio.Protocol):
    """One stream, of which only the mark that is waited for is looked at."""

    def __init__(self, crowd: "Crowd", request: bytes) -> None:
        self._crowd = crowd
        self._request = request
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Look for the mark."""
        self._rest += data
        if self._crowd.mark in self._rest:
            self._rest = b""
            self._crowd.heard()


class Crowd:
    """Readers on connections of their own, each of which sends one of these requests."""

    def __init__(self, port: int, requests: Sequence[bytes], *, opening: bytes) -> None:
        self.mark = opening
        self._missing = len(requests)
        self._all = asyncio.Event()
        self._port = port
        self._requests = requests

    async def open(self) -> float:
        """Connect all, and wait until each has heard the opening; returns the milliseconds."""
        loop = asyncio.get_running_loop()
        begun = time.perf_counter()
        for request in self._requests:
            reader = partial(Reader, self, request)
            await loop.create_connection(reader, "127.0.0.1", self._port)
        await self._all.wait()
        return (time.perf_counter() - begun) * 1000

    def heard(self) -> None:
        """Count one reader that has what is waited for."""
        self._missing -= 1
        if not self._missing:
            self._all.set()

    async def milliseconds(self, mark: str, make: Make) -> float:
        """Make a change and measure until the last reader has it."""
        self.mark, self._missing = mark.encode(), len(self._requests)
        self._all.clear()
        begun = await make(mark)
        await self._all.wait()
        return max(0.0, (time.perf_counter() - begun) * 1000)


def get(path: str, port: int) -> bytes:
    """Return a request for a stream."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def post(path: str, port: int, body: bytes) -> bytes:
    """Return a request whose answer is a stream."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
