"""The calendar under the rules for days: dates, months, and which one is meant.

A date without a year is the next one to come; "3/4" is month/day unless `day_first`, and the
other reading is reported. Weeks start on Monday.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from evolution_todo.language.times.amounts import TIMES
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.moments import Grain, ImpossibleTime
from evolution_todo.language.times.tokens import MONTHS, WEEKDAYS

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a stretch from `start` to before `end`.

    `weak` needs something beside it to count as a date ("May", "the third"); `name` is a word
    that also stands before nouns ("Sunday roast", "Christmas dinner"); `moves` is a bare weekday,
    which may be today when a later time is said; `other` is the other reading of "3/4".
    """

    start: date
    end: date | None = None
    grain: Grain = Grain.DAY
    weak: bool = False
    name: bool = False
    moves: bool = False
    other: date | None = None


Holiday = Callable[[int], date]
rule = TIMES.rule


def make(year: int, month: int, day: int) -> date:
    """The date.

    Raises:
        ImpossibleTime: it is not in the calendar.
    """
    if not 1 <= year <= 9999:
        raise ImpossibleTime(f"There is no year {year} in the calendar.")
    if not 1 <= month <= 12:
        raise ImpossibleTime(f"There is no month {month}.")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        name = MONTHS[month - 1].capitalize()
        leap = f" in {year}" if (month, day) == (2, 29) else ""
        raise ImpossibleTime(f"There is no {day} {name}{leap}.")
    return date(year, month, day)


def coming(today: date, month: int, day: int) -> date:
    """The next such date, today included.

    Raises:
        ImpossibleTime: no year has it.
    """
    if (month, day) == (2, 29):
        year = next(y for y in range(today.year, today.year + 9) if calendar.isleap(y))
        found = date(year, 2, 29)
        return found if found >= today else coming(date(year + 1, 1, 1), 2, 29)
    found = make(today.year, month, day)
    return found if found >= today else found.replace(year=today.year + 1)


def next_weekday(today: date, weekday: int) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_span(year: int, month: int, months: int = 1) -> tuple[date, date]:
    """The first day of a month, and the first after so many months."""
    first, index = make(year, month, 1), year * 12 + month - 1 + months
    return first, make(index // 12, index % 12 + 1, 1)


def span_of(day: date, unit: str, ahead: int = 0) -> Day:
    """The week, weekend, month, quarter or year `ahead` of the one `day` is in."""
    if unit in ("week", "fortnight", "weekend"):
        first = monday(day) + WEEK * ahead
        first += DAY * 5 * (unit == "weekend")
        return Day(first, monday(first) + WEEK, Grain.DAY if unit == "weekend" else Grain.WEEK)
    if unit == "day":
        return Day(day + DAY * ahead)
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    index = day.year * 12 + (day.month - 1) // size * size + ahead * size
    return Day(*month_span(index // 12, index % 12 + 1, size), Grain(unit))


def nth_weekday(first: date, place: int, weekday: int) -> date:
    """The nth such weekday of the month that begins on `first`; -1 is the last.

    Raises:
        ImpossibleTime: the month has no such weekday.
    """
    days = [
        first.replace(day=day)
        for day in range(1, calendar.monthrange(first.year, first.month)[1] + 1)
        if first.replace(day=day).weekday() == weekday
    ]
    if place == 0 or not -len(days) <= place <= len(days):
        month = f"{MONTHS[first.month - 1].capitalize()} {first.year}"
        raise ImpossibleTime(f"{month} has only {len(days)} {WEEKDAYS[weekday].capitalize()}s.")
    return days[place - (place > 0)]


# --- years, months and places in a month, as parts of dates


_NO_COUNT = (
    "!words|word|people|guests|pages|characters|copies|units|points|pieces|items|miles|steps|metres"
    "|meters|feet|km|kg|calories|pounds|quid|dollars|euros|litres|bricks|tiles|flyers|leaflets"
)
"""“Due 11 December, 2000 words” tells how many."""


@rule(
    "yearpart",
    f"<year> {_NO_COUNT}",
    "<year> a . d .?",
    "<year> ad",
    example=("June 3rd 2027", "2027-06-03"),
)
def _four_digits(_: Context, year: int) -> int:
    return year


@rule("yearpart", "<int>", example=("3 June 2027", "2027-06-03"))
def _beyond(_: Context, number: int) -> int | None:
    """A year of five digits is said, and refused where the date is made."""
    return number if 10_000 <= number < 100_000 else None


@rule("yearpart", "' <int>", example=("June 3rd '27", "2027-06-03"))
def _two_digits(_: Context, year: int) -> int | None:
    return 2000 + year if year < 100 else None


@rule("yearpart", "of? <rel> year", example=("June 3rd next year", "2027-06-03"))
def _relative_year(context: Context, ahead: int) -> int:
    return context.today.year + ahead


@rule("monthpart", "<month> .?", example=("June 30", "2026-06-30"))
def _month_name(_: Context, month: int) -> int:
    return month


@rule("dom", "<ordinal>", example=("twelfth of June", "2026-06-12"))
def _ordinal_day(_: Context, day: int) -> int | None:
    return day if day < 100 else None


@rule("dom", "<number> !am|pm|a|p|:|%|o'clock|oclock", example=("15 of July", "2026-07-15"))
def _number_day(_: Context, day: int) -> int | None:
    return day if day < 100 else None


@rule("place", "<ordinal>", example=("the second Tuesday of July", "2026-07-14"))
def _from_start(_: Context, place: int) -> int:
    return place


@rule("place", "last", "final", example=("the last Friday of June", "2026-06-26"))
def _at_end(_: Context) -> int:
    return -1


@rule(
    "place",
    "<ordinal> to? the? last",
    "next to? the? last",
    example=("the 2nd to last Friday of June", "2026-06-19"),
)
def _from_end(_: Context, place: int = 2) -> int:
    return -place


@rule("month_of", "<monthpart>", example=("first Friday of July", "2026-07-03"))
def _month_to_come(context: Context, month: int) -> Day:
    return named_month(context, month, None)


@rule("month_of", "<monthpart> of? ,? <yearpart>", example=("July 2027", "2027-07-01"))
def named_month(context: Context, month: int, year: int | None) -> Day:
    """The month of that year, or the one to come."""
    today = context.today
    year = year or today.year + (month < today.month)
    return Day(*month_span(year, month), Grain.MONTH)


@rule("month_of", "<isomonth>", example=("first Friday of 2026-07", "2026-07-03"))
def _numbered_month(_: Context, year_month: tuple[int, int]) -> Day:
    return Day(*month_span(*year_month), Grain.MONTH)


@rule("month_of", "the? <rel> month", example=("the first Friday of next month", "2026-07-03"))
def _relative_month(context: Context, ahead: int) -> Day:
    return span_of(context.today, "month", ahead)


@rule("month_of", "the month", example=("the last day of the month", "2026-06-30"))
def _this_month(context: Context) -> Day:
    return span_of(context.today, "month")


# --- dates


def _dated(context: Context, month: int, day: int, year: int | None) -> Day:
    if year is not None:
        return Day(make(year, month, day))
    return Day(coming(context.today, month, day))


@rule(
    "date",
    "<monthpart> the? <dom> ,? <yearpart>?",
    example=("June 3rd 2027", "2027-06-03"),
)
def _month_day(context: Context, month: int, day: int, year: int | None) -> Day:
    return _dated(context, month, day, year)


@rule(
    "date",
    "the? <dom> of? <monthpart> ,? <yearpart>?",
    "the? <dom> day of <monthpart> ,? <yearpart>?",
    "<dom> . <monthpart> ,? <yearpart>?",
    "<dom> -|/ <monthpart> -|/ <yearpart>",
    example=("the 3rd of June 2027", "2027-06-03"),
)
def _day_month(context: Context, day: int, month: int, year: int | None) -> Day:
    return _dated(context, month, day, year)


@rule("date", "<nth> <monthpart> <int> !am|pm|a|p", example=("14th April 27", "2027-04-14"))
def _short_year(context: Context, day: int, month: int, year: int) -> Day | None:
    return Day(make(_century(context, year), month, day)) if 12 < year < 100 else None


@rule("date", "<int> -|/ <month> -|/ <int>", example=("31-Oct-26", "2026-10-31"))
def _named_short_year(context: Context, day: int, month: int, year: int) -> Day | None:
    return Day(make(_century(context, year), month, day)) if max(day, year) < 100 else None


def _century(context: Context, year: int) -> int:
    """A year of two digits, as near to now as can be."""
    nearest = context.today.year - context.today.year % 100 + year
    return nearest - 100 if nearest > context.today.year + 49 else nearest


@rule("date", "<iso>", example=("2026-06-12", "2026-06-12"))
def _iso(_: Context, written: str) -> Day:
    year, month, day = (int(part) for part in written.split("-"))
    return Day(make(year, month, day))


@rule("date", "<slash>", example=("3/4", "2027-03-04"))
def _slash(context: Context, parts: tuple[int, ...]) -> Day:
    month, day = parts[1::-1] if context.day_first else parts[:2]
    if month > 12 >= day:
        month, day = day, month
    year = parts[2] if len(parts) > 2 else None
    if year is not None and 0 < year < 100:
        year = _century(context, year)
    read = _dated(context, month, day, year)
    if day <= 12 and day != month:
        read = replace(read, other=_dated(context, day, month, year).start)
    return replace(read, weak=year is None)


@rule("date", "<dots>", example=("5.6.2027", "2027-06-05"))
def _dots(_: Context, parts: tuple[int, int, int]) -> Day:
    day, month, year = parts
    if month > 12 >= day:
        day, month = month, day
    return Day(make(year, month, day))
