"""Tasks: adding, changing, completing and deleting them, with what follows for their parts."""

from collections.abc import Sequence
from typing import Literal

from evolution_todo.domain import (
    finding,
    priorities,
    recurring,
    reminders,
    series,
    successors,
    tags,
    texts,
    when,
)
from evolution_todo.domain.changes import changing, created, deleted, key
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.editing import apply, carry_over, keep_offsets
from evolution_todo.domain.ledger import Action
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.refs import TaskRef, task_of
from evolution_todo.domain.rescheduling import (
    DATES,
    read_due,
    read_recurrence,
    receipts_of,
    rule_zone,
)
from evolution_todo.domain.views import Receipt, TaskView, Written
from models import DEFAULT_PRIORITY_ID, RecurringTask, Task, TaskTag

Scope = Literal["this", "series"]
"""Whether a change of an occurrence is of it alone or of its series."""

REMINDING = DATES | {"recurrence", "reminders", "reminder_at"}
"""What of a patch may leave a reminder in the past, or two at the same time."""


async def add(uow: UnitOfWork, draft: TaskDraft) -> Written:
    """Add a task with its tags, reminders and series.

    Raises:
        Invalid: a value cannot be; nothing is added.
        LimitReached: it would need more tags than one may have.
    """
    rule, zone = read_recurrence(uow, draft.recurrence), rule_zone(uow, draft.recurrence)
    due = read_due(uow, draft.due_date, all_day=draft.due_all_day)
    if rule is not None and due is not None:
        rule = when.placed(rule, due, zone=zone)
    receipts = receipts_of(due, rule)
    if due is None and rule is not None:
        due = rule.start
    task = _new(uow, draft, due)
    uow.session.add(task)
    borne = await tags.named(uow, draft.tags)
    await uow.session.flush()
    uow.session.add_all(
        TaskTag(task_id=key(task), tag_id=key(tag), created_at=uow.now) for tag in borne
    )
    if rule is not None:
        await recurring.begin(uow, task, rule, zone=zone, tags=[tag.name for tag in borne])
    asked = draft.reminders + ([draft.reminder_at] if draft.reminder_at is not None else [])
    if asked:
        receipts += await reminders.attach(uow, task, asked, field=_reminder_field(draft))
        await keep_offsets(uow, task)
    await uow.session.flush()
    uow.user.last_task_number = task.number  # written with the person's other counter, not alone
    await created(uow, task, tags=borne if len(borne) < 2 else None)
    notes = await reminders.remarks(uow, task) if asked else ()
    return await _written(uow, task, receipts, notes, bears=bool(borne))


async def get(uow: UnitOfWork, ref: TaskRef) -> TaskView:
    """Return one task.

    Raises:
        NotFound: the person has no such task.
    """
    return await _view(uow, await task_of(uow, ref))


async def update(
    uow: UnitOfWork, ref: TaskRef, patch: TaskPatch, *, scope: Scope = "this"
) -> Written:
    """Change what the patch names and nothing else.

    With scope `series` the coming occurrences change too, the open one among them: title,
    description, priority, tags, relative reminders, and where the rule is plain its day and time.

    Raises:
        NotFound: the person has no such task.
        StaleVersion: it has changed since the version named.
        Invalid: a value cannot be; nothing is changed.
        Conflict: a series is to go on, but its rule names no occurrence any more.
    """
    task = await task_of(uow, ref)
    was_completed = task.completed
    action: Action = "completed" if patch.completed and not was_completed else "updated"
    async with changing(uow, task, action=action):
        occurred = task.occurs_at
        receipts = await apply(uow, task, patch)
        if patch.completed is not None:
            await _complete(uow, task, completed=patch.completed)
    if scope == "series":
        await carry_over(uow, task, patch, occurred=occurred)
    if was_completed and patch.recurrence is not None:
        await _begin_anew(uow, task)
    notes = await _notes(uow, task, was_completed=was_completed)
    if task.completed and patch.recurrence is not None:
        notes += await successors.say_open(uow, task)
    if patch.model_fields_set & REMINDING:
        notes += await reminders.remarks(uow, task)
    return await _written(uow, task, receipts, notes)


async def set_completed(uow: UnitOfWork, ref: TaskRef, *, completed: bool) -> Written:
    """Complete a task, cancelling its pending reminders, or open it again.

    One that is so already stays as it is, without a new version or an event. An occurrence that
    is open again takes back the one that followed it, unless that was changed: the notes say so.

    Raises:
        NotFound: the person has no such task.
        StaleVersion: it has changed since the version named.
    """
    task = await task_of(uow, ref)
    was_completed = task.completed
    async with changing(uow, task, action="completed" if completed else "updated"):
        await _complete(uow, task, completed=completed)
    notes = await _notes(uow, task, was_completed=was_completed)
    return await _written(uow, task, [], notes)


async def delete(uow: UnitOfWork, ref: TaskRef, *, scope: Scope = "this") -> Written:
    """Delete a task with its reminders, or end its series and delete all that is open of it.

    Of a series, deleting the open occurrence alone skips it: the next one follows.

    Returns:
        The task as it was, and a note of what follows.

    Raises:
        NotFound: the person has no such task.
        StaleVersion: it has changed since the version named.
    """
    task = await task_of(uow, ref)
    was = await _view(uow, task)
    its_series = await series.series_of(uow, task) if scope == "series" else None
    doomed = [task]
    if its_series is not None:
        doomed += await _beside(uow, task, its_series)
        async with changing(uow, its_series, task_id=key(task)):
            recurring.close(its_series)
    skips = its_series is None and not task.completed
    words = await successors.foretell(uow, task, skipped_at=uow.now) if skips else None
    notes = [f"{_named(row)} went with its series" for row in doomed[1:]]
    for row in doomed:
        await reminders.forget(uow, row)
        await deleted(uow, row)
    return Written(task=was, notes=notes if words is None else [words])


async def siblings(uow: UnitOfWork, task_id: int) -> list[str]:
    """Return the names of the tasks that would go with this one if its series were deleted."""
    task = await task_of(uow, TaskRef(id=task_id))
    its_series = await series.series_of(uow, task)
    return [_named(row) for row in await _beside(uow, task, its_series)] if its_series else []


async def _beside(uow: UnitOfWork, task: Task, its_series: RecurringTask) -> list[Task]:
    """Return what is open of a series beside one of its tasks."""
    return [row for row in await series.open_tasks(uow, its_series) if row is not task]


def _named(task: Task) -> str:
    return f"“{task.title}” (#{task.number})"


def _new(uow: UnitOfWork, draft: TaskDraft, due: when.Due | None) -> Task:
    return Task(
        user_id=uow.actor.user_id,
        number=uow.user.last_task_number + 1,
        title=texts.checked_title(draft.title),
        description=texts.checked_description(draft.description),
        priority_id=priorities.id_of(
            draft.priority, draft.priority_id, default=DEFAULT_PRIORITY_ID
        ),
        due_date=due.at if due else None,
        due_all_day=due.all_day if due else False,
        origin=uow.actor.origin,
        created_at=uow.now,
        updated_at=uow.now,
    )


async def _complete(uow: UnitOfWork, task: Task, *, completed: bool) -> None:
    if task.completed == completed:
        return
    if completed:
        await reminders.cancel_pending(uow, task)  # first, so that one statement writes the task
    task.completed = completed
    task.completed_at = uow.now if completed else None


async def _begin_anew(uow: UnitOfWork, task: Task) -> None:
    """Give a series that was begun or changed through a completed task its open one."""
    its_series = await series.series_of(uow, task)
    if its_series is not None:
        async with changing(uow, its_series, task_id=key(task)):
            await recurring.go_on(uow, its_series)


async def _notes(uow: UnitOfWork, task: Task, *, was_completed: bool) -> list[str]:
    """Say what follows of itself from completing a task or opening it again."""
    words = None
    if task.completed and not was_completed:
        words = await successors.foretell(uow, task)
    elif was_completed and not task.completed:
        withdrawal = await successors.withdraw(uow, task)
        words = withdrawal.words if withdrawal is not None else None
    return [] if words is None else [words]


def _reminder_field(draft: TaskDraft) -> str:
    return "reminders" if draft.reminders else "reminder_at"


async def _view(uow: UnitOfWork, task: Task) -> TaskView:
    return (await finding.views_of(uow, [task]))[0]


async def _written(
    uow: UnitOfWork,
    task: Task,
    receipts: list[Receipt],
    notes: Sequence[str] = (),
    *,
    bears: bool = True,
) -> Written:
    view = (await finding.views_of(uow, [task], bear=bears))[0]
    return Written(task=view, receipts=receipts, notes=list(notes))
