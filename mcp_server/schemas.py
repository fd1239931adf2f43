"""What tools take and give: the shapes on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Json: TypeAlias = Any
"""A value that JSON can hold."""


def says(text: str, **shown: Json) -> Any:
    """Describe a field for the model, and show it limits which the domain enforces item by item."""
    return Field(description=text, json_schema_extra=shown or None)


PRIORITIES = ["low", "medium", "high", "critical"]
Priority = Annotated[str, says("Default medium", enum=PRIORITIES)]
PriorityName = Literal["low", "medium", "high", "critical"]
Scope = Annotated[
    Literal["this", "series"] | None,
    says("Of a recurring task: this occurrence (default), or the series and its open one"),
]
When = "ISO 8601 or English: 2026-06-12T17:00, tomorrow 5pm"
ClockTime = Annotated[str, says("HH:MM")]
Reminders = Annotated[list[str], says("Each a time, or an offset like “15 minutes before”")]


class Arguments(BaseModel):
    """Base of what a caller sends: nothing unknown, no silent conversion; null is not named."""

    model_config = ConfigDict(extra="forbid", strict=True)


class TaskRef(Arguments):
    """One task, by exactly one of its two names."""

    id: int | None = None
    number: Annotated[int | None, says("“task 3” is 3; give id or number")] = None
    version: Annotated[int | None, says("Refuse if it changed since")] = None

    @model_validator(mode="after")
    def _names_one_task(self) -> "TaskRef":
        if (self.id is None) == (self.number is None):
            raise ValueError("A task is named by exactly one of id and number")
        return self


class Recurrence(Arguments):
    """How a task repeats."""

    rule: Annotated[str | None, says("English (“every last Friday at 9am”), RRULE or cron")] = None
    mode: Annotated[
        Literal["schedule", "after_completion"] | None,
        says("Next one by the calendar (default), or counted from when it is completed"),
    ] = None
    paused: Annotated[bool | None, says("Pause the series, or let it go on")] = None


class NewTask(Arguments):
    """A task to add."""

    title: Annotated[str, says("Kept as given", maxLength=200)]
    description: Annotated[str | None, says("", maxLength=1000)] = None
    priority: Priority | None = None
    due: Annotated[str | None, says(When)] = None
    tags: Annotated[list[str] | None, says("Names; made when new")] = None
    reminders: Reminders | None = None
    recurrence: Recurrence | None = None


class TaskFilter(Arguments):
    """What tasks to find: all that is named must hold."""

    text: Annotated[str | None, says("Words in title or description")] = None
    numbers: list[int] | None = None
    completed: bool | None = None
    priority: Annotated[list[PriorityName] | None, says("Any of")] = None
    tags: Annotated[list[str] | None, says("All of")] = None
    due_after: Annotated[str | None, says("From then on; ISO or English")] = None
    due_before: Annotated[str | None, says("Until before then")] = None
    completed_after: str | None = None
    completed_before: str | None = None
    overdue: bool | None = None
    no_due: bool | None = None
    recurring: bool | None = None
    time_from: Annotated[ClockTime | None, says("Due at this time of day or later, HH:MM")] = None
    time_to: ClockTime | None = None


Clearable = Literal["due", "description", "priority", "tags", "reminders", "recurrence"]


class TaskUpdate(Arguments):
    """Changes to one task; what is not named stays."""

    task: TaskRef
    title: Annotated[str | None, says("Kept as given", maxLength=200)] = None
    description: Annotated[str | None, says("", maxLength=1000)] = None
    priority: Annotated[str | None, says("", enum=PRIORITIES)] = None
    due: Annotated[str | None, says("ISO 8601 or English")] = None
    due_time: Annotated[ClockTime | None, says("New time of day, HH:MM; the date stays")] = None
    tags: Annotated[list[str] | None, says("Replaces all tags")] = None
    add_tags: list[str] | None = None
    remove_tags: list[str] | None = None
    reminders: Annotated[list[str] | None, says("Replaces those pending")] = None
    recurrence: Recurrence | None = None
    clear: Annotated[list[Clearable] | None, says("recurrence ends the series; the task stays")] = (
        None
    )
    scope: Scope = None


class Cursor(Arguments):
    """Where the last page ended."""

    value: Annotated[str, says("next_cursor of the last page")]


class NewTag(Arguments):
    """A tag to add."""

    name: Annotated[str, says("", maxLength=50)]
    color: Annotated[str | None, says("#RRGGBB")] = None


class TagChanges(Arguments):
    """Changes to a tag."""

    name: Annotated[str | None, says("", maxLength=50)] = None
    color: Annotated[str | None, says("#RRGGBB")] = None


class ReminderFilter(Arguments):
    """Which reminders to list."""

    task: TaskRef | None = None
    status: Annotated[
        list[Literal["pending", "sent", "failed", "cancelled"]] | None,
        says("Default: pending"),
    ] = None


class NewReminder(Arguments):
    """A reminder to add."""

    when: Annotated[str, says("A time, or an offset like “15 minutes before”")]


class ReminderChange(Arguments):
    """One of the two."""

    when: Annotated[str | None, says("Move it: a time or an offset")] = None
    snooze_minutes: Annotated[int | None, says("Or put it off, counted from now")] = None

    @model_validator(mode="after")
    def _is_one_change(self) -> "ReminderChange":
        if (self.when is None) == (self.snooze_minutes is None):
            raise ValueError("A reminder is changed by exactly one of when and snooze_minutes")
        return self


def absent_when_empty(value: Json) -> bool:
    """Leave out of results what says nothing."""
    return value is None or value is False or value == []


OPTIONAL: dict[str, Json] = {"default": None, "exclude_if": absent_when_empty}


Imported: TypeAlias = str | None
"""Says of the texts beside it that they came by import; absent where they did not."""


class TaskBrief(BaseModel):
    """A task in lists and after writes."""

    id: int
    number: int
    title: str
    completed: bool
    priority: str
    due: str | None
    """RFC 3339 in UTC, or a date alone when all-day."""
    tags: list[str]
    version: int
    recurrence: str | None = Field(**OPTIONAL)
    paused: bool | None = Field(**OPTIONAL)
    """Its series makes no more until it is resumed."""
    reminders: list[str] | None = Field(**OPTIONAL)
    """Those pending, the earliest first; RFC 3339 in UTC."""
    imported: Imported = Field(**OPTIONAL)


class Failure(BaseModel):
    """An item that was not done, and why."""

    item: int
    """Its position in the request, from 0."""
    code: str
    field: str | None
    message: str
    next_step: str


class ReadBack(BaseModel):
    """How words were read."""

    item: int
    field: str
    text: str
    span: tuple[int, int]
    """Where in the argument the words stand that were read: from, and up to but not including."""
    reading: str
    confidence: float
    """How sure the reading is, from 0 to 1."""
    alternatives: list[str] | None = Field(**OPTIONAL)
    next: list[datetime] | None = Field(**OPTIONAL)
    because: str | None = Field(**OPTIONAL)


class Write(BaseModel):
    """Base of what writes give."""

    operation_id: int | None
    """What undo takes back; None when nothing changed."""


class TasksWritten(Write):
    """Each task as it is now, or was when deleted."""

    results: list[TaskBrief]
    failures: list[Failure]
    receipts: list[ReadBack] | None = Field(**OPTIONAL)
    notes: list[str] | None = Field(**OPTIONAL)
    """What happened to other tasks of a series."""


class TaskPage(BaseModel):
    """Some tasks of a list."""

    items: list[TaskBrief]
    total: int
    next_cursor: str | None


class Tag(BaseModel):
    """A tag."""

    id: int
    name: str
    color: str
    task_count: int
    imported: Imported = Field(**OPTIONAL)


class Tags(BaseModel):
    """All tags."""

    items: list[Tag]


class TagWritten(Write):
    """The tag as it is now, or was when deleted."""

    results: list[Tag]


class Reminder(BaseModel):
    """A reminder."""

    id: int
    task_id: int
    task_number: int
    task_title: str
    remind_at: datetime
    offset_minutes: int | None
    status: str
    delivery: str | None = Field(**OPTIONAL)
    imported: Imported = Field(**OPTIONAL)


class ReminderList(BaseModel):
    """Some reminders."""

    items: list[Reminder]
    next_cursor: str | None


class ReminderWritten(Write):
    """The reminder as it is now."""

    results: list[Reminder]
    receipts: list[ReadBack] | None = Field(**OPTIONAL)
    notes: list[str] | None = Field(**OPTIONAL)


class TaskDetails(TaskBrief):
    """Everything about a task; the reminders are those pending."""

    description: str | None
    completed_at: datetime | None
    rrule: str | None = Field(**OPTIONAL)
    cron: str | None = Field(**OPTIONAL)
    timezone: str | None = Field(**OPTIONAL)
    mode: str | None = Field(**OPTIONAL)
    next_occurrence: datetime | None = Field(**OPTIONAL)
    siblings: list[str] | None = Field(**OPTIONAL)
    """What else is open of its series, and goes when that is deleted."""
    reminder_ids: list[int] | None = Field(**OPTIONAL)
    created_at: datetime
    updated_at: datetime


class Overview(BaseModel):
    """The person's list at a glance."""

    overdue: list[TaskBrief]
    today: list[TaskBrief]
    upcoming: list[TaskBrief]
    open: int
    completed: int


class Candidate(BaseModel):
    """The newest write, made elsewhere."""

    operation_id: int
    summary: str
    client: str
    at: datetime


class UndoConflict(BaseModel):
    """What has changed since and was left as it is."""

    entity: str
    id: int
    message: str


class Undone(BaseModel):
    """What was taken back."""

    operation_ids: list[int]
    undone: list[str]
    conflicts: list[UndoConflict]
    candidate: Annotated[
        Candidate | None,
        Field(description="Nothing to undo from here: name this one to take it back", **OPTIONAL),
    ]
    imported: Imported = Field(**OPTIONAL)


class Change(BaseModel):
    """One thing before and after."""

    seq: int
    operation_id: int
    entity_type: str
    entity_id: int
    action: str
    before: dict[str, Json] | None
    after: dict[str, Json] | None
    created_at: datetime
    imported: Imported = Field(**OPTIONAL)


class Changes(BaseModel):
    """Some changes, in order."""

    items: list[Change]
