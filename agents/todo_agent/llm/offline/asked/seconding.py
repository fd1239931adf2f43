"""A second opinion on what the grammar reads of a message in no certain way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.messages.doubting import DOUBTED
from evolution_todo.language.phrases.lines import LINES
from evolution_todo.language.phrases.reading import OF_ONESELF
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.classifier import Kind, Opinion, opinion_of
from evolution_todo.language.supposing.reading import PLURAL, POINTED, names_nothing, supposed
from evolution_todo.language.text.clauses import clauses, masked, sentences
from evolution_todo.language.text.earnest import is_of_something_else, is_of_the_day
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import TASK_VERBS, content, vocabulary, words_of
from todo_agent.llm.offline.asked.naming_anew import HITCH, is_a_name_with_a_day
from todo_agent.llm.offline.asked.situations import setting_of
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd


def second(requests: list[Request], memory: Memory, now: datetime) -> list[Request]:
    """The requests, those that are unsure with what they are supposed to ask for.

    Where none is sure the message is taken as a whole: “not going to the gym today, push it on to
    friday” is one request, whatever the first half alone may be.

    Args:
        requests: What the message is read as.
        memory: The conversation, this message its last.
        now: The clock, in the person's zone.
    """
    if taken_back := _plainly_taken_back(requests, memory, now):
        return [taken_back]
    if _NOT_ASKED_FOR.fullmatch(memory.present.message):
        return requests
    unsure = sum(map(_is_loose, requests))
    if not unsure:
        return _with_what_is_told(requests, memory, now)
    if unsure > _MOST_UNSURE:
        return requests
    if whole := _as_a_whole(requests, memory, now):
        return [whole]
    told = [each.rule == LINES or _is_a_further_deed(each, requests) for each in requests]
    return [
        each if plain or not _is_loose(each) else _supposed(each, memory, now)
        for each, plain in zip(requests, told, strict=True)
    ]


_MOST_UNSURE = 8
"""Parts of a message that are looked at once more; with more it is a list of things."""


def _is_a_further_deed(request: Request, requests: Sequence[Request]) -> bool:
    """“Then take it to Ann's at 2”, behind a task: another of the same thing, and no change."""
    task = request.task if request is not requests[0] else None
    if task is None or not _is_a_dated_deed(request):
        return False
    verb = task.title.lower().partition(" ")[0]
    return verb not in _MAY_CHANGE or len(content(task.title)) > 1


_MAY_CHANGE = vocabulary("make bring put push set leave keep get take have do drop send")
"""Verbs that say as well that a task is changed: “bring it to Monday”."""


def _with_what_is_told(requests: list[Request], memory: Memory, now: datetime) -> list[Request]:
    """The requests, and between them what is surely told to be done: “all signed, move the call”.

    The grammar passes over what it does not read beside an order.
    """
    said = memory.present.message
    low = masked(said)
    parts = [clause for sentence in sentences(low) for clause in clauses(low, sentence)]
    read = [span for each in requests for span in _spans_of(each)]
    told = [
        _supposed(Request(Intent.NONE, part, part.of(said)), memory, now)
        for part in parts
        if not any(part.overlaps(each) for each in read)
    ]
    news = [each for each in told if each.instead and _is_news(each.instead)]
    return sorted([*requests, *news], key=lambda each: each.span) if news else requests


def _spans_of(request: Request) -> list[Span]:
    """What of the message a request is read from: its words, and those that name its task."""
    readings = [each for each in (request, request.instead, request.antecedent) if each]
    named = [each.target.span for each in readings if each.target]
    return [*(each.span for each in readings), *named]


def _is_news(change: Request) -> bool:
    return change.intent is Intent.COMPLETE and change.confidence == 1


def _plainly_taken_back(requests: list[Request], memory: Memory, now: datetime) -> Request | None:
    """An undo that the grammar reads as something else: “cancel what you just did”.

    What it reads must give no value, since “no, put it back to Friday” is more than an undo.
    """
    done = memory.before is not None and memory.before.done
    if not done or any(each.intent in _SURELY or _has_value(each) for each in requests):
        return None
    said = memory.present.message
    opinion = opinion_of(said, now, after=setting_of(memory))
    if opinion.kind is not Kind.UNDO or opinion.probability < _PLAINLY:
        return None
    if not _is_of_what_was_done(said, memory, now):
        return None
    return Request(Intent.UNDO, Span(0, len(said)), said, rule="plainly taken back")


_PLAINLY = 0.97
"""From which probability what the grammar is sure of gives way."""
_SURELY = frozenset(
    {Intent.UNDO, Intent.REDO, Intent.CHOOSE, Intent.HELP, Intent.SNOOZE, Intent.EXPLAIN}
)


def _has_value(request: Request) -> bool:
    told = request.instead or request
    return bool(told.changes or told.new_title or told.reminder or told.shift_minutes)


def _as_a_whole(requests: list[Request], memory: Memory, now: datetime) -> Request | None:
    """What the whole message is supposed to ask for, where no part of it is surely something.

    Where parts of it may be tasks it has to be sure, since they are given up for it.
    """
    parts = [each for each in requests if each.intent not in _ASIDE] or requests
    if not all(_is_unsure(each) or _leans(each) for each in parts):
        return None
    if any(each.antecedent and each.antecedent.task in _tasks(parts) for each in parts):
        return None
    dated = (_is_a_dated_deed(each) or is_a_name_with_a_day(each, now) for each in parts)
    if len(parts) > 1 and all(dated):
        return None
    if len(parts) > 1 and sum(_leans(each) or each.instead is not None for each in parts) > 1:
        return None
    said = memory.present.message
    alone = requests[0] if len(requests) == 1 else Request(Intent.NONE, requests[0].span, said)
    whole = replace(alone, span=Span(0, len(said)), text=said)
    found = _supposed(whole, memory, now)
    change = found.instead
    if change is None or change is whole.instead:
        return None
    given_up = len(parts) > 1 and not all(_is_unread(each) or _leans(each) for each in parts)
    return None if given_up and change.confidence < 1 else found


def _is_a_dated_deed(request: Request) -> bool:
    """Whether a part is plainly a task of its own: “take it to Ann's on Tuesday”."""
    task = request.task if request.bare else None
    led = task is not None and task.title.lower().partition(" ")[0] in TASK_VERBS
    return led and bool(task and (task.due or task.recurrence))


def _tasks(parts: Sequence[Request]) -> list[QuickAdd]:
    """The tasks that parts of a message plainly are, with values of their own."""
    return [each.task for each in parts if each.task and each.task.marked]


_ASIDE = frozenset({Intent.THANKS, Intent.CONFIRM, Intent.REFUSE, Intent.CANCEL, Intent.GREET})
"""What is said beside a request, as “thanks” and “I know”."""


def _is_loose(request: Request) -> bool:
    """Whether a request is unsure, or a question that may be of something else."""
    return _is_unsure(request) or (request.intent is Intent.LIST and request.target is None)


def _is_unsure(request: Request) -> bool:
    alone = request.bare and request.target is None
    return alone or request.intent is Intent.NONE or request.rule == ON_IT


ON_IT = "add to the same list"
"""The rule of “put flour on it”, which may as well be of a tag: “put baby on it”."""


def _is_unread(request: Request) -> bool:
    """Whether the grammar has not even a guess at a request."""
    return _is_unsure(request) and request.instead is None


def _leans(request: Request) -> bool:
    """Whether a request says what to do, and leaves it to another to say with what: “delete it”."""
    return request.target is not None and request.target.kind is ReferenceKind.PRONOUN


def _supposed(request: Request, memory: Memory, now: datetime) -> Request:
    """The request, with what it may ask for instead in order: of the task named, of the last."""
    if is_a_name_with_a_day(request, now):
        return request
    if memory.before and not memory.before.done and _ASKED_ON.match(memory.present.message):
        return request
    after = setting_of(memory)
    opinion = opinion_of(request.text, now, after=after)
    said = supposed(request, opinion, now, behind=after is not None)
    told = request.instead
    change = said.instead if said.instead is not told else None
    if change is None:
        return request if told is not None else said
    if request.rule == ON_IT and change.confidence < 1:
        return request
    counted = told is not None and told.target and told.target.kind is ReferenceKind.BOTH
    if counted or (told is not None and told.intent is Intent.SKIP):
        return request
    if change.intent in _OF_DEEDS and not any(each.done for each in memory.past.exchanges):
        return request
    if change.intent is Intent.UNDO and not _is_of_what_was_done(request.text, memory, now):
        return request
    of_another = told is not None and told.intent is change.intent is Intent.DELETE
    it = [] if of_another else _of_the_last(change, request.text, memory, opinion)
    alike = told is not None and told.intent is change.intent and told.corrects is change.corrects
    guesses = [told] if told else []
    other = [] if names_nothing(request.text, now) else [change]
    if it and _is_a_remark(request, change, memory, now):
        idle = request.rule == OF_ONESELF or _OF_ITS_OWN.match(memory.present.message)
        it = [] if idle else [replace(each, confidence=DOUBTED) for each in it]
    named = [*it, *other] if change.new_title is not None else [*other, *it]
    if not named:
        return request
    surer = told is not None and told.intent in _ENDING and told.confidence >= change.confidence
    plain = told is not None and (told.corrects or told.clear or _says_when_of_one(told))
    first = alike or surer or plain
    order = [*guesses, *named] if first else [*named, *guesses]
    return replace(said, instead=_in_order(order))


_NOT_ASKED_FOR = re.compile(
    r"\W*(?:(?:no|ugh|hey|but|oh)\W+)*(?:(?:that|it)(?:['’]?s| is| was)|this is) "
    r"(?:really |at all )?not (?:at all )?what i(?:['’]d)? (?:had )?asked(?: you)?(?: for)?\W*",
    re.IGNORECASE,
)
"""Said of what was done, it tells of no other task."""
_ASKED_ON = re.compile(r"\W*and (?!(?:can|could|may|make|move)\b)[^?]{1,60}\?\W*$", re.IGNORECASE)
"""“And the week after?”, behind a list, asks for another."""


def _is_a_remark(request: Request, change: Request, memory: Memory, now: datetime) -> bool:
    """Whether a message that holds a time tells of a thing of its own: “her wedding is in May”.

    What names somebody or something that is not of the task, and does not point at it, may be why
    it is to move, as “the garage can only do Friday”, and may as well be nothing of it.
    """
    low = _SOMEBODY.sub(" ", masked(request.text))
    if change.intent not in _SAYING_WHEN:
        return False
    if names_nothing(low, now) and not is_of_the_day(low):
        return False
    after = setting_of(memory)
    ours = set(content(after.title)) & set(content(request.text)) if after else set()
    if ours or HITCH.search(low):
        return False
    pointed = POINTED.search(low) and not _OF_ITS_OWN.match(memory.present.message)
    return is_of_something_else(low) or not pointed


_SAYING_WHEN = frozenset({Intent.RESCHEDULE, Intent.UPDATE})
_SOMEBODY = re.compile(r"\b(?:he|she|her|him)\b")
"""Who is not named: “she said Friday” is of what was spoken of."""
_OF_ITS_OWN = re.compile(
    r"\W*(?:(?:so|oh|and|also|by the way|btw)\W+)*(?:i|we)(?:['’](?:m|re|ll)| am| are| will)"
    r"(?: (?:be|all|both|also|probably|only|just))* (?:away|off|out|abroad|home|busy|working"
    r"|travelling|traveling|at|in|on (?:holiday|leave|vacation)|back)\b(?!.*\binstead\b)"
    r"|\W*[a-z][\w' ]{2,60} [-–—] ",
    re.IGNORECASE,
)
"""“I'll be away from the 5th to the 8th” says where one is, and “new tyres - do it by Monday” has a
name of its own for “it”."""


_ENDING = frozenset({Intent.COMPLETE, Intent.UNCOMPLETE, Intent.DELETE, Intent.SKIP})
"""What the grammar is surer of than a guess is: “choir is off this week” moves nothing."""


def _says_when_of_one(told: Request) -> bool:
    """Whether a guess of the grammar names a task and says when it is to be."""
    named = told.target is not None and told.target.kind is ReferenceKind.TITLE
    moved = told.intent is Intent.RESCHEDULE and told.changes is not None
    return named and (moved or told.intent is Intent.SKIP)


_OF_DEEDS = frozenset({Intent.UNDO, Intent.REDO, Intent.AGAIN})
"""What makes no sense where nothing was done yet."""


def _of_the_last(change: Request, text: str, memory: Memory, opinion: Opinion) -> list[Request]:
    """The change of what was dealt with before, if what is said may be of that."""
    if not _is_of_the_last(text, memory, opinion):
        return []
    several = PLURAL.search(text) is not None and not _was_one(memory)
    return [
        replace(change, target=Reference(ReferenceKind.PRONOUN, change.span, "it", plural=several))
    ]


def _was_one(memory: Memory) -> bool:
    """Whether the message before was of one task, so that “they rang” means none of ours."""
    groups = Memory((memory.before,)).groups if memory.before else ()
    return bool(groups) and all(len(each) == 1 for each in groups)


def _in_order(changes: list[Request]) -> Request:
    """Each with the next as what is asked where no task is found for it."""
    first, *rest = changes
    return replace(first, instead=_in_order(rest)) if rest else first


def _is_of_what_was_done(text: str, memory: Memory, now: datetime) -> bool:
    """Whether words name nothing but what was done, as “cancel my reservation” does not."""
    after = setting_of(memory)
    title = set(words_of(after.title)) if after else set()
    return bool(
        POINTED.search(text) or title.intersection(words_of(text)) or names_nothing(text, now)
    )


def _is_of_the_last(text: str, memory: Memory, opinion: Opinion) -> bool:
    """Whether what is said may be of what was dealt with before."""
    if POINTED.search(text):
        return bool(memory.past.recent)
    before = memory.before
    return before is not None and bool(before.runs) and opinion.is_of_it
