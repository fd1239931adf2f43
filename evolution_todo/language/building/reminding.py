"""Reminders: set, and put off."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.adding import rung
from evolution_todo.language.building.nudging import nudged, of_it, on_a_task
from evolution_todo.language.building.parting import beside_times
from evolution_todo.language.building.shifts import shifted_by
from evolution_todo.language.building.targets import pointed
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.times.lengths import read_length
from evolution_todo.language.times.reading import find_times, read_offset

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard, Values


def remind(heard: Heard) -> Built:
    """A reminder for a task, or the task itself to add when there is none of that name."""
    if heard.has("nothing"):
        return (heard.request(),)
    if heard.part("length"):
        return _so_long_from_now(heard)
    if heard.part("said"):
        return nudged(heard)
    if when := heard.part("when"):
        moment = read_offset(when.of(heard.text)) or heard.task(when).due
        return pointed(heard, reminder=moment) if moment else None
    pre = heard.part("pre")
    if pre and not beside_times(heard, (pre,)):
        return of_it(heard, heard.offsets(pre))
    offsets = heard.offsets(pre, heard.part("target"))
    spans = tuple(each.span for each in offsets)
    task = heard.task(pre, heard.part("target"), without=spans)
    return on_a_task(heard, replace(task, reminders=offsets or task.reminders))


def _so_long_from_now(heard: Heard) -> Built:
    """“A 10 minute reminder to check the oven”: due in ten minutes, and at no other time."""
    length = heard.said("length").replace("-", " ")
    task = heard.task(heard.part("said"))
    due = next(iter(find_times(f"in {length}", heard.now)), None)
    if due is None or task.due or task.recurrence or task.reminders:
        return None
    return (heard.request(intent=Intent.ADD, task=rung(replace(task, due=due, marked=True))),)


def cancel_reminder(heard: Heard) -> Built:
    """The reminders of a task, or all there are."""
    several = heard.part("every") or heard.part("several")
    if several and not heard.part("target"):
        everything = Reference(
            ReferenceKind.ALL, heard.core, heard.core.of(heard.text), plural=True
        )
        return (heard.request(target=everything),)
    built = pointed(heard)
    target = built[0].target if built else None
    if built is None or target is None or not _SEVERAL.search(target.words):
        return built
    words = _AND.sub(" and ", _EACH.sub("", target.words))
    return (replace(built[0], target=replace(target, words=words, plural=True)),)


_EACH = re.compile(r"(?<=\w)(?:['’]s)? (?:reminder|alert|notification)s?\b", re.IGNORECASE)
"""“The concert reminder and the interview”, each of which has one."""
_SEVERAL = re.compile(r",|&|\band\b|\bor\b", re.IGNORECASE)
_AND = re.compile(r"\b(?:, and| and|, or| or) (?:the )?\b", re.IGNORECASE)


def snooze(heard: Heard) -> Built:
    """A reminder put off, for a while or until a time; unsaid how long to leave it open."""
    values: Values = {}
    if heard.part("amount"):
        said = heard.said("amount").replace("more ", "")
        values = shifted_by(*read_length(said), sooner=False)
        values["reminder"] = next(iter(find_times(f"in {said}", heard.now)), None)
    elif heard.part("when"):
        when = heard.said("when")
        due = heard.task(heard.part("when")).due or read_task(f"at {when}", heard.now).due
        values["reminder"] = due
    if heard.has("pronoun"):
        values["target"] = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(**values),)
    return pointed(heard, **values)
