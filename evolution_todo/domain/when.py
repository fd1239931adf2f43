"""The one place where the English of dates becomes instants: REST, MCP and chat hand over text.

Stored instants are UTC. A date without a time is stored as midnight UTC of the calendar date, so
that it never drifts; in a person's zone it is the same date there.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.views import Receipt
from evolution_todo.language import recurrence as rules
from evolution_todo.language import times
from evolution_todo.language.spans import TooLong

ALL_DAY_REMINDER_HOUR = 9
"""A relative reminder on a date without a time counts from this local hour."""

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
        Invalid: it is no time, or an impossible one.
    """
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
        Invalid: it is neither, or counts from a due date that the task does not have.
    """
    try:
        offset = times.read_offset(text)
        if offset is not None:
            return _relative(text, offset.minutes, due=due, now=now, field=field)
        reading = _on_due_day(times.read_time(text, now), text, due=due, now=now)
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
        raise _unreadable(
            "Pattern must be daily, weekly, monthly, or custom",
            "recurrence",
            "invalid_recurrence",
            error,
        ) from error
    start = Due(at=_stored(reading.start, all_day=reading.all_day), all_day=reading.all_day)
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
            reading=reading.reading,
            next=[moment.astimezone(UTC) for moment in reading.next_three],
        ),
    )


def next_after(
    *,
    rrule: str | None,
    cron: str | None,
    zone: ZoneInfo,
    start: Due,
    after: datetime,
    exceptions: list[str],
) -> datetime | None:
    """Return the stored form of the first occurrence after the stored `after`, None at the end."""
    moment = rules.next_occurrence(
        rrule=rrule,
        cron=cron,
        zone=zone,
        start=local(start.at, all_day=start.all_day, zone=zone),
        after=local(after, all_day=start.all_day, zone=zone),
        exceptions=tuple(map(_left_out, exceptions)),
    )
    return None if moment is None else _stored(moment, all_day=start.all_day)


def _left_out(said: str) -> date:
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
        Invalid: it is no time of day.
    """
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "Invalid time of day",
            field=field,
            code="invalid_time",
            next_step="Write hours and minutes, such as 14:30.",
        ) from error


def start_of_day(moment: datetime) -> datetime:
    """Return the stored form of the calendar date of a local moment."""
    return datetime.combine(moment.date(), time(0), tzinfo=UTC)


def _stored(moment: datetime, *, all_day: bool) -> datetime:
    return start_of_day(moment) if all_day else moment.astimezone(UTC)


def _day_of_period(reading: times.Time, now: datetime) -> datetime:
    if reading.end is None or not reading.all_day or reading.start > now:
        return reading.start
    return reading.end - timedelta(days=1)


def _relative(
    text: str, minutes: int, *, due: Due | None, now: datetime, field: str
) -> ReminderTime:
    if due is None:
        raise Invalid(
            "Invalid reminder time format",
            field=field,
            code="reminder_needs_due_date",
            next_step="Give the task a due date, or say a time such as “tomorrow at 8 am”.",
        )
    at = reminder_before(due, minutes, zone=cast(ZoneInfo, now.tzinfo))
    said = times.say_time(at.astimezone(now.tzinfo), all_day=False, now=now)
    return ReminderTime(
        at=at, offset_minutes=minutes, receipt=Receipt(field=field, text=text, reading=said)
    )


def _on_due_day(reading: times.Time, text: str, *, due: Due | None, now: datetime) -> times.Time:
    if reading.dated or due is None:
        return reading
    zone = cast(ZoneInfo, now.tzinfo)
    day = local(due.at, all_day=due.all_day, zone=zone).date()
    if day <= now.date():
        return reading
    return times.read_time(text, datetime.combine(day, time(0), tzinfo=zone))


def _receipt(field: str, reading: times.Time) -> Receipt:
    return Receipt(
        field=field,
        text=reading.text,
        reading=reading.reading,
        alternatives=list(reading.alternatives),
    )


def _unreadable(message: str, field: str, code: str, error: ValueError) -> Invalid:
    if isinstance(error, times.TimeError):
        detail = f"{error.message} {error.next_step}"
    else:
        detail = "Shorten it."
    return Invalid(message, field=field, code=code, next_step=detail.strip())
