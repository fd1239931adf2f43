"""“And the eggs”, “the hens too”, “same for the lawn”: once more what was just done, to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.text.clauses import masked

if TYPE_CHECKING:
    from evolution_todo.language.references.reading import Reference

_MOST_WORDS = 6
_LEAD = (
    r"(?:(?:oh|ok|okay|yes|yeah|thanks|thank you|great)[\s,.!]+)*"
    r"(?:(?:and |do |please )*(?:the )?same (?:for|with|goes for|to|thing (?:for|with))"
    r"|ditto(?: for| with)?|likewise(?: for)?|as well as|(?:and|also|plus)(?: also)?)"
    r"(?: (?:for|with|on|to))?"
)
_TAIL = r"(?:,? (?:too|as well|also|likewise|please))*"
_ON = re.compile(rf"\s*{_LEAD} (?P<what>.{{1,80}}?){_TAIL}\W*")
_TOO = re.compile(
    r"\s*(?P<what>[^,]{1,80}?),? (?:too|as well|likewise|also|ditto"
    r"|(?:the |exact(?:ly the)? )?same)(?: please)?\W*"
)
_NOT_THAT = frozenset({ReferenceKind.PRONOUN, ReferenceKind.ALL})


def read_continuation(text: str) -> Reference | None:
    """What the last deed is to be done to as well; None when a message says more, or not that."""
    low = masked(text)
    found = _ON.fullmatch(low) or _TOO.fullmatch(low)
    if found is None or "?" in low or len(found["what"].split()) > _MOST_WORDS:
        return None
    start, end = found.span("what")
    target = read_reference(text[start:end], start=start)
    return None if target is None or target.kind in _NOT_THAT else target
