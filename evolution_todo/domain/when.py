"""The one place where the English of dates becomes instants: REST, MCP and chat hand over text.

Stored instants are UTC. A date without a time is stored as midnight UTC of the calendar date, so
that it never drifts; in a person's zone it is the same date there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Literal, cast
from zoneinfo import ZoneInfo

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.views import Receipt
from evolution_todo.language.recurrence import reading as rules
from evolution_todo.language.recurrence.occurrences import occurrences
from evolution_todo.language.text.spans import Span, TooLong
from evolution_todo.language.text.wording import say_fully
from evolution_todo.language.times import localtime
from evolution_todo.language.times import reading as times

ALL_DAY_REMINDER_HOUR = 9
"""A relative reminder on a date without a time counts from this local hour."""

FIRST_YEAR, LAST_YEAR = 1900, 9000
"""What is stored falls in these: so far from the calendar's ends any zone can tell it."""

LONGEST_RULE = 500
"""Characters of an RFC 5545 rule as it is stored."""

LONGEST_CRON = 100
"""Characters of a cron expression; `language` takes no more."""

MOST_TOLD = 3
"""How many of a rule's occurrences its receipt tells."""

Mode = Literal["schedule", "after_completion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a task is due, in the stored form."""

    at: datetime
    all_day: bool
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderTime:
    """When to remind, and how long before the due time if it is to move with it."""

    at: datetime
    offset_minutes: int | None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A recurrence as read."""

    rrule: str | None
    cron: str | None
    mode: Mode
    pattern: str
    start: Due
    exceptions: list[str]
    receipt: Receipt
    says_when: bool
    """Whether it says itself on which day it begins, as “every day from Monday” does."""


def zone_of(name: str, *, field: str) -> ZoneInfo:
    """Return the IANA zone of a name.

    Raises:
        Invalid: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(
            f"{name[:64]!r} is not a time zone",
            field=field,
            code="invalid_timezone",
            next_step="Use an IANA name such as Europe/Berlin or UTC.",
        ) from error


def read_due(text: str, *, now: datetime, field: str = "due_date") -> Due:
    """Read a date or time in English or ISO 8601; `now` is in the person's zone.

    Of a week, month or longer: its first day, or its last if it has begun.

    Raises:
        Invalid: it is no time, an impossible one, or one that is too far away to be kept.
    """
    due = _read(text, now=now, field=field)
    if not _is_kept(due.at):
        raise _too_far("Invalid due date format", field, "invalid_due_date")
    return due


def read_bound(text: str, *, now: datetime, field: str) -> datetime:
    """Read from or until when tasks are wanted, as a moment in the person's zone.

    One that is further away than what is stored stands for the first or the last of that.

    Raises:
        Invalid: it is no time, or an impossible one.
    """
    due = _read(text, now=now, field=field)
    at = min(max(due.at, _EARLIEST), _LATEST)
    return local(at, all_day=due.all_day, zone=cast(ZoneInfo, now.tzinfo))


def _read(text: str, *, now: datetime, field: str) -> Due:
    try:
        reading = times.read_time(text, now)
    except (times.TimeError, TooLong) as error:
        raise _unreadable("Invalid due date format", field, "invalid_due_date", error) from error
    return Due(
        at=_stored(_day_of_period(reading, now), all_day=reading.all_day),
        all_day=reading.all_day,
        receipt=_receipt(field, reading),
    )


def read_reminder(text: str, *, due: Due | None, now: datetime, field: str) -> ReminderTime:
    """Read "15 minutes before", or a moment; a bare clock is read on the day the task is due.

    Raises:
        Invalid: it is neither, counts from a due date that the task does not have, or is too far
            away to be kept.
    """
    time = _read_reminder(text, due=due, now=now, field=field)
    if not _is_kept(time.at):
        raise _too_far("Invalid reminder time format", field, "invalid_reminder")
    return time


def _read_reminder(text: str, *, due: Due | None, now: datetime, field: str) -> ReminderTime:
    try:
        offset = times.read_offset(text)
        if offset is not None:
            return _relative(offset, text, due=due, now=now, field=field)
        reading = _on_due_day(times.read_time(text, now), text, due=due, now=now)
        reading = _last_before(due, reading, now)
    except (times.TimeError, TooLong) as error:
        raise _unreadable(
            "Invalid reminder time format", field, "invalid_reminder", error
        ) from error
    moment = reading.start
    if reading.all_day:
        moment = moment.replace(hour=ALL_DAY_REMINDER_HOUR)
    return ReminderTime(
        at=moment.astimezone(UTC), offset_minutes=None, receipt=_receipt(field, reading)
    )


def reminder_before(due: Due, minutes: int, *, zone: ZoneInfo) -> datetime:
    """Return the instant `minutes` before a due time, or before 09:00 local of a due date."""
    base = due.at
    if due.all_day:
        base = datetime.combine(base.date(), time(ALL_DAY_REMINDER_HOUR), tzinfo=zone)
    return base.astimezone(UTC) - timedelta(minutes=minutes)


def read_rule(text: str, *, now: datetime, mode: Mode | None = None) -> Rule:
    """Read a recurrence in English, as RFC 5545 or as cron.

    Raises:
        Invalid: it is no rule, or one that never occurs.
    """
    try:
        reading = rules.read_recurrence(text, now)
    except (times.TimeError, TooLong) as error:
        raise _unreadable(_PATTERN, "recurrence", "invalid_recurrence", error) from error
    rrule = reading.rrule or ""
    if "FREQ=SECONDLY" in rrule:
        raise _no_rule("A task recurs every minute at most.")
    if len(rrule) > LONGEST_RULE:
        raise _no_rule(f"The rule has {len(rrule)} characters: write it in {LONGEST_RULE}.")
    start = Due(at=_stored(reading.start, all_day=reading.all_day), all_day=reading.all_day)
    if not _is_kept(start.at):
        raise _no_rule(_IN_THESE_YEARS)
    said = rules.find_said(text, now)
    return Rule(
        rrule=reading.rrule,
        cron=reading.cron,
        mode=mode or reading.mode,
        pattern=rules.pattern_of(reading.rrule, reading.cron),
        start=start,
        exceptions=[day.isoformat() for day in reading.exceptions],
        receipt=Receipt(
            field="recurrence",
            text=text,
            span=_places(reading.span),
            reading=reading.reading,
            next=[moment.astimezone(UTC) for moment in reading.next_three],
            confidence=reading.confidence,
        ),
        says_when=said is not None and said.parts.begin is not None,
    )


def placed(rule: Rule, start: Due, *, zone: ZoneInfo) -> Rule:
    """Return a rule as it begins with a task that is due at `start`, and as it then reads.

    Args:
        rule: As read; it need not fall there, as a task may be due on another day than its rule's.
        start: When the task is due.
        zone: On whose clocks the rule falls.
    """
    begin = local(start.at, all_day=start.all_day, zone=zone)
    own = local(rule.start.at, all_day=rule.start.all_day, zone=zone)
    said = rules.say_rule(rule.rrule, rule.cron, start=own, all_day=rule.start.all_day)
    more = rule.receipt.reading.removeprefix(said)
    said = rules.say_rule(rule.rrule, rule.cron, start=begin, all_day=start.all_day)
    coming = islice(_occurrences(rule, start, zone=zone), MOST_TOLD)
    receipt = rule.receipt.model_copy(
        update={"reading": said + more, "next": [at.astimezone(UTC) for at in coming]}
    )
    return replace(rule, start=start, receipt=receipt)


def anchored(rule: Rule, due: Due | None, *, now: datetime) -> Rule:
    """Return a rule as it begins for a task that has a date: there, if it falls there.

    Else it begins with the first occurrence after that date and after now. The time of day is the
    rule's, or the task's if the rule says none. A rule that says on which day it begins, or that
    is over before the task is due, begins on its own day.

    Args:
        rule: As read.
        due: When the task is due.
        now: In the zone of the rule.
    """
    if due is None:
        return rule
    zone = cast(ZoneInfo, now.tzinfo)
    start = _first_at(rule, due, zone=zone)
    earliest = start.at
    if earliest != due.at:
        earliest = max(earliest, start_of_day(now) if start.all_day else now.astimezone(UTC))
    found = next_after(
        rrule=rule.rrule,
        cron=rule.cron,
        zone=zone,
        start=start,
        after=just_before(earliest, all_day=start.all_day),
        exceptions=rule.exceptions,
    )
    return placed(rule, start if found is None else replace(start, at=found), zone=zone)


def just_before(at: datetime, *, all_day: bool) -> datetime:
    """Return the stored moment after which `at` is the first."""
    return at - (timedelta(days=1) if all_day else timedelta(microseconds=1))


def next_after(
    *,
    rrule: str | None,
    cron: str | None,
    zone: ZoneInfo,
    start: Due,
    after: datetime,
    exceptions: list[str],
) -> datetime | None:
    """Return the stored form of the first occurrence after the stored `after`, None at the end.

    A rule is over where nothing is stored any more.
    """
    moment = rules.next_occurrence(
        rrule=rrule,
        cron=cron,
        zone=zone,
        start=local(start.at, all_day=start.all_day, zone=zone),
        after=local(after, all_day=start.all_day, zone=zone),
        exceptions=tuple(map(left_out, exceptions)),
    )
    at = None if moment is None else _stored(moment, all_day=start.all_day)
    return at if at is not None and _is_kept(at) else None


def left_out(said: str) -> date:
    """A date, or a moment on the clocks of the zone, that a series leaves out."""
    return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)


def local(at: datetime, *, all_day: bool, zone: ZoneInfo) -> datetime:
    """Return a stored due time in a zone; a date without a time is that date's midnight there."""
    return datetime.combine(at.date(), time(0), tzinfo=zone) if all_day else at.astimezone(zone)


def at_time(due: Due, clock: str, *, now: datetime) -> Due:
    """Keep the date and take another time of day, `HH:MM` in the person's zone.

    Raises:
        Invalid: the clock is not one.
    """
    zone = cast(ZoneInfo, now.tzinfo)
    moment = local(due.at, all_day=due.all_day, zone=zone)
    wanted = read_clock(clock, field="due_time")
    return read_due(datetime.combine(moment.date(), wanted).isoformat(), now=now)


def read_clock(text: str, *, field: str) -> time:
    """Read `HH:MM`.

    Raises:
        Invalid: it is no time of day, or one of a zone of its own.
    """
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo is not None:
        raise Invalid(
            "Invalid time of day",
            field=field,
            code="invalid_time",
            next_step="Write hours and minutes, such as 14:30.",
        )
    return clock


def start_of_day(moment: datetime) -> datetime:
    """Return the stored form of the calendar date of a local moment."""
    return datetime.combine(moment.date(), time(0), tzinfo=UTC)


def _first_at(rule: Rule, due: Due, *, zone: ZoneInfo) -> Due:
    """Return the first occurrence of a rule from a task's date on, whether or not it is past."""
    there = local(due.at, all_day=due.all_day, zone=zone)
    own = local(rule.start.at, all_day=rule.start.all_day, zone=zone)
    says_time = not rule.start.all_day
    first, timed = own, says_time
    if not rule.says_when:
        try:
            found = rules.read_recurrence(rule.rrule or rule.cron or "", there)
            first, timed = found.start, not found.all_day
        except times.TimeError:  # it is over by then
            pass
    if not timed:
        clock = own.time() if says_time else there.time()
        first = localtime.at(first.date(), clock, zone)
    all_day = due.all_day and not says_time
    return Due(at=_stored(first, all_day=all_day), all_day=all_day)


def _occurrences(rule: Rule, start: Due, *, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield when tasks of a rule are due whose first is due at `start`, in the rule's zone."""
    begin = local(start.at, all_day=start.all_day, zone=zone)
    yield begin
    yield from occurrences(
        rrule=rule.rrule,
        cron=rule.cron,
        zone=zone,
        start=begin,
        after=begin,
        exceptions=[left_out(said) for said in rule.exceptions],
    )


def _stored(moment: datetime, *, all_day: bool) -> datetime:
    return start_of_day(moment) if all_day else moment.astimezone(UTC)


def _day_of_period(reading: times.Time, now: datetime) -> datetime:
    if reading.end is None or not reading.all_day or reading.start > now:
        return reading.start
    return reading.end - timedelta(days=1)


def _relative(
    offset: times.Offset, text: str, *, due: Due | None, now: datetime, field: str
) -> ReminderTime:
    if due is None:
        raise Invalid(
            "Invalid reminder time format",
            field=field,
            code="reminder_needs_due_date",
            next_step="Give the task a due date, or say a time such as “tomorrow at 8 am”.",
        )
    zone = cast(ZoneInfo, now.tzinfo)
    at, minutes = _before(due, offset, zone=zone)
    said = times.say_time(at.astimezone(zone), all_day=False, now=now)
    receipt = Receipt(field=field, text=text, span=_places(offset.span), reading=said)
    return ReminderTime(at=at, offset_minutes=minutes, receipt=receipt)


def _before(due: Due, offset: times.Offset, *, zone: ZoneInfo) -> tuple[datetime, int | None]:
    """The instant of an offset, and how many minutes before the due time that is.

    None for a moment later than 09:00 of a day that is due without a time; what has a time is
    told of when it begins at the latest.
    """
    base = reminder_before(due, 0, zone=zone)
    if offset.clock is None:
        return base - timedelta(minutes=offset.minutes), offset.minutes
    day = local(due.at, all_day=due.all_day, zone=zone).date() - timedelta(minutes=offset.minutes)
    at = localtime.at(day, offset.clock, zone).astimezone(UTC)
    if at > base:
        return (at, None) if due.all_day else (base, 0)
    return at, int((base - at).total_seconds() // 60)


def _on_due_day(reading: times.Time, text: str, *, due: Due | None, now: datetime) -> times.Time:
    if reading.dated or due is None:
        return reading
    zone = cast(ZoneInfo, now.tzinfo)
    day = local(due.at, all_day=due.all_day, zone=zone).date()
    if day <= now.date():
        return reading
    return times.read_time(text, datetime.combine(day, time(0), tzinfo=zone))


def _last_before(due: Due | None, reading: times.Time, now: datetime) -> times.Time:
    """“At 7” for what is due at 8 pm is 7 pm: an hour of either half of the day is the last one."""
    if due is None or due.all_day or reading.dated or len(reading.alternatives) != 1:
        return reading
    near = (reading.start + half * _HALF_DAY for half in (-1, 0, 1))
    last = max((each for each in near if now < each <= due.at), default=reading.start)
    if last == reading.start:
        return reading
    return replace(
        reading,
        start=last,
        reading=say_fully(last, all_day=False),
        alternatives=(reading.reading,),
        because="of an hour in the morning or the evening it is the last one before the due time",
    )


_HALF_DAY = timedelta(hours=12)


def _receipt(field: str, reading: times.Time) -> Receipt:
    return Receipt(
        field=field,
        text=reading.text,
        span=_places(reading.span),
        reading=reading.reading,
        alternatives=list(reading.alternatives),
        confidence=reading.confidence,
        because=reading.because,
    )


def _places(span: Span) -> tuple[int, int]:
    return span.start, span.end


_EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
_IN_THESE_YEARS = f"Give a time in the years {FIRST_YEAR} to {LAST_YEAR}."
_PATTERN = "Pattern must be daily, weekly, monthly, or custom"
_LATEST = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


def _is_kept(at: datetime) -> bool:
    return _EARLIEST <= at <= _LATEST


def _too_far(message: str, field: str, code: str) -> Invalid:
    return Invalid(message, field=field, code=code, next_step=_IN_THESE_YEARS)


def _no_rule(next_step: str) -> Invalid:
    return Invalid(_PATTERN, field="recurrence", code="invalid_recurrence", next_step=next_step)


def _unreadable(message: str, field: str, code: str, error: ValueError) -> Invalid:
    if isinstance(error, times.TimeError):
        detail = f"{error.message} {error.next_step}"
    else:
        detail = "Shorten it."
    return Invalid(message, field=field, code=code, next_step=detail.strip())
