"""Once more what was just done, to another task."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups.continuing import read_continuation
from evolution_todo.language.followups.reading import read_follow_up
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import read_task
from todo_agent.questions import requests_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.references.reading import Reference
    from todo_agent.recall import Memory

DEEDS = frozenset(
    {
        Intent.COMPLETE,
        Intent.UNCOMPLETE,
        Intent.DELETE,
        Intent.RESCHEDULE,
        Intent.UPDATE,
        Intent.TAG,
        Intent.UNTAG,
        Intent.REMIND,
    }
)
_PLAIN = frozenset({ReferenceKind.NUMBER, ReferenceKind.POSITION, ReferenceKind.LAST})


def continued(requests: Sequence[Request], memory: Memory, now: datetime) -> list[Request]:
    """“And the eggs”, behind “I bought the milk”; empty for any other message."""
    target = read_continuation(memory.present.message)
    if target is None:
        return []
    if _is_value(memory.present.message, target, now) or _says_how(requests[-1]):
        return []
    if any(each.task is not None and each.task.due for each in requests):
        return []  # “also call Frank tomorrow” is a task by itself
    last = _last_deed(memory, now)
    if last is None:
        return _added(requests, target, memory, now) or _done_too(requests, target, memory)
    again = replace(
        last,
        target=target,
        filter=None,
        span=requests[0].span,
        text=memory.present.message,
        bare=False,
        confidence=1.0,
        antecedent=None,
        task=None,
    )
    return [again if target.kind in _PLAIN else replace(requests[0], instead=again)]


def _says_how(request: Request) -> bool:
    """Whether “and the lawn to Tuesday” says itself what is to be changed."""
    told = request.instead
    return told is not None and told.intent is Intent.RESCHEDULE and told.changes is not None


def _is_value(message: str, target: Reference, now: datetime) -> bool:
    """Whether “and every day” changes what was dealt with; “and 2” is task 2."""
    said = read_follow_up(message, now)
    of_it = said and said.target and said.target.kind is ReferenceKind.PRONOUN
    return bool(of_it) and target.kind is not ReferenceKind.NUMBER


def _last_deed(memory: Memory, now: datetime) -> Request | None:
    """The one deed asked for last, over messages that only went on with it."""
    for exchange in reversed(memory.past.exchanges):
        if not exchange.done:
            return None
        if read_continuation(exchange.message) is not None:
            continue
        asked = [each.instead or each for each in requests_in(exchange.message, now)]
        single = len(asked) == 1 and asked[0].intent in DEEDS and not asked[0].new_title
        return asked[0] if single and asked[0].target else None
    return None


def _done_too(requests: Sequence[Request], target: Reference, memory: Memory) -> list[Request]:
    """What was done in words that do not say it again, done to another task."""
    said = memory.present.message
    done = memory.before.done if memory.before else ()
    if not done or done[-1].name == "undo" or not _ALIKE.search(said):
        return []
    again = Request(Intent.AGAIN, requests[0].span, said, target=target)
    return [replace(requests[0], instead=again)]


_ALIKE = re.compile(r"\b(?:same|ditto|likewise|too|as well|also)\b", re.IGNORECASE)
"""What says that the other is to be like the last, its day and all."""


def _added(
    requests: Sequence[Request], target: Reference, memory: Memory, now: datetime
) -> list[Request]:
    """“And a bucket”, behind “add buy rope”."""
    before = memory.before
    added = before is not None and {run.name for run in before.done} == {"add_tasks"}
    if not added or target.kind is not ReferenceKind.TITLE:
        return []
    if _ALIKE.search(memory.present.message):
        mention = replace(target, kind=ReferenceKind.MENTIONED)
        said = memory.present.message
        return [Request(Intent.AGAIN, requests[0].span, said, target=mention)]
    plain = replace(requests[0], task=read_task(target.words, now))
    asked = requests if all(each.task for each in requests) else [plain]
    return [
        replace(each, intent=Intent.ADD, bare=False, filter=None, confidence=1.0, instead=None)
        for each in asked
    ]
