"""Brings a database to this version's tables, or says why it must not be touched."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from evolution_todo.adapters.errors import UnusableDatabase
from models import migrations

if TYPE_CHECKING:
    from alembic.config import Config

LOCK_SECONDS = 60.0
"""How long one process waits for another's migration to end, and PostgreSQL for one step of it."""

BUSY_SECONDS = 5.0
"""How long to wait for another process's short write."""


class State(StrEnum):
    """What a database is to this version."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    NEWER = "newer"
    FOREIGN = "foreign"
    """It has tables, but not ours."""
    UNREADABLE = "unreadable"
    """The file is not a database, or is damaged."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A look at a database that changed nothing."""

    state: State
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration did; `before` is None for a new database, `copy` the one kept first."""

    before: str | None
    after: str
    copy: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class History:
    """A folder of revisions and their order, oldest first."""

    folder: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        """The newest revision."""
        return self.revisions[-1]

    def judge(self, tables: set[str], revision: str | None) -> Inspection:
        """Say what a database with these tables at this revision is to this version."""
        if revision is None:
            return Inspection(State.FOREIGN if tables - {"alembic_version"} else State.EMPTY)
        if revision == self.head:
            return Inspection(State.CURRENT, revision)
        behind = revision in self.revisions
        return Inspection(State.BEHIND if behind else State.NEWER, revision)


OURS = History(Path(migrations.__file__).parent, migrations.REVISIONS)


def inspect_file(path: Path, history: History = OURS) -> Inspection:
    """Look at a SQLite file without changing it.

    Raises:
        UnusableDatabase: the file cannot be opened or stays locked.
    """
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        return Inspection(State.EMPTY)
    try:
        return history.judge(*_tables_and_revision(path))
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
            return Inspection(State.UNREADABLE)
        raise UnusableDatabase(
            f"The database {path} cannot be opened: {error}.",
            next_step="Check that it is a file that you may read and write, "
            "and that no other program keeps it locked.",
        ) from error


def _tables_and_revision(path: Path) -> tuple[set[str], str | None]:
    try:
        return _read_tables_and_revision(path, mode="ro")
    except sqlite3.OperationalError as error:
        # What a killed process left is rolled back by whoever opens the file next, and that writes.
        if not error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise
        return _read_tables_and_revision(path, mode="rw")


def _read_tables_and_revision(path: Path, *, mode: str) -> tuple[set[str], str | None]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as file:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_schema")}
        if "alembic_version" not in tables:
            return tables, None
        row = file.execute("SELECT version_num FROM alembic_version").fetchone()
        return tables, row[0] if row else None


def inspect_connection(connection: Connection, history: History = OURS) -> Inspection:
    """Look at a database that is reached by a connection."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        return history.judge(tables, None)
    return history.judge(tables, connection.scalar(text("SELECT version_num FROM alembic_version")))


def migrate_file(path: Path, history: History = OURS) -> Migration:
    """Create or upgrade a SQLite file, all or nothing, keeping a copy of an old one first.

    Processes that start together wait for each other.

    Raises:
        UnusableDatabase: it is newer, not ours or not a database; nothing was touched.
    """
    seen = accepted(inspect_file(path, history), path)
    if seen.state is State.CURRENT:
        return Migration(seen.revision, history.head)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        seen = accepted(inspect_file(path, history), path)
        if seen.state is State.CURRENT:
            return Migration(seen.revision, history.head)
        copy = _keep_copy(path, seen.revision) if seen.state is State.BEHIND else None
        _upgrade_file(path, history)
    return Migration(seen.revision, history.head, copy)


def migrate_connection(connection: Connection, history: History = OURS) -> Migration:
    """Create or upgrade the database of a PostgreSQL connection inside its transaction."""
    for limit in ("lock_timeout", "statement_timeout"):  # other than those of a request
        connection.execute(text(f"SET LOCAL {limit} = '{LOCK_SECONDS:.0f}s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('evolution-todo migration'))"))
    seen = accepted(inspect_connection(connection, history), connection.engine.url)
    if seen.state is not State.CURRENT:
        _upgrade(connection, history)
    return Migration(seen.revision, history.head)


_REFUSALS = {
    State.NEWER: (
        "The database {where} was written by a newer version of Evolution Todo.",
        "Upgrade evolution-todo, or choose another folder with EVOLUTION_TODO_DATA_DIR.",
    ),
    State.FOREIGN: (
        "The database {where} belongs to another program.",
        "Choose another folder with EVOLUTION_TODO_DATA_DIR.",
    ),
    State.UNREADABLE: (
        "The file {where} is not a database, or it is damaged.",
        "Move it away or restore a copy of it; nothing in it was changed.",
    ),
}


def accepted(seen: Inspection, where: object) -> Inspection:
    """Return what was seen unless it must not be touched.

    Raises:
        UnusableDatabase: it is newer, not ours or not a database.
    """
    if seen.state in _REFUSALS:
        message, next_step = _REFUSALS[seen.state]
        raise UnusableDatabase(message.format(where=where), next_step=next_step)
    return seen


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # only a start that has something to migrate needs it

    try:
        with FileLock(f"{path}.migrate.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise UnusableDatabase(
            f"Another process has been migrating {path} for over {LOCK_SECONDS:.0f} seconds.",
            next_step="Wait for it, or end it, and start again.",
        ) from error


def _keep_copy(path: Path, revision: str | None) -> Path:
    copy = path.with_name(f"{path.name}.{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S}.bak")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _upgrade_file(path: Path, history: History) -> None:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,
        connect_args={"isolation_level": None, "timeout": LOCK_SECONDS},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        counters = _counters(connection)
        _upgrade(connection, history)
        _keep_counters(connection, counters)
        _check_references(connection)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    # Altering a table in place of which a new one is put would cascade into what refers to it.
    connection.execute("PRAGMA foreign_keys=OFF")


def _counters(connection: Connection) -> dict[str, int]:
    """Return the highest id that each table has ever given."""
    if not inspect(connection).has_table("alembic_version"):
        return {}
    rows = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {row.name: row.seq for row in rows}


def _keep_counters(connection: Connection, counters: dict[str, int]) -> None:
    """Carry the counters over to tables that were made anew, so that no id is used again."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
    schema = {row.name: row.sql for row in rows}
    for name, seq in counters.items():
        if name not in schema:
            continue
        if "AUTOINCREMENT" not in schema[name].upper():
            raise AssertionError(f"a migration dropped AUTOINCREMENT from {name}")
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
        connection.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"),
            {"name": name, "seq": seq},
        )


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise UnusableDatabase(
            f"The migration would leave {len(broken)} rows that refer to missing ones, "
            f"the first in {broken[0][0]}; it was rolled back.",
            next_step="Your data is as it was; report it with what `evolution-todo doctor` says.",
        )


def _upgrade(connection: Connection, history: History) -> None:
    # Mako renders nothing here, but would import the lexers of Pygments to colour its errors: a
    # half of what a migration takes to begin, and 5 MB. None is Python's word for "not there".
    sys.modules.setdefault("mako.ext.pygmentplugin", None)  # type: ignore[arg-type]  # import takes it
    from alembic import command  # costs a start 100 ms, so it waits until there is work

    command.upgrade(alembic_config(connection, history), "head")


def alembic_config(connection: Connection | None, history: History = OURS) -> Config:
    """Return Alembic's configuration for this history, which needs no file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(history.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
