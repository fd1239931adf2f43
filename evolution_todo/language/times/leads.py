"""How long before something is due to remind: "15 minutes before", "the evening before at 7".

Either so many minutes, or a time of day so many days before: "the morning of" and "on the day at 8"
are no day before. A part of the day alone is at its usual hour, and "the day before" alone at the
hour that the thing itself is at.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from evolution_todo.language.text.spans import Span, check_length
from evolution_todo.language.times.amounts import TIMES, Length
from evolution_todo.language.times.clock import Clock, Part
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.moments import Offset
from evolution_todo.language.times.parse import Found, Parse
from evolution_todo.language.times.tokens import tokenize

_EDGES = " \t\r\n,;.!?"
_DAY = 1440
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lead:
    """So many minutes before; with a clock, at that time of a day so many days before."""

    minutes: int
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class _DayAhead:
    days: int
    part: Part | None = None

    def at(self, clock: Clock) -> Lead | None:
        settled = self.part.settle(clock) if self.part else clock.likely
        hour = time(settled.hour, settled.minute)
        return None if settled.days else Lead(self.days * _DAY, hour)


rule = TIMES.rule


@rule("day_ahead", "on? the|a? day before|prior|beforehand")
def _the_day_before(_: Context) -> _DayAhead:
    return _DayAhead(1)


@rule("day_ahead", "the? <part_word> before")
def _the_evening_before(context: Context, name: str) -> _DayAhead:
    return _DayAhead(1, _part(context, name))


@rule("day_ahead", "<length> before|beforehand|earlier|prior|ahead", "<length> in advance")
def _days_before(_: Context, length: Length) -> _DayAhead | None:
    days, rest = divmod(length.minutes, _DAY)
    return None if rest or length.timed else _DayAhead(days)


@rule("day_ahead", "on|for? the|that same? day itself|of? !before|after")
def _the_day_itself(_: Context) -> _DayAhead:
    return _DayAhead(0)


@rule("day_ahead", "on|in|for? the <part_word> of|itself", "on|for? that same? <part_word>")
def _the_morning_of(context: Context, name: str) -> _DayAhead:
    return _DayAhead(0, _part(context, name))


def _part(_: Context, name: str) -> Part:
    return Part(name, _HOURS[name])


_HOURS = {"morning": 9, "afternoon": 15, "evening": 19, "night": 20}


@rule("offset", "<day_ahead> ,? at|around|about|by <hour_said>", "<day_ahead> <sure_clock>")
def _that_day_at(_: Context, day: _DayAhead, clock: Clock) -> Lead | None:
    return day.at(clock)


@rule("offset", "at|around|by <hour_said> <day_ahead>", "<sure_clock> <day_ahead>")
def _at_that_day(_: Context, clock: Clock, day: _DayAhead) -> Lead | None:
    return day.at(clock)


@rule("offset", "<day_ahead> <part>")
def _that_day_in_part(_: Context, day: _DayAhead, part: Part) -> Lead:
    return _in_part(day, part)


@rule("offset", "<part> <day_ahead>")
def _in_part_that_day(_: Context, part: Part, day: _DayAhead) -> Lead:
    return _in_part(day, part)


def _in_part(day: _DayAhead, part: Part) -> Lead:
    return Lead(day.days * _DAY, time(part.hour))


@rule("offset", "<day_ahead>")
def _that_day(_: Context, day: _DayAhead) -> Lead:
    return _in_part(day, day.part) if day.part else Lead(day.days * _DAY)


@rule("offset", "the hour before|beforehand")
def _the_hour_before(_: Context) -> Lead:
    return Lead(60)


@rule("offset", "<length> before|beforehand|early|earlier|prior|ahead")
def _before(_: Context, length: Length) -> Lead:
    return Lead(length.minutes)


@rule(
    "offset", "<length> in advance", "<length> ahead of time", "<length> before hand|then|that|due"
)
def _in_advance(_: Context, length: Length) -> Lead:
    return Lead(length.minutes)


@rule("offset", "<length> before it|it's is? due?", "<length> before the? deadline|event|time")
def _before_it(_: Context, length: Length) -> Lead:
    return Lead(length.minutes)


@rule("offset", "at the time", "on time", "when it's|its due", "when due", "when it is due")
def _at_the_time(_: Context) -> Lead:
    return Lead(0)


def find_offsets(text: str) -> tuple[Offset, ...]:
    """The reminder offsets of `text` ("15 minutes before"), in text order.

    "15 minutes before 5 pm" is a time and no offset.

    Raises:
        TooLong: over 4,000 characters.
    """
    check_length(text)
    parse = Parse(TIMES, tokenize(text), Context(_ANY_TIME))
    offsets: list[Offset] = []
    end = 0
    for index in parse.places("offset"):
        found = offset_at(parse, index) if index >= end else None
        if found:
            offsets.append(found[0])
            end = found[1]
    return tuple(offsets)


def offset_at(parse: Parse, index: int) -> tuple[Offset, int] | None:
    """The offset that begins at a token, and the token after it."""
    found = parse.match("offset", index) or _first_of_two(parse, index)
    if found is None or not isinstance(found.value, Lead):
        return None
    if any(parse.match(category, found.end) for category in ("day", "clock")):
        return None
    span = Span(parse.tokens[index].start, parse.tokens[found.end - 1].end)
    return Offset(span, found.value.minutes, found.value.clock), found.end


def _first_of_two(parse: Parse, index: int) -> Found | None:
    """The first length of “an hour and a day before”."""
    found = parse.match("length", index)
    if found is None or not isinstance(found.value, Length) or parse.word(found.end) not in _AND:
        return None
    second = parse.match("offset", found.end + 1)
    return Found(Lead(found.value.minutes), found.end) if second else None


_AND = frozenset({"and", ",", "&"})


def read_offset(text: str) -> Offset | None:
    """The offset that the whole text is, or None; a bare length ("15 minutes") is one too.

    Raises:
        TooLong: over 4,000 characters.
    """
    check_length(text)
    stripped = text.strip(_EDGES)
    for offset in find_offsets(text):
        if offset.span.of(text) == stripped:
            return offset
    parse = Parse(TIMES, tokenize(text), Context(_ANY_TIME))
    found = parse.match("length", 0)
    if found is None or found.end != len(parse.tokens) or not isinstance(found.value, Length):
        return None
    return Offset(Span(0, len(text)), found.value.minutes)
