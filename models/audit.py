"""The audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, BigId, JsonValue, UtcDateTime, utc_now


class AuditLog(SQLModel, table=True):
    """One change as the audit consumer recorded it."""

    __tablename__ = "audit_logs"
    __table_args__ = (
        Index("idx_audit_logs_user_id", "user_id", "timestamp", "id"),
        Index("idx_audit_logs_entity", "user_id", "entity_type", "entity_id", "timestamp", "id"),
        Index("idx_audit_logs_timestamp", "timestamp", "id"),
        Index("idx_audit_logs_correlation", "user_id", "correlation_id", "timestamp", "id"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    entity_type: str = Field(max_length=50)
    entity_id: int
    action: str = Field(max_length=20)
    old_values: dict[str, Any] | None = Field(default=None, sa_type=JsonValue)
    new_values: dict[str, Any] | None = Field(default=None, sa_type=JsonValue)
    client: str | None = Field(default=None, max_length=100)
    """The entrance or the service through which it came."""
    correlation_id: str | None = Field(default=None, max_length=36)
    timestamp: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
