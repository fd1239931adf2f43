"""What is said last of the tasks of a message, read apart from them.

“…, write it down please” and “…, don't let me forget” ask that they be kept; “…, remind me an
hour before”, “… note: …” and “…, low priority” say more. What stands before is read as if it
were all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.adding import rung
from evolution_todo.language.building.listing import split
from evolution_todo.language.phrases.reading import OF_ONESELF
from evolution_todo.language.phrases.said_of_it import with_what_is_said
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks import marks
from evolution_todo.language.tasks.quickadd import capitalised, read_task
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.nudges import NUDGE, SIGNAL
from evolution_todo.language.text.spans import Span
from evolution_todo.language.times.reading import Offset

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd
    from evolution_todo.language.times.reading import Time

    Read = Callable[[str, datetime], tuple[Request, ...]]


def read_tail(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """The tasks of a message with what its last words say of them.

    Args:
        text: The message as typed.
        low: The same as the grammar reads it.
        now: The present moment, in the person's zone.
        read: What reads the words before.

    Returns:
        Nothing where there are no such words, or where what stands before does not only add.
    """
    looks = (_kept, _separate, _noted, _rung_ahead, _marked_last) if len(text) <= LONGEST else ()
    return next((found for look in looks if (found := look(text, low, now, read))), ())


LONGEST = 400
"""Characters beyond which a message is prose, or a list."""

_PLEASE = (
    r"(?:(?:so|and|then|please|pls|plz|kindly|just|maybe|also|i (?:want|need) you to"
    r"|i'd like you to|(?:can|could|will|would) (?:you|u))\b[\s,]*){0,5}"
)
_KEEP = (
    r"(?:write|note|jot|log|add|put|record|list|enter|pop|stick|pencil|chuck|save|remember"
    r"|keep(?: (?:track|note|a note) of)?)"
)
_NOTE = r"(?:write|note|jot|log|record)"
_IT = r"(?:(?:it|that|this)(?: one)?|(?:them|these|those)(?: all| both)?|both|all of them)"
_LIST = (
    r" (?:to|on|in|onto|into|as) (?:(?:my|the|a|your) )?(?:new )?"
    r"(?:(?:to-?\s?do|task|reminder)s? )?"
    r"(?:list|tasks?|to-?\s?dos?|item|calendar|diary|agenda|reminders?"
    r"|repeating|recurring)"
)
_END = (
    r"(?:[\s,]+(?:for me|please|pls|plz|thanks|thank you|too|as well|now|ok|okay|would you|will you"
    r"|so i (?:don't|won't|stop) forget(?:ting)?(?: it)?)){0,3}[\s.!?]*$"
)
_AGAIN = (
    r"(?:(?:every|each) (?:single )?(?:year|month|week|day)|(?:as )?(?:yearly|annually|monthly"
    r"|weekly|daily))"
)
_KEPT = re.compile(
    rf"(?:\s*[,.;:!?–—-]+\s*{_PLEASE}{_KEEP} {_IT}(?: (?:down|in|up|on|there|on there|in there))*"
    rf"(?:{_LIST})?"
    rf"|\s+{_PLEASE}(?:{_NOTE} {_IT} (?:down|up)|{_KEEP} {_IT}(?:{_LIST}| (?:on|in) there| (?:in"
    rf"|down)"
    rf"|(?: in)?(?= (?:(?:for|on|by) )?{_AGAIN})))"
    r"|\s*[,.;!–—-]+\s*(?:please|pls|plz) (?:add|note(?: down)?|write down)"
    r"|\s*[,.;!–—-]+\s*(?:ok|okay|alright|all right|got it|deal)(?=\s?\?)"
    rf"|[\s,.;:!?–—-]+{_PLEASE}"
    rf"(?P<rings>(?:don'?t|do not|never) let me forget(?:(?: about)? {_IT})?"
    rf"|remind me(?: (?:about|of|to do) {_IT})?))"
    rf"(?: (?P<when>(?:(?:for|on|by) )?{_AGAIN}|(?:for|on|by) [\w ]{{3,40}}?))?"
    rf"(?P<marks>,? (?:with|as|under|tagged|#|and (?:mark|make|set|flag|tag) (?:it"
    rf"|that)\b)[^.;?]{{3,60}}?)?{_END}"
)


def _kept(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """“…, write it down please” asks for what was said; “…, don't let me forget” that it rings."""
    closing = _KEPT.search(low)
    when = read_task(closing["when"], now) if closing and closing["when"] else None
    if closing is None or (when and not _is_when_alone(when)):
        return ()
    found = _before(text, closing, now, _unmoved(read))
    found = found or _turned(text[: closing.start()], now, read)
    if closing["marks"] and found:
        found = _marked(found, closing["marks"], now)
    if _THEM.search(closing[0]):
        found = _parted(found)
    rings = closing["rings"] is not None
    return tuple(_asked_for(each, when, now, rings=rings) for each in found)


def _unmoved(read: Read) -> Read:
    """A reader of what is to be added, which moves no task of that name."""

    def read_new(said: str, now: datetime) -> tuple[Request, ...]:
        return tuple(map(_without_move, read(said, now)))

    return read_new


def _without_move(request: Request) -> Request:
    moved = request.instead is not None and request.instead.intent is Intent.RESCHEDULE
    return replace(request, instead=None) if moved else request


def _turned(said: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """“Every Monday is choir, add it”: the day first, and then what is on it."""
    told = _DAY_IS.fullmatch(said)
    when = read_task(told["when"], now) if told else None
    if not told or not when or when.title or not (when.due or when.recurrence):
        return ()
    found = read(f"{told['what']} {told['when']}", now)
    return found if all(map(is_new, found)) else ()


_DAY_IS = re.compile(
    r"\s*(?P<when>[^,;:.]{3,60}?)(?:'s| is| are| will be)"
    r" (?:(?:the|my|our|an?) )?(?P<what>[^,;]{2,80})"
)


def _marked(found: tuple[Request, ...], said: str, now: datetime) -> tuple[Request, ...]:
    """“…, add it with the tag home”: what is said of all of them, if it is nothing else."""
    told = read_task(f"it{said}", now)
    timed = told.due or told.recurrence or not all(map(_is_ahead, told.reminders))
    of_it = told.title.lower() == "it" and not timed
    return tuple(with_what_is_said(list(found), said.strip(" ,"), now)) if of_it else ()


def _is_when_alone(when: QuickAdd) -> bool:
    return bool(when.due or when.recurrence) and when.title.lower() in {"", "for", "as"}


_THEM = re.compile(r"\b(?:them|these|those|both)\b")


def _before(text: str, closing: re.Match[str], now: datetime, read: Read) -> tuple[Request, ...]:
    """The tasks said before closing words; none where it is anything else."""
    said = text[: closing.start()]
    found = read(said, now) if said.strip(" ,.;:!?") else ()
    return found if all(map(is_new, found)) else ()


def is_new(request: Request) -> bool:
    """Whether a request adds a task, or offers to."""
    adds = request.intent is Intent.ADD or request.bare
    told = request.instead is None or request.rule == OF_ONESELF
    return adds and told and request.task is not None


def _asked_for(request: Request, when: QuickAdd | None, now: datetime, *, rings: bool) -> Request:
    task = request.task
    if task and when:
        task = _at(task, when, now)
    return replace(
        request,
        intent=Intent.ADD,
        task=rung(task) if rings and task else task,
        filter=None,
        bare=False,
        instead=None,
        confidence=1.0,
    )


def _at(task: QuickAdd, when: QuickAdd, now: datetime) -> QuickAdd:
    """A task when its last words say; “every year” is on the day that was said first."""
    again = when.recurrence
    if again and task.recurrence:
        again = None
    if again and task.due:
        again = read_task(f"{task.due.text}, {again.text}", now).recurrence
    return replace(task, due=when.due, recurrence=again or task.recurrence, marked=True)


_SEPARATE = re.compile(
    r"(?:\s*[,.;:!]\s*|\s+[–-]+\s+|\s+(?=(?:all |both )?(?:as|each as|in) ))"
    r"(?:(?:please|as|make|keep|add|put|them|these|all|both|each|two|three|four|five|\d|in|on)\s+){0,6}"
    r"(?:separate(?:ly)?|individual(?:ly)?|(?:one|a) (?:task|item|entry) each"
    r"|each (?:as )?(?:its|their|an?) own)"
    r"(?: (?:tasks?|items?|to-?dos?|things|ones|entries|lines?))?"
    rf"{_END}"
)
_OF_ALL = re.compile(
    r"[,:]?\s(?P<all>(?:both|all|each)(?: (?:two|three|four|five|of (?:them|these|those)))?"
    r"(?: (?:are|is|to be|should be))?)(?=\s(?:for|on|by|due|at|before|tomorrow|today|tonight|next"
    r"|high|low|urgent|critical|top|with|tagged|#\w|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"[^,.;]{0,40}[.!\s]*$)"
)


def _separate(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """“…, as separate tasks” and “…, both on Monday” tell that what was said are several."""
    if (told := _SEPARATE.search(low)) is not None:
        found = _before(text, told, now, read)
    elif (told := _OF_ALL.search(low)) is not None:
        start, end = told.span("all")
        found = read(f"{text[:start].rstrip(' ,').ljust(end)}{text[end:]}", now)
        found = _on_the_day_of_the_last(found) if all(map(is_new, found)) else ()
        found = found if all(map(_is_marked, found)) else ()
    else:
        return ()
    several = _parted(found)
    return several if len(several) > 1 else ()


def _on_the_day_of_the_last(found: tuple[Request, ...]) -> tuple[Request, ...]:
    """The tasks, each due when the last alone says."""
    last = found[-1].task
    if last is None or any(each.task and _has_time(each.task) for each in found[:-1]):
        return found
    due, again = last.due, last.recurrence
    return tuple(
        replace(each, task=each.task and replace(each.task, due=due, recurrence=again, marked=True))
        for each in found
    )


def _has_time(task: QuickAdd) -> bool:
    return bool(task.due or task.recurrence)


def _is_marked(request: Request) -> bool:
    return request.task is not None and request.task.marked


def _parted(found: tuple[Request, ...]) -> tuple[Request, ...]:
    """The tasks that one title names, each with all that is said."""
    task = found[0].task if len(found) == 1 else None
    if task is None:
        return found
    parts = split(masked(task.title), Span(0, len(task.title)))
    titles = [capitalised(part.of(task.title).strip('"“”')) for part in parts]
    plain = replace(found[0], intent=Intent.ADD, filter=None)
    return tuple(replace(plain, task=replace(task, title=title)) for title in titles)


def _noted(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """“… with a note: ring the bell”: what stands behind it describes the task."""
    note = marks.DESCRIPTION.search(low)
    said = text[note.start("said") :].strip(" \"'“”.)") if note else ""
    whole = said and not _GOES_ON.search(said)
    found = _before(text, note, now, read) if note and whole else ()
    return tuple(
        replace(each, task=replace(each.task, description=said)) for each in found if each.task
    )


_GOES_ON = re.compile(r"[.!;\n]\s+\w")
"""Where a note is not the last that is said."""

_RUNG = re.compile(
    r"(?:[\s,.;(–—]|\s-+\s)+"
    r"(?:(?:and|n|&|also|plus|with|then|but|please|pls|i (?:want|need)|i'd like"
    r"|(?:can|could|will|would) (?:you|u))\s+){0,4}"
    rf"(?:{NUDGE}|make sure (?:that )?(?:i|we)(?:'m|'re| am| are| get) reminded|(?:(?:set|add|put"
    rf"|have|get|give me|include|make) )?(?:(?:an?|the) )?"
    rf"(?:{SIGNAL}|alarm|notification)s?)"
    r"(?: (?:set|for|of|about it|of it|for it|to me))*:? "
    r"(?P<ahead>(?:\d|(?:an?|half|the|one|two|three|four|five|six|ten|fifteen|twenty|thirty|some)\b)"
    r"[^.;]{2,60}?)"
    rf"\)?{_END}"
)


def _rung_ahead(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """“…, and remind me an hour before”: before what was said first, and only then."""
    order = _RUNG.search(low)
    told = read_task(f"remind me {order['ahead']}", now) if order else None
    if not order or not told or not told.reminders or not _is_ahead_alone(told):
        return ()
    found = _before(text, order, now, read)
    tasks = [each.task for each in found if each.task and (each.task.due or each.task.recurrence)]
    if len(tasks) < len(found):
        return ()
    return tuple(
        replace(each, task=_ringing(task, told)) for each, task in zip(found, tasks, strict=True)
    )


def _is_ahead_alone(told: QuickAdd) -> bool:
    """Whether it says how long before, and no time or thing."""
    return not (told.title or told.due or told.recurrence) and all(map(_is_ahead, told.reminders))


def _is_ahead(reminder: Offset | Time) -> bool:
    return isinstance(reminder, Offset) and bool(reminder.minutes)


def _ringing(task: QuickAdd, told: QuickAdd) -> QuickAdd:
    """A task with the reminders told in the place of one at the very time."""
    own = (each for each in task.reminders if _is_ahead(each) or not isinstance(each, Offset))
    return replace(
        task,
        reminders=tuple(dict.fromkeys((*own, *told.reminders))),
        tags=tuple(dict.fromkeys((*task.tags, *told.tags))),
        priority=told.priority or task.priority,
    )


_LAST = re.compile(
    r"(?:(?:\s*[,.;!–—]+|\s-+)\s+|\s+(?=as an? \w+[ -]priority ))(?=[^,.;!–—]{3,60}$)"
    r"|[\s,.;!–—-]+(?=(?:asap|as soon as (?:possible|(?:i|we|you) can))[.!\s]*$)"
)


def _marked_last(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """“…, low priority”: a mark that stands alone behind the one task it is of."""
    joint = _LAST.search(low)
    said = text[joint.end() :] if joint else ""
    told = read_task(f"it, {said}", now) if joint else None
    if not joint or not told or not told.marked or told.due or told.recurrence or told.reminders:
        return ()
    found = read(text[: joint.start()], now)
    if len(found) != 1 or not is_new(plain := replace(found[0], instead=None)):
        return ()
    instead = found[0].instead
    return tuple(
        replace(each, instead=_with_marks(instead, each.task) if instead else None)
        for each in with_what_is_said([plain], said, now)
    )


def _with_marks(instead: Request, task: QuickAdd | None) -> Request:
    """The change of a task that bears the name, with the marks that are said of it."""
    if instead.changes is None or task is None:
        return instead
    changes = replace(instead.changes, priority=task.priority, tags=task.tags)
    return replace(instead, changes=changes)
