"""When a task is due and by which rule it comes again: as it is written, and as it is changed."""

from zoneinfo import ZoneInfo

from evolution_todo.domain import recurring, reminders, series, tags, when
from evolution_todo.domain.changes import key
from evolution_todo.domain.drafts import TaskPatch
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.recurring import RecurrenceInput
from evolution_todo.domain.views import Receipt
from models import RecurringTask, Task

DATES = frozenset({"due_date", "due_time", "due_all_day"})
"""What of a patch moves a task."""


async def reschedule(uow: UnitOfWork, task: Task, patch: TaskPatch) -> list[Receipt]:
    """Give a task the date and the rule of a patch; relative reminders move along.

    Raises:
        Invalid: one of them cannot be, or there is no series to pause.
        Conflict: a series is to go on, but its rule names no occurrence any more.
    """
    given = patch.model_fields_set
    rule = read_recurrence(uow, patch.recurrence)
    due = _patched_due(uow, task, patch)
    if rule is not None:
        rule = await _begun(uow, task, patch, rule, due=due)
    if due is None and rule is not None and "due_date" not in given:
        due = rule.start
    moves = bool(given & DATES) or (
        rule is not None and not task.completed and not await _keeps_its_date(uow, task, rule)
    )
    if moves:
        task.due_date = due.at if due else None
        task.due_all_day = due.all_day if due else False
    await _re_rule(uow, task, patch, rule)
    if moves:
        await reminders.follow_due(uow, task)
    return receipts_of(due if "due_date" in given else None, rule)


async def _keeps_its_date(uow: UnitOfWork, task: Task, rule: when.Rule) -> bool:
    """Whether a task of a series stays where it is: its rule changes elsewhere."""
    its_series = await series.series_of(uow, task)
    return its_series is not None and recurring.keeps_its_date(task, its_series, rule.start)


async def _begun(
    uow: UnitOfWork, task: Task, patch: TaskPatch, rule: when.Rule, *, due: when.Due | None
) -> when.Rule:
    """Return a rule as it begins: on the date of the patch, else where the task stands."""
    zone = rule_zone(uow, patch.recurrence)
    if "due_date" in patch.model_fields_set and due is None:
        return rule
    if due is None and (its_series := await series.series_of(uow, task)) is not None:
        return await recurring.begun(uow, its_series, rule, zone=zone)
    if due is None and not task.completed:
        return when.anchored(rule, reminders.due_of(task), now=uow.now.astimezone(zone))
    start = due or reminders.due_of(task)
    return rule if start is None else when.placed(rule, start, zone=zone)


def _patched_due(uow: UnitOfWork, task: Task, patch: TaskPatch) -> when.Due | None:
    due = read_due(uow, patch.due_date, all_day=patch.due_all_day)
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
        raise not_recurring("recurrence.paused", "Give the task a rule to follow first.")
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
    zone = rule_zone(uow, sent)
    if its_series is not None:
        await recurring.revise(uow, its_series, rule, zone=zone, task_id=key(task))
        return its_series
    borne = [tag.name for tag in await tags.borne_by(uow, task)]
    await recurring.begin(uow, task, rule, zone=zone, tags=borne)
    return await series.series_of(uow, task)


def not_recurring(field: str, next_step: str) -> Invalid:
    """Return the error of a change that only a series can have."""
    return Invalid(
        "This task is not part of a series",
        field=field,
        code="not_recurring",
        next_step=next_step,
    )


def read_due(uow: UnitOfWork, text: str | None, *, all_day: bool | None) -> when.Due | None:
    """Read a due date in the person's zone.

    Args:
        uow: Has the person's clock.
        text: English or ISO 8601; None is none.
        all_day: Whether it is of the whole day; None leaves it to the text.

    Raises:
        Invalid: it cannot be read.
    """
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


def read_recurrence(uow: UnitOfWork, recurrence: str | RecurrenceInput | None) -> when.Rule | None:
    """Read a rule in its zone; None where none is sent.

    Raises:
        Invalid: it cannot be read, or never comes.
    """
    sent = RecurrenceInput(rule=recurrence) if isinstance(recurrence, str) else recurrence
    if sent is None or sent.rule is None:
        return None
    now = uow.now.astimezone(rule_zone(uow, sent))
    return when.read_rule(sent.rule, now=now, mode=sent.mode)


def rule_zone(uow: UnitOfWork, recurrence: str | RecurrenceInput | None) -> ZoneInfo:
    """Return the zone in which a rule is meant: its own, or the person's.

    Raises:
        Invalid: there is no such zone.
    """
    if isinstance(recurrence, RecurrenceInput) and recurrence.timezone is not None:
        return when.zone_of(recurrence.timezone, field="recurrence.timezone")
    return uow.actor.zone


def receipts_of(due: when.Due | None, rule: when.Rule | None) -> list[Receipt]:
    """Return how a date and a rule were read, of those that were."""
    found = [due.receipt if due else None, rule.receipt if rule else None]
    return [receipt for receipt in found if receipt is not None]
