"""How much later or earlier: “half an hour earlier”, “two more days”, “forward by a week”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.times.lengths import read_length

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Values

_SHIFT = (
    r"(?P<amount><LENGTH>) (?P<way>earlier|sooner|later|on|further|back|forward)\b"
    r"|(?P<more>(?:one|two|three|\d{1,2}|an?|a few) more (?:minute|hour|day|week|month)s?)"
    r"|(?P<lead>forward|back)(?: (?!by\b)[\w'-]+){0,6}? (?:by )?(?P<by><LENGTH>)\b"
)
_SOONER = frozenset({"earlier", "sooner", "forward"})


def find_shift(low: str) -> Values | None:
    """The shift that words ask for, as a request holds it; None where they ask for none."""
    said = compiled(_SHIFT).search(low)
    if said is None:
        return None
    length = (said["amount"] or said["more"] or said["by"]).replace(" more", "")
    return shifted_by(*read_length(length), sooner=(said["way"] or said["lead"]) in _SOONER)


def shifted_by(unit: str, length: float, *, sooner: bool) -> Values:
    """A shift by so many "minutes" or "months"."""
    amount = round(-length if sooner else length)
    return {"shift_months": amount} if unit == "months" else {"shift_minutes": amount}
