"""The parts of a recurrence written as an RFC 5545 rule."""

from datetime import UTC, date, datetime, time, timedelta

from evolution_todo.language.recurrence.occurrences import (
    CODES,
    RecurrenceError,
)
from evolution_todo.language.recurrence.rules import (
    WEEKEND,
    WORKDAYS,
    Parts,
    whole_months,
)
from evolution_todo.language.times.amounts import Length
from evolution_todo.language.times.clock import Clock
from evolution_todo.language.times.localtime import at

_FREQUENCIES = {
    "second": "SECONDLY",
    "minute": "MINUTELY",
    "hour": "HOURLY",
    "day": "DAILY",
    "week": "WEEKLY",
    "month": "MONTHLY",
    "year": "YEARLY",
}


def rrule_of(parts: Parts, clocks: tuple[Clock, ...], base: datetime, *, all_day: bool) -> str:
    """The rule, but for where it begins.

    Raises:
        RecurrenceError: what was said cannot be one rule.
    """
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
