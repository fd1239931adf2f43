"""The grammar of recurrences: what is said of how often, on which days, from when until when.

The rules in words:

- "Every last Friday" and "every first Monday" are monthly; "every third Friday" is every three
  weeks, "the third Friday of every month" monthly.
- "Until" includes the day named, for "until June" the first of June; "through June" all of it.
  "For 2 months" ends two months from the start.
- Several days without more ("gym Mon and Wed") are every week.
- Several times a day are spread from 9:00 to 21:00; twice a week is Monday and Thursday, three
  times Monday, Wednesday and Friday.
- Excluded months and weekdays become part of the rule; excluded dates, and dates with a time
  of day, are exceptions.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Final, Literal

from evolution_todo.language.recurrence.occurrences import RecurrenceError
from evolution_todo.language.times.amounts import TIMES, Length
from evolution_todo.language.times.calendar_words import Day
from evolution_todo.language.times.clock import Clock, Part
from evolution_todo.language.times.grammar import Context, Grammar

RECURRENCES = Grammar(TIMES)
rule = RECURRENCES.rule
WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
Mode = Literal["", "after_completion"]
ON_SCHEDULE: Final = ""
AFTER_COMPLETION: Final = "after_completion"
Without = Day | tuple[int, ...] | datetime


@dataclass(frozen=True, slots=True)
class Parts:
    """What has been said of a recurrence; empty where nothing has.

    `days` pairs a place in the month (0: all) with a weekday; `without` holds excluded days,
    months, weekdays, and single moments on the clocks of the place.
    """

    unit: str = ""
    interval: int = 0
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    clocks: tuple[Clock, ...] = ()
    hours: tuple[int, ...] = ()
    part: Part | None = None
    begin: Day | None = None
    until: Day | None = None
    through: bool = False
    count: int = 0
    length: Length | None = None
    mode: Mode = ON_SCHEDULE
    without: tuple[Without, ...] = ()
    loose: bool = False

    def merged(self, more: "Parts") -> "Parts | None":
        """Both together, or None when they speak of the same thing.

        “Every weekday for 20 minutes” says how long it takes each time, and not until when.
        """
        length, unit = self.length or more.length, self.unit or more.unit
        if length and length.timed and unit not in _SHORT_UNITS:
            return None
        said: dict[str, object] = {}
        for field in fields(self):
            mine, its = getattr(self, field.name), getattr(more, field.name)
            if mine and its and field.name not in ("without", "mode", "loose"):
                return None
            said[field.name] = mine + its if field.name == "without" else mine or its
        return Parts(**said)  # type: ignore[arg-type] # the fields' own values


_SHORT_UNITS = frozenset({"", "hour", "minute", "second"})


# --- how often


@rule("each", "every|each|ever", "each and every", example=("every day", "FREQ=DAILY"))
def _each(_: Context) -> Mode:
    return ON_SCHEDULE


@rule("each", "every !", example=("every! 3 days", "FREQ=DAILY;INTERVAL=3"))
def _each_after_completion(_: Context) -> Mode:
    return AFTER_COMPLETION


@rule("interval", "<number>", example=("every 3 days", "FREQ=DAILY;INTERVAL=3"))
def _number(_: Context, number: int) -> int:
    if number < 1:
        raise RecurrenceError("A recurrence needs at least one day between its times.")
    return number


@rule("interval", "couple of?", example=("every couple of days", "FREQ=DAILY;INTERVAL=2"))
def _couple(_: Context) -> int:
    return 2


@rule("interval", "few", example=("every few days", "FREQ=DAILY;INTERVAL=3"))
def _few(_: Context) -> int:
    return 3


@rule("interval", "other|alternate", example=("every other day", "FREQ=DAILY;INTERVAL=2"))
def _other(_: Context) -> int:
    return 2


@rule("interval", "<ordinal>", example=("every third day", "FREQ=DAILY;INTERVAL=3"))
def _nth(_: Context, number: int) -> int | None:
    return number if number > 1 else None


_UNITS = {"fortnight": ("week", 2), "quarter": ("month", 3)}


def every(unit: str, interval: int, *, mode: Mode = ON_SCHEDULE) -> Parts:
    """So many units: a fortnight is two weeks, weekends are Saturdays and Sundays."""
    unit, times = _UNITS.get(unit, (unit, 1))
    if unit == "weekend":
        return Parts("week", interval, days=all_days(WEEKEND), mode=mode)
    if unit == "weekday":
        return Parts("week", interval, days=all_days(WORKDAYS), mode=mode)
    return Parts(unit, interval * times, mode=mode)


def all_days(weekdays: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """These weekdays, each of them."""
    return tuple((0, weekday) for weekday in dict.fromkeys(weekdays))


@rule(
    "repeat",
    "<each> half -? year",
    "<each> half -? a year",
    example=("every half year", "FREQ=MONTHLY;INTERVAL=6"),
)
def _every_half_year(_: Context, mode: Mode) -> Parts:
    return every("month", 6, mode=mode)


@rule(
    "repeat",
    "<each> <interval>? single? <unit>",
    "once <each> <interval>? <unit>",
    example=("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2"),
)
def _every_unit(_: Context, mode: Mode, interval: int | None, unit: str) -> Parts:
    return every(unit, interval or 1, mode=mode)


_ADVERBS = {
    "daily": ("day", 1),
    "everyday": ("day", 1),
    "weekly": ("week", 1),
    "biweekly": ("week", 2),
    "fortnightly": ("week", 2),
    "monthly": ("month", 1),
    "bimonthly": ("month", 2),
    "quarterly": ("month", 3),
    "semiannually": ("month", 6),
    "yearly": ("year", 1),
    "annually": ("year", 1),
    "hourly": ("hour", 1),
}


def _adverb(unit: str, interval: int) -> Parts:
    return Parts(unit, interval, loose=True)


for _word, (_unit, _count) in _ADVERBS.items():
    RECURRENCES.add("repeat", _word, lambda _, u=_unit, n=_count: _adverb(u, n))


@rule("repeat", "bi -? weekly", example=("bi-weekly", "FREQ=WEEKLY;INTERVAL=2"))
def _biweekly(_: Context) -> Parts:
    return _adverb("week", 2)


@rule("repeat", "bi -? monthly", example=("bi-monthly", "FREQ=MONTHLY;INTERVAL=2"))
def _bimonthly(_: Context) -> Parts:
    return _adverb("month", 2)


@rule("repeat", "nightly", example=("nightly", "FREQ=DAILY"))
def _nightly(_: Context) -> Parts:
    return Parts("day", 1, part=Part("night", 20), loose=True)


@rule("repeat", "<each> <interval>? <part>", example=("every morning", "FREQ=DAILY"))
def _every_part(_: Context, mode: Mode, interval: int | None, part: Part) -> Parts:
    return Parts("day", interval or 1, part=replace(part, today=False), mode=mode)


_TIMES_A_WEEK = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: WORKDAYS, 6: (0, 1, 2, 3, 4, 5)}
_TIMES_A_MONTH = {2: (1, 15), 3: (1, 11, 21), 4: (1, 8, 15, 22)}


@rule("times", "once", example=("once a day", "FREQ=DAILY"))
def _once(_: Context) -> int:
    return 1


@rule("times", "twice", example=("twice a day", "FREQ=DAILY;BYHOUR=9,21;BYMINUTE=0"))
def _twice(_: Context) -> int:
    return 2


@rule("times", "thrice", example=("thrice a week", "FREQ=WEEKLY;BYDAY=MO,WE,FR"))
def _thrice(_: Context) -> int:
    return 3


@rule(
    "times",
    "<number> times|x|time",
    "several times",
    example=("3 times a day", "FREQ=DAILY;BYHOUR=9,15,21;BYMINUTE=0"),
)
def _n_times(_: Context, number: int = 3) -> int:
    return number


@rule(
    "repeat",
    "<times> a|an|per|every|each <unit>",
    example=("twice a week", "FREQ=WEEKLY;BYDAY=MO,TH"),
)
def _times_a(_: Context, times: int, unit: str) -> Parts | None:
    if times < 1:
        raise RecurrenceError("“0 times” is never.")
    if times == 1 and unit != "second":
        return every(unit, 1)
    if unit == "day" and times <= 13:
        return Parts("day", 1, clocks=tuple(_spread(times)))
    if unit == "week" and times in (*_TIMES_A_WEEK, 7):
        return (
            Parts("week", 1, days=all_days(_TIMES_A_WEEK[times])) if times < 7 else every("day", 1)
        )
    if unit == "month" and times in _TIMES_A_MONTH:
        return Parts("month", 1, month_days=_TIMES_A_MONTH[times])
    if unit == "year" and 12 % times == 0:
        return Parts("month", 12 // times)
    return None


@rule(
    "repeat",
    "<times> a|per|every|each week ,|:|-|on? on? <day_run>+",
    example=("twice a week on Tue and Fri", "FREQ=WEEKLY;BYDAY=TU,FR"),
)
def _times_on_days(_: Context, times: int, runs: tuple[tuple[int, ...], ...]) -> Parts | None:
    days = joined(runs)
    return Parts("week", 1, days=all_days(days)) if len(days) == times else None


def _spread(times: int) -> list[Clock]:
    minutes = [9 * 60 + step * 720 // (times - 1) for step in range(times)]
    return [Clock(minute // 60, minute % 60 // 30 * 30) for minute in minutes]


@rule("repeat", "<times> weekly", example=("twice weekly", "FREQ=WEEKLY;BYDAY=MO,TH"))
def _times_weekly(context: Context, times: int) -> Parts | None:
    return _times_a(context, times, "week")


@rule("repeat", "<times> monthly", example=("twice monthly", "FREQ=MONTHLY;BYMONTHDAY=1,15"))
def _times_monthly(context: Context, times: int) -> Parts | None:
    return _times_a(context, times, "month")


@rule("repeat", "<times> daily", example=("twice daily", "FREQ=DAILY;BYHOUR=9,21;BYMINUTE=0"))
def _times_daily(context: Context, times: int) -> Parts | None:
    return _times_a(context, times, "day")


# --- weekdays


@rule("a_day", "<weekday> .?", "<weekdays>", example=("every Wed", "FREQ=WEEKLY;BYDAY=WE"))
def _a_day(_: Context, weekday: int) -> tuple[int, ...]:
    return (weekday,)


@rule(
    "a_day",
    "weekday|weekdays|workday|workdays",
    "week|business|working|work|school day|days",
    example=("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
)
def _workdays(_: Context) -> tuple[int, ...]:
    return WORKDAYS


@rule("a_day", "weekend|weekends", example=("every weekend", "FREQ=WEEKLY;BYDAY=SA,SU"))
def _weekend(_: Context) -> tuple[int, ...]:
    return WEEKEND


@rule("day_run", "<a_day>", example=("every Mon and Fri", "FREQ=WEEKLY;BYDAY=MO,FR"))
def _one_day(_: Context, days: tuple[int, ...]) -> tuple[int, ...]:
    return days


@rule(
    "day_run",
    "<a_day> -|–|to|thru|through <a_day>",
    example=("every Mon-Wed", "FREQ=WEEKLY;BYDAY=MO,TU,WE"),
)
def _run_of_days(_: Context, first: tuple[int, ...], last: tuple[int, ...]) -> tuple[int, ...]:
    return tuple((first[0] + step) % 7 for step in range((last[-1] - first[0]) % 7 + 1))


def joined(runs: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """The days of several runs, each once."""
    return tuple(dict.fromkeys(day for run in runs for day in run))


@rule(
    "repeat",
    "<each> <interval>? <day_run>+",
    example=("every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
)
def _every_days(
    _: Context,
    mode: Mode,
    interval: int | None,
    runs: tuple[tuple[int, ...], ...],
) -> Parts:
    return Parts("week", interval or 1, days=all_days(joined(runs)), mode=mode)


@rule(
    "plural_day",
    "<weekdays>",
    "<weekdays> -|–|to|thru|through <a_day>",
    example=("Tuesdays and Thursdays", "FREQ=WEEKLY;BYDAY=TU,TH"),
)
def _plural_days(_: Context, first: int, last: tuple[int, ...] | None = None) -> tuple[int, ...]:
    return _run_of_days(_, (first,), last) if last else (first,)


def _part_days(part: Part) -> Callable[..., Parts]:
    return lambda _, weekday: Parts("week", 1, days=all_days((weekday,)), part=part)


for _part, _hour in (("morning", 9), ("afternoon", 15), ("evening", 19), ("night", 20)):
    RECURRENCES.add(
        "repeat",
        f"on? <weekday> {_part}s",
        _part_days(Part(_part, _hour)),
        example=(f"Sunday {_part}s", "FREQ=WEEKLY;BYDAY=SU"),
    )


@rule("repeat", "m / w / f", "mwf", example=("m/w/f", "FREQ=WEEKLY;BYDAY=MO,WE,FR"))
def _mon_wed_fri(_: Context) -> Parts:
    return Parts("week", 1, days=all_days((0, 2, 4)))


@rule("repeat", "tu|t / th", "tth", example=("tu/th", "FREQ=WEEKLY;BYDAY=TU,TH"))
def _tue_thu(_: Context) -> Parts:
    return Parts("week", 1, days=all_days((1, 3)))


@rule("plural_day", "weekends", example=("on weekends", "FREQ=WEEKLY;BYDAY=SA,SU"))
def _weekends(_: Context) -> tuple[int, ...]:
    return WEEKEND


@rule(
    "plural_day",
    "weekdays|workdays",
    "school|working|work days",
    example=("on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
)
def _weekdays(_: Context) -> tuple[int, ...]:
    return WORKDAYS


@rule("repeat", "on? all? <plural_day>+", example=("on Mondays", "FREQ=WEEKLY;BYDAY=MO"))
def _on_plural_days(_: Context, runs: tuple[tuple[int, ...], ...]) -> Parts:
    return Parts("week", 1, days=all_days(joined(runs)), loose=True)


@rule(
    "repeat",
    "on? <plural_day>+ ,|and|& <weekday>+",
    example=("mons & weds", "FREQ=WEEKLY;BYDAY=MO,WE"),
)
def _plural_then_short(
    _: Context, runs: tuple[tuple[int, ...], ...], others: tuple[int, ...]
) -> Parts:
    return Parts("week", 1, days=all_days((*joined(runs), *others)), loose=True)


@rule(
    "repeat",
    "<weekday> thru|through <weekday>",
    example=("Monday through Friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
)
def _days_through(context: Context, first: int, last: int) -> Parts:
    return Parts("week", 1, days=all_days(_run_of_days(context, (first,), (last,))), loose=True)


@rule(
    "repeat",
    "on? <weekday>+ ,? every|each week",
    "on? <weekday>+ ,? weekly",
    example=("Mon and Fri every week", "FREQ=WEEKLY;BYDAY=MO,FR"),
)
def _days_of_every_week(_: Context, days: tuple[int, ...]) -> Parts:
    return Parts("week", 1, days=all_days(days))


@rule("repeat", "on? <weekday>+", example=("Mon Wed Fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR"))
def _several_days(_: Context, days: tuple[int, ...]) -> Parts | None:
    """One task on several days is one that recurs; said without "every", it is a guess."""
    if len(set(days)) < 2:
        return None
    return Parts("week", 1, days=all_days(days), loose=True)


def whole_months(left_out: Without) -> tuple[int, ...]:
    """The month a left-out stretch is, or nothing."""
    if isinstance(left_out, Day) and left_out.end is not None:
        return (left_out.start.month,)
    return ()


def single_date(left_out: Without) -> tuple[date, ...]:
    """The date, or the moment on the clocks of the place, that is left out; or nothing."""
    if isinstance(left_out, datetime):
        return (left_out,)
    return (left_out.start,) if isinstance(left_out, Day) and left_out.end is None else ()
