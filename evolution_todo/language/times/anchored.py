"""Days and moments counted from others: "in 2 hours", "the day after Christmas", "Mon to Wed"."""

from datetime import datetime

from evolution_todo.language.times import day_words, holidays, stretch_words
from evolution_todo.language.times.amounts import TIMES, Length, length
from evolution_todo.language.times.calendar_words import (
    DAY,
    Day,
    coming,
    make,
    monday,
    next_weekday,
)
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.localtime import settle
from evolution_todo.language.times.moments import Grain, ImpossibleTime, Relation
from evolution_todo.language.times.pieces import Ahead, Moment

rule = TIMES.rule
VOCABULARIES = (day_words, stretch_words, holidays)


@rule(
    "ahead",
    "in the? next? <length> '? time?",
    "in about|around|exactly|like <length>",
    "<length> from now|today",
    "<length> later",
    "after another? <length>",
    example=("in 2 hours", "2026-06-10T12:00"),
)
def _in(_: Context, length: Length) -> Ahead:
    return Ahead(length)


@rule("ahead", "within the? next? <length>", example=("within 2 hours", "2026-06-10T12:00"))
def _within(_: Context, length: Length) -> Ahead:
    return Ahead(length, relation=Relation.BY)


@rule("ahead", "<length> ago|back", example=("3 days ago", "2026-06-07T10:00"))
def _ago(_: Context, length: Length) -> Ahead:
    return Ahead(length.negative(), exact=length.unit in ("day", "fortnight"))


@rule("ahead", "<length> hence", example=("7 days hence", "2026-06-17T10:00"))
def _hence(_: Context, length: Length) -> Ahead:
    return Ahead(length, exact=length.unit in ("day", "fortnight"))


@rule("ahead", "in <int>", example=("in 15", "2026-06-10T10:15"))
def _in_minutes(_: Context, minutes: int) -> Ahead | None:
    return Ahead(Length("minute", seconds=60 * minutes), weak=True) if minutes < 1000 else None


@rule(
    "anchored", "<length> from|after|following <day>", example=("a week from Monday", "2026-06-22")
)
def _after_day(_: Context, length: Length, day: Day) -> Day | None:
    return None if length.timed else Day(length.added_to(day.start))


@rule("anchored", "<length> before <day>", example=("2 days before Christmas", "2026-12-23"))
def _before_day(_: Context, length: Length, day: Day) -> Day | None:
    return None if length.timed else Day(length.negative().added_to(day.start))


@rule("anchored", "the? day after <day>", example=("the day after Christmas", "2026-12-26"))
def _day_after(_: Context, day: Day) -> Day:
    return Day(day.start + DAY)


@rule("anchored", "the? day before <day>", example=("the day before Christmas", "2026-12-24"))
def _day_before(_: Context, day: Day) -> Day:
    return Day(day.start - DAY)


@rule("anchored", "after the weekend", example=("after the weekend", "2026-06-15"))
def _after_the_weekend(context: Context) -> Day:
    return Day(monday(context.today + DAY * 7))


@rule("anchored", "the? week of the? <day>", example=("the week of July 15th", "2026-07-13"))
def _week_of(_: Context, day: Day) -> Day:
    first = monday(day.start)
    return Day(first, first + DAY * 7, Grain.WEEK)


@rule("ahead", "in|within the next <unit>", example=("in the next hour", "2026-06-10T11:00"))
def _in_the_next(_: Context, unit: str) -> Ahead | None:
    found = length(1, unit)
    return Ahead(found, relation=Relation.BY) if isinstance(found, Length) else None


@rule("ahead", "now", "right now", "just now", "immediately", example=("now", "2026-06-10T10:00"))
def _now(_: Context) -> Ahead:
    return Ahead(Length("minute"), weak=True)


@rule(
    "anchored",
    "the? <ordinal> <weekday> after <day>",
    example=("third Tuesday after Christmas", "2027-01-12"),
)
def _weekday_after(_: Context, place: int, weekday: int, day: Day) -> Day:
    return Day(next_weekday(day.start, weekday) + DAY * 7 * (place - 1))


@rule(
    "anchored",
    "the? closest|nearest <weekday> to <day>",
    example=("closest Monday to July 1", "2026-06-29"),
)
def _closest_weekday(_: Context, weekday: int, day: Day) -> Day:
    return Day(next_weekday(day.start - DAY * 4, weekday))


@rule("edge_day", "<day>", "<stretch>", example=("from July to September", "2026-07-01"))
def _edge_day(_: Context, day: Day) -> Day:
    return day


@rule(
    "days",
    "from|between <edge_day> -|–|to|until|till|through|thru|and <edge_day>",
    "<day> -|–|to|through|thru <day>",
    example=("from Monday to Wednesday", "2026-06-15"),
)
def _days(_: Context, first: Day, last: Day) -> Day | None:
    start, end = first.start, last.end or last.start + DAY
    if last.moves and end <= start:
        end += DAY * 7
    return Day(start, end, first.grain) if start < end else None


@rule("days", "<monthpart> <dom> -|–|to <dom>", example=("July 13-15", "2026-07-13"))
def _days_of_month(context: Context, month: int, first: int, last: int) -> Day | None:
    start = coming(context.today, month, first)
    end = make(start.year, month, last) + DAY
    return Day(start, end) if start < end else None


@rule(
    "days", "the? <dom> -|–|to the? <dom> of? <monthpart>", example=("13 to 15 July", "2026-07-13")
)
def _days_before_month(context: Context, first: int, last: int, month: int) -> Day | None:
    return _days_of_month(context, month, first, last)


@rule("instant", "<instant_sign>", example=("2026-06-12T17:00", "2026-06-12T17:00"))
def _instant(context: Context, written: str) -> Moment:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ImpossibleTime(f"There is no {written}.") from None
    local = moment if moment.tzinfo else settle(moment.replace(tzinfo=context.now.tzinfo))
    return Moment(local.astimezone(context.now.tzinfo), None, all_day=False, grain=Grain.MINUTE)
