"""What a route is given: who calls, one transaction to read in, one to write in.

All of it is `async`, also what waits for nothing: FastAPI would have a thread do the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Protocol, TypeAlias, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from chat_api.errors import correlation_id_of
from chat_api.validation import takes_query
from evolution_todo.domain import idempotency, operations
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.people import CheckChannels
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from evolution_todo.domain.when import zone_of
from todo_agent.turn import Answer, Person, TurnEvent, TurnRequest

OPERATION_HEADER = "X-Operation-Id"
"""Tells which operation a write was, so that it can be taken back."""

REPLAYED_HEADER = "Idempotent-Replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who calls, as the authentication vouches for it."""

    user_id: str
    email: str | None = None
    valid_until: float | None = None
    """When it holds no longer, in seconds since 1970; None for ever."""


Authenticate: TypeAlias = Callable[[HTTPConnection], Awaitable[Identity]]
"""Tells who sent a request, or raises the domain error to answer with."""

ConversationDeleted: TypeAlias = Callable[[str], None]
"""Told of a conversation that is no more, by its id; it neither waits nor raises."""


def nobody_cares(conversation_id: str) -> None:
    """Be told of a deleted conversation where nothing outside the database remembers any."""
    del conversation_id


class LiveTurn(Protocol):
    """A turn that runs on its own; any number of listeners hear all of it."""

    @property
    def conversation_id(self) -> str | None:
        """Where the message is stored."""
        ...

    def events(self) -> AsyncIterator[TurnEvent]:
        """Give every event from the first; ends after Finished or Failed."""
        ...

    async def answer(self) -> Answer:
        """Wait for the whole reply; raises what the turn failed with."""
        ...


class Turns(Protocol):
    """Starts turns, attaches to them and stops them."""

    async def start(self, request: TurnRequest) -> LiveTurn:
        """Return once the message is stored; raises the domain's errors."""
        ...

    async def stop(self, *, person: Person, message_id: str) -> None:
        """Ask a turn to end after the step it is in; raises NotFound."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All that the API is made of; `create_app` is given each of them."""

    unit_of_work: OpenUnitOfWork
    turns: Turns
    authenticate: Authenticate
    default_zone: ZoneInfo
    """The zone of a person whose request and profile name none."""
    check_channels: CheckChannels
    """Says whether notices of a stranger may go to these URLs."""
    conversation_deleted: ConversationDeleted = nobody_cares


async def ports_of(request: Request) -> Ports:
    """Return what this app was made of."""
    ports: Ports = request.app.state.ports
    return ports


InPorts = Annotated[Ports, Depends(ports_of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, and how to open a transaction as them."""

    ports: Ports
    actor: Actor
    zone_stated: bool
    """Whether the request names its zone; otherwise the person's profile may."""

    @asynccontextmanager
    async def open(self, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        """Open the request's one transaction; it ends with the block."""
        async with self.ports.unit_of_work(self.actor, read_only=read_only) as uow:
            uow.actor = replace(uow.actor, zone=self._zone(uow))
            yield uow

    async def person(self) -> Person:
        """Return the caller as the agent knows them."""
        zone = self.actor.zone
        if not self.zone_stated:
            async with self.open(read_only=True) as uow:
                zone = uow.actor.zone
        return Person(user_id=self.actor.user_id, zone=zone, client=self.actor.client)

    def _zone(self, uow: UnitOfWork) -> ZoneInfo:
        if self.zone_stated or not uow.user.timezone:
            return self.actor.zone
        return ZoneInfo(uow.user.timezone)


async def no_unknown_query(request: Request) -> None:
    """Refuse a query on a route that reads none; where one is read its model refuses.

    Raises:
        Invalid: the query names something.
    """
    name = next(iter(request.query_params), None)
    if name is not None and not takes_query(request.scope["endpoint"]):
        raise Invalid(
            f"There is no field “{name[:60]}”",
            field=name[:60],
            code="unknown_field",
            next_step="Leave it out; this path reads no query.",
        )


async def caller(
    request: Request,
    ports: InPorts,
    x_timezone: Annotated[
        str | None,
        Header(
            alias="X-Timezone",
            max_length=64,
            description="The IANA zone in which dates are read and said; "
            "otherwise the profile's, otherwise the server's.",
            examples=["Europe/Berlin"],
        ),
    ] = None,
    x_client: Annotated[
        Literal["web", "terminal", "api"],
        Header(alias="X-Client", description="The entrance through which this comes."),
    ] = "api",
    x_correlation_id: Annotated[  # noqa: ARG001  # read by the envelope; stands here for OpenAPI
        str | None,
        Header(
            alias="X-Correlation-Id",
            description="A UUID under which this request is logged; otherwise a new one.",
        ),
    ] = None,
) -> Caller:
    """Return who calls, in which zone and through which entrance."""
    identity = await ports.authenticate(request)
    actor = Actor(
        user_id=identity.user_id,
        email=identity.email,
        zone=zone_of(x_timezone, field="X-Timezone") if x_timezone else ports.default_zone,
        client=x_client,
        correlation_id=correlation_id_of(request),
    )
    return Caller(ports=ports, actor=actor, zone_stated=bool(x_timezone))


InCaller = Annotated[Caller, Depends(caller)]


async def reading(caller: InCaller) -> AsyncIterator[UnitOfWork]:
    """Open a transaction that only reads."""
    async with caller.open(read_only=True) as uow:
        yield uow


Reading = Annotated[UnitOfWork, Depends(reading, scope="function")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a write answers."""

    body: BaseModel | None = None
    status: int = 200
    version: int | None = None
    location: str | None = None


Act: TypeAlias = Callable[[UnitOfWork], Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Runs one write in one transaction, once for each idempotency key."""

    caller: Caller
    request: Request
    key: str | None

    async def __call__(self, act: Act) -> Response:
        """Return the reply of `act`, or the stored one if this key was used before.

        The transaction is committed when this returns: nothing is acknowledged that is not kept.
        """
        fingerprint = await self._fingerprint() if self.key else None
        async with self.caller.open() as uow:
            stored = await self._stored(uow, fingerprint)
            if stored is not None:
                return _response(stored, replayed=True)
            reply = _stored_form(await act(uow), await operations.settle(uow))
            if self.key:
                await idempotency.remember(
                    uow, scope="rest", key=self.key, request=fingerprint, response=reply
                )
        return _response(reply)

    async def is_repeated(self) -> bool:
        """Say whether there is a stored reply, so that what goes before a write may be left out.

        Raises:
            Conflict: the key was used for another request.
        """
        if not self.key:
            return False
        fingerprint = await self._fingerprint()
        async with self.caller.open(read_only=True) as uow:
            return await self._stored(uow, fingerprint) is not None

    async def _stored(self, uow: UnitOfWork, fingerprint: dict[str, Any] | None) -> Any:
        if not self.key:
            return None
        return await idempotency.replay(uow, scope="rest", key=self.key, request=fingerprint)

    async def _fingerprint(self) -> dict[str, Any]:
        body = await self.request.body()
        return {
            "method": self.request.method,
            "path": self.request.url.path,
            "query": self.request.url.query,
            "body": _read(body),
        }


def _read(body: bytes) -> Any:
    """Return what a body says; of one that is no JSON, which some routes never read, itself."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.hex()


_KEY = re.compile(r"[\x21-\x7e]{1,255}")

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Any text of your own, 1-255 visible ASCII characters: "
        "a repeat with the same key and body is answered with the first response.",
        examples=["5f0c7d2e-create-milk"],
        json_schema_extra={"pattern": f"^{_KEY.pattern}$"},
    ),
]


def checked_key(key: str | None) -> str | None:
    """Return an idempotency key as sent, if there is one.

    Raises:
        Invalid: it has other characters than it may, or too many.
    """
    if key is not None and not _KEY.fullmatch(key):
        raise Invalid(
            "The idempotency key is not 1-255 visible ASCII characters",
            field="Idempotency-Key",
            code="invalid_idempotency_key",
            next_step="Use a UUID, a new one for each thing you want done.",
        )
    return key


async def writing(
    request: Request, caller: InCaller, idempotency_key: IdempotencyKey = None
) -> Writer:
    """Return what runs this request's write."""
    return Writer(caller=caller, request=request, key=checked_key(idempotency_key))


Writing = Annotated[Writer, Depends(writing)]


_ETAG = re.compile(r'(?:W/)?"?([0-9]{1,18})"?')


async def expected_version(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag that you read: the write is refused if it has changed since.",
            examples=['"3"'],
            json_schema_extra={"pattern": rf"^(\*|{_ETAG.pattern})$"},
        ),
    ] = None,
) -> int | None:
    """Return the version that the caller expects, None for any."""
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise Invalid(
            "If-Match is not an ETag of ours",
            field="If-Match",
            code="invalid_if_match",
            next_step='Send the ETag as you got it, such as "3".',
        )
    return int(match[1])


IfMatch = Annotated[int | None, Depends(expected_version)]


def etag(version: int) -> str:
    """Return a version as an ETag."""
    return f'"{version}"'


def _stored_form(reply: Reply, operation: Any) -> dict[str, Any]:
    headers = {
        "ETag": None if reply.version is None else etag(reply.version),
        "Location": reply.location,
        OPERATION_HEADER: None if operation is None else str(operation.id),
    }
    return {
        "status": reply.status,
        "headers": {name: value for name, value in headers.items() if value is not None},
        "body": None if reply.body is None else reply.body.model_dump_json(),
    }


def _response(stored: Mapping[str, Any], *, replayed: bool = False) -> Response:
    headers = dict(cast("Mapping[str, str]", stored["headers"]))
    if replayed:
        headers[REPLAYED_HEADER] = "true"
    return Response(
        stored["body"],
        status_code=stored["status"],
        headers=headers,
        media_type=None if stored["body"] is None else "application/json",
    )
