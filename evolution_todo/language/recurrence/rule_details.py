"""What is said of a recurrence besides how often: at what time, from when until when, save when."""

from dataclasses import replace
from datetime import datetime, time

from evolution_todo.language.recurrence.month_rules import placed, yearly
from evolution_todo.language.recurrence.occurrences import RecurrenceError
from evolution_todo.language.recurrence.rules import (
    AFTER_COMPLETION,
    RECURRENCES,
    Mode,
    Parts,
    Without,
    all_days,
    every,
    joined,
)
from evolution_todo.language.times.amounts import Length, length
from evolution_todo.language.times.calendar_words import Day
from evolution_todo.language.times.clock import Clock, Part, clock_range
from evolution_todo.language.times.grammar import Context

rule = RECURRENCES.rule


@rule("more", "on|each|every? <day_run>+", example=("weekly on Wednesdays", "FREQ=WEEKLY;BYDAY=WE"))
def _on_days(_: Context, runs: tuple[tuple[int, ...], ...]) -> Parts:
    return Parts(days=all_days(joined(runs)))


@rule(
    "more",
    "on? the? <place>+ <day_run>+",
    example=("monthly on the second Tuesday", "FREQ=MONTHLY;BYDAY=2TU"),
)
def _on_places(_: Context, places: tuple[int, ...], runs: tuple[tuple[int, ...], ...]) -> Parts:
    return placed(places, runs)


@rule(
    "more",
    "on? the? <place>+ instance|instances|occurrence|occurrences of <day_run>+",
    example=(
        "monthly on the first and last instance of Mon and Thu",
        "FREQ=MONTHLY;BYDAY=MO,TH;BYSETPOS=1,-1",
    ),
)
def _on_positions(_: Context, places: tuple[int, ...], runs: tuple[tuple[int, ...], ...]) -> Parts:
    return Parts(days=all_days(joined(runs)), positions=places)


@rule(
    "more",
    "on|at|around the? <month_day>+",
    "on? the <month_day>+",
    example=("every other month on the 9th", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=9"),
)
def _on_month_days(_: Context, days: tuple[int, ...]) -> Parts:
    return Parts(month_days=days)


@rule(
    "more", "on day|days <dom_number>+", example=("monthly on day 5", "FREQ=MONTHLY;BYMONTHDAY=5")
)
def _on_day_numbers(_: Context, days: tuple[int, ...]) -> Parts:
    return Parts(month_days=days)


@rule(
    "more",
    "on? <month> the? <dom_number>+",
    example=("every year on March 2nd and 9th", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=2,9"),
)
def _on_month_date(_: Context, month: int, days: tuple[int, ...]) -> Parts:
    return replace(yearly(month, days), unit="", interval=0)


@rule(
    "more",
    "on? the? <dom_number>+ of? <month>",
    example=("every year on the 21st of December", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=21"),
)
def _on_date_of_month(context: Context, days: tuple[int, ...], month: int) -> Parts:
    return _on_month_date(context, month, days)


@rule(
    "more",
    "in|of|during <month>+",
    example=("every Monday in June", "FREQ=WEEKLY;BYMONTH=6;BYDAY=MO"),
)
def _in_months(_: Context, months: tuple[int, ...]) -> Parts:
    return Parts(months=months)


@rule(
    "more",
    "in|of|during? week <number>",
    example=("every year in week 30", "FREQ=YEARLY;BYWEEKNO=30"),
)
def _in_week(_: Context, week: int) -> Parts | None:
    return Parts(weeks=(week,)) if 1 <= week <= 53 else None


@rule(
    "hour_of_day",
    "<clock>",
    "<bare>",
    example=("daily at 9 and 17", "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0"),
)
def _hour_of_day(_: Context, clock: Clock) -> Clock:
    return clock


@rule(
    "at_clocks",
    "at|@|around|by <hour_of_day>+",
    "<sure_clock>+",
    example=("every day at 3", "FREQ=DAILY"),
)
def _at_clocks(_: Context, clocks: tuple[Clock, ...]) -> Parts:
    return Parts(clocks=tuple(replace(clock, weak=False) for clock in clocks))


@rule(
    "at_clocks",
    "<hour_of_day> -|–|to|until|till|til <hour_of_day>",
    example=("every Friday 7pm to 9pm", "FREQ=WEEKLY;BYDAY=FR"),
)
def _from_clock(context: Context, first: Clock, last: Clock) -> Parts:
    hours = clock_range(context, first, last)
    return Parts(clocks=(replace(hours, until=None, weak=first.weak and last.weak),))


@rule("more", "<at_clocks>", example=("every Friday at 3", "FREQ=WEEKLY;BYDAY=FR"))
def _clocks(_: Context, said: Parts) -> Parts:
    return said


@rule("more", "<part>", example=("every Monday morning", "FREQ=WEEKLY;BYDAY=MO"))
def _in_part(_: Context, part: Part) -> Parts:
    return Parts(part=replace(part, today=False))


@rule(
    "more",
    "from|between <hour_of_day> -|–|to|until|till|and|through <hour_of_day>",
    example=("every 2 hours from 9 to 17", "FREQ=DAILY;BYHOUR=9,11,13,15,17;BYMINUTE=0"),
)
def _hours_between(_: Context, first: Clock, last: Clock) -> Parts | None:
    begin, end = first.likely.hour, last.likely.hour
    return Parts(hours=tuple(range(begin, end + 1))) if begin < end else None


@rule(
    "limit",
    "<day>",
    "<anchored>",
    "<stretch>",
    example=("daily until 1 July 2026", "FREQ=DAILY;UNTIL=20260701"),
)
def _limit(_: Context, day: Day) -> Day:
    return day


@rule(
    "more",
    "starting|beginning|from|effective|starts|begin|start on|in|from|at? <limit>",
    example=("daily starting June 9th", "FREQ=DAILY"),
)
def _starting(_: Context, begin: Day) -> Parts:
    return Parts(begin=begin)


@rule(
    "more",
    "until|till|til|ending|ends|to|- on|in|the? <limit>",
    example=("every Thu until April", "FREQ=WEEKLY;UNTIL=20270401;BYDAY=TH"),
)
def _until(_: Context, until: Day) -> Parts:
    return Parts(until=until)


@rule(
    "more",
    "through|thru the? end? of? <limit>",
    example=("every Wed through July", "FREQ=WEEKLY;UNTIL=20260731;BYDAY=WE"),
)
def _through(_: Context, until: Day) -> Parts:
    return Parts(until=until, through=True)


@rule(
    "more",
    "for? <number> times|occurrences|x|sessions|repetitions",
    "for? a? total? of? <number> times|occurrences",
    example=("every other Monday for 6 times", "FREQ=WEEKLY;INTERVAL=2;COUNT=6;BYDAY=MO"),
)
def _for_times(_: Context, count: int) -> Parts:
    if count < 1:
        raise RecurrenceError("“0 times” is never.")
    return Parts(count=count)


@rule("more", "twice", example=("every 4 hours twice", "FREQ=HOURLY;INTERVAL=4;COUNT=2"))
def _for_twice(_: Context) -> Parts:
    return Parts(count=2)


@rule(
    "more",
    "for the? next? <length>",
    example=("every Sun for 3 months", "FREQ=WEEKLY;UNTIL=20260910;BYDAY=SU"),
)
def _for_length(_: Context, length: Length) -> Parts:
    return Parts(length=length)


@rule(
    "more",
    "for the? next <unit>",
    example=("every Mon for the next month", "FREQ=WEEKLY;UNTIL=20260710;BYDAY=MO"),
)
def _for_next(_: Context, unit: str) -> Parts | RecurrenceError | None:
    found = length(1, unit)
    return Parts(length=found) if isinstance(found, Length) else None


@rule(
    "left_out",
    "on|in|for|during? the? <day_run>",
    example=("daily except on Mondays", "FREQ=DAILY;BYDAY=TU,WE,TH,FR,SA,SU"),
)
def _without_days(_: Context, days: tuple[int, ...]) -> Without:
    return days


@rule(
    "left_out",
    "on|in|for|during? <month_of>",
    example=("daily except in July", "FREQ=DAILY;BYMONTH=1,2,3,4,5,6,8,9,10,11,12"),
)
def _without_month(_: Context, month: Day) -> Without:
    return month


@rule(
    "left_out",
    "on|for? <date_named>",
    example=("every weekday except 24 Dec", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
)
def _without_date(_: Context, day: Day) -> Without:
    return day


@rule("left_out", "on|for? this|coming <day>", example=("daily except this Sunday", "FREQ=DAILY"))
def _without_this(_: Context, day: Day) -> Without:
    return replace(day, moves=False)


@rule(
    "left_out",
    "on|for? the|my|our? public|bank|school|national|federal|local? holidays|holiday|vacations",
)
def _without_holidays(_: Context) -> Without:
    raise RecurrenceError(
        "I do not know which days your holidays are.",
        next_step="Name the days to leave out, such as “except 25 December”.",
    )


@rule("date_named", "<day> !at|@", example=("daily except tomorrow", "FREQ=DAILY"))
def _date_named(_: Context, day: Day) -> Day | None:
    return None if day.moves else day


@rule(
    "left_out",
    "on|for? <day> at|@ <hour_of_day>",
    example=("every 8 hours except tomorrow at 6 pm", "FREQ=HOURLY;INTERVAL=8"),
)
def _without_moment(_: Context, day: Day, clock: Clock) -> Without | None:
    if day.moves:
        return None  # “except Sunday at 6” is every Sunday, and at 6
    said = clock.likely
    return datetime.combine(day.start, time(said.hour, said.minute))


@rule(
    "more",
    "except|excluding|skip|skipping|without|minus for? <left_out>+",
    "but|other|apart not|skip|than|from|except|for <left_out>+",
    "but|save for? <left_out>+",
    "except|excluding for|on|in <left_out>+",
    example=("every day but Sunday", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA"),
)
def _except(_: Context, left_out: tuple[Without, ...]) -> Parts:
    return Parts(without=left_out)


# --- after completion


@rule(
    "completion",
    "completion|completing|finishing|completed",
    "i|we|i'm|it's|its|last|being|each|every|the? done|finish|complete|completed|finished",
    "last|each|every|the completion",
    "i|we do|did|finish|complete it|this|that",
    "it is|was done|completed|finished",
    "i am|have|was done|finished|completed",
    "the? last time|completion",
    "done",
)
def _completion(_: Context) -> Mode:
    return AFTER_COMPLETION


@rule(
    "more",
    "after|from|since|following the? my? <completion>",
    "when|once <completion>",
    example=("every 3 days after completion", "FREQ=DAILY;INTERVAL=3"),
)
def _after_completion(_: Context, mode: Mode) -> Parts:
    return Parts(mode=mode)


@rule(
    "repeat",
    "<number> <unit> after the? my? <completion>",
    "a|one <unit> after the? my? <completion>",
    example=("3 days after I finish", "FREQ=DAILY;INTERVAL=3"),
)
def _length_after_completion(_: Context, *said: object) -> Parts | None:
    number = next((n for n in said if isinstance(n, int) and not isinstance(n, bool)), 1)
    unit = next((u for u in said if isinstance(u, str)), "day")
    if number < 1:
        raise RecurrenceError("A recurrence needs at least one day between its times.")
    return every(unit, number, mode=AFTER_COMPLETION)
