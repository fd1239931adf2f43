"""Leaving out one occurrence of a series."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import foreign
from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.filters import read_filter
from evolution_todo.language.requests.request import Filter, Intent
from evolution_todo.language.text.spans import LONG_CLAUSE
from evolution_todo.language.text.words import NUMBER_WORDS
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard

_NEXT = re.compile(
    r"(?:(?:the|my|just|only) )*(?:very )?(?:next|coming|upcoming|following)"
    r"(?! (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun))(?: |$)"
)
_SEVERAL = re.compile(
    rf"(?:(?:the|my|just|only) )*(?:next|coming|following) (?P<count>\d{{1,2}}"
    rf"|{'|'.join(NUMBER_WORDS)}|couple(?: of)?|few)(?: |$)"
    r"(?:(?:times|occurrences|instances|ones) (?:of )?)?(?:the |my )?"
    r"(?=\w|$)(?!(?:days?|weeks?|months?|years?)\b)"
)
_THE_ONE = re.compile(r"(?:(?:the|this|that|just) )*(?:one|time|occurrence|instance)?")
_THIS_TIME = re.compile(r",? (?:just |only )?(?:this (?:time|once|one time)|for once|once)$")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")


def _count(several: re.Match[str]) -> int:
    said = several["count"]
    if said.isdigit():
        return int(said)
    return 2 if said.startswith("couple") else NUMBER_WORDS.get(said, 3)


def skip(heard: Heard) -> Built:
    """Which occurrence is left out: the next one of what is named, or that of a day."""
    said = heard.said("target")
    if foreign(heard):
        return None
    said = _THIS_TIME.sub("", said)
    several = _SEVERAL.match(said)
    told = said[several.end() :] if several else _NEXT.sub("", said, count=1)
    count = _count(several) if several else None
    if _THE_ONE.fullmatch(told):
        it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        window = Filter(recurring=True, limit=count) if count else None
        return (heard.request(target=it, filter=window),)
    if _says_then(heard, told) and (days := _days_before(heard)):
        named = read_reference(_THEN.sub("", told))
        window = replace(days, recurring=True)
        return (heard.request(target=named, filter=window),) if named else None
    span = heard.part("target")
    start = span.start if span else 0
    pointed = read_reference(told, start=start)
    if pointed is not None and pointed.kind is not ReferenceKind.TITLE:
        return (heard.request(target=pointed),)
    chosen = read_filter(_POSSESSIVE.sub("", told), heard.now)
    timed = chosen.due_after or chosen.due_before
    if heard.has("timed") and not timed:
        return None
    named = read_reference(chosen.search if timed and chosen.search else told, start=start)
    window = Filter(
        recurring=True,
        due_after=chosen.due_after,
        due_before=chosen.due_before,
        limit=count,
    )
    if named is None:
        return None
    left_out = heard.request(target=named, filter=window)
    if not heard.has("timed"):
        return (left_out,)
    once = replace(left_out, intent=Intent.DELETE, confidence=_UNSURE, filter=_once(window))
    return (replace(left_out, instead=once),)


_THEN = re.compile(r" (?:then|those days|that week|on those days)$")


def _says_then(heard: Heard, told: str) -> bool:
    """Whether it is to be left out on days told before; “then” may have been taken for manners."""
    behind = heard.low[heard.core.end :].strip(" .!")
    return bool(_THEN.search(told)) or behind == "then"


def _days_before(heard: Heard) -> Filter | None:
    """The days told before: “we're away from the 5th to the 8th, so skip the gym then”."""
    told = heard.low[max(0, heard.core.start - LONG_CLAUSE) : heard.core.start]
    times = find_times(told, heard.now)
    ends = [each.end - _INSTANT for each in times if each.end and each.end > each.start]
    days = [*(each.start for each in times), *ends]
    if not days:
        return None
    first, last = (each(days).replace(hour=0, minute=0) for each in (min, max))
    return Filter(due_after=first, due_before=last + timedelta(days=1))


_INSTANT = timedelta(microseconds=1)
_UNSURE = 0.45
"""“No choir tomorrow” may be said of one that is only put off."""


def _once(window: Filter) -> Filter:
    """The same days, for a task that does not repeat and so has no next time."""
    return replace(window, recurring=False, completed=False)
