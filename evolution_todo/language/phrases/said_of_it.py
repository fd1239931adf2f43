"""A sentence that says something of the task before it: “…. It's for Thursday”, “…. No rush”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.words import vocabulary, words_of
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd
    from evolution_todo.language.times.reading import Time


def with_what_is_said(
    tasks: Sequence[Request], said: str, now: datetime, *, apart: bool = False
) -> list[Request]:
    """The tasks that a sentence asks for with what the one behind it says; none where it does not.

    Args:
        tasks: What the sentence before asks for.
        said: A sentence as typed.
        now: The present moment, in the person's zone.
        apart: Whether it begins a paragraph: what it tells of another thing is no note then.
    """
    if not tasks or "?" in said or not all(_is_new(each) for each in tasks):
        return []
    told = _told_of_it(said, now)
    marks = told and (told.marked or (told.description and not apart))
    if not told or not marks or _is_of_a_day(told, said, now):
        return []
    if any(_is_said(each, told) for each in tasks):
        return []
    return [_with(each, told, now) for each in tasks]


def is_said_of_it(said: str, now: datetime) -> bool:
    """Whether a sentence says something of the task before it, and begins with “it”."""
    told = _told_of_it(said, now) if _IT.match(said) else None
    return told is not None and told.marked


def _told_of_it(said: str, now: datetime) -> QuickAdd | None:
    """What a sentence tells of “it”, if it holds nothing else."""
    told = read_task(f"it, {said.strip()}", now)
    return told if set(words_of(told.title)) <= _OF_IT else None


_IT = re.compile(r"\s*(?:it|they|this|that)(?:['’]\w+)?\b", re.IGNORECASE)


def _is_new(request: Request) -> bool:
    return request.intent is Intent.ADD and request.task is not None and request.instead is None


def _is_of_a_day(told: QuickAdd, said: str, now: datetime) -> bool:
    """“Tomorrow is Saturday” tells of a day and not when something is due."""
    return told.due is not None and len(find_times(said, now)) > 1 and not told.reminders


def _is_said(request: Request, told: QuickAdd) -> bool:
    """Whether a task says already when it is, which the sentence sets right then."""
    task = request.task
    if task is None or _is_the_hour(task, told):
        return False
    return bool((task.due or task.recurrence) and (told.due or told.recurrence))


def _is_the_hour(task: QuickAdd, told: QuickAdd) -> bool:
    """“Dentist Thursday. 3 pm.”: the time of day stands apart from the day."""
    day, hour = task.due, told.due
    return bool(day and hour and day.all_day and not (hour.all_day or hour.dated))


def _at_the_hour(task: QuickAdd, told: QuickAdd, now: datetime) -> Time | None:
    if not (task.due and told.due and _is_the_hour(task, told)):
        return None
    joined = read_task(f"{task.due.text}, {told.due.text}", now).due
    return joined and replace(joined, span=task.due.span)


def _with(request: Request, told: QuickAdd, now: datetime) -> Request:
    task = request.task
    if task is None:
        return request
    whole = replace(
        task,
        title=task.title.rstrip("."),
        due=_at_the_hour(task, told, now) or task.due or told.due,
        recurrence=task.recurrence or told.recurrence,
        reminders=task.reminders or told.reminders,
        tags=tuple(dict.fromkeys((*task.tags, *told.tags))),
        priority=told.priority or task.priority,
        description=task.description or told.description,
        marked=task.marked or told.marked,
    )
    sure = max(request.confidence, _TOLD_OF) if told.marked else request.confidence
    return replace(request, task=whole, confidence=sure)


_TOLD_OF = 0.8
"""How sure it is that a phrase of which more is said is to be added."""
_OF_IT = vocabulary(
    "it it's its it'll this that that's is to be has needs must should for on by at with as the a"
    " due done finished ready i i'd need want like have do please thanks thx also and then so make"
    " set put tag label mark sure latest just really"
    " let say give both all each them they these are they're three two"
)
