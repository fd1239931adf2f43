"""Which reminders have a job that wakes the sweeper when they are due."""

from datetime import datetime

from sqlmodel import col, select, update

from evolution_todo.domain.ports import UnitOfWork
from models import Reminder, ReminderStatus


def name_of(reminder_id: int) -> str:
    """Return the name of the job that wakes the sweeper for a reminder."""
    return f"reminder-{reminder_id}"


async def upcoming(uow: UnitOfWork, reminder_id: int) -> datetime | None:
    """Return when a reminder is to go out; None if it is not, or is due already."""
    found = await uow.session.exec(
        select(Reminder.remind_at).where(
            Reminder.user_id == uow.actor.user_id,
            Reminder.id == reminder_id,
            Reminder.status == ReminderStatus.PENDING.value,
            col(Reminder.remind_at) > uow.now,
        )
    )
    return found.one_or_none()


async def note(uow: UnitOfWork, reminder_id: int) -> None:
    """Note the job that an upcoming reminder has, and that any other has none; it is no change."""
    is_upcoming = await upcoming(uow, reminder_id) is not None
    await uow.session.exec(
        update(Reminder)
        .where(col(Reminder.user_id) == uow.actor.user_id, col(Reminder.id) == reminder_id)
        .values(dapr_job_name=name_of(reminder_id) if is_upcoming else None)
    )
