"""What the first of several tasks, or the last, says of all of them: its verb, its day."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.text.words import TASK_VERBS, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evolution_todo.language.tasks.quickadd import QuickAdd


def gapped(tasks: list[QuickAdd], told: Sequence[str]) -> list[QuickAdd]:
    """“call mom on Sunday and dad on Monday”: what the first begins with is done to all.

    “A call with Ann at 2 and another with Bea at 4” are two calls.

    Args:
        tasks: What was read.
        told: The words of each, as typed.
    """
    first, *others = tasks
    if not others or not all(each.due or each.recurrence for each in tasks):
        return tasks
    return [first, *(_like(first.title, *each) for each in zip(others, told[1:], strict=True))]


def _like(first: str, task: QuickAdd, told: str) -> QuickAdd:
    again = _STAND_IN.fullmatch(task.title)
    if again:
        return replace(task, title=_with_rest(first, again["rest"].strip()))
    verb = _shared_verb(first)
    return _begun_with(verb, task, told) if verb else task


def _shared_verb(first: str) -> str:
    """What the first title does to its object; "" where it is an event, or has no object.

    “Interview at Halfords”, “book club” and “swim” are events, “drive to Leeds” a deed.
    """
    verb, *rest = first.split(" ")
    if verb.lower() not in TASK_VERBS or not rest:
        return ""
    after = rest[0].lower()
    if verb.lower() in _LEADING.get(after, ()):
        return f"{verb} {after}"
    event = after in _BESIDE_EVENTS or (len(rest) == 1 and after in _EVENTS)
    return "" if event else verb


_LEADING = {
    "to": vocabulary("drive travel talk speak write respond reply listen apply"),
    "for": vocabulary("wait look search apply pay ask"),
    "with": vocabulary("meet speak talk check"),
    "up": vocabulary("pick"),
    "off": vocabulary("drop"),
    "out": vocabulary("take put"),
}
"""Words that stand between a verb and its object, each with such verbs."""
_BESIDE_EVENTS = vocabulary("at with for in from by on about to of around after before")
_EVENTS = vocabulary(
    "club meeting lesson class session match game party exam test training appointment rehearsal"
    " shift trip night fair show fayre group group-meeting interview prep workshop"
)
"""What behind a verb makes a name of the two: “book club”, “review meeting”."""


_STAND_IN = re.compile(
    r"(?:(?:(?:a|the) )?(?:another|second|third|other|next|last)(?: one)?|(?:the |and )?one"
    r"|(?=again))"
    r"(?P<rest>(?: ?(?:with|for|to|about|from|at|in|of|on|again)\b.*)?)",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(r" (?:with|for|to|about|from|at|in|of|on) .*")


def _with_rest(first: str, rest: str) -> str:
    """“A call with Ann”, “with Bea”: “A call with Bea”; “Ring Bob”, “for Tim”: “Ring Tim”."""
    if rest.lower() in {"", "again"}:
        return f"{first} {rest.lower()}".strip()
    head = _COMPLEMENT.sub("", first)
    verb, *more = head.split(" ")
    if head == first and more and verb.lower() in TASK_VERBS:
        return f"{verb} {rest.partition(' ')[2]}"
    return f"{head} {rest}"


_OBJECTS = vocabulary("it them him her")
"""What stands behind a verb, whatever verb that may be: “bone it”."""


def _begun_with(verb: str, task: QuickAdd, told: str) -> QuickAdd:
    said = task.title
    first, second, *_ = (*said.lower().split(" "), "")
    if first in TASK_VERBS or second in _OBJECTS:
        return task
    named = said if said in told else f"{said[:1].lower()}{said[1:]}"
    return replace(task, title=f"{verb} {named}")


def shared(tasks: list[QuickAdd], told: Sequence[str] = ()) -> list[QuickAdd]:
    """“milk, bread and eggs tomorrow”: what the last alone says holds for all of them.

    A day that the last of them, `told`, opens with is its own: “…, and on Thursday eggs”.
    """
    *others, last = tasks
    if told and last.due and told[-1].strip().lower().startswith(last.due.text.lower()):
        return tasks
    if not others or not last.marked or any(each.marked for each in others):
        return tasks
    return [*(replace(last, title=each.title, spans=each.spans) for each in others), last]
