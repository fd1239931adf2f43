"""Chat, REST, the page and MCP in one process: `serve`, `api`, and a terminal without a server."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.adapters.settings import Settings
from evolution_todo.adapters.steps import Announce, announcer
from evolution_todo.processes.assistant import (
    copies_of,
    mcp_server_of,
    noted,
    provider_of,
    tools_of,
    turns_of,
)
from evolution_todo.processes.division import be_one_persons, do_everything
from evolution_todo.processes.leading import acting
from evolution_todo.processes.listening import bound
from evolution_todo.processes.memory import assembling, settle_memory
from evolution_todo.processes.opening import alone, opened
from evolution_todo.processes.tokens import mcp_tokens_of
from evolution_todo.processes.website import app_of, live_events

if TYPE_CHECKING:
    from evolution_todo.adapters.copies import ConversationCopies
    from evolution_todo.adapters.database import Database
    from mcp_server.app import TodoServer
    from todo_agent.live import Turns

DRAIN_SECONDS = 10
"""How long a stopping server lets running turns finish before it hands them back."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Everything on one database, in one process."""

    settings: Settings
    database: "Database"
    server: "TodoServer"
    turns: "Turns"
    copies: "ConversationCopies | None"


@asynccontextmanager
async def embedded(settings: Settings) -> AsyncIterator[Embedded]:
    """Run the agent and its tools in this process; on leaving, turns finish or are handed back.

    Raises:
        StartError: the settings call for processes apart or for tokens, or the database cannot be
            used.
    """
    do_everything(settings)
    be_one_persons(settings)
    async with _assembled(settings, announcer(settings.step_socket)) as parts:
        yield parts


async def serve(settings: Settings, *, ready: Callable[[], None]) -> None:
    """Serve everything over HTTP until told to stop; `ready` is called once it listens.

    Raises:
        StartError: the settings call for processes apart, the port is taken, or another server
            serves the SQLite file.
    """
    do_everything(settings)
    await serve_api(settings, ready=ready)


async def serve_api(settings: Settings, *, ready: Callable[[], None]) -> None:
    """Serve what people and programs call over HTTP until told to stop.

    Raises:
        StartError: the port is taken, or another server serves the SQLite file.
    """
    from evolution_todo.serving import listen

    with alone(settings), bound(settings) as listener:
        async with contextlib.AsyncExitStack() as stack:
            with assembling():
                announce = noted(announcer(settings.step_socket))
                parts = await stack.enter_async_context(_assembled(settings, announce))
                live = await stack.enter_async_context(live_events(parts))
                app = app_of(parts, live)
            settle_memory()
            await listen(
                app, listener, ready=ready, stopping=live.close, drain_seconds=DRAIN_SECONDS
            )


@asynccontextmanager
async def _assembled(settings: Settings, announce: Announce) -> AsyncIterator[Embedded]:
    async with opened(settings) as database:
        tokens = mcp_tokens_of(settings) if settings.auth == "jwt" else None
        server = mcp_server_of(settings, database.unit_of_work, tokens=tokens)
        async with (
            tools_of(settings, server) as connect_tools,
            copies_of(settings) as copies,
            provider_of(settings) as model,
            acting(settings, database),
        ):
            turns = turns_of(database, connect_tools, model, announce=announce, copies=copies)
            try:
                yield Embedded(settings, database, server, turns, copies)
            finally:
                await turns.aclose(grace_seconds=DRAIN_SECONDS)
