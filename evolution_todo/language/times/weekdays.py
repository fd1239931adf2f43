"""Days of the week as they are named together: “Monday”, “every Tuesday and Friday”, “weekends”."""

from __future__ import annotations

import re

_NAME = (
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|weekend)"
)
_AND = r"(?:,? and (?:on )?|,? & |, (?:on )?)(?:(?:the|every|each) )?"
DAYS = rf"(?:(?:the|every|each) )?{_NAME}s?(?:{_AND}{_NAME}s?){{0,5}}"
"""“Monday”, “every Tuesday and Friday”, “weekends”."""
EACH_DAY = rf"(?:(?:every|each) {_NAME}|(?:the )?{_NAME}s)(?:{_AND}{_NAME}s?){{0,5}}"
"""Weekdays of every week, and not only of one."""
_WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")


def weekdays(said: str) -> tuple[int, ...]:
    """The days that are named, Monday 0, in the order of the week."""
    low = said.lower().replace("weekend", "saturday sunday")
    named = {day[:2] for day in re.findall(rf"\b{_NAME}", low)}
    return tuple(n for n, day in enumerate(_WEEK) if day in named)


def is_for_good(low: str) -> bool:
    """Whether a day is to be so from now on: “from now on”, “the 5th of the month”."""
    return _FOR_GOOD.search(low) is not None


_FOR_GOOD = re.compile(
    r"\bfrom (?:now|tomorrow|(?:(?:next|this) )?\w+day) on(?:wards?)?\b"
    r"|\bfor good\b|\bpermanently\b|\d(?:st|nd|rd|th) of (?:the|each|every) month\b"
)
