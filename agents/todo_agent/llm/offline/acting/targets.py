"""Which tasks a request means: pointed at, named, or selected by what they are."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.references.deeds import unmet
from evolution_todo.language.references.reading import (
    Candidate,
    Match,
    Reference,
    ReferenceKind,
    count_of,
    read_reference,
    resolve,
)
from evolution_todo.language.requests.filters import read_filter
from evolution_todo.language.requests.request import Filter, Intent
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import content
from todo_agent.llm.offline.acting.arguments import MOST, task_filter, without_words
from todo_agent.llm.offline.acting.news_of_others import is_other_news
from todo_agent.llm.offline.telling.lacking import is_of_lack, lacks
from todo_agent.recall import READING, Memory, briefs_of, candidate_of
from todo_agent.turn import Call, Json, ToolRun

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Request

_POINTED = frozenset(
    {
        ReferenceKind.POSITION,
        ReferenceKind.PRONOUN,
        ReferenceKind.LAST,
        ReferenceKind.BOTH,
    }
)
_LOOKED_THROUGH = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request is answered with: the clock in the person's zone and the conversation."""

    now: datetime
    memory: Memory


@dataclass(frozen=True, slots=True)
class Targets:
    """The tasks meant.

    Attributes:
        tasks: As far as a result has shown them; may be fewer than `refs`.
        refs: How tools are told of them.
        sure: False for a guess, or when one was meant and several fit: ask.
        words: What was said of them, for saying that nothing fits.
        total: How many fit in all, when more than `refs`.
        guessed: The titles are only like the words.
        together: If these are meant, then all of them.
        unmet: Of several things told to be done, those of which there is no task.
        unspared: What was to be spared and is not surely there, so that none is meant.
    """

    tasks: tuple[Candidate, ...] = ()
    refs: tuple[dict[str, Json], ...] = ()
    sure: bool = True
    words: str = ""
    total: int = 0
    unspared: str = ""
    guessed: bool = False
    only: bool = False
    together: bool = False
    unmet: tuple[str, ...] = ()


Looking: TypeAlias = Generator[Call, ToolRun, Targets]


def find_targets(request: Request, desk: Desk, *, completed: bool | None) -> Looking:
    """The tasks a request means, looked up where it takes a look.

    Args:
        request: Its `target` and `filter` say which.
        desk: What has been shown and touched.
        completed: Which state the deed makes sense for, when the request does not say.
    """
    found = yield from _meant(request, desk, completed=completed)
    if not request.spared:
        found = _doubted(_told_apart(found, desk), request)
    return _sparing(found, request.spared, desk) if request.spared else found


def _doubted(found: Targets, request: Request) -> Targets:
    """What is found for another day, a guess where the message may tell of another thing."""
    sure = [task for task in found.tasks if not is_other_news(request.text, request.intent, task)]
    return found if len(sure) == len(found.tasks) else replace(found, sure=False)


def _told_apart(found: Targets, desk: Desk) -> Targets:
    """“Bea has left, so remove her interview”: of several, the one that the rest names; ask."""
    if found.sure or found.guessed or len(found.tasks) < _BOTH:
        return found
    said = frozenset(content(desk.memory.present.message)) - frozenset(content(found.words))
    named = [task for task in found.tasks if said & frozenset(content(task.title))]
    if len(named) != 1:
        return found
    return replace(found, tasks=tuple(named), refs=({"id": named[0].id},), total=1, together=False)


def _meant(request: Request, desk: Desk, *, completed: bool | None) -> Looking:
    target = request.target
    if target is None or target.kind is ReferenceKind.ALL:
        return (yield from _of_all(request, desk, completed=completed))
    if target.kind is ReferenceKind.NUMBER:
        return (yield from _numbered(target, completed=completed))
    if target.kind in {ReferenceKind.DEED, ReferenceKind.MENTIONED}:
        told = yield from _told(target, completed=completed)
        if not told.refs and (described := _described_in(target, desk)):
            return (
                yield from _of_description(described, request, target, desk, completed=completed)
            )
        named = told.only and request.intent in _GIVING_A_VALUE
        return replace(told, sure=True, guessed=False) if named else told
    if target.kind is ReferenceKind.OTHER:
        return (yield from _others(target, desk, completed=completed))
    if target.kind in _POINTED:
        return (yield from _pointed_at(target, request, desk, completed=completed))
    if target.plural and (of_kind := (yield from _of_kind(target, request, completed=completed))):
        return of_kind
    described = _described(target.words, desk, dated=bool(_POINTING.search(request.text)))
    if described and not (yield from _bears(target.words)):
        return (yield from _of_description(described, request, target, desk, completed=completed))
    found = yield from _named(target, request.filter, completed=completed)
    dated = _on_its_weekday(target, desk.now)
    if dated is None or (found.refs and found.sure):
        return found
    on_the_day = yield from _named(dated, request.filter, completed=completed)
    return on_the_day if on_the_day.refs and on_the_day.sure else found


def _on_its_weekday(target: Reference, now: datetime) -> Reference | None:
    """“Lunch tomorrow” with the weekday that it is, which is read of when a task is due."""

    def weekday(said: re.Match[str]) -> str:
        ahead = int(said[0].lower() == "tomorrow")
        return f"{now + timedelta(days=ahead):%A}"

    words = _NEAR_DAY.sub(weekday, target.words)
    return replace(target, words=words) if words != target.words else None


_NEAR_DAY = re.compile(r"\b(?:today|tonight|tomorrow)\b", re.IGNORECASE)


def _called_a_list(request: Request, *, completed: bool | None) -> Looking:
    """The task that “the reading list” is the name of, where there is no such list."""
    listed = request.target is not None and request.filter is not None and request.filter.tags
    name = read_reference(request.target.words) if request.target and listed else None
    if name is None or name.kind is not ReferenceKind.TITLE:
        return Targets()
    found = yield from _named(name, None, completed=completed)
    return Targets() if found.guessed else found


def _of_all(request: Request, desk: Desk, *, completed: bool | None) -> Looking:
    """All that fits a filter; of “delete please”, the one that the message mentions besides."""
    if request.target is None and request.filter is None and request.intent in _ENDING:
        told = yield from _mentioned(desk.memory.present.message)
        if told:
            return replace(told, sure=False)
    found = yield from _selected(request, completed=completed)
    if not found.refs and request.filter == Filter(tags=_OF_ANY_LIST):
        found = yield from _selected(replace(request, filter=None), completed=completed)
    return found if found.refs else (yield from _called_a_list(request, completed=completed))


_OF_ANY_LIST = ("chores",)
"""What people call their tasks, where no tag is called so: “all the chores”."""


def _numbered(target: Reference, *, completed: bool | None) -> Looking:
    """The tasks of these numbers."""
    if min(target.numbers, default=0) >= _UNLIKELY:
        titled = yield from _with_number(target, completed=completed)
        if titled:
            return titled
    refs = tuple({"number": number} for number in target.numbers[:MOST])
    return Targets(refs=refs, words=target.words)


def _with_number(
    target: Reference, *, completed: bool | None
) -> Generator[Call, ToolRun, Targets | None]:
    """“Complete 688” with no task of that number: the one with 688 in its title."""
    numbers: list[Json] = list(target.numbers)
    there = yield _find({"numbers": numbers}, limit=1)
    if any(True for _ in briefs_of(there)):
        return None
    words = " ".join(map(str, numbers))
    named = yield from _named(
        replace(target, kind=ReferenceKind.TITLE, words=words, numbers=()),
        None,
        completed=completed,
    )
    return named if named.refs and not named.guessed else None


_UNLIKELY = 100
"""From here on a number is looked for in the titles where no task has it."""
_ENDING = frozenset({Intent.COMPLETE, Intent.UNCOMPLETE, Intent.DELETE})
_GIVING_A_VALUE = frozenset(
    {Intent.RESCHEDULE, Intent.UPDATE, Intent.TAG, Intent.REMIND, Intent.MOVE_REMINDER}
)
"""What a message says enough of for one word of a title to be enough."""


def _bears(words: str) -> Generator[Call, ToolRun, bool]:
    """Whether these words stand in a title."""
    page = yield _find({"text": words}, limit=1)
    return any(True for _ in briefs_of(page))


_POINTING = re.compile(r"\b(?:ones?|tasks?|to-?dos?|items?)\b", re.IGNORECASE)
_THE_ONE = re.compile(
    r"\b(?:the|my|that) (?:[\w' -]{1,40}? )?(?:ones?|task)\b"
    r"(?: (?:due|on|for|(?:that|which)(?:['’]s| is)) [\w' -]{1,40})?",
    re.IGNORECASE,
)


def _described(words: str, desk: Desk, *, dated: bool) -> Filter | None:
    """What “the low priority task”, “the overdue one” or “the one due tomorrow” selects.

    A day alone does so only where it is said of a task (`dated`): “move Friday” may be a name.
    """
    wanted = read_filter(f"{words} tasks", desk.now)
    plain = Filter(
        priority=wanted.priority, overdue=wanted.overdue, completed=wanted.completed or None
    )
    if dated:
        plain = replace(
            plain,
            due_after=wanted.due_after,
            due_before=wanted.due_before,
            time_of_day=wanted.time_of_day,
        )
    return plain if plain != Filter() and not (wanted.search or wanted.tags) else None


def _described_in(mention: Reference, desk: Desk) -> Filter | None:
    """What “I'll never do the overdue one”, said before “delete it”, selects."""
    found = _THE_ONE.search(mention.words)
    named = read_reference(found[0]) if found else None
    return _described(named.words, desk, dated=True) if named else None


def _of_description(
    described: Filter, request: Request, target: Reference, desk: Desk, *, completed: bool | None
) -> Looking:
    """Those that are so, of what is listed where any is; several where one was meant: ask."""
    found = yield from _selected(replace(request, filter=described), completed=completed)
    found = found if target.plural else _of_those_listed(found, desk)
    return replace(found, sure=target.plural or len(found.refs) == 1, words=target.words)


def _of_those_listed(found: Targets, desk: Desk) -> Targets:
    """The tasks found that the list last shown holds, if any."""
    tasks = tuple(each for each in found.tasks if each.id in desk.memory.shown)
    if not tasks:
        return found
    return replace(
        found, tasks=tasks, refs=tuple({"id": each.id} for each in tasks), total=len(tasks)
    )


def _pointed_at(
    target: Reference, request: Request, desk: Desk, *, completed: bool | None
) -> Looking:
    """Those of the conversation that are pointed at; what there may be where it shows none."""
    pointed = _pointed(target, desk.memory)
    if target.kind is ReferenceKind.BOTH and _offers(desk.memory):
        return Targets(words=target.words)
    if successor := _title_of_the_gone(pointed, desk.memory):
        named = replace(target, kind=ReferenceKind.TITLE, words=successor)
        return (yield from _named(named, request.filter, completed=completed))
    if request.intent is Intent.DELETE and (shown := _shown_since(pointed, desk.memory)):
        return _of(Match(shown, sure=len(shown) == 1), target.words)
    counted = count_of(target)
    if counted and len(pointed.refs) != counted:
        return (yield from _of_so_many(counted, completed=completed))
    if pointed.refs:
        return _still_open(pointed, target, desk) if completed is False else pointed
    if target.kind is ReferenceKind.PRONOUN and (spoken_of := (yield from _spoken_of(desk))):
        return spoken_of
    if desk.memory.known:
        return pointed
    if _OURS.search(request.text):
        return (yield from _unseen(request, completed=completed))
    if request.intent is not Intent.COMPLETE:
        return pointed
    return (yield from _of_the_deed(target, request, completed=completed))


def _still_open(pointed: Targets, target: Reference, desk: Desk) -> Targets:
    """Of several pointed at, those that are not done, which is a guess: “both”, “the last two”."""
    ids = {task.id for task in pointed.tasks if not task.completed}
    if len(pointed.tasks) < _BOTH or not ids or len(ids) == len(pointed.tasks):
        return pointed
    there = [task for task in desk.memory.known.values() if not task.completed]
    placed = desk.memory.resolve(target, there) if target.kind is ReferenceKind.POSITION else None
    left = placed.candidates if placed and placed.candidates else ()
    left = left or tuple(task for task in pointed.tasks if task.id in ids)
    return replace(_of(Match(left), target.words), together=True)


def _offers(memory: Memory) -> bool:
    """Whether a task was offered just before: “both” is of what that names, and not there yet."""
    put = memory.before.question if memory.before else None
    options = put.arguments.get("options") or () if put else ()
    return any(call["name"] == "add_tasks" for each in options for call in each["calls"])


def _of_the_deed(target: Reference, request: Request, *, completed: bool | None) -> Looking:
    """“Sent it this morning”, where nothing was spoken of: what there is to send, a guess."""
    deed = _BY_ONESELF.sub("", request.text[: target.span.end - request.span.start])
    told = Reference(ReferenceKind.DEED, request.span, deed)
    found = yield from _told(told, completed=completed)
    return replace(found, sure=False, guessed=False, together=target.plural)


_BY_ONESELF = re.compile(
    r"(?:i|we)(?:['’]ve| have)? |(?:(?:just|already|finally) )+", re.IGNORECASE
)


def _sparing(found: Targets, spared: Reference, desk: Desk) -> Targets:
    """Those found without what is to be left alone; none where that is not plain."""
    each_spared = [_spared(part, found, desk) for part in _parts(spared, found)]
    if not all(each_spared) or found.total > len(found.tasks):
        return Targets(unspared=spared.words)
    kept = {task for part in each_spared for task in part}
    tasks = tuple(each for each in found.tasks if each not in kept)
    refs = tuple({"id": task.id} for task in tasks[:MOST])
    return replace(found, tasks=tasks[:MOST], refs=refs, total=len(tasks))


def _parts(spared: Reference, found: Targets) -> list[Reference]:
    """“The passport and the contract” are two, “bread and butter” may be one."""
    words = frozenset(content(spared.words))
    whole = any(words <= frozenset(content(task.title)) for task in found.tasks)
    parts = [] if whole or spared.kind is not ReferenceKind.TITLE else _AND.split(spared.words)
    return [replace(spared, words=part) for part in parts if part] or [spared]


_AND = re.compile(r"\s*(?:,|&|\band\b|\bor\b)\s*(?:(?:and|or|the|my)\b\s*)*", re.IGNORECASE)


def _spared(spared: Reference, found: Targets, desk: Desk) -> tuple[Candidate, ...]:
    """The tasks that one thing to be spared plainly means, by its name or else its tag."""
    match = desk.memory.resolve(spared, found.tasks)
    if match.guessed:
        return ()
    return match.candidates or tuple(each for each in found.tasks if spared.words in each.tags)


def _others(target: Reference, desk: Desk, *, completed: bool | None) -> Looking:
    """Those of the list last shown, or else of all, that the last deed was not done to."""
    page = yield _find(task_filter(_in_state(None, completed=completed)), limit=MOST, sort="due")
    match = desk.memory.resolve(target, [candidate_of(brief) for brief in briefs_of(page)])
    return _of(match, target.words)


_OF_A_KIND = re.compile(
    r"\b(?:all|every|any|tasks?|to-?dos?|items?|stuff|things|ones|jobs|errands|chores)\b",
    re.IGNORECASE,
)


def _of_kind(
    target: Reference, request: Request, *, completed: bool | None
) -> Generator[Call, ToolRun, Targets | None]:
    """“All food tasks”: those that bear such a tag, if there is one."""
    tag = "-".join(target.words.lower().split())
    if not _OF_A_KIND.search(request.text) or tag.count("-") > _LONGEST_TAG:
        return None
    chosen = _in_state(request.filter, completed=completed)
    tagged = replace(chosen, tags=(*chosen.tags, tag))
    found = yield _find(task_filter(tagged), limit=_LOOKED_THROUGH)
    tasks = tuple(task for task in map(candidate_of, briefs_of(found)) if tag in task.tags)
    return _all_in(tasks, found) if tasks else None


_LONGEST_TAG = 2
"""How many joints a tag said as words has at most: “health and safety”."""


def _all_in(tasks: tuple[Candidate, ...], page: ToolRun) -> Targets:
    refs = tuple({"id": task.id} for task in tasks[:MOST])
    return Targets(tasks, refs, total=int(page.result.get("total") or len(tasks)))


def _of(match: Match, words: str) -> Targets:
    found = match.candidates
    refs = tuple({"id": each.id} for each in found[:MOST])
    return Targets(
        found[:MOST], refs, match.sure, words, len(found), guessed=match.guessed, only=match.only
    )


def _pointed(target: Reference, memory: Memory) -> Targets:
    return _of(memory.resolve(target, list(memory.known.values())), target.words)


def _spoken_of(desk: Desk) -> Generator[Call, ToolRun, Targets | None]:
    """What a message before that led to nothing names, whatever it said of it."""
    before = desk.memory.before
    unheard = before is not None and not before.runs
    return (yield from _mentioned(before.message)) if before and unheard else None


def _mentioned(said: str) -> Generator[Call, ToolRun, Targets | None]:
    """The one open task whose title stands in these words."""
    page = yield _find({"completed": False}, limit=_LOOKED_THROUGH)
    mention = Reference(ReferenceKind.MENTIONED, Span(0, len(said)), said)
    match = resolve(mention, [candidate_of(brief) for brief in briefs_of(page)])
    return _of(match, "") if match.sure else None


def _title_of_the_gone(pointed: Targets, memory: Memory) -> str | None:
    """The title of the one task meant, when it is deleted: a series may have gone on without it."""
    if len(pointed.tasks) != 1 or pointed.tasks[0].id in memory.tasks:
        return None
    return pointed.tasks[0].title


def _shown_since(pointed: Targets, memory: Memory) -> tuple[Candidate, ...]:
    """What was listed after the one task pointed at was done: “it” is hardly that one any more."""
    if len(pointed.tasks) != 1 or not pointed.tasks[0].completed or memory.shown_by is None:
        return ()
    behind = memory.runs[memory.runs.index(memory.shown_by) + 1 :]
    if pointed.tasks[0].id in memory.shown or any(run.name not in READING for run in behind):
        return ()
    return tuple(memory.known[key] for key in memory.shown)


def _of_so_many(counted: int, *, completed: bool | None) -> Looking:
    """“Both”, or “all three”, of so many tasks, where none were shown."""
    page = yield _find({} if completed is None else {"completed": completed}, limit=counted + 1)
    tasks = tuple(map(candidate_of, briefs_of(page)))
    if len(tasks) != counted:
        return Targets()
    refs = tuple({"id": each.id} for each in tasks)
    return Targets(tasks, refs, sure=False, total=len(tasks), guessed=True, together=True)


_BOTH = 2
_OURS = re.compile(r"\b(?:tasks?|to-?dos?|items?|lists?)\b", re.IGNORECASE)


def _unseen(request: Request, *, completed: bool | None) -> Looking:
    """What “the second task on my list” may mean where nothing was shown yet: a guess to ask."""
    wanted = task_filter(_in_state(request.filter, completed=completed))
    page = yield _find(wanted, limit=MOST, sort="due")
    tasks = tuple(map(candidate_of, briefs_of(page)))
    if request.target is not None and request.target.kind in _PLACED:
        tasks = resolve(request.target, tasks, shown=[each.id for each in tasks]).candidates
    if len(tasks) > _FEW:
        return Targets()
    refs = tuple({"id": each.id} for each in tasks)
    return Targets(tasks, refs, sure=False, total=len(tasks), guessed=True)


_PLACED = frozenset({ReferenceKind.POSITION, ReferenceKind.LAST})
_FEW = 6


def _selected(request: Request, *, completed: bool | None) -> Looking:
    """Every task that fits a filter."""
    asked = _in_state(request.filter, completed=completed)
    narrowed = is_of_lack(asked)
    limit = _LOOKED_THROUGH if request.spared or narrowed else MOST
    found = yield _find(task_filter(asked), limit=limit)
    if not narrowed:
        return _all_in(tuple(map(candidate_of, briefs_of(found))), found)
    tasks = tuple(candidate_of(each) for each in briefs_of(found) if lacks(each, asked))
    return replace(_all_in(tasks, found), total=len(tasks))


def _in_state(asked: Filter | None, *, completed: bool | None) -> Filter:
    asked = asked or Filter()
    return asked if asked.completed is not None else replace(asked, completed=completed)


def _named(target: Reference, asked: Filter | None, *, completed: bool | None) -> Looking:
    """The tasks a title names: by the words, else among all by likeness, done ones last."""
    chosen = task_filter(_in_state(asked, completed=completed))
    plain = task_filter(without_words(asked) if asked else None)
    worded: dict[str, Json] = {} if target.plural else {"text": target.words}
    looks = [chosen | worded, plain | worded, plain]
    match = Match()
    for place, look in enumerate(looks):
        if look in looks[:place]:
            continue
        found = yield _find(look, limit=_LOOKED_THROUGH)
        match = resolve(target, [candidate_of(brief) for brief in briefs_of(found)])
        if match.candidates:
            break
    fitting = _of(_fitting(match, completed=completed), target.words)
    return replace(fitting, together=target.plural and not fitting.sure)


def _told(target: Reference, *, completed: bool | None) -> Looking:
    """The tasks that ask for what was done, in the state the deed is for, else in any."""
    looks: list[dict[str, Json]] = [{} if completed is None else {"completed": completed}]
    match = Match()
    for look in [*looks, *([{}] if completed is not None else [])]:
        found = yield _find(look, limit=_LOOKED_THROUGH)
        match = resolve(target, [candidate_of(brief) for brief in briefs_of(found)])
        if match.candidates:
            break
    missed = unmet(target.words, [each.title for each in match.candidates])
    return replace(_of(match, target.words), unmet=tuple(missed) if match.candidates else ())


def _fitting(match: Match, *, completed: bool | None) -> Match:
    """Of several that fit the words, those in the state the deed is for."""
    if match.sure or match.guessed or completed is None:
        return match
    fitting = tuple(each for each in match.candidates if each.completed is completed)
    return Match(fitting, sure=len(fitting) == 1) if fitting else match


def _find(chosen: dict[str, Json], *, limit: int, sort: str | None = None) -> Call:
    narrowed: dict[str, Json] = {"filter": chosen} if chosen else {}
    ordered: dict[str, Json] = {"sort": sort} if sort else {}
    return Call("find_tasks", narrowed | ordered | {"limit": limit})
