"""The person who owns everything else; identities themselves live elsewhere."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import BigId, JsonValue, UtcDateTime, utc_now


class User(SQLModel, table=True):
    """Appears on a person's first request; its row is the lock of that person's writes."""

    __tablename__ = "users"

    id: str = Field(primary_key=True, max_length=36)
    email: str | None = Field(default=None, max_length=320)
    timezone: str | None = Field(default=None, max_length=64)
    locale: str | None = Field(default=None, max_length=35)
    notification_channels: list[str] | None = Field(default=None, sa_type=JsonValue)
    """Apprise URLs to which reminders go; None for the default."""
    last_seq: int = Field(default=0, sa_type=BigId)
    """The number of the person's latest change row."""
    last_task_number: int = Field(default=0)
    """The highest `tasks.number` given so far; numbers are never used again."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
