"""What a lookup or a bulk change narrows to: state, due dates, priority, tags, words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.requests.negations import read_negations
from evolution_todo.language.requests.request import Filter
from evolution_todo.language.tasks.quickadd import Priority
from evolution_todo.language.text.words import FUNCTION_WORDS, NUMBER_WORDS, TASK_NOUNS, vocabulary
from evolution_todo.language.times.moments import DAY_PARTS
from evolution_todo.language.times.parse import too_far
from evolution_todo.language.times.reading import Grain, Relation, find_times

if TYPE_CHECKING:
    from collections.abc import Callable

    from evolution_todo.language.times.reading import Time

# Lists that are everybody's whole list, and so no tag.
_GENERIC = vocabulary(
    "todo todos to-do to-dos to do do's dos task tasks things thing stuff need current pending "
    "whole entire full complete running item items reminder reminders check action my the our a an "
    "this that new some all last first second note notes big only own ever next it these those "
    "open list lists and of for old on"
)
_SAME = {"grocery": "groceries", "chore": "chores", "errand": "errands", "shop": "shopping"}
AREAS = vocabulary(
    "work home personal shopping groceries grocery school health family errands errand finance "
    "office house household chores garden study kids travel business private"
)
_PRIORITIES = {
    "low": Priority.LOW,
    "lowest": Priority.LOW,
    "unimportant": Priority.LOW,
    "p4": Priority.LOW,
    "medium": Priority.MEDIUM,
    "normal": Priority.MEDIUM,
    "p3": Priority.MEDIUM,
    "high": Priority.HIGH,
    "higher": Priority.HIGH,
    "highest": Priority.HIGH,
    "top": Priority.HIGH,
    "important": Priority.HIGH,
    "p2": Priority.HIGH,
    "critical": Priority.CRITICAL,
    "urgent": Priority.CRITICAL,
    "p1": Priority.CRITICAL,
}
_TIMES_OF_DAY = {
    name: (time(start % 24), time(end % 24))
    for name, (start, end) in {**DAY_PARTS, "lunchtime": (12, 14)}.items()
}
_NOISE = (
    FUNCTION_WORDS
    | TASK_NOUNS
    | vocabulary(
        "show display list see view read tell give get find search look check open pull bring "
        "know hear want need like would could left remaining remain coming next first last top "
        "sorted sort order ordered by due date dates deadline deadlines stuff everything "
        "anything something right currently current content contents todo to-do do todos whole "
        "entire full complete total overall going lined yet still got done many much number "
        "count remind reminded wait waiting set made make created create added add put marked "
        "have having's let let's say said go over through out up back me again else items shown "
        "showing listed tagged labelled labeled please upcoming there's what's whats wats it's "
        "only just name names looks looking agenda plan plans on buy myself new accomplish "
        "finish completed latest long per according told inform walk various points are be "
        "alphabetically planned scheduled day case sure priority priorities errand errands them "
        "available rest far really exactly off notes' one's access review describe consist time"
    )
)


def list_tag(name: str) -> str | None:
    """The tag a list's name stands for ("grocery" is groceries); None for the list of all."""
    said = re.sub(r"\b(?:lists?|(?:shopping )?(?:cart|bag))\b", " ", name.lower())
    if re.search(r"\bto buy\b|\bshopping\b|\bcart\b", name.lower()):
        said += " shopping"
    kept = [word.removesuffix("'s") for word in re.findall(r"[\w'-]+", said)]
    kept = [word for word in kept if word not in _GENERIC and word not in {"buy", "have", "i"}]
    kept = [_SAME.get(word, word) for word in dict.fromkeys(kept)]
    if "shopping" in kept and "groceries" in kept:
        kept.remove("shopping")
    verbs = {"accomplish", "get", "remember"} if len(kept) > 1 else {"accomplish"}
    kept = [word for word in kept if word not in verbs]
    return "-".join(kept) or None


def read_priority(text: str) -> Priority | None:
    """The first priority a text names ("urgent", "p1", "low priority")."""
    if re.search(
        r"(?:\b(?:not|less)|n['’]t)(?: so| that| very| really| all that)? (?:important|urgent)\b",
        text.lower(),
    ):
        return Priority.LOW
    said = re.findall(r"[a-z]+\d?", text.lower())
    return next((_PRIORITIES[word] for word in said if word in _PRIORITIES), None)


def read_filter(text: str, now: datetime) -> Filter:
    """What a phrase narrows to ("overdue work stuff", "due this week by priority").

    Words that are neither structure nor noise are the search. Raises TimeError when a
    date in it cannot be.
    """
    selection, rest = Filter(), f" {text.lower()} "
    for reader in _READERS:
        selection, rest = reader(selection, rest, now)
    if selection.completed and " due" not in text.lower():
        selection = when_done(selection)
    return selection


def when_done(selection: Filter) -> Filter:
    """With the time said of tasks that are done as the time they were done at."""
    return replace(
        selection,
        due_after=None,
        due_before=None,
        completed_after=selection.due_after or selection.completed_after,
        completed_before=selection.due_before or selection.completed_before,
    )


def _marks(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    """Tags said as such, read before dates: “everything tagged christmas”."""
    del now
    tags = [found[1] for found in re.finditer(r"#([\w-]+)", rest)]
    rest = re.sub(r"#[\w-]+", " ", rest)
    named = re.search(
        r"\b(?:tagged|labell?ed|with (?:the )?(?:tag|label))(?: (?:as|with))? "
        r"([\w-]+(?:(?:,? and |, | or )[\w-]+)*)|\bunder ([\w-]+)\b",
        rest,
    )
    if named:
        tags += re.split(r",? and |, | or ", named[1] or named[2])
        rest = rest[: named.start()] + " " + rest[named.end() :]
    return replace(selection, tags=tuple(dict.fromkeys(tags))), rest


def _lists(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    tags = list(selection.tags)
    listed = re.search(
        r"\b(?:(?:on|in|from|of) )?((?:(?!with\b|have\b|has\b|on\b|in\b|is\b|are\b|me\b|to "
        r"me\b)[\w'-]+ ){0,3}?"
        r"lists?(?: (?:of|for) [\w-]+(?: to \w+)?)?)\b",
        rest,
    )
    if listed:
        tag = list_tag(_after_noise(listed[1]))
        tags += [tag] if tag else []
        rest = rest[: listed.start()] + " " + rest[listed.end() :]
    return replace(selection, tags=tuple(dict.fromkeys(tags))), rest


def _after_noise(name: str) -> str:
    return " ".join(word for word in name.split() if word not in _NOISE or word in AREAS)


def _areas(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    area = re.search(
        rf"\b({'|'.join(sorted(AREAS))}) (?=tasks?|stuff|things|items?|notes?|todos?|to-)", rest
    )
    if not area:
        return selection, rest
    tag = _SAME.get(area[1], area[1])
    rest = rest[: area.start()] + " " + rest[area.end() :]
    return replace(selection, tags=(*selection.tags, tag)), rest


def _count(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    return replace(selection, count=bool(re.search(r"\bhow many\b|\bnumber of\b", rest))), rest


def _state(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    repeats = r"\b(?:recurring|repeating|recurrent)\b"
    if re.search(repeats, rest):
        selection, rest = replace(selection, recurring=True), re.sub(repeats, " ", rest)
    if re.search(r"\b(?:over ?due|past due|past their due date|late|behind on)\b", rest):
        selection = replace(selection, overdue=True, completed=False)
        rest = re.sub(r"\b(?:over ?due|past due|past their due date|late|behind)\b", " ", rest)
    opened = (
        r"\b(?:pending|open|unfinished|incomplete|uncompleted|undone|active|outstanding|remaining|"
        r"left|still to do|(?:not|isn't|aren't|wasn't) (?:yet )?(?:done|completed?|finished)"
        r"|(?:haven't|have not|yet to)"
        r"(?: i)?(?: \w+)?)\b"
    )
    done = (
        r"\b(?:completed|done|finished|closed|ticked off|checked off|accomplished"
        r"|did (?:i|we) (?:complete|finish|close|tick off|check off|accomplish))\b"
    )
    if re.search(opened, rest):
        return replace(selection, completed=False), re.sub(opened, " ", rest)
    if re.search(done, rest) and not re.search(r"\b(?:to|need|be|get) (?:be |get )?done\b", rest):
        return replace(selection, completed=True), re.sub(done, " ", rest)
    return selection, rest


def _order(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    by = re.search(
        r"\b(?:(?:sorted|ordered|sort|order|arranged|grouped) )?by "
        r"(?:the )?(priority|importance|due(?: date)?|date|deadline|title|name|age|creation(?: "
        r"date)?)\b",
        rest,
    )
    if by:
        key = by[1].split()[0]
        sort = {"importance": "priority", "date": "due", "deadline": "due", "name": "title"}
        sort |= {"age": "created", "creation": "created"}
        selection = replace(selection, sort=sort.get(key, key))
        rest = rest[: by.start()] + " " + rest[by.end() :]
    elif re.search(r"\b(?:alphabetical(?:ly)?|(?:by )?alphabet|a to z)\b", rest):
        selection = replace(selection, sort="title")
    elif re.search(r"\b(?:newest|most recent|latest|recently added)\b", rest):
        selection = replace(selection, sort="created")
        rest = re.sub(r"\b(?:newest|most recent|latest|recently added)\b", " ", rest)
    most = re.search(
        rf"\b(?:first|top|next|last) (\d{{1,3}}|{'|'.join(NUMBER_WORDS)})\b(?! (?:day|week|month"
        r"|hour|year))",
        rest,
    )
    if most:
        limit = int(most[1]) if most[1].isdigit() else NUMBER_WORDS[most[1]]
        selection = replace(selection, limit=limit)
        rest = rest[: most.start()] + " " + rest[most.end() :]
    return selection, rest


def _priority(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    words = "|".join(sorted(_PRIORITIES, key=len, reverse=True))
    pattern = rf"\b({words})\b(?:[ -]?(?:priority|priorities))?"
    found = [match[1] for match in re.finditer(pattern, rest)]
    rest = re.sub(pattern, " ", rest)
    chosen = tuple(dict.fromkeys(_PRIORITIES[word] for word in found))
    return replace(selection, priority=chosen or selection.priority), rest


_UNDATED = re.compile(
    r"\b(?:undated|unscheduled|(?:not|isn't|aren't) scheduled|(?:(?:has|have) no|without|with no"
    r"|no|don't have|doesn't have) (?:an? |any )?(?:due )?(?:dates?|deadlines?))\b"
)


_DAY_OF_MANY = re.compile(
    r" (?:(?:my|our|the|all|of|these|those) )*"
    r"(?P<day>(?:tonight|(?:this|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    rf"(?:(?:['’]s)? (?:{'|'.join(DAY_PARTS)}))?))(?:['’]s)? (?=[\w-]+[^\Ws]s\b)"
)
"""The day that several tasks share: “my Monday morning meetings”; of one, it may be its name."""


def _due(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    if _UNDATED.search(rest):
        selection, rest = replace(selection, no_due=True), _UNDATED.sub(" ", rest)
    rest = _DAY_OF_MANY.sub(r" on \g<day>, ", rest)
    rest = _AND_THE_NEXT.sub(r"\g<whole> and next \g<unit>", rest)
    rest = re.sub(r"\b(today|tonight|tomorrow|yesterday|week|month|\w+day)'s\b", r"\1  ", rest)
    for moment in find_times(rest, now):
        selection = _reaching(selection, *window(moment))
        rest = rest[: moment.span.start] + " " * len(moment.text) + rest[moment.span.end :]
    return selection, rest


_AND_THE_NEXT = re.compile(r"(?P<whole>\bthis (?P<unit>week|month|weekend)) and next(?= *$)")


def _reaching(selection: Filter, after: datetime | None, before: datetime | None) -> Filter:
    """With a stretch of days more: of two that meet (“today and tomorrow”), both are meant."""
    since, until = selection.due_after, selection.due_before
    if after and before and since and until and after <= until and since <= before:
        after, before = min(after, since), max(before, until)
    return replace(
        selection,
        due_after=after or selection.due_after,
        due_before=before or selection.due_before,
    )


def _daypart(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    part = re.search(rf"(?<!s' )(?<!'s )\b({'|'.join(_TIMES_OF_DAY)})s?\b", rest)
    if not part or selection.due_after is not None:
        return selection, rest
    rest = rest[: part.start()] + " " + rest[part.end() :]
    return replace(selection, time_of_day=_TIMES_OF_DAY[part[1]]), rest


def _search(selection: Filter, rest: str, now: datetime) -> tuple[Filter, str]:
    del now
    words = [word for word in re.findall(r"[^\W_][\w'’.-]*", rest) if word not in _NOISE]
    return replace(selection, search=" ".join(words) or None), rest


_READERS: tuple[Callable[[Filter, str, datetime], tuple[Filter, str]], ...] = (
    _count,
    _order,
    read_negations,
    _marks,
    _due,
    _lists,
    _areas,
    _state,
    _priority,
    _daypart,
    _search,
)


def window(moment: Time) -> tuple[datetime | None, datetime | None]:
    """From when (inclusive) to when (exclusive) a time expression reaches as a due date.

    Raises:
        ImpossibleTime: It reaches over the calendar's end.
    """
    start, end = _reach(moment)
    if not moment.all_day and moment.relation in {Relation.BEFORE, Relation.AFTER}:
        return _beside_an_hour(start, moment.relation)
    match moment.relation:
        case Relation.BY | Relation.UNTIL:
            return None, end
        case Relation.BEFORE:
            return None, start
        case Relation.AFTER:
            return end, None
        case Relation.SINCE:
            return start, None
        case Relation.AT:
            return start, end


def _beside_an_hour(hour: datetime, relation: Relation) -> tuple[datetime, datetime]:
    """“After 2 today”, “before 10 on Monday”: what else there is of that day."""
    midnight = hour.replace(hour=0, minute=0)
    if relation is Relation.BEFORE:
        return midnight, hour
    return hour, midnight + timedelta(days=1)


def _reach(moment: Time) -> tuple[datetime, datetime]:
    if moment.part:
        first, last = DAY_PARTS[moment.part]
        midnight = moment.start.replace(hour=0, minute=0)
        return midnight + timedelta(hours=first), midnight + timedelta(hours=last)
    try:
        return moment.start, moment.end or moment.start + _length(moment)
    except OverflowError as error:
        raise too_far() from error


def _length(moment: Time) -> timedelta:
    if moment.all_day:
        return timedelta(days=1)
    return timedelta(hours=1) if moment.grain is Grain.HOUR else timedelta(minutes=1)
