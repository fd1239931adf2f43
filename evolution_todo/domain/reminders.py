"""Reminders: setting, moving and cancelling them, and keeping them in step with their task."""

from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator
from sqlmodel import col, delete, select

from evolution_todo.domain import when
from evolution_todo.domain.changes import changing, created, deleted, expect_version, key
from evolution_todo.domain.cursors import Cursors, Id
from evolution_todo.domain.errors import Conflict, Invalid, LimitReached
from evolution_todo.domain.instants import instant
from evolution_todo.domain.owned import one, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.refs import TaskRef, task_of
from evolution_todo.domain.views import DeliveryView, Page, Receipt, ReminderView
from models import Delivery, Reminder, ReminderStatus, Task

_CURSORS = Cursors("reminders", Id)

MOST_OF_A_TASK = 20
"""How many reminders are pending on a task, and how many tags it bears."""

LONGEST_OFFSET = 366 * 24 * 60
"""Minutes before the due time."""

Status = Literal["pending", "sent", "failed", "cancelled"]


class ReminderDraft(BaseModel):
    """A reminder to be set: a moment in English or ISO 8601, or minutes before the due time."""

    model_config = ConfigDict(extra="forbid")

    remind_at: str | None = None
    offset_minutes: int | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.remind_at is None) == (self.offset_minutes is None):
            raise ValueError("give exactly one of remind_at and offset_minutes")
        return self


class ReminderPatch(BaseModel):
    """A reminder moved to another moment, or snoozed for some minutes from now."""

    model_config = ConfigDict(extra="forbid")

    remind_at: str | None = None
    offset_minutes: int | None = None
    snooze_minutes: int | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        given = (self.remind_at, self.offset_minutes, self.snooze_minutes)
        if sum(value is not None for value in given) != 1:
            raise ValueError("give exactly one of remind_at, offset_minutes and snooze_minutes")
        return self


class ReminderWritten(BaseModel):
    """A reminder after a write, with how its time was read."""

    reminder: ReminderView
    receipts: list[Receipt] = []
    notes: list[str] = []
    """What is odd about it, in words for the person."""


async def add(uow: UnitOfWork, ref: TaskRef, draft: ReminderDraft) -> ReminderWritten:
    """Set a reminder on a task; one in the past goes out at once, and one that is there suffices.

    Raises:
        NotFound: the person has no such task.
        Invalid: the time cannot be read.
        LimitReached: the task has 20 pending ones.
    """
    task = await task_of(uow, ref)
    time = _time_of(uow, task, draft.remind_at, draft.offset_minutes)
    pending = await pending_of(uow, task)
    same = next((row for row in pending if (row.remind_at, row.attempts) == (time.at, 0)), None)
    if same is not None:
        written = await _written(uow, task, same, time)
        return written.model_copy(
            update={"notes": [f"“{task.title}” has a reminder at that time already"]}
        )
    async with changing(uow, task, touch=True):
        (row,) = await _added(uow, task, [time])
        await mirror(uow, task)
    return await _written(uow, task, row, time)


async def remarks(uow: UnitOfWork, task: Task) -> list[str]:
    """Say what is odd about the pending reminders of a task: one is past, or two are the same."""
    times = [row.remind_at for row in await pending_of(uow, task) if row.attempts == 0]
    said = []
    if any(time <= uow.now for time in times):
        said.append(f"A reminder of “{task.title}” is past already and goes out at once")
    if len(set(times)) < len(times):
        said.append(f"“{task.title}” has more than one reminder at the same time")
    return said


async def attach(uow: UnitOfWork, task: Task, texts: Sequence[str], *, field: str) -> list[Receipt]:
    """Set reminders on a task from text, inside the caller's change of the task."""
    times = [when.read_reminder(t, due=due_of(task), now=uow.local_now, field=field) for t in texts]
    await schedule(uow, task, times)
    return _receipts(times)


async def schedule(uow: UnitOfWork, task: Task, times: Sequence[when.ReminderTime]) -> None:
    """Set reminders on a task, inside the caller's making or change of the task."""
    await _added(uow, task, times)
    await mirror(uow, task)


async def replace(
    uow: UnitOfWork, task: Task, texts: Sequence[str], *, field: str
) -> list[Receipt]:
    """Cancel the pending reminders of a task and set these instead."""
    await cancel_pending(uow, task)
    return await attach(uow, task, texts, field=field)


async def replace_earliest(uow: UnitOfWork, task: Task, text: str | None) -> list[Receipt]:
    """Do what writing `reminder_at` means: move the earliest pending reminder, or cancel it."""
    pending = await pending_of(uow, task)
    time = (
        None
        if text is None
        else when.read_reminder(text, due=due_of(task), now=uow.local_now, field="reminder_at")
    )
    if pending:
        async with changing(uow, pending[0], task_id=key(task)) as row:
            _set(row, time)
    elif time is not None:
        await _added(uow, task, [time])
    await mirror(uow, task)
    return _receipts([time] if time is not None else [])


async def find(
    uow: UnitOfWork,
    *,
    task_id: int | None = None,
    statuses: Sequence[Status] = (),
    since: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ReminderView]:
    """Return the person's reminders in the order in which they were set.

    Args:
        uow: The transaction.
        task_id: Of this task alone.
        statuses: Of these statuses alone; none for all.
        since: Due at this time or later, as RFC 3339 has it.
        limit: The most to return.
        cursor: Where the last page ended.

    Raises:
        Invalid: the time or the cursor cannot be read.
        NotFound: the person has no such task.
    """
    query = owned(uow, Reminder).order_by(col(Reminder.id))
    if task_id is not None:
        await task_of(uow, TaskRef(id=task_id))
        query = query.where(Reminder.task_id == task_id)
    if statuses:
        query = query.where(col(Reminder.status).in_(statuses))
    if since is not None:
        query = query.where(col(Reminder.remind_at) >= instant(since, field="since"))
    if cursor is not None:
        (last,) = _CURSORS.decode(cursor)
        query = query.where(col(Reminder.id) > last)
    rows = (await uow.session.exec(query.limit(limit + 1))).all()
    views = {view.id: view for view in await _views(uow, rows)}
    return _CURSORS.page(
        rows, limit=limit, mark=lambda row: (row.id,), show=lambda row: views[key(row)]
    )


async def get(uow: UnitOfWork, reminder_id: int) -> ReminderView:
    """Return one reminder."""
    return await _view(uow, await _reminder(uow, reminder_id))


async def update(
    uow: UnitOfWork, reminder_id: int, patch: ReminderPatch, *, version: int | None = None
) -> ReminderWritten:
    """Move or snooze a reminder; one that was sent or cancelled is set again.

    Raises:
        NotFound: the person has no such reminder.
        Invalid: the time cannot be read.
        StaleVersion: it has changed since the version named.
    """
    row = await _reminder(uow, reminder_id)
    expect_version(row, version, noun="The reminder")
    task = await task_of(uow, TaskRef(id=row.task_id))
    if patch.snooze_minutes is not None:
        minutes = _checked_minutes(patch.snooze_minutes, "snooze_minutes", least=1)
        time = when.ReminderTime(at=uow.now + timedelta(minutes=minutes), offset_minutes=None)
    else:
        time = _time_of(uow, task, patch.remind_at, patch.offset_minutes)
    async with changing(uow, task, touch=True):
        async with changing(uow, row, task_id=key(task)):
            await _forget_deliveries(uow, row)
            _set(row, time)
        await mirror(uow, task)
    return await _written(uow, task, row, time)


async def _forget_deliveries(uow: UnitOfWork, row: Reminder) -> None:
    """Let a reminder that is set once more go out once more, even at the same time as before."""
    if row.status != ReminderStatus.PENDING:
        await uow.session.exec(
            delete(Delivery).where(
                col(Delivery.user_id) == uow.actor.user_id, col(Delivery.reminder_id) == key(row)
            )
        )


async def cancel(uow: UnitOfWork, reminder_id: int, *, version: int | None = None) -> ReminderView:
    """Cancel a pending reminder; it stays in the list as cancelled.

    Raises:
        NotFound: the person has no such reminder.
        Conflict: it is not pending any more.
    """
    row = await _reminder(uow, reminder_id)
    expect_version(row, version, noun="The reminder")
    if row.status != ReminderStatus.PENDING:
        raise Conflict(
            f"The reminder is {row.status} already",
            field="id",
            code="reminder_not_pending",
            next_step="List the pending reminders and choose one of those.",
        )
    task = await task_of(uow, TaskRef(id=row.task_id))
    async with changing(uow, task, touch=True):
        async with changing(uow, row, task_id=key(task)):
            _set(row, None)
        await mirror(uow, task)
    return await _view(uow, row)


async def cancel_pending(uow: UnitOfWork, task: Task) -> None:
    """Cancel what is pending on a task, inside the caller's change of the task."""
    for row in await pending_of(uow, task):
        async with changing(uow, row, task_id=key(task)):
            _set(row, None)
    task.reminder_at = None


async def forget(uow: UnitOfWork, task: Task) -> None:
    """Delete every reminder of a task that is about to be deleted."""
    rows = await uow.session.exec(owned(uow, Reminder).where(Reminder.task_id == key(task)))
    for row in rows.all():
        await deleted(uow, row, task_id=key(task))


async def follow_due(uow: UnitOfWork, task: Task) -> None:
    """Move the relative reminders of a task whose due time changed; without one, cancel them."""
    due = due_of(task)
    for row in await pending_of(uow, task):
        if row.offset_minutes is None:
            continue
        async with changing(uow, row, task_id=key(task)):
            if due is None:
                _set(row, None)
            else:
                row.remind_at = when.reminder_before(due, row.offset_minutes, zone=uow.actor.zone)
    await mirror(uow, task)


async def mirror(uow: UnitOfWork, task: Task) -> None:
    """Keep `tasks.reminder_at` at the earliest pending reminder."""
    pending = await pending_of(uow, task)
    task.reminder_at = pending[0].remind_at if pending else None


async def pending_of(uow: UnitOfWork, task: Task) -> list[Reminder]:
    """Return a task's pending reminders, the earliest first."""
    rows = await uow.session.exec(
        owned(uow, Reminder)
        .where(Reminder.task_id == key(task), Reminder.status == ReminderStatus.PENDING.value)
        .order_by(col(Reminder.remind_at), col(Reminder.id))
    )
    return list(rows)


async def pending_times(uow: UnitOfWork, task_ids: Sequence[int]) -> dict[int, list[datetime]]:
    """Return when the pending reminders of tasks are due, the earliest first, by task id."""
    times: dict[int, list[datetime]] = {}
    if task_ids:
        rows = await uow.session.exec(
            owned(uow, Reminder)
            .where(
                col(Reminder.task_id).in_(task_ids), Reminder.status == ReminderStatus.PENDING.value
            )
            .order_by(col(Reminder.remind_at), col(Reminder.id))
        )
        for row in rows:
            times.setdefault(row.task_id, []).append(row.remind_at)
    return times


def due_of(task: Task) -> when.Due | None:
    """Return when a task is due."""
    if task.due_date is None:
        return None
    return when.Due(at=task.due_date, all_day=task.due_all_day)


async def _added(uow: UnitOfWork, task: Task, times: Sequence[when.ReminderTime]) -> list[Reminder]:
    if not times:
        return []
    if len(await pending_of(uow, task)) + len(times) > MOST_OF_A_TASK:
        raise LimitReached(
            f"Maximum {MOST_OF_A_TASK} pending reminders a task",
            field="reminders",
            code="too_many_reminders",
            next_step="Cancel one of them first.",
        )
    rows = [
        Reminder(
            task_id=key(task),
            user_id=uow.actor.user_id,
            remind_at=time.at,
            offset_minutes=time.offset_minutes,
            created_at=uow.now,
        )
        for time in times
    ]
    uow.session.add_all(rows)
    await uow.session.flush()
    for row in rows:
        await created(uow, row, task_id=key(task))
    return rows


def _set(row: Reminder, time: when.ReminderTime | None) -> None:
    """Move a reminder to a time at which it is pending again, or cancel it."""
    if time is None:
        row.status = ReminderStatus.CANCELLED.value
        return
    row.status = ReminderStatus.PENDING.value
    row.remind_at, row.offset_minutes = time.at, time.offset_minutes
    row.sent_at = row.next_attempt_at = None
    row.attempts = 0


def _time_of(
    uow: UnitOfWork, task: Task, text: str | None, offset: int | None
) -> when.ReminderTime:
    if offset is not None:
        text = f"{_checked_minutes(offset, 'offset_minutes', least=0)} minutes before"
    return when.read_reminder(
        text or "",
        due=due_of(task),
        now=uow.local_now,
        field="remind_at" if offset is None else "offset_minutes",
    )


def _checked_minutes(minutes: int, field: str, *, least: int) -> int:
    if not least <= minutes <= LONGEST_OFFSET:
        raise Invalid(
            "Invalid reminder time format",
            field=field,
            code="invalid_reminder",
            next_step=f"Use {least} to {LONGEST_OFFSET} minutes.",
        )
    return minutes


def _receipts(times: Sequence[when.ReminderTime]) -> list[Receipt]:
    return [time.receipt for time in times if time.receipt is not None]


async def _written(
    uow: UnitOfWork, task: Task, row: Reminder, time: when.ReminderTime
) -> ReminderWritten:
    return ReminderWritten(
        reminder=await _view(uow, row),
        receipts=_receipts([time]),
        notes=await remarks(uow, task),
    )


async def _reminder(uow: UnitOfWork, reminder_id: int) -> Reminder:
    return await one(uow, Reminder, reminder_id, noun="Reminder")


async def _view(uow: UnitOfWork, row: Reminder) -> ReminderView:
    return (await _views(uow, [row]))[0]


async def _views(uow: UnitOfWork, rows: Sequence[Reminder]) -> list[ReminderView]:
    """Return reminders as their owner sees them: of which task, and how far its channels are."""
    tasks = await _tasks(uow, {row.task_id for row in rows})
    begun = [key(row) for row in rows if row.attempts > 0]
    found = await _deliveries(uow, begun) if begun else []
    told: dict[tuple[int, datetime], list[DeliveryView]] = {}
    for each in found:
        view = DeliveryView.model_validate({"channel": each.label, "status": each.status})
        told.setdefault((each.reminder_id, each.remind_at), []).append(view)
    return [
        ReminderView.model_validate(
            row.model_dump()
            | tasks[row.task_id]
            | {"deliveries": told.get((key(row), row.remind_at), [])}
        )
        for row in rows
    ]


async def _tasks(uow: UnitOfWork, ids: Set[int]) -> dict[int, dict[str, object]]:
    """Return what reminders tell of their tasks, by the tasks' ids."""
    found = await uow.session.exec(owned(uow, Task).where(col(Task.id).in_(ids))) if ids else ()
    return {
        key(task): {
            "task_number": task.number,
            "task_title": task.title,
            "imported": task.origin == "import",
        }
        for task in found
    }


async def _deliveries(uow: UnitOfWork, reminder_ids: Sequence[int]) -> Sequence[Delivery]:
    rows = await uow.session.exec(
        select(Delivery)
        .where(Delivery.user_id == uow.actor.user_id, col(Delivery.reminder_id).in_(reminder_ids))
        .order_by(col(Delivery.id))
    )
    return rows.all()
