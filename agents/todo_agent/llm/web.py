"""The HTTP client that providers are reached with: every wait and every reply has an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
"""The longest silence within a reply; the turn's own limit covers the whole."""
REPLY_BYTES = 8_000_000
"""How long one reply may be on the wire."""


class ReplyTooLong(Exception):
    """A reply reached its limit with nothing that can be used."""


def provider_client() -> httpx2.AsyncClient:
    """A client of our own for one provider; redirects are not followed, as they bear the key."""
    return httpx2.AsyncClient(
        event_hooks={"request": [_bound_waits], "response": [_bound_length]},
        follow_redirects=False,
    )


async def _bound_waits(request: httpx2.Request) -> None:
    """Set the time-outs here, whatever the library that makes the request thinks of them."""
    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    request.extensions["timeout"] = timeout.as_dict()


async def _bound_length(response: httpx2.Response) -> None:
    response.stream = _Bounded(cast("httpx2.AsyncByteStream", response.stream))


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        room = REPLY_BYTES
        async for chunk in self._stream:
            room -= len(chunk)
            if room < 0:
                raise ReplyTooLong
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
