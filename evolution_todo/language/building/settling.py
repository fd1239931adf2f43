"""Settling tasks: completing and deleting them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import explicit, foreign, of_list, pointed, whole_list
from evolution_todo.language.references import ReferenceKind, read_reference
from evolution_todo.language.spans import Span
from evolution_todo.language.words import PAST_TENSES, TASK_VERBS

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.references import Reference


def complete(heard: Heard) -> Built:
    """What is done, said as a command or as news."""
    if heard.has("past"):
        return _did(heard)
    said = heard.said("target")
    if heard.has("misspelt") and not _means_done(heard.said("done")):
        return None
    if re.match(r"(?:what|which|who|how|is|are|do|when|where|i|you|to)\b", said):
        return None
    built = whole_list(heard, said)
    return built or pointed(heard)


_DONE = ("done", "complete", "completed", "finished")


def _means_done(said: str) -> bool:
    """Whether a word is one of these but for one slip of the finger."""
    from rapidfuzz.distance import OSA

    return any(OSA.distance(said, word) <= 1 for word in _DONE)


def _did(heard: Heard) -> Built:
    """“I paid the bills” completes a task to pay them, if there is one."""
    target = _done_to(heard)
    return target and (heard.request(target=target, confidence=0.6),)


def uncomplete(heard: Heard) -> Built:
    """What is open again, or was never done (“I haven't paid the bills”)."""
    if not heard.has("past"):
        return pointed(heard)
    target = _done_to(heard)
    return target and (heard.request(target=target, confidence=0.6),)


def _done_to(heard: Heard) -> Reference | None:
    """What was done, or was not: a task of that verb or one like it."""
    said, span = heard.said("past"), heard.part("target")
    verb = PAST_TENSES.get(said) or (said if said in TASK_VERBS and heard.has("not") else None)
    if verb is None or span is None or foreign(heard):
        return None
    if heard.has("alone") and (said == verb or _is_no_news(heard)):
        return None
    lead = _TOWARDS.match(span.of(heard.low))
    span = Span(span.start + (lead.end() if lead else 0), span.end)
    target = read_reference(span.of(heard.text), start=span.start)
    if target is None or len(target.words.split()) > _FEW_WORDS:
        return None
    titled = target.kind is ReferenceKind.TITLE
    return replace(target, verb=verb, plural=False) if titled else target


def _is_no_news(heard: Heard) -> bool:
    """Whether a past tense that begins a clause may be no news: “booked by Ann”."""
    addressed = _ADDRESSED.search(heard.low[: heard.core.start])
    return bool(addressed or _NOT_THE_PAST.match(heard.said("target")))


_ADDRESSED = re.compile(r"\b(?:you|me|to)\W*$")
_TOWARDS = re.compile(r"\s*(?:to|with|up|in|out)\s+")
_NOT_THE_PAST = re.compile(r"(?:to|by|for|as|at|from|on|than|me|it off)\b")
"""What follows a verb that tells of something else: “called by Ann”, “written for me”."""
_FEW_WORDS = 6
_SOME_LIST = re.compile(r"\b(?:an?|another) (?:[\w-]+ )?lists?$")
# What else is cancelled: nothing a task list holds.
_CANCELLED = re.compile(r"\b(?:it all|plans?|membership|service|trial|request|action|that)\b")
_NOUNS = frozenset({"trash", "bin", "dump", "drop", "scratch", "kill"})


def _is_time(heard: Heard) -> bool:
    """Whether the target is all time: “trash every other Tuesday” is an errand."""
    told = heard.task(heard.part("target"))
    return bool(told.due or told.recurrence) and not told.title


DOUBTFUL = 0.45
"""How sure a wish is that is said in passing: it is asked about."""
_SURE_DELETES = frozenset({"delete", "remove", "erase", "trash", "discard"})


def delete(heard: Heard) -> Built:
    """What is to go; verbs that also mean other things need a task said as one."""
    if heard.has("clearlist"):
        if _SOME_LIST.search(heard.core.of(heard.low)):
            return (heard.request(),)
        name = f"{heard.said('list') or 'list'} {heard.said('when')}"
        return (of_list(heard, name, heard.core),)
    if heard.has("doubtful"):
        return pointed(heard, confidence=DOUBTFUL)
    if heard.has("delete"):
        verb = heard.said("verb").split()[0]
        sure = verb in _SURE_DELETES or (
            verb == "cancel" and not _CANCELLED.search(heard.said("target"))
        )
        if not sure and not explicit(heard):
            return None
        if verb in _NOUNS and _is_time(heard):
            return None
        if re.search(r"\blists?$", heard.said("target")):
            return whole_list(heard, heard.said("target"))
    return pointed(heard)
