"""What sets right the message before it: “no, Friday”, “I meant the milk”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building import moved
from evolution_todo.language.phrases import is_order
from evolution_todo.language.quickadd import read_task
from evolution_todo.language.references import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests import Intent, Request
from evolution_todo.language.spans import Span

if TYPE_CHECKING:
    from datetime import datetime

_SORRY = r"(?:(?:no|nope|sorry|oops|whoops|wait|actually|hm+|not that|oh)[,.!: ]+){1,4}"
_MEANT = r"(?:(?:what )?i (?:meant|mean)(?: to say)?|i was thinking of)[,:]? "
_CORRECTION = re.compile(
    rf"\s*(?:{_SORRY}(?P<meant>{_MEANT})?(?:(?:make|let's make) (?:it|that) |rather |better )?"
    rf"|(?P<meant2>{_MEANT})|make that )(?P<what>[^?\n;]{{1,200}}?)(?: (?:instead|please"
    r"|then))*[.! ]*"
)
_MOST_WORDS = 8


def read_correction(text: str, low: str, now: datetime) -> tuple[Request, ...]:
    """The correction a whole message is; empty when it is none.

    Raises:
        TimeError: It names a time that cannot be.
    """
    match = _CORRECTION.fullmatch(low)
    if match is None or is_order(match["what"]):
        return ()
    span = Span(*match.span("what"))
    task = moved(read_task(span.of(text), now), span.start)
    said = Request(Intent.UPDATE, span, span.of(text), corrects=True, rule="a correction")
    if not task.title and (task.due or task.recurrence):
        it = Reference(ReferenceKind.PRONOUN, span, "it")
        return (replace(said, intent=Intent.RESCHEDULE, target=it, changes=task),)
    target = read_reference(task.title)
    if not (match["meant"] or match["meant2"]) or len(task.title.split()) > _MOST_WORDS:
        return ()
    if target is None or target.kind is ReferenceKind.PRONOUN:
        return ()
    return (replace(said, target=replace(target, span=span), task=task),)
