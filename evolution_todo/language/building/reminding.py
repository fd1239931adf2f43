"""Reminders: set, and put off."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.adding import PLACEHOLDER, rung, without_to
from evolution_todo.language.building.targets import names_a_task, pointed
from evolution_todo.language.quickadd import capitalised, read_task
from evolution_todo.language.references import Reference, ReferenceKind, read_reference
from evolution_todo.language.times import Offset, Time, find_times

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.quickadd import QuickAdd
    from evolution_todo.language.spans import Span


def remind(heard: Heard) -> Built:
    """A reminder for a task, or the task itself to add when there is none of that name."""
    if heard.has("nothing"):
        return (heard.request(),)
    span = heard.part("target")
    task = without_to(_reminded(heard, span))
    target = read_reference(task.title)
    if target and span:
        target = replace(target, span=span, words=target.words.lower())
    if target is None or PLACEHOLDER.fullmatch(task.title.lower()):
        return (heard.request(target=_it(heard, target, task), reminder=_moment(task)),)
    if names_a_task(task.title.lower()):
        return (heard.request(target=target, reminder=_moment(task)),)
    return (heard.request(target=target, task=rung(_named(heard, task)), reminder=_moment(task)),)


def _named(heard: Heard, task: QuickAdd) -> QuickAdd:
    """The task to add where there is none: “before my 5 pm call” says when that is."""
    title = _ARTICLE.sub("", task.title)
    again = read_task(title, heard.now)
    if isinstance(_moment(task), Offset) and task.due is None and again.due:
        return replace(again, reminders=task.reminders)
    return replace(task, title=capitalised(title))


_ARTICLE = re.compile(r"(?:the|my) (?=\w)", re.IGNORECASE)


def _it(heard: Heard, target: Reference | None, task: QuickAdd) -> Reference | None:
    """“30 minutes before it” is about the task last spoken of; a bare time is about none."""
    if target and target.kind is ReferenceKind.PRONOUN:
        return target
    before = isinstance(_moment(task), Offset)
    return Reference(ReferenceKind.PRONOUN, heard.core, "it") if before else None


def _reminded(heard: Heard, span: Span | None) -> QuickAdd:
    """The task said, its offsets ("an hour before") taken out of the title."""
    offsets = heard.offsets(heard.part("pre"), span)
    task = heard.task(heard.part("pre"), span, without=tuple(each.span for each in offsets))
    return replace(task, reminders=offsets or task.reminders)


def _moment(task: QuickAdd) -> Offset | Time | None:
    return next((each for each in task.reminders if not _at_due(each)), task.due)


def _at_due(reminder: Offset | Time) -> bool:
    return isinstance(reminder, Offset) and reminder.minutes == 0


def cancel_reminder(heard: Heard) -> Built:
    """The reminders of a task, or all there are."""
    if heard.said("every") and not heard.part("target"):
        everything = Reference(
            ReferenceKind.ALL, heard.core, heard.core.of(heard.text), plural=True
        )
        return (heard.request(target=everything),)
    return pointed(heard)


def snooze(heard: Heard) -> Built:
    """A reminder put off, for a while or until a time; unsaid how long to leave it open."""
    reminder: Offset | Time | None = None
    if heard.part("amount"):
        said = heard.said("amount").replace("more ", "")
        reminder = next(iter(find_times(f"in {said}", heard.now)), None)
    elif heard.part("when"):
        when = heard.said("when")
        reminder = heard.task(heard.part("when")).due or read_task(f"at {when}", heard.now).due
    if heard.has("pronoun"):
        it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(target=it, reminder=reminder),)
    return pointed(heard, reminder=reminder)
