"""Settling tasks: completing and deleting them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import (
    explicit,
    foreign,
    of_list,
    pointed,
    whole_list,
)
from evolution_todo.language.building.telling import deed, told
from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.text.verbs import bases, is_known
from evolution_todo.language.text.words import TASK_VERBS, vocabulary

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.text.spans import Span


def uncomplete(heard: Heard) -> Built:
    """What is to be open again, said as a command or as news."""
    if heard.has("perhaps"):
        return pointed(heard, confidence=_UNSURE)  # “put the tent back” may be of the shed
    return deed(heard) if heard.has("deed") else pointed(heard)


def complete(heard: Heard) -> Built:
    """What is done, said as a command or as news."""
    if heard.has("past"):
        return _did(heard)
    if heard.has("deed"):
        return deed(heard)
    if heard.has("placed"):
        built = pointed(heard, confidence=_UNSURE)
        return built and (replace(built[0], bare=True),)
    said = heard.said("target")
    if heard.has("misspelt") and not _means_done(heard.said("done")):
        return None
    if re.match(
        r"(?:what|which|who|how|is|are|do|when|where|if|whether|i|you|to|(?:tell|let) me)\b", said
    ):
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
    span, verb = heard.part("target"), heard.said("past")
    told_of = bases(verb) & TASK_VERBS - _MANY_THINGS
    if span is None or not told_of or not is_known(told_of) or foreign(heard):
        return None
    if verb == "got" and _is_to_come(heard, span):
        return None  # “I've got choir every Tuesday” has it on
    target = read_reference(span.of(heard.text), start=span.start)
    if target is None or len(target.words.split()) > _FEW_WORDS:
        return None
    if target.kind is ReferenceKind.TITLE:
        target = told(heard, verb, span)
    return (heard.request(target=target, confidence=0.6),)


def _is_to_come(heard: Heard, span: Span) -> bool:
    """Whether what is had comes again, or at an hour yet to come."""
    task = heard.task(span)
    hour = task.due if task.due and not task.due.all_day else None
    return bool(task.recurrence) or bool(hour and hour.start > heard.now)


_MANY_THINGS = vocabulary("have go run take leave")
"""Verbs that tell of too much else, so that they are only news."""
_FEW_WORDS = 6
_SOME_LIST = re.compile(r"\b(?:an?|another) (?:[\w-]+ )?lists?$")
# What else is cancelled: nothing a task list holds.
_CANCELLED = re.compile(r"\b(?:it all|plans?|membership|service|trial|request|action|that)\b")
_NOUNS = frozenset({"trash", "bin", "dump", "drop", "scratch", "kill"})


def _is_time(heard: Heard) -> bool:
    """Whether the target is all time: “trash every other Tuesday” is an errand."""
    target = read_reference(heard.said("target"))
    if target is not None and target.kind is ReferenceKind.POSITION:
        return False  # “the second one” is no one o'clock
    told = heard.task(heard.part("target"))
    return bool(told.due or told.recurrence) and not told.title


_IS = re.compile(r"(?:is|are|was|were|has|got)\b")
"""“Trash is out” tells of the trash."""

_NO_LONGER = re.compile(r"\bno (?:longer|need)\b|\b(?P<not>not) \w+ing\b")
_UNSURE = 0.45
"""“Not doing the gym” may be of today alone, so it is asked."""
_GOING = frozenset(
    {"scratch", "nix", "bin", "ditch", "scrap", "purge", "axe", "lose", "cross", "drop"}
)
"""Verbs that delete what bears the name of a task, and that few tasks begin with."""
_NUMBERED = re.compile(r"\d{1,4}")
_SURE_DELETES = frozenset({"delete", "remove", "erase", "trash", "discard", "del"})


def delete(heard: Heard) -> Built:
    """What is to go; verbs that also mean other things need a task said as one."""
    if heard.has("ended"):
        return pointed(heard, series=True, confidence=_UNSURE)
    if heard.has("no longer") and not heard.part("more"):
        said = _NO_LONGER.search(heard.core.of(heard.low))
        return pointed(heard, confidence=_UNSURE if said["not"] else 1.0) if said else None
    if heard.has("clearlist"):
        if _SOME_LIST.search(heard.core.of(heard.low)):
            return (heard.request(),)
        name = f"{heard.said('list') or 'list'} {heard.said('when')}"
        return (of_list(heard, name, heard.core),)
    if heard.has("delete"):
        verb = heard.said("verb").split()[0]
        sure = verb in _SURE_DELETES or (
            verb == "cancel" and not _CANCELLED.search(heard.said("target"))
        )
        sure = sure or (heard.at_home and verb in _GOING)
        sure = sure or bool(_NUMBERED.fullmatch(heard.said("target")))
        if not sure and not explicit(heard):
            return None
        if verb in _NOUNS and (_is_time(heard) or _IS.match(heard.said("target"))):
            return None
        if re.search(r"\blists?$", heard.said("target")):
            return whole_list(heard, heard.said("target"))
    return pointed(heard, series=bool(heard.said("ever")))
