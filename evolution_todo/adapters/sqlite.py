"""SQLite as several processes and many tasks share one file."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import aiosqlite
from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, event
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from evolution_todo.adapters import migrations
from evolution_todo.adapters.cancellation import deferred
from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.outages import gone

if TYPE_CHECKING:
    from evolution_todo.adapters.moving import Tell

BUSY_MILLISECONDS = 5_000
"""How long a write waits for another process's."""

LOOK_SECONDS = 0.25
"""How often to look for other processes' commits."""

READERS = 4
MORE_READERS = 12


def engines(path: Path, *, wait_seconds: float) -> tuple[AsyncEngine, AsyncEngine]:
    """Return the engine for writing and the one for reading, which refuses to write."""
    # SQLite lets one write at a time: the writers of this process stand in line for one connection,
    # which is fair, where its own busy handler sleeps and lets whoever comes by go first.
    writers = _engine(path, pool_size=1, max_overflow=0, pool_timeout=wait_seconds)
    readers = _engine(path, pool_size=READERS, max_overflow=MORE_READERS, pool_timeout=wait_seconds)
    event.listen(writers.sync_engine, "connect", _prepare_writer)
    event.listen(readers.sync_engine, "connect", _prepare_reader)
    same_file = _SameFile(path)
    for engine in (writers, readers):
        event.listen(engine.sync_engine, "connect", same_file.note)
        event.listen(engine.sync_engine, "begin", same_file.check)
    # The driver begins only before some statements, and never before SAVEPOINT.
    event.listen(writers.sync_engine, "begin", _begin_writing)
    event.listen(readers.sync_engine, "begin", _begin_reading)
    return writers, readers


def _engine(path: Path, **options: Any) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=str(path))
    open_file = {"async_creator_fn": _open, "isolation_level": None}
    return create_async_engine(url, connect_args=open_file, hide_parameters=True, **options)


_QUICK = frozenset({"cursor", "fetchall", "fetchmany", "fetchone"})
"""Calls that wait for nobody: they read what a statement has found already, or touch memory."""


class _Connection(aiosqlite.Connection):
    """A connection whose statements no cancellation tears from their thread.

    A cancelled wait would leave the statement running behind the back of the layers above, which
    then drop the connection with the file's write lock held for as long as it takes.
    """

    _ended: asyncio.Future[Any] | None = None

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._is_quick(fn):
            return fn(*args, **kwargs)
        done = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((done, partial(fn, *args, **kwargs)))
        return await deferred(done)

    def _is_quick(self, fn: Callable[..., Any]) -> bool:
        """Say whether the call is not worth the way to the thread and back."""
        if not self._running:
            raise ValueError("Connection closed")  # as aiosqlite does
        name = getattr(fn, "__name__", "")
        if name in {"rollback", "commit"}:
            return not self._conn.in_transaction
        return name in _QUICK or (
            name == "close" and isinstance(getattr(fn, "__self__", None), sqlite3.Cursor)
        )

    async def _connect(self) -> aiosqlite.Connection:
        return await deferred(asyncio.ensure_future(self._connect_or_end()))

    async def _connect_or_end(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except sqlite3.Error:
            if self._ended is not None:
                await self._ended  # else its thread may answer to a loop that is closed by then
            raise

    def stop(self) -> asyncio.Future[Any] | None:
        """End the thread once what was asked of it is done."""
        self._ended = super().stop()
        return self._ended


def _open(path: str, **options: Any) -> aiosqlite.Connection:
    connection = _Connection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    # A forgotten one must not keep the process.
    connection._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does for those it makes
    return connection


class _SameFile:
    """Refuses to go on with a file that was deleted or replaced: what it is told is lost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def note(self, _connection: Any, _record: ConnectionPoolEntry) -> None:
        """Remember which file was opened first."""
        self._opened = self._opened or self._there()

    def check(self, _connection: Connection) -> None:
        """Raise Unavailable unless that file is still the one at the path."""
        if self._opened is not None and self._there() != self._opened:
            raise gone()

    def _there(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _prepare_writer(connection: Any, _record: ConnectionPoolEntry) -> None:
    # FULL: what was acknowledged survives a power cut as well, for one sync of the log in each
    # commit; NORMAL would lose the last of it, though the file stayed whole.
    _set_up(
        connection,
        f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
    )


def _prepare_reader(connection: Any, _record: ConnectionPoolEntry) -> None:
    _set_up(connection, f"PRAGMA busy_timeout={BUSY_MILLISECONDS}", "PRAGMA query_only=ON")


def _set_up(connection: Any, *statements: str) -> None:
    # SQLite's own lower() knows ASCII alone; PostgreSQL's knows all letters, and so must a search.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class SqliteNews:
    """Asks SQLite now and then, on one connection kept for it, whether any other has committed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def tell(self) -> None:
        """Say nothing: others see it in the file."""

    async def follow(self, announce: Callable[[], None]) -> None:
        """Call `announce` after each commit to the file by anyone, until cancelled."""
        while True:
            with contextlib.suppress(sqlite3.Error, ValueError):  # whoever reads next says so
                async with _open(str(self._path)) as connection:
                    await self._look(connection, announce)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, connection: aiosqlite.Connection, announce: Callable[[], None]) -> None:
        seen = None
        while True:
            ((version,),) = await connection.execute_fetchall("PRAGMA data_version")
            if version != seen:
                seen = version
                announce()
            await asyncio.sleep(LOOK_SECONDS)


class SqliteBackend:
    """A SQLite file that several processes of one machine share.

    Args:
        path: The file.
        wait_seconds: How long a unit of work stands in line for a connection.
    """

    insert: type[Insert] = Insert

    def __init__(self, path: Path, *, wait_seconds: float) -> None:
        self.path = path
        self.writers, self.readers = engines(path, wait_seconds=wait_seconds)
        self.news = SqliteNews(path)

    async def inspect(self) -> migrations.Inspection:
        """Say what the file is to this version, without changing it."""
        return await asyncio.to_thread(migrations.inspect_file, self.path)

    async def migrate(self) -> migrations.Migration:
        """Create the file or bring it up to date, all or nothing; others wait meanwhile."""
        return await asyncio.to_thread(migrations.migrate_file, self.path)

    async def take_over(self, file: Path, tell: Tell) -> NoReturn:
        """Refuse: a file is copied as it is."""
        del tell
        raise UnusableDatabase(
            f"{file} is moved into PostgreSQL, and the database of these settings is a file.",
            next_step="Let EVOLUTION_TODO_DATABASE_URL name an empty PostgreSQL database.",
        )

    def leader_lock(self) -> LockOnFile:
        """Return the lock that tells of a leading process's death."""
        return LockOnFile(lead_lock_of(self.path))

    async def is_led(self) -> bool:
        """Say whether a process relays and sweeps on this file."""
        return not await self.leader_lock().is_free()

    async def close(self) -> None:
        """Close every connection."""
        await self.writers.dispose()
        await self.readers.dispose()


def lead_lock_of(path: Path) -> Path:
    """Return the file whose lock the leading process on a database has."""
    return path.with_name(f"{path.name}.lead.lock")


class LockOnFile:
    """A lock that the system lets go when its holder's process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path, thread_local=False)

    @property
    def is_held(self) -> bool:
        """Whether this process has it."""
        return self._lock.is_locked

    async def acquire(self, *, seconds: float) -> bool:
        """Take it, waiting so long for those who only look; returns whether this process has it."""
        if not self._lock.is_locked:
            with contextlib.suppress(Timeout):  # its last holder is paused, and has it still
                await asyncio.to_thread(self._lock.acquire, timeout=seconds)
        return self._lock.is_locked

    async def release(self) -> None:
        """Give it back."""
        self._lock.release(force=True)

    async def is_free(self) -> bool:
        """Say whether no process has it."""
        if not self._path.exists():
            return True
        try:
            with FileLock(self._path, timeout=0):
                return True
        except Timeout:
            return False
