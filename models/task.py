"""Tasks and their priorities."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlmodel import Field, SQLModel

from models.base import AUTOINCREMENT, UtcDateTime, utc_now

DEFAULT_PRIORITY_ID = 2
"""Medium, by seed B."""


class Priority(SQLModel, table=True):
    """A level of urgency; four rows come with the first migration."""

    __tablename__ = "priorities"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)
    level: int = Field(unique=True)
    color: str = Field(max_length=7)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class DueOrder(ColumnElement[datetime]):
    """`tasks.due_date` for sorting: a task without one comes last.

    NULL breaks the row comparison of keyset paging, so a far day stands for it. The SQL is written
    out without parameters, since an index on an expression is used only when the text is the same.
    """

    inherit_cache = True
    type = UtcDateTime()


NEVER_SQLITE = "9999-12-31 00:00:00.000000"
NEVER_POSTGRESQL = "9999-12-31 00:00:00+00"


@compiles(DueOrder, "sqlite")
def _due_order_sqlite(element: DueOrder, compiler: Any, **options: Any) -> str:
    del element, compiler, options
    return f"coalesce(tasks.due_date, '{NEVER_SQLITE}')"


@compiles(DueOrder, "postgresql")
def _due_order_postgresql(element: DueOrder, compiler: Any, **options: Any) -> str:
    del element, compiler, options
    return f"coalesce(tasks.due_date, '{NEVER_POSTGRESQL}'::timestamptz)"


class Task(SQLModel, table=True):
    """One thing to do, owned by one person."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("user_id", "number", name="uq_tasks_user_number"),
        UniqueConstraint("recurring_task_id", "occurs_at", name="uq_tasks_series_occurs_at"),
        UniqueConstraint("previous_task_id", name="uq_tasks_previous_task_id"),
        Index("idx_tasks_user_id", "user_id", "id"),
        Index("idx_tasks_user_completed", "user_id", "completed", "id"),
        Index("idx_tasks_user_priority", "user_id", "priority_id", "id"),
        Index("idx_tasks_user_due_date", "user_id", "due_date", "id"),
        Index("idx_tasks_priority_id", "priority_id"),
        Index(
            "idx_tasks_open_due_date",
            "due_date",
            sqlite_where=text("NOT completed"),
            postgresql_where=text("NOT completed"),
        ),
        Index(
            "idx_tasks_recurring_task_id",
            "recurring_task_id",
            sqlite_where=text("recurring_task_id IS NOT NULL"),
            postgresql_where=text("recurring_task_id IS NOT NULL"),
        ),
        Index(
            "idx_tasks_user_due_order",
            "user_id",
            text(f"coalesce(due_date, '{NEVER_POSTGRESQL}'::timestamptz)"),
            "id",
        ).ddl_if(dialect="postgresql"),
        Index("idx_tasks_user_title", "user_id", text("lower(title::text)"), "id").ddl_if(
            dialect="postgresql"
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=36, foreign_key="users.id", ondelete="CASCADE")
    number: int
    """Counts each person's tasks from 1; what people call "task 3"."""
    title: str = Field(max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = Field(default=False)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    priority_id: int = Field(default=DEFAULT_PRIORITY_ID, foreign_key="priorities.id")
    due_date: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_all_day: bool = Field(default=False)
    """A date without a time: `due_date` is then midnight UTC of the calendar date."""
    reminder_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The earliest pending reminder, kept in step with `reminders`."""
    recurring_task_id: int | None = Field(
        default=None, foreign_key="recurring_tasks.id", ondelete="SET NULL"
    )
    recurring_pattern: str | None = Field(default=None, max_length=20)
    next_occurrence: datetime | None = Field(default=None, sa_type=UtcDateTime)
    occurs_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Which occurrence of its series this is; stays when the due date is moved."""
    previous_task_id: int | None = Field(default=None)
    """The completed or deleted occurrence after which this one was made."""
    origin: str = Field(default="person", max_length=9)
    """The entrance it came through: `person`, `assistant` or `import`."""
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
