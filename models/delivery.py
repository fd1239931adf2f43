"""Telling people: who sends a reminder, by which channels it went, which due date was told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, utc_now


class DeliveryStatus(StrEnum):
    """Where a delivery stands; `failed` is final, one that will be tried again stays `pending`."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class Claim(SQLModel, table=True):
    """A due reminder that a sweeper is sending; gone once it is settled, void once it expires."""

    __tablename__ = "claims"
    __table_args__ = (Index("idx_claims_user_id", "user_id"),)

    reminder_id: int = Field(primary_key=True, foreign_key="reminders.id", ondelete="CASCADE")
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    holder: str = Field(max_length=36)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Delivery(SQLModel, table=True):
    """One reminder on its way through one channel, at one time: moved, it is another one."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("idx_deliveries_user_id", "user_id"),)

    reminder_id: int = Field(primary_key=True, foreign_key="reminders.id", ondelete="CASCADE")
    remind_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    channel: str = Field(primary_key=True, max_length=64)
    """A hash of the channel's address, which may hold a password."""
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    label: str = Field(max_length=100)
    """The channel in words, without secrets."""
    status: str = Field(default=DeliveryStatus.PENDING.value, max_length=7)
    attempts: int = Field(default=0)
    error: str | None = Field(default=None, max_length=300)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DueNotice(SQLModel, table=True):
    """A mark that `task.due.approaching` was told of a task and this due date."""

    __tablename__ = "due_notices"
    __table_args__ = (Index("idx_due_notices_user_id", "user_id"),)

    task_id: int = Field(primary_key=True, foreign_key="tasks.id", ondelete="CASCADE")
    due_date: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
