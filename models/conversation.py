"""Conversations, their messages, and the journal of each turn."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, BigId, JsonValue, UtcDateTime, utc_now


class Conversation(SQLModel, table=True):
    """A thread of messages with the question that stands open in it."""

    __tablename__ = "conversations"
    __table_args__ = (Index("idx_conversations_user_updated", "user_id", "updated_at", "id"),)

    id: str = Field(primary_key=True, max_length=36)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    title: str = Field(max_length=200)
    client: str = Field(max_length=100)
    question: dict[str, Any] | None = Field(default=None, sa_type=JsonValue)
    """What the assistant asked last, with the exact calls that a yes runs."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """What one side said; the assistant's bears the turn's tool calls and results too."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("idx_messages_conversation_id", "conversation_id", "id"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    conversation_id: str = Field(max_length=36, foreign_key="conversations.id", ondelete="CASCADE")
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    turn_id: str = Field(max_length=36)
    role: str = Field(max_length=9)
    """`user` or `assistant`."""
    content: str
    items: list[Any] = Field(default_factory=list, sa_type=JsonValue)
    """The assistant's turn as Responses API items, for the next turn's history."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Turn(SQLModel, table=True):
    """One message being answered: who holds it, until when, and what became of it."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("user_id", "message_id", name="uq_turns_user_message"),
        Index("idx_turns_conversation_id", "conversation_id", "created_at"),
    )

    id: str = Field(primary_key=True, max_length=36)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    conversation_id: str = Field(max_length=36, foreign_key="conversations.id", ondelete="CASCADE")
    message_id: str = Field(max_length=200)
    message: str
    client: str = Field(max_length=100)
    correlation_id: str = Field(max_length=36)
    holder: str | None = Field(default=None, max_length=100)
    """The process that runs it; None once it is closed or handed back."""
    fence: int = Field(default=0)
    """Rises with each holder; a write with an older one is refused."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stop_requested: bool = Field(default=False)
    answer: dict[str, Any] | None = Field(default=None, sa_type=JsonValue)
    """The whole reply once the turn is closed."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TurnEntry(SQLModel, table=True):
    """One thing that a turn has stored before acting on it: a model's output or a tool's result."""

    __tablename__ = "turn_entries"

    turn_id: str = Field(
        primary_key=True, max_length=36, foreign_key="turns.id", ondelete="CASCADE"
    )
    kind: str = Field(primary_key=True, max_length=6)
    key: str = Field(primary_key=True, max_length=200)
    position: int
    payload: Any = Field(sa_type=JsonValue)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
