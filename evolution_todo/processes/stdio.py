"""MCP over standard input and output, for the assistant that starts the process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from evolution_todo.adapters.errors import StartError
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.errors import Unavailable
from evolution_todo.processes.assistant import mcp_server_of
from evolution_todo.processes.division import be_one_persons, do_everything
from evolution_todo.processes.leading import acting
from evolution_todo.processes.memory import assembling
from evolution_todo.processes.opening import opened

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database
    from evolution_todo.domain.ports import Actor, UnitOfWork

OPEN_AFTER_SECONDS = 3
"""When a process that serves MCP opens the database, if no call has."""


async def serve_mcp(settings: Settings) -> None:
    """Serve MCP over this process's standard input and output until the client leaves.

    Raises:
        SettingsError: the settings call for processes apart.
    """
    do_everything(settings)
    be_one_persons(settings)
    async with contextlib.AsyncExitStack() as stack:
        unit_of_work = _OpenedByFirstCall(settings, stack)
        with assembling():
            server = mcp_server_of(settings, unit_of_work)
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
