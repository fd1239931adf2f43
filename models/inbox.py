"""Events that a consumer has handled, and those that it could not."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, BigId, JsonValue, UtcDateTime, utc_now


class InboxEvent(SQLModel, table=True):
    """A mark written in the transaction of the effect, so that a repeat has none."""

    __tablename__ = "inbox"

    consumer: str = Field(primary_key=True, max_length=50)
    event_id: str = Field(primary_key=True, max_length=36)
    handled_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime, index=True)


class ParkedEvent(SQLModel, table=True):
    """An event that one consumer could not handle: it waits for its next try, or is dead."""

    __tablename__ = "parked_events"
    __table_args__ = (
        UniqueConstraint("consumer", "event_id", name="uq_parked_events_consumer_event_id"),
        Index("idx_parked_events_user_id", "user_id", "id"),
        Index("idx_parked_events_retry_at", "retry_at"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    consumer: str = Field(max_length=50)
    event_id: str = Field(max_length=36)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    topic: str = Field(max_length=100)
    type: str = Field(max_length=100)
    data: dict[str, Any] = Field(sa_type=JsonValue)
    correlation_id: str = Field(max_length=36)
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    """When the event was written."""
    attempts: int = Field(default=1)
    error: str = Field(max_length=300)
    """What kind of error the last try ended with; never what people wrote."""
    retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it is tried again; None for a dead letter."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
