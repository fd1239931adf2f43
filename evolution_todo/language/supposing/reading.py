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

from evolution_todo.language.building.shifts import find_shift
from evolution_todo.language.requests.filters import read_filter
from evolution_todo.language.requests.request import Filter, Intent, Request
from evolution_todo.language.supposing.again import done_instead, done_too, taken_back
from evolution_todo.language.supposing.changes import (
    change_of_mentioned,
    repeated,
    valued,
)
from evolution_todo.language.supposing.classifier import Kind, Opinion
from evolution_todo.language.supposing.meant import meant_time
from evolution_todo.language.supposing.names import renamed
from evolution_todo.language.supposing.reminders import reminded, rung_otherwise, snoozed
from evolution_todo.language.supposing.tags import tagged
from evolution_todo.language.tasks.quickadd import NO_CHANGES, capitalised, read_task
from evolution_todo.language.text.callers import CALLED, ONLY_CALLED
from evolution_todo.language.text.words import (
    COMMON_WORDS,
    FUNCTION_WORDS,
    TASK_NOUNS,
    TASK_VERBS,
    vocabulary,
    words_of,
)
from evolution_todo.language.times.reading import TimeError, find_offsets, find_times
from evolution_todo.language.times.weekdays import is_for_good

if TYPE_CHECKING:
    from datetime import datetime

_Reader: TypeAlias = "Callable[[Request, datetime], Request | None]"

LIKELY, SURE = 0.6, 0.85
"""From which probability a request is supposed, and from which it is carried out unasked."""
_LIKELY_TASK = 0.4
"""From which probability a task is supposed, since offering one changes nothing."""
_LIKELY_CHANGE, _LIKELY_CHANGE_BEHIND, _SURE_CHANGE = 0.45, 0.25, 0.5
"""The same of a change, in a first message and behind another: there is one only where a task is
mentioned, which speaks for it too."""
_UNSURE = 0.45
_PERHAPS_IDLE = 0.2
"""From which probability that nothing is asked a change is asked about."""
_NOT_OURS = 0.85
"""From which probability a phrase with a date is a remark, and offered instead of added."""


def supposed(request: Request, opinion: Opinion, now: datetime, *, behind: bool) -> Request:
    """The request with what it is supposed to ask for, if anything is likely.

    Args:
        request: One that the grammar made nothing of, or only a phrase to add or a question; its
            `text` is read.
        opinion: Which kind it most likely is.
        now: The present moment, in the person's zone.
        behind: Whether there is a message before it.
    """
    if opinion.kind is Kind.NONE and opinion.probability >= _NOT_OURS:
        return _not_ours(request)
    if behind and opinion.kind in _IDLE and opinion.probability >= SURE and _is_offered(request):
        return Request(Intent.NONE, request.span, request.text)
    if request.intent is Intent.LIST and not request.bare:
        return request
    found = _likeliest(request, opinion, now)
    if found is not None and found.instead is not None:
        return found
    change = _likely_change(request, opinion, now, behind=behind)
    return replace(found or request, instead=change) if change else found or request


_IDLE = frozenset({Kind.NONE, Kind.TALK})


def _is_offered(request: Request) -> bool:
    """Whether a request is a bare phrase that would be offered as a task: “ouch”, “poor her”."""
    return request.bare and request.task is not None and not request.task.marked


def _not_ours(request: Request) -> Request:
    """A question that is surely of something else is not looked up, a remark is not added."""
    if request.intent is Intent.LIST and not request.bare:
        if _FREE.search(request.text):
            return request
        return Request(Intent.NONE, request.span, request.text)
    return replace(request, task=request.task and replace(request.task, marked=False))


_FREE = re.compile(r"\b(?:busy|free|packed|full is)\b", re.IGNORECASE)
"""How full a day is, one's tasks tell: “how busy is Tuesday?”."""


def _likeliest(request: Request, opinion: Opinion, now: datetime) -> Request | None:
    """What is read as the kind that it most likely is; None where that is not likely enough."""
    kind, probability = opinion.kind, opinion.probability
    if probability < (_LIKELY_TASK if kind is Kind.ADD else LIKELY):
        return None
    found = _read(kind, request, now, opinion=opinion)
    if found is None:
        return None
    sure = probability >= SURE or _is_sure_change(kind, opinion)
    if kind is Kind.LIST and not sure:
        return None
    if found.instead is not None:
        return replace(found, instead=_supposing(found.instead, kind, sure=sure))
    return _supposing(found, kind, sure=sure) if sure or request.task is None else None


def _likely_change(
    request: Request, opinion: Opinion, now: datetime, *, behind: bool
) -> Request | None:
    """The likeliest change of a task that there is, where the message may as well be another."""
    if opinion.kind is Kind.ADD and request.task is not None:
        return None
    kind, _ = opinion.among(_CHANGES)
    least = _LIKELY_CHANGE_BEHIND if behind else _LIKELY_CHANGE
    if opinion.chances[kind] < max(least, opinion.chances[Kind.NONE]):
        return None
    found = _read(kind, request, now, opinion=opinion)
    change = found.instead if found else None
    return _supposing(change, kind, sure=_is_sure_change(kind, opinion)) if change else None


def _is_sure_change(kind: Kind, opinion: Opinion) -> bool:
    """Whether no other change comes near, of one that is plain to see and to take back."""
    if kind not in _CHANGES - _OF_NEWS or opinion.chances[kind] < _SURE_CHANGE:
        return False
    if sum(opinion.chances[each] for each in _IDLE) > _PERHAPS_IDLE:
        return False
    return opinion.among(_CHANGES)[1] >= SURE


def _supposing(request: Request, kind: Kind, *, sure: bool) -> Request:
    return replace(request, confidence=1.0 if sure else _UNSURE, rule=f"supposed: {kind}")


def _read(kind: Kind, request: Request, now: datetime, *, opinion: Opinion) -> Request | None:
    """The request as one of a kind; None where the values for that are not said."""
    reader = _READERS.get(kind)
    as_told = kind in _OF_NEW_TASKS and _is_new(request, kind, opinion)
    if reader is None or as_told or (_ASKED.match(request.text) and kind is not Kind.LIST):
        return None
    if ONLY_CALLED.match(request.text.lower()):
        return None
    if kind is Kind.COMPLETE and _is_not_done(request.text):
        return None
    if kind is Kind.DELETE and _KEPT.match(request.text):
        return None
    try:
        return reader(replace(request, instead=None), now)
    except TimeError:
        return None


def _is_new(request: Request, kind: Kind, opinion: Opinion) -> bool:
    """Whether a dated phrase is a task of its own, and not said of the one dealt with before."""
    if request.task is None or not request.task.marked:
        return False
    ordered = request.task.title.lower().partition(" ")[0] in TASK_VERBS
    return ordered or not opinion.is_of_it or opinion.chances[kind] < LIKELY


def _is_not_done(said: str) -> bool:
    """Whether a message tells of no deed of ours: begun, wished for, or somebody else's call."""
    return bool(_NOT_QUITE.search(said) or _CALLED.match(said))


_CALLED = re.compile(rf"\W*{CALLED}", re.IGNORECASE)
_NOT_QUITE = re.compile(
    r"\b(?:almost|nearly|half|tried|forgot|forgotten|but|not|never|closed|shut|failed|still|yet"
    r"|should|will|going to|wish|hope|would|could|might|may|if|\w+n't|no (?:slots?|time|luck)"
    r"|(?:once|when|after|as soon as) (?:it|that|this|they)(?:['’](?:s|re)| is| are| has| have))\b",
    re.IGNORECASE,
)
"""What tells that something was begun or tried and not done, or is to follow: “once it's done”."""
_KEPT = re.compile(
    r"\W*(?:(?:yes|no|ok|okay|but|and|please|actually|sorry|only|just)\W+)*"
    r"(?:(?:keep|leave)\b|(?<=only )the\b|(?<=just )the\b)",
    re.IGNORECASE,
)
"""What is to stay, or named without a word of what to do: nothing of it is deleted."""
_ASKED = re.compile(
    r"\W*(?:is|are|am|was|were|does|did|has|had|(?:should|shall) (?:i|we)|what(?! about)|when|which"
    r"|who|how(?! about))\b",
    re.IGNORECASE,
)
"""A question changes nothing and is no task; “can we …” and “how about …” may be requests."""


def _of(intent: Intent) -> _Reader:
    return lambda request, _: change_of_mentioned(request, intent)


def _moved(request: Request, now: datetime) -> Request | None:
    if _UNDATED.search(request.text.lower()):
        return change_of_mentioned(request, Intent.UPDATE, clear=("due",))
    if shift := find_shift(request.text.lower()):
        minutes, months = shift.get("shift_minutes"), shift.get("shift_months")
        return change_of_mentioned(
            request, Intent.RESCHEDULE, shift_minutes=minutes, shift_months=months
        )
    due = meant_time(request.text, now)
    if due is None or due.start.date() < now.date():
        return None  # “it was 30 degrees yesterday” tells no day for anything to come
    changes, series = replace(NO_CHANGES, due=due), is_for_good(request.text.lower())
    return change_of_mentioned(request, Intent.RESCHEDULE, changes=changes, series=series)


_UNDATED = re.compile(
    r"\b(?:no|drop|remove|lose|clear|without(?: an?)?|take off|take|doesn't (?:have|need)(?: an?)?)"
    r" (?:the |its |that |due )*(?:date|deadline|due date|day|time)\b(?! (?:to|is|for)\b)"
)


def _listed(request: Request, now: datetime) -> Request | None:
    """The task that is asked about, or else what the words narrow the list to."""
    wanted = read_filter(request.text, now)
    listing = replace(request, intent=Intent.LIST, bare=False, task=None)
    if replace(wanted, search=None, sort=None) != Filter():
        return replace(listing, filter=replace(wanted, search=None))
    return change_of_mentioned(replace(listing, filter=wanted), Intent.LIST)


def _added(request: Request, now: datetime) -> Request | None:
    """A task that is said in a way of its own; offered where nothing tells it from a remark."""
    if request.task is not None:
        dated = bool(request.task.due or request.task.recurrence)
        return replace(request, task=replace(request.task, marked=request.task.marked or dated))
    if request.intent is not Intent.NONE or _NAMES_NO_TASK.match(request.text):
        return None
    said = _TAIL.sub("", request.text)
    led = _LEAD.match(said)
    if led is None and _OF_THE_ASSISTANT.match(said):
        return None
    task = read_task(said[led.end() :] if led else said, now)
    if not task.title:
        return None
    task = replace(task, title=capitalised(task.title), marked=task.marked and not led)
    return replace(request, intent=Intent.ADD, task=task, bare=True)


_OF_THE_ASSISTANT = re.compile(
    r"\W*(?:can|could|will|would) (?:you|u) (?!remind|ping|nudge|make (?:sure|me)|tell me to)",
    re.IGNORECASE,
)
"""“Can you drive the kids to school today?” asks for what no list does."""
_NAMES_NO_TASK = re.compile(
    r"\W*(?:(?:have|has|had|did|does|do) (?:the|my|our|they|he|she)"
    r"|(?:i|we) (?:don['’]?t|do not) (?:think|need|want)"
    r"|(?:[\w'’-]+ ){1,3}(?:is|are|was|were) (?:at|in|near|called|my|our|the|an?))\b",
    re.IGNORECASE,
)
"""“Have the photos gone?”, “I don't think we need them”, “lunch is at the Swan”."""
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
    Kind.RENAME: renamed,
    Kind.PRIORITY: valued,
    Kind.TAG: tagged,
    Kind.REPEAT: repeated,
    Kind.REMIND: reminded,
    Kind.SNOOZE: snoozed,
    Kind.MOVE_REMINDER: rung_otherwise,
    Kind.CANCEL_REMINDER: _of(Intent.CANCEL_REMINDER),
    Kind.LIST: _listed,
    Kind.UNDO: taken_back,
    Kind.SAME: done_too,
    Kind.SWAP: done_instead,
    Kind.ADD: _added,
}

_CHANGES = frozenset(
    {
        Kind.COMPLETE,
        Kind.UNCOMPLETE,
        Kind.RESCHEDULE,
        Kind.PRIORITY,
        Kind.TAG,
        Kind.REPEAT,
        Kind.DELETE,
    }
)
_OF_NEWS = frozenset({Kind.COMPLETE, Kind.UNCOMPLETE, Kind.DELETE})
"""What gives no value, so that a remark is easily taken for it: “the bank was closed”."""
_OF_NEW_TASKS = frozenset({Kind.REMIND, Kind.REPEAT, Kind.SNOOZE})
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
    "heads nudge alert alerts notice notification ping "
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
    "want like prefer maybe perhaps possible keep leave its"
)
