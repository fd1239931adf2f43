"""Adding: one task, several items, and what people say around them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import list_tags
from evolution_todo.language.filters import list_tag, read_priority
from evolution_todo.language.obligations import obligation
from evolution_todo.language.quickadd import read_task
from evolution_todo.language.requests import Filter
from evolution_todo.language.spans import Span
from evolution_todo.language.times import Offset
from evolution_todo.language.words import FOREIGN, TASK_VERBS

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.quickadd import QuickAdd


PLACEHOLDER = re.compile(
    r"(?:(?:a|an|the|this|that|some|new|another|more|one|few|my) )*(?:something|it|this|that|them"
    r"|these"
    r"|those|items?|things?|tasks?|to-?\s?dos?|reminders?|lists?|stuff|items as i speak)?"
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
    if heard.has("nothing"):
        return (heard.request(filter=Filter(tags=tags) if tags else None),)
    span = heard.part("items") or heard.part("task")
    if span is None:
        return None
    span, unless = _trimmed(heard, span)
    said = span.of(heard.low).strip(" ,.")
    if said.startswith("me "):
        return None
    if PLACEHOLDER.fullmatch(said):
        return (heard.request(filter=Filter(tags=tags) if tags else None),)
    if heard.has("noverb") and (_asks(said) or said.split()[0] in TASK_VERBS):
        return None
    if not heard.has("remind") and _is_foreign_home(said):
        return None
    heading = _HEADING.match(said) if heard.part("items") else None
    if heading:
        span = Span(heard.low.index(said, span.start) + heading.end(), span.end)
        tags = tags or (list_tag(heading["area"]) or heading["area"],)
    parts = items(heard.text, heard.low, span, heard.now) if heard.part("items") else [span]
    tasks = shared(gapped([_task_of(heard, part) for part in parts]))
    return tuple(
        heard.request(
            task=_with_reminder(heard, _tagged(task, tags)),
            unless_present=unless or heard.has("unless") or bool(heard.part("unless")),
        )
        for task in tasks
    )


def gapped(tasks: list[QuickAdd]) -> list[QuickAdd]:
    """“call mom on Sunday and dad on Monday”: what the first begins with is done to all."""
    first, *others = tasks
    verb = first.title.split(" ")[0]
    if verb.lower() not in TASK_VERBS or not others or not all(each.due for each in tasks):
        return tasks
    return [first, *(_begun_with(verb, each) for each in others)]


def _begun_with(verb: str, task: QuickAdd) -> QuickAdd:
    said = task.title
    if said.split(" ")[0].lower() in TASK_VERBS:
        return task
    return replace(task, title=f"{verb} {said[:1].lower()}{said[1:]}")


def shared(tasks: list[QuickAdd]) -> list[QuickAdd]:
    """“milk, bread and eggs tomorrow”: what the last alone says holds for all of them."""
    *others, last = tasks
    if not others or not last.marked or any(each.marked for each in others):
        return tasks
    return [*(replace(last, title=each.title, spans=each.spans) for each in others), last]


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
    must = obligation(span.of(heard.low), heard.now)
    if must and not must.start:
        span = Span(span.start + must.end, span.end)
    if before is None:
        return _prioritised(heard, without_to(heard.task(span, after)))
    timed = without_to(heard.task(before, span))
    if timed.due or timed.recurrence:
        return timed
    task = heard.task(span)
    return replace(task, description=task.description or before.of(heard.text).strip(" ,"))


def _prioritised(heard: Heard, task: QuickAdd) -> QuickAdd:
    """“Add a critical task: …”."""
    level = read_priority(heard.said("value"))
    return replace(task, priority=task.priority or level, marked=True) if level else task


def without_to(task: QuickAdd) -> QuickAdd:
    """A title that a time parted from its "to" ("a task for monday to call the bank")."""
    said = re.match(r"to (?=\w)", task.title, re.IGNORECASE)
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
_SEPARATOR = re.compile(
    r"\s*(?:,(?!\s*(?:it|this|that)(?:'s|\s+is)\b)\s*(?:and\s+)?|;\s*|\s+and\s+|\s+&\s+|\s+plus\s+)",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"\b(?:with|for|to|from|about|at|by|on|in|between|of|that|who|which|when|before|after|remind|me"
    r"|we|he|she)\b"
)
_ARTICLE = re.compile(r"(?:(?:some|a|an|the|my|more|also|grocery add)\s+)+", re.IGNORECASE)


def items(text: str, low: str, span: Span, now: datetime) -> list[Span]:
    """The separate things a list of items names.

    "milk, eggs and bread" are three: each part is a short noun phrase. "buy bread and
    butter" is one: it begins with a verb whose object the rest belongs to, unless every
    part that follows has a verb and an object of its own.
    """
    parts = _split(low, span)
    if len(parts) < 2:
        return [_without_article(low, span)]
    said = [_ARTICLE.sub("", part.of(low), count=1).split() for part in parts]
    if len(said[-1]) > 1:
        plain = read_task(parts[-1].of(text), now).title
        said[-1] = _ARTICLE.sub("", plain.lower(), count=1).split()
    together = _all_nouns(said) or _all_commands(said) or _thing_then_commands(said)
    if together or _each_timed(text, parts, now):
        return [_without_article(low, part) for part in parts]
    return [_without_article(low, span)]


def _each_timed(text: str, parts: list[Span], now: datetime) -> bool:
    """Whether each has a day of its own: “night shift on Friday and day shift on Monday”."""
    if len(parts) > _MOST_TIMED:
        return False
    tasks = [read_task(part.of(text), now) for part in parts]
    return all(task.title and task.due and task.due.dated for task in tasks)


_MOST_TIMED = 8


def _thing_then_commands(parts: list[list[str]]) -> bool:
    """“milk and call mom”: what follows can only be a task of its own."""
    return _all_nouns(parts[:1]) and _all_commands(parts[1:])


def _all_nouns(parts: list[list[str]]) -> bool:
    return all(
        0 < len(words) <= 3
        and words[0] not in TASK_VERBS
        and not _LINKED.search(" ".join(words))
        and not (words[0].endswith("ing") and len(words) == 1)
        for words in parts
    )


def _all_commands(parts: list[list[str]]) -> bool:
    return all(len(words) > 1 and words[0] in TASK_VERBS for words in parts)


def _split(low: str, span: Span) -> list[Span]:
    parts, position = [], span.start
    for joint in _SEPARATOR.finditer(low, span.start, span.end):
        if joint.start() > position:
            parts.append(Span(position, joint.start()))
        position = joint.end()
    return [*parts, Span(position, span.end)] if position < span.end else parts


def _without_article(low: str, span: Span) -> Span:
    lead = re.compile(r"(?:some|more|also|grocery add)\s+").match(low, span.start, span.end)
    return Span(lead.end(), span.end) if lead and lead.end() < span.end else span
