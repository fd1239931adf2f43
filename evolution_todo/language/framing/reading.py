"""Frames found in a clause, and whether the words behind one are what it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from evolution_todo.language.framing.frames import FRAMES, Kind
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.verbs import bases
from evolution_todo.language.text.words import FOREIGN, PLANNED, TASK_VERBS, vocabulary

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd

_LEANT_ON = re.compile(
    r"\b(?:i(?:'?d| would)? (?:want|like|love|wish)|wanna|lets|let's|let us) ?(?!.*\byou\b)"
)
_OPENED = re.compile(
    r"\b(?:i|we|i'?[mv]e?|we'(?:re|ve)|need|gotta|must|have to|got to"
    r"|there(?:'?s| is))\b"
)
# “Lads, I need to …”, “apparently I have to …”, and not “if I need to …”
_ADDRESS = re.compile(
    r"(?!(?:if|when|what|where|why|how|who|which|that|because|since|until|unless|before|after|as|do"
    r"|did|does|should|could|can|must|may|might|will|would|am|are|is|was|were|have|had|and|or|but"
    r"|not|than|though|thing|things|all|everything|the|a|my)\b)[a-z']{2,14},? (?=(?:i|we)\b)"
)
# “Because of the strike I need to …”
_GROUND = re.compile(
    r"(?:because of|due to|thanks to|on account of) [\w' -]{2,40}?,? "
    r"(?=(?:i|we)(?:'ve)? (?:need|have|must|should|got)\b)"
)
_FARTHEST = 45
"""Characters in which a date before a frame is looked for."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A frame as it stands in a clause, from `span.start` to where the task's words begin."""

    kind: Kind
    span: Span


def read_frame(low: str, clause: Span, core: Span, now: datetime) -> Framed | None:
    """The frame at the start of a clause, or behind a date there.

    Args:
        low: The message as the grammar reads it.
        clause: Where the clause stands, courtesies included.
        core: The clause without them; "let's" and "I want to" count among them.
        now: The present moment, in the person's zone.

    Raises:
        TimeError: A date before the frame cannot be.
    """
    starts = {core.start: core.start}
    opened = _OPENED.search(low, core.start + 1, min(core.end, core.start + _FARTHEST))
    if opened and _is_time(low[core.start : opened.start()], now):
        starts[opened.start()] = opened.start()
    elif address := _ADDRESS.match(low, core.start, core.end) or _GROUND.match(
        low, core.start, core.end
    ):
        starts[address.end()] = core.start
    for start, begin in starts.items():
        for frame in FRAMES:
            found = _compiled(frame.pattern).match(low, start, core.end)
            if found and found.end() < core.end:
                return Framed(frame.kind, Span(begin, found.end()))
    if _LEANT_ON.search(low, clause.start, core.start):
        return Framed(Kind.WISH, Span(core.start, core.start))
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_time(said: str, now: datetime) -> bool:
    """Whether words are a date or a rule and nothing else."""
    if not said.strip(" ,"):
        return False
    task = read_task(said, now)
    return not task.title and bool(task.due or task.recurrence)


_NO_VERB = vocabulary(
    "a an the i we you he she it they me us my your our his her their this that these those "
    "there to of for in into on at by with about and or but not no so if as what which who when "
    "where how why is are was were am be been being does did has had known"
)
_DONE = vocabulary("known")
_SAID_OR_THOUGHT = vocabulary("know say admit understand think believe hear see wonder guess be")
_NEVER_WISHED = vocabulary(
    "be have ask check find request report transfer speak talk play start stop change"
)
_NO_THINGS = vocabulary(
    "help advice info information time answer answers assistance support directions rest sleep "
    "love joke story suggestion suggestions idea ideas recommendation recommendations favor favour "
    "human agent person it that this them something anything nothing you me us him her one to your"
)
_MOST_NAMED, _MOST_STATED = 6, 10


def fits(kind: Kind, task: QuickAdd, words: list[str], now: datetime) -> bool:
    """Whether the words behind a frame, `words` of them in the title, are what it asks for."""
    theirs = bool(FOREIGN & set(words))
    if "but" in words:
        return False
    match kind:
        case Kind.DUTY:
            return _is_deed(words, dated=_is_dated(task)) and (words[0] in TASK_VERBS or not theirs)
        case Kind.WISH:
            own = len(words) > 1 and "you" not in words
            foreign = FOREIGN - PLANNED if _is_dated(task) else FOREIGN
            return own and words[0] in TASK_VERBS and not foreign & set(words)
        case Kind.NEED:
            head = words[: next((at for at, word in enumerate(words) if word == "for"), None)]
            named = words[0] not in TASK_VERBS or len(words) == 1
            return _is_thing(words) and named and not FOREIGN & set(head)
        case Kind.EVENT:
            return _is_thing(words) and _is_to_come(task, now) and not _is_past(words[:1])
        case Kind.STATE:
            return len(words) <= _MOST_STATED and not theirs
        case Kind.HAPPENING:
            few = len(words) <= _MOST_STATED and (_is_on_a_day(task) or "ends" not in words)
            return (
                few and words[0] not in _TOLD and not _is_told_of(words) and _is_to_come(task, now)
            )
        case Kind.PLAN:
            same = words[0] in _PAST_TOO and not (task.due and task.due.start.date() > now.date())
            return len(words) > 1 and not same and _is_to_come(task, now)
        case Kind.ENTRY:
            return _is_dated(task) and _PLACES.isdisjoint(words) and len(words) <= _MOST_STATED


_PLACES = vocabulary(
    "up out away back down in on off into onto under over through together aside forward towards"
    " toward behind to around inside outside by it them away"
)
"""“Put the bins out on Monday” is an errand itself, and no order to put something on that day."""

_TOLD = vocabulary("is are was were be been has have had will would isn't aren't")
_PAST_TOO = vocabulary("read put cut set let shut hit cost quit hurt bet split spread")


def _is_told_of(words: list[str]) -> bool:
    """“The kids are off school”: says what something is like; “is coming” does not."""
    followed = zip(words, [*words[1:], ""], strict=True)
    return any(
        word in _TOLD and not (after.endswith("ing") or after in _ARRANGED)
        for word, after in followed
    )


_ARRANGED = vocabulary("confirmed booked set scheduled planned moved")


def _is_dated(task: QuickAdd) -> bool:
    return bool(task.due or task.recurrence)


def _is_on_a_day(task: QuickAdd) -> bool:
    """“My shift ends at 6” is every day's, “the sale ends on Friday” is to come."""
    return task.due is not None and task.due.dated


def _is_deed(words: list[str], *, dated: bool) -> bool:
    thought = words[0] in _SAID_OR_THOUGHT and not dated
    missed = words[0] == "have" and _is_past(words[1:2])
    return words[0] not in _NO_VERB - {"be"} and not (thought or missed)


def _is_past(words: list[str]) -> bool:
    return any(bases(word) or word in _DONE for word in words)


def _is_thing(words: list[str]) -> bool:
    named = 0 < len(words) <= _MOST_NAMED
    return named and words[0] not in _NO_VERB and not _NO_THINGS & set(words)


def _is_to_come(task: QuickAdd, now: datetime) -> bool:
    """Whether it has a time of day or a day after today: “got milk today” tells a deed."""
    if task.due is None:
        return task.recurrence is not None
    return not task.due.all_day or task.due.start.date() > now.date()


def is_own_plan(words: list[str], *, dated: bool) -> bool:
    """Whether a wish with a date is one's own plan, and no order to an assistant."""
    return words[0] not in _NEVER_WISHED or (dated and words[0] == "have")


def is_duty(said: str, now: datetime) -> bool:
    """Whether a line says what one has to do or needs."""
    whole = Span(0, len(said))
    framed = read_frame(said, whole, whole, now)
    return framed is not None and framed.kind in {Kind.DUTY, Kind.NEED}


_LED_IN = re.compile(
    r"(?:that )?(?=(?:i|we)\b)|(?=(?:need|have|got) to\b)|that (?=(?:the|my|our|[\w']+ is)\b)"
)


def own_words(low: str, task: Span) -> Span:
    """A task said to be added, without “that I need to …”."""
    led = _LED_IN.match(low, task.start, task.end)
    start = led.end() if led else task.start
    for frame in FRAMES if led else ():
        found = _compiled(frame.pattern).match(low, start, task.end)
        if found and frame.kind in {Kind.DUTY, Kind.NEED} and found.end() < task.end:
            return Span(found.end(), task.end)
    return Span(start, task.end)
