"""A page that follows what happens, and comes back with the last number that it had."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from tests.integration.live.conftest import Reader
from tests.stack.waiting import SOON_SECONDS, soon

PAUSE_SECONDS = 0.2
"""Before it connects again; browsers wait for longer."""


class Page:
    """One live stream, begun again whenever it ends.

    Attributes:
        seen: The number from which it was told, and of each event since.
        broken: How many times its stream was refused or broke off.
    """

    def __init__(self, url: str) -> None:
        self.seen: list[int] = []
        self.broken = 0
        self._url = url

    async def has(self, number: int) -> bool:
        """Say whether it was told of a change."""
        return self.seen[-1] >= number

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Follow for as long as the block runs, which begins when a stream is open."""
        following = asyncio.create_task(self._follow())
        await soon(self._has_begun)
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def _has_begun(self) -> bool:
        return bool(self.seen)

    async def _follow(self) -> None:
        async with httpx2.AsyncClient(base_url=self._url, timeout=SOON_SECONDS) as client:
            while True:
                await self._stream(client)
                self.broken += 1
                await asyncio.sleep(PAUSE_SECONDS)

    async def _stream(self, client: httpx2.AsyncClient) -> None:
        """Read one stream to its end; its first event repeats where it begins."""
        last = {"Last-Event-ID": str(self.seen[-1])} if self.seen else {}
        try:
            async with client.stream("GET", "/api/events", headers=last) as response:
                if response.is_success:
                    reader = Reader(response)
                    while (event := await reader.next()) is not None:
                        self._take(event.name, event.id)
        except httpx2.TransportError:
            pass

    def _take(self, name: str, number: int) -> None:
        assert name != "reset"
        if name != "ready" or not self.seen:
            self.seen.append(number)
        else:
            assert number == self.seen[-1]
