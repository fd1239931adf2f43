"""Turns a driver's errors about the outside world into the domain's `Unavailable`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from evolution_todo.domain.errors import Unavailable

_SQLITE = {
    "SQLITE_BUSY": (
        "database_busy",
        "The task database is busy with another program's write.",
        "Try again in a moment.",
    ),
    "SQLITE_LOCKED": (
        "database_busy",
        "The task database is busy with another program's write.",
        "Try again in a moment.",
    ),
    "SQLITE_FULL": (
        "disk_full",
        "The disk is full, so nothing was saved.",
        "Free some space and try again; what was saved before is safe.",
    ),
    "SQLITE_IOERR": (
        "database_unreachable",
        "The task database could not be read or written.",
        "Check the disk, then try again.",
    ),
    "SQLITE_READONLY": (
        "database_read_only",
        "The task database may only be read, so nothing was saved.",
        "Let this program write the database file and its folder.",
    ),
    "SQLITE_CANTOPEN": (
        "database_unreachable",
        "The task database could not be opened.",
        "Check that its folder exists and may be written.",
    ),
    "SQLITE_CORRUPT": (
        "database_damaged",
        "The task database is damaged.",
        "Stop the program and restore a copy of the file.",
    ),
    "SQLITE_NOTADB": (
        "database_damaged",
        "The task database is damaged.",
        "Stop the program and restore a copy of the file.",
    ),
}

# Connection lost, not let in, no such database, resources exhausted, shutting down, lock not
# granted, deadlock, out of time, idle for too long.
_POSTGRESQL = ("08", "28", "3D", "53", "57P", "55P03", "40P01", "40001", "57014", "25P03")

# What SQLAlchemy calls a statement after the one that met the loss, in the same transaction.
_CONNECTION_WAS_LOST = "8s2b"


@contextmanager
def explained() -> Iterator[None]:
    """Raise `Unavailable` where the database is out of reach; other errors pass as they are."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(
            "Too many requests are waiting for the task database.",
            code="database_busy",
            next_step="Try again in a moment.",
        ) from error
    except PendingRollbackError as error:
        if error.code != _CONNECTION_WAS_LOST:
            raise
        raise unreachable() from error
    except DBAPIError as error:
        outage = _outage(error)
        if outage is None:
            raise
        raise outage from error


@contextmanager
def reached() -> Iterator[None]:
    """Raise `Unavailable` where no connection could be made; for the first statement alone."""
    try:
        yield
    except OSError as error:  # refused, timed out, no such host: drivers let them through bare
        raise unreachable() from error


def _outage(error: DBAPIError) -> Unavailable | None:
    cause = error.orig.__cause__ if error.orig is not None else None
    for reason in (error.orig, cause):
        name = getattr(reason, "sqlite_errorname", None)
        if name is not None:
            return _sqlite_outage(name)
        state = getattr(reason, "sqlstate", None)
        if state is not None:
            return _postgresql_outage(state)
    return unreachable() if error.connection_invalidated else None


def _sqlite_outage(name: str) -> Unavailable | None:
    for prefix, (code, message, next_step) in _SQLITE.items():
        if name.startswith(prefix):
            return Unavailable(message, code=code, next_step=next_step)
    return None


def _postgresql_outage(state: str) -> Unavailable | None:
    if state == "25006":
        return Unavailable(
            "The task database may only be read, so nothing was saved.",
            code="database_read_only",
            next_step="Let EVOLUTION_TODO_DATABASE_URL name the server that takes writes.",
        )
    return unreachable() if state.startswith(_POSTGRESQL) else None


def gone() -> Unavailable:
    """Return the error of a database whose file is no longer the one that was opened."""
    return Unavailable(
        "The file of the task database was moved or deleted, so nothing was changed.",
        code="database_gone",
        next_step="Stop the program, put the file back and start again.",
    )


def unreachable() -> Unavailable:
    """Return the error of a database that cannot be reached."""
    return Unavailable(
        "The task database is out of reach, so nothing was changed.",
        code="database_unreachable",
        next_step="Try again in a moment; if it stays so, run `evolution-todo doctor`.",
    )
