"""Single days by name: "next Friday", "the last day of the month", "Thu 18th".

The rules in words:

- "Friday" is the next Friday; on a Friday it is today only with a time still to come. "Next
  Friday" is the Friday of next week, "last Friday" the one before today.
- A weekday beside a date must agree with it, give or take the year.
- The end of the week is Friday, the end of a month its last day, the middle its fifteenth.
"""

import calendar
from dataclasses import replace
from datetime import date

from evolution_todo.language.times.amounts import TIMES, Length
from evolution_todo.language.times.calendar_words import (
    DAY,
    WEEK,
    Day,
    Holiday,
    make,
    monday,
    next_weekday,
    nth_weekday,
    span_of,
)
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.moments import Grain, ImpossibleTime
from evolution_todo.language.times.tokens import MONTHS, WEEKDAYS

rule = TIMES.rule


@rule("day", "<date>", example=("12 June 2026", "2026-06-12"))
def _date(_: Context, day: Day) -> Day:
    return day


@rule("day", "today", "tod", example=("today", "2026-06-10"))
def _today(context: Context) -> Day:
    return Day(context.today)


@rule("day", "tomorrow", example=("2moro", "2026-06-11"))
def _tomorrow(context: Context) -> Day:
    return Day(context.today + DAY)


@rule("day", "yesterday", example=("yesterday", "2026-06-09"))
def _yesterday(context: Context) -> Day:
    return Day(context.today - DAY)


@rule("day", "the? day after tomorrow", example=("the day after tomorrow", "2026-06-12"))
def _overmorrow(context: Context) -> Day:
    return Day(context.today + DAY * 2)


@rule("day", "the? day before yesterday", example=("the day before yesterday", "2026-06-08"))
def _ereyesterday(context: Context) -> Day:
    return Day(context.today - DAY * 2)


@rule("day", "the? <rel> day", example=("the next day", "2026-06-11"))
def _relative_day(context: Context, ahead: int) -> Day:
    return Day(context.today + DAY * ahead)


@rule("day", "<weekday> .?", example=("Friday", "2026-06-12"))
def _weekday(context: Context, weekday: int) -> Day:
    return Day(next_weekday(context.today, weekday), name=True, moves=True)


@rule("day", "the? end of <weekday>", example=("the end of Friday", "2026-06-12"))
def _end_of_weekday(context: Context, weekday: int) -> Day:
    return _weekday(context, weekday)


@rule("day", "this <weekday> .?", example=("this Wednesday", "2026-06-10"))
def _this_weekday(context: Context, weekday: int) -> Day:
    today = context.today.weekday() == weekday
    return Day(
        context.today if today else next_weekday(context.today, weekday), name=True, moves=not today
    )


@rule(
    "day",
    "the|this coming|upcoming|following <weekday>",
    example=("the coming Monday", "2026-06-15"),
)
def _coming_weekday(context: Context, weekday: int) -> Day:
    return Day(next_weekday(context.today, weekday))


@rule("day", "next <weekday> .?", example=("next Friday", "2026-06-19"))
def _next_weekday(context: Context, weekday: int) -> Day:
    return Day(monday(context.today) + WEEK + DAY * weekday)


@rule("day", "the|this? last|past|previous <weekday> .?", example=("last Tuesday", "2026-06-09"))
def _last_weekday(context: Context, weekday: int) -> Day:
    back = (context.today.weekday() - weekday - 1) % 7 + 1
    return Day(context.today - DAY * back)


@rule("day", "<weekday> fortnight", example=("Friday fortnight", "2026-06-26"))
def _weekday_fortnight(context: Context, weekday: int) -> Day:
    return Day(next_weekday(context.today, weekday) + WEEK * 2)


@rule("day", "the? <weekday> after next", example=("Friday after next", "2026-06-19"))
def _weekday_after_next(context: Context, weekday: int) -> Day:
    return Day(next_weekday(context.today, weekday) + WEEK)


@rule(
    "day",
    "<weekday> ,? in|of? the? <rel> week",
    "<weekday> ,? from? <rel> week",
    example=("Thursday of this week", "2026-06-11"),
)
def _weekday_of_week(context: Context, weekday: int, ahead: int) -> Day:
    return Day(monday(context.today) + WEEK * ahead + DAY * weekday)


@rule(
    "day",
    "<rel> week on? <weekday>",
    "<rel> week's <weekday>",
    example=("next week on Tuesday", "2026-06-16"),
)
def _week_weekday(context: Context, ahead: int, weekday: int) -> Day:
    return _weekday_of_week(context, weekday, ahead)


@rule(
    "day",
    "<number> <weekdays> from now|today",
    "in <number> <weekdays>",
    example=("four Mondays from now", "2026-07-06"),
)
def _weekdays_from_now(context: Context, number: int, weekday: int) -> Day:
    return Day(next_weekday(context.today, weekday) + WEEK * (number - 1))


@rule(
    "day",
    "<weekday> in <part_length>",
    "<part_length> on <weekday>",
    example=("Friday in two weeks", "2026-06-26"),
)
def _weekday_in_weeks(context: Context, first: int | Length, second: int | Length) -> Day | None:
    ahead, weekday = (second, first) if isinstance(second, Length) else (first, second)
    if (
        not isinstance(ahead, Length)
        or not isinstance(weekday, int)
        or ahead.unit not in ("week", "fortnight")
    ):
        return None
    return Day(next_weekday(context.today, weekday) + DAY * ahead.days)


@rule("day", "<weekday> week", example=("Friday week", "2026-06-19"))
def _weekday_week(context: Context, weekday: int) -> Day:
    return Day(next_weekday(context.today, weekday) + WEEK)


@rule("day", "<weekday> .? ,? the? <nth>", example=("Thu 18th", "2026-06-18"))
def _weekday_nth(context: Context, weekday: int, day: int) -> Day:
    for first in (span_of(context.today, "month", ahead).start for ahead in range(30)):
        if day <= calendar.monthrange(first.year, first.month)[1]:
            found = first.replace(day=day)
            if found >= context.today and found.weekday() == weekday:
                return Day(found)
    raise ImpossibleTime(f"No {WEEKDAYS[weekday].capitalize()} falls on day {day} of a month.")


@rule("day", "<weekday> .? ,? <date>", example=("Friday, 12 June", "2026-06-12"))
def _weekday_date(context: Context, weekday: int, day: Day) -> Day:
    near = (_year_moved(day.start, years) for years in (0, -1, 1))
    for moved in near:
        if moved and moved.weekday() == weekday and moved > context.today - DAY * 15:
            return replace(day, start=moved)
    said, real = WEEKDAYS[weekday].capitalize(), WEEKDAYS[day.start.weekday()].capitalize()
    when = f"{day.start.day} {MONTHS[day.start.month - 1].capitalize()} {day.start.year}"
    raise ImpossibleTime(f"{when} is a {real}, not a {said}.")


def _year_moved(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None


@rule("day", "the <ordinal>", "<nth>", example=("the 15th", "2026-06-15"))
def _nth_to_come(context: Context, day: int) -> Day | None:
    if not 1 <= day <= 31:
        raise ImpossibleTime(f"There is no day {day} in a month.")
    for first in (span_of(context.today, "month", ahead).start for ahead in range(3)):
        if day <= calendar.monthrange(first.year, first.month)[1]:
            found = first.replace(day=day)
            if found >= context.today:
                return Day(found, weak=True)
    return None


@rule(
    "day",
    "the? <dom> of the? <rel> month",
    "the? <nth> the? <rel> month",
    "<rel> month on? the? <nth>",
    example=("9th of the next month", "2026-07-09"),
)
def _nth_of_month(context: Context, first: int, second: int) -> Day:
    day, ahead = (first, second) if abs(second) <= 1 else (second, first)
    month = span_of(context.today, "month", ahead).start
    return Day(make(month.year, month.month, day))


@rule(
    "day",
    "the? <place> <weekday> of|in the month",
    example=("first Monday of the month", "2026-07-06"),
)
def _coming_place_weekday(context: Context, place: int, weekday: int) -> Day:
    months = (span_of(context.today, "month", ahead).start for ahead in (0, 1))
    days = [nth_weekday(month, place, weekday) for month in months]
    return Day(next((day for day in days if day >= context.today), days[-1]))


@rule(
    "day", "the? <place> <weekday> of|in <month_of>", example=("last Friday of June", "2026-06-26")
)
def _place_weekday(_: Context, place: int, weekday: int, month: Day) -> Day:
    return Day(nth_weekday(month.start, place, weekday))


@rule("day", "the? <place> day of|in <stretch>", example=("last day of June", "2026-06-30"))
def _place_day(_: Context, place: int, stretch: Day) -> Day | None:
    if stretch.end is None:
        return None
    day = stretch.start - DAY + DAY * place if place > 0 else stretch.end + DAY * place
    if not stretch.start <= day < stretch.end:
        raise ImpossibleTime(f"There is no day {place} there.")
    return Day(day)


@rule(
    "day",
    "the? <place> weekday|workday of|in? <month_of>",
    "the? <place> business|working|work day of|in? <month_of>",
    example=("last weekday of May 2026", "2026-05-29"),
)
def _place_workday(_: Context, place: int, month: Day) -> Day | None:
    if month.end is None or abs(place) > 20:
        return None
    edge = month.start - DAY if place > 0 else month.end
    return Day(Length("day", workdays=place).added_to(edge))


@rule("day", "the? end of <stretch>", "end <stretch>", example=("end of the month", "2026-06-30"))
def _end_of(_: Context, stretch: Day) -> Day | None:
    if stretch.end is None:
        return None
    return Day(stretch.end - DAY * (3 if stretch.grain is Grain.WEEK else 1), grain=Grain.DAY)


@rule("day", "end of <unit>", example=("end of month", "2026-06-30"))
def _end_of_unit(context: Context, unit: str) -> Day | None:
    return _end_of(context, span_of(context.today, unit)) if unit in _STRETCHES else None


_STRETCHES = frozenset({"week", "month", "quarter", "year"})


@rule(
    "day",
    "the? next|following business|working|work day",
    "the? next|following workday|weekday",
    example=("the next business day", "2026-06-11"),
)
def _next_workday(context: Context) -> Day:
    return Day(Length("day", workdays=1).added_to(context.today))


@rule("day", "eom", example=("EOM", "2026-06-30"))
def _eom(context: Context) -> Day | None:
    return _end_of(context, span_of(context.today, "month"))


@rule("day", "eow", example=("EOW", "2026-06-12"))
def _eow(context: Context) -> Day | None:
    return _end_of(context, span_of(context.today, "week"))


@rule("day", "eoy", example=("EOY", "2026-12-31"))
def _eoy(context: Context) -> Day | None:
    return _end_of(context, span_of(context.today, "year"))


@rule(
    "day",
    "the? beginning|start|begin of <stretch>",
    "early <stretch>",
    example=("start of next month", "2026-07-01"),
)
def _start_of(_: Context, stretch: Day) -> Day:
    return Day(stretch.start)


@rule("day", "the? middle of <stretch>", "mid -? <stretch>", example=("mid July", "2026-07-15"))
def _middle_of(_: Context, stretch: Day) -> Day | None:
    if stretch.end is None:
        return None
    if stretch.grain is Grain.MONTH:
        return Day(stretch.start + DAY * 14)
    return Day(stretch.start + (stretch.end - stretch.start - DAY * 2) / 2)


@rule(
    "day",
    "the? <nth> of the month",
    "the <ordinal> of the month",
    example=("the 1st of the month", "2026-07-01"),
)
def _nth_of_the_month(context: Context, day: int) -> Day | None:
    found = _nth_to_come(context, day)
    return replace(found, weak=False) if found else None


@rule("day", "<holiday> day? ,? of? in? <yearpart>?", example=("Christmas 2027", "2027-12-25"))
def _holiday(context: Context, falls: "Holiday", year: int | None) -> Day:
    if year is not None:
        return Day(falls(year), name=True)
    this_year = falls(context.today.year)
    return Day(
        this_year if this_year >= context.today else falls(context.today.year + 1), name=True
    )


@rule("day", "last <holiday> day?", example=("last Christmas", "2025-12-25"))
def _last_holiday(context: Context, falls: Holiday) -> Day:
    this_year = falls(context.today.year)
    past = this_year if this_year < context.today else falls(context.today.year - 1)
    return Day(past)


@rule("day", "next|this <holiday> day?", example=("next Christmas", "2026-12-25"))
def _next_holiday(context: Context, falls: "Holiday") -> Day:
    return _holiday(context, falls, None)
