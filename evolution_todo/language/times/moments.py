"""What a time expression is read as, and why one cannot be read."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from evolution_todo.language.text.spans import Span


class Grain(StrEnum):
    """How exact an expression is: "at 5:30" has minute grain, "in June" month grain."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Relation(StrEnum):
    """How what is said stands to the time: "by Friday", "until June", "before noon"."""

    AT = "at"
    BY = "by"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class Time:
    """One reading of one time expression.

    `start` is aware, in the zone of the clock handed in, and midnight when `all_day`; `end` is
    the exclusive end of a range or of a week, month, quarter or year. `confidence` is 0..1.
    `dated` says whether the words name a day ("Friday", "in 2 hours") or a time of day alone.
    `because` names the stated rules by which what English leaves open was settled. `part` is the
    part of the day that alone gives the hour ("tomorrow morning"), and stretches over its hours.
    """

    span: Span
    text: str
    start: datetime
    end: datetime | None
    all_day: bool
    grain: Grain
    relation: Relation
    reading: str
    alternatives: tuple[str, ...]
    confidence: float
    dated: bool = True
    because: str = ""
    part: str = ""


DAY_PARTS = {"morning": (4, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (17, 28)}
"""The hours of a day over which a part of it stretches, those of the next day from 24 on."""


@dataclass(frozen=True, slots=True)
class Offset:
    """A stretch of time before a due time: "15 minutes before" is 15 minutes.

    With a `clock` it is at that time of day, `minutes` being whole days: "the evening before at 7"
    is 1440 minutes and 19:00.
    """

    span: Span
    minutes: int
    clock: time | None = None


class TimeError(ValueError):
    """A time that cannot be used: what is wrong, as a person reads it, and what to do next."""

    code = "time_invalid"
    next_step = "Try something like “tomorrow at 5 pm” or “12 June 2026”."

    def __init__(
        self, message: str, *, span: Span | None = None, next_step: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.next_step = next_step or self.next_step


class ImpossibleTime(TimeError):
    """The value does not exist: 31 February, 25:99, the year 0."""

    code = "time_impossible"
    next_step = "Give a date and time that exist."


class UnreadableTime(TimeError):
    """The text is not one time expression."""

    code = "time_unreadable"
