"""Times of day: "3:30 pm", "half past six", "noon", "tomorrow evening"'s evening.

The rules in words:

- Without am or pm the hour is the one that makes sense for tasks: 1 to 6 is in the afternoon,
  7 to 11 in the morning, 12 is noon. 0, 13 to 23 and "03:30" are read on the 24-hour clock.
- Morning is 9:00, afternoon 15:00, evening 19:00, night 20:00, noon and lunch 12:00, the end of
  the day 17:00; midnight is the one that ends the day named.
- A part of the day decides between am and pm: "9 tomorrow evening" is 21:00.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from evolution_todo.language.times.amounts import TIMES
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.moments import Grain, ImpossibleTime


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `sure` when am or pm is known, `days` 1 for the midnight at the day's end.

    `weak` needs "at", a day or a part of the day beside it; `bare` is a number and nothing else.
    `until` ends a range, `zone` is the UTC offset in hours when one is said. `likelihood` says
    that am or pm was decided by what is likely alone, so that a part of the day may decide anew.
    """

    hour: int
    minute: int = 0
    second: int = 0
    sure: bool = True
    grain: Grain = Grain.HOUR
    weak: bool = False
    bare: bool = False
    days: int = 0
    until: "Clock | None" = None
    zone: int | None = None
    likelihood: bool = False

    @property
    def likely(self) -> "Clock":
        """With am or pm decided as tasks mean it."""
        afternoon = not self.sure and 1 <= self.hour <= 6
        return replace(self, hour=self.hour + 12 * afternoon, sure=True)

    @property
    def other(self) -> "Clock":
        """The other half of the day."""
        return replace(self, hour=(self.hour + 12) % 24, sure=True)

    def moved(self, minutes: int) -> "Clock":
        """So many minutes later or earlier, on the same half of the day as said."""
        at = self.likely
        total = (at.hour * 60 + at.minute + minutes) % 1440
        moved = replace(at, hour=total // 60, minute=total % 60, grain=Grain.MINUTE, days=0)
        return replace(moved, likelihood=not self.sure)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day; `today` for "this morning", `weak` for a bare "morning"."""

    name: str
    hour: int
    today: bool = False
    weak: bool = False

    def settle(self, clock: Clock) -> Clock:
        """The clock time as this part of the day means it."""
        if clock.sure and not clock.likelihood:
            return clock
        if self.name == "morning":
            return replace(clock, hour=clock.hour % 12, sure=True)
        if clock.hour == 12 and self.name != "afternoon":
            return replace(clock, hour=0, days=1, sure=True)
        return replace(clock, hour=clock.hour % 12 + 12, sure=True)


rule = TIMES.rule
HOUR = r"(?:[1-9]|1\d|2[0-3])(?:[:.][0-5]\d|(?:00|15|30|45))?"
"""A number that is an hour where a time is to come: “4”, “9:30”, “830”."""
_PART_HOURS = {"morning": 9, "afternoon": 15, "evening": 19, "night": 20}


def _clock(hour: int, minute: int = 0, second: int = 0, *, half: int | None = None) -> Clock:
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise ImpossibleTime(f"There is no {hour}:{minute:02} on the clock.")
    grain = Grain.MINUTE if minute or second else Grain.HOUR
    if half is not None and hour <= 12:
        return Clock(hour % 12 + half, minute, second, grain=grain)
    sure = half is not None or hour == 0 or hour > 12
    return Clock(hour % 24, minute, second, sure=sure, grain=grain, days=hour // 24)


@rule("half", "am|amm", "a . m .?", "a m", "in the am", example=("8 am", "2026-06-11T08:00"))
def _am(_: Context) -> int:
    return 0


@rule("half", "pm|pmm", "p . m .?", "p m", "p", "in the pm", example=("3p", "2026-06-10T15:00"))
def _pm(_: Context) -> int:
    return 12


@rule("clock", "<number> <half>", example=("3 pm", "2026-06-10T15:00"))
def _hour_half(_: Context, hour: int, half: int) -> Clock:
    if hour > 24:
        raise ImpossibleTime(f"There is no {hour} o'clock.")
    return _clock(hour, half=half)


@rule("clock", "<clock_sign> <half>?", example=("3:30", "2026-06-10T15:30"))
def _hour_minute(_: Context, sign: Clock, half: int | None) -> Clock:
    if half is None or sign.hour > 12:
        return sign
    return replace(sign, hour=sign.hour % 12 + half, sure=True)


@rule("clock_sign", "<hhmm>", example=("15:45", "2026-06-10T15:45"))
def _sign(_: Context, said: tuple[int, int, int, bool]) -> Clock:
    hour, minute, second, padded = said
    read = replace(_clock(hour, minute, second), grain=Grain.MINUTE)
    return replace(read, sure=True) if padded else read


@rule("clock", "<hhmm> a", example=("8:15a", "2026-06-11T08:15"))
def _short_am(_: Context, said: tuple[int, int, int, bool]) -> Clock:
    return replace(_clock(said[0], said[1], half=0), grain=Grain.MINUTE)


@rule("clock", "<number> o'clock|oclock <half>?", example=("5 o'clock", "2026-06-10T17:00"))
def _o_clock(_: Context, hour: int, half: int | None) -> Clock | None:
    return _clock(hour, half=half)


@rule(
    "clock",
    "<number> ish <half>?",
    "<number> - ish <half>?",
    example=("3ish pm", "2026-06-10T15:00"),
)
def _about(_: Context, hour: int, half: int | None) -> Clock | None:
    return _clock(hour, half=half) if hour <= 24 else None


@rule("clock", "<dotclock> <half>?", example=("at 3.30pm", "2026-06-10T15:30"))
def _dotted(_: Context, said: tuple[int, int], half: int | None) -> Clock:
    read = replace(_clock(*said, half=half), grain=Grain.MINUTE)
    return replace(read, weak=half is None)


@rule("clock", "<military> <half>?", "<military> hours", example=("at 1030", "2026-06-10T10:30"))
def _military(_: Context, said: tuple[int, int], half: int | None = None) -> Clock:
    read = replace(_clock(*said, half=half), grain=Grain.MINUTE)
    return replace(read, weak=half is None, bare=half is None)


@rule("clock", "<padded>", "<padded> hours", example=("tomorrow at 0600", "2026-06-11T06:00"))
def _padded(_: Context, said: tuple[int, int]) -> Clock:
    return Clock(*said, sure=True, weak=True, bare=True, grain=Grain.MINUTE)


@rule(
    "clock",
    "<spoken_hour> -? <spoken_minute> <half>?",
    example=("at three twenty", "2026-06-10T15:20"),
)
def _spoken(_: Context, hour: int, minute: int, half: int | None) -> Clock:
    read = replace(_clock(hour, minute, half=half), grain=Grain.MINUTE)
    return replace(read, weak=half is None, bare=half is None)


@rule("spoken_hour", "<ones>", "<teens>", example=("at ten-thirty", "2026-06-10T10:30"))
def _spoken_hour(_: Context, hour: int) -> int | None:
    return hour if hour <= 12 else None


@rule("spoken_minute", "<tens> -? <ones>?", example=("at six forty-five", "2026-06-10T18:45"))
def _spoken_minute(_: Context, tens: int, ones: int | None) -> int | None:
    return tens + (ones or 0) if tens < 60 else None


@rule("spoken_minute", "<teens>", example=("at four fifteen", "2026-06-10T16:15"))
def _spoken_teen(_: Context, minute: int) -> int:
    return minute


@rule("spoken_minute", "oh|o <ones>", example=("at four oh five", "2026-06-10T16:05"))
def _spoken_oh(_: Context, minute: int) -> int:
    return minute


@rule("clock", "<int> <int> <half>?", example=("at 12 15", "2026-06-10T12:15"))
def _two_numbers(_: Context, hour: int, minute: int, half: int | None) -> Clock | None:
    if hour > 23 or not 10 <= minute <= 59:
        return None
    read = replace(_clock(hour, minute, half=half), grain=Grain.MINUTE)
    return replace(read, weak=half is None, bare=half is None)


@rule(
    "hour",
    "<number> o'clock? <half>?",
    "<clock_sign> <half>?",
    example=("5 past 3", "2026-06-10T15:05"),
)
def _hour(_: Context, said: int | Clock, half: int | None) -> Clock | None:
    if isinstance(said, Clock):
        return said if half is None else replace(said, hour=said.hour % 12 + half, sure=True)
    return _clock(said, half=half) if said <= 12 else None


@rule("hour", "<named>", example=("quarter to noon", "2026-06-10T11:45"))
def _named_hour(_: Context, named: Clock) -> Clock:
    return named


@rule("clock", "half past? <hour>", example=("half past six", "2026-06-10T18:30"))
def _half_past(_: Context, hour: Clock) -> Clock | None:
    return None if hour.minute else hour.moved(30)


@rule(
    "clock", "<past_minutes> past|after|from <hour>", example=("20 past 3 pm", "2026-06-10T15:20")
)
def _past(_: Context, minutes: int, hour: Clock) -> Clock:
    return hour.moved(minutes)


@rule(
    "clock",
    "<past_minutes> to|till|til|before|of <hour>",
    example=("quarter to six", "2026-06-10T17:45"),
)
def _to(_: Context, minutes: int, hour: Clock) -> Clock:
    return hour.moved(-minutes)


@rule("past_minutes", "a? quarter", example=("quarter past 9", "2026-06-11T09:15"))
def _quarter_hour(_: Context) -> int:
    return 15


@rule(
    "past_minutes",
    "<number> minutes|minute|mins|min",
    example=("10 minutes to 5", "2026-06-10T16:50"),
)
def _minutes(_: Context, minutes: int) -> int | None:
    return minutes if minutes < 60 else None


@rule("clock", "<number> past|after <hour>", example=("20 past 3", "2026-06-10T15:20"))
def _bare_past(_: Context, minutes: int, hour: Clock) -> Clock | None:
    return _bare_moved(minutes, hour, 1)


@rule("clock", "<number> to|till|til|before <hour>", example=("twenty to five", "2026-06-10T16:40"))
def _bare_to(_: Context, minutes: int, hour: Clock) -> Clock | None:
    return _bare_moved(minutes, hour, -1)


def _bare_moved(minutes: int, hour: Clock, sign: int) -> Clock | None:
    """Twenty to five, which may as well be a number of things: weak without am or pm."""
    if minutes not in (5, 10, 15, 20, 25) or (hour.sure and hour.hour > 12 and hour.minute):
        return None
    return replace(hour.moved(sign * minutes), weak=not hour.sure or hour.bare)


@rule(
    "named",
    "noon|midday|noontime|noonish",
    "12|twelve noon|midday",
    example=("noon", "2026-06-10T12:00"),
)
def _noon(_: Context) -> Clock:
    return Clock(12)


@rule("named", "<clock_sign> noon", example=("at 12:00 noon", "2026-06-10T12:00"))
def _twelve_noon(_: Context, clock: Clock) -> Clock | None:
    return Clock(12) if (clock.hour, clock.minute) == (12, 0) else None


@rule("clock", "this|same time", example=("this time tomorrow", "2026-06-11T10:00"))
def _this_time(context: Context) -> Clock:
    return Clock(context.now.hour, context.now.minute, weak=True, grain=Grain.MINUTE)


@rule(
    "named",
    "midnight",
    "12|twelve midnight",
    example=("midnight", "2026-06-11T00:00"),
)
def _midnight(_: Context) -> Clock:
    return Clock(0, days=1)


@rule("clock", "<named>", example=("tomorrow at noon", "2026-06-11T12:00"))
def _named(_: Context, named: Clock) -> Clock:
    return named


@rule("clock", "lunchtime", "lunch time", example=("tomorrow lunchtime", "2026-06-11T12:00"))
def _lunchtime(_: Context) -> Clock:
    return Clock(12)


@rule("clock", "teatime", "tea time", example=("today at teatime", "2026-06-10T17:00"))
def _teatime(_: Context) -> Clock:
    return Clock(17)


@rule("clock", "lunch", example=("tomorrow at lunch", "2026-06-11T12:00"))
def _lunch(_: Context) -> Clock:
    return Clock(12, weak=True)


@rule(
    "clock",
    "the? end of the? day|workday|work|business",
    "close of business|play",
    "the? end of today",
    "eod|cob|eob",
    "after work",
    example=("EOD", "2026-06-10T17:00"),
)
def _end_of_day(_: Context) -> Clock:
    return Clock(17)


@rule("part", "<part_word>", example=("tomorrow afternoon", "2026-06-11T15:00"))
def _part(_: Context, name: str) -> Part:
    return Part(name, _PART_HOURS[name], weak=True)


@rule("part", "in|during the? <part_word>", example=("in the evening", "2026-06-10T19:00"))
def _in_part(_: Context, name: str) -> Part:
    return Part(name, _PART_HOURS[name])


@rule("part", "at night", example=("tomorrow at night", "2026-06-11T20:00"))
def _at_night(_: Context) -> Part:
    return Part("night", 20)


@rule("part", "this <part_word>", example=("this afternoon", "2026-06-10T15:00"))
def _this_part(_: Context, name: str) -> Part:
    return Part(name, _PART_HOURS[name], today=True)


@rule("part", "tonight", example=("2nite", "2026-06-10T20:00"))
def _tonight(_: Context) -> Part:
    return Part("night", 20, today=True)


@rule("part", "late tonight", example=("late tonight", "2026-06-10T22:00"))
def _late_tonight(_: Context) -> Part:
    return Part("night", 22, today=True)


@rule("part", "in? the? early <part_word>", example=("tomorrow early morning", "2026-06-11T07:00"))
def _early_part(_: Context, name: str) -> Part:
    return Part(name, _PART_HOURS[name] - 2)


@rule("part", "in? the? late <part_word>", example=("tomorrow late afternoon", "2026-06-11T17:00"))
def _late_part(_: Context, name: str) -> Part:
    return Part(name, _PART_HOURS[name] + 2)


@rule(
    "part",
    "first thing",
    "first thing in the morning",
    example=("first thing tomorrow", "2026-06-11T09:00"),
)
def _first_thing(_: Context) -> Part:
    return Part("morning", 9)


@rule("hour_said", "<clock>", "<bare>", example=("tomorrow from 9 to 11", "2026-06-11T09:00"))
def _hour_said(_: Context, clock: Clock) -> Clock:
    return clock


@rule("bare", "<number>", example=("tomorrow at 9", "2026-06-11T09:00"))
def _bare_hour(_: Context, hour: int) -> Clock | None:
    if hour > 24:
        return None
    return Clock(hour % 24, sure=hour == 0 or hour > 12, weak=True, bare=True, days=hour // 24)


@rule("sure_clock", "<clock>", example=("Friday 9:30-11", "2026-06-12T09:30"))
def _sure_clock(_: Context, clock: Clock) -> Clock | None:
    return None if clock.weak else clock


@rule(
    "clock_range",
    "from|between <hour_said> -|–|to|until|till|til|and <hour_said>",
    "<hour_said> -|–|to|until|till|til <clock>",
    "<sure_clock> -|–|to|until|till|til <bare>",
    example=("between 3 and 5pm", "2026-06-10T15:00"),
)
def clock_range(_: Context, first: Clock, last: Clock) -> Clock:
    """From one hour to another, of which one may say am or pm for both."""
    if last.sure and not first.sure:
        same_half = replace(first, hour=first.hour % 12 + 12 * (last.hour >= 12), sure=True)
        first = same_half if same_half.hour < last.hour else replace(first, sure=True)
    return replace(first.likely, weak=False, bare=False, until=last.likely)


@rule(
    "clock_range",
    "<bare> -|–|to|until|till|til <bare>",
    example=("Friday 9-11", "2026-06-12T09:00"),
)
def _bare_hours(context: Context, first: Clock, last: Clock) -> Clock | None:
    fits = 0 < first.hour <= 12 and 0 < last.hour <= 12
    return replace(clock_range(context, first, last), weak=True, bare=True) if fits else None


_OFFSETS = {
    **dict.fromkeys(("utc", "gmt"), 0),
    **dict.fromkeys(("eet", "sast"), 2),
    **dict.fromkeys(("eest", "msk"), 3),
    "gst": 4,
    "jst": 9,
    "aest": 10,
    "akst": -9,
    "hst": -10,
    **dict.fromkeys(("cet", "bst"), 1),
    "cest": 2,
    "edt": -4,
    **dict.fromkeys(("est", "cdt"), -5),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    "pst": -8,
}


def _zone_of(hours: int) -> Callable[[Context], int]:
    return lambda _: hours


for _name, _offset in _OFFSETS.items():
    TIMES.add("zone", _name, _zone_of(_offset))


@rule("zoned", "<clock> <zone>", example=("3pm EST", "2026-06-10T22:00"))
def _zoned(_: Context, clock: Clock, hours: int) -> Clock:
    return replace(clock.likely, zone=hours)
