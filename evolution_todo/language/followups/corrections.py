"""What sets right the message before it: “no, Friday”, “I meant the milk”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building import moved
from evolution_todo.language.phrases.reading import is_order
from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.contrasts import NOT
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import Span
from evolution_todo.language.times.clock import HOUR
from evolution_todo.language.times.reading import read_offset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_SORRY = r"(?:(?:no|nope|sorry|oops|whoops|wait|actually|hm+|not that|oh|and|ah)[,.!: ]+){1,4}"
_MEANT = r"(?:(?:what )?i (?:meant|mean)(?: to say)?|i was thinking of)[,:]? "
_CORRECTION = re.compile(
    rf"\s*(?:{_SORRY}(?P<meant>{_MEANT})?(?:(?:make|let's make) (?:it|that) |rather |better )?"
    rf"|(?P<meant2>{_MEANT})|make that )(?P<what>[^?\n;]{{1,200}}?)(?: (?:instead|please"
    r"|then))*[.! ]*"
)
_IT_IS = r"(?:(?:it|that)(?:'s| is| should be| was)|(?:it )?should be|make it)"
_CONTRASTS = (
    rf"(?:{_SORRY})?{_IT_IS} (?P<what>.{{1,60}}?),? {NOT} .{{1,60}}",
    rf"{_SORRY}(?:it|that)(?:'s| is| should be) (?P<what>.{{1,60}})",
    rf"(?:{_SORRY})?not (?:on |at )?.{{1,60}}?(?:,| but|, but) (?P<what>.{{1,60}})",
    rf"(?:{_SORRY})?(?P<what>.{{1,60}}?),? {NOT} .{{1,60}}",
)
"""“It's the 11th, not the 10th”, “not Friday, Saturday”, “7:30 rather than 8”."""
_LEAD = re.compile(rf"(?:{_SORRY})?make (?:it|that) (?P<what>.{{1,40}}?)(?: before)?")
_MOST_WORDS = 8


def read_correction(text: str, low: str, now: datetime) -> tuple[Request, ...]:
    """The correction a whole message is; empty when it is none.

    Raises:
        TimeError: It names a time that cannot be.
    """
    for what in _contrasted(low):
        if request := _another_time(text, what, now):
            return (request,)
    lead = _LEAD.fullmatch(low.strip(" .!"))
    if lead and (request := _another_lead(text, Span(0, len(text)), lead["what"])):
        return (request,)
    match = _CORRECTION.fullmatch(low)
    if match is None or not match["what"].strip() or is_order(match["what"]):
        return ()
    span = Span(*match.span("what"))
    if request := _another_time(text, span, now) or _another_lead(text, span, match["what"]):
        return (request,)
    task = moved(read_task(span.of(text), now), span.start)
    said = _correction(text, span)
    target = read_reference(task.title)
    if not (match["meant"] or match["meant2"]) or len(task.title.split()) > _MOST_WORDS:
        return ()
    if target is None or target.kind is ReferenceKind.PRONOUN:
        return ()
    return (replace(said, target=replace(target, span=span), task=task),)


def _contrasted(low: str) -> Iterator[Span]:
    """Where what is meant stands, when a message says what is not meant beside it."""
    said = low.strip(" .!")
    start = low.index(said)
    for pattern in map(compiled, _CONTRASTS):
        if found := pattern.fullmatch(said):
            yield Span(start + found.start("what"), start + found.end("what"))


def _another_time(text: str, span: Span, now: datetime) -> Request | None:
    task = moved(read_task(_HOUR.sub(r"at \g<0>", span.of(text)), now), span.start)
    if task.title or not (task.due or task.recurrence) or task.tags or task.reminders:
        return None
    it = Reference(ReferenceKind.PRONOUN, span, "it")
    said = _correction(text, span)
    return replace(said, intent=Intent.RESCHEDULE, target=it, changes=task)


_HOUR = re.compile(rf"^{HOUR}$")


def _another_lead(text: str, span: Span, said: str) -> Request | None:
    """“Make it 4 hours”, of a reminder."""
    offset = read_offset(said)
    if offset is None:
        return None
    return replace(_correction(text, span), intent=Intent.REMIND, reminder=offset)


def _correction(text: str, span: Span) -> Request:
    return Request(Intent.UPDATE, span, span.of(text), corrects=True, rule="a correction")
