"""Occasions of one kind listed with their days: “birthdays: Ann 3 March, Bob 17 June - yearly”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.heard import moved
from evolution_todo.language.building.listing import listed, split, with_marks
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.tasks.quickadd import QuickAdd

_YEARLY = re.compile(
    r"[\s,;.(–—-]+(?:(?:and|all|both|please|repeat(?:ing|s)?|recurring|these|them|make|each|of)\s+)*"
    r"(?:yearly|annual(?:ly)?|(?:every|each) (?:single )?year|once a year)[\s).!]*$"
)
_SINGULAR = {
    "birthdays": "'s birthday",
    "bdays": "'s birthday",
    "anniversaries": "'s anniversary",
    "exams": " exam",
    "tests": " test",
    "deadlines": " deadline",
    "lessons": " lesson",
}


def occasions(heard: Heard) -> Built:
    """A task for each, named by what they are; none where one of them has no day."""
    span, kind = heard.part("items"), heard.said("kind")
    if span is None:
        return None
    yearly = _YEARLY.search(heard.low, span.start, span.end)
    listing = Span(span.start, yearly.start()) if yearly else span
    tasks = _dated(heard, split(heard.low, listing)) or _dated(heard, listed(heard.low, listing))
    again = [_each_year(task, heard) for task in tasks] if yearly else tasks
    return tuple(heard.request(task=_called(task, kind)) for task in again) or None


def _dated(heard: Heard, parts: Sequence[Span]) -> list[QuickAdd]:
    """The tasks of these parts, if each has a name and a day."""
    parts = with_marks(heard.text, list(parts), heard.now)
    tasks = [moved(read_task(part.of(heard.text), heard.now), part.start) for part in parts]
    return tasks if all(each.title and (each.due or each.recurrence) for each in tasks) else []


def _each_year(task: QuickAdd, heard: Heard) -> QuickAdd:
    if task.due is None:
        return task
    told = read_task(f"every year on {task.due.start.day} {task.due.start:%B}", heard.now)
    return replace(task, due=None, recurrence=told.recurrence)


def _called(task: QuickAdd, kind: str) -> QuickAdd:
    """“Ann” among birthdays is “Ann's birthday”, and “Ann's” is as well."""
    what = _SINGULAR[kind.replace("-", "")]
    name = re.sub(r"['’]s?$", "", task.title) if what.startswith("'") else task.title
    return task if what.split()[-1] in name.lower() else replace(task, title=f"{name}{what}")
