"""Which of several that are numbered is picked by its place: “the first one”, “1 and 3”, “both”."""

from __future__ import annotations

import re

from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.words import NUMBER_WORDS, ORDINALS

_NOUN = r"(?: (?:one|ones|task|option|of (?:them|those|these|the (?:two|three)|my list)))*"
_ORDINAL = rf"(?:{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_FIRST = r"(?:former|top|upper)"
_LAST = r"(?:last|latter|bottom|lower|final)"
_CALLED = r"(?:option|number|numbers|no\.?|nr\.?|task|choice|answer|#)"
_PLACE = rf"(?:(?:the |my )?(?:{_ORDINAL}|{_FIRST}|{_LAST})|(?:{_CALLED} ?)?{_NUMBER})\)?{_NOUN}"
_JOINT = r"(?:,? (?:and|&|plus) |, ?| ?& ?| ?\+ ?)"
_PICKED = re.compile(rf"(?P<places>{_PLACE}(?:{_JOINT}{_PLACE})*)(?:,? both(?: of them)?)?")
_SEVERAL = re.compile(rf"(?:the )?(?P<end>first|last|top) (?P<count>{_NUMBER}){_NOUN}")
_ALL = re.compile(
    r"(?:both|all|each|every one|everything|the (?:whole )?lot"
    r"|(?:all|the) (?P<count>two|three|four|five|six|\d))"
    r"(?: (?:of )?(?:the )?(?:them|those|these|it|ones|(?:the )?(?P<count2>two|three|four|five|six"
    r"|\d)))?"
)
_COUNTED = re.compile(_NUMBER)
_ORDERED = re.compile(_ORDINAL)


def pick_by_place(said: str, count: int) -> tuple[int, ...]:
    """The places, from 0, of those that a message picks and says nothing besides.

    What names a day (“the first of May”) or has no such place among them picks nothing.

    Args:
        said: The message without its courtesies.
        count: How many there are.
    """
    low = masked(said).strip(" .!")
    if every := _ALL.fullmatch(low):
        told = every["count"] or every["count2"]
        right = (count == _BOTH) if low.startswith("both") else (not told or _value(told) == count)
        return tuple(range(count)) if right else ()
    if several := _SEVERAL.fullmatch(low):
        many = min(_value(several["count"]), count)
        return tuple(range(count))[-many:] if several["end"] == "last" else tuple(range(many))
    picked = _PICKED.fullmatch(low)
    pieces = re.split(_JOINT, picked["places"]) if picked else []
    places = [_place(piece, count) for piece in pieces]
    return tuple(dict.fromkeys(places)) if all(0 <= at < count for at in places) else ()


_BOTH = 2


def _place(piece: str, count: int) -> int:
    """The place that a word such as “2nd” or “last” is; past the end where it is none of them."""
    if re.search(_LAST, piece):
        return count - 1
    if re.search(_FIRST, piece):
        return 0
    ordinal = _ORDERED.search(piece) or _COUNTED.search(piece)
    return _value(ordinal[0]) - 1 if ordinal else count


def _value(word: str) -> int:
    """What a number or an ordinal, in words or digits, comes to."""
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else {**NUMBER_WORDS, **ORDINALS}[word]
