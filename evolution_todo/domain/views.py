"""What the outside sees of each thing: the JSON of the contract, for REST, MCP and events alike."""

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

PriorityName = Literal["low", "medium", "high", "critical"]


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True)


class Page(View, Generic[T]):
    """Some items of a list, and where to go on."""

    items: list[T]
    next_cursor: str | None = None
    """Opaque; None at the end."""


class RecurrenceView(View):
    """The rule of a recurring task."""

    rrule: str | None
    cron: str | None
    timezone: str
    mode: str
    text: str
    """The rule in English."""
    is_active: bool
    """False while the series is paused, and once it is over."""


class TaskView(View):
    """A task as its owner sees it."""

    id: int
    number: int
    title: str
    description: str | None
    completed: bool
    completed_at: datetime | None
    priority: PriorityName
    priority_id: int
    due_date: datetime | None
    due_all_day: bool
    reminder_at: datetime | None
    reminders: list[datetime]
    """When the pending ones are due, the earliest first."""
    tags: list[str]
    tag_ids: list[int]
    is_recurring: bool
    recurring_task_id: int | None
    recurring_pattern: str | None
    next_occurrence: datetime | None
    recurrence: RecurrenceView | None
    origin: str
    imported: bool
    """Its text, or the name of a tag it bears, came by import."""
    version: int
    created_at: datetime
    updated_at: datetime


class Receipt(View):
    """How words were read."""

    field: str
    text: str
    span: tuple[int, int]
    """Where in what was given the words stand that were read: from, and up to but not including."""
    reading: str
    alternatives: list[str] = []
    next: list[datetime] = []
    """The next occurrences of a rule, at most three."""
    confidence: float = 1.0
    """How sure the reading is, from 0 to 1."""
    because: str = ""
    """The stated rules by which what the words leave open was settled."""


class Written(View):
    """A task after a write, with how its dates were read and what else followed."""

    task: TaskView
    receipts: list[Receipt] = []
    notes: list[str] = []
    """What follows for other tasks of its series, and what is odd, in words for the person."""


class TagView(View):
    """A tag and how many tasks bear it."""

    id: int
    name: str
    color: str
    task_count: int
    origin: str
    version: int
    created_at: datetime


class DeliveryView(View):
    """How far a reminder has come through one channel."""

    channel: str
    """In words, without secrets."""
    status: Literal["pending", "sent", "failed"]
    """Pending while it is tried again."""


class ReminderView(View):
    """A reminder of a task."""

    id: int
    task_id: int
    task_number: int
    task_title: str
    imported: bool
    """The task's title came by import."""
    remind_at: datetime
    offset_minutes: int | None
    status: Literal["pending", "sent", "failed", "cancelled"]
    sent_at: datetime | None
    attempts: int
    dapr_job_name: str | None
    deliveries: list[DeliveryView] = []
    """One for each channel, once the reminder has begun to go out at `remind_at`."""
    version: int
    created_at: datetime


class RecurringTaskView(View):
    """A series."""

    id: int
    template_title: str
    template_description: str | None
    recurrence_pattern: str
    cron_expression: str | None
    rrule: str | None
    text: str
    timezone: str
    mode: str
    exceptions: list[str]
    next_occurrence: datetime
    priority_id: int
    tags: list[str]
    is_active: bool
    state: Literal["active", "paused", "ended", "finished"]
    """Ended by somebody, or finished because its rule names no more: a new rule revives both."""
    version: int
    created_at: datetime
    updated_at: datetime


class PriorityView(View):
    """A level of urgency."""

    id: int
    name: str
    level: int
    color: str


class ConversationView(View):
    """A conversation without its messages."""

    id: str
    title: str
    client: str
    created_at: datetime
    updated_at: datetime


class MessageView(View):
    """What one side said; the assistant's with what it did."""

    id: int
    role: Literal["user", "assistant"]
    content: str
    message_id: str
    tool_calls: list[dict[str, Any]]
    created_at: datetime


class OperationView(View):
    """What one write did, and whether it was taken back."""

    id: int
    kind: Literal["change", "undo", "effect"]
    """`effect` is what a service did of itself, such as making the next occurrence."""
    client: str
    summary: str
    conversation_id: str | None
    undone: bool
    created_at: datetime


class UndoConflict(View):
    """Something that has changed since and was left as it is."""

    entity: str
    id: int
    message: str


class ChangeView(View):
    """One entity before and after one operation."""

    seq: int
    operation_id: int
    entity_type: str
    entity_id: int
    task_id: int | None
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: datetime


class AuditView(View):
    """One change as the audit trail keeps it."""

    id: int
    user_id: str
    entity_type: str
    entity_id: int
    action: str
    old_values: dict[str, Any] | None
    new_values: dict[str, Any] | None
    client: str | None
    correlation_id: str | None
    timestamp: datetime


class PersonView(View):
    """The person as the service knows them."""

    id: str
    email: str | None
    timezone: str | None
    locale: str | None
    notification_channels: list[str] | None
    """Apprise URLs to which reminders go; null for the default, e-mail by the operator's server."""
