"""Leaving out one occurrence of a series."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import foreign
from evolution_todo.language.filters import read_filter
from evolution_todo.language.references import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests import Filter

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard

_NEXT = re.compile(
    r"(?:(?:the|my|just|only) )*(?:very )?(?:next|coming|upcoming|following)"
    r"(?! (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun))(?: |$)"
)
_THE_ONE = re.compile(r"(?:(?:the|this|that|just) )*(?:one|time|occurrence|instance)?")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")


def skip(heard: Heard) -> Built:
    """Which occurrence is left out: the next one of what is named, or that of a day."""
    said = heard.said("target")
    if foreign(heard):
        return None
    told = _NEXT.sub("", said, count=1)
    if _THE_ONE.fullmatch(told):
        it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(target=it),)
    span = heard.part("target")
    start = span.start if span else 0
    pointed = read_reference(told, start=start)
    if pointed is not None and pointed.kind is not ReferenceKind.TITLE:
        return (heard.request(target=pointed),)
    chosen = read_filter(_POSSESSIVE.sub("", told), heard.now)
    timed = chosen.due_after or chosen.due_before
    named = read_reference(chosen.search if timed and chosen.search else told, start=start)
    window = Filter(recurring=True, due_after=chosen.due_after, due_before=chosen.due_before)
    return (heard.request(target=named, filter=window),) if named else None
