"""Looking: the filter of a list or an agenda."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import list_filter, pointed
from evolution_todo.language.filters import read_filter, when_done, window
from evolution_todo.language.requests import Filter, Page, Subject
from evolution_todo.language.times import find_times
from evolution_todo.language.words import FOREIGN, vocabulary

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.times import Time


def look(heard: Heard) -> Built:
    """A list, a search, one task or another page."""
    for flag, chosen in _FIXED.items():
        if heard.has(flag):
            return (heard.request(filter=chosen),)
    if heard.has("one"):
        return None if _is_time(heard) else pointed(heard)
    if heard.has("daily"):
        return _in_everyday_words(heard)
    chosen = _chosen(heard)
    if chosen.search and _is_foreign(heard, chosen.search):
        return None
    if heard.has("then") and heard.said("what") and chosen.search:
        return None
    return (heard.request(filter=chosen),)


def _in_everyday_words(heard: Heard) -> Built:
    """“What have I got on Saturday”: one's own tasks, asked for by a day or a state.

    Besides the words in which people ask, one thing may be named; of more than that, or where
    neither oneself nor what is to be done is spoken of, it is no question about tasks.
    """
    said = _OF_A_DAY.sub("on ", heard.said("asked"))
    found = find_times(said, heard.now)
    rest = said
    for each in found:
        rest = rest.replace(each.text.lower(), " ", 1)
    words = [word for word in re.findall(r"[a-z'-]+", rest) if word not in _ASKED_IN]
    done, still = bool(_FINISHED.search(said)), bool(_STILL.search(said))
    told = bool(found) or done or still
    if len(words) > 1 or not (told or said.startswith(_SEEKING)) or not _OWN.search(said):
        return None
    if not (told or words) or set(re.findall(r"[a-z]+", said)) & FOREIGN - _OWN_DAYS:
        return None
    after, before = _hours(found[0], heard.now) if found else (None, None)
    asked = Filter(due_after=after, due_before=before, completed=done)
    chosen = when_done(asked) if done else asked
    return (heard.request(filter=replace(chosen, search=words[0] if words else None)),)


def _hours(moment: Time, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when; a part of a day reaches to its end."""
    part = next((hours for word, hours in _DAY_PARTS.items() if word in moment.text.lower()), None)
    if part is None or moment.all_day:
        return window(moment, now)
    midnight = moment.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=part[0]), midnight + timedelta(hours=part[1])


_DAY_PARTS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (17, 28)}
"""The hours of a day in which what is asked about may be due."""
_OF_A_DAY = re.compile(r"\bmy (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)")
_SEEKING = ("search", "find", "when", "any")
_OWN_DAYS = frozenset({"calendar", "schedule", "agenda", "plan", "plans", "event", "events"})
_FINISHED = re.compile(r"\b(?:done|finished|completed|ticked off|got done|accomplished)\b")
_STILL = re.compile(r"\b(?:left|open|due|overdue|pending|outstanding|soonest|next up|late)\b")
_OWN = re.compile(
    r"\b(?:i|i've|i'm|my|me|we|on|left|open|due|tasks?|jobs?|appointments?|to do|still|there"
    r"|calendar|diary|anything|search|find)\b"
)
_ASKED_IN = vocabulary(
    "what what's whats what've which when when's whens anything any how how's hows tell me show "
    "list give have i've i do is there are am was were search find for on in at to of the my "
    "our a an all that this coming it's i'm got get going doing planned lined up left open due "
    "still be been today's jobs job things thing stuff task tasks to-do to-dos appointments "
    "appointment ones one events event calendar diary schedule agenda plan plans look looking "
    "like does did done finished completed already just so far else with after before during by "
    "from around we us am not much busy free need must should supposed anything's something "
    "soonest first next pending outstanding overdue late ticked off pick"
)


def _is_time(heard: Heard) -> bool:
    """Whether a day is asked about, and no task ("when is Christmas")."""
    said = heard.said("target")
    return any(len(each.text) + len("the ") >= len(said) for each in find_times(said, heard.now))


_FIXED = {
    "next": Filter(page=Page.NEXT),
    "previous": Filter(page=Page.PREVIOUS),
    "tags": Filter(subject=Subject.TAGS),
    "urgent": Filter(completed=False, sort="priority", limit=1),
    "newest": Filter(sort="created", limit=1),
    "first": Filter(completed=False, sort="due", limit=1),
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
    if words:
        chosen = Filter(search=words)
    else:
        chosen = read_filter(heard.said("what") or heard.said("when"), heard.now)
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
    if heard.has("open"):
        chosen = replace(chosen, completed=False)
    if heard.has("reminders"):
        chosen = replace(chosen, subject=Subject.REMINDERS, tags=())
    return chosen


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
    after, before = window(moment, heard.now) if moment else (None, None)
    return (heard.request(filter=Filter(due_after=after, due_before=before, completed=False)),)


def explain(heard: Heard) -> Built:
    """How a date was read; only a time, or “that”, is asked about so."""
    said = heard.said("what")
    if said and not _POINTED.fullmatch(said) and not find_times(said, heard.now):
        return None
    return (heard.request(),)


_POINTED = re.compile(r"(?:that|this|then|it)(?: (?:day|date|time|one))?")
