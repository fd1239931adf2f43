"""The HTTP application of a process: chat, REST, the page, MCP and live events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from evolution_todo.processes.addresses import hosts_of
from evolution_todo.processes.leading import channels
from evolution_todo.processes.opening import database_check, version
from evolution_todo.processes.tokens import authenticate_of, signer_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from evolution_todo.processes.whole import Embedded
    from evolution_todo.services.sync import LiveEvents, PassedEvents


@asynccontextmanager
async def live_events(parts: "Embedded") -> AsyncIterator["LiveEvents | PassedEvents"]:
    """Open the live streams: those of the sync process that is set, else this process's own."""
    from evolution_todo.services.sync import LiveEvents, PassedEvents

    settings = parts.settings
    if settings.sync_url is not None:
        from evolution_todo.adapters.remoteevents import RemoteEvents

        async with RemoteEvents(settings.sync_url, signer=signer_of(settings)) as remote:
            yield PassedEvents(remote.open)
        return
    yield LiveEvents(
        unit_of_work=parts.database.unit_of_work,
        changes_of=lambda _user_id: parts.database,
        zone=settings.zone,
    )


def checks_of(parts: "Embedded") -> dict[str, Callable[[], Awaitable[None]]]:
    """Return what `/ready` asks: the database, and the processes that this one passes on to."""
    from evolution_todo.adapters.neighbours import check_neighbour

    checks = {"database": database_check(parts.database)}
    settings = parts.settings
    for name, what, url in (
        ("tools", "The tools", settings.mcp_url),
        ("live events", "Live events", settings.sync_url),
    ):
        if url is not None:
            checks[name] = partial(check_neighbour, what, url)
    return checks


def app_of(parts: "Embedded", live: "LiveEvents | PassedEvents") -> "FastAPI":
    """Build the application that answers everything."""
    from starlette.requests import HTTPConnection

    from chat_api.app import create_app
    from chat_api.dependencies import nobody_cares
    from evolution_todo.services.probes import probes
    from evolution_todo.services.sync import Admission
    from mcp_server.app import http_face

    settings = parts.settings
    face = http_face(parts.server)

    authenticate = authenticate_of(settings)

    async def admit(connection: HTTPConnection) -> Admission:
        identity = await authenticate(connection)
        return Admission(identity.user_id, until=identity.valid_until)

    @asynccontextmanager
    async def lifespan(app: "FastAPI") -> AsyncIterator[None]:
        del app
        async with face.run():
            yield

    return create_app(
        unit_of_work=parts.database.unit_of_work,
        turns=parts.turns,
        authenticate=authenticate,
        default_zone=settings.zone,
        version=version(),
        allowed_hosts=hosts_of(settings),
        allowed_origins=settings.allowed_origins,
        # Without tokens any page that may read would be this machine's person.
        pages=settings.allowed_origins if settings.auth == "jwt" else (),
        check_channels=channels(settings).check,
        conversation_deleted=parts.copies.forget_soon if parts.copies else nobody_cares,
        probes=probes(version=version(), checks=checks_of(parts)),
        routes=[*face.routes, *live.routes(admit)],
        lifespan=lifespan,
    )
