"""The database: one engine, transactions of one person, and news of commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast
from weakref import WeakValueDictionary

from sqlalchemy import URL, Engine, Executable, bindparam, func, make_url, update
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from evolution_todo.adapters.cancellation import whole
from evolution_todo.adapters.changes import Changes
from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.outages import explained, reached
from evolution_todo.domain import operations
from evolution_todo.domain.errors import NotFound
from evolution_todo.domain.ports import Actor, Clock, UnitOfWork
from models import User, utc_now

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

    from evolution_todo.adapters.changes import News
    from evolution_todo.adapters.leases import LeaderLock
    from evolution_todo.adapters.migrations import Inspection, Migration
    from evolution_todo.adapters.moving import Moved, Tell

Result = TypeVar("Result")

WAIT_FOR_CONNECTION_SECONDS = 10.0
"""How long a unit of work waits in line for a connection."""

MOST_WRITES_OF_ONE_PERSON = 2
"""How many writing units of one person hold a connection: all but one wait for the person's row."""

ACROSS_PEOPLE = "across_people"
"""The execution option of transactions that may touch everybody's rows."""


class Backend(Protocol):
    """What differs between the two databases."""

    writers: AsyncEngine
    readers: AsyncEngine

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        ...

    @property
    def insert(self) -> type[SqliteInsert] | type[PostgresInsert]:
        """Makes a statement that may say what to do on a conflict."""
        ...

    @property
    def news(self) -> News:
        """How processes learn of each other's commits."""
        ...

    async def inspect(self) -> Inspection:
        """Say what the database is to this version, without changing it."""
        ...

    async def migrate(self) -> Migration:
        """Create the tables or bring them up to date, all or nothing; others wait meanwhile."""
        ...

    async def take_over(self, file: Path, tell: Tell) -> Moved:
        """Fill the empty database with what a SQLite file holds, all or nothing."""
        ...

    def leader_lock(self) -> LeaderLock:
        """Return the lock that tells of a leading process's death."""
        ...

    async def is_led(self) -> bool:
        """Say whether a process relays and sweeps on it."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Database:
    """A SQLite file shared with other processes, or a PostgreSQL database."""

    def __init__(self, url: str, *, clock: Clock = utc_now) -> None:
        self.url = _driven(make_url(url))
        self._clock = clock
        self._backend = _backend(self.url)
        self._lock = _lock_person(self.insert)
        self._changes = Changes(self._backend.news)
        self._lines: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return self._backend.path

    @property
    def insert(self) -> type[SqliteInsert]:
        """Makes a statement that may say what to do on a conflict."""
        # The two dialects have the same words for it, but no type in common.
        return cast("type[SqliteInsert]", self._backend.insert)

    @property
    def engines(self) -> tuple[Engine, Engine]:
        """The engines for writing and for reading, for whoever watches their statements."""
        return self._backend.writers.sync_engine, self._backend.readers.sync_engine

    async def state(self) -> Inspection:
        """Say what the database is to this version, without changing it."""
        return await self._backend.inspect()

    async def migrate(self) -> Migration:
        """Create the tables or bring them up to date.

        Raises:
            UnusableDatabase: it is newer, not ours or not a database; nothing was touched.
        """
        return await self._backend.migrate()

    async def take_over(self, file: Path, tell: Tell) -> Moved:
        """Fill this empty PostgreSQL database with what a SQLite file holds, all or nothing.

        Each row is read again and compared; the file stays as it is.

        Args:
            file: Of this version, and open nowhere.
            tell: Is called with a table's name, how many of its rows are moved, and how many it
                has.

        Raises:
            UnusableDatabase: one of the two is not as it must be; nothing was changed.
        """
        return await self._backend.take_over(file, tell)

    def leader_lock(self) -> LeaderLock:
        """Return the lock that tells of a leading process's death."""
        return self._backend.leader_lock()

    async def is_led(self) -> bool:
        """Say whether a process is open that relays events and sends reminders."""
        return await self._backend.is_led()

    @asynccontextmanager
    async def unit_of_work(
        self, actor: Actor, *, read_only: bool = False
    ) -> AsyncIterator[UnitOfWork]:
        """Open a transaction of one person; see `domain.ports.OpenUnitOfWork`.

        A writing unit holds the person's row from its first statement. It ends whole: when its
        caller is cancelled during the commit, that is carried through before the cancellation is.

        Raises:
            NotFound: a service acts for a person whom the database does not know.
            Unavailable: the database is out of reach, busy for too long, or the disk is full.
        """
        with explained():
            async with (
                self._line(actor, read_only=read_only),
                self._session(read_only=read_only) as session,
            ):
                person = self._read_person if read_only else self._lock_person
                user = await _first(session, partial(person, session, actor))
                uow = UnitOfWork(session=session, actor=actor, now=self._clock(), user=user)
                yield uow
                if not read_only:
                    await operations.settle(uow)
                    await whole(session.commit())
                    if uow.has_news:
                        self._changes.committed()

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
            async with self._session(read_only=read_only) as session:
                across = {ACROSS_PEOPLE: True}
                await _first(session, partial(session.connection, execution_options=across))
                yield session
                if not read_only:
                    await whole(session.commit())
                    if has_news:
                        self._changes.committed()

    @property
    def clock(self) -> Clock:
        """What this database's transactions read the time from."""
        return self._clock

    @property
    def change_mark(self) -> int:
        """Moves with every commit of events; take it before reading what you will wait on."""
        return self._changes.mark

    def nudge(self) -> None:
        """Wake everybody who waits for events, here and in other processes, with nothing new."""
        self._changes.committed()

    async def wait_for_change(self, *, since: int, seconds: float) -> int:
        """Return `change_mark` once it is past `since`, or as it is after `seconds`.

        Another process's commit to the same file is seen within a quarter of a second. A wake-up
        may be spurious, but a commit after `since` was taken is never missed.
        """
        return await self._changes.wait(since=since, seconds=seconds)

    async def close(self) -> None:
        """Close every connection."""
        await self._changes.close()
        await self._backend.close()

    @asynccontextmanager
    async def _line(self, actor: Actor, *, read_only: bool) -> AsyncIterator[None]:
        """Let a person's writes stand in a line of their own, so that nobody else waits for them.

        Raises:
            PoolTimeout: their turn did not come in time.
        """
        if read_only:
            yield
            return
        line = self._lines.setdefault(actor.user_id, asyncio.Semaphore(MOST_WRITES_OF_ONE_PERSON))
        try:
            async with asyncio.timeout(WAIT_FOR_CONNECTION_SECONDS):
                await line.acquire()
        except TimeoutError as error:
            raise PoolTimeout from error
        try:
            yield
        finally:
            line.release()

    @asynccontextmanager
    async def _session(self, *, read_only: bool) -> AsyncIterator[AsyncSession]:
        engine = self._backend.readers if read_only else self._backend.writers
        session = AsyncSession(engine, expire_on_commit=False)
        try:
            yield session
        finally:
            await whole(session.close())

    async def _read_person(self, session: AsyncSession, actor: Actor) -> User:
        known = await session.get(User, actor.user_id)
        return known or User(id=actor.user_id, email=actor.email)

    async def _lock_person(self, session: AsyncSession, actor: Actor) -> User:
        if actor.service:
            return await self._lock_known(session, actor)
        # One statement: whoever comes second waits here, then reads what the first has written.
        person = {"id": actor.user_id, "email": actor.email, "created_at": self._clock()}
        return cast("User", await session.scalar(self._lock, person))

    async def _lock_known(self, session: AsyncSession, actor: Actor) -> User:
        known = cast("User | None", await session.scalar(_LOCK_KNOWN, {"user_id": actor.user_id}))
        if known is None:
            raise NotFound(
                "There is no such person in this database",
                code="person_not_found",
                field="user_id",
                next_step="See whether the event is of this database, or it of an older copy.",
            )
        return known


async def _first(session: AsyncSession, begin: Callable[[], Awaitable[Result]]) -> Result:
    """Begin a transaction, anew if the connection turns out to have ended since its last use."""
    with reached():
        try:
            return await begin()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            await session.rollback()
            return await begin()


_LOCK_KNOWN = select(User).from_statement(
    update(User)
    .where(col(User.id) == bindparam("user_id"))
    .values(email=col(User.email))
    .returning(User)
)
"""Locks and reads a person, and makes nobody."""


def _lock_person(insert: type[SqliteInsert]) -> Executable:
    """Return the statement that makes the person known, or locks and reads the one who is."""
    columns = ("id", "email", "created_at")
    person = insert(User).values({name: bindparam(name) for name in columns})
    email = func.coalesce(person.excluded.email, col(User.email))
    upsert = person.on_conflict_do_update(index_elements=["id"], set_={"email": email})
    return select(User).from_statement(upsert.returning(User))


def file_of(url: str) -> Path:
    """Return the file of a `sqlite:///` address.

    Raises:
        UnusableDatabase: it is an address of something else, or none.
    """
    if "://" not in url:
        raise UnusableDatabase(
            f"“{url}” is not the address of a SQLite file.",
            next_step=f"Write it as sqlite:///{Path(url).absolute()}.",
        )
    try:
        found = make_url(url)
    except ArgumentError:
        found = URL.create("nothing")
    if found.get_backend_name() != "sqlite" or found.database in {None, "", ":memory:"}:
        raise UnusableDatabase(
            f"An address of {found.get_backend_name()} names no SQLite file.",
            next_step="Write it as sqlite:////path/to/file.db.",
        )
    return Path(str(found.database))


def _driven(url: URL) -> URL:
    backend = {"postgres": "postgresql"}.get(url.get_backend_name(), url.get_backend_name())
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    if backend not in drivers:
        raise UnusableDatabase(
            f"There is no storing in {backend}.",
            next_step="Give EVOLUTION_TODO_DATABASE_URL as sqlite:////path/to/file.db "
            "or postgresql://user:password@host/database.",
        )
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise UnusableDatabase(
            "A database in memory cannot be shared by connections.",
            next_step="Give EVOLUTION_TODO_DATABASE_URL as sqlite:////path/to/file.db.",
        )
    return url.set(drivername=drivers[backend])


def _backend(url: URL) -> Backend:
    if url.get_backend_name() == "sqlite":
        from evolution_todo.adapters.sqlite import SqliteBackend

        return SqliteBackend(Path(url.database or ""), wait_seconds=WAIT_FOR_CONNECTION_SECONDS)
    from evolution_todo.adapters.postgres import PostgresBackend

    return PostgresBackend(url, wait_seconds=WAIT_FOR_CONNECTION_SECONDS)
