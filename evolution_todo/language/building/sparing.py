"""Sparing: “everything as done except the milk”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import EXCEPTED
from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built
    from evolution_todo.language.references.reading import Reference
    from evolution_todo.language.requests.request import Request

_SEVERAL = re.compile(
    r"\b(?:all|every|everything|each|them|those|these|both|the rest|whole|entire)\b"
)


_NOT = re.compile(r"\bnot\W*$", re.IGNORECASE)
"""“The lessons, but not Bea's” says which are spared."""


_LEFT = re.compile(r"\b(?:leave|keep)\W*$", re.IGNORECASE)


def excepted(low: str, core: Span) -> tuple[Span, Span] | None:
    """The request of a clause and what it is to leave alone; None where it leaves out nothing."""
    found = EXCEPTED.search(low, core.start, core.end)
    if found is None or found[0].strip(" ,") == "unless":
        return None
    return Span(core.start, found.start()), Span(found.end(), core.end)


def sparing(built: Built, text: str, core: Span, kept: Span) -> tuple[Request, ...]:
    """A request for several tasks without some of them; empty for any other request.

    “Move the hedge to Sunday but leave the tree” is of the hedge alone as it stands.
    """
    spared = read_reference(kept.of(text), start=kept.start)
    if not built or len(built) > 1 or spared is None or spared.kind is ReferenceKind.ALL:
        return ()
    (request,) = built
    if request.target is None:
        return ()
    whole = replace(request, span=core, text=core.of(text))
    if not request.target.plural and _LEFT.search(text, core.start, kept.start):
        return (whole,)
    left_out = request.target.plural and _NOT.search(text, core.start, kept.start)
    if not (left_out or _is_several(request, request.target)):
        return ()
    return (replace(whole, spared=spared),)


def _is_several(request: Request, target: Reference) -> bool:
    """Whether all of something are meant: of “the meetings”, it is not plain which are spared."""
    said = bool(_SEVERAL.search(request.text.lower()))
    return target.plural and (said or target.kind is ReferenceKind.ALL)
