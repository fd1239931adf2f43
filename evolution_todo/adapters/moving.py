"""Moves all that a SQLite file holds into an empty PostgreSQL database, or nothing of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import (
    Connection,
    Table,
    create_engine,
    exists,
    func,
    insert,
    inspect,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.migrations import (
    BUSY_SECONDS,
    Inspection,
    State,
    accepted,
    inspect_file,
    migrate_connection,
)
from evolution_todo.adapters.sqlite import lead_lock_of
from evolution_todo.adapters.storable import storable
from models import Lease, Priority, metadata

BATCH = 1_000
"""Rows that are written, read back and compared at a time."""

OF_THE_MIGRATIONS = frozenset({Priority.__tablename__, Lease.__tablename__})
"""Tables whose rows come with them; who leads is no data."""

Row = dict[str, Any]
Tell = Callable[[str, int, int], None]
"""Is called with a table's name, how many of its rows are moved, and how many it has."""


@dataclass(slots=True)
class Moved:
    """What was moved and compared."""

    rows: dict[str, int] = field(default_factory=dict)
    """How many of each table."""
    altered: int = 0
    """Rows with characters that PostgreSQL cannot store; U+FFFD stands for each."""


def move(target: Connection, file: Path, tell: Tell) -> Moved:
    """Copy every row of a file inside the target's transaction, and read each again to compare.

    The file stays as it is, and nobody writes to it meanwhile.

    Raises:
        UnusableDatabase: the file is not one of this version or in use, the target is not empty,
            or a row did not arrive as it was; nothing is moved.
    """
    _checked(file)
    migrate_connection(target)
    tables = [t for t in metadata.sorted_tables if t.name not in OF_THE_MIGRATIONS]
    _claim(target, tables)
    moved = Moved()
    with _held(file) as source:
        for table in tables:
            _copy(source, target, table, moved, tell)
        _count_on(source, target)
    return moved


def _checked(file: Path) -> Inspection:
    seen = accepted(inspect_file(file), file)
    if seen.state is State.EMPTY:
        raise UnusableDatabase(
            f"There are no tasks in {file}.", next_step="Check the path behind sqlite:///."
        )
    if seen.state is State.BEHIND:
        raise UnusableDatabase(
            f"The file {file} is of an older version (revision {seen.revision}).",
            next_step="Run `evolution-todo migrate` with EVOLUTION_TODO_DATABASE_URL naming it, "
            "then move it.",
        )
    return seen


def _claim(target: Connection, tables: Sequence[Table]) -> None:
    """Keep others from writing, and see that nobody has written yet."""
    names = ", ".join(table.name for table in tables)
    target.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for table in tables:
        if target.scalar(select(exists(select(table)))):
            raise UnusableDatabase(
                f"The database is not empty: its table {table.name} has rows.",
                next_step="Move the file into a new database; nothing was changed in this one.",
            )


@contextmanager
def _held(file: Path) -> Iterator[Connection]:
    """Open the file so that no server leads on it and nobody else writes to it."""
    address = f"{file.resolve().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        with FileLock(lead_lock_of(file), timeout=0), engine.connect() as source:
            source.exec_driver_sql("BEGIN IMMEDIATE")
            yield source
    except (Timeout, OperationalError) as error:
        if isinstance(error, OperationalError) and not isinstance(error.orig, sqlite3.Error):
            raise
        raise UnusableDatabase(
            f"The file {file} is in use.",
            next_step="Stop the server or chat that has it open, then move it.",
        ) from error
    finally:
        engine.dispose()


def _copy(source: Connection, target: Connection, table: Table, moved: Moved, tell: Tell) -> None:
    total = source.scalar(select(func.count()).select_from(table)) or 0
    moved.rows[table.name] = 0
    tell(table.name, 0, total)
    # The newest first: an operation refers to the later one by which it was taken back.
    rows = source.execute(select(table).order_by(*(c.desc() for c in table.primary_key)))
    for batch in rows.mappings().partitions(BATCH):
        read = [dict(row) for row in batch]
        fit = [{name: storable(value) for name, value in row.items()} for row in read]
        _write(target, table, fit)
        _compare(target, table, fit)
        moved.altered += sum(was != now for was, now in zip(read, fit, strict=True))
        moved.rows[table.name] += len(batch)
        tell(table.name, moved.rows[table.name], total)
    arrived = target.scalar(select(func.count()).select_from(table))
    if arrived != total:
        raise _not_as_it_was(table, f"{total} rows became {arrived}")


def _write(target: Connection, table: Table, rows: Sequence[Row]) -> None:
    try:
        target.execute(insert(table), rows)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        reason = error.orig.__cause__ or error.orig if error.orig is not None else error
        raise _not_as_it_was(table, f"PostgreSQL refuses one, {type(reason).__name__}") from error


def _compare(target: Connection, table: Table, rows: Sequence[Row]) -> None:
    keys = [column.name for column in table.primary_key]
    wanted = {tuple(row[key] for key in keys): row for row in rows}
    there = select(table).where(tuple_(*table.primary_key).in_(wanted))
    found = {tuple(row[key] for key in keys): row for row in target.execute(there).mappings()}
    for key, row in wanted.items():
        differing = [name for name in row if key not in found or found[key][name] != row[name]]
        if differing:
            raise _not_as_it_was(table, f"{key} differs in {', '.join(differing)}")


def _not_as_it_was(table: Table, how: str) -> UnusableDatabase:
    return UnusableDatabase(
        f"The {table.name} did not arrive as they were: {how}.",
        next_step="Nothing was moved and the file is as it was; report it with this line.",
    )


def _count_on(source: Connection, target: Connection) -> None:
    """Let ids go on after the highest that was ever given, so that none is used again."""
    given = source.execute(text("SELECT name, seq FROM sqlite_sequence"))
    for name, highest in given:
        if name not in metadata.tables or name in OF_THE_MIGRATIONS:
            continue
        (column,) = inspect(metadata.tables[name]).primary_key
        sequence = func.pg_get_serial_sequence(name, column.name)
        # By ALTER and not by setval, which a rollback would not take back.
        target.execute(
            text(f"ALTER SEQUENCE {target.scalar(select(sequence))} RESTART {highest + 1}")
        )
