"""The database: one engine, transactions of one person, and news of commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Engine, Executable, bindparam, func, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from evolution_todo.adapters import migrations, sqlite
from evolution_todo.adapters.cancellation import whole
from evolution_todo.adapters.changes import Changes
from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.outages import explained, reached
from evolution_todo.domain import operations
from evolution_todo.domain.ports import Actor, Clock, UnitOfWork
from models import User, utc_now

WAIT_FOR_CONNECTION_SECONDS = 10.0
"""How long a unit of work waits in line for a connection."""


ACROSS_PEOPLE = "across_people"
"""The execution option of transactions that may touch everybody's rows."""


class Database:
    """A SQLite file shared with other processes, or a PostgreSQL database."""

    def __init__(self, url: str, *, clock: Clock = utc_now) -> None:
        self.url = _driven(make_url(url))
        self._clock = clock
        self._writers, self._readers = _engines(self.url)
        self._lock = _lock_person(self.url)
        self._watcher = sqlite.Watcher(self.path) if self.path else None
        self._changes = Changes(self._watcher.version if self._watcher else None)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        if self.url.get_backend_name() != "sqlite":
            return None
        return Path(self.url.database or "")

    @property
    def engines(self) -> tuple[Engine, Engine]:
        """The engines for writing and for reading, for whoever watches their statements."""
        return self._writers.sync_engine, self._readers.sync_engine

    async def state(self) -> migrations.Inspection:
        """Say what the database is to this version, without changing it."""
        if self.path:
            return await asyncio.to_thread(migrations.inspect_file, self.path)
        with explained(), reached():
            async with self._readers.connect() as connection:
                return await connection.run_sync(migrations.inspect_connection)

    async def migrate(self) -> migrations.Migration:
        """Create the tables or bring them up to date.

        Raises:
            UnusableDatabase: it is newer, not ours or not a database; nothing was touched.
        """
        if self.path:
            return await asyncio.to_thread(migrations.migrate_file, self.path)
        with explained(), reached():
            async with self._writers.begin() as connection:
                return await connection.run_sync(migrations.migrate_connection)

    @asynccontextmanager
    async def unit_of_work(
        self, actor: Actor, *, read_only: bool = False
    ) -> AsyncIterator[UnitOfWork]:
        """Open a transaction of one person; see `domain.ports.OpenUnitOfWork`.

        A writing unit holds the person's row from its first statement. It ends whole: when its
        caller is cancelled during the commit, that is carried through before the cancellation is.

        Raises:
            Unavailable: the database is out of reach, busy for too long, or the disk is full.
        """
        with explained():
            async with _session(self._readers if read_only else self._writers) as session:
                with reached():
                    person = self._read_person if read_only else self._lock_person
                    user = await person(session, actor)
                uow = UnitOfWork(session=session, actor=actor, now=self._clock(), user=user)
                yield uow
                if not read_only:
                    await operations.settle(uow)
                    await whole(session.commit())
                    if uow.has_news:
                        self._changes.announce()

    @asynccontextmanager
    async def across_people(
        self, *, read_only: bool = False, has_news: bool = False
    ) -> AsyncIterator[AsyncSession]:
        """Open a transaction of no person: for the queues that services share, and for leases.

        Args:
            read_only: Whether it writes nothing.
            has_news: Whether those who wait for events are to look once it is committed.

        Raises:
            Unavailable: the database is out of reach, busy for too long, or the disk is full.
        """
        with explained():
            async with _session(self._readers if read_only else self._writers) as session:
                with reached():
                    await session.connection(execution_options={ACROSS_PEOPLE: True})
                yield session
                if not read_only:
                    await whole(session.commit())
                    if has_news:
                        self._changes.announce()

    @property
    def clock(self) -> Clock:
        """What this database's transactions read the time from."""
        return self._clock

    @property
    def change_mark(self) -> int:
        """Moves with every commit of events; take it before reading what you will wait on."""
        return self._changes.mark

    async def wait_for_change(self, *, since: int, seconds: float) -> int:
        """Return `change_mark` once it is past `since`, or as it is after `seconds`.

        Another process's commit to the same file is seen within a quarter of a second. A wake-up
        may be spurious, but a commit after `since` was taken is never missed.
        """
        return await self._changes.wait(since=since, seconds=seconds)

    async def close(self) -> None:
        """Close every connection."""
        await self._changes.close()
        if self._watcher:
            await self._watcher.close()
        await self._writers.dispose()
        if self._readers is not self._writers:
            await self._readers.dispose()

    async def _read_person(self, session: AsyncSession, actor: Actor) -> User:
        known = await session.get(User, actor.user_id)
        return known or User(id=actor.user_id, email=actor.email)

    async def _lock_person(self, session: AsyncSession, actor: Actor) -> User:
        # One statement: whoever comes second waits here, then reads what the first has written.
        person = {"id": actor.user_id, "email": actor.email, "created_at": self._clock()}
        return cast("User", await session.scalar(self._lock, person))


def _lock_person(url: URL) -> Executable:
    """Return the statement that makes the person known, or locks and reads the one who is."""
    # The two dialects have the same words for it, but no type in common.
    on_postgresql = url.get_backend_name() == "postgresql"
    insert = cast("type[SqliteInsert]", postgresql.Insert) if on_postgresql else SqliteInsert
    columns = ("id", "email", "created_at")
    person = insert(User).values({name: bindparam(name) for name in columns})
    email = func.coalesce(person.excluded.email, col(User.email))
    upsert = person.on_conflict_do_update(index_elements=["id"], set_={"email": email})
    return select(User).from_statement(upsert.returning(User))


@asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    session = AsyncSession(engine, expire_on_commit=False)
    try:
        yield session
    finally:
        await whole(session.close())


def _driven(url: URL) -> URL:
    backend = {"postgres": "postgresql"}.get(url.get_backend_name(), url.get_backend_name())
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    if backend not in drivers:
        raise UnusableDatabase(
            f"There is no storing in {backend}.",
            next_step="Give EVOLUTION_TODO_DATABASE_URL as sqlite:////path/to/file.db.",
        )
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise UnusableDatabase(
            "A database in memory cannot be shared by connections.",
            next_step="Give EVOLUTION_TODO_DATABASE_URL as sqlite:////path/to/file.db.",
        )
    return url.set(drivername=drivers[backend])


def _engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    if url.get_backend_name() == "sqlite":
        return sqlite.engines(Path(url.database or ""), wait_seconds=WAIT_FOR_CONNECTION_SECONDS)
    engine = create_async_engine(
        url,
        pool_size=10,
        pool_timeout=WAIT_FOR_CONNECTION_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": 5, "command_timeout": 30},
    )
    return engine, engine.execution_options(postgresql_readonly=True)
