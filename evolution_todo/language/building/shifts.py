"""How far something is moved and which way: “half an hour earlier”, “two more days”, “back a week”.

Which way is said right beside the amount, else by the verb of moving. The rest of the words may be
a title and say nothing of it: “pick up kids half an hour later”, “push the warm up back a day”.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import Span
from evolution_todo.language.times.lengths import read_length

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Values

_UNIT = r"(?:minute|min|hour|hr|day|week|fortnight|month)s?"
_FEW = r"(?:an?|one|two|three|four|five|six|\d{1,2}|a few|a couple(?: of)?)"
_AMOUNT = r"(?P<amount>(?:an?|one|two|three|\d{1,2}) (?:hour|day|week)s? and a half|<LENGTH>)"
STEPPED = (
    rf"{_AMOUNT} (?:earlier|sooner|closer|later|further|longer|extension|extra|late"
    r"|(?:on|over|back|behind|forward|ahead)(?=\W*(?:$|please\b)))\b"
)
"""“Half an hour earlier”."""
ADDED = (
    rf"(?P<amount>{_FEW} (?:more|extra|further|additional) {_UNIT}|another {_UNIT})\b(?! before)"
)
"""“Two more days”."""
_HELD_UP = r"(?:delay(?:ed)?|late|behind|slip(?:s|ped)?|extend(?:ed)?|postponed?|back|off|out)"
_IT = r"(?: (?:it|that|this|them|us|me|him|her|everything|by|for|another|an? extra|about))*"
_WHAT = r"(?: (?!(?:by|in)\b)[\w'-]+){0,6}?"
_NO_LEAD = r"\b(?!'s| before| (?:time|ago)\b)"
_SHIFTS = (
    rf"\b{STEPPED}",
    rf"\b(?:forward|ahead|back|closer){_WHAT} (?:by )?{_AMOUNT}{_NO_LEAD}",
    rf"\b{_HELD_UP}{_IT} {_AMOUNT}{_NO_LEAD}",
    rf"\b{ADDED}",
    rf"\bgive{_IT} {_AMOUNT}{_NO_LEAD}",
)


def find_shift(low: str) -> Values | None:
    """The shift that words ask for, as a request holds it; None where they ask for none."""
    for pattern in _SHIFTS:
        if said := compiled(pattern).search(low):
            return shift_at(low, Span(*said.span("amount")))
    return None


def shift_at(low: str, amount: Span) -> Values:
    """The shift by the amount that stands there."""
    said, half, _ = _NOT_COUNTED.sub(_counted, amount.of(low)).partition(" and a half")
    unit, length = read_length(said)
    length += read_length(f"half a {said.split()[-1]}")[1] if half else 0
    return shifted_by(unit, length, sooner=_is_sooner(low, amount))


_NOT_COUNTED = re.compile(r"\b(?P<other>(?:an)?other)\b| (?:more|extra|further|additional)\b")


def _counted(word: re.Match[str]) -> str:
    return "one" if word["other"] else ""


def shifted_by(unit: str, length: float, *, sooner: bool) -> Values:
    """A shift by so many "minutes" or "months"."""
    amount = round(-length if sooner else length)
    return {"shift_months": amount} if unit == "months" else {"shift_minutes": amount}


def says_which_way(low: str, amount: Span) -> bool:
    """Whether a word beside an amount, or beside the verb of moving, says which way."""
    return bool(_way(low, amount))


def _is_sooner(low: str, amount: Span) -> bool:
    verb, way = _verb(low), _way(low, amount)
    if way in _AHEAD:
        return verb not in _PUTTING_OFF
    return way in _SOONER if way else verb in _BRINGING


def _way(low: str, amount: Span) -> str:
    """Which way is said: right behind the amount, else right before it, else behind the verb."""
    beside = _BEHIND.match(low, amount.end) or _BEFORE.search(low, 0, amount.start)
    moving = _MOVING.match(low)
    return beside["way"] if beside else (moving and moving["way"]) or ""


def _verb(low: str) -> str:
    moving = _MOVING.match(low)
    return moving["verb"] if moving else ""


_SOONER = frozenset({"earlier", "sooner", "closer"})
_AHEAD = frozenset({"forward", "ahead", "up"})
"""What is sooner, unless something is put off: one pushes a thing forward to later."""
_PUTTING_OFF = frozenset({"push", "postpone", "delay", "defer", "extend"})
_BRINGING = frozenset({"bring", "pull", "advance", "prepone"})
_BEHIND = re.compile(
    r"\s+(?P<way>earlier|sooner|closer|later|further|longer|late|behind|forward|ahead|back|out|off"
    r"|up|on|over)\b"
)
_BEFORE = re.compile(
    r"\b(?P<way>earlier|sooner|closer|later|late|delayed|postponed|forward|ahead|back|out|off|up)"
    r"(?: (?:by|about|around|maybe|another|for))*\s+$"
)
_MOVING = re.compile(
    r"\W*(?:\w+ ){0,3}?(?P<verb>push|shift|delay|postpone|defer|bump|extend|move|bring|pull|put"
    r"|advance|prepone)\b(?: (?P<way>forward|ahead|up|back|out|off)\b)?"
)
