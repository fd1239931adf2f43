"""Audit: keeps who changed what."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.apart import Service
from evolution_todo.processes.beside import based, consuming, subscriber


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Service]:
    """Build it."""
    async with based(settings) as base:
        from evolution_todo.services.handlers import AUDIT

        routes, retrying = consuming(base, subscriber(base, AUDIT))
        yield Service(checks=base.checks, routes=routes, works=[retrying])
