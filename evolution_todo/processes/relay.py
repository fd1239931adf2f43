"""The relay: publishes what the outbox holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.apart import Service
from evolution_todo.processes.beside import based


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Service]:
    """Build it."""
    async with based(settings) as base:
        from evolution_todo.adapters.backlog import DatabaseBacklog
        from evolution_todo.adapters.claims import DatabaseOutbox
        from evolution_todo.adapters.pubsub import DaprPublisher
        from evolution_todo.adapters.steps import announcer
        from evolution_todo.services.publishing import PublishingRelay, measuring

        publishing = PublishingRelay(
            outbox=DatabaseOutbox(base.database),
            publisher=DaprPublisher(base.sidecar),
            changes=base.database,
            announce=announcer(settings.step_socket),
        )
        yield Service(
            checks=base.checks,
            works=[publishing.run],
            measure=measuring(DatabaseBacklog(base.database), base.database.clock),
        )
