"""What is to be taken back: so many changes, the last of a kind, or what was done to a task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import (
    NUMBER,
    Reference,
    ReferenceKind,
    number_of,
    read_reference,
)
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.sayings import Saying
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.requests.request import Request


def undo(heard: Heard) -> Built:
    """What is to be taken back; all that was done last where the message does not say."""
    span = heard.part("target")
    if span is None:
        return (heard.request(),)
    why = _WHY.search(span.of(heard.text))
    named = Span(span.start, span.start + why.start()) if why else span
    if not named.of(heard.low).strip():
        return (heard.request(),)
    if counted := _counted(heard, named):
        return (counted,)
    parts = [_of_a_kind(heard, part) for part in _parts(heard, span)]
    parts = parts if all(parts) else [_of_a_kind(heard, named)]
    if all(parts):
        return tuple(filter(None, parts))
    target = read_reference(_NAMED.sub("", named.of(heard.text)), start=named.start)
    if target is None or target.kind is ReferenceKind.PRONOUN:
        return (heard.request(),)
    return (heard.request(target=target),)


_NAMED = re.compile(
    r"^(?:(?:the|my|your|those|that|all) )*(?:changes?|edits?|what (?:you|i|we)(?:'ve)?(?: just)?"
    r" (?:did|done|changed)) (?:to|on|for|with|of|about|in) ",
    re.IGNORECASE,
)
"""“The changes to the dentist” are those to a task."""
_WHY = re.compile(r"(?: please| pls)?\s*(?:[,;–—]\s|\s-\s)")
"""What stands before a reason: “the kettle, still bubbling away”."""
_CHANGES = r"(?:changes?|things?|actions?|steps?|edits?|commands?|messages?|updates?)"
_SO_MANY = re.compile(
    rf"(?:(?:my|the|your|those|these|all|of) )*(?:last|previous|past) (?P<last>{NUMBER}|couple|few)"
    rf"(?: of)?(?: {_CHANGES})?|(?:(?:the|those|these|all|my) )*(?P<some>{NUMBER}) {_CHANGES}"
    rf"|(?:(?:it|that|this) )?(?P<twice>twice)"
)
_ALL = re.compile(
    r"(?:everything|all|(?:it|them) all|the (?:whole )?(?:lot|thing)"
    r"|(?:all|every one)(?: of)? (?:it|that|this|them|those|these)"
    rf"|(?:all )?(?:of )?(?:the|my|your|these|those) {_CHANGES})"
    r"(?:,? (?:that )?(?:you|i|we)(?:'ve)?(?: just)? (?:did|done|changed|made))?"
    r"(?: (?:here|so far|today))*"
)
_BOTH = re.compile(rf"both(?: of)?(?: (?:them|those|these|the|my))?(?: {_CHANGES})?")
_WORDS = {"couple": 2, "few": 3, "twice": 2}


def _counted(heard: Heard, span: Span) -> Request | None:
    """“The last two changes”, “everything you just did”: so many, by their places from the end."""
    said = span.of(heard.low).strip()
    if _BOTH.fullmatch(said):
        return heard.request(target=Reference(ReferenceKind.BOTH, span, said, plural=True))
    if _ALL.fullmatch(said):
        return heard.request(target=Reference(ReferenceKind.ALL, span, said, plural=True))
    found = _SO_MANY.fullmatch(said)
    if found is None:
        return None
    word = found["last"] or found["some"] or found["twice"]
    places = tuple(range(-(_WORDS.get(word) or number_of(word)), 0))
    last = Reference(ReferenceKind.POSITION, span, said, positions=places, plural=True)
    return heard.request(target=last)


_AND = re.compile(r"\s*(?:,|\band\b|&)\s*")


def _parts(heard: Heard, span: Span) -> list[Span]:
    """“The move and the delete” are two."""
    said = span.of(heard.low)
    joints = list(_AND.finditer(said))
    starts = [0, *(each.end() for each in joints)]
    ends = [*(each.start() for each in joints), len(said)]
    return [Span(span.start + a, span.start + b) for a, b in zip(starts, ends, strict=True)]


def _of_a_kind(heard: Heard, span: Span) -> Request | None:
    """“The delete”, “moving the dentist to Friday”: the last deed of that kind."""
    said = span.of(heard.low).strip()
    for saying, intent in _DEEDS:
        if found := saying.expression.fullmatch(said):
            named = found["of"] or found["of2"]
            target = read_reference(named) if named else None
            return heard.request(undoes=intent, target=target)
    return None


def _deed(noun: str, doing: str, example: str) -> Saying:
    """How a deed is called, by a noun and by what one does."""
    return Saying(
        rf"(?:(?:the|that|this|my|your|last|latest) )*(?:{noun})"
        r"(?: (?:of|to|on|for|from) (?P<of>.{1,80}))?"
        rf"|(?:{doing}) (?P<of2>.{{1,80}}?)"
        r"(?: (?:to|as|from|off|for|until|till|on|with) .{1,60})?",
        example,
    )


_DEEDS = (
    (
        _deed(
            r"delet(?:e|ion|ing)|remov(?:e|al|ing)",
            r"deleting|removing|cancell?ing|dropping|getting rid of",
            "deleting the dentist",
        ),
        Intent.DELETE,
    ),
    (
        _deed(
            r"move|re-?schedul(?:e|ing)|postponement|(?:new )?(?:date|time|day)(?: change)?"
            r"|change of (?:date|time|day)",
            r"moving|re-?scheduling|postponing|pushing(?: back)?|bumping|shifting|delaying",
            "moving the dentist to friday",
        ),
        Intent.RESCHEDULE,
    ),
    (
        _deed(
            r"re-?nam(?:e|ing)|re-?titling|(?:new )?(?:name|title)(?: change)?",
            r"re-?naming|re-?titling",
            "the rename",
        ),
        Intent.UPDATE,
    ),
    (
        _deed(
            r"completion|tick(?:ing)?|check(?:ing)? off",
            r"marking|completing|finishing|ticking(?: off)?|checking off|crossing off",
            "marking the rent as paid",
        ),
        Intent.COMPLETE,
    ),
    (_deed(r"add(?:ition|ing)?", r"adding|creating", "adding the milk"), Intent.ADD),
    (_deed(r"tag(?:ging)?", r"tagging|labell?ing", "tagging the gate"), Intent.TAG),
    (
        _deed(
            r"(?:new )?reminder", r"reminding me (?:of|about)|snoozing", "the reminder for the cake"
        ),
        Intent.REMIND,
    ),
)
"""The kinds of change, each with an example."""
