"""Builds every process: the only place that wires rooms together."""

import asyncio
import contextlib
import gc
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING
from uuid import uuid4

from evolution_todo.adapters.errors import AlreadyServing, StartError
from evolution_todo.adapters.local import DataFolder
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.errors import Unavailable
from todo_agent.llm.choice import Provider

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp import Client

    from evolution_todo.adapters.database import Database
    from evolution_todo.adapters.leases import LeaderLease
    from evolution_todo.adapters.notify import NotifyChannels
    from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
    from evolution_todo.services.leader import Work
    from evolution_todo.services.notification.sweeper import Sweeper
    from evolution_todo.services.sync import LiveEvents
    from mcp_server.app import TodoServer
    from todo_agent.live import Turns
    from todo_agent.llm.offline import OfflineModel
    from todo_agent.llm.retrying import RetryingModel
    from todo_agent.turn import Person

LOCAL_USER = "local"
"""The one person of a server without authentication."""

DRAIN_SECONDS = 10
"""How long a stopping server lets running turns finish before it hands them back."""


OPEN_AFTER_SECONDS = 3
"""When a process that serves MCP opens the database, if no call has."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Everything on one database, in one process."""

    settings: Settings
    database: "Database"
    server: "TodoServer"
    turns: "Turns"


@cache
def version() -> str:
    """Return the version that is installed."""
    return installed_version("evolution-todo")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator["Database"]:
    """Open the database, bringing its tables up to date first."""
    from evolution_todo.adapters.database import Database

    folder_of(settings).create()
    database = Database(settings.database_url)
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def acting(settings: Settings, database: "Database") -> AsyncIterator[None]:
    """Relay events and send reminders beside, whenever this is the process to do it."""
    from evolution_todo.services.leader import lead

    lease = _lease(database)
    works = _works(settings, database, lease)
    leading = asyncio.create_task(lead(lease, *works), name="leading")
    try:
        yield
    finally:
        leading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leading


def _lease(database: "Database") -> "LeaderLease":
    from evolution_todo.adapters.leases import LeaderLease

    return LeaderLease(database, holder=str(uuid4()))


def _works(settings: Settings, database: "Database", lease: "LeaderLease") -> "Sequence[Work]":
    from evolution_todo.adapters.backlog import DatabaseBacklog
    from evolution_todo.adapters.pruning import DatabaseLeftovers
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.services.pruning import Pruner
    from evolution_todo.services.relay import Relay

    relay = Relay(
        backlog=DatabaseBacklog(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        clock=database.clock,
        zone=settings.zone,
        announce=announcer(settings.step_socket),
    )
    pruner = Pruner(leftovers=DatabaseLeftovers(database))
    return [relay.run, _sweeper(settings, database, lease).run, pruner.run]


def _sweeper(settings: Settings, database: "Database", lease: "LeaderLease") -> "Sweeper":
    from evolution_todo.adapters.duereminders import DatabaseDueReminders
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.services.notification.sweeper import Sweeper

    return Sweeper(
        due=DatabaseDueReminders(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        channels=channels(settings),
        zone=settings.zone,
        holder=str(uuid4()),
        clock=database.clock,
        still_leading=lambda: lease.held,
        announce=announcer(settings.step_socket),
    )


def channels(settings: Settings) -> "NotifyChannels":
    """Return the ways to reach people that the operator has set up."""
    from ipaddress import ip_network

    from evolution_todo.adapters import smtp
    from evolution_todo.adapters.notify import NotifyChannels

    return NotifyChannels(
        server=smtp.read_url(settings.smtp_url) if settings.smtp_url else None,
        everybody=settings.notify,
        allowed=[ip_network(network) for network in settings.notify_allow_networks],
    )


@asynccontextmanager
async def embedded(settings: Settings) -> AsyncIterator[Embedded]:
    """Run the agent and its tools in this process; on leaving, turns finish or are handed back."""
    async with opened(settings) as database:
        server = _mcp_server(settings, database.unit_of_work)
        async with _provider(settings) as model, acting(settings, database):
            turns = _turns(settings, database, server, model)
            try:
                yield Embedded(settings, database, server, turns)
            finally:
                await turns.aclose(grace_seconds=DRAIN_SECONDS)


async def serve_mcp(settings: Settings) -> None:
    """Serve MCP over this process's standard input and output until the client leaves."""
    async with contextlib.AsyncExitStack() as stack:
        unit_of_work = _OpenedByFirstCall(settings, stack)
        with _collector_resting():
            server = _mcp_server(settings, unit_of_work)
        opening = asyncio.create_task(unit_of_work.open_soon())
        try:
            await server.run_stdio_async()
        finally:
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)


class _OpenedByFirstCall:
    """Units of work on a database that the first of them opens, or a moment after the start.

    Its libraries take longer to import than all the rest, and a client that starts this process
    waits for the list of tools. What stops a start elsewhere is the answer to a call here, where
    somebody reads it; the next call tries again.
    """

    def __init__(self, settings: Settings, stack: contextlib.AsyncExitStack) -> None:
        self._settings = settings
        self._stack = stack
        self._lock = asyncio.Lock()
        self._database: Database | None = None

    @asynccontextmanager
    async def __call__(
        self, actor: "Actor", *, read_only: bool = False
    ) -> AsyncIterator["UnitOfWork"]:
        database = await self._opened()
        async with database.unit_of_work(actor, read_only=read_only) as uow:
            yield uow

    async def open_soon(self) -> None:
        """Open it once the client has its list of tools, so that this process may relay too."""
        await asyncio.sleep(OPEN_AFTER_SECONDS)
        with contextlib.suppress(Unavailable):  # the first call says so
            await self._opened()

    async def _opened(self) -> "Database":
        async with self._lock:
            if self._database is None:
                try:
                    database = await self._stack.enter_async_context(opened(self._settings))
                    await self._stack.enter_async_context(acting(self._settings, database))
                    self._database = database
                except StartError as error:
                    raise Unavailable(
                        error.message, code="unusable_database", next_step=error.next_step
                    ) from error
            return self._database


async def serve(settings: Settings, *, ready: Callable[[], None]) -> None:
    """Serve everything over HTTP until told to stop; `ready` is called once it listens.

    Raises:
        StartError: the port is taken, or another server holds the data folder.
    """
    from evolution_todo.serving import listen

    folder = folder_of(settings)
    folder.create()
    with folder.serving(address_of(settings)), _bound(settings) as listener:
        async with contextlib.AsyncExitStack() as stack:
            with _collector_resting():
                parts = await stack.enter_async_context(embedded(settings))
                live = _live_events(parts)
                app = _app(parts, live)
            _settle_memory()
            await listen(
                app, listener, ready=ready, stopping=live.close, drain_seconds=DRAIN_SECONDS
            )


def is_led(settings: Settings) -> bool:
    """Say whether a process is open that relays events and sends reminders."""
    from evolution_todo.adapters.leases import is_led

    return is_led(settings.database_file)


def folder_of(settings: Settings) -> DataFolder:
    """Return the data folder, with the lock of the file that is served from it."""
    return DataFolder(settings.data_dir, database=settings.database_file)


def address_of(settings: Settings) -> str:
    """Return where a browser on this machine finds the server."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _mcp_server(settings: Settings, unit_of_work: "OpenUnitOfWork") -> "TodoServer":
    from mcp_server.app import build_server
    from mcp_server.context import Caller

    def local_person() -> Caller:
        return Caller(user_id=LOCAL_USER, zone=settings.zone)

    return build_server(unit_of_work=unit_of_work, local_person=local_person, version=version())


def _turns(
    settings: Settings, database: "Database", server: "TodoServer", model: "RetryingModel | None"
) -> "Turns":
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.adapters.turnstore import DatabaseTurnStore
    from mcp_server.app import connect
    from mcp_server.context import Caller
    from todo_agent.live import Turns

    def connect_tools(
        person: "Person", *, conversation_id: str, turn_id: str
    ) -> AbstractAsyncContextManager["Client"]:
        del conversation_id, turn_id  # each call bears them itself
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        return connect(server, caller)

    return Turns(
        store=DatabaseTurnStore(database.unit_of_work),
        connect_tools=connect_tools,
        choose_model=_offline if model is None else lambda _person, _now: model,
        fallback_model=None if model is None else _offline,
        announce=announcer(settings.step_socket),
    )


@asynccontextmanager
async def _provider(settings: Settings) -> AsyncIterator["RetryingModel | None"]:
    """The chosen provider's model with its connections; None when the offline planner answers."""
    choice = settings.model_choice
    if choice.provider is Provider.OFFLINE:
        yield None
        return
    from todo_agent.llm.providers import provider_model

    model = provider_model(choice)
    try:
        yield model
    finally:
        await model.close()


def _offline(person: "Person", now: datetime) -> "OfflineModel":
    from todo_agent.llm.offline import OfflineModel

    del person
    return OfflineModel(now=now)


def _live_events(parts: Embedded) -> "LiveEvents":
    from evolution_todo.services.sync import LiveEvents

    return LiveEvents(
        unit_of_work=parts.database.unit_of_work,
        changes=parts.database,
        zone=parts.settings.zone,
    )


def _app(parts: Embedded, live: "LiveEvents") -> "FastAPI":
    from starlette.requests import HTTPConnection

    from chat_api.app import create_app
    from chat_api.dependencies import Identity
    from evolution_todo.adapters.migrations import State
    from evolution_todo.domain.errors import Unavailable
    from mcp_server.app import http_face

    settings = parts.settings
    hosts = _hosts(settings)
    origins = [*settings.allowed_origins, *(f"http://{host}" for host in hosts)]
    face = http_face(parts.server, allowed_hosts=hosts, allowed_origins=origins)

    async def local(connection: HTTPConnection) -> Identity:
        del connection
        return Identity(user_id=LOCAL_USER)

    async def person(connection: HTTPConnection) -> str:
        return (await local(connection)).user_id

    async def database_is_well() -> None:
        if (await parts.database.state()).state is not State.CURRENT:
            raise Unavailable(
                "The database is not at this version",
                next_step="Start the server again: it brings the database up to date.",
            )

    @asynccontextmanager
    async def lifespan(app: "FastAPI") -> AsyncIterator[None]:
        del app
        async with face.run():
            yield

    return create_app(
        unit_of_work=parts.database.unit_of_work,
        turns=parts.turns,
        authenticate=local,
        default_zone=settings.zone,
        version=version(),
        allowed_hosts=hosts,
        allowed_origins=settings.allowed_origins,
        check_channels=channels(settings).check,
        ready_checks={"database": database_is_well},
        routes=[*face.routes, *live.routes(person)],
        lifespan=lifespan,
    )


def _hosts(settings: Settings) -> list[str]:
    """The values of Host that are answered: this machine's own names, and those allowed."""
    port = settings.port
    own = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]", settings.host)]
    return list(dict.fromkeys([*own, *settings.allowed_hosts]))


@contextlib.contextmanager
def _bound(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named, not left to be found: asyncio turns Nagle's delay of 40 ms off for TCP by its number.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise AlreadyServing(
                f"{settings.host}:{settings.port} cannot be used: {error.strerror}.",
                next_step="Choose another with EVOLUTION_TODO_PORT, "
                "or end the program that uses this one.",
            ) from error
        listener.set_inheritable(True)
        yield listener


@contextlib.contextmanager
def _collector_resting() -> Iterator[None]:
    """Import without the collector: it finds nothing there, in a fifth of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _settle_memory() -> None:
    """Take what was imported out of the collector's way: its pauses are a request's worst times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    _give_back_memory()


def _give_back_memory() -> None:
    """Return to the system what a start has freed, which glibc keeps for itself by default."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
