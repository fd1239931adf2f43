"""Pages of other sites: which may call, and how those hear of it that may not."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_api.errors import ProblemItem, refusal

ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Of what any page may load: the widget's own files, which say nothing of anybody."""

QUESTION_PATH = "/widget/origin"
"""Where a page may ask whether it may call; a browser hides every other refusal from it."""

QUIET_SECONDS = 600.0
"""How long a refused site is not told of again."""

MOST_SITES = 50
"""How many of them are told of in that time; their names are whatever callers make up."""

LONGEST_ORIGIN = 200

_PAGES_MAY = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match, Idempotency-Key, "
    "Last-Event-ID, X-Client, X-Correlation-Id, X-Timezone",
    "Access-Control-Max-Age": "600",
}
_PAGES_READ = ", ".join(
    [
        "ETag",
        "Idempotent-Replayed",
        "Location",
        "Retry-After",
        "X-Conversation-Id",
        "X-Correlation-Id",
        "X-Message-Id",
        "X-Operation-Id",
    ]
)

_FOREIGN_ORIGIN = ProblemItem(
    field="Origin",
    code="foreign_origin",
    message="A page of another site may not use this server",
    next_step="Use this server's own page, or have the operator add the origin to "
    "EVOLUTION_TODO_ALLOWED_ORIGINS, with EVOLUTION_TODO_AUTH=jwt.",
)

_log = logging.getLogger(__name__)


def origins_of(sites: Iterable[str]) -> frozenset[str]:
    """Return origins as they are compared."""
    return frozenset(site.lower().rstrip("/") for site in sites)


def is_own_page(connection: HTTPConnection) -> bool:
    """Say whether no other site's page sends this: a program, or a page of this server."""
    origin = connection.headers.get("origin", "").lower()
    try:
        return not origin or urlsplit(origin).netloc == connection.headers.get("host", "").lower()
    except ValueError:  # such as http://[
        return False


class RefusedSites:
    """Refuses pages of other sites, and tells the log of each site once in a while."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}

    def refusal(
        self, connection: HTTPConnection, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return the response to a page that may not call."""
        self._tell(connection.headers.get("origin", "")[:LONGEST_ORIGIN])
        return refusal(connection, HTTPStatus.FORBIDDEN, _FOREIGN_ORIGIN, headers)

    def _tell(self, origin: str) -> None:
        now = time.monotonic()
        self._told = {o: at for o, at in self._told.items() if now - at < QUIET_SECONDS}
        if origin in self._told or len(self._told) >= MOST_SITES:
            return
        self._told[origin] = now
        _log.warning(
            "A page of %r was refused. Name its site in EVOLUTION_TODO_ALLOWED_ORIGINS, with "
            "EVOLUTION_TODO_AUTH=jwt, if it may call.",
            origin,
        )


class OtherPages:
    """Lets pages of these origins call and read (CORS); each brings a token, never a cookie."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self.app = app
        self.origins = origins_of(origins)
        self.refused = RefusedSites()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what a browser or its page asks first, and mark what the page may read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        allowed = self._allowed(connection.headers.get("origin", ""))

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and self.origins:
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                headers.update(allowed)
            await send(message)

        answer = self._answer(connection, is_allowed=bool(allowed))
        await (answer or self.app)(scope, receive, marked)

    def _answer(self, connection: HTTPConnection, *, is_allowed: bool) -> Response | None:
        may = is_allowed or is_own_page(connection)
        if connection.scope["path"] == QUESTION_PATH:
            return (
                Response(None, 204, ANYWHERE) if may else self.refused.refusal(connection, ANYWHERE)
            )
        if not _asks_first(connection):
            return None
        if not may:
            return self.refused.refusal(connection)
        return Response(None, 204, _PAGES_MAY) if is_allowed else None

    def _allowed(self, origin: str) -> dict[str, str]:
        if origin.lower() not in self.origins:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": _PAGES_READ,
        }


def _asks_first(connection: HTTPConnection) -> bool:
    """Say whether this is a browser's question before a request (a preflight)."""
    is_options = connection.scope["method"] == "OPTIONS"
    return is_options and "access-control-request-method" in connection.headers
