"""What a provider's failure means: whether to ask again, and when."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx2
import openai
from agents.exceptions import ModelBehaviorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from todo_agent.turn import Json

_PASSING_STATUS = frozenset({408, 409, 425, 429})
_SPENT = "insufficient_quota"
"""OpenAI's 429 for an account without money: waiting does not help."""


class ReplyCut(Exception):
    """A reply ended before it was whole."""


_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError)
"""What the libraries raise at JSON that is none, or not of the shape they expect."""
_PASSING = (httpx2.TransportError, openai.APIError, ModelBehaviorError, ReplyCut, *_UNREADABLE)


def is_passing(error: Exception) -> bool:
    """Whether the same request may well succeed in a moment.

    So may one that met a busy or failing server, a broken connection, or a reply that nobody
    can read. What the provider refuses, a wrong key or an impossible request, stays refused.
    """
    status = status_of(error)
    if status is not None:
        busy = status in _PASSING_STATUS or status >= 500
        return busy and getattr(error, "code", None) != _SPENT
    return isinstance(error, _PASSING)


def status_of(error: Exception) -> int | None:
    """The HTTP status that a provider's library reports, if it does."""
    found = (getattr(error, name, None) for name in ("status_code", "code"))
    return next((each for each in found if isinstance(each, int)), None)


def retry_after(error: Exception, *, now: float) -> float | None:
    """How many seconds the provider asked to wait, if it did; `now` is a Unix time.

    It says so in a header, in seconds, milliseconds or as an HTTP date; Gemini in the body.
    """
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    waits = (*_in_headers(headers, now), *_in_details(getattr(error, "details", None)))
    return next((max(0.0, wait) for wait in waits), None)


def _in_headers(headers: Mapping[str, str], now: float) -> Iterator[float]:
    if (thousandths := _number(headers.get("retry-after-ms"))) is not None:
        yield thousandths / 1000
    said = headers.get("retry-after")
    if said is None:
        return
    if (seconds := _number(said)) is not None:
        yield seconds
        return
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return
    yield (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now


def _in_details(body: Json) -> Iterator[float]:
    """The `google.rpc.RetryInfo` of a Google error body."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    details = error.get("details") if isinstance(error, dict) else None
    for detail in details if isinstance(details, list) else []:
        said = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(said, str) and (seconds := _number(said.removesuffix("s"))) is not None:
            yield seconds


def _number(said: str | None) -> float | None:
    found = re.fullmatch(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*", said or "")
    return float(found[1]) if found else None
