"""What a question puts first, and its words that say nothing: “the earliest on Tuesday”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Filter

_ONE = r"(?:thing|task|one|item|to-?do|job|appointment|meeting|deadline|event)"
_RANKS = (
    (
        "priority",
        r"(?:most (?:urgent|important|pressing|critical)|(?:top|highest)[- ]priority|biggest)",
    ),
    ("due", rf"(?:earliest|soonest|(?<=the )first(?= {_ONE}s?\b))"),
    ("latest", rf"(?:latest|furthest|farthest|(?<=the )last)(?= {_ONE}s?\b)"),
)
_SAID = tuple(
    (order, re.compile(rf"\b{words}\b(?: (?P<one>{_ONE})(?!s)\b)?")) for order, words in _RANKS
)
_IDLE = re.compile(
    r"\b(?:at (?:the|this) (?:moment|minute|present)|at present|for now|as (?:it|things) stands?"
    r"|(?:these|nowa)days)\b"
)
"""Said of a list as it is, and no thing that is looked for."""
_GAP = re.compile(
    r"\b(?:(?:any|a|some|my|the) )?(?:(?:free|spare|empty|open) )+(?:slots?|gaps?|space|windows?"
    r"|spots?|time|room)\b|\b(?:any|a|some) (?:gaps?|slots?|room|space)\b"
)
"""Where one is free: what there is then tells it."""


def ranked(said: str) -> tuple[str, str | None, int | None]:
    """The words without those of a rank, with the order and the number that the rank asks for.

    “The most important thing” is one, “my most important tasks” are all of them in that order.
    """
    for order, pattern in _SAID:
        if found := pattern.search(said):
            rest = f"{said[: found.start()]} {said[found.end() :]}"
            return rest, order, 1 if found["one"] or not rest[found.start() :].strip() else None
    return said, None, None


def in_order(chosen: Filter, order: str | None, limit: int | None) -> Filter:
    """What is chosen, in the order of a rank."""
    return replace(chosen, sort=order or chosen.sort, limit=limit or chosen.limit)


def without_idle_words(said: str) -> str:
    """A question without “at the moment”, and with what is free said as that."""
    return _GAP.sub("free", _IDLE.sub(" ", said))


def without_those(said: str) -> tuple[str, bool]:
    """A question without “of those three”, and whether it has these words."""
    rest = _OF_THOSE.sub(" ", said)
    return rest, rest != said


_OF_THOSE = re.compile(
    r"\b(?:from|of|out of|among) (?:those|these|them|that lot)"
    r"(?: (?:two|three|four|five|six|\d{1,2}))?(?: tasks?| ones?| items?| things?)?(?= |$)"
)
