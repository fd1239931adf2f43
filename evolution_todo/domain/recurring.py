"""Series: the rule behind a recurring task, its pauses and its end."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from sqlmodel import col

from evolution_todo.domain import priorities, reminders, successors, texts, when
from evolution_todo.domain.changes import changing, created, expect_version, key
from evolution_todo.domain.cursors import Cursors, Id
from evolution_todo.domain.errors import Conflict
from evolution_todo.domain.owned import one, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.series import keep_in_step, moved, open_tasks, zone_of
from evolution_todo.domain.views import Page, RecurrenceView, RecurringTaskView
from evolution_todo.language.recurrence.reading import say_left_out, say_rule
from models import DEFAULT_PRIORITY_ID, RecurringTask, Task

_CURSORS = Cursors("recurring", Id)

TEMPLATE = {
    "template_title": "title",
    "template_description": "description",
    "priority_id": "priority_id",
}
"""What a series says of its tasks, and a task of itself."""


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
        last_task_id=key(task),
        origin=task.origin,
        next_occurrence=start.at,
        priority_id=task.priority_id,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    await uow.session.flush()
    task.recurring_task_id, task.occurs_at = key(row), start.at
    keep_in_step(row, task)
    await created(uow, row, task_id=key(task))


async def revise(
    uow: UnitOfWork,
    series: RecurringTask,
    rule: when.Rule,
    *,
    zone: ZoneInfo,
    task_id: int | None = None,
) -> None:
    """Give a series another rule; its open task is where the rule begins.

    One that was moved alone stays where it was moved to, while the rule has its own date still.

    Args:
        uow: The transaction.
        series: What follows the rule from now on; paused or ended, it goes on.
        rule: As it begins for this series; see `begun`.
        zone: On whose clocks it falls.
        task_id: The task through which it was said.
    """
    start = rule.start
    heads = await open_tasks(uow, series)
    keeps = [head for head in heads[-1:] if keeps_its_date(head, series, start)]
    async with changing(uow, series, task_id=task_id):
        series.recurrence_pattern, series.mode = rule.pattern, rule.mode
        series.rrule, series.cron_expression = rule.rrule, rule.cron
        series.timezone, series.exceptions = zone.key, rule.exceptions
        series.starts_at, series.all_day = start.at, start.all_day
        series.next_occurrence = start.at
        series.is_active, series.exhausted, series.ended = True, False, False
        series.made = 1 if heads else 0
        for head in heads[-1:]:
            async with changing(uow, head):
                if head not in keeps:
                    head.due_date, head.due_all_day = start.at, start.all_day
                await _occur_at(uow, head, start.at)
                keep_in_step(series, head)
                await reminders.follow_due(uow, head)


def keeps_its_date(head: Task, series: RecurringTask, start: when.Due) -> bool:
    """Whether a rule that begins then leaves an open task where it is: its own date is the same."""
    return head.occurs_at == start.at and series.all_day == start.all_day


async def begun(
    uow: UnitOfWork, series: RecurringTask, rule: when.Rule, *, zone: ZoneInfo
) -> when.Rule:
    """Return a rule as it begins for a series: where its open task stands, if it falls there.

    Without an open task it begins from now, at the series' time of day if it says none.
    """
    now = uow.now.astimezone(zone)
    heads = await open_tasks(uow, series)
    if heads:
        return when.anchored(rule, reminders.due_of(heads[-1]), now=now)
    start = when.Due(at=series.starts_at, all_day=series.all_day)
    return when.anchored(replace(rule, says_when=True), start, now=now)


async def shift(uow: UnitOfWork, series: RecurringTask, head: Task, start: when.Due) -> None:
    """Let a series go on from where its open task was moved to, inside a change of both.

    Raises:
        Invalid: its rule does not fall there and cannot simply be moved.
    """
    series.rrule, series.cron_expression = moved(series, head.occurs_at or start.at, to=start)
    series.starts_at, series.all_day = start.at, start.all_day
    await _occur_at(uow, head, start.at)
    keep_in_step(series, head)


async def end(uow: UnitOfWork, series: RecurringTask, *, task_id: int | None = None) -> None:
    """End a series: nothing more is made from it; its open tasks stay as plain ones."""
    async with changing(uow, series, task_id=task_id):
        close(series)
    for task in await open_tasks(uow, series):
        async with changing(uow, task):
            leave(task)


def close(series: RecurringTask) -> None:
    """Mark a series as ended, inside the caller's change of it."""
    series.is_active, series.exhausted, series.ended = False, False, True


async def pause(
    uow: UnitOfWork, series: RecurringTask, *, paused: bool, task_id: int | None = None
) -> None:
    """Hold a series, or let it go on; its open task stays in it.

    One that goes on without an open task gets its next one at once.

    Raises:
        Conflict: it has ended, or its rule names no occurrence any more.
    """
    if paused and not series.is_active:
        return
    if series.ended:
        raise Conflict(
            "The series has ended",
            field="recurrence",
            code="series_ended",
            next_step="Give it a new rule, or make its task recurring again.",
        )
    async with changing(uow, series, task_id=task_id):
        series.is_active, series.exhausted = not paused, False
        if not paused:
            await go_on(uow, series)


async def go_on(uow: UnitOfWork, series: RecurringTask) -> None:
    """See to it that an active series has an open task.

    Raises:
        Conflict: its rule names no occurrence any more.
    """
    if series.is_active and not await successors.ensure(uow, series):
        raise Conflict(
            "The series has no occurrence left",
            field="recurrence",
            code="series_over",
            next_step="Give it a new rule, such as “every Monday at 9am”.",
        )


def leave(task: Task) -> None:
    """Make an occurrence a plain task, inside the caller's change of it."""
    task.recurring_task_id = task.recurring_pattern = None
    task.next_occurrence = task.occurs_at = None


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
        (last,) = _CURSORS.decode(cursor)
        query = query.where(col(RecurringTask.id) > last)
    rows = (await uow.session.exec(query.limit(limit + 1))).all()
    return _CURSORS.page(rows, limit=limit, mark=lambda row: (row.id,), show=view)


async def get(uow: UnitOfWork, series_id: int) -> RecurringTaskView:
    """Return one series."""
    return view(await _series(uow, series_id))


async def update(
    uow: UnitOfWork, series_id: int, patch: RecurringPatch, *, version: int | None = None
) -> RecurringTaskView:
    """Change a series and its open task, pause it or let it go on.

    What had been changed of the open task alone stays. A new rule goes on from its date and time;
    without an open task the next one is made.

    Raises:
        NotFound: the person has no such series.
        StaleVersion: it has changed since the version named.
        Invalid: a value cannot be.
        Conflict: it is to go on, but has ended, or its rule names no occurrence any more.
    """
    series = await _series(uow, series_id)
    expect_version(series, version, noun="The series")
    async with changing(uow, series):
        if patch.recurrence is not None or patch.mode is not None:
            await _re_rule(uow, series, patch)
        was = {own: getattr(series, name) for name, own in TEMPLATE.items()}
        _describe(series, patch)
        for task in await open_tasks(uow, series):
            async with changing(uow, task):
                _describe_alike(series, task, was)
        if patch.is_active is not None:
            await pause(uow, series, paused=not patch.is_active)
        else:
            await go_on(uow, series)
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
    shown = {"text": _said(row), "state": _state(row)}
    return RecurringTaskView.model_validate(row.model_dump() | shown)


def recurrence_view(row: RecurringTask) -> RecurrenceView:
    """Return the rule of a series as its tasks show it."""
    return RecurrenceView(
        rrule=row.rrule,
        cron=row.cron_expression,
        timezone=row.timezone,
        mode=row.mode,
        text=_said(row),
        is_active=row.is_active,
    )


def _state(row: RecurringTask) -> str:
    if row.is_active:
        return "active"
    if row.ended:
        return "ended"
    return "finished" if row.exhausted else "paused"


def _said(row: RecurringTask) -> str:
    """Say a rule so that it can be given back: with its mode, and the days that it leaves out."""
    start = when.local(row.starts_at, all_day=row.all_day, zone=zone_of(row))
    said = say_rule(row.rrule, row.cron_expression, start=start, all_day=row.all_day)
    if row.mode == "after_completion":
        said += " after completion"
    days = [say_left_out(day) for day in map(when.left_out, row.exceptions)]
    return f"{said} except {', '.join(days)}" if days else said


async def _occur_at(uow: UnitOfWork, task: Task, occurs_at: datetime) -> None:
    """Let a task stand for an occurrence, or for none if an earlier task does."""
    task.occurs_at = None if await successors.is_taken(uow, task, occurs_at) else occurs_at


def _describe(series: RecurringTask, patch: RecurringPatch) -> None:
    if patch.template_title is not None:
        series.template_title = texts.checked_title(patch.template_title, field="template_title")
    if "template_description" in patch.model_fields_set:
        series.template_description = texts.checked_description(
            patch.template_description, field="template_description"
        )
    if patch.priority_id is not None:
        series.priority_id = priorities.id_of(None, patch.priority_id, default=DEFAULT_PRIORITY_ID)


def _describe_alike(series: RecurringTask, task: Task, was: dict[str, Any]) -> None:
    """Give a task what has changed of its template, where it was like the template."""
    for name, own in TEMPLATE.items():
        if getattr(task, own) == was[own]:
            setattr(task, own, getattr(series, name))


async def _re_rule(uow: UnitOfWork, series: RecurringTask, patch: RecurringPatch) -> None:
    zone = zone_of(series)
    if patch.recurrence is not None:
        rule = when.read_rule(patch.recurrence, now=uow.now.astimezone(zone), mode=patch.mode)
        await revise(uow, series, await begun(uow, series, rule, zone=zone), zone=zone)
        return
    series.mode = patch.mode or series.mode
    for head in (await open_tasks(uow, series))[-1:]:
        async with changing(uow, head):
            keep_in_step(series, head)


async def _series(uow: UnitOfWork, series_id: int) -> RecurringTask:
    return await one(uow, RecurringTask, series_id, noun="Recurring task")
