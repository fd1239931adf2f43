"""What is due so long before something else: “pack two hours before the flight at 6:40”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.text.wording import say_fully
from evolution_todo.language.times.reading import read_offset

if TYPE_CHECKING:
    from evolution_todo.language.times.reading import Time

_AHEAD = re.compile(
    r"\w.*\b(?P<length>(?:\d{1,3}|half an?|(?<!half )an?|one|two|three|four|five|six|ten|twenty"
    r"|thirty|a couple of|a few) (?:minutes?|mins?|hours?|hrs?|days?|weeks?)|the day) "
    r"(?:before|ahead of|prior to) "
    r"(?!(?:i|we|you|he|she|they|it|that|this|then)\b)(?:[\w'’-]+ ?){1,4}",
    re.IGNORECASE,
)


def ahead_of_it(due: Time, title: str) -> Time:
    """When a task is due whose title says how long before the thing that is at this time.

    Args:
        due: The time that was said.
        title: The task's, as it would be without this; it stays so.

    Returns:
        The time itself where no such length stands in the title, or one of hours before a day.
    """
    said = _AHEAD.fullmatch(title)
    offset = read_offset(f"{said['length']} before") if said else None
    if said is None or offset is None or not offset.minutes:
        return due
    if due.all_day and offset.minutes % _DAY:
        return due
    start = due.start - timedelta(minutes=offset.minutes)
    text = f"{start:%Y-%m-%d}" if due.all_day else f"{start:%Y-%m-%d %H:%M}"
    reading = say_fully(start, all_day=due.all_day)
    return replace(due, start=start, end=None, text=text, reading=reading, alternatives=())


_DAY = 24 * 60
