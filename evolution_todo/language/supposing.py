"""What a message that the grammar makes nothing of is supposed to ask for.

The classifier says which kind of request it most likely is; the grammar reads the values in it,
and the task is the one whose words it holds, or the one dealt with just before. So what is
supposed changes only what is mentioned, and where there is no such task nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.building.changing import NO_CHANGES
from evolution_todo.language.classifier import Kind, Opinion, opinion_of
from evolution_todo.language.contrasts import meant_alone
from evolution_todo.language.filters import read_filter, read_priority
from evolution_todo.language.quickadd import capitalised, read_task
from evolution_todo.language.references import Reference, ReferenceKind
from evolution_todo.language.requests import Filter, Intent, Request
from evolution_todo.language.shifts import find_shift
from evolution_todo.language.spans import quoted
from evolution_todo.language.times import TimeError, find_offsets, find_times
from evolution_todo.language.words import (
    COMMON_WORDS,
    FUNCTION_WORDS,
    TASK_NOUNS,
    vocabulary,
    words_of,
)

if TYPE_CHECKING:
    from datetime import datetime

_Reader: TypeAlias = "Callable[[Request, datetime], Request | None]"

LIKELY, SURE = 0.6, 0.85
"""From which probability a request is supposed, and from which it is carried out unasked."""
_LIKELY_TASK = 0.4
"""From which probability a task is supposed, since offering one changes nothing."""
_UNSURE = 0.45
_NOT_OURS = 0.9
"""From which probability a phrase with a date is a remark, and offered instead of added."""


def supposed(request: Request, now: datetime) -> Request:
    """The request with what it is supposed to ask for, if anything is likely.

    Args:
        request: One that the grammar made nothing of, or only a phrase to add or a question; its
            `text` is read.
        now: The present moment, in the person's zone.
    """
    opinion = opinion_of(request.text, now)
    if opinion.kind is Kind.NONE and opinion.probability >= _NOT_OURS:
        return _not_ours(request)
    if request.intent is Intent.LIST and not request.bare:
        return request
    found = _read(request, opinion, now)
    if found is None:
        return request
    sure = 1.0 if opinion.probability >= SURE else _UNSURE
    rule = f"supposed: {opinion.kind}"
    if found.instead is None:
        return replace(found, confidence=sure, rule=rule)
    return replace(found, instead=replace(found.instead, confidence=sure, rule=rule))


def _not_ours(request: Request) -> Request:
    """A question that is surely of something else is not looked up, a remark is not added."""
    if request.intent is Intent.LIST and not request.bare:
        return Request(Intent.NONE, request.span, request.text)
    return replace(request, task=request.task and replace(request.task, marked=False))


def _read(request: Request, opinion: Opinion, now: datetime) -> Request | None:
    """What is read as the kind that it most likely is; None where that is not likely enough."""
    reader = _READERS.get(opinion.kind)
    least = _LIKELY_TASK if opinion.kind is Kind.ADD else LIKELY
    as_told = request.task is not None and request.task.marked and opinion.kind in _OF_NEW_TASKS
    if reader is None or opinion.probability < least or as_told:
        return None
    if _ASKED.match(request.text) and opinion.kind is not Kind.LIST:
        return None
    try:
        found = reader(replace(request, instead=None), now)
    except TimeError:
        return None
    offered = found is not None and found.task is not None and opinion.probability < SURE
    return None if offered and request.task is not None else found


_ASKED = re.compile(
    r"\W*(?:is|are|am|was|were|does|did|has|had|(?:should|shall) (?:i|we)|what(?! about)|when|which"
    r"|who|how(?! about))\b",
    re.IGNORECASE,
)
"""A question changes nothing and is no task; “can we …” and “how about …” may be requests."""


def _change(request: Request, intent: Intent, **values: object) -> Request:
    """The request with a change of the task that it mentions."""
    target = Reference(ReferenceKind.MENTIONED, request.span, request.text)
    asked = Request(intent, request.span, request.text, target=target)
    return replace(request, instead=replace(asked, **values))  # type: ignore[arg-type] # they are fields of Request


def _of(intent: Intent) -> _Reader:
    return lambda request, _: _change(request, intent)


def _moved(request: Request, now: datetime) -> Request | None:
    text = request.text
    low = text.lower()
    if shift := find_shift(low):
        minutes, months = shift.get("shift_minutes"), shift.get("shift_months")
        return _change(request, Intent.RESCHEDULE, shift_minutes=minutes, shift_months=months)
    if _UNDATED.search(low):
        return _change(request, Intent.UPDATE, clear=("due",))
    meant = meant_alone(low)
    parts = [meant[found.end() :] for found in _TOWARDS.finditer(meant)]
    times = (find_times(part, now) for part in [*parts, meant])
    due = next((found[-1] for found in times if found), None)
    if due is None:
        return None
    return _change(request, Intent.RESCHEDULE, changes=replace(NO_CHANGES, due=due))


_UNDATED = re.compile(
    r"\b(?:no|drop|remove|lose|clear|without(?: an?)?|take off|take|doesn't (?:have|need)(?: an?)?)"
    r" (?:the |its |that |due )*(?:date|deadline|due date|day|time)\b(?! (?:to|is)\b)"
)
_TOWARDS = re.compile(r"\b(?:to|until|till|for|now|actually|instead|but)\b")


def _valued(request: Request, now: datetime) -> Request | None:
    del now
    level = read_priority(request.text)
    if level is None:
        return None
    return _change(request, Intent.UPDATE, changes=replace(NO_CHANGES, priority=level))


def _repeated(request: Request, now: datetime) -> Request | None:
    if _ENDED.search(request.text.lower()):
        return _change(request, Intent.UPDATE, clear=("recurrence",))
    rule = read_task(request.text, now).recurrence
    if rule is None:
        return None
    return _change(request, Intent.UPDATE, changes=replace(NO_CHANGES, recurrence=rule))


_ENDED = re.compile(
    r"\b(?:stop|end|quit|cancel|no longer|no more|don't|not|never|without)\b.*\b(?:repeat|recur)"
    r"|\b(?:repeat|recur)\w* .*\b(?:any ?more|any longer|off)\b|\bone[- ]off\b"
    r"|\bjust (?:the )?once\b"
)


def _renamed(request: Request, now: datetime) -> Request | None:
    del now
    spans = quoted(request.text)
    if spans:
        return _change(request, Intent.UPDATE, new_title=spans[-1].of(request.text)[1:-1])
    said = _CALLED.search(request.text)
    title = said["title"].strip(" .!") if said else ""
    return _change(request, Intent.UPDATE, new_title=capitalised(title)) if title else None


_CALLED = re.compile(
    r"\b(?:call it|call that|name it|say|says|read|reads|to|as|into)\s+(?P<title>.+?)"
    r"(?:,?\s+(?:instead|please|now|rather)|,?\s+(?:not|instead of|rather than)\b.*)*[.!]?$",
    re.IGNORECASE,
)


def _tagged(request: Request, now: datetime) -> Request | None:
    found = read_task(request.text, now).tags
    if not found:
        said = _LABEL.search(request.text.lower())
        found = (said["name"],) if said and said["name"] not in FUNCTION_WORDS else ()
    if not found:
        return None
    off = _OFF.search(request.text.lower())
    intent = Intent.UNTAG if off else Intent.TAG
    return _change(request, intent, changes=replace(NO_CHANGES, tags=found))


_LABEL = re.compile(
    r"\b(?:the|as|with|under|in|into|to) (?:the )?(?P<name>[\w-]{2,40})"
    r"(?: (?:tag|label|category|list|group|tasks|stuff|section))?"
    r"(?: (?:too|as well|please|instead))?[.!]?$"
)
_OFF = re.compile(r"\b(?:untag|off|remove|take|drop|lose|without|no longer)\b")


def _listed(request: Request, now: datetime) -> Request | None:
    """The task that is asked about, or else what the words narrow the list to."""
    wanted = read_filter(request.text, now)
    listing = replace(request, intent=Intent.LIST, bare=False, task=None)
    if replace(wanted, search=None, sort=None) != Filter():
        return replace(listing, filter=replace(wanted, search=None))
    return _change(replace(listing, filter=wanted), Intent.LIST)


def _reminded(request: Request, now: datetime) -> Request | None:
    offsets = find_offsets(request.text)
    moments = offsets or find_times(request.text, now)
    return _change(request, Intent.REMIND, reminder=moments[-1]) if moments else None


def _taken_back(request: Request, now: datetime) -> Request:
    del now
    return replace(request, intent=Intent.UNDO, bare=False, task=None)


def _added(request: Request, now: datetime) -> Request | None:
    """A task that is said in a way of its own; offered where nothing tells it from a remark."""
    if request.task is not None:
        dated = bool(request.task.due or request.task.recurrence)
        return replace(request, task=replace(request.task, marked=request.task.marked or dated))
    if request.intent is not Intent.NONE:
        return None
    said = _TAIL.sub("", request.text)
    led = _LEAD.match(said)
    task = read_task(said[led.end() :] if led else said, now)
    if not task.title:
        return None
    task = replace(task, title=capitalised(task.title), marked=task.marked and not led)
    return replace(request, intent=Intent.ADD, task=task, bare=True)


_LEAD = re.compile(
    r"[^.?!\n]{0,60}?\b(?:add|put|note|list|tasks?|to-?do|item|reminder)\b"
    r"(?: (?:down|in|on|up|this|that|for me))*(?:[:,]| to\b| that\b| for\b| of\b)?\s+"
    r"(?:(?:to|i|we|need|have|must|should) )*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s+(?:to|on|onto|in|into) (?:my|the|our) (?:[\w-]+ )?list|,?\s+(?:please|thanks|for me))*"
    r"[.!?]*$",
    re.IGNORECASE,
)


_READERS: dict[Kind, _Reader] = {
    Kind.COMPLETE: _of(Intent.COMPLETE),
    Kind.UNCOMPLETE: _of(Intent.UNCOMPLETE),
    Kind.DELETE: _of(Intent.DELETE),
    Kind.RESCHEDULE: _moved,
    Kind.RENAME: _renamed,
    Kind.PRIORITY: _valued,
    Kind.TAG: _tagged,
    Kind.REPEAT: _repeated,
    Kind.REMIND: _reminded,
    Kind.CANCEL_REMINDER: _of(Intent.CANCEL_REMINDER),
    Kind.LIST: _listed,
    Kind.UNDO: _taken_back,
    Kind.ADD: _added,
}

_OF_NEW_TASKS = frozenset({Kind.REMIND, Kind.REPEAT})
"""What a phrase with a date may as well ask of the task that it is."""

POINTED = re.compile(r"\b(?:it|that|this|them|those|these|they|both|one|all)\b", re.IGNORECASE)
PLURAL = re.compile(r"\b(?:both|them|those|these|they|all)\b", re.IGNORECASE)


def names_nothing(said: str, now: datetime) -> bool:
    """Whether a message has no word that could be of a task's title."""
    left = said
    spans = {each.span for each in find_times(said, now)} | {
        each.span for each in find_offsets(said)
    }
    for span in sorted(spans, reverse=True):
        left = f"{left[: span.start]} {left[span.end :]}"
    words = set(words_of(left)) - FUNCTION_WORDS - COMMON_WORDS - TASK_NOUNS - _SAYING
    return not any(word.isalpha() for word in words)


_SAYING = vocabulary(
    "actually instead rather better make move push bring change set put switch shift say said let "
    "let's sorry wait oops hmm thought thoughts mean meant second thinking mind changed think "
    "delete remove drop scrap cancel bin get rid forget need anymore longer needed "
    "finished sorted did dealt ticked tick cross mark check off haven't hasn't didn't isn't "
    "it's that's i'm i've you're don't bump up down notch level priority earlier sooner later more "
    "half quarter rather than ahead one two three few couple hour hours minute minutes day days "
    "week weeks month months "
    "thanks ta cheers fine good works work easier suits yeah really while "
    "back forward ahead delay postpone reschedule moved time date wrong right should "
    "before after reminder reminders alert remind reminded instead i'd i'll "
    "want like prefer maybe perhaps possible keep leave"
)
