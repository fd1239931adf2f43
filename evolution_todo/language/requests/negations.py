"""What a lookup leaves out: “untagged”, “not urgent”, “that aren't work”, “all but the shopping”.

A table of small named readers: each narrows the selection and blanks the words it read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Filter
from evolution_todo.language.tasks.quickadd import Priority
from evolution_todo.language.text.words import FUNCTION_WORDS, TASK_NOUNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_NOT = r"(?:not|n't|aren't|isn't|arent|isnt|wasn't|haven't|hasn't|don't|doesn't|never|non-?)"
_LACKING = (
    r"(?:without|with no|with none of|have no|has no|having no|lacking|missing|no"
    r"|don't have|doesn't have|haven't got|hasn't got) (?:an?y? |set |due )*"
)
_THAT = r"(?:(?:that|which|who|what)(?:'s| is| are)? )?"
_OF = r"(?:(?:for|in|on|about|from|with|of|under|to do with|related to|tagged|the|my|any) )*"


@dataclass(frozen=True, slots=True)
class Negation:
    """One way of leaving out; `example` is a phrase that it reads."""

    name: str
    pattern: str
    example: str
    narrow: Callable[[Filter, re.Match[str], datetime], Filter]


def _other_priorities(selection: Filter, found: re.Match[str], now: datetime) -> Filter:
    del now
    level = _LEVELS[found["level"]]
    kept = tuple(each for each in Priority if each not in level)
    return replace(selection, priority=kept)


_LEVELS = {
    "urgent": (Priority.HIGH, Priority.CRITICAL),
    "important": (Priority.HIGH, Priority.CRITICAL),
    "critical": (Priority.CRITICAL,),
    "high": (Priority.HIGH,),
    "medium": (Priority.MEDIUM,),
    "low": (Priority.LOW,),
}


def _without(selection: Filter, found: re.Match[str], now: datetime) -> Filter:
    del now
    word = found["word"].removeprefix("#")
    return replace(selection, without=(*selection.without, word))


NEGATIONS = (
    Negation(
        "not tagged so",
        rf"{_THAT}{_NOT} (?:tagged|labell?ed)(?: as| with)? #?(?P<word>(?!yet\b)[\w-]+)",
        "not tagged work",
        _without,
    ),
    Negation(
        "untagged",
        rf"\buntagged\b|\bunlabell?ed\b|{_NOT} (?:yet )?(?:tagged|labell?ed)\b(?: yet)?"
        rf"|\bnothing tagged\b|\b{_LACKING}(?:tags?|labels?|categor(?:y|ies))\b",
        "without a tag",
        lambda selection, *_: replace(selection, untagged=True),
    ),
    Negation(
        "unreminded",
        rf"\b{_LACKING}reminders?\b(?: set)?|\bunreminded\b",
        "without a reminder",
        lambda selection, *_: replace(selection, unreminded=True),
    ),
    Negation(
        "unprioritised",
        rf"\b{_LACKING}priorit(?:y|ies)\b(?: set)?|\bun-?prioriti[sz]ed\b"
        rf"|{_NOT} prioriti[sz]ed\b",
        "without priority",
        lambda selection, *_: replace(selection, priority=(Priority.MEDIUM,)),
    ),
    Negation(
        "of another priority",
        rf"{_THAT}\b{_NOT}[ -]?(?:so |that |very )*(?P<level>urgent|important|critical|high|medium"
        r"|low)\b(?:[ -]priority)?",
        "not urgent",
        _other_priorities,
    ),
    Negation(
        "once only",
        rf"\bone-?(?: )?(?:off|time)s?\b|{_THAT}{_NOT}(?: (?:ever|a))? ?(?:repeat(?:ing|s)?"
        rf"|recur(?:ring"
        r"|s)?)\b",
        "that don't repeat",
        lambda selection, *_: replace(selection, recurring=False),
    ),
    Negation(
        "not due yet",
        rf"{_THAT}{_NOT} (?:yet )?(?:due(?: yet)?|overdue|late)\b(?! (?:on|by|this|next|until|in"
        rf"|today"
        r"|tomorrow|before|after|\w+day)\b)",
        "not due yet",
        lambda selection, _, now: replace(selection, due_after=now, completed=False),
    ),
    Negation(
        "all but",
        rf"(?:\b(?:except(?:ing)?(?: for)?|but(?: not)?|other than|apart from|excluding|besides"
        rf"|minus"
        rf"|that {_NOT}|which {_NOT}|{_NOT})) {_OF}#?(?P<word>(?!done\b|finished\b|completed?\b"
        rf"|yet\b"
        r"|due\b|open\b|started\b|the\b)[\w-]{3,})(?: (?:ones?|tasks?|stuff|things|list"
        r"|items?))?\s*$",
        "that aren't work",
        _without,
    ),
)


def read_negations(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    """The selection without what a phrase leaves out, and the phrase without those words."""
    for negation in NEGATIONS:
        found = re.search(negation.pattern, rest)
        word = found.groupdict().get("word") if found else None
        if found is None or (word and word in FUNCTION_WORDS | TASK_NOUNS):
            continue
        selection = negation.narrow(selection, found, now)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    return selection, rest
