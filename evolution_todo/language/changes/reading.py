"""A change said in any order: “gym at 7 instead”, “the second one to Friday”, “low and #home”.

Who changes a task says what is to be different and, where it is not plain, of which task; the words
between weigh little. So what is to be different is taken out of the words piece by piece, verbs of
changing and the like are peeled off both ends, and what is left points at a task or is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.building.targets import EXCEPTED, narrow
from evolution_todo.language.changes.values import MOVING, Saying, take_values
from evolution_todo.language.changes.weekdays import read_days
from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import NO_CHANGES, read_task
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.peeling import peeled
from evolution_todo.language.text.spans import LONG_CLAUSE
from evolution_todo.language.times.clock import HOUR
from evolution_todo.language.times.weekdays import is_for_good

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.building.heard import Values
    from evolution_todo.language.changes.weekdays import DaysSaid
    from evolution_todo.language.requests.request import Filter
    from evolution_todo.language.tasks.quickadd import QuickAdd
    from evolution_todo.language.text.peeling import Peeled
    from evolution_todo.language.text.spans import Span

_MOST_WORDS = 8
"""Words of a title that one repeats to point at its task."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different.

    Attributes:
        request: Its target is None where no task is pointed at.
        led: A word beside it says that something there already is changed (“move”, “instead”,
            “the … one”, “to”), so that it is no task to come.
        told: It is told as a change with verb or contrast, and not only by “to” or “the”.
    """

    request: Request
    led: bool
    told: bool


def read_change(text: str, low: str, core: Span, now: datetime) -> Change | None:
    """The change that a part of a message asks for; None when it is no change alone.

    Args:
        text: The message.
        low: The message as the grammar reads it.
        core: The part.
        now: The present moment, in the person's zone.

    Raises:
        TimeError: It names a time that cannot be.
    """
    days = read_days(low, core) if core.end - core.start <= LONG_CLAUSE else None
    plain = _plain_change(text, low, core, now)
    return _of_days(days, plain, core, text) if days else plain


def _of_days(days: DaysSaid, plain: Change | None, core: Span, text: str) -> Change:
    """The change of a rule's days; what else it may be read as goes with it, for want of a rule."""
    request = Request(Intent.RESCHEDULE, core, core.of(text), rule="a change")
    rule = plain and plain.request.changes and plain.request.changes.recurrence
    if plain is not None and rule and days.days.on:
        request = plain.request
    target = read_reference(days.about) if days.about else None
    target = target and replace(target, span=core)
    return Change(replace(request, weekdays=days.days, target=target), led=True, told=True)


def _plain_change(text: str, low: str, core: Span, now: datetime) -> Change | None:
    said, low = core.of(text), core.of(low)
    if len(low) > LONG_CLAUSE or not _VALUE.search(low) or _ASKING.match(low):
        return None
    saying = Saying(said, low)
    take_values(saying)
    follows = saying.take(FOLLOWING)
    if saying.values:
        saying.take(_REASON)
    before, when = _parted(saying, now)
    task = when or read_task(_with_hour(before.words), now)
    rest = before if when else peeled(task.title)
    if follows and task.due:
        task = replace(task, due=replace(task.due, text=f"{follows[0].strip()} {task.due.text}"))
    request = _request(saying, task, core, text)
    made = bool(task.recurrence and _MADE.match(low))
    label = _LABEL.match(low) and not _LABELLED.search(rest.words)
    told = saying.led or before.led or rest.led or made or bool(label)
    led = told or when is not None or bool(_DEFINITE.search(rest.words.lower()))
    pointed = _pointed(saying, rest.words, now)
    if request is None or pointed is None:
        return None
    target, chosen, spared = pointed
    target = target and replace(target, span=core)
    request = replace(request, target=target, filter=chosen, spared=spared)
    return Change(request, led=led or spared is not None, told=told)


_REASON = (
    r",\s*(?:(?:because|as|since|cos) )?(?:i|i'll|i'm|i've|we|he|she|they|it|it's|my \w+|the \w+)"
    r"\b [^,]*$"
)
"""“…, I'll see how the weather is”: why it is to change."""
_VALUE = re.compile(
    r"\d|#|\b(?:to(?:day|night|morrow)|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?s?"
    r"|(?:week|month|year|minute|hour)s?|(?:mid|week)?days?|morning|afternoon|evening|night|noon"
    r"|midnight|weekend|min|hr|eod|lunch(?:time)?|half|quarter|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|p[1-4]|prio(?:rity)?|high(?:er|est)?|low(?:er|est)?|medium"
    r"|normal|top|urgent|critical|(?:un)?important|tags?|labels?|remind|reminders?|alerts?|nudge|ping"
    r"|heads-?up|dates?|deadlines?|times?|notes?|every|each|daily|weekly|monthly|yearly|fortnight(?:ly)?|biweekly|quarterly|annually|twice|next|after"
    r"|before|following"
    r"|same|(?:jan|febr)(?:uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|(?:sept?|octo?|nov|dec)(?:ember|ber)?|christmas|easter|later|earlier|sooner)\b"
)
"""Words of which a change holds at least one: most messages hold none, and are not looked into."""
_ASKING = re.compile(
    r"\W*(?:what|which|who|whose|when|where|why|how(?! about)|is|are|was|were|am|does|did|has|had"
    r"|(?:do|have|can|could|should|will|would) (?:i|the|my|any|anyone)"
    r"|(?:do|have) (?:you|we|they)|any|anything|show|list|find|tell|search)\b"
)
FOLLOWING = r"\b(?:the )?following(?= (?:mon|tues|wednes|thurs|fri|satur|sun)day)"
"""What makes a weekday the first one after the day a task is due on."""
_MADE = re.compile(r"\W*(?:\w+ ){0,2}?(?:make|have|set|turn|let|repeat)\b")
_LABEL = re.compile(r"\W*(?!note|nb|ps|todo|task|add)[\w' -]{1,60}:\s")
"""“Dog food: tomorrow”."""
_LABELLED = re.compile(r":\s*\w")
"""“Deadlines: essay on Friday” is no change of the deadlines: a label stands before its value."""
_DEFINITE = re.compile(r"^(?:the|my|that|this|our)\b|\bones?$|^task\b")


def _parted(saying: Saying, now: datetime) -> tuple[Peeled, QuickAdd | None]:
    """The words, or those before the last “to” with the time behind it.

    There must be nothing but time behind it; what stands before may hold times of its own, as “the
    friday gym to saturday”. “A room from monday to friday” says how long.
    """
    moving = compiled(MOVING).search(saying.low)
    for joint in reversed(list(_TO.finditer(saying.low))):
        if _FROM.search(saying.low[: joint.start()]) and not (moving or _CHANGED.match(saying.low)):
            break
        said = saying.text[joint.end() :].strip()
        task = read_task(_with_hour(f"at {said}" if _NUMBER.match(said) else said), now)
        if (task.due or task.recurrence) and not peeled(task.title).words:
            return peeled(saying.text[: joint.start()]), task
    return peeled(saying.text), None


_FROM = re.compile(r"\b(?:from|between) [^,]{1,40}$")
_CHANGED = re.compile(r"\W*(?:\w+ ){0,2}?(?:change|switch|reschedule|swap|adjust)\b")
_TO = re.compile(r"\b(?:to|until|till)\b(?! be\b)|->|=>|→")
_NUMBER = re.compile(r"\s*\d{1,2}(?:[:.][0-5]\d)?\W*$|\s*[a-z]{3,6}\W*$")
_HOUR = re.compile(
    r"(?:^|(?:^| )(?:to|at|for|by|until|till|it|that(?! one$)|is|say)(?: (?:about|around))? |: ?)"
    rf"(?P<hour>{HOUR}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve)$",
    re.IGNORECASE,
)


_DATE = re.compile(
    r"(?<!\bon)(?<!\bto)(?<!\bby)(?<!day)\s+(?P<day>the \d{1,2}(?:st|nd|rd|th))\W*$", re.IGNORECASE
)


def _with_hour(words: str) -> str:
    """The words with a bare number at their end told for a time: “to 7”, “actually the 6th”."""
    words = _DATE.sub(r" on \g<day>", words)
    found = _HOUR.search(words)
    if not found:
        return words
    return f"{words[: found.start()]} at {found['hour'].replace('.', ':')}"


_Pointed: TypeAlias = "tuple[Reference | None, Filter | None, Reference | None]"


def _pointed(saying: Saying, words: str, now: datetime) -> _Pointed | None:
    """Which tasks the words that are left mean, and all but which; None when none can be meant."""
    if saying.pointed:
        return None if words else (saying.pointed, None, None)
    if not words:
        return None, None, None
    excepted = EXCEPTED.search(words.lower())
    spared = read_reference(words[excepted.end() :]) if excepted else None
    named = words[: excepted.start()] if excepted else words
    target = read_reference(named) if len(words.split()) <= _MOST_WORDS else None
    if target is None or (excepted and not (spared and target.plural)):
        return None
    return *narrow(target, named.lower(), now), spared


def _request(saying: Saying, task: QuickAdd, core: Span, text: str) -> Request | None:
    """The one request that all of the values make."""
    changes = replace(
        NO_CHANGES,
        due=task.due,
        recurrence=task.recurrence,
        reminders=task.reminders,
        tags=task.tags or saying.changes.tags,
        priority=task.priority or saying.changes.priority,
        spans=task.spans,
    )
    values = saying.values
    intent = _intent(values, changes)
    if intent is None:
        return None
    if intent is Intent.REMIND and changes.reminders:
        values["reminder"], changes = changes.reminders[0], NO_CHANGES
    elif intent is not Intent.REMIND and (reminder := values.pop("reminder", None)):
        changes = replace(changes, reminders=(reminder,))
    values |= {"intent": intent, "changes": None if changes == NO_CHANGES else changes}
    values["series"] = bool(changes.due) and is_for_good(core.of(text).lower())
    return Request(span=core, text=core.of(text), rule="a change", **values)


def _intent(values: Values, changes: QuickAdd) -> Intent | None:
    if changes.due or changes.recurrence or "shift_minutes" in values or "shift_months" in values:
        return Intent.RESCHEDULE
    valued = changes.priority or changes.tags
    if ("reminder" in values or changes.reminders) and not valued:
        return Intent.REMIND
    if values.get("clear") == ("reminder",):
        return Intent.CANCEL_REMINDER
    if "clear" in values or changes.priority or changes.reminders or "reminder" in values:
        return Intent.UPDATE
    return Intent.TAG if changes.tags else None


def about_it(change: Change) -> Request:
    """The change, of the task spoken of where it points at none."""
    if change.request.target is not None:
        return change.request
    it = Reference(ReferenceKind.PRONOUN, change.request.span, "it")
    return replace(change.request, target=it)
