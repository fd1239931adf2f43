"""Where a message may go on with another request, which only the person's tasks can tell.

“Add milk and delete the shed” is two requests if there is a task “Tidy the shed”, and else may be
one. What the grammar parts by itself is no matter here: only joints inside what it reads as one
request are, and what it reads as a thing to add behind another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from evolution_todo.language.intents import read_requests
from evolution_todo.language.phrases.lines import LINES
from evolution_todo.language.phrases.reading import OF_ONESELF
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.clauses import masked, sentences
from evolution_todo.language.text.spans import Span, TooLong
from evolution_todo.language.times.reading import TimeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

_JOINT = re.compile(
    r"(?:\s*[,;\n]|\s*[.!](?=\s)|\s+[–-]{1,2}(?=\s))\s*(?:(?:and|then|but|also|plus|so|oh)\b,?\s*)*"
    r"|\s+(?:and|then|but|also|plus|&|oh)\s+(?:(?:and|then|also|oh|please)\b,?\s*)*"
)
_MOST_JOINTS = 8
_LONGEST = 600
"""Characters of a message that is looked at: a longer one is no chat about tasks."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A joint at which a message may be cut.

    Attributes:
        joint: Where it stands.
        target: The task that what follows does something to: there must be such a task. None for
            an order to add, before which there must be one.
        before: The task that what stands before it is about, if it is about one.
    """

    joint: Span
    target: Reference | None
    before: Reference | None


def read_cuts(text: str, now: datetime) -> tuple[Cut, ...]:
    """The joints of a message behind which another request may begin, in order.

    Args:
        text: The message as typed.
        now: The present moment, aware, in the person's zone.
    """
    return _read(text, now, now.tzinfo)


@lru_cache(maxsize=32)
def _read(text: str, now: datetime, _zone: tzinfo | None) -> tuple[Cut, ...]:
    if len(text) > _LONGEST:
        return ()
    low = masked(text)
    joints = _joints(low)
    try:
        return tuple(_cuts(text, low, joints, now)) if joints else ()
    except (TimeError, TooLong):
        return ()


def pieces_of(text: str, now: datetime) -> tuple[str, ...]:
    """A message cut at every such joint; nothing where there is none."""
    cuts = read_cuts(text, now)
    starts = (0, *(each.joint.end for each in cuts))
    ends = (*(each.joint.start for each in cuts), len(text))
    return tuple(text[a:b] for a, b in zip(starts, ends, strict=True)) if cuts else ()


def _joints(low: str) -> list[Span]:
    found = (Span(*each.span()) for each in _JOINT.finditer(low, 1))
    return [each for each in found if each.end < len(low)][:_MOST_JOINTS]


def _cuts(text: str, low: str, joints: list[Span], now: datetime) -> Iterator[Cut]:
    found = read_requests(text, now)
    begin = 0
    for place, joint in enumerate(joints):
        right = Span(joint.end, _end(low, joint, joints[place + 1 :]))
        if not any(_in_doubt(each, joint, right, right.of(text)) for each in found):
            continue
        begin = max(begin, _begin(low, joint), *(_own(each, low, joint) for each in found))
        before = Span(begin, joint.start)
        left = _one(before.of(text), now) or _line(found, low, before)
        if left and (cut := _cut(text, joint, left, right, now)):
            yield cut
            begin = joint.end


def _in_doubt(request: Request, joint: Span, right: Span, said: str) -> bool:
    """Whether a request goes on over a joint, or is a thing to add that follows it."""
    within = request.span.start < joint.start and joint.end < request.span.end
    behind = right.start <= request.span.start < right.end
    return within or (behind and request.intent is Intent.ADD) or _is_note(request, said)


def _is_note(request: Request, said: str) -> bool:
    """Whether what a sentence tells is the note of the task before it."""
    return request.task is not None and request.task.description == said.strip(" .!")


def _begin(low: str, joint: Span) -> int:
    """Where the sentence before a joint begins."""
    return max(each.start for each in sentences(low) if each.start < joint.start)


def _own(request: Request, low: str, joint: Span) -> int:
    """Where the request before a joint begins; the lines of a list leave out their “add”."""
    start = request.span.start
    lead = low[_begin(low, joint) : start]
    ordered = request.rule == LINES and ":" not in lead
    return 0 if ordered or start >= joint.start else start


def _end(low: str, joint: Span, later: list[Span]) -> int:
    own = [each.end for each in sentences(low) if each.start <= joint.end < each.end]
    return min([len(low), *own, *(each.start for each in later)])


def _line(found: Sequence[Request], low: str, before: Span) -> Request | None:
    """The line of a list that a piece is: “add milk; eggs; the form is urgent”."""
    listed = (each for each in found if each.rule == LINES and not each.bare and ":" not in low)
    return next((each for each in listed if each.span.end == before.end), None)


def _cut(text: str, joint: Span, left: Request, behind: Span, now: datetime) -> Cut | None:
    right = _one(behind.of(text), now)
    if right and (target := _object(right, behind=left)):
        return Cut(joint, target, left.target)
    named = left.target if left.intent in _DEEDS else None
    if named is None or named.kind not in _NAMING or _POINTS.search(behind.of(text)):
        return None
    listed = "\n" in joint.of(text) or ";" in joint.of(text)
    adds = right is not None and right.intent is Intent.ADD and not right.bare
    return Cut(joint, None, named) if adds or listed else None


_POINTS = re.compile(r"\b(?:it|that|this|them|those|these)\b", re.IGNORECASE)
"""“The pie is in, remind me to check it” is one."""


def _one(said: str, now: datetime) -> Request | None:
    """The one request that a piece is, if it is one and not only a phrase."""
    found = read_requests(said, now) if said.strip() else ()
    if len(found) != 1:
        return None
    (request,) = found
    told = request.instead or request
    marked = request.task is not None and request.task.marked
    phrase = told.intent is Intent.NONE or (told.bare and not marked)
    return None if phrase or _is_unsaid(told) else replace(told, rule=request.rule)


def _is_unsaid(request: Request) -> bool:
    """“Make the loft”: what of it, the rest of the message says."""
    values = (request.changes, request.new_title, request.clear, request.weekdays)
    shifts = (request.shift_minutes, request.shift_months)
    said = any(values) or any(shifts) or request.paused is not None
    return request.intent in _VALUED and not said


def _object(request: Request, *, behind: Request) -> Reference | None:
    """The task that a piece does something to; none where it may be a deed of the piece before."""
    target = request.target
    if request.intent not in _DEEDS or target is None or target.kind not in _NAMING:
        return None
    goes_on = behind.intent in {Intent.ADD, Intent.REMIND} or behind.rule == OF_ONESELF
    return None if goes_on and _ERRANDS.match(request.text.strip().lower()) else target


_NAMING = frozenset({ReferenceKind.TITLE, ReferenceKind.DEED})
_ERRANDS = re.compile(
    r"(?:finish|complete|close|check(?! off)|change|do|clear|cancel|make|update|get(?! rid))\b"
    r"(?!.*\b(?:tasks?|to-?dos?|reminders?|done|priority)\b)"
)
"""“Remind me to wash up and finish the report”: what one does oneself goes on with the first."""
_VALUED = frozenset({Intent.UPDATE, Intent.RESCHEDULE, Intent.TAG})
_DEEDS = frozenset(
    {
        Intent.COMPLETE,
        Intent.UNCOMPLETE,
        Intent.DELETE,
        Intent.SKIP,
        Intent.RESCHEDULE,
        Intent.UPDATE,
        Intent.TAG,
        Intent.UNTAG,
        Intent.REMIND,
        Intent.MOVE_REMINDER,
        Intent.CANCEL_REMINDER,
    }
)
