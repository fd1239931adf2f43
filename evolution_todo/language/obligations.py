"""What one has to do, said of oneself: “I'm supposed to meet the builder at 8 on Monday”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from evolution_todo.language.spans import Span
from evolution_todo.language.times import find_times

if TYPE_CHECKING:
    from datetime import datetime

_SO = (
    r"(?:(?:really|still|also|probably|definitely|just|maybe|actually|totally|absolutely|soon"
    r"|finally) )*"
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One way to say that one has to; `example` says it of a task."""

    name: str
    pattern: str
    example: str


OBLIGATIONS = (
    Obligation(
        "have something on",
        r"(?:i|we)(?:'ve| have)(?: got)? an? (?=\w)",
        "i have a job interview on friday",
    ),
    Obligation(
        "need to",
        rf"(?:i|we) {_SO}(?:need|have|ought|want|wish|got|plan|intend|hope)"
        rf"(?: {_SO}(?:to|2)(?= ))? {_SO}",
        "i need to also buy a kettle on friday",
    ),
    Obligation(
        "must",
        rf"(?:i|we) {_SO}(?:must|should|gotta|better|had better|have got to|'ve got to) {_SO}",
        "i should probably call grandma on friday",
    ),
    Obligation(
        "have got to",
        rf"(?:i've|i'd|we've|we'd|i) (?:got (?:to|2)|better|gotta) {_SO}",
        "i've got to call grandma on friday",
    ),
    Obligation(
        "am supposed to",
        r"(?:i'm|i am|we're|we are) (?:also |still )?(?:supposed|meant|due|expected|planning"
        r"|going) to ",
        "i'm supposed to meet the builder on friday",
    ),
    Obligation(
        "have promised to",
        r"(?:i|we) (?:promised|told|said)(?: [\w']+){0,2}? (?:(?:that )?(?:i|we)(?:'d|'ll| would"
        r"| will)|to) ",
        "i promised lena i'd send the photos on friday",
    ),
    Obligation(
        "need to, said of nobody", r"(?:(?:need|have|got) (?:to|2)|gotta|must) ", "must call ann"
    ),
    Obligation(
        "make sure",
        r"make sure(?: that)? (?:i|we) ",
        "make sure i submit the draft on friday",
    ),
    Obligation(
        "something needs doing",
        r"(?=(?:the|my|our) (?:[\w'-]+ ){1,4}(?:needs?|has|have) (?:to be |an? |\w+ing\b))",
        "the car needs washing on friday",
    ),
)


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each.pattern})" for each in OBLIGATIONS))


def obligation(said: str, now: datetime) -> Span | None:
    """Where a clause only says that one has to: at its beginning, or behind a time."""
    found = _any().match(said)
    if found:
        return Span(*found.span())
    for later in _any().finditer(said, 1, _FARTHEST):
        before = said[: later.start()].strip(" ,")
        if any(len(each.text) == len(before) for each in find_times(before, now)):
            return Span(*later.span())
    return None


_FARTHEST = 60
"""How far into a clause one's having to may stand."""
