"""Who calls, and the one transaction that a call gets."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

import anyio
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import Resolve
from pydantic import BaseModel

from evolution_todo.domain.errors import Invalid, Unauthenticated
from mcp_server import late

if TYPE_CHECKING:
    from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork

META = "evolution-todo/"
OWN_CLIENTS = frozenset({"web", "terminal", "api"})
UNNAMED_CLIENT = "mcp"
LONGEST_CLIENT = 100

Result = TypeVar("Result", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person whose identity is already known, and where they speak from."""

    user_id: str
    zone: ZoneInfo
    client: str = "api"
    email: str | None = None


class Visitor(AccessToken):
    """A verified token at the HTTP face, and whom it speaks for.

    Attributes:
        caller: the person; their `client` tells this token's bearer from the person's others.
        is_agent: whether our own agent bears it, from the process that serves the chat.
    """

    caller: Caller
    is_agent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What a connection's calls are made with; the server's lifespan gives one per connection.

    Attributes:
        unit_of_work: opens the one transaction of a call.
        local_person: the person of a server without tokens; None where every call needs one.
        own: the person our own agent in this process speaks for. Only `connect` sets it; from
            another process the agent comes with a token that says so.
    """

    unit_of_work: "OpenUnitOfWork"
    local_person: Callable[[], Caller] | None
    own: Caller | None = None


connecting: ContextVar[Caller | None] = ContextVar("connecting", default=None)
"""The person of the connection that is being made in this process."""

Request = ServerRequestContext[Entrance, Any]


class Call:
    """One request: its actor, and the transaction to answer it in."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._meta = cast(Mapping[str, Any], request.meta or {})
        token = get_access_token()
        self._visitor = token if isinstance(token, Visitor) else None
        self._own = request.lifespan_context.own or _agents_person(self._visitor)
        self.correlation_id = self._own_meta("correlation-id") or self._hosts_id() or str(uuid4())

    @property
    def is_own(self) -> bool:
        """Whether our own agent calls: its gate has asked the person what there is to ask."""
        return self._own is not None

    @property
    def can_ask(self) -> bool:
        """Whether the person can be asked through the client."""
        session = self._request.session
        declared = session.client_capabilities
        able = declared.elicitation if declared else None
        if self.is_own or able is None or (able.form is None and able.url is not None):
            return False
        # Before 2026-07-28 a question needs a way back, which stateless HTTP does not have.
        return self._request.protocol_version >= "2026-07-28" or session.can_send_request

    @property
    def actor(self) -> "Actor":
        """Who acts.

        Raises:
            Invalid: the zone that the call names does not exist.
        """
        own = self._own
        person = own or self._other_person()
        return late.ports.Actor(
            user_id=person.user_id,
            email=person.email,
            zone=self._zone() or person.zone,
            client=self._own_client(own) if own else self._declared_client(),
            origin="person" if own else "assistant",
            correlation_id=self.correlation_id,
            conversation_id=self._own_meta("conversation-id"),
            turn_id=self._own_meta("turn-id"),
        )

    def reading(self) -> contextlib.AbstractAsyncContextManager["UnitOfWork"]:
        """Open a transaction that only reads."""
        return self._opened(read_only=True)

    async def writing(
        self, gives: type[Result], work: Callable[["UnitOfWork"], Awaitable[Result]]
    ) -> Result:
        """Do the work in one transaction, once per idempotency key.

        Once begun it is carried to its end whatever becomes of the client, so that the client's
        retry finds either the whole effect or none.

        Raises:
            IdempotencyKeyReused: the key belongs to another request.
        """
        key = self._idempotency_key()
        with anyio.CancelScope(shield=True):
            async with self._opened() as uow:
                if key is None:
                    result = await work(uow)
                else:
                    result = await self._once(uow, key, gives, work)
        return result

    @contextlib.asynccontextmanager
    async def _opened(self, *, read_only: bool = False) -> AsyncIterator["UnitOfWork"]:
        """Open the call's transaction, in the zone of the person's profile unless one is named."""
        actor = self.actor
        unit_of_work = self._request.lifespan_context.unit_of_work
        async with unit_of_work(actor, read_only=read_only) as uow:
            if uow.user.timezone and not self.is_own and self._zone() is None:
                uow.actor = replace(actor, zone=ZoneInfo(uow.user.timezone))
            yield uow

    async def _once(
        self,
        uow: "UnitOfWork",
        key: str,
        gives: type[Result],
        work: Callable[["UnitOfWork"], Awaitable[Result]],
    ) -> Result:
        params = self._request.params or {}
        request = {"name": params.get("name"), "arguments": params.get("arguments") or {}}
        stored = await late.idempotency.replay(uow, scope="mcp", key=key, request=request)
        if stored is not None:
            return gives.model_validate(stored)
        result = await work(uow)
        response = result.model_dump(mode="json")
        await late.idempotency.remember(
            uow, scope="mcp", key=key, request=request, response=response
        )
        return result

    def _other_person(self) -> Caller:
        if self._visitor is not None:
            return self._visitor.caller
        local = self._request.lifespan_context.local_person
        if local is None:
            raise Unauthenticated(
                "It is not known who calls",
                next_step="Send a bearer token of this server.",
            )
        return local()

    def _own_client(self, own: Caller) -> str:
        client = self._own_meta("client")
        return client if client in OWN_CLIENTS else own.client

    def _declared_client(self) -> str:
        if self._visitor is not None:
            return self._visitor.caller.client
        params = self._request.session.client_params
        name = params.client_info.name.strip() if params else ""
        if name in OWN_CLIENTS:
            name = f"{UNNAMED_CLIENT}:{name}"  # undo of the real one must not reach its writes
        return name[:LONGEST_CLIENT] or UNNAMED_CLIENT

    def _own_meta(self, name: str) -> str | None:
        """What our own agent says beside a call; from others it is nobody's business."""
        value = self._meta.get(META + name)
        return value if self.is_own and isinstance(value, str) else None

    def _hosts_id(self) -> str | None:
        """The id that the host application gave the HTTP request and answers it with."""
        state = getattr(self._request.request, "state", None)
        return getattr(state, "correlation_id", None)

    def _zone(self) -> ZoneInfo | None:
        headers = getattr(self._request.request, "headers", {})
        name = self._meta.get(META + "timezone") or headers.get("x-timezone")
        return late.when.zone_of(str(name), field="timezone") if name else None

    def _idempotency_key(self) -> str | None:
        key = self._meta.get(META + "idempotency-key")
        if key is None or isinstance(key, str):
            return key
        raise Invalid(
            "An idempotency key is a string",
            code="invalid_idempotency_key",
            field="idempotency-key",
            next_step="Send a fresh UUID for each new request, and the same one for its retries.",
        )


def _agents_person(visitor: Visitor | None) -> Caller | None:
    return visitor.caller if visitor is not None and visitor.is_agent else None


_current: ContextVar[Call] = ContextVar("call")


async def carry_call(ctx: Request, call_next: CallNext) -> HandlerResult:
    """Keep the call at hand for whatever answers it: tools, resources, completions, errors."""
    token = _current.set(Call(ctx))
    try:
        return await call_next(ctx)
    finally:
        _current.reset(token)


async def current_call() -> Call:
    """Return the call being answered in this task."""
    return _current.get()


def is_own_call() -> bool:
    """Whether our own agent is being answered; nobody is where the server is asked directly."""
    call = _current.get(None)
    return call is not None and call.is_own


CurrentCall = Annotated[Call, Resolve(current_call)]
"""A tool's parameter that no argument of the client can stand in for."""
