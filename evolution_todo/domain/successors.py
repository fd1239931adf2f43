"""The task that follows an occurrence of a series: made exactly once, and taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import and_, col, or_, select

from evolution_todo.domain import reminders, tags, when
from evolution_todo.domain.changes import changing, created, deleted, key
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.series import (
    just_before,
    keep_in_step,
    open_tasks,
    series_of,
    standing,
    stored,
    upcoming,
    zone_of,
)
from evolution_todo.language.times.reading import say_time
from models import Change, Operation, RecurringTask, Task, TaskTag


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What became of the task that had followed one that is open again."""

    task_id: int
    removed: bool
    """False if somebody had changed it: then it was left as it is."""
    words: str


async def after_completion(uow: UnitOfWork, task_id: int, *, completed_at: datetime) -> Task | None:
    """Make the occurrence after one that was completed, if that completion still stands.

    Whoever asks, and whenever: the answer depends on the rows and on `completed_at` alone.
    """
    task = await _row(uow, task_id)
    if task is None or not task.completed or task.completed_at != completed_at:
        return None
    return await follow(uow, task)


async def after_deletion(uow: UnitOfWork, gone: Task, *, deleted_at: datetime) -> Task | None:
    """Make the occurrence after one that was deleted, unless it is back.

    Args:
        uow: The transaction.
        gone: The task as it was. Deleting an open one skips it; a completed one is followed only
            if its completion was not handled before it went.
        deleted_at: When.
    """
    if await _row(uow, key(gone)) is not None:
        return None
    return await follow(uow, gone, skipped_at=None if gone.completed else deleted_at)


async def ensure(uow: UnitOfWork, series: RecurringTask) -> bool:
    """See to it that the newest task of a series is open, making the next one from now if not.

    Returns False if the rule names no more.
    """
    last = None if series.last_task_id is None else await _row(uow, series.last_task_id)
    if last is not None and last.recurring_task_id == series.id and not last.completed:
        return True
    if last is None and await _fall_back(uow, series):
        return True
    now = stored(series, uow.now)
    done = last.completed_at if last is not None else None
    after = now
    if series.mode == "schedule":
        after = max(now, just_before(series, series.next_occurrence))
    made = await _make(
        uow, series, last, after=after, counted_from=stored(series, done) if done else now
    )
    return made is not None


async def follow(uow: UnitOfWork, task: Task, *, skipped_at: datetime | None = None) -> Task | None:
    """Make the occurrence after one that is done, or was skipped, if it is the series' last."""
    series = await series_of(uow, task)
    if series is None or not series.is_active or series.last_task_id != task.id:
        return None
    if skipped_at is not None and await _fall_back(uow, series):
        return None
    skipped = skipped_at is not None
    after = _reached(series, task, skipped_at or task.completed_at or uow.now, skipped=skipped)
    async with changing(uow, series, task_id=key(task)):
        following = await _make(uow, series, task, after=after, counted_from=after)
        if following is None:
            series.is_active, series.exhausted = False, True
    return following


async def foretell(
    uow: UnitOfWork, task: Task, *, skipped_at: datetime | None = None
) -> str | None:
    """Say what `follow` is going to make of this task, in words; None if nothing."""
    series = await series_of(uow, task)
    if series is None or not series.is_active or series.last_task_id != task.id:
        return None
    if skipped_at is not None and len(await open_tasks(uow, series)) > 1:
        return None
    name = f"“{series.template_title}”"
    skipped = skipped_at is not None
    after = _reached(series, task, skipped_at or task.completed_at or uow.now, skipped=skipped)
    occurs_at = await _next_free(uow, series, after=after, counted_from=after)
    if occurs_at is None:
        return f"That was the last {name} of its series"
    return f"The next {name} is due {_moment_words(uow, occurs_at, all_day=series.all_day)}"


async def say_open(uow: UnitOfWork, task: Task) -> list[str]:
    """Name the open task of the series of one that is done, if it has one."""
    series = await series_of(uow, task)
    opened = await open_tasks(uow, series) if series is not None else []
    if not opened:
        return []
    newest = opened[-1]
    at = newest.due_date or uow.now
    words = _moment_words(uow, at, all_day=newest.due_all_day)
    return [f"The next “{newest.title}” (#{newest.number}) is due {words}"]


async def withdraw(
    uow: UnitOfWork, task: Task, *, undone: Collection[int] = ()
) -> Withdrawal | None:
    """Remove what followed a task that is open again, if nobody has changed it.

    Args:
        uow: The transaction.
        task: The occurrence that was reopened or brought back.
        undone: The operations that are being taken back, which change nothing any more.
    """
    series = await series_of(uow, task)
    if series is None:
        return None
    rows = await uow.session.exec(owned(uow, Task).where(Task.previous_task_id == key(task)))
    follower = rows.first()
    if follower is None:
        await _be_last_again(uow, series, task)
        return None
    name = f"the next one, “{follower.title}”{_due_words(uow, follower)}"
    if follower.completed or await _is_touched(uow, follower, undone):
        return Withdrawal(
            task_id=key(follower),
            removed=False,
            words=f"{name[0].upper()}{name[1:]}, has changed since and was left as it is",
        )
    async with changing(uow, series, task_id=key(task)):
        await reminders.forget(uow, follower)
        await deleted(uow, follower)
        _step_back(series, task)
    return Withdrawal(task_id=key(follower), removed=True, words=f"Removed {name}")


async def is_taken(uow: UnitOfWork, task: Task, occurs_at: datetime) -> bool:
    """Say whether another task of the series stands for an occurrence."""
    with uow.session.no_autoflush:
        rows = await uow.session.exec(
            owned(uow, Task).where(
                Task.recurring_task_id == task.recurring_task_id,
                Task.occurs_at == occurs_at,
                Task.id != task.id,
            )
        )
        return rows.first() is not None


async def give_way(uow: UnitOfWork, task: Task) -> None:
    """Let a task that is about to come back keep only the place that no other has taken."""
    if task.occurs_at is not None and await is_taken(uow, task, task.occurs_at):
        task.occurs_at = None
    if task.previous_task_id is not None:
        rows = await uow.session.exec(
            owned(uow, Task).where(Task.previous_task_id == task.previous_task_id)
        )
        if rows.first() is not None:
            task.previous_task_id = None


async def _fall_back(uow: UnitOfWork, series: RecurringTask) -> bool:
    """Let an earlier occurrence that was reopened be the last again, now that its own is gone."""
    others = await open_tasks(uow, series)
    if not others:
        return False
    async with changing(uow, series, task_id=key(others[-1])), changing(uow, others[-1]):
        _step_back(series, others[-1])
    return True


def _reached(series: RecurringTask, task: Task, done_at: datetime, *, skipped: bool) -> datetime:
    """Return after which moment the next occurrence of a done or skipped one is looked for."""
    done = stored(series, done_at)
    if skipped or series.mode == "schedule":
        return max(task.occurs_at or done, done)
    return done


async def _next_free(
    uow: UnitOfWork, series: RecurringTask, *, after: datetime, counted_from: datetime
) -> datetime | None:
    there = await standing(uow, series, after=min(after, counted_from))
    return upcoming(series, after=after, counted_from=counted_from, passed_over=there)


async def _make(
    uow: UnitOfWork,
    series: RecurringTask,
    previous: Task | None,
    *,
    after: datetime,
    counted_from: datetime,
) -> Task | None:
    """Make the next task of a series, inside the caller's change of it."""
    occurs_at = await _next_free(uow, series, after=after, counted_from=counted_from)
    if occurs_at is None:
        return None
    task = Task(
        user_id=uow.actor.user_id,
        number=uow.user.last_task_number + 1,
        title=series.template_title,
        description=series.template_description,
        priority_id=series.priority_id,
        due_date=occurs_at,
        due_all_day=series.all_day,
        recurring_task_id=key(series),
        recurring_pattern=series.recurrence_pattern,
        next_occurrence=upcoming(series, after=occurs_at, made=series.made + 1),
        occurs_at=occurs_at,
        previous_task_id=previous.id if previous is not None else None,
        origin=series.origin,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(task)
    await uow.session.flush()
    uow.user.last_task_number = task.number
    series.made += 1
    series.last_task_id = task.id
    series.next_occurrence = task.next_occurrence or occurs_at
    borne = await tags.borne_names(uow, series.tags) if series.tags else []
    for tag in borne:
        uow.session.add(TaskTag(task_id=key(task), tag_id=key(tag), created_at=uow.now))
    await _remind(uow, series, task)
    await created(uow, task, tags=borne)
    return task


async def _remind(uow: UnitOfWork, series: RecurringTask, task: Task) -> None:
    """Put the series' relative reminders on a task that was made from it."""
    if not series.reminder_offsets:
        return
    due = when.Due(at=task.due_date or uow.now, all_day=task.due_all_day)
    times = [
        when.ReminderTime(
            at=when.reminder_before(due, minutes, zone=zone_of(series)), offset_minutes=minutes
        )
        for minutes in series.reminder_offsets
    ]
    await reminders.schedule(uow, task, times)


async def _be_last_again(uow: UnitOfWork, series: RecurringTask, task: Task) -> None:
    """Let a series go on after a task that is open again: it had ended with it, or lost it."""
    if series.last_task_id == task.id:
        if series.exhausted:
            async with changing(uow, series, task_id=key(task)):
                series.is_active, series.exhausted = True, False
    elif series.last_task_id is not None and series.last_task_id < key(task):
        async with changing(uow, series, task_id=key(task)), changing(uow, task):
            series.made += 1
            series.last_task_id = task.id
            keep_in_step(series, task)


def _step_back(series: RecurringTask, task: Task) -> None:
    series.made -= 1
    series.last_task_id = task.id
    series.is_active, series.exhausted = series.is_active or series.exhausted, False
    keep_in_step(series, task)


async def _is_touched(uow: UnitOfWork, task: Task, undone: Collection[int]) -> bool:
    """Whether a change of the task or its reminders by somebody still stands."""
    if task.version == 1:
        return False
    if not undone and uow.ledger.has("task", key(task)):
        return True
    of_task = and_(Change.entity_type == "task", Change.entity_id == task.id)
    of_reminder = and_(Change.entity_type == "reminder", Change.task_id == task.id)
    found = await uow.session.exec(
        select(Change.seq)
        .join(Operation, col(Operation.id) == Change.operation_id)
        .where(
            Change.user_id == uow.actor.user_id,
            or_(and_(of_task, Change.action != "created"), of_reminder),
            Operation.kind == "change",
            col(Operation.undone_by_id).is_(None),
            col(Operation.id).not_in(undone),
        )
        .limit(1)
    )
    return found.first() is not None


async def _row(uow: UnitOfWork, task_id: int) -> Task | None:
    return (await uow.session.exec(owned(uow, Task).where(Task.id == task_id))).first()


def _due_words(uow: UnitOfWork, task: Task) -> str:
    if task.due_date is None:
        return ""
    return f" ({_moment_words(uow, task.due_date, all_day=task.due_all_day)})"


def _moment_words(uow: UnitOfWork, at: datetime, *, all_day: bool) -> str:
    moment = when.local(at, all_day=all_day, zone=uow.actor.zone)
    return say_time(moment, all_day=all_day, now=uow.local_now)
