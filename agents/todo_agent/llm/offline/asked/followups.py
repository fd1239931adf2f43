"""A short message about what the turn before it dealt with."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups.reading import SAID_LAST, read_follow_up
from evolution_todo.language.messages.doubting import DOUBTED
from evolution_todo.language.phrases.reading import OF_ONESELF
from evolution_todo.language.references.reading import (
    Reference,
    ReferenceKind,
    read_reference,
    resolve,
)
from evolution_todo.language.request_rules.adding import MAKE_A_TAG
from evolution_todo.language.request_rules.days import A_DAY_ALONE
from evolution_todo.language.request_rules.showing import WHETHER_DONE
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.contrasts import is_set_right
from evolution_todo.language.text.rewording import is_alike
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import TASK_VERBS, content, words_of
from todo_agent.llm.offline.asked.continuing import continued
from todo_agent.llm.offline.asked.naming_anew import is_a_name_with_a_day, is_planned
from todo_agent.llm.offline.asked.reminded import about_reminders, of_the_reminder
from todo_agent.llm.offline.asked.shifting import shifted_otherwise
from todo_agent.llm.offline.asked.taking_back import done_otherwise, of_what_was_done
from todo_agent.questions import requests_in
from todo_agent.recall import Memory, briefs_of, candidate_of, listed_by, touched_by

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd
    from todo_agent.recall import Exchange

_LOOSE = frozenset({Intent.NONE, Intent.CHOOSE, Intent.REFUSE, Intent.CANCEL, Intent.THANKS})
_LISTS_ALONE = frozenset({"a tag, shown or said alone", "a state, shown", "a state, said alone"})
"""What is as well a value of the task spoken of: “#home”, “low priority”."""


def about_the_last(
    requests: list[Request], memory: Memory, before: Exchange, now: datetime
) -> list[Request]:
    """What a message that is a value and nothing else says of the tasks just dealt with.

    Args:
        requests: What the message is read as alone.
        memory: The conversation, this message its last.
        before: The message before it.
        now: The clock, in the person's zone.
    """
    otherwise = shifted_otherwise(requests, before, now)
    if set_right := otherwise or about_reminders(requests, memory, before, now):
        return set_right
    touched = _touched(before)
    if touched and len(requests) == 1 and _ADDS_A_TAG.match(memory.present.message):
        requests = [_on_it(requests[0], several=len(touched) > 1)]
    undone = done_otherwise(memory, now) or of_what_was_done(memory, now)
    undone = undone or _not_done_after_all(requests, memory)
    if more := undone or _added_too(requests, before, memory):
        return more
    if all(map(_gives_way, requests)) and (again := continued(requests, memory, now)):
        return again
    if settled := _dropped(requests, before) or _by_now(memory, before, now):
        return settled
    said = read_follow_up(memory.present.message, now)
    if said is not None and said.intent is Intent.UNDO and before.question is not None:
        return [replace(said, intent=Intent.CANCEL)]
    if said is None or not _may_be(said, requests, touched, memory, now):
        return requests
    said = _set_right(_of_reminder_or_task(said, requests, memory, before), before, now)
    if said.target is not None and said.target.kind not in _SPOKEN_OF:
        stands = requests[0].instead and not said.corrects
        return requests if stands else _of_another(said, requests, memory)
    if said.rule == SAID_LAST and (told := _told_before(requests, said)):
        return told
    return _of_those(touched, said, requests, before, now)


def _of_reminder_or_task(
    said: Request, requests: list[Request], memory: Memory, before: Exchange
) -> Request:
    """“At 10” is of the reminder that was just set, “ferry, Monday 1pm” of the task it names."""
    named = any(each.task and _names_the_last(each.task, memory) for each in requests)
    return said if named else of_the_reminder(said, before)


_ADDS_A_TAG = re.compile(r"\W*(?:(?:and|also|please|ok|can you|could you) )*add\b", re.IGNORECASE)


def _on_it(request: Request, *, several: bool) -> Request:
    """“Add the tag home”, right behind a task: no tag alone, but one on that task."""
    if request.rule != MAKE_A_TAG:
        return request
    it = Reference(ReferenceKind.PRONOUN, request.span, "it", plural=several)
    return replace(request, target=it)


def _dropped(requests: list[Request], before: Exchange) -> list[Request]:
    """“Cancel it”, right behind the one task that was shown: it is to go, as is asked then."""
    if not _shows_one(before) or requests[-1].intent is not Intent.CANCEL:
        return []
    if not _DROPPED.fullmatch(requests[-1].text):
        return []
    it = Reference(ReferenceKind.PRONOUN, requests[-1].span, "it")
    return [replace(requests[-1], intent=Intent.DELETE, target=it, confidence=DOUBTED)]


def _shows_one(before: Exchange) -> bool:
    """Whether an exchange wrote and asked nothing, and showed one task in the end."""
    last = before.runs[-1] if before.runs else None
    if last is None or before.question is not None or before.done:
        return False
    return len(touched_by(last) or listed_by(last)) == 1


def _by_now(memory: Memory, before: Exchange, now: datetime) -> list[Request]:
    """“It is now”, where it was asked whether a task is done."""
    asked = {(each.instead or each).rule for each in requests_in(before.message, now)}
    said = memory.present.message
    if not _shows_one(before) or asked.isdisjoint(WHETHER_DONE) or not _BY_NOW.fullmatch(said):
        return []
    it = Reference(ReferenceKind.PRONOUN, Span(0, len(said)), "it")
    return [Request(Intent.COMPLETE, it.span, said, target=it)]


_BY_NOW = re.compile(
    r"(?:yes|yeah|yep|yup),? (?:(?:it|that) is|they are|(?:i|we) (?:have|did))\W*"
    r"|(?:(?:yes|yeah|well|ok|no|not yet|nope|but)\W+)*"
    r"(?:(?:(?:it|that|they) (?:is|are)|(?:it|that)['’]s|they['’]re|(?:i|we) (?:have|did)) now"
    r"|(?:(?:i|we)(?:['’]ve)? )?just (?:did|have|done)(?: (?:it|that|them))?(?: now)?)\W*",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"(?:please )?(?:drop|cancel|scrap) (?:it|that|this)\W*", re.IGNORECASE)


def _of_those(
    touched: tuple[int, ...],
    said: Request,
    requests: list[Request],
    before: Exchange,
    now: datetime,
) -> list[Request]:
    """A change of what an exchange dealt with, or of all that it listed."""
    if touched:
        those = _of_several(said) if len(touched) > 1 else said
        return [those] if _makes_sense(said, before) else requests
    if _is_of_all_shown(said, before):
        counted = said.target is not None and said.target.kind is ReferenceKind.BOTH
        return [said if counted else _of_several(said)]
    return [replace(requests[0], instead=said)] if _not_understood(before, now) else requests


def _is_of_all_shown(said: Request, before: Exchange) -> bool:
    """Whether a change is of several, right behind a list: “both to Friday”, “all of them low”."""
    listed = {key for run in before.runs if run.ok for key in listed_by(run)}
    return len(listed) > 1 and said.target is not None and said.target.plural


def _told_before(requests: list[Request], said: Request) -> list[Request]:
    """“The rent isn't monthly, it's quarterly”: of what it names, else of what was dealt with.

    “It's for Monday, and it's urgent” tells two things of that.
    """
    told = [each.instead for each in requests if each.instead and each.instead.target]
    kinds = {each.target.kind for each in told if each.target}
    if 1 < len(told) == len(requests) and kinds == {ReferenceKind.PRONOUN}:
        return told
    if len(requests) > 1 or kinds != {ReferenceKind.TITLE} or told[0].intent is not said.intent:
        return []
    return [replace(requests[0], instead=replace(told[0], instead=said))]


def _not_understood(before: Exchange, now: datetime) -> bool:
    """Whether a message was about something, and led to nothing: a title may stand in it."""
    asked = requests_in(before.message, now)
    return not before.runs and all(each.bare or each.intent is Intent.NONE for each in asked)


def _gives_way(request: Request) -> bool:
    """Whether a reading is a guess, or the hour that “and 2” may say as well."""
    return _is_loose(request) or (request.corrects and request.changes is not None)


def _is_added(request: Request, memory: Memory, now: datetime) -> bool:
    """“And label the jars, on Friday” is another task, and “lunch with Kim, Friday 1pm” is one.

    “The hall is taken, Friday” is none, nor what names the task that was spoken of.
    """
    task = request.task
    if not (request.bare and task and task.marked):
        return False
    if is_planned(task):
        return True
    if is_a_name_with_a_day(request, now):
        return not _names_the_last(task, memory)
    led = words_of(task.title)[:1]
    goes_on = bool(_AND.match(memory.present.message)) or not TASK_VERBS.isdisjoint(led)
    return goes_on and (request.instead is None or request.rule == OF_ONESELF)


def _names_the_last(task: QuickAdd, memory: Memory) -> bool:
    """Whether a title is of words of the task spoken of last: “ferry, Monday 1pm”."""
    last = memory.past.tasks.get(memory.past.recent[0]) if memory.past.recent else None
    named = set(content(task.title))
    return last is not None and bool(named) and named <= set(content(str(last["title"])))


_SPOKEN_OF = frozenset({ReferenceKind.PRONOUN, ReferenceKind.BOTH, ReferenceKind.ALL})


def _may_be(
    said: Request,
    requests: list[Request],
    touched: tuple[int, ...],
    memory: Memory,
    now: datetime,
) -> bool:
    """Whether the readings that a message has alone give way to a change of what is spoken of."""
    if all(each.instead and each.instead.intent is Intent.SKIP for each in requests):
        return False  # “no gym on Friday” has its “no” for itself
    if any(each.rule == A_DAY_ALONE for each in requests):
        dated = any(memory.past.tasks.get(key, {}).get("due") for key in touched)
        return bool(touched) and (not dated or is_set_right(memory.present.message.lower()))
    if said.intent is Intent.UNDO and any(
        run.name == "delete_tasks" for run in memory.past.exchanges[-1].done
    ):
        return True
    if said.rule == SAID_LAST:
        return all(_is_loose(each) and not _is_added(each, memory, now) for each in requests)
    if said.in_place_of or said.corrects:
        undone = any(each.intent is Intent.UNDO for each in requests)
        return bool(memory.past.exchanges[-1].done) and not undone
    if all(_is_loose(each) for each in requests):
        return True
    it_alone = said.target is not None and said.target.kind in _SPOKEN_OF and not said.corrects
    return it_alone and not any(each.filter for each in requests)


def _not_done_after_all(requests: list[Request], memory: Memory) -> list[Request]:
    """“I forgot to take out the trash”, of what was ticked off in this conversation."""
    told = requests[0].instead
    if len(requests) > 1 or told is None or told.intent is not Intent.UNCOMPLETE or not told.target:
        return []
    ticked = [candidate_of(each) for each in memory.past.tasks.values() if each.get("completed")]
    return [told] if resolve(told.target, ticked).sure else []


def _set_right(said: Request, before: Exchange, now: datetime) -> Request:
    """“Not the ewes, the lambs”: words of the title just written, else the other task is meant."""
    title = _title_added(before)
    words = said.target.span.of(said.text) if said.target else ""
    if said.in_place_of and said.in_place_of.lower() not in title.lower():
        other = read_reference(said.new_title or "")
        return replace(said, target=other, corrects=True, new_title=None, in_place_of="")
    if said.corrects and title and words and is_alike(title, words):
        return replace(said, task=read_task(words, now))
    return said


def _title_added(before: Exchange) -> str:
    """The title of the one task that an exchange added."""
    added = [run.name for run in before.done] == ["add_tasks"]
    titles = [str(brief["title"]) for run in before.done for brief in briefs_of(run)]
    return titles[0] if added and len(titles) == 1 else ""


def _of_another(said: Request, requests: list[Request], memory: Memory) -> list[Request]:
    """A change of a task that is pointed at, if that is plain from what the conversation shows."""
    target = said.target
    if target is None or target.kind is not ReferenceKind.TITLE:
        return [said]
    if said.corrects:
        else_told = replace(said, instead=requests[0].instead)
        return [said] if said.task else [replace(requests[0], instead=else_told)]
    there = [
        candidate_of(brief) for brief in memory.past.tasks.values() if not brief.get("completed")
    ]
    match = resolve(target, there)
    if not match.sure:
        return requests
    numbers = tuple(each.number for each in match.candidates)
    return [replace(said, target=replace(target, kind=ReferenceKind.NUMBER, numbers=numbers))]


def _added_too(requests: list[Request], before: Exchange, memory: Memory) -> list[Request]:
    """“And bananas”, right after something was added: to the same list."""
    added = {run.name for run in before.writes if run.ok} == {"add_tasks"}
    if not added or not all(map(_is_loose, requests)) or not _AND.match(memory.present.message):
        return []
    tags = tuple(memory.tasks.get(memory.recent[0], {}).get("tags") or ())
    tasks = [each.task for each in requests if each.bare and each.task and not each.instead]
    if len(tasks) != len(requests) or not tags:
        return []
    return [
        replace(each, intent=Intent.ADD, bare=False, filter=None, confidence=1.0, task=task)
        for each, task in zip(requests, (_on(task, tags) for task in tasks), strict=True)
    ]


_AND = re.compile(r"\s*(?:and|also|plus)\b", re.IGNORECASE)


def _on(task: QuickAdd, tags: tuple[str, ...]) -> QuickAdd:
    title = re.sub(r"\s+(?:too|as well|also)$", "", task.title)
    return replace(task, title=title, tags=tuple(dict.fromkeys((*task.tags, *tags))), marked=True)


def _touched(before: Exchange) -> tuple[int, ...]:
    """Ids of the tasks that an exchange wrote, or else of the one it showed."""
    wrote = [key for run in before.writes if run.ok for key in touched_by(run)]
    shown = [key for run in before.runs if run.ok for key in touched_by(run) or listed_by(run)]
    return tuple(dict.fromkeys(wrote)) or (
        tuple(dict.fromkeys(shown)) if len(set(shown)) == 1 else ()
    )


def _is_loose(request: Request) -> bool:
    """Whether a reading is only a guess at what stands alone."""
    return request.intent in _LOOSE or request.bare or request.rule in _LISTS_ALONE


def _makes_sense(said: Request, before: Exchange) -> bool:
    """Whether it can be said of what was done: what is gone, or only shown, is not changed back."""
    last = next((run.name for run in reversed(before.writes) if run.ok), "")
    if said.intent is Intent.UNDO and (verb := _REFUSED.match(said.text)):
        return last == _DONE_BY[verb[1].lower()]
    if said.intent is Intent.UNDO:
        return last == "delete_tasks" or bool(
            last and last != "undo" and not _NAMED.match(said.text)
        )
    if said.intent is Intent.UNCOMPLETE:
        return last == "set_tasks_completed"
    return last != "delete_tasks"


_NAMED = re.compile(r"(?:bring|get) back (?!(?:it|that|this|them|those)\b)|undelete", re.IGNORECASE)
"""What is deleted is brought back by its name: “bring back the curtains”."""


_REFUSED = re.compile(
    r"(?:don't|do not) (add|delete|remove|complete|rename|move|tag)\b", re.IGNORECASE
)
"""What was just done is refused by its own verb: a task added not by “don't delete it”."""
_DONE_BY = {
    "add": "add_tasks",
    "delete": "delete_tasks",
    "remove": "delete_tasks",
    "complete": "set_tasks_completed",
    "rename": "update_tasks",
    "move": "update_tasks",
    "tag": "update_tasks",
}


def of_all_written(said: Request, memory: Memory) -> Request:
    """What is said behind a yes, of all that the yes wrote."""
    return _of_several(said) if len(memory.present.touched) > 1 else said


def _of_several(said: Request) -> Request:
    if said.target is None:
        return said
    them = Reference(ReferenceKind.PRONOUN, said.span, "them", plural=True)
    return replace(said, target=them)
