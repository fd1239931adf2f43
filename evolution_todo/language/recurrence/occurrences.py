"""When a rule falls: RFC 5545 and cron on the clocks of one zone."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import chain, islice
from zoneinfo import ZoneInfo

from evolution_todo.language.times.localtime import settle
from evolution_todo.language.times.moments import TimeError

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = {
    "SECONDLY": "second",
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
_PERIODS = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
    "MONTHLY": timedelta(days=31),
    "YEARLY": timedelta(days=366),
}
_NUMBERS = {
    **dict.fromkeys(("INTERVAL", "COUNT"), (1, 100_000)),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}
DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")
_CRON_STEP = r"(?:\d{1,2}|\*)(?:[-/,]\d{1,2}|,\*)*"
_CRON_NAME = r"(?:\d{1,2}|\*|\?|L|[a-z]{3})(?:[-/,](?:\d{1,2}|[a-z]{3})|\#[1-5L])*"
CRON = re.compile(
    rf"(?<!\S){_CRON_STEP}\s+{_CRON_STEP}\s+(?:{_CRON_STEP}|\?|L)\s+{_CRON_NAME}\s+{_CRON_NAME}(?!\S)",
    re.IGNORECASE,
)
# Nothing recurs more rarely than 29 February; a rule silent for longer is over. One that goes by
# the hour is slow to search and is given two years.
_HORIZON = timedelta(days=366 * 40)
_END = datetime(9999, 12, 30)  # noqa: DTZ001 - wall-clock times have no zone
"""A day before the calendar's end, so that each is a moment in UTC too."""


class RecurrenceError(TimeError):
    """A recurrence that cannot be: "every 0 days", a cron expression that never fires."""

    code = "recurrence_invalid"
    next_step = "Try something like “every Monday at 9 am” or “every 3 days”."


def rule_parts(rrule: str) -> dict[str, str]:
    """The parts of an RFC 5545 rule, checked one by one.

    Raises:
        RecurrenceError: it is malformed.
    """
    body = rrule.strip().upper().removeprefix("RRULE:").rstrip(";")
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        name, sign, value = piece.partition("=")
        if not sign or name in parts or not _part_holds(name, value):
            raise RecurrenceError(f"“{piece[:40]}” is not a part of a recurrence rule.")
        parts[name] = value
    if "FREQ" not in parts:
        raise RecurrenceError("A recurrence rule needs a FREQ, such as FREQ=WEEKLY.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RecurrenceError("A recurrence ends at a date or after a count, not both.")
    if _too_fine(parts):
        raise RecurrenceError("A rule that fine takes no such conditions.")
    return parts


def _too_fine(parts: dict[str, str]) -> bool:
    """Whether searching it would go second by second, or hour by hour for a place in the hour."""
    if parts["FREQ"] == "SECONDLY":
        return any(name.startswith("BY") for name in parts)
    return parts["FREQ"] in ("MINUTELY", "HOURLY") and "BYSETPOS" in parts


def _part_holds(name: str, value: str) -> bool:
    if name == "FREQ":
        return value in FREQUENCIES
    if name == "UNTIL":
        return bool(_UNTIL.fullmatch(value)) and _parse_until(value) is not None
    if name == "WKST":
        return value in CODES
    if name == "BYDAY":
        return all(DAY.fullmatch(day) for day in value.split(","))
    low, high = _NUMBERS.get(name, (1, 0))
    numbers = [int(n) for n in value.split(",") if re.fullmatch(r"[+-]?\d{1,6}", n)]
    single = name not in ("INTERVAL", "COUNT") or len(numbers) == 1
    zero = 0 in numbers and low < 0
    return (
        bool(numbers)
        and single
        and not zero
        and len(numbers) == value.count(",") + 1
        and all(low <= number <= high for number in numbers)
    )


def _parse_until(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def check_cron(cron: str) -> None:
    """Refuse what is not a five-field cron expression.

    Raises:
        RecurrenceError: it is malformed or too long to store.
    """
    if len(cron) > 100 or not CRON.fullmatch(cron.strip()) or not _cron_expands(cron):
        raise RecurrenceError(f"“{cron[:60]}” is not a cron expression of five fields.")


def _cron_expands(cron: str) -> bool:
    from croniter import croniter

    return bool(croniter.is_valid(cron))


def next_occurrence(
    *,
    rrule: str | None,
    cron: str | None,
    zone: ZoneInfo,
    start: datetime,
    after: datetime,
    exceptions: Collection[date] = (),
) -> datetime | None:
    """The first occurrence strictly after `after`, or None when the rule has ended.

    The wall-clock time of `start` is kept across DST: a local time in a gap moves forward by the
    gap, a doubled one is the first of the two. A rule that is silent for forty years is over.

    Raises:
        RecurrenceError: the rule or the cron expression is malformed.
    """
    found = occurrences(
        rrule=rrule, cron=cron, zone=zone, start=start, after=after, exceptions=exceptions
    )
    return next(found, None)


def occurrences(
    *,
    rrule: str | None,
    cron: str | None,
    zone: ZoneInfo,
    start: datetime,
    after: datetime,
    exceptions: Collection[date] = (),
) -> Iterator[datetime]:
    """All occurrences strictly after `after`, in order; else as `next_occurrence`."""
    first = start.astimezone(zone).replace(tzinfo=None)
    begin = _search_from(after.astimezone(UTC), zone)
    walls = _cron_walls(cron, first, begin) if cron else _walls(rrule or "", zone, first, begin)
    last = after.astimezone(UTC)
    # Times moved out of a gap may overtake later ones, so they wait until those are known.
    waiting: list[datetime] = []
    for wall in chain(walls, [_END]):
        while waiting and waiting[0].astimezone(zone).replace(tzinfo=None) <= wall:
            moment = heappop(waiting)
            if moment > last:
                last = moment
                yield last.astimezone(zone)
        left_out = wall.date() in exceptions or wall in exceptions
        if not left_out and wall != _END:
            heappush(waiting, settle(wall.replace(tzinfo=zone)).astimezone(UTC))


def _search_from(after: datetime, zone: ZoneInfo) -> datetime:
    """The wall-clock time to search from.

    A gap moves times forward, by a day at most: Samoa left out 30 December 2011.
    """
    day_before = (after - timedelta(days=1)).astimezone(zone)
    wall = after.astimezone(zone)
    changed = day_before.utcoffset() != wall.utcoffset()
    return wall.replace(tzinfo=None) - timedelta(days=1 if changed else 0)


def _walls(rrule: str, zone: ZoneInfo, first: datetime, begin: datetime) -> Iterator[datetime]:
    """The rule's wall-clock times from `begin` on."""
    from dateutil.rrule import rrulestr

    parts = rule_parts(rrule)
    count = int(parts.pop("COUNT", 0))
    period = _PERIODS[parts["FREQ"]] * int(parts.get("INTERVAL", 1))
    if not count and begin > first:
        first += _whole_periods(parts["FREQ"], begin - first, period)
    until = _local_until(parts.pop("UNTIL", None), zone)
    horizon = _HORIZON // 20 if parts["FREQ"] in ("MINUTELY", "HOURLY") else _HORIZON
    silent = _later(max(first, begin), horizon + 60 * period)
    until = min(until or silent, silent)
    shift = _shift(first.year, silent.year)
    parts["UNTIL"] = f"{_moved(until, shift):%Y%m%dT%H%M%S}"
    text = ";".join(f"{name}={part}" for name, part in parts.items())
    try:
        rule = rrulestr(text, dtstart=_moved(first, shift))
    except ValueError as error:
        raise RecurrenceError(f"“{rrule[:60]}” is not a rule that can happen.") from error
    walls = (_moved(wall, -shift) for wall in islice(rule, count or None))
    return (wall for wall in walls if wall >= begin)


def _shift(first: int, last: int) -> int:
    """How many years later the calendar is the same and the years end at 9999.

    dateutil searches for a rule that never falls until the calendar ends, whatever its UNTIL.
    """
    uneven = any(
        year % 100 == 0 and year % 400 for year in range(first, min(last, first + 400) + 1)
    )
    step = 400 if uneven or last - first > 90 else 4
    for shift in range((9999 - last) // step * step, 0, -step):
        if date(first + shift, 1, 1).weekday() == date(first, 1, 1).weekday():
            return shift
    return 0


def _moved(wall: datetime, years: int) -> datetime:
    return wall.replace(year=wall.year + years)


def _whole_periods(frequency: str, gap: timedelta, period: timedelta) -> timedelta:
    """So much of the gap as is in step with the rule; months and years are too uneven."""
    if frequency in ("MONTHLY", "YEARLY"):
        return timedelta(0)
    return gap // period * period


def _later(moment: datetime, ahead: timedelta) -> datetime:
    try:
        return min(moment + ahead, _END)
    except OverflowError:
        return _END


def _local_until(value: str | None, zone: ZoneInfo) -> datetime | None:
    """The end of a rule on the zone's clocks; a bare date is meant to its end."""
    if value is None:
        return None
    until = datetime.fromisoformat(value)
    if until.tzinfo is not None:
        return until.astimezone(zone).replace(tzinfo=None)
    return until if "T" in value else until + timedelta(days=1, seconds=-1)


def _cron_walls(cron: str, first: datetime, begin: datetime) -> Iterator[datetime]:
    from croniter import CroniterBadDateError, croniter

    check_cron(cron)
    times = croniter(cron, max(begin, first) - timedelta(seconds=1), ret_type=datetime)
    try:
        while True:
            yield times.get_next()
    except CroniterBadDateError:
        return


def pattern_of(rrule: str | None, cron: str | None) -> str:
    """Say "daily", "weekly" or "monthly" where the rule is plainly that, else "custom"."""
    if cron or not rrule:
        return "custom"
    parts = rule_parts(rrule)
    day, by_day = parts.pop("BYMONTHDAY", ""), parts.pop("BYDAY", "")
    for name in ("UNTIL", "COUNT", "WKST"):
        parts.pop(name, None)
    frequency, interval = parts.pop("FREQ"), parts.pop("INTERVAL", "1")
    plain = {
        "DAILY": not day and not by_day,
        "WEEKLY": not day and by_day in ("", *CODES),
        "MONTHLY": not by_day and (not day or day.isdigit()),
    }
    return frequency.lower() if interval == "1" and not parts and plain.get(frequency) else "custom"
