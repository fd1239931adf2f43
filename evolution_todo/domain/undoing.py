"""Restoring what operations changed, task by task, unless it has changed since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from evolution_todo.domain import changes, recurring, reminders, successors
from evolution_todo.domain.ledger import Snapshot, columns_of, restored
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import UndoConflict
from models import Change, Operation, RecurringTask, Reminder, ReminderStatus, Tag, Task, TaskTag

BOOKKEEPING = frozenset({"version", "updated_at"})
"""Columns that follow a change and are none themselves."""

MODELS: dict[str, type[changes.Versioned]] = {
    "recurring": RecurringTask,
    "tag": Tag,
    "task": Task,
    "reminder": Reminder,
}
"""In the order in which rows can be restored: what others refer to comes first."""


@dataclass(slots=True)
class Outcome:
    """What was restored, in words, and what was not."""

    restored: list[str] = field(default_factory=list)
    conflicts: list[UndoConflict] = field(default_factory=list)


@dataclass(slots=True)
class Reversal:
    """One entity to be taken from `after`, as the operations left it, to `before`."""

    entity_type: str
    id: int
    task_id: int | None
    before: Snapshot | None
    after: Snapshot | None
    seq: int = 0
    """Of the last change that is taken back."""
    row: Any = None
    untouched: bool = True
    """The row is as the operations left it, or is so again after other undos."""
    taken: bool = False
    """A tag's name, as it was before, is another tag's by now."""
    lost: Sequence[str] = ()
    """The names of a task's tags that are not there to be put on it again."""

    @property
    def stands(self) -> bool:
        """Whether the entity is still as the operations left it, and can go back."""
        if self.taken:
            return False
        if self.after is None or self.row is None:
            return self.after is None and self.row is None
        return self.untouched


async def restore(uow: UnitOfWork, rows: Sequence[Change]) -> Outcome:
    """Take back change rows given in order; each task goes back whole or not at all.

    With an occurrence that is open again, what had followed it goes too, unless it was changed.
    """
    reversals = _folded(rows)
    await _load(uow, reversals)
    await _load_names(uow, reversals)
    outcome = Outcome()
    ready: list[Reversal] = []
    for group in _by_task(reversals):
        stuck = next((r for r in group if not r.stands), None)
        if stuck is None:
            ready += group
        elif _is_worth_telling(group):
            outcome.conflicts.append(_conflict(_told_of(stuck, group)))
    applied = [each for each in _in_order(ready) if await _apply(uow, each)]
    outcome.restored += await _told(uow, applied)
    outcome.conflicts += _without_tags(ready, told=reversals)
    await _mirror(uow, ready)
    await _withdraw(uow, ready, outcome, undone={row.operation_id for row in rows})
    await _let_go_on(uow, ready)
    return outcome


async def _withdraw(
    uow: UnitOfWork, ready: Iterable[Reversal], outcome: Outcome, *, undone: set[int]
) -> None:
    """Settle what follows the occurrences that are back, the latest of a series first."""
    back = [r for r in ready if r.entity_type == "task" and isinstance(r.row, Task)]
    for reversal in sorted(back, key=lambda r: r.id, reverse=True):
        if not _is_back(reversal):
            continue
        if reversal.row.completed:
            await successors.follow(uow, reversal.row)
            continue
        withdrawal = await successors.withdraw(uow, reversal.row, undone=undone)
        if withdrawal is None:
            continue
        if withdrawal.removed:
            outcome.restored.append(withdrawal.words)
        else:
            outcome.conflicts.append(
                UndoConflict(entity="task", id=withdrawal.task_id, message=withdrawal.words)
            )


async def _let_go_on(uow: UnitOfWork, ready: Iterable[Reversal]) -> None:
    """Give each series that is active again, and whose open task was done meanwhile, its next."""
    for reversal in ready:
        if not isinstance(reversal.row, RecurringTask) or not _goes_on(reversal):
            continue
        async with changes.changing(uow, reversal.row) as series:
            if series.is_active and not await successors.ensure(uow, series):
                series.is_active, series.exhausted = False, True


def _goes_on(reversal: Reversal) -> bool:
    before, after = reversal.before, reversal.after
    return bool(before and after and before["is_active"] and not after["is_active"])


def _is_back(reversal: Reversal) -> bool:
    """Whether a task that was deleted is there again, or one that was done is open again."""
    if reversal.before is None:
        return False
    reopened = reversal.after is not None and reversal.after["completed"]
    return reversal.after is None or (reopened and not reversal.before["completed"])


def _folded(rows: Iterable[Change]) -> list[Reversal]:
    found: dict[tuple[str, int], Reversal] = {}
    for row in rows:
        place = (row.entity_type, row.entity_id)
        if place in found:
            found[place].after, found[place].seq = row.after, row.seq
        else:
            found[place] = Reversal(
                row.entity_type, row.entity_id, row.task_id, row.before, row.after, row.seq
            )
    return [r for r in found.values() if r.before is not None or r.after is not None]


async def _load(uow: UnitOfWork, reversals: Iterable[Reversal]) -> None:
    for kind, model in MODELS.items():
        wanted = {r.id: r for r in reversals if r.entity_type == kind}
        if wanted:
            query = owned(uow, model).where(col(model.id).in_(wanted))  # type: ignore[type-var]  # one of the four
            for row in await uow.session.exec(query):
                reversal = wanted[changes.key(row)]
                reversal.row = row
                same = reversal.after is not None and row.version == reversal.after["version"]
                reversal.untouched = same or not await _changed_after(uow, reversal)


async def _load_names(uow: UnitOfWork, reversals: Iterable[Reversal]) -> None:
    """Find the tags whose name, as it was before, another tag has by now."""
    wanted = {r.before["folded"]: r for r in reversals if r.entity_type == "tag" and r.before}
    if wanted:
        theirs = owned(uow, Tag).where(col(Tag.folded).in_(wanted))
        for tag in await uow.session.exec(theirs):
            reversal = wanted[tag.folded]
            reversal.taken = reversal.id != tag.id


async def _changed_after(uow: UnitOfWork, reversal: Reversal) -> bool:
    """Whether a later change of the entity still stands: neither an undo nor taken back."""
    later = (
        select(Change.seq)
        .join(Operation, col(Operation.id) == Change.operation_id)
        .where(
            Change.user_id == uow.actor.user_id,
            Change.entity_type == reversal.entity_type,
            Change.entity_id == reversal.id,
            Change.seq > reversal.seq,
            Operation.kind == "change",
            col(Operation.undone_by_id).is_(None),
        )
        .limit(1)
    )
    return (await uow.session.exec(later)).first() is not None


def _by_task(reversals: Sequence[Reversal]) -> list[list[Reversal]]:
    """Group what goes back together: a task with what is its own, a series with its tasks."""
    series = {r.id for r in reversals if r.entity_type == "recurring"}
    places = {r.id: _place(r, series) for r in reversals if r.entity_type == "task"}
    groups: dict[object, list[Reversal]] = {}
    for reversal in reversals:
        place: object = (reversal.entity_type, reversal.id)
        if reversal.entity_type in {"task", "reminder"} and reversal.task_id is not None:
            place = places.get(reversal.task_id, ("task", reversal.task_id))
        groups.setdefault(place, []).append(reversal)
    rank = list(MODELS)
    return [
        sorted(group, key=lambda r: (r.entity_type != "task", rank.index(r.entity_type)))
        for group in groups.values()
    ]


def _place(reversal: Reversal, series: set[int]) -> tuple[str, int]:
    for state in (reversal.before, reversal.after):
        belongs = state["recurring_task_id"] if state else None
        if belongs in series:
            return "recurring", int(belongs)
    return "task", reversal.id


def _told_of(stuck: Reversal, group: Sequence[Reversal]) -> Reversal:
    """Return what a conflict is named after: the task that is stuck, or whose part is."""
    named = (r for r in group if r.entity_type == "task" and r.id in {stuck.id, stuck.task_id})
    return stuck if stuck.entity_type == "task" else next(named, group[0])


def _in_order(reversals: list[Reversal]) -> list[Reversal]:
    rank = list(MODELS)
    back = sorted(
        (r for r in reversals if r.before is not None), key=lambda r: rank.index(r.entity_type)
    )
    away = sorted(
        (r for r in reversals if r.before is None), key=lambda r: -rank.index(r.entity_type)
    )
    return back + away


def _is_worth_telling(group: list[Reversal]) -> bool:
    """A tag that came with a task and is gone or renamed meanwhile is no news."""
    return not all(r.entity_type == "tag" and r.before is None for r in group)


def _conflict(reversal: Reversal) -> UndoConflict:
    gone = reversal.row is None and reversal.after is not None
    state = reversal.after or reversal.before or {}
    what = {"task": "title", "recurring": "template_title", "tag": "name"}.get(reversal.entity_type)
    name = f"“{state[what]}”" if what else "A reminder"
    fate = "was deleted since" if gone else "has changed since and was left as it is"
    if reversal.taken and reversal.before:
        name, fate = f"“{reversal.before['name']}”", "is another tag's name by now"
    return UndoConflict(entity=reversal.entity_type, id=reversal.id, message=f"{name} {fate}")


def _without_tags(
    reversals: Iterable[Reversal], *, told: Iterable[Reversal]
) -> Iterator[UndoConflict]:
    """Name the tags that tasks do without now, but for those whose own fate is told."""
    known = {r.before["name"] for r in told if r.entity_type == "tag" and r.before}
    for reversal in reversals:
        for name in sorted(set(reversal.lost) - known):
            message = f"#{name} was deleted since, and “{reversal.row.title}” is without it"
            yield UndoConflict(entity="task", id=reversal.id, message=message)


async def _apply(uow: UnitOfWork, reversal: Reversal) -> bool:
    """Take one entity back; returns whether anything of it is as it was again."""
    if reversal.before is None:
        return await _unmake(uow, reversal)
    if reversal.row is None:
        await _bring_back(uow, reversal)
        return True
    await _set_back(uow, reversal, reversal.before)
    return uow.ledger.has(reversal.entity_type, reversal.id)


async def _unmake(uow: UnitOfWork, reversal: Reversal) -> bool:
    if reversal.entity_type == "tag" and await _is_used(uow, reversal.id):
        return False
    if isinstance(reversal.row, RecurringTask):
        await _let_go(uow, reversal.row)
    await changes.deleted(uow, reversal.row, task_id=reversal.task_id)
    return True


async def _let_go(uow: UnitOfWork, series: RecurringTask) -> None:
    """Make the tasks of a series that is about to go plain ones."""
    rows = await uow.session.exec(owned(uow, Task).where(Task.recurring_task_id == series.id))
    for task in rows.all():
        async with changes.changing(uow, task):
            recurring.leave(task)


async def _is_used(uow: UnitOfWork, tag_id: int) -> bool:
    found = await uow.session.exec(
        select(TaskTag.task_id)
        .join(Task, col(Task.id) == TaskTag.task_id)
        .where(TaskTag.tag_id == tag_id, Task.user_id == uow.actor.user_id)
        .limit(1)
    )
    return found.first() is not None


async def _bring_back(uow: UnitOfWork, reversal: Reversal) -> None:
    assert reversal.before is not None  # noqa: S101  # deleted rows have a before
    row = restored(MODELS[reversal.entity_type], reversal.before)
    row.version += 1
    if isinstance(row, Task):
        if await _is_gone(uow, row.recurring_task_id):
            recurring.leave(row)
        await successors.give_way(uow, row)
    uow.session.add(row)
    await uow.session.flush()
    reversal.row = row
    if isinstance(row, Task):
        reversal.lost = await _tag_again(uow, row, reversal.before)
    await changes.created(uow, row, task_id=reversal.task_id)


async def _mirror(uow: UnitOfWork, reversals: Iterable[Reversal]) -> None:
    """Put `tasks.reminder_at` right: some of what was pending then has been sent since."""
    for reversal in reversals:
        if reversal.entity_type == "task" and reversal.before is not None:
            task = (await uow.session.exec(owned(uow, Task).where(Task.id == reversal.id))).one()
            async with changes.changing(uow, task):
                await reminders.mirror(uow, task)


def _was_told(uow: UnitOfWork, row: Any, before: Snapshot) -> bool:
    """Say whether a reminder has gone out that was to go out before now: it does not once more."""
    return (
        isinstance(row, Reminder)
        and row.status in {ReminderStatus.SENT, ReminderStatus.FAILED}
        and before["status"] == ReminderStatus.PENDING
        and datetime.fromisoformat(before["remind_at"]) <= uow.now
    )


async def _set_back(uow: UnitOfWork, reversal: Reversal, before: Snapshot) -> None:
    """Set back what the operations changed; what followed of itself since stays.

    A reminder goes back whole: with the time that was moved, it is to go out again.
    """
    if _was_told(uow, reversal.row, before):
        return
    completed = bool(before.get("completed")) and not getattr(reversal.row, "completed", True)
    after = reversal.after or {}
    async with changes.changing(
        uow,
        reversal.row,
        action="completed" if completed else "updated",
        task_id=reversal.task_id,
    ) as row:
        values = columns_of(type(row), before)
        for name in values.keys() - BOOKKEEPING - {"id"}:
            if before[name] != after.get(name) or isinstance(row, Reminder):
                setattr(row, name, values[name])
        if isinstance(row, Task) and before["tag_ids"] != after.get("tag_ids"):
            reversal.lost = await _tag_again(uow, row, before)


async def _is_gone(uow: UnitOfWork, series_id: int | None) -> bool:
    if series_id is None:
        return False
    return (
        await uow.session.exec(owned(uow, RecurringTask).where(RecurringTask.id == series_id))
    ).first() is None


async def _tag_again(uow: UnitOfWork, task: Task, before: Snapshot) -> list[str]:
    """Give a task the tags that it had; returns the names of those that are no more."""
    await uow.session.flush()
    there = {
        changes.key(tag)
        for tag in (await changes.tags_of(uow, [changes.key(task)]))[changes.key(task)]
    }
    names = dict(zip(before["tag_ids"], before["tags"], strict=True))
    rows = await uow.session.exec(owned(uow, Tag).where(col(Tag.id).in_(names)))
    wanted = {changes.key(tag) for tag in rows}
    for tag_id in there - wanted:
        await uow.session.delete(await uow.session.get_one(TaskTag, (changes.key(task), tag_id)))
    for tag_id in wanted - there:
        uow.session.add(TaskTag(task_id=changes.key(task), tag_id=tag_id, created_at=uow.now))
    await uow.session.flush()
    return [name for tag_id, name in names.items() if tag_id not in wanted]


async def _told(uow: UnitOfWork, applied: Sequence[Reversal]) -> list[str]:
    """Say what was taken back; a part of a task that was goes without saying."""
    tasks = {each.id for each in applied if each.entity_type == "task"}
    alone = [each for each in applied if each.entity_type == "task" or each.task_id not in tasks]
    wanted = {each.task_id for each in alone if each.entity_type == "reminder"}
    rows = await uow.session.exec(owned(uow, Task).where(col(Task.id).in_(wanted)))
    titles = {row.id: row.title for row in rows}
    return [f"{_deed(each)} {_named(each, titles)}" for each in alone]


def _named(reversal: Reversal, titles: Mapping[int | None, str]) -> str:
    state = reversal.before or reversal.after or {}
    match reversal.entity_type:
        case "tag":
            return f"tag “{state['name']}”"
        case "task":
            return f"“{state['title']}”"
        case "reminder":
            return f"a reminder of “{titles[reversal.task_id]}”"
        case _:
            return f"“{state['template_title']}”"


def _deed(reversal: Reversal) -> str:
    if reversal.before is None:
        return "Removed"
    if reversal.after is None:
        return "Brought back"
    done, was = reversal.after.get("completed"), reversal.before.get("completed")
    if done != was:
        return "Completed" if was else "Reopened"
    runs, ran = reversal.after.get("is_active"), reversal.before.get("is_active")
    if runs != ran:
        return "Resumed" if ran else "Paused"
    return "Changed back"
