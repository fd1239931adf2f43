"""What a body may be: its size, its type and its depth, checked before anything reads it."""

from __future__ import annotations

import asyncio
import json
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from itertools import accumulate
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_api.errors import ProblemItem, refusal

MAX_BODY_BYTES = 1_048_576
BODY_SECONDS = 30.0
"""How long a body may take to arrive."""

MAX_DEPTH = 64
"""How deep lists and objects may be nested; nothing of ours needs more than four."""

# Possessive, and it ends with the text too: a string left open costs one pass, not one a quote.
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)', re.DOTALL)
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # up and down, as signed bytes
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_TOO_LARGE = ProblemItem(
    field=None,
    code="body_too_large",
    message="The body is larger than 1 MiB",
    next_step="Send less at once.",
)
_NOT_JSON = ProblemItem(
    field="Content-Type",
    code="unsupported_media_type",
    message="The body must be JSON",
    next_step="Send it with Content-Type: application/json.",
)
_TOO_DEEP = ProblemItem(
    field=None,
    code="json_too_deep",
    message=f"The JSON is nested deeper than {MAX_DEPTH} levels",
    next_step="Send flat JSON.",
)
_NOT_UNICODE = ProblemItem(
    field=None,
    code="invalid_unicode",
    message="A text in the body is not Unicode: it has half of a surrogate pair",
    next_step="Send whole characters.",
)


_CLOSE = {"Connection": "close"}
_TOO_SLOW = ProblemItem(
    field=None,
    code="body_too_slow",
    message="The body did not arrive in time",
    next_step="Send it again, all at once.",
)


class BodyLimits:
    """Refuses bodies that are too large, of another type or nested too deep."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        json_paths: Sequence[str] = ("/api/",),
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self.app = app
        self.json_paths = tuple(json_paths)
        self.body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body read, or refuse it."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if _announced(connection.headers) > MAX_BODY_BYTES:
            refused: Response = refusal(connection, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
            await refused(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.body_seconds):
                body = await _read(receive)
        except ClientDisconnect:
            return
        except TimeoutError:
            late = refusal(connection, HTTPStatus.REQUEST_TIMEOUT, _TOO_SLOW, _CLOSE)
            await late(scope, receive, send)
            return
        refusal_or_none = self._refusal(connection, body)
        if refusal_or_none is not None:
            await refusal_or_none(scope, receive, send)
            return
        await self.app(scope, _replaying(body or b"", receive), send)

    def _refusal(self, connection: HTTPConnection, body: bytes | None) -> Response | None:
        if body is None:
            return refusal(connection, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
        if not body or not connection.url.path.startswith(self.json_paths):
            return None
        if not _is_json(connection.headers):
            return refusal(connection, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _NOT_JSON)
        if deeper_than(MAX_DEPTH, body):
            return refusal(connection, HTTPStatus.BAD_REQUEST, _TOO_DEEP)
        item = _ambiguity(body)
        return None if item is None else refusal(connection, HTTPStatus.BAD_REQUEST, item)


def deeper_than(depth: int, body: bytes) -> bool:
    """Say whether JSON is nested deeper than `depth`, in linear time and without recursion."""
    if body.count(b"[") + body.count(b"{") <= depth:
        return False
    steps = array("b", _STRINGS.sub(b"", body).translate(_STEPS, _NOT_BRACKETS))
    return max(accumulate(steps), default=0) > depth


class _Repeated(Exception):
    """An object names a field twice."""


def _ambiguity(body: bytes) -> ProblemItem | None:
    """Return what in the JSON readers would take differently: a field given twice, half a letter.

    What is no JSON at all is left to the parser, which says so with its place.
    """
    try:
        value = json.loads(body, object_pairs_hook=_each_once)
        if b"\\ud" in body.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except _Repeated as error:
        return _repeated(str(error))
    except UnicodeEncodeError:
        return _NOT_UNICODE
    except ValueError:
        return None
    return None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _Repeated(next(name for name, count in counts.items() if count > 1))
    return fields


def _repeated(name: str) -> ProblemItem:
    return ProblemItem(
        field=name[:60],
        code="repeated_field",
        message=f"“{name[:60]}” is given twice",
        next_step="Send it once.",
    )


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length[:20]) if length.isdecimal() else 0


def _is_json(headers: Headers) -> bool:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    main, _, sub = media_type.partition("/")
    return main == "application" and (sub == "json" or sub.endswith("+json"))


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, or None as soon as it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replaying(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
