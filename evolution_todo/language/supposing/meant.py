"""When a message means something to be, once it is known to say so.

A first message may mention days and hours that ask for nothing, so `times` reads only what is
plainly a time. Here the message is known to give one, so that “the 25th”, “3.45” and “eleven” are
read too, and what is left to settle is which of them is meant: not the one that is ruled out
(“the fifth is no good”), not a reason that comes before the conclusion (“…, so Thursday”).
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from evolution_todo.language.text.contrasts import meant_alone
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.times.reading import Time


def meant_time(text: str, now: datetime) -> Time | None:
    """The one moment that a message comes to; None where it names none.

    Args:
        text: A message that is known to say when something is to be.
        now: The present moment, aware, in the person's zone.

    Raises:
        TimeError: It names a time that cannot be.
    """
    low = meant_alone(_NOW.sub(" ", text.lower()))
    parts = [part for part in _JOINT.split(low) if part.strip()]
    for rank in range(_RANKS):
        alike = [part for part in reversed(parts) if _rank(part) == rank]
        for part, widen in product(alike, (_as_said, _with_days, _with_hours)):
            if _RELATIVE.search(part):
                return None
            if found := find_times(widen(part), now):
                return found[-1]
    return None


_JOINT = re.compile(r"(?:[.;!?]+\s|,\s|\s[-–—]\s|\b(?:so|but|because|cos|since)\b)")
_NOW = re.compile(r"\b(?:it'?s|is|are)\b|(?<=\w )\bnow\b|\bnow\b(?= \w)")
_RELATIVE = re.compile(
    r"\bthe (?:day|night|evening|morning|week|month|weekend|\w+day)"
    r" (?:before|prior|after|following)\b(?! (?:next|tomorrow|yesterday))"
    r"|\b(?:before|after) (?:that|it)\b"
)
"""Said from another moment, which is not known here."""
_RULED_OUT = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't|isn't|aren't|doesn't|don't|no good|too"
    r"|shut|shuts|closed|closes|clash(?:es)?|full|busy|booked up|away|never|was|were|used to)\b"
    r"(?!.*\b(?:till|until|before)\b)"
)
_RANKS = 3
_CONCLUDED = re.compile(
    r"^\W*(?:make|let'?s|say|move|push|put|change|set|call it|try|and|how about|what about)\b"
    r"|\b(?:can|could|might|may|shall|should|would) (?:we|you|i|it) (?:\w+ ){0,2}?"
    r"(?:say|make|be|have|do|move|try)\b"
    r"|\b(?:it is|it'll be|that'll be|would be|suits?|works?|instead|now|please|free|only)\b"
)


def _rank(part: str) -> int:
    """How far a part is from being the conclusion, 0 the likeliest."""
    if _RULED_OUT.search(part):
        return 2
    return 0 if _CONCLUDED.search(part) else 1


def _as_said(part: str) -> str:
    return part


def _with_days(part: str) -> str:
    """With “the Saturday” and “the 25th” as days, “8.15” and “quarter to three” as hours."""
    part = _THE_WEEKDAY.sub(r" on \g<day>", part)
    part = _THE_DATE.sub(r" on the \g<day>", part)
    return _CLOCK.sub(r" at \g<clock>", part)


_BEFORE = r"(?:\b(?:on|by|for|till|until|to|at|from)\s+)?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    "|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth"
    r"|thirty[- ]first|\d{1,2}(?:st|nd|rd|th)"
)
_THE_WEEKDAY = re.compile(rf"{_BEFORE}\bthe (?P<day>{_WEEKDAY})\b(?! (?:before|after|week))")
_THE_DATE = re.compile(rf"{_BEFORE}\b(?:the )?(?P<day>{_ORDINALS})\b(?! of\b)")
_CLOCK = re.compile(
    rf"{_BEFORE}(?:\bthe )?\b(?P<clock>\d{{1,2}}[.:]\d\d(?: ?[ap]m)?"
    rf"|(?:half|quarter|ten|twenty|five|\d{{1,2}})(?: past| to)? (?:{_NUMBERS}|\d{{1,2}}))\b"
    r"(?! (?:minutes?|hours?|days?|weeks?|months?)\b)"
)


def _with_hours(part: str) -> str:
    """With a number alone as an hour: “eleven would be kinder”."""
    return _HOUR.sub(r" at \g<hour> ,", _LABELLED.sub(" ", part))


_LABELLED = re.compile(
    r"\b(?:room|gate|platform|building|floor|track|seat|flat|desk|hall|page|chapter|bus|tram)"
    r" \d{1,3}\b"
)
"""“Room 12”, which is no hour."""
_HOUR = re.compile(
    rf"{_BEFORE}(?<![#\d.:])\b(?P<hour>{_NUMBERS}|1[0-2]|[1-9])\b(?![.:]\d|-|%|(?:st|nd|rd|th)\b)"
    r"(?! (?:more|other|extra|of|or|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|times?"
    r"|people|tasks?|things?)\b)"
)
