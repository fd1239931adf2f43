"""A short message about what the turn before it dealt with."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups import read_follow_up
from evolution_todo.language.references import Reference, ReferenceKind
from evolution_todo.language.request_rules.days import A_DAY_ALONE
from evolution_todo.language.requests import Intent, Request
from todo_agent.recall import Memory, touched_by

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.quickadd import QuickAdd
    from todo_agent.recall import Exchange

_LOOSE = frozenset({Intent.NONE, Intent.CHOOSE, Intent.REFUSE, Intent.CANCEL, Intent.THANKS})
_LISTS_ALONE = frozenset({"a tag, shown or said alone", "a state, shown", "a state, said alone"})
"""What is as well a value of the task spoken of: “#home”, “low priority”."""


def about_the_last(
    requests: list[Request], memory: Memory, before: Exchange, now: datetime
) -> list[Request]:
    """What a message that is a value and nothing else says of the tasks just dealt with.

    Args:
        requests: What the message is read as alone.
        memory: The conversation, this message its last.
        before: The message before it.
        now: The clock, in the person's zone.
    """
    touched = _touched(before)
    if not touched or not all(_is_loose(each, touched, memory) for each in requests):
        return requests
    if more := _added_too(requests, before, memory):
        return more
    said = read_follow_up(memory.present.message, now)
    if said is None or not _makes_sense(said, before):
        return requests
    return [_of_several(said) if len(touched) > 1 else said]


def _added_too(requests: list[Request], before: Exchange, memory: Memory) -> list[Request]:
    """“And bananas”, right after something was added: to the same list."""
    added = {run.name for run in before.writes if run.ok} == {"add_tasks"}
    if not added or not _AND.match(memory.present.message):
        return []
    tags = tuple(memory.tasks.get(memory.recent[0], {}).get("tags") or ())
    tasks = [each.task for each in requests if each.bare and each.task and not each.instead]
    if len(tasks) != len(requests) or not tags:
        return []
    return [
        replace(each, intent=Intent.ADD, bare=False, filter=None, confidence=1.0, task=task)
        for each, task in zip(requests, (_on(task, tags) for task in tasks), strict=True)
    ]


_AND = re.compile(r"\s*(?:and|also|plus)\b", re.IGNORECASE)


def _on(task: QuickAdd, tags: tuple[str, ...]) -> QuickAdd:
    title = re.sub(r"\s+(?:too|as well|also)$", "", task.title)
    return replace(task, title=title, tags=tuple(dict.fromkeys((*task.tags, *tags))), marked=True)


def _touched(before: Exchange) -> tuple[int, ...]:
    """Ids of the tasks that an exchange wrote, or else of the one it showed."""
    wrote = [key for run in before.writes if run.ok for key in touched_by(run)]
    shown = [key for run in before.runs if run.ok for key in touched_by(run)]
    return tuple(dict.fromkeys(wrote)) or (tuple(dict.fromkeys(shown)) if len(shown) == 1 else ())


def _is_loose(request: Request, touched: tuple[int, ...], memory: Memory) -> bool:
    """Whether a reading is only a guess at what stands alone."""
    if request.rule == A_DAY_ALONE:
        return not any(memory.past.tasks.get(key, {}).get("due") for key in touched)
    return request.intent in _LOOSE or request.bare or request.rule in _LISTS_ALONE


def _makes_sense(said: Request, before: Exchange) -> bool:
    """Whether it can be said of what was done: what is gone, or only shown, is not changed back."""
    last = next((run.name for run in reversed(before.writes) if run.ok), "")
    if said.intent is Intent.UNDO:
        return bool(last) and last != "undo"
    if said.intent is Intent.UNCOMPLETE:
        return last == "set_tasks_completed"
    return last not in {"delete_tasks", "undo"}


def _of_several(said: Request) -> Request:
    if said.target is None:
        return said
    them = Reference(ReferenceKind.PRONOUN, said.span, "them", plural=True)
    return replace(said, target=them)
