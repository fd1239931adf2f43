"""Which task was meant, said by itself: “sorry, I meant task 2”, “the skirting I mean”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.times.reading import TimeError, find_times

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.references.reading import Reference

_SORRY = (
    r"(?:(?:oh|no|nope|sorry|oops|whoops|ah|ugh|wait|actually"
    r"|(?:that was )?my (?:mistake|bad|fault)"
    r"|(?:that was the )?wrong (?:one|task|number))[\s,.!;:-]+)"
)
_IT_WAS = r"it (?:was|should(?:'ve| have) been)"
_TALK = r"(?:that|this|it|what|not|to|you|do|yes|as|if|which|like|exactly|nothing|all)\b"
_WHICH = rf"(?!{_TALK})(?P<which>[^,;?]{{1,60}}?)"
_MEANT = (
    re.compile(rf"{_SORRY}*(?:(?:what )?i (?:meant|mean)|i was thinking of) {_WHICH}"),
    re.compile(rf"{_SORRY}+{_IT_WAS} {_WHICH}"),
    re.compile(rf"{_SORRY}*{_WHICH},? (?:is what |was what )?i (?:meant|mean)"),
    re.compile(rf"{_SORRY}+(?P<pointed>[^,;?]{{1,60}})"),
)
_NUMBERED = re.compile(r"wrong number\b")
_BEHIND = re.compile(r",? (?:so |please |and )*[a-z]+ (?:it|that|that one)(?: one| instead)?$")
_MOST_WORDS = 5
_POINTED = frozenset({ReferenceKind.NUMBER, ReferenceKind.POSITION, ReferenceKind.OTHER})


def read_meant(text: str, now: datetime) -> Reference | None:
    """The task that a whole message names as the one meant; None when it says anything else."""
    low = masked(text).rstrip(" .!")
    core = low.strip()
    for said in (core, _BEHIND.sub("", core)):
        found = next((match for each in _MEANT if (match := each.fullmatch(said))), None)
        if found is None:
            continue
        name = "pointed" if "pointed" in found.re.groupindex else "which"
        start, end = (len(low) - len(low.lstrip()) + at for at in found.span(name))
        target = read_reference(text[start:end], start=start)
        if target and _is_named(target, now, sure=name == "which", low=low):
            return target
    return None


def _is_named(target: Reference, now: datetime, *, sure: bool, low: str) -> bool:
    """Whether it names a task and no time; “no, 4” may be an hour, “wrong number, it was 4” not."""
    if target.kind in _POINTED:
        return not target.words.isdigit() or bool(_NUMBERED.search(low))
    if not sure or target.kind is not ReferenceKind.TITLE:
        return False
    try:
        return len(target.words.split()) <= _MOST_WORDS and not find_times(target.words, now)
    except TimeError:
        return False
