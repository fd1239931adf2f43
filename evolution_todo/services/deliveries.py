"""What a broker's sidecar delivers over HTTP: each event of a topic, and what became a dead letter.

The answers are Dapr's: SUCCESS is done with, RETRY comes again soon and holds up the partition
meanwhile, DROP goes to the consumer's own dead-letter topic.
"""

import base64
import binascii
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from evolution_todo.domain import cloudevents
from evolution_todo.domain.errors import Invalid, NotFound, Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.services.metrics import DROPPED

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of one delivery; a broker's usual limit is half of it."""

TOKEN_HEADER = "dapr-api-token"  # noqa: S105  its name

_log = logging.getLogger(__name__)

Take: TypeAlias = Callable[[Event], Awaitable[None]]
"""Does what an event asks for.

Raises Unavailable if nothing can be done now, and NotFound if there is no such person here.
"""


class Verdict(StrEnum):
    """What is to become of a delivery."""

    SUCCESS = "SUCCESS"
    RETRY = "RETRY"
    DROP = "DROP"


class Deliveries:
    """The routes by which one service gets the events of one topic.

    Args:
        name: Of the service.
        topic: What it listens to.
        take: Has an event handled or parked.
        bury: Keeps an event that came back as a dead letter.
        token: What the sidecar has to show; without any it has to be on this machine.
    """

    def __init__(self, *, name: str, topic: str, take: Take, bury: Take, token: str = "") -> None:
        self._name = name
        self._topic = topic
        self._take = take
        self._bury = bury
        self._token = token

    @property
    def routes(self) -> Sequence[Route]:
        """What the subscriptions call."""
        return [
            guarded(f"/dapr/events/{self._topic}", self._event, token=self._token),
            guarded(f"/dapr/dead/{self._topic}", self._dead_letter, token=self._token),
        ]

    async def _event(self, request: Request) -> Response:
        try:
            event = cloudevents.unwrapped(await _json(request))
        except Invalid as error:
            return self._drop(error.message)
        try:
            await self._take(event)
        except Unavailable as error:
            return self._retry(event, error)
        except NotFound as error:
            return self._drop(error.message)
        except Exception:  # neither handled nor parked: it must not hold up all that come after
            _log.exception("%s could not even park %s %s", self._name, event.type, event.id)
            return self._drop("it could be neither handled nor parked")
        return _answer(Verdict.SUCCESS)

    async def _dead_letter(self, request: Request) -> Response:
        """Keep what Dapr has moved aside; it stays in its topic whatever becomes of it here."""
        try:
            event = cloudevents.unwrapped(_as_it_came(await _json(request)))
            await self._bury(event)
        except (Invalid, NotFound) as error:
            _log.error(
                "A dead letter of %s is kept in its topic alone: %s", self._name, error.message
            )
        except Unavailable as error:
            return self._retry(event, error)
        except Exception:
            _log.exception("A dead letter of %s is kept in its topic alone", self._name)
        return _answer(Verdict.SUCCESS)

    def _retry(self, event: Event, error: Unavailable) -> Response:
        _log.warning(
            "%s comes again to %s: %s",
            event.id,
            self._name,
            error.message,
            extra={"correlation_id": event.correlation_id},
        )
        return _answer(Verdict.RETRY)

    def _drop(self, reason: str) -> Response:
        DROPPED.add(by=self._name)
        _log.error("%s moves a delivery to its dead letters: %s", self._name, reason)
        return _answer(Verdict.DROP)


def guarded(path: str, endpoint: Callable[[Request], Awaitable[Response]], *, token: str) -> Route:
    """Return a route for the sidecar alone: it shows the token or, if there is none, is here."""

    async def checked(request: Request) -> Response:
        if not (_shows(request, token) if token else _is_here(request)):
            _log.error("A call of %s was refused: %s", path, _WRONG if token else _ELSEWHERE)
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        return await endpoint(request)

    return Route(path, checked, methods=["POST"])


_WRONG = "it does not show the token in APP_API_TOKEN"
_ELSEWHERE = "it came from another machine, and there is no APP_API_TOKEN to know a sidecar by"


def _shows(request: Request, token: str) -> bool:
    shown = request.headers.get(TOKEN_HEADER, "")
    return secrets.compare_digest(shown.encode(), token.encode())


def _is_here(request: Request) -> bool:
    """Whether a call came from this machine, or from a container that shares its network."""
    if request.client is None:
        return False
    address = ip_address(request.client.host)
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


async def _json(request: Request) -> Any:
    """Return the body as JSON; raises Invalid."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _no_json(f"is larger than {LARGEST_BODY} bytes")
    return _read(bytes(body))


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _no_json("is no JSON") from error


def _as_it_came(envelope: Any) -> Any:
    """Return what Dapr has wrapped once more, as it does with what may be no CloudEvent."""
    wrapped = envelope.get("data_base64") if isinstance(envelope, dict) else None
    if not isinstance(wrapped, str):
        return envelope
    try:
        return _read(base64.b64decode(wrapped, validate=True))
    except binascii.Error as error:
        raise _no_json("is no base64") from error


def _no_json(problem: str) -> Invalid:
    return Invalid(
        f"This is no event of ours: its body {problem}",
        code="not_an_event",
        field="body",
        next_step="Publish the CloudEvent as the contract has it, once wrapped.",
    )


def _answer(verdict: Verdict) -> Response:
    return JSONResponse({"status": verdict})
