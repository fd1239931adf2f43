"""What is sent of a task: to add it, or to change it."""

from pydantic import BaseModel, ConfigDict

from evolution_todo.domain.recurring import RecurrenceInput


class TaskDraft(BaseModel):
    """A task to be added; dates and rules are English, ISO 8601, RFC 5545 or cron."""

    model_config = ConfigDict(extra="forbid")

    title: str
    description: str | None = None
    priority: str | None = None
    priority_id: int | None = None
    due_date: str | None = None
    due_all_day: bool | None = None
    reminder_at: str | None = None
    reminders: list[str] = []
    """More reminders, in the words of `reminder_at`."""
    tags: list[str] = []
    recurrence: str | RecurrenceInput | None = None


class TaskPatch(BaseModel):
    """What to change of a task: only the fields that are given; a null clears."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    description: str | None = None
    completed: bool | None = None
    priority: str | None = None
    priority_id: int | None = None
    due_date: str | None = None
    due_all_day: bool | None = None
    due_time: str | None = None
    """`HH:MM`: another time on the date that the task has."""
    reminder_at: str | None = None
    reminders: list[str] | None = None
    """Replaces what is pending."""
    tags: list[str] | None = None
    """Replaces what it bears."""
    add_tags: list[str] = []
    remove_tags: list[str] = []
    recurrence: str | RecurrenceInput | None = None
    """A rule to follow; null ends the series."""
