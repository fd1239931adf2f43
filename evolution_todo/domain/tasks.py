"""Tasks: adding, changing, completing and deleting them, with what follows for their parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

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
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.ledger import Action
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.recurring import RecurrenceInput
from evolution_todo.domain.refs import TaskRef, task_of
from evolution_todo.domain.views import Receipt, TaskView, Written
from models import DEFAULT_PRIORITY_ID, RecurringTask, Tag, Task, TaskTag

Scope = Literal["this", "series"]
"""Whether a change of an occurrence is of it alone or of its series."""

MOST_TAGS_A_TASK = 20

DATES = frozenset({"due_date", "due_time", "due_all_day"})
"""What of a patch moves a task."""

REMINDING = DATES | {"recurrence", "reminders", "reminder_at"}
"""What of a patch may leave a reminder in the past, or two at the same time."""

OF_ONE_ALONE = frozenset({"recurrence", "due_date", "completed"})
"""What of a patch is not done to the other open tasks of a series."""


class TaskDraft(BaseModel):
    """A task to be added; dates and rules are English, ISO 8601, RFC 5545 or cron."""

    model_config = ConfigDict(extra="forbid")

    title: str
    description: str | None = None
    priority: str | None = None
    priority_id: int | None = None
    due_date: str | None = None
    due_all_day: bool | None = None
    reminder_at: str | None = None
    reminders: list[str] = []
    """More reminders, in the words of `reminder_at`."""
    tags: list[str] = []
    recurrence: str | RecurrenceInput | None = None


class TaskPatch(BaseModel):
    """What to change of a task: only the fields that are given; a null clears."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    description: str | None = None
    completed: bool | None = None
    priority: str | None = None
    priority_id: int | None = None
    due_date: str | None = None
    due_all_day: bool | None = None
    due_time: str | None = None
    """`HH:MM`: another time on the date that the task has."""
    reminder_at: str | None = None
    reminders: list[str] | None = None
    """Replaces what is pending."""
    tags: list[str] | None = None
    """Replaces what it bears."""
    add_tags: list[str] = []
    remove_tags: list[str] = []
    recurrence: str | RecurrenceInput | None = None
    """A rule to follow; null ends the series."""


async def add(uow: UnitOfWork, draft: TaskDraft) -> Written:
    """Add a task with its tags, reminders and series.

    Raises:
        Invalid: a value cannot be; nothing is added.
        LimitReached: it would need more tags than one may have.
    """
    rule, zone = _read_recurrence(uow, draft.recurrence), _rule_zone(uow, draft.recurrence)
    due = _read_due(uow, draft.due_date, all_day=draft.due_all_day)
    if rule is not None and due is not None:
        rule = when.placed(rule, due, zone=zone)
    receipts = _receipts(due, rule)
    if due is None and rule is not None:
        due = rule.start
    task = _new(uow, draft, due)
    uow.session.add(task)
    borne = await tags.named(uow, _few(draft.tags))
    await uow.session.flush()
    uow.session.add_all(
        TaskTag(task_id=key(task), tag_id=key(tag), created_at=uow.now) for tag in borne
    )
    if rule is not None:
        await recurring.begin(uow, task, rule, zone=zone, tags=[tag.name for tag in borne])
    asked = draft.reminders + ([draft.reminder_at] if draft.reminder_at is not None else [])
    if asked:
        receipts += await reminders.attach(uow, task, asked, field=_reminder_field(draft))
        await _keep_offsets(uow, task)
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
        receipts = await _apply(uow, task, patch)
        if patch.completed is not None:
            await _complete(uow, task, completed=patch.completed)
    if scope == "series":
        await _carry_over(uow, task, patch, occurred=occurred)
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
        doomed += [row for row in await series.open_tasks(uow, its_series) if row is not task]
        async with changing(uow, its_series, task_id=key(task)):
            recurring.close(its_series)
    skips = its_series is None and not task.completed
    words = await successors.foretell(uow, task, skipped_at=uow.now) if skips else None
    notes = [f"“{row.title}” (#{row.number}) went with its series" for row in doomed[1:]]
    for row in doomed:
        await reminders.forget(uow, row)
        await deleted(uow, row)
    return Written(task=was, notes=notes if words is None else [words])


async def _apply(uow: UnitOfWork, task: Task, patch: TaskPatch) -> list[Receipt]:
    _describe(task, patch)
    await _retag(uow, task, patch)
    receipts = await _reschedule(uow, task, patch)
    return receipts + await _remind(uow, task, patch)


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
        wanted = await tags.named(uow, _few(patch.tags or []))
        there = await tags.borne_by(uow, task)
        await tags.set_on(uow, task, add=wanted, remove=[tag for tag in there if tag not in wanted])
    if patch.add_tags:
        await tags.set_on(uow, task, add=await tags.named(uow, _few(patch.add_tags)))
    if patch.remove_tags:
        await tags.set_on(uow, task, remove=await tags.borne_names(uow, patch.remove_tags))


async def _reschedule(uow: UnitOfWork, task: Task, patch: TaskPatch) -> list[Receipt]:
    given = patch.model_fields_set
    rule = _read_recurrence(uow, patch.recurrence)
    due = _patched_due(uow, task, patch)
    if rule is not None:
        rule = await _begun(uow, task, patch, rule, due=due)
    if due is None and rule is not None and "due_date" not in given:
        due = rule.start
    moves = bool(given & DATES) or (rule is not None and not task.completed)
    if moves:
        task.due_date = due.at if due else None
        task.due_all_day = due.all_day if due else False
    await _re_rule(uow, task, patch, rule)
    if moves:
        await reminders.follow_due(uow, task)
    return _receipts(due if "due_date" in given else None, rule)


async def _begun(
    uow: UnitOfWork, task: Task, patch: TaskPatch, rule: when.Rule, *, due: when.Due | None
) -> when.Rule:
    """Return a rule as it begins: on the date of the patch, else where the task stands."""
    zone = _rule_zone(uow, patch.recurrence)
    if "due_date" in patch.model_fields_set and due is None:
        return rule
    if due is None and (its_series := await series.series_of(uow, task)) is not None:
        return await recurring.begun(uow, its_series, rule, zone=zone)
    if due is None and not task.completed:
        return when.anchored(rule, reminders.due_of(task), now=uow.now.astimezone(zone))
    start = due or reminders.due_of(task)
    return rule if start is None else when.placed(rule, start, zone=zone)


def _patched_due(uow: UnitOfWork, task: Task, patch: TaskPatch) -> when.Due | None:
    due = _read_due(uow, patch.due_date, all_day=patch.due_all_day)
    if due is None and "due_date" not in patch.model_fields_set:
        due = reminders.due_of(task) if _keeps_date(patch) else None
        if due is not None and patch.due_all_day is not None:
            due = _as_all_day(uow, due, all_day=patch.due_all_day)
    if patch.due_time is None:
        return due
    if due is None:
        due = when.Due(at=when.start_of_day(uow.local_now), all_day=True)
    return when.at_time(due, patch.due_time, now=uow.local_now)


def _keeps_date(patch: TaskPatch) -> bool:
    return patch.due_time is not None or patch.due_all_day is not None


async def _re_rule(
    uow: UnitOfWork,
    task: Task,
    patch: TaskPatch,
    rule: when.Rule | None,
) -> None:
    if "recurrence" not in patch.model_fields_set:
        return
    its_series = await series.series_of(uow, task)
    sent = patch.recurrence if isinstance(patch.recurrence, RecurrenceInput) else None
    paused = sent.paused if sent is not None else None
    if its_series is None and paused is not None and rule is None:
        raise _not_recurring("recurrence.paused", "Give the task a rule to follow first.")
    if rule is not None:
        its_series = await _ruled(uow, task, its_series, rule, sent=patch.recurrence)
    if its_series is None:
        return
    if patch.recurrence is None:
        await recurring.end(uow, its_series, task_id=key(task))
        recurring.leave(task)
    elif paused is not None:
        await recurring.pause(uow, its_series, paused=paused, task_id=key(task))


async def _ruled(
    uow: UnitOfWork,
    task: Task,
    its_series: RecurringTask | None,
    rule: when.Rule,
    *,
    sent: str | RecurrenceInput | None,
) -> RecurringTask | None:
    """Give the series of a task a rule, or the task a series."""
    zone = _rule_zone(uow, sent)
    if its_series is not None:
        await recurring.revise(uow, its_series, rule, zone=zone, task_id=key(task))
        return its_series
    borne = [tag.name for tag in await tags.borne_by(uow, task)]
    await recurring.begin(uow, task, rule, zone=zone, tags=borne)
    return await series.series_of(uow, task)


async def _begin_anew(uow: UnitOfWork, task: Task) -> None:
    """Give a series that was begun or changed through a completed task its open one."""
    its_series = await series.series_of(uow, task)
    if its_series is not None:
        async with changing(uow, its_series, task_id=key(task)):
            await recurring.go_on(uow, its_series)


def _not_recurring(field: str, next_step: str) -> Invalid:
    return Invalid(
        "This task is not part of a series",
        field=field,
        code="not_recurring",
        next_step=next_step,
    )


async def _remind(uow: UnitOfWork, task: Task, patch: TaskPatch) -> list[Receipt]:
    receipts: list[Receipt] = []
    if "reminders" in patch.model_fields_set:
        receipts += await reminders.replace(uow, task, patch.reminders or [], field="reminders")
    if "reminder_at" in patch.model_fields_set:
        receipts += await reminders.replace_earliest(uow, task, patch.reminder_at)
    return receipts


async def _complete(uow: UnitOfWork, task: Task, *, completed: bool) -> None:
    if task.completed == completed:
        return
    if completed:
        await reminders.cancel_pending(uow, task)  # first, so that one statement writes the task
    task.completed = completed
    task.completed_at = uow.now if completed else None


async def _carry_over(
    uow: UnitOfWork, task: Task, patch: TaskPatch, *, occurred: datetime | None
) -> None:
    """Give the series and its open tasks what the patch changed of one occurrence."""
    its_series = await series.series_of(uow, task)
    if its_series is None:
        if "recurrence" in patch.model_fields_set:
            return
        raise _not_recurring("scope", "Leave scope out, or give the task a recurrence.")
    others = [row for row in await series.open_tasks(uow, its_series) if row is not task]
    shared = patch.model_fields_set - OF_ONE_ALONE
    async with changing(uow, its_series, task_id=key(task)):
        for other in others:
            async with changing(uow, other):
                await _apply(uow, other, TaskPatch(**patch.model_dump(include=shared)))
        _describe_template(its_series, task, patch)
        its_series.tags = _renewed_tags(its_series, await tags.borne_by(uow, task), patch)
        if not task.completed:
            await _shift(uow, its_series, task, patch, occurred=occurred)
        elif others:
            head = others[-1]
            await _shift(uow, its_series, head, patch, occurred=head.occurs_at)
        if shared & {"reminders", "reminder_at"}:
            for head in [row for row in (*others, task) if not row.completed][-1:]:
                await _keep_offsets(uow, head)


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


async def _keep_offsets(uow: UnitOfWork, task: Task) -> None:
    """Keep the relative reminders of an occurrence for those that follow it."""
    its_series = await series.series_of(uow, task)
    if its_series is not None:
        pending = await reminders.pending_of(uow, task)
        offsets = sorted({r.offset_minutes for r in pending if r.offset_minutes is not None})
        async with changing(uow, its_series, task_id=key(task)):
            its_series.reminder_offsets = offsets


async def _notes(uow: UnitOfWork, task: Task, *, was_completed: bool) -> list[str]:
    """Say what follows of itself from completing a task or opening it again."""
    words = None
    if task.completed and not was_completed:
        words = await successors.foretell(uow, task)
    elif was_completed and not task.completed:
        withdrawal = await successors.withdraw(uow, task)
        words = withdrawal.words if withdrawal is not None else None
    return [] if words is None else [words]


def _read_due(uow: UnitOfWork, text: str | None, *, all_day: bool | None) -> when.Due | None:
    if text is None:
        return None
    due = when.read_due(text, now=uow.local_now)
    return due if all_day is None else _as_all_day(uow, due, all_day=all_day)


def _as_all_day(uow: UnitOfWork, due: when.Due, *, all_day: bool) -> when.Due:
    if due.all_day == all_day:
        return due
    moment = when.local(due.at, all_day=due.all_day, zone=uow.actor.zone)
    at = when.start_of_day(moment) if all_day else moment
    return when.Due(at=at, all_day=all_day, receipt=due.receipt)


def _read_recurrence(uow: UnitOfWork, recurrence: str | RecurrenceInput | None) -> when.Rule | None:
    sent = RecurrenceInput(rule=recurrence) if isinstance(recurrence, str) else recurrence
    if sent is None or sent.rule is None:
        return None
    now = uow.now.astimezone(_rule_zone(uow, sent))
    return when.read_rule(sent.rule, now=now, mode=sent.mode)


def _rule_zone(uow: UnitOfWork, recurrence: str | RecurrenceInput | None) -> ZoneInfo:
    if isinstance(recurrence, RecurrenceInput) and recurrence.timezone is not None:
        return when.zone_of(recurrence.timezone, field="recurrence.timezone")
    return uow.actor.zone


def _few(names: list[str]) -> list[str]:
    if len(names) > MOST_TAGS_A_TASK:
        raise Invalid(
            f"A task bears at most {MOST_TAGS_A_TASK} tags",
            field="tags",
            code="too_many_tags",
            next_step="Leave some out.",
        )
    return names


def _reminder_field(draft: TaskDraft) -> str:
    return "reminders" if draft.reminders else "reminder_at"


def _receipts(due: when.Due | None, rule: when.Rule | None) -> list[Receipt]:
    found = [due.receipt if due else None, rule.receipt if rule else None]
    return [receipt for receipt in found if receipt is not None]


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
