"""The lease by which one process of those on a database relays and sweeps."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

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


class LeaderLock(Protocol):
    """A lock that is free once its holder's process is gone."""

    @property
    def is_held(self) -> bool:
        """Whether this process has it."""
        ...

    async def acquire(self, *, seconds: float) -> bool:
        """Take it unless another process has it; returns whether this one has it."""
        ...

    async def release(self) -> None:
        """Give it back."""
        ...

    async def is_free(self) -> bool:
        """Say whether no process has it."""
        ...


class LeaderLease:
    """A row whose `beat` its holder raises; a lock beside it tells when the holder has died.

    No clock of the machine is read: a contender takes over when, by its own steady clock, the beat
    has stood still for ten seconds, or at once when the holder's lock is free, which the system or
    the server sees to at a process's death. A paused holder keeps the lock and loses the row.

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
        self._lock = database.leader_lock()
        self._locked = False
        self._fence = 0
        self._renewed_at: float | None = None
        self._seen: tuple[int, int] | None = None
        self._seen_at = 0.0

    @property
    def held(self) -> bool:
        """Whether it is surely this process's still, without asking the database."""
        return (
            self._renewed_at is not None
            and self._steady() - self._renewed_at < PATIENCE_SECONDS
            and (self._lock.is_held or not self._locked)
        )

    async def take(self) -> bool:
        """Take it if it is free, or if its holder is dead or has been silent for too long."""
        row = await self._read()
        if row.holder is not None and not await self._is_void(row):
            return False
        began = self._steady()
        self._locked = await self._lock.acquire(seconds=LOOK_SECONDS)
        if not await self._swap(row):
            await self._drop()
            return False
        self._fence, self._renewed_at = row.fence + 1, began
        return True

    async def renew(self) -> bool:
        """Keep it; False when another process has taken it over."""
        began = self._steady()
        self._locked = await self._lock.acquire(seconds=0)
        async with self._database.across_people() as session:
            beat = update(Lease).where(*self._mine()).values(beat=col(Lease.beat) + 1)
            kept = await session.exec(beat.values(locked=self._locked))
        if kept.rowcount == 0:
            await self._drop()
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
        await self._drop()

    async def _read(self) -> Lease:
        async with self._database.across_people(read_only=True) as session:
            return await session.get_one(Lease, WORK)

    async def _is_void(self, row: Lease) -> bool:
        if row.locked and await self._lock.is_free():
            return True
        seen = (row.fence, row.beat)
        if seen != self._seen:
            self._seen, self._seen_at = seen, self._steady()
        return self._steady() - self._seen_at >= PATIENCE_SECONDS

    async def _swap(self, row: Lease) -> bool:
        async with self._database.across_people() as session:
            taken = await session.exec(
                update(Lease)
                .where(
                    col(Lease.name) == WORK,
                    col(Lease.fence) == row.fence,
                    col(Lease.beat) == row.beat,
                )
                .values(
                    holder=self._holder,
                    fence=row.fence + 1,
                    beat=row.beat + 1,
                    locked=self._locked,
                )
            )
        return taken.rowcount == 1

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (
            col(Lease.name) == WORK,
            col(Lease.holder) == self._holder,
            col(Lease.fence) == self._fence,
        )

    async def _drop(self) -> None:
        self._renewed_at = None
        await self._lock.release()
