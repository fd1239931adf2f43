"""Changing one task by a patch, and the open tasks and the template of its series likewise."""

from datetime import datetime

from evolution_todo.domain import priorities, recurring, reminders, series, tags, texts, when
from evolution_todo.domain.changes import changing, key
from evolution_todo.domain.drafts import TaskPatch, refuse_many
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.rescheduling import DATES, not_recurring, reschedule
from evolution_todo.domain.views import Receipt
from models import DEFAULT_PRIORITY_ID, RecurringTask, Tag, Task

OF_ONE_ALONE = frozenset({"recurrence", "due_date", "completed"})
"""What of a patch is not done to the other open tasks of a series."""


async def apply(uow: UnitOfWork, task: Task, patch: TaskPatch) -> list[Receipt]:
    """Change what the patch names, but for the completion; returns how its dates were read.

    Raises:
        Invalid: a value cannot be.
    """
    _describe(task, patch)
    await _retag(uow, task, patch)
    receipts = await reschedule(uow, task, patch)
    return receipts + await _remind(uow, task, patch)


async def carry_over(
    uow: UnitOfWork, task: Task, patch: TaskPatch, *, occurred: datetime | None
) -> None:
    """Give the series and its open tasks what the patch changed of one occurrence."""
    its_series = await series.series_of(uow, task)
    if its_series is None:
        if "recurrence" in patch.model_fields_set:
            return
        raise not_recurring("scope", "Leave scope out, or give the task a recurrence.")
    others = [row for row in await series.open_tasks(uow, its_series) if row is not task]
    shared = patch.model_fields_set - OF_ONE_ALONE
    async with changing(uow, its_series, task_id=key(task)):
        for other in others:
            async with changing(uow, other):
                await apply(uow, other, TaskPatch(**patch.model_dump(include=shared)))
        _describe_template(its_series, task, patch)
        its_series.tags = _renewed_tags(its_series, await tags.borne_by(uow, task), patch)
        if not task.completed:
            await _shift(uow, its_series, task, patch, occurred=occurred)
        elif others:
            head = others[-1]
            await _shift(uow, its_series, head, patch, occurred=head.occurs_at)
        if shared & {"reminders", "reminder_at"}:
            for head in [row for row in (*others, task) if not row.completed][-1:]:
                await keep_offsets(uow, head)


async def keep_offsets(uow: UnitOfWork, task: Task) -> None:
    """Keep the relative reminders of an occurrence for those that follow it."""
    its_series = await series.series_of(uow, task)
    if its_series is not None:
        pending = await reminders.pending_of(uow, task)
        offsets = sorted({r.offset_minutes for r in pending if r.offset_minutes is not None})
        async with changing(uow, its_series, task_id=key(task)):
            its_series.reminder_offsets = offsets


def _describe(task: Task, patch: TaskPatch) -> None:
    given = patch.model_fields_set
    if "title" in given:
        task.title = texts.checked_title(patch.title or "")
    if "description" in given:
        task.description = texts.checked_description(patch.description)
    if given & {"priority", "priority_id"}:
        task.priority_id = priorities.id_of(
            patch.priority, patch.priority_id, default=DEFAULT_PRIORITY_ID
        )


async def _retag(uow: UnitOfWork, task: Task, patch: TaskPatch) -> None:
    if "tags" in patch.model_fields_set:
        wanted = await tags.named(uow, patch.tags or [])
        there = await tags.borne_by(uow, task)
        await tags.set_on(uow, task, add=wanted, remove=[tag for tag in there if tag not in wanted])
    if patch.add_tags:
        await tags.set_on(uow, task, add=await tags.named(uow, patch.add_tags))
    if patch.remove_tags:
        await tags.set_on(uow, task, remove=await tags.borne_names(uow, patch.remove_tags))
    if patch.add_tags:
        refuse_many(len(await tags.borne_by(uow, task)), "add_tags")


async def _remind(uow: UnitOfWork, task: Task, patch: TaskPatch) -> list[Receipt]:
    receipts: list[Receipt] = []
    if "reminders" in patch.model_fields_set:
        receipts += await reminders.replace(uow, task, patch.reminders or [], field="reminders")
    if "reminder_at" in patch.model_fields_set:
        receipts += await reminders.replace_earliest(uow, task, patch.reminder_at)
    return receipts


def _describe_template(its_series: RecurringTask, task: Task, patch: TaskPatch) -> None:
    given = patch.model_fields_set
    if "title" in given:
        its_series.template_title = task.title
    if "description" in given:
        its_series.template_description = task.description
    if given & {"priority", "priority_id"}:
        its_series.priority_id = task.priority_id


def _renewed_tags(its_series: RecurringTask, borne: list[Tag], patch: TaskPatch) -> list[str]:
    """Return the template's tags with what the patch puts on and takes off."""
    names = {texts.fold(name): name for name in its_series.tags}
    if "tags" in patch.model_fields_set:
        return [tag.name for tag in borne]
    added = {texts.fold(name.removeprefix("#")) for name in patch.add_tags}
    names |= {tag.folded: tag.name for tag in borne if tag.folded in added}
    for name in patch.remove_tags:
        names.pop(texts.fold(name.removeprefix("#")), None)
    return list(names.values())


async def _shift(
    uow: UnitOfWork,
    its_series: RecurringTask,
    task: Task,
    patch: TaskPatch,
    *,
    occurred: datetime | None,
) -> None:
    """Let the series go on from where an occurrence was moved, or at its new time of day."""
    given = patch.model_fields_set
    due = reminders.due_of(task)
    if due is None or not given & DATES or patch.recurrence is not None:
        return
    if "due_date" not in given and patch.due_time is not None and occurred is not None:
        own = when.Due(at=occurred, all_day=its_series.all_day)
        due = when.at_time(own, patch.due_time, now=uow.local_now)
    async with changing(uow, task):
        await recurring.shift(uow, its_series, task, due)
