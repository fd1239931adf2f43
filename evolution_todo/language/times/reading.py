"""Times said in English, read against a clock; always to the future where English leaves it open.

The rules for days stand in `calendar_words`, those for times of day in `clock`, those for what
counts as a time at all in `expressions`, reminder offsets in `leads`. Here: ranges and saying times
back.

- "By Friday", "until June", "before noon" keep their relation; "in 2 hours" has minute grain;
  "for 30 minutes" is a duration and no time.
- A time of day without a day is the next one to come; "today at 9" said after nine is 21:00.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from evolution_todo.language.text.spans import Span, check_length
from evolution_todo.language.text.wording import clock_words, say_fully
from evolution_todo.language.times.amounts import TIMES
from evolution_todo.language.times.expressions import beginnings, collect, counts
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.leads import find_offsets, offset_at, read_offset
from evolution_todo.language.times.moments import (
    Grain,
    ImpossibleTime,
    Offset,
    Relation,
    Time,
    TimeError,
    UnreadableTime,
)
from evolution_todo.language.times.parse import Parse
from evolution_todo.language.times.pieces import Moment, Pieces
from evolution_todo.language.times.resolving import resolve
from evolution_todo.language.times.tokens import tokenize

__all__ = [
    "Grain",
    "ImpossibleTime",
    "Offset",
    "Relation",
    "Time",
    "TimeError",
    "UnreadableTime",
    "find_offsets",
    "find_times",
    "offset_at",
    "read_offset",
    "read_time",
    "say_time",
]

_EDGES = " \t\r\n,;.!?"


def find_times(text: str, now: datetime, *, day_first: bool = False) -> tuple[Time, ...]:
    """The time expressions of `text` in text order, not overlapping; quoted text is skipped.

    Raises:
        TooLong: over 4,000 characters.
        ImpossibleTime: the text clearly names a date or time that does not exist.
    """
    return _find_times(text, Context(now, day_first=day_first), now.tzinfo)


@lru_cache(maxsize=128)
def _find_times(text: str, context: Context, _zone: tzinfo | None) -> tuple[Time, ...]:
    """The times, kept for the other readers that look at the same words of a message.

    Moments in two zones may be equal, so that the zone is a key of its own.
    """
    return tuple(as_time(said, text, context) for said in find_said_times(text, context))


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A time expression as said, before it is laid on the calendar."""

    span: Span
    pieces: Pieces


def find_said_times(text: str, context: Context) -> tuple[SaidTime, ...]:
    """The time expressions of `text`, not yet laid on the calendar.

    Raises:
        TooLong: over 4,000 characters.
    """
    check_length(text)
    return said_times(Parse(TIMES, tokenize(text), context), text)


def said_times(parse: Parse, text: str) -> tuple[SaidTime, ...]:
    """The time expressions among the tokens of `text`."""
    found: list[SaidTime] = []
    end = 0
    for index in beginnings(parse):
        said = said_time_at(parse, text, index) if index >= end else None
        if parse.spent:
            break
        if said is not None:
            found.append(said)
            end = said.pieces.end
    return tuple(found)


def said_time_at(parse: Parse, text: str, index: int) -> SaidTime | None:
    """The time expression that begins at a token."""
    pieces = collect(parse, index)
    if pieces is None:
        return None
    whole = index == 0 and not text[parse.tokens[pieces.end - 1].end :].strip(_EDGES)
    if not counts(parse, index, pieces, whole=whole):
        return None
    span = Span(parse.tokens[index].start, parse.tokens[pieces.end - 1].end)
    return SaidTime(span, pieces)


def as_time(said: SaidTime, text: str, context: Context) -> Time:
    """The time that was said.

    Raises:
        TimeError: there is no such time.
    """
    try:
        moment = resolve(said.pieces, context)
    except TimeError as error:
        error.span = said.span
        raise
    return Time(
        span=said.span,
        text=said.span.of(text),
        start=moment.start,
        end=moment.end,
        all_day=moment.all_day,
        grain=moment.grain,
        relation=said.pieces.relation,
        reading=_reading(moment),
        alternatives=tuple(say_fully(m, all_day=moment.all_day) for m in moment.alternatives),
        confidence=round(0.95 - moment.doubt, 2),
        dated=said.pieces.dated,
        because="; ".join(_reasons(said.pieces, context)),
        part=said.pieces.part.name if said.pieces.part and not said.pieces.clock else "",
    )


def _reasons(pieces: Pieces, context: Context) -> Iterator[str]:
    """The rules that settled what the words leave open."""
    day, clock, part = pieces.day, pieces.clock, pieces.part
    if day and day.moves:
        yield "a weekday alone is the next one to come"
    if day and day.other:
        yield f"in numbers the {'day' if context.day_first else 'month'} comes first"
    if part and not clock:
        yield f"the {part.name} is {clock_words(part.hour, 0)}"
    if clock and not part and (clock.likelihood or not clock.sure):
        yield "without am or pm, 1 to 6 is in the afternoon and 7 to 11 in the morning"
    if clock and not (day or part):
        yield "a time of day alone is the next one to come"


def _reading(moment: Moment) -> str:
    start = moment.start
    if moment.end is None or moment.grain in (Grain.DAY, Grain.MINUTE, Grain.HOUR):
        return say_fully(start, all_day=moment.all_day)
    if moment.grain is Grain.MONTH:
        return f"{start:%B} {start.year}"
    if moment.grain is Grain.YEAR:
        return str(start.year)
    if moment.grain is Grain.QUARTER:
        return f"quarter {(start.month + 2) // 3} of {start.year}"
    return f"the week of {say_fully(start, all_day=True)}"


def read_time(text: str, now: datetime, *, day_first: bool = False) -> Time:
    """Read a text that is one time expression from end to end, ISO 8601 included.

    Raises:
        TooLong: over 4,000 characters.
        ImpossibleTime: it names a date or time that does not exist.
        UnreadableTime: it is not one time expression.
    """
    check_length(text)
    stripped = text.strip(_EDGES)
    times = find_times(text, now, day_first=day_first)
    if len(times) == 1 and times[0].text.strip(_EDGES) == stripped:
        return times[0]
    raise UnreadableTime(f"I can't read “{text.strip()[:60]}” as a date or time.")


def say_time(moment: datetime, *, all_day: bool, now: datetime) -> str:
    """Say a moment as people do: "today at 5 pm", "tomorrow", "Friday at 9 am".

    Days of the coming week go by name, others by date, with the year when it is another one.
    """
    local = moment if all_day else moment.astimezone(now.tzinfo)
    day = _say_day(local, now)
    return day if all_day else f"{day} at {clock_words(local.hour, local.minute)}"


def _say_day(moment: datetime, now: datetime) -> str:
    ahead = (moment.date() - now.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(ahead)
    if near:
        return near
    if 1 < ahead < 7:
        return f"{moment:%A}"
    year = f" {moment.year}" if moment.year != now.year else ""
    return f"{moment:%a} {moment.day} {moment:%B}{year}"
