"""Recurrences said in English, as RFC 5545 rules or as cron, and what they fall on.

What English means is in `rules`; a rule's dates on the clocks of a zone are in `occurrences`.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from evolution_todo.language import month_rules, more_rules
from evolution_todo.language.amounts import Length
from evolution_todo.language.calendar_words import Day
from evolution_todo.language.clock import Clock
from evolution_todo.language.expressions import boundary
from evolution_todo.language.grammar import Context, Parse
from evolution_todo.language.localtime import at, settle
from evolution_todo.language.moments import TimeError, UnreadableTime
from evolution_todo.language.occurrences import (
    CODES,
    CRON,
    RecurrenceError,
    check_cron,
    next_occurrence,
    occurrences,
    pattern_of,
    rule_parts,
    say_rule,
)
from evolution_todo.language.rules import (
    RECURRENCES,
    WEEKEND,
    WORKDAYS,
    Parts,
    single_date,
    whole_months,
)
from evolution_todo.language.spans import Span, check_length, quoted
from evolution_todo.language.tokens import tokenize
from evolution_todo.language.wording import clock_words

__all__ = [
    "Recurrence",
    "RecurrenceError",
    "find_recurrence",
    "next_occurrence",
    "pattern_of",
    "read_recurrence",
    "say_rule",
]

VOCABULARIES = (month_rules, more_rules)
_EDGES = " \t\r\n,;.!?"
_FREQUENCIES = {
    "second": "SECONDLY",
    "minute": "MINUTELY",
    "hour": "HOURLY",
    "day": "DAILY",
    "week": "WEEKLY",
    "month": "MONTHLY",
    "year": "YEARLY",
}
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


def find_recurrence(text: str, now: datetime) -> Recurrence | None:
    """The recurrence said in `text`, or None; quoted text is skipped.

    Raises:
        TooLong: over 4,000 characters.
        RecurrenceError, ImpossibleTime: the text asks for one that cannot be.
    """
    said = find_said(text, now)
    return lay_out(said, text, now) if said else None


def find_said(text: str, now: datetime) -> Said | None:
    """The recurrence said in `text`, not yet laid on the calendar.

    Raises:
        TooLong, RecurrenceError, ImpossibleTime: as `find_recurrence`.
    """
    check_length(text)
    return said_recurrence(Parse(RECURRENCES, tokenize(text), Context(now)), text)


def said_recurrence(parse: Parse, text: str) -> Said | None:
    """The recurrence among the tokens of `text`."""
    for index in parse.places("repeat", "at_clocks"):
        found = _at(parse, index)
        if parse.spent:
            return None
        if found:
            parts, end = found
            return Said(Span(parse.tokens[index].start, parse.tokens[end - 1].end), parts)
    return _find_cron(text)


def _find_cron(text: str) -> Said | None:
    """A cron expression in the text; it has a star, as telephone numbers have not."""
    quotes = quoted(text)
    for match in CRON.finditer(text):
        span = Span(*match.span())
        whole = not text[: span.start].strip() and not text[span.end :].strip()
        if ("*" in match[0] or whole) and not any(quote.overlaps(span) for quote in quotes):
            return Said(span, Parts(), cron=match[0])
    return None


def _at(parse: Parse, index: int) -> tuple[Parts, int] | None:
    """The recurrence that begins at a token; a time of day may stand before it."""
    before = parse.match("at_clocks", index)
    head_at, said = index, Parts()
    if before and isinstance(before.value, Parts):
        head_at, said = before.end, before.value
        head_at += parse.word(head_at) in {",", "on"}
    for begin, parts in dict.fromkeys(((index, Parts()), (head_at, said))):
        head = parse.match("repeat", begin)
        if head is None:
            continue
        if isinstance(head.value, TimeError):
            raise _spanned(head.value, parse, index, head.end)
        merged = parts.merged(head.value)
        if merged is not None:
            return _with_more(parse, merged, index, head.end)
    return None


def _with_more(parse: Parse, parts: Parts, start: int, end: int) -> tuple[Parts, int] | None:
    head_end = end
    for _ in range(10):
        skip = end + (parse.word(end) in {",", "and"})
        more = parse.match("more", skip) or parse.match("more", end)
        if more is None:
            break
        if isinstance(more.value, TimeError):
            raise _spanned(more.value, parse, start, more.end)
        merged = parts.merged(more.value)
        if merged is None:
            break
        parts, end = merged, more.end
    attributive = parts.loose and end == head_end and not boundary(parse, end)
    return None if attributive else (parts, end)


def _spanned(error: TimeError, parse: Parse, start: int, end: int) -> TimeError:
    error.span = Span(parse.tokens[start].start, parse.tokens[end - 1].end)
    return error


def read_recurrence(text: str, now: datetime) -> Recurrence:
    """Read a text that is one recurrence: English, an RRULE ("FREQ=…") or a cron expression.

    Raises:
        TooLong: over 4,000 characters.
        RecurrenceError, ImpossibleTime: the rule is malformed or can never happen.
        UnreadableTime: it is no recurrence.
    """
    check_length(text)
    written = text.strip()
    whole = Span(0, len(text))
    if written.upper().startswith(("RRULE:", "FREQ=")):
        return _stored(whole, text, now, rrule=written)
    said = find_said(text, now)
    if said is None or said.span.of(text).strip(_EDGES) != text.strip(_EDGES):
        raise UnreadableTime(
            f"I can't read “{written[:60]}” as a recurrence.", next_step=RecurrenceError.next_step
        )
    return lay_out(said, text, now)


def _stored(
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
        reading += " except " + ", ".join(map(_say_left_out, exceptions))
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


def _say_left_out(day: date) -> str:
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


# --- from what was said to a rule


def lay_out(said: Said, text: str, now: datetime) -> Recurrence:
    """The recurrence that was said, from now on.

    Raises:
        RecurrenceError: it cannot be, or has no occurrence.
    """
    if said.cron:
        return _stored(said.span, text, now, cron=said.cron)
    parts = _once_a_day(_within_hours(said.parts))
    try:
        clocks = _clocks(parts)
        all_day = not clocks and parts.unit not in ("hour", "minute", "second")
        base = _base(parts, clocks, now)
        rrule = _rrule(parts, clocks, base, all_day=all_day)
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
    """The first moment the rule may name: today or the day it is to begin, at its time."""
    day = parts.begin.start if parts.begin else now.date()
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


def _rrule(parts: Parts, clocks: tuple[Clock, ...], base: datetime, *, all_day: bool) -> str:
    if (parts.until or parts.length) and parts.count:
        raise RecurrenceError("A recurrence ends at a date or after a count, not both.")
    values: list[tuple[str, object]] = [
        ("FREQ", _FREQUENCIES[parts.unit]),
        ("INTERVAL", parts.interval if parts.interval > 1 else None),
        ("COUNT", parts.count or None),
        ("UNTIL", _until(parts, base, all_day=all_day)),
        ("BYMONTH", _list(_months(parts))),
        ("BYWEEKNO", _list(parts.weeks)),
        *_days(parts),
        ("BYSETPOS", _list(parts.positions)),
        *_hours(parts, clocks),
    ]
    return ";".join(f"{name}={value}" for name, value in values if value is not None)


def _list(numbers: tuple[int, ...]) -> str | None:
    return ",".join(str(number) for number in numbers) or None


def _months(parts: Parts) -> tuple[int, ...]:
    out = {month for item in parts.without for month in whole_months(item)}
    said = parts.months or tuple(range(1, 13))
    left = tuple(month for month in said if month not in out)
    if not left:
        raise RecurrenceError("Every month of it is left out.")
    return left if out or parts.months else ()


def _days(parts: Parts) -> list[tuple[str, object]]:
    yearly = parts.unit == "year" and not parts.months
    if parts.unit == "week" and parts.month_days:
        days = tuple((0, (day - 1) % 7) for day in parts.month_days)
        return [("BYDAY", _weekdays(days))]
    return [
        ("BYMONTHDAY", None if yearly else _list(parts.month_days)),
        ("BYYEARDAY", _list(parts.year_days or (parts.month_days if yearly else ()))),
        ("BYDAY", _weekdays(_left_days(parts))),
    ]


def _left_days(parts: Parts) -> tuple[tuple[int, int], ...]:
    out = {day for item in parts.without if isinstance(item, tuple) for day in item}
    if not out:
        return parts.days
    said = parts.days or tuple((0, day) for day in (*WORKDAYS, *WEEKEND))
    left = tuple((place, day) for place, day in said if day not in out)
    if not left:
        raise RecurrenceError("Every day of it is left out.")
    return left


def _weekdays(days: tuple[tuple[int, int], ...]) -> str | None:
    return ",".join(f"{place or ''}{CODES[day]}" for place, day in days) or None


def _hours(parts: Parts, clocks: tuple[Clock, ...]) -> list[tuple[str, object]]:
    if len(clocks) < 2:
        return []
    minutes = sorted({clock.minute for clock in clocks})
    hours = sorted({clock.hour for clock in clocks})
    values: list[tuple[str, object]] = [
        ("BYHOUR", _list(tuple(hours))),
        ("BYMINUTE", _list(tuple(minutes))),
    ]
    grid = [(hour, minute) for hour in hours for minute in minutes]
    wanted = {(clock.hour, clock.minute) for clock in clocks}
    if len(wanted) == len(grid):
        return values
    if parts.unit != "day" or parts.positions:
        raise RecurrenceError(
            "Times with different minutes can recur only every day.",
            next_step="Make one recurring task for each time.",
        )
    positions = tuple(index for index, cell in enumerate(grid, start=1) if cell in wanted)
    return [*values, ("BYSETPOS", _list(positions))]


def _until(parts: Parts, base: datetime, *, all_day: bool) -> str | None:
    last = _last_day(parts, base.date())
    if last is None:
        return None
    if all_day:
        return f"{last:%Y%m%d}"
    end = at(last, time(23, 59, 59), base.tzinfo)
    return f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _last_day(parts: Parts, first: date) -> date | None:
    """The last day it may fall on."""
    if parts.length:
        after = parts.length.added_to(first)
        exclusive = parts.unit in ("day", "hour", "minute", "second")
        return after - timedelta(days=1) if exclusive and not parts.length.timed else after
    if parts.until is None:
        return None
    end = parts.until.end if parts.through else None
    last = end - timedelta(days=1) if end else parts.until.start
    passed = parts.begin is not None and last < parts.begin.start
    return Length("year", months=12 * passed).added_to(last)
