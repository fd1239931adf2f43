"""Telling: what is done or not done, as the deed that some task asks for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text import verbs
from evolution_todo.language.text.contrasts import meant_alone
from evolution_todo.language.text.words import vocabulary

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.text.spans import Span

_UNSURE = 0.45
"""How sure a deed is whose words may as well be a thing to get (“baked beans”): it is asked."""
_QUITE_SURE = 0.6
# Participles that say what kind of thing it is, as often as what was done to it.
_KINDS = vocabulary(
    "baked boiled fried dried smoked mixed sliced used canned grated roasted stuffed iced mashed "
    "minced painted wrapped printed planned scheduled updated revised required wanted related"
)
_MARKS = vocabulary("the my our his her their that this those these a an some to for up out off")
# “Got it”, “made it”, “had them on”: what is said of other things.
_IDIOMS = vocabulary("get make have take see hear read put set")


def deed(heard: Heard) -> Built:
    """A deed done or undone; None where the verb is none that tells of one."""
    said, span = heard.said("verb"), heard.part("target")
    if _is_time(heard, heard.part("more")):
        return None  # “booked in for 9” says when
    plain = verbs.named(said) if heard.has("base") else frozenset[str]()
    doing = verbs.of_gerund(said) if heard.has("gerund") else None
    if span is None or not (plain or doing or verbs.bases(said)):
        return None
    target = read_reference(span.of(heard.text), start=span.start)
    if target is None:
        return None
    if target.kind in {ReferenceKind.TITLE, ReferenceKind.POSITION}:
        return _of_a_task(heard, said, span)
    idiom = bool(verbs.bases(said) & _IDIOMS) and target.kind is not ReferenceKind.ALL
    idiom = idiom or not verbs.is_known(verbs.named(said))
    return None if idiom else (heard.request(target=target, confidence=_QUITE_SURE),)


def _is_time(heard: Heard, span: Span | None) -> bool:
    """Whether words say when, and what is not meant beside it."""
    said = meant_alone(span.of(heard.low)) if span else ""
    hour = re.sub(r"^ for (?=\d{1,2}\b)", " at ", said)
    task = read_task(hour, heard.now)
    return bool(task.due) and not task.title.replace("for", "").strip()


def _of_a_task(heard: Heard, verb: str, span: Span) -> Built:
    forms = verbs.bases(verb) or {verbs.of_gerund(verb)}
    if not _is_told_first(heard, span) and not forms & verbs.TOLD:
        return None  # “skis sat” names a day
    same = verbs.bases(verb) == {verb} and not (heard.part("who") or heard.has("base"))
    if same and _is_told_first(heard, span):
        return None  # “cut the grass” asks for it
    sure = _is_sure(heard, verb, span)
    request = heard.request(
        target=told(heard, verb, span), confidence=_QUITE_SURE if sure else _UNSURE
    )
    may_be_a_task = heard.rule.intent is Intent.COMPLETE and not (
        sure and _is_told_first(heard, span)
    )
    return (replace(request, bare=may_be_a_task),)


def told(heard: Heard, verb: str, span: Span) -> Reference:
    """The reference that a deed makes: its verb before what it was done to."""
    more = heard.part("more")
    words = f"{verb} {span.of(heard.text).strip(' ,.')}{more.of(heard.text) if more else ''}"
    return Reference(ReferenceKind.DEED, span, words)


def _is_told_first(heard: Heard, span: Span) -> bool:
    """Whether the verb stands before what it was done to."""
    verb = heard.part("verb")
    return verb is not None and verb.start < span.start


def _is_sure(heard: Heard, verb: str, span: Span) -> bool:
    known = verbs.is_known(verbs.bases(verb) or verbs.named(verb))
    if not known or heard.part("who") or not _is_told_first(heard, span):
        return known
    return verb not in _KINDS or span.of(heard.low).split()[0] in _MARKS
