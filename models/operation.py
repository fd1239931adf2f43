"""Operations: what each write changed, so that it can be undone, replayed and followed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, BigId, JsonValue, UtcDateTime, utc_now


class Operation(SQLModel, table=True):
    """All that one request, tool call or job wrote together; what undo takes back."""

    __tablename__ = "operations"
    __table_args__ = (
        Index("idx_operations_user_id", "user_id", "id"),
        Index("idx_operations_conversation", "user_id", "conversation_id", "id"),
        Index("idx_operations_client", "user_id", "client", "id"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    kind: str = Field(default="change", max_length=6)
    """`change` by a person, `undo` that takes others back, or `effect` by a service of ours.

    Only a change is taken back, and only one counts as "changed since".
    """
    client: str = Field(max_length=100)
    conversation_id: str | None = Field(default=None, max_length=36)
    turn_id: str | None = Field(default=None, max_length=36)
    summary: str = Field(max_length=300)
    """What happened, in words for the person."""
    correlation_id: str = Field(max_length=36)
    undone_by_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="operations.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Change(SQLModel, table=True):
    """One entity before and after one operation, numbered in the order of the person's changes."""

    __tablename__ = "changes"
    __table_args__ = (Index("idx_changes_operation_id", "operation_id"),)

    user_id: str = Field(
        primary_key=True, max_length=36, foreign_key="users.id", ondelete="CASCADE"
    )
    seq: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    operation_id: int = Field(sa_type=BigId, foreign_key="operations.id", ondelete="CASCADE")
    entity_type: str = Field(max_length=20)
    """`task`, `tag`, `reminder` or `recurring`."""
    entity_id: int
    task_id: int | None = Field(default=None)
    """The task it belongs to; undo settles all of one task's changes together."""
    action: str = Field(max_length=20)
    """`created`, `updated`, `completed`, `deleted`, or `reminder` for one that was told."""
    before: dict[str, Any] | None = Field(default=None, sa_type=JsonValue)
    after: dict[str, Any] | None = Field(default=None, sa_type=JsonValue)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class IdempotencyKey(SQLModel, table=True):
    """The first result of a keyed request, stored with its effect and given again for the same."""

    __tablename__ = "idempotency_keys"

    user_id: str = Field(
        primary_key=True, max_length=36, foreign_key="users.id", ondelete="CASCADE"
    )
    scope: str = Field(primary_key=True, max_length=10)
    """The entrance, `rest` or `mcp`: their keys never meet."""
    key: str = Field(primary_key=True, max_length=255)
    request_hash: str = Field(max_length=64)
    response: dict[str, Any] = Field(sa_type=JsonValue)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime, index=True)
