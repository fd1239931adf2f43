"""One service in a process of its own: it answers its routes, does its work, and says how it is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.addresses import hosts_of
from evolution_todo.processes.listening import bound
from evolution_todo.processes.memory import settle_memory
from evolution_todo.processes.opening import version

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute

    from evolution_todo.services.probes import Check, Measure
    from evolution_todo.services.working import Work

DRAIN_SECONDS = 10
"""How long a stopping process lets what it is at come to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What a process is made of.

    Attributes:
        checks: what `/ready` asks, by name.
        routes: what it answers besides its probes.
        works: what it does by itself, from when it listens until it is told to stop.
        runs: what is entered for as long as it serves.
        measure: sets what `/metrics` shows of things that it does not count itself.
        stopping: ends what would not end by itself.
    """

    checks: "Mapping[str, Check]"
    routes: "Sequence[BaseRoute]" = ()
    works: "Sequence[Work]" = ()
    runs: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext
    measure: "Measure | None" = None
    stopping: Callable[[], None] = field(default=lambda: None)


Build: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[Service]]
"""Opens what a service needs for as long as it runs; raises StartError."""


async def serve_apart(settings: Settings, build: Build, *, ready: Callable[[], None]) -> None:
    """Serve one service until told to stop; `ready` is called once it listens.

    Raises:
        StartError: the settings do not allow it, or the port is taken.
    """
    from evolution_todo.serving import listen

    with bound(settings) as listener:
        async with build(settings) as service, _working(service.works) as begin:

            def listening() -> None:
                begin()
                ready()

            app = _app(settings, service)
            settle_memory()
            await listen(
                app,
                listener,
                ready=listening,
                stopping=service.stopping,
                drain_seconds=DRAIN_SECONDS,
            )


@asynccontextmanager
async def _working(works: "Sequence[Work]") -> AsyncIterator[Callable[[], None]]:
    """Give what begins the works; at the end they are cancelled, and each ends as it can."""
    from evolution_todo.services.working import keep

    tasks: list[asyncio.Task[None]] = []

    def begin() -> None:
        tasks.extend(asyncio.create_task(keep(work)) for work in works)

    try:
        yield begin
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _app(settings: Settings, service: Service) -> "Starlette":
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    from chat_api.security import Envelope, OwnSite
    from evolution_todo.services.probes import probes

    asked = probes(version=version(), checks=service.checks, measure=service.measure)

    @asynccontextmanager
    async def lifespan(app: "Starlette") -> AsyncIterator[None]:
        del app
        async with service.runs():
            yield

    return Starlette(
        routes=[*asked, *service.routes],
        middleware=[
            Middleware(Envelope),
            Middleware(
                OwnSite,
                allowed_hosts=hosts_of(settings),
                allowed_origins=settings.allowed_origins,
                nameless=[probe.path for probe in asked],
            ),
        ],
        lifespan=lifespan,
    )
