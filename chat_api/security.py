"""Around every request: its correlation id, its Host and Origin, its response's headers."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID, uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_api.errors import ProblemItem, headers_of, problem_of, refusal, rendered
from chat_api.origins import RefusedSites, is_own_page, origins_of
from evolution_todo.domain.correlation import correlation_id

CORRELATION_HEADER = "X-Correlation-Id"

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",  # the widget's own style is a constructed sheet, which needs no leave
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ]
)
"""The page runs its own files and nothing else, wherever text in it comes from."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_FOREIGN_HOST = ProblemItem(
    field="Host",
    code="foreign_host",
    message="This server does not answer under this name",
    next_step="Call it by its own address, or let the operator add the name to the allowed hosts.",
)


class Envelope:
    """Gives every response its correlation id and safe headers, and every failure a body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put what comes back into the envelope."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        connection.state.correlation_id = _correlation_id(connection)
        correlation_id.set(connection.state.correlation_id)  # for this request's task alone
        started = False

        async def framed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(MutableHeaders(scope=message), connection.state.correlation_id)
            await send(message)

        try:
            await self.app(scope, receive, framed)
        except Exception as error:
            body = problem_of(error, connection=connection)
            if started:
                raise
            await rendered(body, headers_of(error))(scope, receive, framed)


class OwnSite:
    """Refuses a request under a foreign name (421) and a foreign page's writes (403)."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: Sequence[str],
        allowed_origins: Sequence[str],
        nameless: Sequence[str] = (),
    ) -> None:
        """Guard `app`; a platform asks the `nameless` paths under whatever name it has for us."""
        self.app = app
        self.nameless = frozenset(nameless)
        self.hosts = frozenset(host.lower() for host in allowed_hosts)
        self.origins = origins_of(allowed_origins)
        self.refused = RefusedSites()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in self.nameless:
            await self.app(scope, receive, send)
            return
        refused = self._refusal(HTTPConnection(scope))
        await (refused or self.app)(scope, receive, send)

    def _refusal(self, connection: HTTPConnection) -> Response | None:
        if not self._is_own_name(connection.headers.get("host", "")):
            return refusal(connection, HTTPStatus.MISDIRECTED_REQUEST, _FOREIGN_HOST)
        if connection.scope["method"] in _SAFE_METHODS or self._may_write(connection):
            return None
        return self.refused.refusal(connection)

    def _is_own_name(self, host: str) -> bool:
        """An allowed name without a port stands for every port of it."""
        host = host.lower()
        return host in self.hosts or _without_port(host) in self.hosts

    def _may_write(self, connection: HTTPConnection) -> bool:
        origin = connection.headers.get("origin", "").lower()
        return origin in self.origins or is_own_page(connection)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def _correlation_id(connection: HTTPConnection) -> str:
    try:
        return str(UUID(connection.headers.get(CORRELATION_HEADER, "")))
    except ValueError:
        return str(uuid4())


def _add_headers(headers: MutableHeaders, correlation_id: str) -> None:
    headers[CORRELATION_HEADER] = correlation_id
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
