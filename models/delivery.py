"""Telling people: who sends a reminder, by which channels it went, which due date was told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, BigId, UtcDateTime, utc_now


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
    __table_args__ = (
        UniqueConstraint(
            "reminder_id", "remind_at", "channel", name="uq_deliveries_reminder_time_channel"
        ),
        Index("idx_deliveries_user_id", "user_id"),
        Index("idx_deliveries_settled_at", "settled_at"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    reminder_id: int
    """No foreign key: a reminder that is deleted and brought back is not sent once more."""
    remind_at: datetime = Field(sa_type=UtcDateTime)
    channel: str = Field(max_length=64)
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

    task_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    """No foreign key: a task that is deleted and brought back is not told of once more."""
    due_date: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
