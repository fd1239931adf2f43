"""From when a weekday is counted that a task is moved to.

A weekday is the next one from now. What is put off comes later than it was to, though: “push it to
Monday”, of what is due next Friday, is the Monday behind that. And “Sunday instead” of a Saturday
is the Sunday nearest to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from evolution_todo.language.times.reading import find_times
from todo_agent.llm.offline.telling.local import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evolution_todo.language.times.reading import Time
    from todo_agent.turn import Json


class Way(Enum):
    """How a new day lies to the old one."""

    LATER = auto()
    NEAR = auto()


_LATER = re.compile(
    r"\b(?:push(?:ed|ing)?|postponed?|delay(?:ed)?|defer|hold off|wait"
    r"|(?:put|move|shift) (?!(?:it|that|this|them) back\b)(?:\w+ ){0,5}?(?:off|back)|later)\b"
    r"(?!.*\b(?:forward|earlier|sooner)\b)",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\binstead\b(?! of (?:today|tonight|tomorrow|this)\b)|\b(?:can(?:['’]t|not)|not)\b",
    re.IGNORECASE,
)
_OF_ANY_WEEK = re.compile(
    r"(?:(?:on|to|for|at|by|till|until) )?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?|(?:the )?weekend)"
    r"(?:,? (?:at )?(?:\d|noon|half|quarter|morning|afternoon|evening)[\w:. ]{0,12})?",
    re.IGNORECASE,
)
"""A day that comes every week, and is not said to be of this or the next."""


def way_of(said: str) -> Way | None:
    """How words say that a new day lies to the old one; None where they do not."""
    if _LATER.search(said):
        return Way.LATER
    return Way.NEAR if _NEAR.search(said) else None


def counted(moment: Time, brief: Mapping[str, Json], said: str, now: datetime) -> Time:
    """The moment, on the day that is meant where it is counted from that of the task.

    Args:
        moment: When the task is to be, as said.
        brief: The task as it stands.
        said: The words that move it.
        now: The clock, in the person's zone.
    """
    way, due = way_of(said), str(brief.get("due") or "")
    if way is None or not due or not moment.dated or not _OF_ANY_WEEK.fullmatch(moment.text):
        return moment
    present = local(due, now).date() if "T" in due else date.fromisoformat(due)
    if way is Way.NEAR and not _is_of_its_day(said, moment, present, now):
        return moment
    day = _day(way, moment.start.date(), present)
    if day == moment.start.date():
        return moment
    start = datetime.combine(day, moment.start.time(), moment.start.tzinfo)
    text = f"{start:%Y-%m-%d}" if moment.all_day else f"{start:%Y-%m-%d %H:%M}"
    return replace(moment, start=start, text=text)


def _is_of_its_day(said: str, moment: Time, present: date, now: datetime) -> bool:
    """Whether no other day is ruled out than the one that the task is due on."""
    days = {each.start.weekday() for each in find_times(said, now) if each.dated}
    return days <= {moment.start.weekday(), present.weekday()}


def _day(way: Way, first: date, present: date) -> date:
    """The weekday of the first such day from now: behind the present one, or nearest to it."""
    weeks = (present - first).days // 7
    if way is Way.LATER:
        return first + timedelta(weeks=max(0, weeks + 1))
    near = (first + timedelta(weeks=max(0, each)) for each in (weeks, weeks + 1))
    return min(near, key=lambda each: abs(each - present))
