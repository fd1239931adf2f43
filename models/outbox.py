"""Events that wait to be published."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, BigId, JsonValue, UtcDateTime, utc_now


class OutboxEvent(SQLModel, table=True):
    """A CloudEvent written in the transaction that caused it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("idx_outbox_user_id", "user_id", "position"), AUTOINCREMENT)

    position: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    id: str = Field(max_length=36, unique=True)
    """The CloudEvent's id: a uuid."""
    topic: str = Field(max_length=100)
    type: str = Field(max_length=100)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    """The partition key."""
    data: dict[str, Any] = Field(sa_type=JsonValue)
    correlation_id: str = Field(max_length=36)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
