"""Reminders of tasks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, UtcDateTime, utc_now


class ReminderStatus(StrEnum):
    """Where a reminder stands; `failed` is final, one that will be tried again stays `pending`."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Reminder(SQLModel, table=True):
    """A moment at which the person wants to hear of a task."""

    __tablename__ = "reminders"
    __table_args__ = (
        Index("idx_reminders_task_id", "task_id"),
        Index("idx_reminders_user_id", "user_id", "id"),
        Index("idx_reminders_status", "status"),
        Index(
            "idx_reminders_remind_at",
            "remind_at",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="tasks.id", ondelete="CASCADE")
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    remind_at: datetime = Field(sa_type=UtcDateTime)
    offset_minutes: int | None = Field(default=None)
    """Minutes before the due time, for a reminder that moves with it."""
    status: str = Field(default=ReminderStatus.PENDING.value, max_length=9)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = Field(default=0)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dapr_job_name: str | None = Field(default=None, max_length=100)
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
