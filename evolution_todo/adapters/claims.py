"""The outbox on PostgreSQL, where several relays take people's events without changing an order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable, String, any_, bindparam, func, inspect, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, delete

from evolution_todo.domain import events
from evolution_todo.domain.outbox import UNSEEN
from models import OutboxEvent

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from evolution_todo.adapters.database import Database
    from evolution_todo.domain.events import Event

WINDOW = 4
"""How many relays find work at once: each looks at so many times the events that it may take."""

KEY = "evolution-todo outbox "
"""What comes before a person's id in the name of their lock."""


class DatabaseOutbox:
    """The outbox of everybody, claimed person by person; see `services.publishing.Outbox`.

    A claim is a lock that the server lets go at the end of the claiming transaction, whether that
    commits or its process dies. A person's events are written under the lock on their row, so that
    their positions rise with the commits: whoever has the claim reads them without a gap.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def claim(self, *, limit: int) -> AsyncIterator[Claim]:
        """Make the oldest events of some people the caller's until the block ends.

        Raises:
            Unavailable: the database is out of reach; what was removed may be there still.
        """
        async with self._database.across_people() as session:
            people = await _locked(session, limit)
            yield Claim(session, await _oldest(session, people, limit) if people else [])


class Claim:
    """Events of some people, in the order of their writing, and nobody else's meanwhile."""

    def __init__(self, session: AsyncSession, waiting: Sequence[Event]) -> None:
        self.events = waiting
        self._session = session

    async def remove(self, event_ids: Collection[str]) -> None:
        """Take events out: they are published."""
        named = bindparam("ids", list(event_ids), ARRAY(String()))
        await self._session.exec(
            delete(OutboxEvent).where(col(OutboxEvent.id) == any_(named)), execution_options=UNSEEN
        )


async def _locked(session: AsyncSession, limit: int) -> list[str]:
    """Lock people whose events are the oldest, as many as have `limit` events together."""
    rows = await _rows(session, _people(limit * WINDOW))
    mine: list[str] = []
    found = 0
    while rows and found < limit:
        some = _enough(rows, limit - found)
        del rows[: len(some)]
        locked = set(await _lock(session, [user_id for user_id, _ in some]))
        mine += locked
        found += sum(count for user_id, count in some if user_id in locked)
    return mine


def _people(window: int) -> Executable:
    """Return the query of who has the oldest events, and how many of them."""
    oldest = (
        select(col(OutboxEvent.user_id), col(OutboxEvent.position))
        .order_by(col(OutboxEvent.position))
        .limit(window)
        .subquery()
    )
    return (
        select(oldest.c.user_id, func.count())
        .group_by(oldest.c.user_id)
        .order_by(func.min(oldest.c.position))
    )


def _enough(people: Sequence[tuple[str, int]], events: int) -> list[tuple[str, int]]:
    some: list[tuple[str, int]] = []
    for user_id, count in people:
        if events <= 0:
            break
        some.append((user_id, count))
        events -= count
    return some


async def _lock(session: AsyncSession, people: Sequence[str]) -> list[str]:
    """Return those of the people whom no other relay has; they are this transaction's now."""
    person = func.unnest(bindparam("people", list(people), ARRAY(String()))).column_valued("person")
    key = func.hashtextextended(KEY + person, 0)
    taken = select(person).where(func.pg_try_advisory_xact_lock(key))
    return [user_id for (user_id,) in await _rows(session, taken)]


async def _oldest(session: AsyncSession, people: Sequence[str], limit: int) -> list[Event]:
    """Read events as plain rows: to make a model of each takes longer than to publish it."""
    table = inspect(OutboxEvent).local_table
    named = bindparam("people", list(people), ARRAY(String()))
    theirs = select(table).where(col(OutboxEvent.user_id) == any_(named))
    rows = await _rows(session, theirs.order_by(col(OutboxEvent.position)).limit(limit))
    return [events.of_row(row) for row in rows]


async def _rows(session: AsyncSession, query: Executable) -> list[Any]:
    return list(await (await session.connection()).execute(query))
