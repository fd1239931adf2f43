"""Tags and which tasks bear them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, UtcDateTime, utc_now

DEFAULT_TAG_COLOR = "#6B7280"
"""By seed B."""


class Tag(SQLModel, table=True):
    """A label of one person's; its name is unique for that person, whatever the case of letters."""

    __tablename__ = "tags"
    __table_args__ = (
        Index("idx_tags_user_id", "user_id", "id"),
        Index("idx_tags_user_name", "user_id", "name", unique=True),
        Index("uq_tags_user_folded", "user_id", "folded", unique=True),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    name: str = Field(max_length=50)
    folded: str = Field(max_length=150)
    """The name without case (`str.casefold`); SQLite's own lower() knows ASCII alone."""
    color: str = Field(default=DEFAULT_TAG_COLOR, max_length=7)
    origin: str = Field(default="person", max_length=9)
    """Where its name came from, as a task's `origin` says of that: a name is text too."""
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class TaskTag(SQLModel, table=True):
    """One task bears one tag."""

    __tablename__ = "task_tags"
    __table_args__ = (
        Index("idx_task_tags_task_id", "task_id"),
        Index("idx_task_tags_tag_id", "tag_id", "task_id"),
    )

    task_id: int = Field(foreign_key="tasks.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tags.id", primary_key=True, ondelete="CASCADE")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
