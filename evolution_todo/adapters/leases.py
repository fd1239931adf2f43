"""The lease by which one process of those on a database relays and sweeps."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import ColumnElement
from sqlmodel import col, update

from evolution_todo.domain.errors import Unavailable
from models import Lease

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database

PATIENCE_SECONDS = 10.0
"""How long a holder may be silent before another process takes over."""

LOOK_SECONDS = 1.0
"""How long to wait for the lock of a file: others hold it for an instant to see who has it."""

WORK = "relay and sweep"
"""The row's name; the migration makes it."""


class LeaderLease:
    """A row whose `beat` its holder raises; a lock on a file tells when the holder has died.

    No clock of the machine is read: a contender takes over when, by its own steady clock, the beat
    has stood still for ten seconds, or at once when the holder's lock on the file is free, which
    the system sees to at a process's death. A paused holder keeps the lock and loses the row.

    Args:
        database: Where the row is.
        holder: This process, as nobody else is called.
        steady: A clock that only goes forward, in seconds.
    """

    def __init__(
        self, database: Database, *, holder: str, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._holder = holder
        self._steady = steady
        self._lock = _file_lock(lock_file(database.path)) if database.path else None
        self._fence = 0
        self._renewed_at: float | None = None
        self._seen: tuple[int, int] | None = None
        self._seen_at = 0.0

    @property
    def held(self) -> bool:
        """Whether it is surely this process's still, without asking the database."""
        return self._renewed_at is not None and self._steady() - self._renewed_at < PATIENCE_SECONDS

    async def take(self) -> bool:
        """Take it if it is free, or if its holder is dead or has been silent for too long."""
        row = await self._read()
        if row.holder is not None and not self._is_void(row):
            return False
        began = self._steady()
        locked = await self._lock_file(seconds=LOOK_SECONDS)
        if not await self._swap(row, locked=locked):
            self._drop()
            return False
        self._fence, self._renewed_at = row.fence + 1, began
        return True

    async def renew(self) -> bool:
        """Keep it; False when another process has taken it over."""
        began = self._steady()
        locked = await self._lock_file(seconds=0)
        async with self._database.across_people() as session:
            kept = await session.exec(
                update(Lease).where(*self._mine()).values(beat=col(Lease.beat) + 1, locked=locked)
            )
        if kept.rowcount == 0:
            self._drop()
            return False
        self._renewed_at = began
        return True

    async def give_back(self) -> None:
        """Let another process take it at once."""
        if self._renewed_at is None:
            return
        with contextlib.suppress(Unavailable):  # others see by the lock or by the silence
            async with self._database.across_people() as session:
                await session.exec(update(Lease).where(*self._mine()).values(holder=None))
        self._drop()

    async def _read(self) -> Lease:
        async with self._database.across_people(read_only=True) as session:
            return await session.get_one(Lease, WORK)

    def _is_void(self, row: Lease) -> bool:
        if self._lock is not None and row.locked and is_free(Path(self._lock.lock_file)):
            return True
        seen = (row.fence, row.beat)
        if seen != self._seen:
            self._seen, self._seen_at = seen, self._steady()
        return self._steady() - self._seen_at >= PATIENCE_SECONDS

    async def _swap(self, row: Lease, *, locked: bool) -> bool:
        async with self._database.across_people() as session:
            taken = await session.exec(
                update(Lease)
                .where(
                    col(Lease.name) == WORK,
                    col(Lease.fence) == row.fence,
                    col(Lease.beat) == row.beat,
                )
                .values(holder=self._holder, fence=row.fence + 1, beat=row.beat + 1, locked=locked)
            )
        return taken.rowcount == 1

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (
            col(Lease.name) == WORK,
            col(Lease.holder) == self._holder,
            col(Lease.fence) == self._fence,
        )

    async def _lock_file(self, *, seconds: float) -> bool:
        if self._lock is None:
            return False
        if not self._lock.is_locked:
            with contextlib.suppress(Timeout):  # its last holder is paused, and has it still
                await asyncio.to_thread(self._lock.acquire, timeout=seconds)
        return self._lock.is_locked

    def _drop(self) -> None:
        self._renewed_at = None
        if self._lock is not None:
            self._lock.release(force=True)


def lock_file(database: Path) -> Path:
    """Return the file that the leading process keeps locked."""
    return database.with_name(f"{database.name}.lead.lock")


def _file_lock(path: Path) -> FileLock:
    return FileLock(path, thread_local=False)


def is_led(database: Path) -> bool:
    """Say whether a process relays and sweeps on this file."""
    path = lock_file(database)
    return path.exists() and not is_free(path)


def is_free(path: Path) -> bool:
    """Say whether no process holds the lock of this file."""
    try:
        with FileLock(path, timeout=0):
            return True
    except Timeout:
        return False
