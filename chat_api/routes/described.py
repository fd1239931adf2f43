"""How responses are told in OpenAPI, said once for all routes."""

from __future__ import annotations

from typing import Any

from chat_api.errors import problems

Responses = dict[int | str, dict[str, Any]]

READ = problems(401, 421, 422, 500, 503)
WRITE = READ | problems(400, 403, 409, 413, 415)

_TEXT = {"schema": {"type": "string"}}
_ETAG = {"ETag": {"description": "The version, for If-Match.", **_TEXT}}
_WROTE = {
    "X-Operation-Id": {
        "description": "The operation that this was, for undo; absent if nothing changed.",
        "schema": {"type": "integer"},
    },
    "Idempotent-Replayed": {
        "description": "`true` if this is the stored response of an earlier request.",
        **_TEXT,
    },
}
_LOCATION = {"Location": {"description": "Where the new thing is.", **_TEXT}}


def reads(*, one: bool = False, versioned: bool = False) -> Responses:
    """Describe a read; `one` may be missing, and a versioned one has an ETag."""
    found: Responses = {200: {"description": "Found", "headers": _ETAG if versioned else {}}}
    return READ | found | (problems(404) if one else {})


def writes(
    status: int = 200, *, one: bool = True, versioned: bool = True, matched: bool = False
) -> Responses:
    """Describe a write: of a thing that may be missing, and may have changed if `matched`."""
    headers = _WROTE | (_ETAG if versioned and status != 204 else {})
    if status == 201:
        headers = headers | _LOCATION
    done: Responses = {status: {"description": "Done", "headers": headers}}
    missing = problems(404) if one else {}
    return WRITE | done | missing | (problems(412) if matched else {})


def streams(what: str) -> Responses:
    """Describe a protocol of others: server-sent events, or JSON where it has that."""
    content: dict[str, Any] = {"text/event-stream": _TEXT}
    if "`stream`" in what:
        content["application/json"] = {"schema": {"type": "object"}}
    return WRITE | {200: {"description": f"{what[0].upper()}{what[1:]}.", "content": content}}
