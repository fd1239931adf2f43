"""What a message asks, read with the conversation before it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups.reading import read_follow_up
from evolution_todo.language.intents import read_requests
from evolution_todo.language.messages.doubting import in_earnest
from evolution_todo.language.messages.joining import is_offered
from evolution_todo.language.phrases.reading import OF_ONESELF, is_order, is_unread_order
from evolution_todo.language.references.reading import Reference, ReferenceKind, resolve
from evolution_todo.language.request_rules.days import A_DAY_ALONE
from evolution_todo.language.requests.request import Filter, Intent, Request
from evolution_todo.language.tasks.quickadd import NO_CHANGES, read_task
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.words import TASK_VERBS, content, words_of
from evolution_todo.language.times.reading import find_offsets, find_times
from todo_agent.echoes import is_plain_yes
from todo_agent.llm.offline.asked.anchors import anchored, at_its_own_time
from todo_agent.llm.offline.asked.dating import dated
from todo_agent.llm.offline.asked.days_beside import beside_those_days
from todo_agent.llm.offline.asked.followups import about_the_last, of_all_written
from todo_agent.llm.offline.asked.meant import of_the_one_meant
from todo_agent.llm.offline.asked.pending import about_the_question
from todo_agent.llm.offline.asked.reminded import of_those_shown, told_of_reminders
from todo_agent.llm.offline.asked.seconding import ON_IT, second
from todo_agent.llm.offline.asked.tags_made import on_the_tag, told_of_the_tag
from todo_agent.llm.offline.asked.talk_between import without_talk
from todo_agent.llm.offline.telling import answers
from todo_agent.questions import detail_of, requests_in, split_pick
from todo_agent.turn import Call, Option

if TYPE_CHECKING:
    from datetime import datetime

    from todo_agent.recall import Exchange, Memory

TALK = frozenset(
    {
        Intent.HELP,
        Intent.GREET,
        Intent.GOODBYE,
        Intent.THANKS,
        Intent.CONFIRM,
        Intent.REFUSE,
        Intent.CANCEL,
        Intent.NONE,
    }
)
"""What is answered without a tool."""


def asked_for(memory: Memory, now: datetime, *, answered: bool) -> list[Request]:
    """What the message asks; what answered a pending question has been run already."""
    if beside := beside_those_days(memory, now):
        return beside
    memory = _written_out(memory, now)
    if not _adds(memory, now):
        memory = told_of_reminders(memory)
    if put := on_the_tag(memory, now):
        return put
    memory = told_of_the_tag(memory)
    said = memory.present.message
    alone = requests = list(read_requests(said, now))
    if answered:
        agreed = requests[0].intent is Intent.CONFIRM
        detail = detail_of(memory.present.message, now) if _of_one_option(memory) else None
        behind = read_requests(split_pick(memory.present.message)[1] or "-", now)
        agreed_alone = agreed and _only_agrees(memory)
        rest = requests[1:] if agreed else [each for each in behind if each.intent not in TALK]
        more = [of_all_written(detail, memory)] if detail else [] if agreed_alone else rest
        requests = _carried(memory, now) + more
    elif again := about_the_question(memory, now):
        requests = again
    elif meant := of_the_one_meant(requests, memory, now):
        requests = meant
    elif memory.before is not None and not _refused(requests, memory.before):
        whole = _completed(requests, memory.before, memory.present, now)
        fresh = whole == requests
        memory = without_talk(memory, now) if fresh else memory
        before = memory.before
        requests = about_the_last(requests, memory, before, now) if fresh and before else whole
    requests = second(requests, memory, now)
    if requests != alone:  # which was read as far as it is meant
        requests = in_earnest(masked(said), requests)
    requests = [_of_the_list(of_those_shown(each, memory), memory) for each in requests]
    requests = [dated(_noted(_on_the_same_list(each, memory), memory), memory) for each in requests]
    requests = _taken_back_once(requests, memory)
    if not any(map(_is_asked, requests)):
        return requests[:1]
    return [each for each in requests if _is_asked(each) or is_unread_order(each)]


def _is_asked(request: Request) -> bool:
    return request.intent not in TALK or request.instead is not None


def _adds(memory: Memory, now: datetime) -> bool:
    """Whether the message gives a new task, whose words stay as they are said."""
    said = read_requests(memory.present.message, now)
    return any(each.intent is Intent.ADD and not each.bare for each in said)


def _taken_back_once(requests: list[Request], memory: Memory) -> list[Request]:
    """“I haven't done that yet, please undo” takes back once what it says twice.

    Of several tasks that were done, only the one that it names is open again. What else is told
    beside an undo may be why, and is no task to add.
    """
    if not any(each.intent is Intent.UNDO for each in requests):
        return requests
    again = [each for each in requests if (each.instead or each).intent is Intent.UNCOMPLETE]
    if any(_is_one_of_the_last(each.instead or each, memory) for each in again):
        return [each for each in requests if each.intent is not Intent.UNDO]
    return [_only_told(each) for each in requests if each not in again]


def _is_one_of_the_last(request: Request, memory: Memory) -> bool:
    """Whether a request names one of several tasks that were dealt with just before."""
    touched = memory.before.touched if memory.before else ()
    last = [memory.known[key] for key in touched if key in memory.known]
    if request.target is None or len(last) < _SEVERAL:
        return False
    match = resolve(request.target, last)
    return match.sure and not match.guessed


_SEVERAL = 2


def _only_told(request: Request) -> Request:
    """A request that is not offered as a task: “they've rung again”."""
    led = words_of(request.task.title)[:1] if request.task else []
    if not is_offered(request) or not TASK_VERBS.isdisjoint(led):
        return request
    return replace(request, intent=Intent.NONE, task=None, bare=False)


def _is_it(request: Request) -> bool:
    return request.target is None or request.target.kind is ReferenceKind.PRONOUN


def _refused(requests: list[Request], before: Exchange) -> bool:
    """Whether a question was answered by a no and nothing besides."""
    return before.question is not None and all(each.intent is Intent.REFUSE for each in requests)


def _written_out(memory: Memory, now: datetime) -> Memory:
    """With “same day” and the like as dates; a task that it names and moves keeps its time."""
    requests = read_requests(memory.present.message, now)
    told = [each for each in requests if each.rule != OF_ONESELF]
    if _moves_the_last(memory, now):
        return at_its_own_time(memory)
    if not any((each.instead or each).intent is Intent.RESCHEDULE for each in told):
        return anchored(memory, now)
    if not all(each.intent is Intent.ADD for each in told):
        return at_its_own_time(memory)
    known = any(_is_known(each, memory) for each in told)
    return anchored(at_its_own_time(memory) if known else memory, now)


def _moves_the_last(memory: Memory, now: datetime) -> bool:
    """Whether the message alone says when the task spoken of last is to be."""
    said = read_follow_up(memory.present.message, now) if memory.before else None
    return said is not None and said.intent is Intent.RESCHEDULE and _is_it(said)


def _is_known(request: Request, memory: Memory) -> bool:
    """Whether this conversation has spoken of the task that a change beside an addition names."""
    target = request.instead.target if request.instead else None
    named = content(target.words) if target else []
    titles = (content(str(brief["title"])) for brief in memory.past.tasks.values())
    return bool(named) and any(set(named) <= set(title) for title in titles)


def _of_one_option(memory: Memory) -> bool:
    put = memory.before.question if memory.before else None
    return put is not None and len(put.arguments.get("options") or ()) == 1


def _of_the_list(request: Request, memory: Memory) -> Request:
    """“Got everything on the list”: on the one that was spoken of, where that has a tag."""
    of_all = request.target is not None and request.target.kind is ReferenceKind.ALL
    if not of_all or request.filter is not None or not _THE_LIST.search(request.text):
        return request
    several = next((each for each in memory.past.groups if len(each) > 1), ())
    spoken_of = (memory.past.tasks.get(key, {}) for key in memory.past.shown or several)
    tags = [frozenset(each.get("tags") or ()) for each in spoken_of]
    shared = frozenset.intersection(*tags) if tags else frozenset()
    return replace(request, filter=Filter(tags=tuple(shared))) if len(shared) == 1 else request


_THE_LIST = re.compile(r"\b(?:on|from|off|in) (?:the|that|this) list\b", re.IGNORECASE)


def _on_the_same_list(request: Request, memory: Memory) -> Request:
    """“Add flour to it”: with the tags of the task last touched."""
    if request.rule != ON_IT or request.task is None or not memory.recent:
        return request
    tags = memory.tasks.get(memory.recent[0], {}).get("tags") or ()
    task = replace(request.task, tags=tuple(dict.fromkeys((*request.task.tags, *tags))))
    return replace(request, task=task)


def _noted(request: Request, memory: Memory) -> Request:
    """“Add a note: the budget is 300”, right behind a task: a note of that one."""
    task, before = request.task, memory.before
    touched = before.touched if before else ()
    if len(touched) != 1 or task is None or task.marked or not _A_NOTE.match(request.text):
        return request
    said = _A_NOTE.sub("", request.text, count=1)
    if _LABELLED.match(request.text) and not TASK_VERBS.isdisjoint(words_of(said)[:1]):
        return request
    it = Reference(ReferenceKind.PRONOUN, request.span, "it")
    noted = replace(NO_CHANGES, description=said)
    return replace(request, intent=Intent.UPDATE, task=None, target=it, changes=noted)


_A_NOTE = re.compile(
    r"(?:please )?(?:(?:add|make|put|leave|write|attach|with) (?:an?|another|the) (?:note|comment)"
    r"(?: (?:to|on|for) (?:it|that|this))?(?: please)?(?::| [-–]| (?:saying|that says|to say)\b)"
    r"|(?:(?:add|put|write) )?(?:in |to |in to )?(?:the |its )?(?:notes?|description):)\s*",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"note:", re.IGNORECASE)
"""What a task to come may begin with as well: “note: call the plumber”."""


def _only_agrees(memory: Memory) -> bool:
    """Whether a yes goes on only to say again what was asked: “yes, delete everything”."""
    put = memory.before.question if memory.before else None
    options = put.arguments.get("options") or () if put else ()
    calls = [Call(str(each["name"]), each["arguments"]) for one in options for each in one["calls"]]
    said = memory.present.message
    return len(options) == 1 and is_plain_yes(said, Option("", tuple(calls)))


def _carried(memory: Memory, now: datetime) -> list[Request]:
    """What the message that was asked about goes on to do with what is settled now."""
    if memory.before is None:
        return []
    rest = requests_in(memory.before.message, now)[1:]
    carried = not memory.before.touched and all(each.antecedent for each in rest)
    return [replace(each, antecedent=None) for each in rest] if carried else []


def _completed(
    requests: list[Request], last: Exchange, present: Exchange, now: datetime
) -> list[Request]:
    """A fragment that answers an open question of ours, read with what it completes."""
    put = last.question
    question = answers.open_question(str(put.arguments.get("question")) if put else last.reply)
    loose = {Intent.NONE, Intent.CHOOSE} | ({Intent.LIST} if question == answers.ASK_TAG else set())
    fragment = all(
        each.bare or each.intent in loose or each.rule == A_DAY_ALONE for each in requests
    )
    fresh = is_order(present.message.strip().lower() or "-")
    if question in _ASKED_WHEN:
        fresh = fresh or all(_is_another(each, last, now) for each in requests)
    if question is None or not fragment or fresh or present.message.rstrip().endswith("?"):
        return requests
    if question == answers.ASK_WHAT_TO_ADD:
        return [
            replace(each, intent=Intent.ADD, bare=False, confidence=1.0) if each.bare else each
            for each in requests
        ]
    if moved := _moved_to(last, present, now):
        return moved
    joined = _PREPOSED.match(present.message) or _LED_ON.search(last.message)
    joint = " to " if question in _JOINED_BY_TO and not joined else " "
    whole = list(read_requests(f"{last.message}{joint}{present.message}", now))
    return requests if whole[0].intent in TALK and not whole[0].instead else whole


def _is_another(request: Request, last: Exchange, now: datetime) -> bool:
    """Whether what follows “When?” begins with a thing of its own: “physio monday 9am”."""
    task, said = request.task, request.text.lower()
    if not request.bare or task is None or not said.startswith(name := task.title.lower()):
        return False
    if not (task.marked or not TASK_VERBS.isdisjoint(words_of(name)[:1])):
        return False
    is_when = find_times(name, now) or find_offsets(name) or said[len(name) :].startswith(",")
    return not is_when and set(content(name)).isdisjoint(content(last.message))


_ASKED_WHEN = frozenset({answers.ASK_WHEN, answers.ASK_DUE, answers.OR_WHEN})


def _moved_to(last: Exchange, present: Exchange, now: datetime) -> list[Request]:
    """“Wednesday”, when what was to be put off by a week had no day to put off."""
    asked = requests_in(last.message, now)
    told = asked[0].instead or asked[0]
    due = read_task(present.message, now).due
    if len(asked) > 1 or due is None or (told.shift_minutes or told.shift_months) is None:
        return []
    changes = replace(NO_CHANGES, due=due)
    return [replace(told, shift_minutes=None, shift_months=None, changes=changes)]


_JOINED_BY_TO = frozenset({answers.ASK_WHAT_TO_CHANGE, answers.ASK_DUE, answers.ASK_OF_WHAT})
_PREPOSITION = r"(?:to|as|by|on|at|for|in|until|till|about|of)"
_PREPOSED = re.compile(rf"\s*{_PREPOSITION}\b", re.IGNORECASE)
_LED_ON = re.compile(rf"\b{_PREPOSITION}[\s.…]*$", re.IGNORECASE)
