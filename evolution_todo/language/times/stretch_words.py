"""Weeks, months, quarters and years: "this weekend", "next June", "third quarter of 2027".

"This weekend" begins on Saturday; "next June" is the June to come, "June after next" the one
after it; "two upcoming weeks" is the second week from now.
"""

from dataclasses import replace
from datetime import date

from evolution_todo.language.times.amounts import TIMES, Length
from evolution_todo.language.times.calendar_words import (
    DAY,
    WEEK,
    Day,
    monday,
    month_span,
    named_month,
    span_of,
)
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.moments import Grain, ImpossibleTime

rule = TIMES.rule


@rule("stretch", "<monthpart>", example=("in July", "2026-07-01"))
def _bare_month(context: Context, month: int) -> Day:
    return replace(named_month(context, month, None), weak=True)


@rule("stretch", "<month_of>", example=("end of next month", "2026-07-31"))
def _month_stretch(_: Context, month: Day) -> Day:
    return month


@rule("stretch", "the? <rel> <unit>", example=("next week", "2026-06-15"))
def _relative_unit(context: Context, ahead: int, unit: str) -> Day | None:
    if unit in ("second", "minute", "hour", "weekday", "fortnight", "day"):
        return None
    if unit == "weekend" and ahead == 0 and context.today.weekday() == 6:
        return Day(context.today, context.today + DAY)
    return span_of(context.today, unit, ahead)


@rule("stretch", "the <unit>", example=("end of the year", "2026-12-31"))
def _the_unit(context: Context, unit: str) -> Day | None:
    found = _relative_unit(context, 0, unit)
    return found and replace(found, weak=unit != "weekend")


@rule(
    "stretch",
    "<unit> after next",
    "the <unit> after next",
    example=("week after next", "2026-06-22"),
)
def _unit_after_next(context: Context, unit: str) -> Day | None:
    return _relative_unit(context, 2, unit)


@rule("stretch", "next|this|last <month>", example=("next March", "2027-03-01"))
def _next_month_named(context: Context, month: int) -> Day:
    return named_month(context, month, None)


@rule("stretch", "<month> after next", example=("March after next", "2028-03-01"))
def _month_after_next(context: Context, month: int) -> Day:
    year = named_month(context, month, None).start.year
    return Day(*month_span(year + 1, month), Grain.MONTH)


@rule("stretch", "<month> in <part_length>", example=("June in a year", "2027-06-01"))
def _month_in_years(context: Context, month: int, ahead: Length) -> Day | None:
    if ahead.unit != "year":
        return None
    return Day(*month_span(context.today.year + ahead.months // 12, month), Grain.MONTH)


@rule("stretch", "<year> a? .? d? .?", "<year> ad", example=("in 2027", "2027-01-01"))
def _year(_: Context, year: int) -> Day:
    return Day(date(year, 1, 1), date(year + 1, 1, 1), Grain.YEAR, weak=True)


@rule("stretch", "<quarter>", example=("2026Q4", "2026-10-01"))
def _quarter_short(context: Context, said: tuple[int, int | None]) -> Day:
    number, year = said
    return _quarter(context, number, year)


@rule(
    "stretch",
    "the? <ordinal> quarter|qtr of? ,? <yearpart>?",
    example=("third quarter of 2027", "2027-07-01"),
)
def _quarter(context: Context, number: int, year: int | None) -> Day:
    if not 1 <= number <= 4:
        raise ImpossibleTime(f"A year has four quarters, not {number}.")
    read = Day(*month_span(year or context.today.year, number * 3 - 2, 3), Grain.QUARTER)
    read = replace(read, name=True)
    ended = read.end is not None and read.end <= context.today
    return _quarter(context, number, context.today.year + 1) if ended and not year else read


@rule(
    "stretch",
    "upcoming <number> <unit>",
    "<number> upcoming <unit>",
    example=("two upcoming weeks", "2026-06-22"),
)
def _upcoming(context: Context, number: int, unit: str) -> Day | None:
    if unit == "day":
        return Day(context.today + DAY * number)
    return _relative_unit(context, number, unit) if number < 1000 else None


@rule(
    "stretch", "the? <place> week of|in <stretch_of>", example=("first week of July", "2026-07-06")
)
def _place_week(_: Context, place: int, stretch: Day) -> Day | None:
    if stretch.end is None:
        return None
    first = monday(stretch.start + DAY * 6) if place > 0 else monday(stretch.end) - WEEK
    week = first + WEEK * (place - (1 if place > 0 else -1))
    if not stretch.start <= week < stretch.end:
        raise ImpossibleTime(f"There is no week {place} there.")
    return Day(week, week + WEEK, Grain.WEEK)


@rule("stretch_of", "<month_of>", "<year_of>", example=("last week of 2026", "2026-12-21"))
def _month_or_year(_: Context, stretch: Day) -> Day:
    return stretch


@rule("year_of", "<yearpart>", "the? <rel> year", example=("first week of 2027", "2027-01-04"))
def _year_stretch(context: Context, said: int) -> Day:
    return span_of(date(said if abs(said) > 1 else context.today.year + said, 1, 1), "year")
