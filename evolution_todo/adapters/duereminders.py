"""Due reminders and due dates of everybody: what a sweeper claims and tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Executable, exists, select
from sqlmodel import and_, col, delete, func, literal, or_, tuple_, update

from evolution_todo.domain import notices, when
from models import Claim, DueNotice, Reminder, ReminderStatus, Task, User
from models.base import UtcDateTime

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database

FARTHEST_EAST = timedelta(hours=14)
FARTHEST_WEST = timedelta(hours=12)
"""How far a local date may be from that of UTC."""

PAGE = 500
"""How many tasks are looked at in one read."""


class DatabaseDueReminders:
    """What is due of anybody; see `services.notification.sweeper.DueReminders`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, *, holder: str, lease: timedelta, limit: int
    ) -> Sequence[tuple[int, str]]:
        """Make due reminders this holder's, the earliest first; returns their ids and persons'.

        One that another holder has is left to it until its claim expires. One that this holder has
        is never claimed again, whatever its clock says meanwhile.
        """
        now = self._database.clock()
        expires = literal(now + lease, UtcDateTime())
        due = (
            select(col(Reminder.id), col(Reminder.user_id), literal(holder), expires)
            .outerjoin(Claim, col(Claim.reminder_id) == Reminder.id)
            .where(*_due(now), _unclaimed(now, holder))
            .order_by(col(Reminder.remind_at), col(Reminder.id))
            .limit(limit)
        )
        columns = ["reminder_id", "user_id", "holder", "expires_at"]
        insert = self._database.insert(Claim).from_select(columns, due)
        taken = insert.on_conflict_do_update(
            index_elements=["reminder_id"],
            set_={"holder": holder, "expires_at": insert.excluded.expires_at},
            where=and_(col(Claim.expires_at) <= now, col(Claim.holder) != holder),
        ).returning(col(Claim.reminder_id), col(Claim.user_id))
        async with self._database.across_people() as session:
            rows = await (await session.connection()).execute(taken)
            return [(id_, user_id) for id_, user_id in rows]

    async def next_at(self, *, holder: str) -> datetime | None:
        """Return when the next reminder may be claimed: now or earlier if one may be already."""
        now = self._database.clock()
        waiting = col(Reminder.status) == ReminderStatus.PENDING.value
        claimable = (
            select(literal(1))
            .select_from(Reminder)
            .outerjoin(Claim, col(Claim.reminder_id) == Reminder.id)
            .where(*_due(now), _unclaimed(now, holder))
        )
        upcoming = select(func.min(Reminder.remind_at)).where(
            waiting, col(Reminder.remind_at) > now
        )
        retries = select(func.min(Reminder.next_attempt_at)).where(
            waiting, col(Reminder.remind_at) <= now, col(Reminder.next_attempt_at) > now
        )
        query = select(exists(claimable), upcoming.scalar_subquery(), retries.scalar_subquery())
        async with self._database.across_people(read_only=True) as session:
            is_due, *later = (await (await session.connection()).execute(query)).one()
        return now if is_due else min(filter(None, later), default=None)

    async def renew(self, *, holder: str, lease: timedelta) -> None:
        """Keep this holder's claims from expiring."""
        expires = self._database.clock() + lease
        async with self._database.across_people() as session:
            await session.exec(
                update(Claim).where(col(Claim.holder) == holder).values(expires_at=expires)
            )

    async def release_all(self) -> None:
        """Let go whatever was claimed: this process leads now, and those before send no more."""
        async with self._database.across_people() as session:
            await session.exec(delete(Claim))

    async def release(self, *, holder: str) -> None:
        """Let go what this holder has claimed and not settled: it sends no more for now."""
        async with self._database.across_people() as session:
            await session.exec(delete(Claim).where(col(Claim.holder) == holder))

    async def approaching(self, *, zone: ZoneInfo) -> Sequence[tuple[str, list[int]]]:
        """Return the people with open tasks that come due within a day and were not told of.

        Args:
            zone: That of a person whose profile names none.
        """
        now = self._database.clock()
        found: dict[str, list[int]] = {}
        last: tuple[datetime, int] | None = None
        while True:
            rows = await self._page(now, last)
            for task_id, user_id, at, all_day, own in rows:
                local = now.astimezone(ZoneInfo(own) if own else zone)
                if notices.is_approaching(when.Due(at=at, all_day=all_day), now=local):
                    found.setdefault(user_id, []).append(task_id)
            if len(rows) < PAGE:
                return list(found.items())
            last = (rows[-1][2], rows[-1][0])

    async def _page(self, now: datetime, last: tuple[datetime, int] | None) -> Sequence[Any]:
        async with self._database.across_people(read_only=True) as session:
            return (await (await session.connection()).execute(_candidates(now, last))).all()


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Reminder.status) == ReminderStatus.PENDING.value,
        col(Reminder.remind_at) <= now,
        or_(col(Reminder.next_attempt_at).is_(None), col(Reminder.next_attempt_at) <= now),
    )


def _unclaimed(now: datetime, holder: str) -> ColumnElement[bool]:
    expired = and_(col(Claim.expires_at) <= now, col(Claim.holder) != holder)
    return or_(col(Claim.reminder_id).is_(None), expired)


def _candidates(now: datetime, last: tuple[datetime, int] | None) -> Executable:
    """Return the query of open tasks due about now that were not told of, in order."""
    told = select(literal(1)).where(
        col(DueNotice.task_id) == Task.id, col(DueNotice.due_date) == Task.due_date
    )
    place = tuple_(col(Task.due_date), col(Task.id))
    after = last or (now - timedelta(days=1) - FARTHEST_WEST, 0)
    return (
        select(
            col(Task.id),
            col(Task.user_id),
            col(Task.due_date),
            col(Task.due_all_day),
            col(User.timezone),
        )
        .join(User, col(User.id) == Task.user_id)
        .where(
            col(Task.completed).is_(False),
            place > tuple_(literal(after[0], UtcDateTime()), literal(after[1])),
            col(Task.due_date) <= now + notices.APPROACHING + FARTHEST_EAST,
            or_(col(Task.due_all_day), col(Task.due_date) > now),
            ~exists(told),
        )
        .order_by(col(Task.due_date), col(Task.id))
        .limit(PAGE)
    )
