"""Series: the templates from which recurring tasks are made."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, JsonValue, UtcDateTime, utc_now
from models.task import DEFAULT_PRIORITY_ID


class RecurringTask(SQLModel, table=True):
    """A rule and what each of its occurrences looks like; the truth of a recurring task."""

    __tablename__ = "recurring_tasks"
    __table_args__ = (
        Index("idx_recurring_tasks_user_id", "user_id", "id"),
        Index(
            "idx_recurring_tasks_next_occurrence",
            "next_occurrence",
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    template_title: str = Field(max_length=200)
    template_description: str | None = Field(default=None, max_length=1000)
    recurrence_pattern: str = Field(max_length=50)
    """`daily`, `weekly` or `monthly` where the rule is plain, else `custom`."""
    rrule: str | None = Field(default=None, max_length=500)
    """An RFC 5545 rule without its start; None where a cron expression stands instead."""
    cron_expression: str | None = Field(default=None, max_length=100)
    timezone: str = Field(max_length=64)
    """The IANA zone in which the rule's wall-clock time is kept."""
    mode: str = Field(default="schedule", max_length=16)
    """`schedule`, or `after_completion` to count from when the last one was done."""
    starts_at: datetime = Field(sa_type=UtcDateTime)
    """The first occurrence, from which intervals and the time of day are taken."""
    all_day: bool = Field(default=False)
    exceptions: list[str] = Field(default_factory=list, sa_type=JsonValue)
    """Dates (ISO) in the rule's zone on which nothing occurs."""
    tags: list[str] = Field(default_factory=list, sa_type=JsonValue)
    reminder_offsets: list[int] = Field(default_factory=list, sa_type=JsonValue)
    """Minutes before each occurrence at which to remind."""
    made: int = Field(default=1)
    """How many occurrences there have been; what COUNT counts after completion."""
    last_task_id: int | None = Field(default=None)
    """The newest occurrence, even once it is deleted: the one that the next follows."""
    exhausted: bool = Field(default=False)
    """It is not active because its rule names no more, and not because somebody stopped it."""
    ended: bool = Field(default=False)
    """Somebody ended it, and its open tasks are plain ones; else they only paused it."""
    origin: str = Field(default="person", max_length=9)
    """The entrance through which its text came; each of its tasks bears it too."""
    next_occurrence: datetime = Field(sa_type=UtcDateTime)
    priority_id: int = Field(default=DEFAULT_PRIORITY_ID, foreign_key="priorities.id")
    is_active: bool = Field(default=True)
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
