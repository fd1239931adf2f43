"""A connection that is lost in the middle of a transaction, as when its server is killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from evolution_todo.adapters.database import Database
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Actor
from tests.stack.postgres import Postgres
from tests.stack.stack import MIGRATED

pytestmark = pytest.mark.anyio


@pytest.fixture
async def on_postgresql(postgres_server: Postgres) -> AsyncIterator[Database]:
    name = await asyncio.to_thread(postgres_server.create, template=MIGRATED)
    database = Database(postgres_server.url(name))
    yield database
    await database.close()
    await asyncio.to_thread(postgres_server.drop, name)


async def test_work_that_went_on_after_the_loss_is_told_of_an_outage(
    on_postgresql: Database, actor: Actor, postgres_server: Postgres
) -> None:
    with pytest.raises(Unavailable, match="out of reach"):
        async with on_postgresql.unit_of_work(actor) as uow:
            connection = await uow.session.connection()
            pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            end = f"SELECT pg_terminate_backend({pid})"
            await asyncio.to_thread(postgres_server.run, end)
            with suppress(DBAPIError):  # as a service does that parks what it could not handle
                async with uow.item():
                    await connection.execute(text("SELECT 1"))
            await connection.execute(text("SELECT 1"))
