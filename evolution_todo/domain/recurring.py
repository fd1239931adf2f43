"""Series: the rule behind a recurring task, its pauses and its end."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from sqlmodel import col

from evolution_todo.domain import cursors, priorities, texts, when
from evolution_todo.domain.changes import changing, created, expect_version, key
from evolution_todo.domain.owned import one, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import Page, RecurrenceView, RecurringTaskView
from evolution_todo.language.recurrence import say_rule
from models import DEFAULT_PRIORITY_ID, RecurringTask, Task


class RecurrenceInput(BaseModel):
    """A rule as sent: English, RFC 5545 or cron; `paused` holds or resumes a series."""

    model_config = ConfigDict(extra="forbid")

    rule: str | None = None
    mode: when.Mode | None = None
    timezone: str | None = None
    paused: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.rule is None and (self.paused is None or self.mode or self.timezone):
            raise ValueError("give a rule, or paused alone")
        return self

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None:
            when.zone_of(value, field="timezone")
        return value


class RecurringPatch(BaseModel):
    """What to change of a series; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    template_title: str | None = None
    template_description: str | None = None
    priority_id: int | None = None
    is_active: bool | None = None
    recurrence: str | None = None
    mode: when.Mode | None = None


async def begin(
    uow: UnitOfWork, task: Task, rule: when.Rule, *, zone: ZoneInfo, tags: list[str]
) -> None:
    """Make a task the first of a new series, inside the caller's making or change of the task."""
    start = when.Due(at=task.due_date or rule.start.at, all_day=task.due_all_day)
    following = _next(rule, start, start.at, zone)
    row = RecurringTask(
        user_id=uow.actor.user_id,
        template_title=task.title,
        template_description=task.description,
        recurrence_pattern=rule.pattern,
        rrule=rule.rrule,
        cron_expression=rule.cron,
        timezone=zone.key,
        mode=rule.mode,
        starts_at=start.at,
        all_day=start.all_day,
        exceptions=rule.exceptions,
        tags=tags,
        next_occurrence=following or start.at,
        priority_id=task.priority_id,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    await uow.session.flush()
    _join(task, row, following)
    await created(uow, row, task_id=key(task))


async def revise(
    uow: UnitOfWork, task: Task, series: RecurringTask, rule: when.Rule, *, zone: ZoneInfo
) -> None:
    """Give a series another rule, beginning with this task."""
    start = when.Due(at=task.due_date or rule.start.at, all_day=task.due_all_day)
    following = _next(rule, start, start.at, zone)
    async with changing(uow, series, task_id=key(task)):
        series.recurrence_pattern, series.mode = rule.pattern, rule.mode
        series.rrule, series.cron_expression = rule.rrule, rule.cron
        series.timezone, series.exceptions = zone.key, rule.exceptions
        series.starts_at, series.all_day = start.at, start.all_day
        series.next_occurrence = following or start.at
        series.is_active = True
    _join(task, series, following)


async def end(uow: UnitOfWork, series: RecurringTask, *, task_id: int | None = None) -> None:
    """End a series: nothing more is made from it; its open tasks stay as plain ones."""
    async with changing(uow, series, task_id=task_id):
        series.is_active = False
    for task in await open_tasks(uow, series):
        async with changing(uow, task):
            leave(task)


async def pause(
    uow: UnitOfWork, series: RecurringTask, *, paused: bool, task_id: int | None = None
) -> None:
    """Hold a series, or let it go on; its open task stays in it."""
    async with changing(uow, series, task_id=task_id):
        series.is_active = not paused


def leave(task: Task) -> None:
    """Make an occurrence a plain task, inside the caller's change of it."""
    task.recurring_task_id = task.recurring_pattern = None
    task.next_occurrence = task.occurs_at = None


async def series_of(uow: UnitOfWork, task: Task) -> RecurringTask | None:
    """Return the series that a task belongs to."""
    if task.recurring_task_id is None:
        return None
    rows = await uow.session.exec(
        owned(uow, RecurringTask).where(RecurringTask.id == task.recurring_task_id)
    )
    return rows.first()


async def open_tasks(uow: UnitOfWork, series: RecurringTask) -> list[Task]:
    """Return the tasks of a series that are still to do."""
    rows = await uow.session.exec(
        owned(uow, Task)
        .where(Task.recurring_task_id == key(series), col(Task.completed).is_(False))
        .order_by(col(Task.id))
    )
    return list(rows)


async def find(
    uow: UnitOfWork,
    *,
    active: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[RecurringTaskView]:
    """Return the person's series in the order in which they were begun."""
    query = owned(uow, RecurringTask).order_by(col(RecurringTask.id))
    if active is not None:
        query = query.where(col(RecurringTask.is_active).is_(active))
    if cursor is not None:
        (last,) = cursors.decode(cursor, "recurring", int)
        query = query.where(col(RecurringTask.id) > last)
    rows = (await uow.session.exec(query.limit(limit + 1))).all()
    return cursors.page("recurring", rows, limit=limit, mark=lambda row: row.id, show=view)


async def get(uow: UnitOfWork, series_id: int) -> RecurringTaskView:
    """Return one series."""
    return view(await _series(uow, series_id))


async def update(
    uow: UnitOfWork, series_id: int, patch: RecurringPatch, *, version: int | None = None
) -> RecurringTaskView:
    """Change what the coming occurrences of a series look like, pause it or let it go on.

    A new rule moves the open occurrence to the rule's first date.
    """
    series = await _series(uow, series_id)
    expect_version(series, version, noun="The series")
    async with changing(uow, series):
        _describe(series, patch)
    if patch.recurrence is not None or patch.mode is not None:
        await _re_rule(uow, series, patch)
    return view(series)


async def delete(
    uow: UnitOfWork, series_id: int, *, version: int | None = None
) -> RecurringTaskView:
    """End a series."""
    series = await _series(uow, series_id)
    expect_version(series, version, noun="The series")
    await end(uow, series)
    return view(series)


def view(row: RecurringTask) -> RecurringTaskView:
    """Return a series as its owner sees it."""
    return RecurringTaskView.model_validate(row.model_dump() | {"text": _said(row)})


def recurrence_view(row: RecurringTask) -> RecurrenceView:
    """Return the rule of a series as its tasks show it."""
    return RecurrenceView(
        rrule=row.rrule,
        cron=row.cron_expression,
        timezone=row.timezone,
        mode=row.mode,
        text=_said(row),
    )


def _said(row: RecurringTask) -> str:
    zone = ZoneInfo(row.timezone)
    start = when.local(row.starts_at, all_day=row.all_day, zone=zone)
    return say_rule(row.rrule, row.cron_expression, start=start, all_day=row.all_day)


def _join(task: Task, series: RecurringTask, following: datetime | None) -> None:
    task.recurring_task_id = key(series)
    task.recurring_pattern = series.recurrence_pattern
    task.occurs_at = series.starts_at
    task.next_occurrence = following


def _next(rule: when.Rule, start: when.Due, after: datetime, zone: ZoneInfo) -> datetime | None:
    return when.next_after(
        rrule=rule.rrule,
        cron=rule.cron,
        zone=zone,
        start=start,
        after=after,
        exceptions=rule.exceptions,
    )


def _describe(series: RecurringTask, patch: RecurringPatch) -> None:
    if patch.template_title is not None:
        series.template_title = texts.checked_title(patch.template_title, field="template_title")
    if "template_description" in patch.model_fields_set:
        series.template_description = texts.checked_description(
            patch.template_description, field="template_description"
        )
    if patch.priority_id is not None:
        series.priority_id = priorities.id_of(None, patch.priority_id, default=DEFAULT_PRIORITY_ID)
    if patch.is_active is not None:
        series.is_active = patch.is_active


async def _re_rule(uow: UnitOfWork, series: RecurringTask, patch: RecurringPatch) -> None:
    zone = ZoneInfo(series.timezone)
    text = patch.recurrence or series.rrule or series.cron_expression or ""
    rule = when.read_rule(text, now=uow.now.astimezone(zone), mode=patch.mode)
    for task in await open_tasks(uow, series):
        async with changing(uow, task):
            if patch.recurrence is not None:
                task.due_date, task.due_all_day = rule.start.at, rule.start.all_day
            await revise(uow, task, series, rule, zone=zone)


async def _series(uow: UnitOfWork, series_id: int) -> RecurringTask:
    return await one(uow, RecurringTask, series_id, noun="Recurring task")
