"""Sync: tells every open page of a person of every change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.apart import Service
from evolution_todo.processes.beside import based
from evolution_todo.processes.tokens import sync_identify_of

LOOK_SECONDS = 10.0
"""How often a stream looks for changes that no delivery told of."""


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Service]:
    """Build it."""
    async with based(settings) as base:
        from evolution_todo.domain.events import TASK_UPDATES
        from evolution_todo.services.deliveries import Deliveries
        from evolution_todo.services.sync import LiveEvents
        from evolution_todo.services.sync.wakeups import WakeUps

        wakeups = WakeUps()
        live = LiveEvents(
            unit_of_work=base.database.unit_of_work,
            changes_of=wakeups.of,
            zone=settings.zone,
            idle_seconds=LOOK_SECONDS,
        )
        deliveries = Deliveries(
            name="sync",
            topic=TASK_UPDATES,
            take=wakeups.take,
            bury=wakeups.take,  # it wakes whom it is for; there is no effect to make up for
            token=base.token,
        )
        yield Service(
            checks=base.checks,
            routes=[*deliveries.routes, *live.routes(sync_identify_of(settings))],
            stopping=live.close,
        )
