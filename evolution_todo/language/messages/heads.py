"""What is said first of the tasks of a message: when they are due, how much they matter.

“Tomorrow, can you add …”, “high priority: …”, “every Monday: remember to …”. What follows is read
as if it were all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from evolution_todo.language.messages.tails import LONGEST, is_new
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks import marks
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.words import TASK_NOUNS, TASK_VERBS

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.messages.tails import Read
    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd

_OPENER = re.compile(
    r"(?<=[\s,:;!.–-])"
    r"(?:(?:please|pls|plz|kindly|hi|hey|also|just|(?:can|could|will|would) (?:you|u)"
    r"|i(?: want|'d like) to|i need you to|(?:can|could|may) i)\b[\s,]*)*"
    r"(?:add|put|note|jot|log|create|write down|make (?:a note|sure)|schedule|remember to"
    r"|(?P<reminds>remind me|set (?:an?|me|up))|(?:don'?t|do not) (?:let me )?forget"
    r"|(?:new )?(?:task|to-?\s?do)s?(?=:)|new(?=:)"
    r"|(?P<has>(?:i|we)(?:'ve| have)(?: got)?(?! (?:to|got to)\b)|there(?:'s| is))"
    r"|(?:i|we)(?:'ve| have)? (?:need|have to|must|should|got to|gotta)|gotta|need to"
    r"|(?:i|we)(?:'d| would)? (?:want|like|hope|plan) to)\b"
)
_LABEL = re.compile(
    rf"\W*(?:(?:urgent(?:ly)?|asap|important|critical|(?:{marks.LEVELS})[ -]prio(?:rity)?)"
    r"\s*[!:,–-]+\s*"
    rf"|(?:urgent(?:ly)?|asap)\s+(?=(?:{'|'.join(sorted(TASK_VERBS))})\b(?! (?:"
    rf"{'|'.join(sorted(TASK_NOUNS))})\b)))"
)
_FARTHEST = 80
"""Characters in which a head ends."""
_MOST_OPENERS = 3


def read_head(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """The tasks of a message with what its first words say of them.

    Args:
        text: The message as typed.
        low: The same as the grammar reads it.
        now: The present moment, in the person's zone.
        read: What reads the words behind.

    Returns:
        Nothing where there are no such words, or where what stands behind does not only add.
    """
    for start, kind in _openers(low) if len(text) <= LONGEST else ():
        head = _head(text[:start], now)
        if head is not None:
            return _behind(head, text, start, kind, now, read)
    return ()


def _openers(low: str) -> list[tuple[int, str | None]]:
    """Where a request may begin behind a head, and of what kind it is."""
    label = _LABEL.match(low)
    found = islice(_OPENER.finditer(low, 1, _FARTHEST), _MOST_OPENERS)
    openers = [(each.start(), each.lastgroup) for each in found]
    return [(label.end(), None), *openers] if label else openers


def _behind(
    head: QuickAdd, text: str, start: int, kind: str | None, now: datetime, read: Read
) -> tuple[Request, ...]:
    """What stands behind a head, if it only adds; “I have …” and “put … in” need their day."""
    timed = head.due or head.recurrence
    if timed and kind == "reminds":
        return ()  # the time before “remind me” is that of the reminder
    found = () if timed and kind == "has" else read(text[start:].rjust(len(text)), now)
    if found and all(map(is_new if timed else _fits, found)):
        return tuple(_under(head, each, now) for each in found)
    found = read(_with_day(text[start:], text[:start]), now) if timed else ()
    return found if all(map(is_new, found)) else ()


def _with_day(said: str, head: str) -> str:
    """“I have choir, low priority”, “On Friday”: the day stands where the event ends."""
    end = _END_OF_EVENT.search(said)
    at = end.start() if end else len(said)
    return f"{said[:at]} {head.strip(' ,:;–-')}{said[at:]}"


_END_OF_EVENT = re.compile(
    r"[,;!?]|\.(?:\s|$)|\s[–-]|\s#|\s(?:and|with) (?:make|tag|remind|set|an?|the) "
    r"|\s(?:please|pls)\b",
    re.IGNORECASE,
)


def _head(said: str, now: datetime) -> QuickAdd | None:
    """What is said first, where it is a date, a rule, a priority or a tag and nothing else."""
    if not said.strip(" ,.:;!–-"):
        return None
    told = read_task(f"{said.strip(' ,.;–-')},", now)
    return told if told.marked and not (told.title.strip(",") or told.reminders) else None


def _fits(request: Request) -> bool:
    return is_new(request) or (request.intent is Intent.REMIND and request.task is not None)


def _under(head: QuickAdd, request: Request, now: datetime) -> Request:
    task = request.task
    if task is None:
        return request
    whole = replace(
        _timed(head, task, now),
        priority=task.priority or head.priority,
        tags=tuple(dict.fromkeys((*head.tags, *task.tags))),
        marked=True,
    )
    intent = Intent.ADD if request.bare else request.intent
    sure = max(request.confidence, _MARKED)
    return replace(request, intent=intent, filter=None, task=whole, confidence=sure)


_MARKED = 0.8
"""How sure it is that a phrase with a date is to be added."""


def _timed(head: QuickAdd, task: QuickAdd, now: datetime) -> QuickAdd:
    """The task due when its head says; a time of day of its own is on that day."""
    when = head.due or head.recurrence
    own = task.due or task.recurrence
    if when is None or task.recurrence or (task.due and task.due.dated):
        return task
    if own is None:
        return replace(task, due=head.due, recurrence=head.recurrence)
    joined = read_task(f"{when.text}, {own.text}", now)
    return replace(task, due=joined.due, recurrence=joined.recurrence)
