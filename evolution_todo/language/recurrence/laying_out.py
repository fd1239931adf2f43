"""A recurrence as said, laid on the calendar: its first occurrence and what follows."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from evolution_todo.language.recurrence.occurrences import (
    RecurrenceError,
    check_cron,
    next_occurrence,
    occurrences,
    rule_parts,
)
from evolution_todo.language.recurrence.rule_writing import rrule_of
from evolution_todo.language.recurrence.rules import (
    Parts,
    single_date,
)
from evolution_todo.language.recurrence.saying import say_rule
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.wording import clock_words
from evolution_todo.language.times.calendar_words import Day
from evolution_todo.language.times.clock import Clock
from evolution_todo.language.times.localtime import at, settle
from evolution_todo.language.times.moments import TimeError

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One reading of a recurrence; exactly one of `rrule` and `cron` is set.

    `start` is the first occurrence at or after now, in the zone of now; `exceptions` are single
    dates left out, or moments (naive, on the clocks of the zone) where a day has several. `rrule`
    has no DTSTART: it counts from `start`. `apart` says that the first day or the time of day
    stands elsewhere in the line, so that `text` alone reads another start.
    """

    span: Span
    text: str
    rrule: str | None
    cron: str | None
    mode: Literal["schedule", "after_completion"]
    start: datetime
    all_day: bool
    exceptions: tuple[date, ...]
    reading: str
    next_three: tuple[datetime, ...]
    confidence: float
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A recurrence as said, before it is laid on the calendar."""

    span: Span
    parts: Parts
    cron: str | None = None


def stored(
    span: Span, text: str, now: datetime, *, rrule: str | None = None, cron: str | None = None
) -> Recurrence:
    """A rule that came as a rule: it begins today, or with the next time it names."""
    if rrule is not None:
        parts = rule_parts(rrule)
        rrule = ";".join(f"{name}={value}" for name, value in parts.items())
        timed = "BYHOUR" in parts or parts["FREQ"] in ("HOURLY", "MINUTELY", "SECONDLY")
    else:
        check_cron(cron or "")
        timed = True
    base = _ceiling(now) if timed else _midnight(now)
    return _occurring(span, text, now, rrule, cron, base, all_day=not timed)


def _midnight(now: datetime) -> datetime:
    return at(now.date(), time(), now.tzinfo)


def _ceiling(now: datetime) -> datetime:
    """The next full minute, or now when it is one."""
    floor = now.replace(second=0, microsecond=0)
    return floor if floor == now else floor + timedelta(minutes=1)


def _occurring(
    span: Span,
    text: str,
    now: datetime,
    rrule: str | None,
    cron: str | None,
    base: datetime,
    *,
    all_day: bool,
    mode: Literal["schedule", "after_completion"] = "schedule",
    exceptions: tuple[date, ...] = (),
    confidence: float = 1.0,
) -> Recurrence:
    """The recurrence with the occurrences it has from `base` on.

    Raises:
        RecurrenceError: it has none.
    """
    zone = zone_of(now)
    first = _in_step(rrule, cron, zone, base, exceptions)
    following: tuple[datetime, ...] = ()
    if first is not None:
        found = occurrences(
            rrule=rrule,
            cron=cron,
            zone=zone,
            start=first,
            after=first - _INSTANT,
            exceptions=exceptions,
        )
        following = tuple(islice(found, 3))
    if first is None or not following:
        raise RecurrenceError("That recurrence never happens.", span=span)
    reading = say_rule(rrule, cron, start=first, all_day=all_day)
    if mode == "after_completion":
        reading += ", counted from when it is done"
    if exceptions:
        reading += " except " + ", ".join(map(say_left_out, exceptions))
    return Recurrence(
        span=span,
        text=span.of(text),
        rrule=rrule,
        cron=cron,
        mode=mode,
        start=first,
        all_day=all_day,
        exceptions=exceptions,
        reading=reading,
        next_three=following,
        confidence=confidence,
    )


def say_left_out(day: date) -> str:
    """A day, or a moment, that a recurrence leaves out, so that it can be read again."""
    said = f"{day.day} {day:%B %Y}"
    return f"{said} at {clock_words(day.hour, day.minute)}" if isinstance(day, datetime) else said


def zone_of(now: datetime) -> ZoneInfo:
    """The zone of the clock; UTC for a fixed offset without a name."""
    return now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else ZoneInfo("UTC")


def _in_step(
    rrule: str | None,
    cron: str | None,
    zone: ZoneInfo,
    base: datetime,
    exceptions: tuple[date, ...],
) -> datetime | None:
    """The first time the rule names, as if it came every week: "every other Monday" is the next."""
    steady = re.sub(r";(INTERVAL|COUNT)=\d+", "", rrule) if rrule else rrule
    return next_occurrence(
        rrule=steady,
        cron=cron,
        zone=zone,
        start=base,
        after=base - _INSTANT,
        exceptions=exceptions,
    )


def lay_out(said: Said, text: str, now: datetime) -> Recurrence:
    """The recurrence that was said, from now on.

    Raises:
        RecurrenceError: it cannot be, or has no occurrence.
    """
    if said.cron:
        return stored(said.span, text, now, cron=said.cron)
    parts = _once_a_day(_within_hours(said.parts))
    try:
        clocks = _clocks(parts)
        all_day = not clocks and parts.unit not in ("hour", "minute", "second")
        base = _base(parts, clocks, now)
        rrule = rrule_of(parts, clocks, base, all_day=all_day)
        exceptions = tuple(day for item in parts.without for day in single_date(item))
        return _occurring(
            said.span,
            text,
            now,
            rrule,
            None,
            base,
            all_day=all_day,
            mode=parts.mode or "schedule",
            exceptions=exceptions,
            confidence=0.8 if parts.loose else 0.95,
        )
    except TimeError as error:
        error.span = error.span or said.span
        raise
    except (OverflowError, ValueError) as error:
        raise RecurrenceError("That recurrence can't happen.", span=said.span) from error


def _within_hours(parts: Parts) -> Parts:
    """Make "every 2 hours from 9 to 5" every day at those hours."""
    if not parts.hours or parts.unit != "hour":
        return parts
    clocks = tuple(Clock(hour) for hour in parts.hours[:: parts.interval])
    return replace(parts, unit="day", interval=1, hours=(), clocks=clocks)


def _once_a_day(parts: Parts) -> Parts:
    """Make "every weekday except 24 Dec at 9" leave out the day: the time is that of the rule."""
    moments = [item for item in parts.without if isinstance(item, datetime)]
    if not moments or parts.unit in ("hour", "minute", "second") or len(parts.clocks) > 1:
        return parts
    days = tuple(Day(i.date()) if isinstance(i, datetime) else i for i in parts.without)
    clocks = parts.clocks or (Clock(moments[-1].hour, moments[-1].minute),)
    return replace(parts, without=days, clocks=clocks)


def _clocks(parts: Parts) -> tuple[Clock, ...]:
    """The times of day, each with am or pm decided."""
    part = parts.part
    if parts.clocks:
        return tuple(part.settle(c) if part else c.likely for c in parts.clocks)
    return (Clock(part.hour),) if part else ()


def _base(parts: Parts, clocks: tuple[Clock, ...], now: datetime) -> datetime:
    """The first moment the rule may name: today or the day it is to begin, at its time.

    “Starting this week” begins with what is left of it.
    """
    day = parts.begin.start if parts.begin else now.date()
    if parts.begin and parts.begin.end:
        day = max(day, now.date())
    if len(clocks) == 1:
        clock = clocks[0]
        base = at(day, time(clock.hour, clock.minute, clock.second), now.tzinfo)
        return base if base >= now or parts.begin else _tomorrow(base)
    if parts.unit in ("hour", "minute", "second") and not parts.begin:
        base = _ceiling(now)
        whole = parts.unit == "hour" and base.minute
        return settle(base.replace(minute=0) + timedelta(hours=1)) if whole else base
    midnight = at(day, time(), now.tzinfo)
    return _ceiling(now) if clocks and midnight < now else midnight


def _tomorrow(moment: datetime) -> datetime:
    return settle(moment + timedelta(days=1))
