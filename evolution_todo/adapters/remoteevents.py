"""The live events of another process, asked for in a person's name."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping
from typing import Self

import httpx2

from evolution_todo.adapters.auth import Audience, Signer
from evolution_todo.adapters.refusals import is_operators
from evolution_todo.domain.errors import Unavailable

PATH = "/api/events"

CONNECT_SECONDS = 2.0
SILENCE_SECONDS = 45.0
"""How long a stream may say nothing: three of its heartbeats."""

_log = logging.getLogger(__name__)


class RemoteEvents:
    """The sync process at an address; each stream is a connection of its own."""

    def __init__(self, url: str, *, signer: Signer) -> None:
        self._url = url.rstrip("/").removesuffix(PATH) + PATH
        self._signer = signer
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS, pool=None),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._client.aclose()

    async def open(self, user_id: str, *, query: str, headers: Mapping[str, str]) -> OpenedEvents:
        """Ask for a person's events, or learn why there are none.

        Raises:
            Unavailable: the process is gone, or does not take our calls.
        """
        token = self._signer.for_process(user_id, Audience.SYNC)
        url = httpx2.URL(self._url, query=query.encode())
        bearing = {**headers, "Authorization": f"Bearer {token}"}
        request = self._client.build_request("GET", url, headers=bearing)
        try:
            response = await self._client.send(request, stream=True)
        except httpx2.TransportError as error:
            raise _gone() from error
        if is_operators(response):
            await response.aclose()
            raise _gone()
        return OpenedEvents(response)


class OpenedEvents:
    """One response of the sync process."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    async def body(self) -> bytes:
        """Return the whole of a refusal."""
        try:
            return await self._response.aread()
        except httpx2.TransportError as error:
            raise _gone() from error

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Give a stream as it comes; ends when the process ends it, falls silent or is gone."""
        try:
            async for chunk in self._response.aiter_raw():
                yield chunk
        except httpx2.TransportError as error:
            _log.warning("A stream of live events broke off: %r", error)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._response.aclose()


def _gone() -> Unavailable:
    return Unavailable(
        "Live events cannot be had right now",
        code="live_events_unavailable",
        next_step="Connect again in a moment with the id of the last event; none is lost.",
    )
