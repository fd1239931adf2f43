"""Numbers, ordinals and lengths of time: "twenty-three", "the 3rd", "an hour and a half"."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from evolution_todo.language.times.grammar import Context, Grammar
from evolution_todo.language.times.moments import ImpossibleTime

TIMES = Grammar()
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time; months, days and seconds are kept apart, as the calendar needs."""

    unit: str
    months: int = 0
    days: int = 0
    workdays: int = 0
    seconds: int = 0

    @property
    def timed(self) -> bool:
        """Whether it is said in hours or less."""
        return bool(self.seconds) or self.unit in _SECONDS

    @property
    def minutes(self) -> int:
        """In whole minutes, a month as 30 days."""
        days = self.months * 30 + self.days + self.workdays
        return days * 1440 + self.seconds // 60

    def plus(self, other: "Length") -> "Length":
        """Both together; the unit is the smaller one's, which is said last."""
        return Length(
            other.unit,
            self.months + other.months,
            self.days + other.days,
            self.workdays + other.workdays,
            self.seconds + other.seconds,
        )

    def negative(self) -> "Length":
        """The same length backwards."""
        return replace(
            self,
            months=-self.months,
            days=-self.days,
            workdays=-self.workdays,
            seconds=-self.seconds,
        )

    def added_to(self, day: date) -> date:
        """The day this many months, days and working days after `day`."""
        day = _add_months(day, self.months) + timedelta(days=self.days)
        step = 1 if self.workdays > 0 else -1
        for _ in range(min(abs(self.workdays), 1000)):
            day += timedelta(days=step)
            while day.weekday() > 4:
                day += timedelta(days=step)
        return day


def _add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    if not months:
        return day
    from dateutil.relativedelta import relativedelta

    moved: date = day + relativedelta(months=months)
    return moved


def length(amount: "float | Fraction", unit: str) -> Length | ImpossibleTime | None:
    """So many units; half a day is twelve hours, half a month is fifteen days."""
    if amount > 1_000_000:
        return ImpossibleTime(f"{float(amount):,.0f} {unit}s is further than the calendar goes.")
    if unit == "weekday":
        return Length("day", workdays=int(amount))
    if unit in _SECONDS:
        return Length(unit, seconds=round(amount * _SECONDS[unit]))
    if unit in _DAYS:
        whole = amount * _DAYS[unit]
        return Length(unit, days=int(whole)).plus(
            Length("hour" if whole % 1 else unit, seconds=round(whole % 1 * 86_400))
        )
    months = amount * _MONTHS[unit]
    return Length(unit, months=int(months), days=round(months % 1 * 30))


rule = TIMES.rule


@rule("number", "<int>", "<ones>", "<teens>", example=("in eleven days", "2026-06-21"))
def _plain_number(_: Context, number: int) -> int:
    return number


@rule("number", "<tens> -? <ones>?", example=("in twenty-three days", "2026-07-03"))
def _tens_and_ones(_: Context, tens: int, ones: int | None) -> int:
    return tens + (ones or 0)


@rule("ordinal", "<nth>", "<nthword>", example=("the third of July", "2026-07-03"))
def _plain_ordinal(_: Context, number: int) -> int:
    return number


@rule("ordinal", "<tens> -? <nthword>", example=("June twenty-first", "2026-06-21"))
def _tens_and_ordinal(_: Context, tens: int, number: int) -> int | None:
    return tens + number if number < 10 else None


@rule("amount", "<number>", "<decimal>", "<fraction>", example=("in 1.5 hours", "2026-06-10T11:30"))
def _counted(_: Context, number: int | float | Fraction) -> Fraction:
    return Fraction(number)


@rule("amount", "<number> and a|an half", example=("in 2 and a half hours", "2026-06-10T12:30"))
def _and_a_half_units(_: Context, number: int) -> Fraction:
    return number + Fraction(1, 2)


@rule("amount", "a|an|another", example=("in an hour", "2026-06-10T11:00"))
def _single(_: Context) -> Fraction:
    return Fraction(1)


@rule("amount", "a? couple of?", "a? pair of", example=("a couple of days from now", "2026-06-12"))
def _couple(_: Context) -> Fraction:
    return Fraction(2)


@rule("amount", "a? few", "several", example=("in a few hours", "2026-06-10T13:00"))
def _few(_: Context) -> Fraction:
    return Fraction(3)


@rule("amount", "a? half a|an?", example=("in a half hour", "2026-06-10T10:30"))
def _half(_: Context) -> Fraction:
    return Fraction(1, 2)


@rule("amount", "a? quarter of? an|a?", example=("in a quarter of an hour", "2026-06-10T10:15"))
def _quarter(_: Context) -> Fraction:
    return Fraction(1, 4)


@rule(
    "amount", "three quarters of an|a", example=("in three quarters of an hour", "2026-06-10T10:45")
)
def _three_quarters(_: Context) -> Fraction:
    return Fraction(3, 4)


@rule(
    "part_length",
    "<amount> more|whole|full? <unit>",
    "<fraction> <letter>",
    example=("in 2 more hours", "2026-06-10T12:00"),
)
def _units(_: Context, amount: Fraction, unit: str) -> Length | ImpossibleTime | None:
    return length(amount, unit)


@rule(
    "part_length",
    "<number> business|working|work <unit>",
    "a|one business|working|work <unit>",
    example=("in 3 business days", "2026-06-15"),
)
def _working_days(_: Context, *said: object) -> Length | ImpossibleTime | None:
    number = said[0] if len(said) == 2 and isinstance(said[0], int) else 1
    return length(number, "weekday") if said[-1] == "day" else None


@rule("part_length", "<short>", example=("in 45m", "2026-06-10T10:45"))
def _short_unit(_: Context, short: tuple[int, str]) -> Length | ImpossibleTime | None:
    return length(*short)


@rule("part_length", "<hours>", example=("in 1h30", "2026-06-10T11:30"))
def _hours_and_minutes(_: Context, hours: tuple[int, int]) -> Length:
    return Length("minute" if hours[1] else "hour", seconds=hours[0] * 3600 + hours[1] * 60)


@rule("part_length", "<int> '", example=("in 15'", "2026-06-10T10:15"))
def _prime_minutes(_: Context, number: int) -> Length | ImpossibleTime | None:
    return length(number, "minute")


@rule("length", "<part_length>", example=("in 3 weeks", "2026-07-01"))
def _one_part(_: Context, part: Length) -> Length:
    return part


@rule(
    "length", "<part_length> and a|an half", example=("in an hour and a half", "2026-06-10T11:30")
)
def _unit_and_a_half(_: Context, part: Length) -> Length | ImpossibleTime | None:
    more = length(Fraction(1, 2), part.unit)
    return part.plus(more) if isinstance(more, Length) else more


@rule(
    "length",
    "<part_length> ,? and? <part_length>",
    "<part_length> ,? and? <part_length> ,? and? <part_length>",
    example=("in 2 hours and 15 minutes", "2026-06-10T12:15"),
)
def _parts_together(
    _: Context, first: Length, second: Length, third: Length | None = None
) -> Length | None:
    parts = [first, second, third] if third else [first, second]
    if [each.minutes for each in parts] != sorted({each.minutes for each in parts}, reverse=True):
        return None
    both = first.plus(second)
    return both.plus(third) if third else both


def moment_after(now: datetime, ahead: Length) -> datetime:
    """The instant `ahead` of now: days by the calendar, hours by the clock that never jumps."""
    day = ahead.added_to(now.date())
    moved = now.replace(year=day.year, month=day.month, day=day.day)
    moved = moved.astimezone(UTC) + timedelta(seconds=ahead.seconds)
    return moved.astimezone(now.tzinfo)
