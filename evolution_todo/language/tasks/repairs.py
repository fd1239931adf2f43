"""What is set right in the same breath: “on Friday, no wait, Thursday at 10”."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.reading import as_time, find_said_times

if TYPE_CHECKING:
    from datetime import datetime

_WAIT = (
    r"(?:(?:oh|uh|um|er|erm|hang on)[, ]+)*"
    r"(?:no wait|wait no|wait|(?:oh )?no|sorry|actually|or rather|rather|scratch that|correction"
    r"|i mean|i meant|make (?:it|that)|let's (?:say|make it))"
)
_REPAIR = re.compile(
    rf"\s*[,;.–—-]*\s*{_WAIT}(?:[, ]+{_WAIT})*(?:[, ]+(?:keep|leave) (?:it|that))?[,:–—-]?\s*"
    r"(?:for |on |to |at )?",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(rf"\b{_WAIT}\b", re.IGNORECASE)
_LONGEST = 60
_LONGEST_BREATH = 1_000
"""Longer messages are pasted, not said: what stands in them was meant as it stands."""
_CLOCK = re.compile(r" ?(?:at )?\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)?$", re.IGNORECASE)


def repaired(text: str, now: datetime) -> str:
    """The text with a time that is taken back blanked out, every character in its place."""
    if len(text) > _LONGEST_BREATH or not _TAKEN_BACK.search(text):
        return text
    context = Context(now)
    for earlier, later in pairwise(find_said_times(text, context)):
        between = text[earlier.span.end : later.span.start]
        if len(between) <= _LONGEST and _REPAIR.fullmatch(between):
            first, second = as_time(earlier, text, context), as_time(later, text, context)
            start, end = first.span.start, second.span.start
            if first.dated and not second.dated and not first.all_day:
                clock = _CLOCK.search(text, start, first.span.end)
                start = clock.start() if clock else start
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
