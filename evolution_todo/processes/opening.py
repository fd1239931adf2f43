"""What every process begins with: its version, its folder and its database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import cache
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from evolution_todo.adapters.local import DataFolder
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.errors import Unavailable
from evolution_todo.processes.addresses import address_of

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database

LOCAL_USER = "local"
"""The one person of a server without authentication."""


@cache
def version() -> str:
    """Return the version that is installed."""
    return installed_version("evolution-todo")


def folder_of(settings: Settings) -> DataFolder:
    """Return the data folder, with the lock of the file that is served from it."""
    return DataFolder(settings.data_dir, database=settings.database_file)


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Be the one server of a SQLite file; any number serve a PostgreSQL database.

    Raises:
        StartError: another one serves the file, or the data folder cannot be used.
    """
    folder = folder_of(settings)
    folder.create()
    only = nullcontext() if settings.database_file is None else folder.serving(address_of(settings))
    with only:
        yield


def database_check(database: "Database") -> Callable[[], Awaitable[None]]:
    """Return what `/ready` asks of the database."""

    async def check() -> None:
        from evolution_todo.adapters.migrations import State

        if (await database.state()).state is not State.CURRENT:
            raise Unavailable(
                "The database is not at this version",
                next_step="Start the process again: it brings the database up to date.",
            )

    return check


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
