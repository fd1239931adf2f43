"""PostgreSQL as many processes on many machines share one database."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import uuid4

from sqlalchemy import URL, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from evolution_todo.adapters import migrations
from evolution_todo.adapters.cancellation import deferred
from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.outages import explained, reached, unreachable
from evolution_todo.adapters.storable import storable, to_json
from evolution_todo.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from evolution_todo.adapters.moving import Moved, Tell

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 20
"""How long the server works on one statement before it gives up."""

LOCK_SECONDS = 10
"""How long a statement waits for another transaction's lock."""

ANSWER_SECONDS = 30
"""How long to wait for any answer: after it the network is taken for dead."""

IDLE_SECONDS = 60
"""How long the server keeps a transaction whose process says nothing."""

POOL_SIZE = 10
MORE_CONNECTIONS = 10

CHANNEL = "evolution_todo"
"""Where processes tell each other that they have committed events."""

TELL_SECONDS = 0.01
"""At most one telling in this time: each one waits for the log's sync like a commit."""

LOOK_SECONDS = 1.0
"""How often to look for commits whose process died before it told of them."""

RETRY_SECONDS = 1.0

LEADER_KEY = "evolution-todo leader"
"""What the leading process has an advisory lock on."""

_LIBPQ_ONLY = frozenset({"channel_binding", "gssencmode", "target_session_attrs"})
"""Words that addresses copied from a provider's page bear, and this driver does not know."""


class PostgresBackend:
    """A PostgreSQL database, reached by asyncpg.

    Args:
        url: With driver, user, password, host and database.
        wait_seconds: How long a unit of work stands in line for a connection.
    """

    path = None
    insert: type[postgresql.Insert] = postgresql.Insert

    def __init__(self, url: URL, *, wait_seconds: float) -> None:
        self._url = _understood(url)
        self.writers = self._engine(
            pool_size=POOL_SIZE,
            max_overflow=MORE_CONNECTIONS,
            pool_timeout=wait_seconds,
            pool_recycle=1800,
        )
        self.readers = self.writers.execution_options(postgresql_readonly=True)
        self.news = PostgresNews(self._single())
        self._locks: list[AdvisoryLock] = []

    async def inspect(self) -> migrations.Inspection:
        """Say what the database is to this version, without changing it."""
        with self._usable():
            async with self.readers.connect() as connection:
                return await connection.run_sync(migrations.inspect_connection)

    async def migrate(self) -> migrations.Migration:
        """Create the tables or bring them up to date, all or nothing; others wait meanwhile."""
        with self._usable():
            async with self.writers.begin() as connection:
                return await connection.run_sync(migrations.migrate_connection)

    async def take_over(self, file: Path, tell: Tell) -> Moved:
        """Fill the empty database with what a SQLite file holds, all or nothing."""
        from evolution_todo.adapters.moving import move  # of no use to any other start

        with self._usable():
            async with self.writers.begin() as connection:
                return await connection.run_sync(move, file, tell)

    def leader_lock(self) -> AdvisoryLock:
        """Return the lock that tells of a leading process's death."""
        lock = AdvisoryLock(self._single())
        self._locks.append(lock)
        return lock

    async def is_led(self) -> bool:
        """Say whether a process relays and sweeps on this database."""
        return not await AdvisoryLock(self._single()).is_free()

    async def close(self) -> None:
        """Close every connection."""
        await self.news.close()
        for lock in self._locks:
            await lock.release()
        await self.writers.dispose()

    @contextlib.contextmanager
    def _usable(self) -> Iterator[None]:
        """Raise `UnusableDatabase` with what an operator is to mend."""
        try:
            with explained(), reached():
                yield
        except (Unavailable, DBAPIError) as error:
            cause = error.__cause__ if isinstance(error, Unavailable) else error
            message, next_step = _told(cause)
            plain = self._url.set(drivername="postgresql")
            where = plain.render_as_string(hide_password=True)
            raise UnusableDatabase(f"{where}: {message}.", next_step=next_step) from error

    def _single(self) -> AsyncEngine:
        """An engine whose connections are each kept by whoever asked for one."""
        return self._engine(poolclass=NullPool)

    def _engine(self, **options: Any) -> AsyncEngine:
        server_settings = {
            "application_name": "evolution-todo",
            "statement_timeout": f"{STATEMENT_SECONDS}s",
            "lock_timeout": f"{LOCK_SECONDS}s",
            "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
            # The server finds out in some ten seconds that this machine is gone.
            "tcp_keepalives_idle": "5",
            "tcp_keepalives_interval": "2",
            "tcp_keepalives_count": "3",
        }
        engine = create_async_engine(
            self._url,
            hide_parameters=True,
            json_serializer=to_json,
            connect_args={
                "async_creator_fn": _connect,
                "timeout": CONNECT_SECONDS,
                "command_timeout": ANSWER_SECONDS,
                "server_settings": server_settings,
            },
            **options,
        )
        event.listen(engine.sync_engine, "handle_error", _explain_silence)
        event.listen(engine.sync_engine, "checkout", _pass_over_ended)
        event.listen(engine.sync_engine, "before_cursor_execute", _make_storable, retval=True)
        return engine


def _pass_over_ended(connection: Any, _record: object, _proxy: object) -> None:
    """Let the pool make a connection anew that the server has ended, which no statement asks."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _make_storable(
    _connection: object, _cursor: object, statement: str, parameters: Any, *_more: object
) -> tuple[str, Any]:
    """Let a statement compare what cannot be stored as it would have been stored."""
    return statement, storable(parameters)


async def _connect(*arguments: Any, **options: Any) -> Any:
    """Connect whether or not the caller is cancelled: torn half way it leaves stray errors."""
    import asyncpg  # SQLAlchemy imports it at this moment too, and a file needs none of it

    return await deferred(asyncio.ensure_future(asyncpg.connect(*arguments, **options)))


_MISTAKES = {
    "28": ("the user or the password is wrong", "Mend them in EVOLUTION_TODO_DATABASE_URL."),
    "3D": ("there is no such database", "Create it, or mend EVOLUTION_TODO_DATABASE_URL."),
    "42501": ("the user may not do that", "Let it create tables in the database's schema."),
    "55P03": ("another process has been changing the tables for long", "Wait for it to end."),
}
"""By the beginning of the server's SQLSTATE."""


def _told(error: BaseException | None) -> tuple[str, str]:
    state = _sqlstate(error)
    for prefix, told in _MISTAKES.items():
        if state.startswith(prefix):
            return told
    reason = f" ({state})" if state else ""
    return (
        f"the server is out of reach or cannot serve{reason}",
        "Start it, or mend EVOLUTION_TODO_DATABASE_URL.",
    )


def _sqlstate(error: BaseException | None) -> str:
    while error is not None:
        state = getattr(error, "sqlstate", None)
        if state:
            return str(state)
        error = error.__cause__ or getattr(error, "orig", None)
    return ""


def _explain_silence(context: ExceptionContext) -> None:
    """Take a server that does not answer in time, or whose connection broke, for out of reach."""
    error = context.original_exception
    if isinstance(error, (TimeoutError, ConnectionError)):
        context.is_disconnect = True
        _raise_unreachable(error)


def _raise_unreachable(error: BaseException) -> NoReturn:
    raise unreachable() from error


def _understood(url: URL) -> URL:
    """Return an address in this driver's words: libpq's `sslmode` is its `ssl`."""
    query = {name: value for name, value in url.query.items() if name not in _LIBPQ_ONLY}
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(query=query)


class PostgresNews:
    """Tells other processes of this one's commits, and hears of theirs, on one connection.

    The telling is a notification apart from the transaction it tells of, since one within makes
    every commit wait for all others. What a killed process did not tell is seen by the sequence
    of the events, at which everyone looks now and then.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._own = uuid4().hex
        self._untold = asyncio.Event()

    def tell(self) -> None:
        """Tell others soon that events were committed."""
        self._untold.set()

    async def follow(self, announce: Callable[[], None]) -> None:
        """Call `announce` whenever others have committed, and tell them, until cancelled."""
        from asyncpg import InterfaceError, PostgresError  # it is there once one can connect

        lost = (Unavailable, DBAPIError, InterfaceError, PostgresError, OSError)
        while True:
            with contextlib.suppress(*lost):  # whoever reads says so
                async with self._engine.connect() as connection:
                    await self._converse(connection, announce)
            await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        """Let go of the connection, if it is still there."""
        await self._engine.dispose()

    async def _converse(self, connection: AsyncConnection, announce: Callable[[], None]) -> None:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101  # a raw connection has one; for the type checker

        def hear(_connection: object, _pid: int, _channel: str, teller: object) -> None:
            if teller != self._own:
                announce()

        await driver.add_listener(CHANNEL, hear)
        version = None
        while True:
            # Not `wait_for`: on Python 3.11 it forgets a cancellation that meets the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._untold.wait()
            if self._untold.is_set():
                self._untold.clear()
                await driver.execute("SELECT pg_notify($1, $2)", CHANNEL, self._own)
                await asyncio.sleep(TELL_SECONDS)
                continue
            seen = await driver.fetchval("SELECT last_value FROM outbox_position_seq")
            if seen != version:
                version = seen
                announce()


class AdvisoryLock:
    """A lock that the server lets go when the connection of its holder ends."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._kept: AsyncConnection | None = None
        self._driver: Any = None

    @property
    def is_held(self) -> bool:
        """Whether this process has it, as far as its connection knows."""
        return self._kept is not None and not self._driver.is_closed()

    async def acquire(self, *, seconds: float) -> bool:
        """Take it unless another process has it; returns whether this one has it."""
        del seconds  # whoever asks for it sees it in the catalogue instead of taking it
        if not self.is_held:
            await self.release()
            await self._take()
        return self.is_held

    async def release(self) -> None:
        """Give it back."""
        kept, self._kept = self._kept, None
        if kept is None:
            return
        with contextlib.suppress(Unavailable, DBAPIError, OSError):
            async with contextlib.aclosing(kept):
                # The server would let it go too, but only a moment after the connection ends.
                await kept.execute(text("SELECT pg_advisory_unlock_all()"))

    async def is_free(self) -> bool:
        """Say whether no process has it."""
        held = text(
            "SELECT EXISTS (SELECT FROM pg_locks"
            " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            " AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(:key, 0)"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        with explained(), reached():
            async with self._engine.connect() as connection:
                return not await connection.scalar(held, {"key": LEADER_KEY})

    async def _take(self) -> None:
        take = text("SELECT pg_try_advisory_lock(hashtextextended(:key, 0))")
        with explained(), reached():
            connection = await self._engine.connect()
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            if await autocommit.scalar(take, {"key": LEADER_KEY}):
                self._kept = connection
                self._driver = (await connection.get_raw_connection()).driver_connection
            else:
                await connection.close()
