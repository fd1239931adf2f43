"""Bodies and queries of HTTP that are not the domain's own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from evolution_todo.domain.auditing import AuditQuery
from evolution_todo.domain.finding import TaskQuery
from evolution_todo.domain.reminders import Status
from evolution_todo.domain.tasks import Scope
from evolution_todo.domain.texts import LONGEST_MESSAGE
from evolution_todo.domain.views import PriorityName, Receipt, ReminderView, TaskView

MESSAGE_LIMIT = LONGEST_MESSAGE
"""The longest message, in characters."""

MESSAGE_RULE = f"Message must be 1-{MESSAGE_LIMIT} characters"

LONGEST_MESSAGE_ID = 200
VISIBLE = r"^[\x21-\x7e]+$"
"""Ids of other programs' making: ASCII without blanks."""

PAGE_SIZE = 50
MOST_PER_PAGE = 200


def _split(value: Any) -> Any:
    """Read `a,b` and `?x=a&x=b` alike."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return value
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


CommaSeparated = BeforeValidator(_split)
Limit = Annotated[int, Field(ge=1, le=MOST_PER_PAGE)]


class Given(BaseModel):
    """Base of what a caller sends: nothing unknown passes unnoticed."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Given):
    """Which part of a list."""

    limit: Limit = PAGE_SIZE
    cursor: str | None = Field(default=None, description="The last page's `next_cursor`.")


class TaskListQuery(TaskQuery):
    """Which tasks, and in which order; lists are comma separated."""

    priority: Annotated[list[PriorityName], CommaSeparated] = Field(default=[])
    tags: Annotated[list[str], CommaSeparated] = Field(default=[])
    numbers: Annotated[list[int], CommaSeparated] = Field(default=[])
    limit: Limit = PAGE_SIZE


class AuditListQuery(AuditQuery):
    """Which changes, the newest first."""

    correlation_id: str | None = Field(
        default=None,
        max_length=36,
        pattern=VISIBLE,
        description="Of one request, as `X-Correlation-Id` answered it; "
        "what services did after it has it too.",
    )
    since: str | None = Field(
        default=None,
        description="Made at this time or later (RFC 3339).",
        examples=["2026-06-10T09:00:00Z"],
    )
    until: str | None = Field(
        default=None,
        description="Made before this time (RFC 3339).",
        examples=["2026-06-11T09:00:00Z"],
    )
    limit: Limit = PAGE_SIZE
    cursor: str | None = Field(default=None, description="The last page's `next_cursor`.")


class ScopeQuery(Given):
    """This occurrence of a recurring task, or its whole series."""

    scope: Scope = "this"


class ReminderListQuery(PageQuery):
    """Which reminders; `status` is comma separated."""

    task_id: int | None = None
    status: Annotated[list[Status], CommaSeparated] = Field(default=[])
    since: str | None = Field(
        default=None,
        description="Due at this time or later (RFC 3339).",
        examples=["2026-06-10T09:00:00Z"],
    )


class RecurringListQuery(PageQuery):
    """Which series."""

    active: bool | None = None


class TaskWritten(TaskView):
    """A task after a write, with how its dates were read and what else followed."""

    receipt: list[Receipt] = Field(default=[])
    notes: list[str] = Field(
        default=[], description="What happened to other tasks of its series, in words."
    )


class ReminderWritten(ReminderView):
    """A reminder after a write, with how its time was read."""

    receipt: list[Receipt] = Field(default=[])
    notes: list[str] = Field(default=[])


class ChatRequest(Given):
    """One message."""

    message: str = Field(
        description=f"1-{MESSAGE_LIMIT} characters, not only blanks.",
        json_schema_extra={"minLength": 1, "maxLength": MESSAGE_LIMIT},
        examples=["Pay rent every last Friday at 9am #home high priority"],
    )
    conversation_id: str | None = Field(
        default=None,
        max_length=36,
        pattern=VISIBLE,
        description="Leave it out to begin a conversation.",
    )
    message_id: str | None = Field(
        default=None,
        max_length=LONGEST_MESSAGE_ID,
        pattern=VISIBLE,
        description="Your own id of this message: sent again, it is the same turn. "
        "Without it the Idempotency-Key, otherwise a new one.",
    )


class ToolCall(BaseModel):
    """A tool that ran, and what it gave."""

    name: str
    arguments: dict[str, Any]
    result: Any
    ok: bool


class Confirmation(BaseModel):
    """What waits for a yes or a no."""

    id: str
    text: str


class Spending(BaseModel):
    """What a message used of a provider's model, over all the calls it took."""

    model: str = Field(examples=["gemini/gemini-3.8-flash"])
    input_tokens: int
    output_tokens: int
    cost_usd: float | None = Field(description="By the public prices; null where none is known.")


class ChatAnswer(BaseModel):
    """The whole reply to a message."""

    conversation_id: str
    message_id: str
    response: str
    tool_calls: list[ToolCall]
    suggestions: list[str] = Field(description="Short replies that fit, offered as they are.")
    confirmation: Confirmation | None = Field(
        description="Answer it by a message such as “yes” or “no”."
    )
    usage: Spending | None = Field(description="Null when no provider's model was asked.")


class StopAccepted(BaseModel):
    """The turn ends after the step it is in."""

    message_id: str
    status: Literal["stopping"] = "stopping"


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"
    version: str


class Readiness(BaseModel):
    """Each thing the process needs: `ok`, or what is wrong with it."""

    status: Literal["ready", "unavailable"]
    checks: dict[str, str] = Field(examples=[{"database": "ok"}])
