"""Adding: one task, several items, and what people say around them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.heard import moved
from evolution_todo.language.building.likewise import gapped, shared
from evolution_todo.language.building.listing import (
    apart,
    at_each_time,
    items,
    listed,
    on_day,
    on_one_day,
    split,
    with_marks,
)
from evolution_todo.language.building.occasions import occasions
from evolution_todo.language.building.targets import list_tags
from evolution_todo.language.framing.frames import Kind
from evolution_todo.language.framing.grounds import with_reason
from evolution_todo.language.framing.reading import own_words, read_frame
from evolution_todo.language.requests.filters import list_tag, read_priority
from evolution_todo.language.requests.request import Filter
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import FOREIGN, TASK_VERBS
from evolution_todo.language.times.reading import Offset

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.tasks.quickadd import QuickAdd


PLACEHOLDER = re.compile(
    r"(?:(?:a|an|the|this|that|some|new|another|more|one|few|my) )*"
    r"(?:something|nothing|anything|it|this|that|them|these|those|items?|things?|tasks?"
    r"|to-?\s?dos?|reminders?|lists?|stuff)?"
)
_UNLESS = re.compile(
    r",? (?:(?:but )?(?:only )?if|unless) (?:it|they|i|that|we)(?:'s|'re| is| are| isn't| aren't| "
    r"haven't"
    r"| have| already| do| don't)?\b.*$"
)
_BECAUSE = re.compile(
    r"(?:,? (?:because|cause|'cause|since|as|coz|cuz) (?:i|we|they|it)\b.*|[,;]? (?:i|we)(?:'m|'re"
    r"| am| are) (?:all )?(?:out|low)\b.*"
    r"|,? (?:i|we) (?:just )?(?:ran|used)\b.*| as well)$"
)
_FOREIGN_HOME = re.compile(
    r"\b(?:to|on|in|into|from|off|of) (?:my|the|your|this) ((?:[\w'&-]+ ){0,5}[\w'&-]+)$"
)


_FOREIGN_THING = re.compile(r"(?:this|that|the|my) (?:song|track|album|video|playlist|contact)\b")


def add(heard: Heard) -> Built:
    """A request for each thing to add; without a task when it is not said what."""
    tags = list_tags(heard)
    if heard.has("occasions"):
        return occasions(heard)
    if heard.has("nothing"):
        return (heard.request(filter=Filter(tags=tags) if tags else None),)
    span = heard.part("items") or heard.part("task")
    if span is None:
        return None
    span, unless = _trimmed(heard, span)
    said = span.of(heard.low).strip(" ,.")
    if PLACEHOLDER.fullmatch(said):
        return (heard.request(filter=Filter(tags=tags) if tags else None),)
    if not _is_meant(heard, said):
        return None
    heading = _HEADING.match(said) if heard.part("items") else None
    if heading:
        span = Span(heard.low.index(said, span.start) + heading.end(), span.end)
        tags = tags or (list_tag(heading["area"]) or heading["area"],)
    if twice := at_each_time(span.of(heard.text), heard.now):
        return tuple(heard.request(task=_tagged(moved(each, span.start), tags)) for each in twice)
    parts = _said_separate(heard, span) or _parts(heard, span)
    told = [part.of(heard.text) for part in parts]
    read = [repeated(heard, _task_of(heard, part)) for part in parts]
    if not (heard.has("each") and heard.part("before")):  # whose day is none of their own
        read = gapped(read, told)
    tasks = [_of_its_verb(heard, task) for task in shared(on_one_day(read, told, heard.now))]
    return tuple(
        heard.request(
            task=_with_reminder(heard, _tagged(task, tags)),
            confidence=_PERHAPS if _is_perhaps(heard, task) else 1.0,
            unless_present=unless or heard.has("unless") or bool(heard.part("unless")),
        )
        for task in tasks
    )


def _of_its_verb(heard: Heard, task: QuickAdd) -> QuickAdd:
    """“Buy: tinsel; lights” are things to buy."""
    verb = heard.said("verb")
    first = task.title.partition(" ")[0]
    if not verb or first.lower() in TASK_VERBS:
        return task
    named = task.title if task.title in heard.text else f"{first.lower()}{task.title[len(first) :]}"
    return replace(task, title=f"{verb.capitalize()} {named}")


def _is_perhaps(heard: Heard, task: QuickAdd) -> bool:
    """Whether it is offered and not added: “if it rains …” may be talk, whatever its day."""
    supposed = heard.said("occasion").startswith("if ")
    return heard.has("perhaps") and (supposed or not task.due)


_PERHAPS = 0.4
"""How sure it is that a heading with things under it is meant as tasks: it is offered."""


def _parts(heard: Heard, span: Span) -> list[Span]:
    """Where the separate tasks of what is said stand."""
    announced = heard.low[heard.core.start : span.start]
    told = heard.has("perhaps") or heard.has("counted") or _SEVERAL.search(announced)
    each = listed(heard.low, span) if heard.has("each") and told else []
    several = with_marks(heard.text, each, heard.now)
    if heard.part("items"):
        found = items(heard.text, heard.low, span, heard.now)
        return several if len(several) > max(len(found), 1) else found
    return apart(heard.text, heard.low, span, heard.now)


def _said_separate(heard: Heard, span: Span) -> list[Span]:
    """“Jam, tea and rice as three separate tasks”: each is one, as it is said to be."""
    told = _SEPARATE.search(heard.low, span.start, span.end)
    parts = split(heard.low, Span(span.start, told.start())) if told else []
    return parts if len(parts) > 1 else []


_SEPARATE = re.compile(
    r"[\s,;–-]+(?:please )?(?:as (?:two|three|four|five|six|\d) (?:tasks|items|to-?dos)"
    r"|(?:(?:make|keep) (?:them|these) |as )?(?:(?:all|both|each|two|three|four|five|six|\d) )*"
    r"(?:separate(?:ly)?|individual(?:ly)?)(?: (?:tasks|items|to-?dos|things|ones|entries))?)"
    r"[.! ]*$"
)
_SEVERAL = re.compile(
    r"\b(?:these|following|tasks|jobs|to-?\s?dos?|things|items|appointments|meetings|calls|deadlines"
    r"|bills|events)\b"
)


def _is_meant(heard: Heard, said: str) -> bool:
    """Whether what is said is a thing to add, as its rule takes it to be."""
    if said.startswith("me ") or (heard.has("timed") and not _is_timed(heard)):
        return False
    if heard.has("clocked") and not _is_clocked(heard):
        return False
    words = said.split()
    if heard.has("ours") and FOREIGN & set(words[words[0] in TASK_VERBS :]):
        return False
    if heard.has("noverb") and (_asks(said) or words[0] in TASK_VERBS):
        return False
    return heard.has("remind") or not _is_foreign_home(said)


def _is_timed(heard: Heard) -> bool:
    """Whether what leads to a day, or follows it, says nothing else."""
    when = heard.part("before") or heard.part("after")
    task = heard.task(when or heard.part("task"))
    return bool(task.due or task.recurrence) and not (when and task.title.lower() not in _LEADS)


def _is_clocked(heard: Heard) -> bool:
    """Whether it has a time of day, and so is what is to happen then."""
    task = heard.task(heard.part("task"))
    return bool(
        (task.due and not task.due.all_day) or (task.recurrence and not task.recurrence.all_day)
    )


_LEADS = frozenset({"", "for", "on"})


def _asks(said: str) -> bool:
    return bool(
        re.match(
            r"(?:is|are|do|does|did|what|which|how|who|when|where|why|was|were|has|have|the|my|look"
            r"|check|tell|show|add"
            r"|remove|delete|create)\b",
            said,
        )
    )


def _trimmed(heard: Heard, span: Span) -> tuple[Span, bool]:
    """Without the reason and the condition people add ("… if it's not on it")."""
    if heard.part("list") is None:
        return span, False
    said = span.of(heard.low)
    reason = _BECAUSE.search(said)
    said = said[: reason.start()] if reason else said
    unless = _UNLESS.search(said)
    said = said[: unless.start()] if unless else said
    return Span(span.start, span.start + len(said)), unless is not None


def _task_of(heard: Heard, span: Span) -> QuickAdd:
    before, after = heard.part("before"), heard.part("after")
    span = own_words(heard.low, span)
    if before is None:
        told = without_lead(heard.task(*_without_duty(heard, span), after))
        return _on_occasion(heard, _prioritised(heard, told))
    when, own = heard.task(before), heard.task(span)
    if when.due and when.due.all_day and own.due and not own.due.dated:
        day = when.due.start.date()
        return without_lead(on_day(day, own, span.of(heard.text), heard.now))
    if heard.has("timed") or not (when.title or own.marked):
        return on_its_day(when, own)
    timed = without_lead(heard.task(before, span))
    if timed.due or timed.recurrence:
        return timed
    return with_reason(own, before.of(heard.text), heard.now)


def _without_duty(heard: Heard, span: Span) -> tuple[Span, ...]:
    """“Every March I need to order seeds”, without what frames the deed behind the day."""
    frame = read_frame(heard.low, span, span, heard.now)
    if frame is None or frame.kind not in {Kind.DUTY, Kind.NEED} or frame.span.start == span.start:
        return (span,)
    return Span(span.start, frame.span.start), Span(frame.span.end, span.end)


def on_its_day(when: QuickAdd, task: QuickAdd) -> QuickAdd:
    """A task on the day said before it, unless it says its own."""
    if task.due or task.recurrence:
        return task
    spans = (*when.spans, *task.spans)
    return replace(task, due=when.due, recurrence=when.recurrence, spans=spans, marked=True)


def _on_occasion(heard: Heard, task: QuickAdd) -> QuickAdd:
    """“When I get home call Ann”: on what occasion is part of what is to be done."""
    occasion = heard.part("occasion")
    if occasion is None:
        return task
    told = heard.task(occasion)
    said = told.title if told.due else occasion.of(heard.text).strip()
    whole = replace(task, title=f"{task.title} {said[:1].lower()}{said[1:]}")
    return on_its_day(told, whole) if told.due else whole


def repeated(heard: Heard, task: QuickAdd) -> QuickAdd:
    """“A weekly task to …”, “a monthly reminder to …”, “a recurring task, first Monday, …”."""
    every = heard.said("every") or ("every" if heard.part("again") and task.due else "")
    if not every or task.recurrence:
        return task
    day = _ON.sub("", task.due.text) if task.due else ""
    told = read_task(f"{task.title} {every} {day}", heard.now)
    if told.recurrence is None:
        return task
    return replace(task, due=None, recurrence=told.recurrence, marked=True)


_ON = re.compile(r"^(?:on|for|the|by|at) +(?:the +)?", re.IGNORECASE)


def _prioritised(heard: Heard, task: QuickAdd) -> QuickAdd:
    """“Add a critical task: …”."""
    level = read_priority(heard.said("value"))
    return replace(task, priority=task.priority or level, marked=True) if level else task


def without_lead(task: QuickAdd) -> QuickAdd:
    """A title that a time parted from its "to" ("a task for monday to call the bank").

    So is that of “Friday is choir”.
    """
    said = re.match(r"(?:to|is|are) (?=\w)", task.title, re.IGNORECASE)
    if not said:
        return task
    rest = task.title[said.end() :]
    return replace(task, title=rest[:1].upper() + rest[1:])


def _with_reminder(heard: Heard, task: QuickAdd) -> QuickAdd:
    """A task one asked to be reminded of rings when it is due."""
    return rung(task) if heard.has("remind") else task


def rung(task: QuickAdd) -> QuickAdd:
    """A task that rings when it is due, unless it says otherwise."""
    timed = task.due or task.recurrence
    if task.reminders or timed is None:
        return task
    return replace(task, reminders=(Offset(timed.span, 0),))


def _tagged(task: QuickAdd, tags: tuple[str, ...]) -> QuickAdd:
    if not tags:
        return task
    return replace(task, tags=tuple(dict.fromkeys((*task.tags, *tags))), marked=True)


def _is_foreign_home(said: str) -> bool:
    """Whether something is put where another assistant's things are kept ("to my playlist")."""
    if _FOREIGN_THING.match(said) or said.endswith("playlist"):
        return True
    home = _FOREIGN_HOME.search(said)
    foreign = home and FOREIGN - {"calendar", "event", "events", "schedule", "agenda"}
    return bool(home and foreign and set(re.findall(r"[\w-]+", home[1])) & foreign)


_HEADING = re.compile(
    r"(?:some |my |the )?(?P<area>groceries|grocery|shopping|chores|errands)\s*:\s*"
)
