"""Events that a consumer has handled."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, utc_now


class InboxEvent(SQLModel, table=True):
    """A mark written in the transaction of the effect, so that a repeat has none."""

    __tablename__ = "inbox"

    consumer: str = Field(primary_key=True, max_length=50)
    event_id: str = Field(primary_key=True, max_length=36)
    handled_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime, index=True)
