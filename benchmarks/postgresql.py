"""The PostgreSQL that benchmarks run on: a durable one of their own, or one that is given."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from evolution_todo.adapters.database import Database
from tests.stack.postgres import postgres

GIVEN = "EVOLUTION_TODO_BENCH_DATABASE_URL"
"""Names a database that may be filled; without it a server is started, with fsync on."""


@contextmanager
def database_url() -> Iterator[str]:
    """Give the address of a database with every table."""
    given = os.environ.get(GIVEN)
    if given:
        asyncio.run(_migrate(given))
        yield given
        return
    with postgres() as server:
        url = server.url(server.create())
        asyncio.run(_migrate(url))
        yield url


async def _migrate(url: str) -> None:
    database = Database(url)
    await database.migrate()
    await database.close()
