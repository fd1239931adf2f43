"""What is sent of a task: to add it, or to change it."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.recurring import RecurrenceInput
from evolution_todo.domain.reminders import MOST_OF_A_TASK


def refuse_many(count: int, field: str) -> None:
    """Refuse more tags or reminders than a task may have.

    Raises:
        Invalid: they are too many.
    """
    if count > MOST_OF_A_TASK:
        what = "reminders" if field == "reminders" else "tags"
        raise Invalid(
            f"A task has at most {MOST_OF_A_TASK} {what}",
            field=field,
            code=f"too_many_{what}",
            next_step="Leave some out.",
        )


def _few(values: object, info: ValidationInfo) -> object:
    if isinstance(values, list):
        refuse_many(len(values), str(info.field_name))
    return values


Few = Annotated[list[str], Field(max_length=MOST_OF_A_TASK), BeforeValidator(_few)]
"""As many as a task may have; counted before anything reads them."""


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
    reminders: Few = []
    """More reminders, in the words of `reminder_at`."""
    tags: Few = []
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
    reminders: Few | None = None
    """Replaces what is pending."""
    tags: Few | None = None
    """Replaces what it bears."""
    add_tags: Few = []
    remove_tags: Few = []
    recurrence: str | RecurrenceInput | None = None
    """A rule to follow; null ends the series."""
