"""Recurring: goes on with the series of completed and skipped tasks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.apart import Service
from evolution_todo.processes.beside import based, consuming, subscriber


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Service]:
    """Build it."""
    async with based(settings) as base:
        from evolution_todo.adapters.statestore import DaprStateStore
        from evolution_todo.services.handlers import RECURRING
        from evolution_todo.services.marks import Marks

        marks = Marks(DaprStateStore(base.sidecar))
        bringing = subscriber(base, RECURRING, after=marks.series_followed)
        routes, retrying = consuming(base, bringing)
        yield Service(checks=base.checks, routes=routes, works=[retrying])
