"""The agent's tools in another process: MCP over HTTP, on connections that are kept open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from evolution_todo.adapters.auth import Signer
from evolution_todo.adapters.refusals import is_operators

if TYPE_CHECKING:
    from todo_agent.turn import Person

_log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
LIST_SECONDS = 10.0
"""How long the list of tools may take; each call has a time of its own."""

ANSWER_SECONDS = 60.0
"""How long any answer may take."""

CONNECTIONS = 100
IDLE_SECONDS = 4.0
"""How long an idle connection is kept: the servers close theirs after five."""

PAUSES = (0.1, 0.5)
"""What passes before a request is sent once more, in seconds."""


class RemoteTools:
    """The MCP server at an address, as each turn has it: with its own person's token.

    Nothing is shaken hands on: in the protocol's era of 2026-07-28 a connection is but the
    requests that are sent in its name, and those of all turns share one pool.
    """

    def __init__(self, url: str, *, signer: Signer) -> None:
        self._url = url
        self._signer = signer
        limits = httpx2.Limits(
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
        )
        self._pool = _Persistent(httpx2.AsyncHTTPTransport(limits=limits))

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._pool.aclose()

    @asynccontextmanager
    async def connect(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        """Give a turn its tools; what cannot be reached shows when one is called."""
        del conversation_id, turn_id  # each call bears them itself

        def token() -> str:
            return self._signer.for_agent(person.user_id, client=person.client, zone=person.zone)

        # Not closed with the turn: it holds nothing but the pool, which outlives it.
        http = httpx2.AsyncClient(
            transport=self._pool,
            auth=_FreshToken(token),
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        )
        over_http = streamable_http_client(self._url, http_client=http)
        async with Client(
            over_http, mode="2026-07-28", cache=None, read_timeout_seconds=LIST_SECONDS
        ) as client:
            yield client


class _FreshToken(httpx2.Auth):
    """Signs each request anew: a turn may take longer than a token lasts."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token()}"
        yield request


class _Persistent(httpx2.AsyncBaseTransport):
    """Sends a request again whose connection failed, and gives its failure as an answer.

    All that the agent sends may be sent twice: it reads, or its idempotency key makes it one. A
    failure that is raised would end the SDK's connection, and the turn with it; an answer of 503
    becomes the error of the one call.
    """

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        pauses = iter(PAUSES)
        while True:
            try:
                return await self._answered(request)
            except httpx2.TransportError as error:
                slow = isinstance(error, httpx2.TimeoutException)
                pause = None if slow else next(pauses, None)
                if pause is None:
                    _log.warning("The MCP server at %s gave no answer: %r", request.url.host, error)
                    return httpx2.Response(503)
            await asyncio.sleep(pause)

    async def _answered(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer once all of it is here: what breaks later cannot be sent again."""
        response = await self._inner.handle_async_request(request)
        response.request = request
        try:
            body = b"".join([chunk async for chunk in response.aiter_raw()])
        finally:
            await response.aclose()
        is_operators(response)
        return httpx2.Response(
            response.status_code, headers=response.headers, stream=httpx2.ByteStream(body)
        )
