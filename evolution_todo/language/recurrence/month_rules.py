"""Recurrences by the month and the year: "the last Friday of every month", "every April 15"."""

from dataclasses import replace

from evolution_todo.language.recurrence.occurrences import RecurrenceError
from evolution_todo.language.recurrence.rules import (
    ON_SCHEDULE,
    RECURRENCES,
    Mode,
    Parts,
    all_days,
    joined,
)
from evolution_todo.language.times.calendar_words import Holiday, make
from evolution_todo.language.times.grammar import Context

rule = RECURRENCES.rule


def placed(places: tuple[int, ...], runs: tuple[tuple[int, ...], ...]) -> Parts:
    """These places of these weekdays: "the first and third Monday"."""
    days = joined(runs)
    if len(days) > 1 and len(places) == 1:
        return Parts(days=all_days(days), positions=places)
    return Parts(days=tuple((place, day) for place in places for day in days))


@rule(
    "each_month",
    "<each> <interval>? month|months",
    example=("the 6th of every 2nd month", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=6"),
)
def _each_month(_: Context, mode: Mode, interval: int | None) -> Parts:
    return Parts("month", interval or 1, mode=mode)


@rule("edge", "last|final", example=("every last Friday", "FREQ=MONTHLY;BYDAY=-1FR"))
def _last(_: Context) -> int:
    return -1


@rule("edge", "first|1st", example=("every 1st Monday", "FREQ=MONTHLY;BYDAY=1MO"))
def _first(_: Context) -> int:
    return 1


@rule(
    "repeat",
    "<each> <edge> <day_run>",
    example=("every first Friday", "FREQ=MONTHLY;BYDAY=1FR"),
)
def _every_edge_day(
    _: Context,
    mode: Mode,
    place: int,
    run: tuple[int, ...],
) -> Parts:
    return replace(placed((place,), (run,)), unit="month", interval=1, mode=mode)


@rule(
    "repeat",
    "<each> <place>+ <day_run>+ of|in? the|each|every|a? month",
    "<each> month on? the? <place>+ <day_run>+",
    example=("every second Tuesday of the month", "FREQ=MONTHLY;BYDAY=2TU"),
)
def _every_place(
    _: Context,
    mode: Mode,
    places: tuple[int, ...],
    runs: tuple[tuple[int, ...], ...],
) -> Parts:
    return replace(placed(places, runs), unit="month", interval=1, mode=mode)


@rule(
    "repeat",
    "on? the? <place>+ <day_run>+ of|in? <each_month>",
    example=("1st and last Mon of each month", "FREQ=MONTHLY;BYDAY=1MO,-1MO"),
)
def _place_of_every(
    _: Context, places: tuple[int, ...], runs: tuple[tuple[int, ...], ...], month: Parts
) -> Parts:
    days = placed(places, runs)
    return replace(month, days=days.days, positions=days.positions)


@rule(
    "repeat",
    "<each> <place>+ <day_run>+ of|in <month>+",
    example=("every third Saturday in May", "FREQ=YEARLY;BYMONTH=5;BYDAY=3SA"),
)
def _every_place_in_month(
    _: Context,
    mode: Mode,
    places: tuple[int, ...],
    runs: tuple[tuple[int, ...], ...],
    months: tuple[int, ...],
) -> Parts:
    read = replace(placed(places, runs), unit="year", interval=1, mode=mode)
    return replace(read, months=months)


@rule(
    "repeat",
    "on? the? <place>+ <day_run>+ of|in <month>+ ,? every|each year",
    example=("first Saturday in June every year", "FREQ=YEARLY;BYMONTH=6;BYDAY=1SA"),
)
def _place_in_month_yearly(
    context: Context,
    places: tuple[int, ...],
    runs: tuple[tuple[int, ...], ...],
    months: tuple[int, ...],
) -> Parts:
    return _every_place_in_month(context, ON_SCHEDULE, places, runs, months)


@rule(
    "month_day",
    "the? <ordinal> day?",
    example=("every month on the 9th day", "FREQ=MONTHLY;BYMONTHDAY=9"),
)
def _month_day(_: Context, day: int) -> int | None:
    return day if day < 367 else None


@rule(
    "month_day",
    "the? last day",
    "the? end",
    example=("monthly at the end", "FREQ=MONTHLY;BYMONTHDAY=-1"),
)
def _last_day(_: Context) -> int:
    return -1


@rule(
    "month_day",
    "the? beginning|begin|start",
    example=("monthly at the start", "FREQ=MONTHLY;BYMONTHDAY=1"),
)
def _first_day(_: Context) -> int:
    return 1


@rule(
    "month_day",
    "the? <place> day",
    example=("2nd to last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-2"),
)
def _place_day(_: Context, place: int) -> int:
    return place


def _checked(days: tuple[int, ...]) -> tuple[int, ...]:
    wrong = next((day for day in days if not 1 <= abs(day) <= 31), None)
    if wrong is not None:
        raise RecurrenceError(f"No month has a day {wrong}.")
    return days


@rule(
    "repeat",
    "<each> <month_day>+ of|in? the|each|every|a month",
    example=("every 5th and 20th of the month", "FREQ=MONTHLY;BYMONTHDAY=5,20"),
)
def _every_month_day(_: Context, mode: Mode, days: tuple[int, ...]) -> Parts:
    return Parts("month", 1, month_days=_checked(days), mode=mode)


@rule(
    "repeat",
    "<each> <month_day>+ !of|in|day|days|week|weeks|month|months|year|years|hour|hours",
    example=("every 15th and 30th", "FREQ=MONTHLY;BYMONTHDAY=15,30"),
)
def _every_nth(_: Context, mode: Mode, days: tuple[int, ...]) -> Parts:
    return Parts("month", 1, month_days=_checked(days), mode=mode, loose=True)


@rule(
    "repeat",
    "on? the? <nth> and|& the? <nth> !of|in|day|week|month",
    example=("on the 15th and 30th", "FREQ=MONTHLY;BYMONTHDAY=15,30"),
)
def _two_month_days(_: Context, first: int, second: int) -> Parts:
    return Parts("month", 1, month_days=_checked((first, second)), loose=True)


@rule(
    "repeat",
    "on? <month_day>+ of|in? <each_month>",
    example=("the 15th and 30th of every month", "FREQ=MONTHLY;BYMONTHDAY=15,30"),
)
def _month_day_of_every(_: Context, days: tuple[int, ...], month: Parts) -> Parts:
    return replace(month, month_days=_checked(days))


@rule("repeat", "<each> month -? end", example=("every month end", "FREQ=MONTHLY;BYMONTHDAY=-1"))
def _every_month_end(_: Context, mode: Mode) -> Parts:
    return Parts("month", 1, month_days=(-1,), mode=mode)


@rule(
    "repeat",
    "on? <month_day>+ of|in? <each> year",
    example=("60th day of every year", "FREQ=YEARLY;BYYEARDAY=60"),
)
def _year_day_of_every(_: Context, days: tuple[int, ...], mode: Mode) -> Parts:
    return Parts("year", 1, year_days=days, mode=mode)


@rule(
    "repeat",
    "on? the? start|beginning|end of <each> week",
    "<each> week -? end",
    example=("end of every week", "FREQ=WEEKLY;BYDAY=FR"),
)
def _end_of_every_week(_: Context, mode: Mode) -> Parts:
    return Parts("week", 1, days=((0, 4),), mode=mode)


# --- dates of the year


@rule(
    "dom_number", "<dom>", example=("every Feb 3 and 17", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=3,17")
)
def _dom(_: Context, day: int) -> int:
    return day


def yearly(month: int, days: tuple[int, ...], *, mode: Mode = ON_SCHEDULE) -> Parts:
    """These days of a month, every year.

    Raises:
        ImpossibleTime: the month has no such day.
    """
    for day in days:
        make(2028, month, day)
    return Parts("year", 1, months=(month,), month_days=days, mode=mode)


@rule(
    "repeat",
    "<each> <month> on? the|day? <dom_number>+",
    example=("every Feb on day 3 and 17", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=3,17"),
)
def _every_month_date(_: Context, mode: Mode, month: int, days: tuple[int, ...]) -> Parts:
    return yearly(month, days, mode=mode)


@rule(
    "repeat",
    "<each> the? <dom_number>+ of? <month>",
    example=("every 3rd and 17th of Feb", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=3,17"),
)
def _every_date_of_month(_: Context, mode: Mode, days: tuple[int, ...], month: int) -> Parts:
    return yearly(month, days, mode=mode)


@rule(
    "year_date",
    "<month> the? <dom_number>",
    example=("every Jan 1", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"),
)
def _month_then_day(_: Context, month: int, day: int) -> tuple[int, int]:
    return month, day


@rule(
    "year_date",
    "the? <dom_number> of? <month>",
    example=("every 1 Jan", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"),
)
def _day_then_month(_: Context, day: int, month: int) -> tuple[int, int]:
    return month, day


@rule(
    "repeat",
    "<each> <year_date>+",
    example=("every June 1 and December 1", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=1"),
)
def _every_year_date(_: Context, mode: Mode, dates: tuple[tuple[int, int], ...]) -> Parts:
    days = {day for _, day in dates}
    if len(days) > 1:
        raise RecurrenceError(
            "One rule can fall in several months, but on the same day of each.",
            next_step="Make a task for each date, such as “every 1 June”.",
        )
    parts = [yearly(month, (day,), mode=mode) for month, day in dates]
    return replace(parts[0], months=tuple(month for month, _ in dates))


@rule(
    "more",
    "on? <year_date>+",
    example=("every year on 1 June and 1 December", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=1"),
)
def _on_year_dates(context: Context, dates: tuple[tuple[int, int], ...]) -> Parts | None:
    if len(dates) < 2:
        return None
    return replace(_every_year_date(context, ON_SCHEDULE, dates), unit="", interval=0)


@rule("repeat", "<each> <month>+", example=("every June", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1"))
def _every_month(_: Context, mode: Mode, months: tuple[int, ...]) -> Parts:
    return Parts("year", 1, months=months, month_days=(1,), mode=mode)


@rule(
    "repeat",
    "<each> <holiday> day?",
    example=("every Christmas", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"),
)
def _every_holiday(context: Context, mode: Mode, falls: Holiday) -> Parts:
    year = context.today.year
    days = {(day.month, day.day) for day in map(falls, range(year, year + 6))}
    if len(days) == 1:
        ((month, day),) = days
        return yearly(month, (day,), mode=mode)
    dates = [falls(year) for year in range(year, year + 6)]
    month, weekday = dates[0].month, dates[0].weekday()
    places = {(day.day - 1) // 7 + 1 for day in dates}
    if any(day.month != month or day.weekday() != weekday for day in dates) or len(places) > 1:
        raise RecurrenceError("That day has no fixed place in the year.")
    return Parts("year", 1, months=(month,), days=((places.pop(), weekday),), mode=mode)
