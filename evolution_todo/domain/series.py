"""A series on the calendar: its rows, and when its next occurrence is."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from evolution_todo.domain import when
from evolution_todo.domain.changes import key
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.language.recurrence.occurrences import CODES, occurrences, rule_parts
from models import RecurringTask, Task

FINER_THAN_A_DAY = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})

EACH_MONTH_HAS = 28
"""Days; a later one is the last day of a shorter month."""


async def series_of(uow: UnitOfWork, task: Task) -> RecurringTask | None:
    """Return the series that a task belongs to."""
    if task.recurring_task_id is None:
        return None
    rows = await uow.session.exec(
        owned(uow, RecurringTask).where(RecurringTask.id == task.recurring_task_id)
    )
    return rows.first()


async def open_tasks(uow: UnitOfWork, series: RecurringTask) -> list[Task]:
    """Return the tasks of a series that are still to do, in the order in which they were made."""
    rows = await uow.session.exec(
        owned(uow, Task)
        .where(Task.recurring_task_id == key(series), col(Task.completed).is_(False))
        .order_by(col(Task.id))
    )
    return list(rows)


async def standing(uow: UnitOfWork, series: RecurringTask, *, after: datetime) -> set[datetime]:
    """Return the occurrences after a moment that tasks of the series stand for already."""
    rows = await uow.session.exec(
        select(Task.occurs_at).where(
            Task.user_id == uow.actor.user_id,
            Task.recurring_task_id == key(series),
            col(Task.occurs_at) > after,
        )
    )
    return {occurs_at for occurs_at in rows if occurs_at is not None}


def zone_of(series: RecurringTask) -> ZoneInfo:
    """Return the zone on whose clocks the rule falls, whoever reads it where."""
    return ZoneInfo(series.timezone)


def stored(series: RecurringTask, instant: datetime) -> datetime:
    """Return an instant in the form of the series' occurrences: itself, or its calendar date."""
    return when.start_of_day(instant.astimezone(zone_of(series))) if series.all_day else instant


def just_before(series: RecurringTask, at: datetime) -> datetime:
    """Return the stored moment after which an occurrence at `at` is the first."""
    return when.just_before(at, all_day=series.all_day)


def upcoming(
    series: RecurringTask,
    *,
    after: datetime,
    counted_from: datetime | None = None,
    passed_over: Collection[datetime] = (),
    made: int | None = None,
) -> datetime | None:
    """Return the first occurrence after a moment, None when there is no more; all stored forms.

    Args:
        series: The series.
        after: What it must be later than.
        counted_from: When the last one was done, if that was not `after`; it matters only to a
            rule that counts from completion.
        passed_over: Occurrences that stand already.
        made: How many the series has had by then, if not as many as now.
    """
    rule, start = series.rrule, series.starts_at
    if series.mode == "after_completion":
        parts = rule_parts(series.rrule) if series.rrule else {}
        most = int(parts.pop("COUNT", 0))
        if most and (series.made if made is None else made) >= most:
            return None
        start = _restarted(series, parts, counted_from or after)
        after = max(after, start)
        rule = _counted(parts, start) if parts else None
    while True:
        found = when.next_after(
            rrule=rule,
            cron=series.cron_expression,
            zone=zone_of(series),
            start=when.Due(at=start, all_day=series.all_day),
            after=after,
            exceptions=series.exceptions,
        )
        if found is None or found not in passed_over:
            return found
        after = found


def keep_in_step(series: RecurringTask, task: Task) -> None:
    """Let the series and its newest task say what follows that task, as far as it can be known."""
    occurs_at = task.occurs_at or task.due_date or series.starts_at
    task.recurring_pattern = series.recurrence_pattern
    task.next_occurrence = upcoming(series, after=occurs_at)
    series.next_occurrence = task.next_occurrence or occurs_at


def moved(
    series: RecurringTask, occurs_at: datetime, *, to: when.Due
) -> tuple[str | None, str | None]:
    """Return the rule and the cron expression as they go on from one occurrence that is moved.

    A count goes on without those before it; a single weekday, day of the month or time of day
    becomes the new one.

    Raises:
        Invalid: the rule says more than that, or would be longer than is kept.
    """
    there = when.local(to.at, all_day=to.all_day, zone=zone_of(series))
    rule, cron = series.rrule, series.cron_expression
    if rule is not None:
        rule = _moved_rule(series, rule_parts(rule), occurs_at, there)
    elif cron is not None and not to.all_day:
        minute, hour, *days = cron.split()
        if minute.isdigit() and hour.isdigit():
            cron = " ".join([str(there.minute), str(there.hour), *days])
    _refuse_long(rule, most=when.LONGEST_RULE)
    _refuse_long(cron, most=when.LONGEST_CRON)
    falls = when.next_after(
        rrule=rule,
        cron=cron,
        zone=zone_of(series),
        start=to,
        after=when.just_before(to.at, all_day=to.all_day),
        exceptions=series.exceptions,
    )
    if falls != to.at:
        raise Invalid(
            "The rule of the series does not fall there",
            field="recurrence",
            code="rule_falls_elsewhere",
            next_step="Give the new rule as its recurrence, or move this occurrence alone.",
        )
    return rule, cron


def _refuse_long(said: str | None, *, most: int) -> None:
    if len(said or "") > most:
        raise Invalid(
            f"Moved there, the rule of the series has more than {most} characters",
            field="recurrence",
            code="rule_too_long",
            next_step="Give a shorter rule as its recurrence, or move this occurrence alone.",
        )


def _moved_rule(
    series: RecurringTask, parts: dict[str, str], occurs_at: datetime, there: datetime
) -> str:
    here = when.local(occurs_at, all_day=series.all_day, zone=zone_of(series))
    days = {
        "BYDAY": (CODES[here.weekday()], CODES[there.weekday()]),
        "BYMONTHDAY": (str(here.day), str(there.day)),
        "BYHOUR": (str(here.hour), str(there.hour)),
        "BYMINUTE": (str(here.minute), str(there.minute)),
    }
    for name, (old, new) in days.items():
        if parts.get(name) == old:
            parts[name] = new
    if "COUNT" in parts and series.mode == "schedule":
        passed = takewhile(lambda moment: moment < here, _from_the_first(series))
        parts["COUNT"] = str(max(1, int(parts["COUNT"]) - sum(1 for _ in passed)))
    return rule_of(parts)


def _from_the_first(series: RecurringTask) -> Iterator[datetime]:
    """Yield every occurrence that the rule has named, those left out among them."""
    start = when.local(series.starts_at, all_day=series.all_day, zone=zone_of(series))
    return occurrences(
        rrule=series.rrule,
        cron=None,
        zone=zone_of(series),
        start=start,
        after=start - timedelta(microseconds=1),
    )


def rule_of(parts: dict[str, str]) -> str:
    """Return the RFC 5545 rule of its parts."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _restarted(series: RecurringTask, parts: dict[str, str], done: datetime) -> datetime:
    """Return the start of a rule that counts from `done`: that day, at the rule's time of day.

    It is in the zone of the rule, since UTC cannot hold a clock time that a day leaves out.
    """
    if series.all_day or not parts:
        return done
    if parts["FREQ"] in FINER_THAN_A_DAY:
        return done.replace(second=0, microsecond=0)
    zone = zone_of(series)
    clock = series.starts_at.astimezone(zone).time()
    if "BYHOUR" in parts:
        clock = clock.replace(hour=0)
    return datetime.combine(done.astimezone(zone).date(), clock, tzinfo=zone)


def _counted(parts: dict[str, str], start: datetime) -> str:
    """Return the rule without its count; a month after the 31st is the next month's last day."""
    plain = parts["FREQ"] == "MONTHLY" and not any(name.startswith("BY") for name in parts)
    if plain and start.day > EACH_MONTH_HAS:
        days = ",".join(str(day) for day in range(EACH_MONTH_HAS, start.day + 1))
        parts = parts | {"BYMONTHDAY": days, "BYSETPOS": "-1"}
    return rule_of(parts)
