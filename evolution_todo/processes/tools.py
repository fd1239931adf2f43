"""The MCP server over HTTP, as a process of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.apart import Service
from evolution_todo.processes.assistant import mcp_server_of
from evolution_todo.processes.leading import acting
from evolution_todo.processes.opening import database_check, opened
from evolution_todo.processes.tokens import mcp_tokens_of


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Service]:
    """Build what serves `/mcp`."""
    from mcp_server.app import http_face

    async with opened(settings) as database, acting(settings, database):
        tokens = mcp_tokens_of(settings)
        server = mcp_server_of(settings, database.unit_of_work, tokens=tokens)
        face = http_face(server)
        yield Service(
            checks={"database": database_check(database)}, routes=face.routes, runs=face.run
        )
