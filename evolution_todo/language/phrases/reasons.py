"""Requests that a reason said before them explains: “the tap is leaking. Add a task to fix it”."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.adding import rung
from evolution_todo.language.framing.grounds import grounded, points
from evolution_todo.language.phrases.reading import OF_ONESELF
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.request_rules.being_reminded import BEING_REMINDED
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.words import TASK_VERBS, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd

_RINGING = frozenset(each.name for each in BEING_REMINDED)


def explained(text: str, found: Sequence[Request], now: datetime) -> list[Request]:
    """The requests, each that a reason before it explains with what it is about.

    Args:
        text: The message.
        found: Its requests in order; a reason that is no task itself is left out.
        now: The present moment, in the person's zone.
    """
    kept: list[Request] = []
    for at, each in enumerate(found):
        before = kept[-1] if kept and _points(each) else None
        if before is None or each.task is None:
            kept.append(each)
            continue
        begin = found[at - 2].span.end if at > 1 else 0
        reason, about = text[begin : before.span.end], _task_in(before, text)
        task = grounded(each.task, reason, now, about=about) or each.task
        kept[-1:] = [*([] if _is_reason(before) else [before]), _with_task(each, task)]
    return kept


def _task_in(request: Request, text: str) -> str:
    """What a request does something to, as it names it: “the draft”, in “mark the draft as done”.

    Its own words around that are none of the thing's.
    """
    told = request.instead
    target = told.target if told else request.target
    kinds = {ReferenceKind.DEED} if told else {ReferenceKind.DEED, ReferenceKind.TITLE}
    return target.span.of(text).strip() if target and target.kind in kinds else ""


def _points(request: Request) -> bool:
    """Whether a task is asked for in so many words, and leaves it to others to say of what."""
    told = request.intent in {Intent.ADD, Intent.REMIND} and (
        not request.bare or request.rule == OF_ONESELF
    )
    return told and request.task is not None and points(request.task)


def _is_reason(request: Request) -> bool:
    """Whether what is said is only why: “the tap is leaking”, and not “buy a phone”."""
    if request.intent is Intent.NONE:
        return request.instead is None
    first = words_of(request.task.title)[:1] if request.bare and request.task else []
    return bool(first) and TASK_VERBS.isdisjoint(first)


def _with_task(request: Request, task: QuickAdd) -> Request:
    rings = request.rule in _RINGING and request.intent is Intent.ADD
    sure = _DATED if request.bare and task.marked else request.confidence
    return replace(request, task=rung(task) if rings else task, confidence=sure)


_DATED = 0.8
"""How sure it is that a duty with a day is to be added."""
