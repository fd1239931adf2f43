"""Things said one after the other, each with its day: “on Monday I have yoga, and on Tuesday …”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.listing import on_one_day
from evolution_todo.language.messages.tails import LONGEST, is_new
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.messages.tails import Read
    from evolution_todo.language.requests.request import Request

_WHEN = (
    r"(?:(?:on|at|in|by|before|after|this|next|every|from) |today|tonight|tomorrow|tmrw"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)"
)
_JOINT = re.compile(rf"(?:,? and (?:then |also )?|[,;] (?=[^,;]{{2,30}} (?:i|we)\b))(?={_WHEN})")
_MOST_JOINTS = 6


def read_days(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """The tasks of a message that names a day, what is on it, and then another.

    Args:
        text: The message as typed.
        low: The same as the grammar reads it.
        now: The present moment, in the person's zone.
        read: What reads one of them.

    Returns:
        Nothing where not each of them is new and begins with when it is.
    """
    joints = list(_JOINT.finditer(low)) if len(text) <= LONGEST else []
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(text)]
    if not 0 < len(joints) <= _MOST_JOINTS:
        return ()
    told = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    if not all(_is_timed_first(each, now) for each in told):
        return ()
    found = [read(text[start:end].rjust(end), now) for start, end in zip(starts, ends, strict=True)]
    return _each(found, told, now)


def _is_timed_first(said: str, now: datetime) -> bool:
    """Whether it begins with when it is, and says what."""
    when = next(iter(find_times(said, now)), None) if _OPENS.match(said) else None
    rest = said[when.span.end :].strip(" ,:") if when else ""
    before = said[: when.span.start].strip().lower() if when else None
    return before in {"", "every", "each"} and bool(_THING.match(rest))


_OPENS = re.compile(rf"(?:(?:ok|so|well)[ ,]+)*{_WHEN}", re.IGNORECASE)
_THING = re.compile(r"(?!(?:with|for|at|in|on|by|to|until|till|and|or|from|of)\b)\w", re.IGNORECASE)


def _each(found: list[tuple[Request, ...]], told: list[str], now: datetime) -> tuple[Request, ...]:
    if not all(len(each) == 1 and is_new(each[0]) for each in found):
        return ()
    requests = [each[0] for each in found]
    tasks = [each.task for each in requests if each.task]
    if not all(task.marked for task in tasks):
        return ()
    led = tasks[0].due and tasks[0].due.dated
    dated = on_one_day(tasks, told, now) if led else tasks
    return tuple(replace(each, task=task) for each, task in zip(requests, dated, strict=True))
