"""Looking: the filter of a list or an agenda."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.everyday import in_everyday_words, whether_done
from evolution_todo.language.building.ranking import (
    in_order,
    ranked,
    without_idle_words,
    without_those,
)
from evolution_todo.language.building.targets import list_filter, pointed
from evolution_todo.language.requests.filters import read_filter, when_done, window
from evolution_todo.language.requests.request import Filter, Page, Subject
from evolution_todo.language.text.words import FOREIGN
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard


def look(heard: Heard) -> Built:
    """A list, a search, one task or another page."""
    if fixed := _fixed(heard):
        return (heard.request(filter=fixed),)
    if heard.has("reminders") and _UNREMINDED.search(heard.core.of(heard.low)):
        return (heard.request(filter=read_filter("tasks without reminders", heard.now)),)
    if heard.has("changes"):
        return _changed(heard)
    if heard.has("deed"):
        return whether_done(heard)
    if heard.has("one"):
        return None if _is_time(heard) else pointed(heard)
    if heard.has("daily"):
        return in_everyday_words(heard)
    chosen = _chosen(heard)
    if chosen.search and not heard.has("any deed") and _is_foreign(heard, chosen.search):
        return None
    if heard.has("then") and heard.said("what") and chosen.search:
        return None
    if heard.has("errand") and chosen.search:
        return _errand(heard, chosen)
    return (heard.request(filter=chosen),)


def _changed(heard: Heard) -> Built:
    """What was changed in a time that has begun, all of it or what was added or deleted."""
    moment = next(
        iter(find_times(_LAST_DAY.sub(r"\g<since>last ", heard.said("when")), heard.now)), None
    )
    if moment is None:
        return None
    after, before = window(moment)
    ways = (way for way, verbs in _WAYS if heard.said("verb").startswith(verbs))
    chosen = Filter(subject=Subject.CHANGES, completed_after=after, completed_before=before)
    begun = after is not None and after <= heard.now
    return (heard.request(filter=replace(chosen, search=next(ways, None))),) if begun else None


_LAST_DAY = re.compile(r"^(?:on |(?P<since>since ))?(?=(?:mon|tues|wednes|thurs|fri|satur|sun)day)")
"""“What did I add on Monday” is of the Monday before."""
_WAYS = (("added", ("add", "creat", "put")), ("deleted", ("delet", "remov")))


def _fixed(heard: Heard) -> Filter | None:
    """The filter that the wording alone says."""
    if heard.has("last"):
        today = heard.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return Filter(completed=False, sort="latest", limit=1, due_after=today)
    return next((chosen for flag, chosen in _FIXED.items() if heard.has(flag)), None)


_UNREMINDED = re.compile(
    r"\b(?:without|with no|(?:has|have|got) no|no|don't have"
    r"|lacks?) (?:an? |any )?reminder"
)


def _errand(heard: Heard, chosen: Filter) -> Built:
    """“Find a plumber”: looked for, else offered as a task; with a day it is one."""
    task = heard.task(heard.core)
    served = task.title.lower().split()[1:2] in (["me"], ["us"])
    if task.due or task.recurrence or served:
        return None
    return (replace(heard.request(filter=chosen, task=replace(task, marked=False)), bare=True),)


def _is_time(heard: Heard) -> bool:
    """Whether a day is asked about, and no task ("when is Christmas")."""
    said = heard.said("target")
    return any(len(each.text) + len("the ") >= len(said) for each in find_times(said, heard.now))


_FIXED = {
    "next": Filter(page=Page.NEXT),
    "whatsnext": Filter(page=Page.NEXT, limit=3),
    "previous": Filter(page=Page.PREVIOUS),
    "tags": Filter(subject=Subject.TAGS),
    "sent": Filter(subject=Subject.REMINDERS, completed=True),
    "urgent": Filter(completed=False, sort="priority", limit=1),
    "newest": Filter(sort="created", limit=1),
    "first": Filter(completed=False, sort="due", limit=1),
    "oldest": Filter(completed=False, sort="oldest", limit=1),
    "overdue": Filter(completed=False, overdue=True),
    "left": Filter(completed=False, count=True),
    "recurring": Filter(completed=False, recurring=True),
    "paused": Filter(completed=False, recurring=True, paused=True),
}


_LEAD = re.compile(
    r"^(?:(?:anything|everything|something|stuff|things?|notes?|tasks?) (?:about|on|for|with) )?"
    r"(?:(?:to|a|an|the|my|any|some)\s+)*"
)


def _chosen(heard: Heard) -> Filter:
    """The filter of a lookup: what its words narrow to, and what its wording fixes."""
    words = _LEAD.sub("", heard.said("search"))
    if words and not _is_when(heard, words):
        chosen = Filter(search=words)
    else:
        said = words or heard.said("what") or heard.said("when")
        said, those = without_those(_AT_PRESENT.sub("", without_idle_words(said)))
        rest, order, limit = ranked(said)
        chosen = in_order(read_filter(rest, heard.now), order, limit)
        chosen = replace(chosen, those=those)
    named = list_filter(heard.said("list"), heard.now) or Filter()
    tags = ("shopping",) if heard.has("shopping") else named.tags
    chosen = replace(
        chosen,
        tags=tuple(dict.fromkeys((*chosen.tags, *tags))),
        due_after=chosen.due_after or named.due_after,
        due_before=chosen.due_before or named.due_before,
    )
    if heard.has("done"):
        chosen = when_done(replace(chosen, completed=True, search=None))
    if heard.has("open") or (chosen.completed is None and _LEFT.search(heard.core.of(heard.low))):
        chosen = replace(chosen, completed=False)
    if heard.has("reminders"):
        chosen = replace(chosen, subject=Subject.REMINDERS, tags=())
    return chosen


_LEFT = re.compile(r"\b(?:left|remaining|outstanding|still)\b(?=.*\blists?\b)")
"""“What's left on the shopping list” is what is open of it."""
_AT_PRESENT = re.compile(r"(?<!due )\b(?:right |just )?now$")
"""Said of a list, that it is as it is: “what's on it now” is not what is due this minute."""


def _is_when(heard: Heard, words: str) -> bool:
    """Whether what is looked for is a time: “do I have something to do today”."""
    return any(each.text.strip() == words for each in find_times(words, heard.now))


_OURS = re.compile(
    r"\b(?:tasks?|to-?\s?dos?|my (?:[\w'-]+ ){0,3}lists?|reminders?|chores?|errands?)\b"
)


_SOME_LIST = re.compile(r"\ba list of\b|\ba (?:[\w-]+ )?(?:task|to-?do|list)\b(?! (?:on|in) my)")


def _is_foreign(heard: Heard, search: str) -> bool:
    """Whether a lookup is about what another assistant keeps, or a list of ours it never was."""
    said = heard.core.of(heard.low)
    if _OURS.search(said) or heard.part("list"):
        return heard.has("own") and bool(_SOME_LIST.search(said))
    return bool(set(re.findall(r"[\w']+", search)) & FOREIGN)


def agenda(heard: Heard) -> Built:
    """The open tasks of a day or a stretch of days; of today unless said."""
    said = heard.said("what")
    if said in {"", "day", "the day", "today", "plate"}:
        said = "today"
    said = {"week": "this week", "weekend": "this weekend"}.get(said, said)
    moment = next(iter(find_times(said, heard.now)), None)
    after, before = window(moment) if moment else (None, None)
    return (heard.request(filter=Filter(due_after=after, due_before=before, completed=False)),)


def explain(heard: Heard) -> Built:
    """How a date was read; only a time, or “that”, is asked about so."""
    said = heard.said("what")
    if said and not _POINTED.fullmatch(said) and not find_times(said, heard.now):
        return None
    return (heard.request(),)


_POINTED = re.compile(r"(?:that|this|then|it)(?: (?:day|date|time|one))?")
