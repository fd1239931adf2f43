"""From the pieces of an expression to a moment on the clocks of the person."""

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone

from evolution_todo.language.times.amounts import moment_after
from evolution_todo.language.times.calendar_words import DAY, Day
from evolution_todo.language.times.clock import Clock, Part
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.localtime import at
from evolution_todo.language.times.moments import Grain, ImpossibleTime, TimeError
from evolution_todo.language.times.pieces import Ahead, Moment, Pieces


def resolve(pieces: Pieces, context: Context) -> Moment:
    """What the pieces come to.

    Raises:
        TimeError: they name what cannot be.
    """
    if pieces.error is not None:
        raise pieces.error
    try:
        return _resolve(pieces, context)
    except (OverflowError, ValueError) as error:
        if isinstance(error, TimeError):
            raise
        raise ImpossibleTime("That is further away than the calendar goes.") from error


def _resolve(pieces: Pieces, context: Context) -> Moment:
    if pieces.moment is not None:
        return pieces.moment
    if pieces.ahead is not None:
        return _ahead(pieces, pieces.ahead, context)
    if pieces.clock is not None:
        return _timed(pieces, pieces.clock, context)
    if pieces.part is not None:
        return _in_part_of_day(pieces, pieces.part, context)
    assert pieces.day is not None  # noqa: S101 - collect() leaves none of the four empty
    return _whole_days(pieces.day, context)


def _ahead(pieces: Pieces, ahead: Ahead, context: Context) -> Moment:
    length = ahead.length
    if length.timed or ahead.exact:
        moment = moment_after(context.now, length).replace(microsecond=0)
        return Moment(moment, None, all_day=False, grain=Grain.MINUTE)
    day = Day(length.added_to(context.today))
    return _resolve(replace(pieces, ahead=None, day=day), context)


def _whole_days(day: Day, context: Context) -> Moment:
    zone = context.now.tzinfo
    start = at(day.start, time(), zone)
    end = at(day.end, time(), zone) if day.end else None
    others = (at(day.other, time(), zone),) if day.other else ()
    doubt = 0.15 * bool(others) + 0.15 * day.weak
    return Moment(start, end, all_day=True, grain=day.grain, alternatives=others, doubt=doubt)


def _in_part_of_day(pieces: Pieces, part: Part, context: Context) -> Moment:
    clock = Clock(part.hour)
    day = pieces.day or (Day(context.today) if part.today else None)
    moment = _on(day, clock, context)
    if part.name == "night" and part.today and moment <= context.now:
        moment = at(context.today, time(23, 59), context.now.tzinfo)
    return Moment(moment, None, all_day=False, grain=Grain.HOUR, doubt=0.1)


def _timed(pieces: Pieces, said: Clock, context: Context) -> Moment:
    part, day = pieces.part, pieces.day
    if said.until is not None:
        return _range(_on(day, said, context), said.until, context)
    if said.zone is not None:
        return _zoned(day, said, said.zone, context)
    if part is not None:
        clock, day = part.settle(said), day or (Day(context.today) if part.today else None)
        moment = _on(day, clock, context)
        if part.today and moment <= context.now:
            moment = _on(Day(context.today + DAY), clock, context)
        return Moment(moment, None, all_day=False, grain=clock.grain)
    moment = _on(day, said.likely, context)
    if said.sure and not said.likelihood:
        others = _on(day, replace(said, days=0), context) if said.days else None
        shown = (others,) if others and others != moment else ()
        return Moment(moment, None, all_day=False, grain=said.grain, alternatives=shown)
    other = _on(day, said.likely.other, context)
    today_passed = day is not None and day.start == context.today and not day.moves
    if today_passed and moment <= context.now < other:
        moment, other = other, moment
    return Moment(moment, None, all_day=False, grain=said.grain, alternatives=(other,), doubt=0.1)


def _range(start: datetime, until: Clock, context: Context) -> Moment:
    """From one time of day to another, past midnight when that is earlier."""
    when = time(until.hour, until.minute, until.second)
    end = at(start.date() + timedelta(days=until.days), when, context.now.tzinfo)
    if end <= start:
        end = at(start.date() + DAY, when, context.now.tzinfo)
    return Moment(start, end, all_day=False, grain=Grain.MINUTE)


def _zoned(day: Day | None, said: Clock, hours: int, context: Context) -> Moment:
    """A time said with its zone, on the person's clock."""
    there = Context(context.now.astimezone(timezone(timedelta(hours=hours))))
    moment = _on(day, replace(said, zone=None), there).astimezone(context.now.tzinfo)
    return Moment(moment, None, all_day=False, grain=said.grain)


def _on(day: Day | None, clock: Clock, context: Context) -> datetime:
    """The moment of this clock time on this day; without a day the next one to come."""
    when = time(clock.hour, clock.minute, clock.second)
    zone, ahead = context.now.tzinfo, timedelta(days=clock.days)
    if day is None:
        moment = at(context.today + ahead, when, zone)
        return moment if moment > context.now else at(context.today + ahead + DAY, when, zone)
    if day.moves and day.start == context.today + DAY * 7:
        moment = at(context.today + ahead, when, zone)
        if moment > context.now:
            return moment
    return at(day.start + ahead, when, zone)
