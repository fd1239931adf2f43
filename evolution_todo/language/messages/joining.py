"""What the clauses of a message say of each other: “it”, one list for all, talk around them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.likewise import shared
from evolution_todo.language.building.listing import on_one_day, said_of_all
from evolution_todo.language.phrases.reading import (
    is_order,
    is_unread_order,
)
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.request_rules.adding import MAKE_A_TAG
from evolution_todo.language.requests.request import Filter, Intent, Request
from evolution_todo.language.tasks.quickadd import NO_CHANGES, capitalised, read_task
from evolution_todo.language.text.clauses import bare_clause
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import TASK_VERBS, vocabulary, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd


_TALK = {Intent.GREET, Intent.THANKS, Intent.GOODBYE, Intent.NONE, Intent.HELP}

_BACK = frozenset({ReferenceKind.PRONOUN, ReferenceKind.BOTH})


def linked(low: str, found: list[Request], now: datetime) -> list[Request]:
    """“move the dentist to friday and tag it”: what the second is about, the first says.

    “Hung the picture, mark it done” and “delete the milk, get rid of it” ask once.
    """
    linked: list[Request] = []
    for each in by_place(found):
        pointed = each.target is not None and each.target.kind in _BACK
        before = linked[-1] if linked else None
        unsaid = each.target is None and each.filter is None
        told = before.instead if before and (pointed or unsaid) else None
        if told and _asks_for(each, told):
            linked[-1] = replace(told, confidence=1.0)
        elif before and is_deed(before) and _ticks_off(each, before):
            linked[-1] = replace(before, confidence=1.0)
        elif pointed and before and _is_said_twice(each, before):
            linked[-1] = replace(before, span=Span(before.span.start, each.span.end))
        elif pointed and before and each.intent in _COMMANDS and _is_talk_before(low, before):
            meant = _with_what_is_told(each, before, now)
            linked[-1] = meant or _of_what_is_mentioned(each, before)
        elif before and each.rule == MAKE_A_TAG and _is_change(before):
            it = Reference(ReferenceKind.PRONOUN, each.span, "it")
            linked.append(replace(each, target=it, antecedent=before))
        elif pointed and before and _names_something(low, before):
            linked.append(replace(each, antecedent=before))
        else:
            linked.append(each)
    return linked


def _is_said_twice(request: Request, before: Request) -> bool:
    """Whether an order is the one before it; what is told may be known by its thing alone."""
    same = request.intent is before.intent and request.intent in _ENDS
    return same and (before.confidence == 1 or not is_deed(before))


_ENDS = frozenset({Intent.COMPLETE, Intent.UNCOMPLETE, Intent.DELETE})


def by_place(found: Sequence[Request]) -> list[Request]:
    """“The first two are done, delete the last one”: the last of the list, and not of the deeds."""
    kept: list[Request] = []
    placed = False
    for each in found:
        target = each.target
        if target and target.kind is ReferenceKind.LAST and placed:
            last = replace(target, kind=ReferenceKind.POSITION, positions=(-1,))
            kept.append(replace(each, target=last))
            continue
        placed |= target is not None and target.kind is ReferenceKind.POSITION
        kept.append(each)
    return kept


def _says_what(request: Request) -> bool:
    """Whether a request holds a value of its own, and is not only once more the one before."""
    values = (request.changes, request.clear, request.new_title, request.reminder)
    return any(values) or request.shift_minutes is not None or request.shift_months is not None


def _is_change(request: Request) -> bool:
    """Whether it sets something of a task, which “and add the tag home” goes on with."""
    told = request.instead or request
    return told.target is not None and told.intent in _SETTING


_SETTING = frozenset({Intent.RESCHEDULE, Intent.UPDATE, Intent.REMIND})


def is_deed(request: Request) -> bool:
    """Whether what a request is about is told by a deed: “fed the hens”."""
    return request.target is not None and request.target.kind is ReferenceKind.DEED


def _asks_for(request: Request, told: Request) -> bool:
    """Whether an order is for what was told before it."""
    same = told.intent is request.intent and not _says_what(request)
    return same or _ticks_off(request, told)


def _ticks_off(request: Request, told: Request) -> bool:
    """“It's posted, take it off” is of what is done, and deletes nothing."""
    done = told.intent is Intent.COMPLETE and request.intent is Intent.DELETE
    return done and bool(_TICKED_OFF.fullmatch(request.text))


_COMMANDS = frozenset(
    {
        Intent.RESCHEDULE,
        Intent.UPDATE,
        Intent.DELETE,
        Intent.COMPLETE,
        Intent.TAG,
        Intent.UNCOMPLETE,
    }
)


def _is_talk_before(low: str, request: Request) -> bool:
    """Whether a clause is none of our orders, so that a task in it is only mentioned.

    “We found a nanny, delete it” tells of a deed that may be why, and not of the task.
    """
    deed = is_deed(request)
    talk = request.intent is Intent.NONE or (deed and request.intent is Intent.COMPLETE)
    talk = talk or (request.instead is not None and is_offered(request))
    core = bare_clause(request.span.of(low), request.span.start)
    changed = request.instead is not None and _says_what(request.instead)
    ordered = changed and not TASK_VERBS.isdisjoint(core.of(low).split()[:1])
    return talk and not ordered and not is_order(core.of(low) or "-")


def _with_what_is_told(request: Request, before: Request, now: datetime) -> Request | None:
    """“They only had 8:15, change it”: to what, the talk before it says."""
    told = before.instead
    if request.rule != "change, not saying how":
        return None
    if told and told.changes:
        return replace(told, target=request.target)
    due = read_task(before.text, now).due
    moved = replace(request, intent=Intent.RESCHEDULE, changes=replace(NO_CHANGES, due=due))
    return _of_what_is_mentioned(moved, before) if due else None


def _of_what_is_mentioned(request: Request, before: Request) -> Request:
    """“Not going to the gym today, move it”: it is the task that the talk before it names."""
    mention = Reference(ReferenceKind.MENTIONED, before.span, before.text)
    return replace(request, instead=replace(request, target=mention))


def _names_something(low: str, request: Request) -> bool:
    """Whether a request holds more than “it”, so that it can stand alone."""
    if request.intent is Intent.NONE:
        return request.instead is not None or is_order(request.span.of(low) or "-")
    return bool(request.target or request.task or request.filter) and request.intent not in _LOOKS


_LOOKS = frozenset({Intent.LIST, Intent.AGENDA})


def enumerated(found: list[Request]) -> list[Request]:
    """“Monday: …. Tuesday: …. Friday: …”: so many things with their days are all to be added."""
    dated = [each for each in found if each.intent is Intent.ADD and each.task and each.task.due]
    if len(found) < _FEWEST_LISTED or dated != found:
        return found
    return [replace(each, bare=False, instead=None) for each in found]


_FEWEST_LISTED = 3


def listed_on(low: str, found: list[Request]) -> list[Request]:
    """“add a; b; c”: what follows an order to add behind a semicolon is added too."""
    listing, kept = False, []
    for each in found:
        behind = low[: each.span.start].rstrip()[-1:] == ";"
        if listing and behind and each.bare and each.task:
            added = replace(each, intent=Intent.ADD, bare=False, filter=None, confidence=1.0)
        else:
            added = each
        listing = added.intent is Intent.ADD and not added.bare
        kept.append(added)
    return kept


_ANSWER = re.compile(
    r"\s*(?:(?:yes|yeah|yep|yup|sure|ok|okay|no|nope|nah|neither|none)"
    r"(?:,? (?:please|thanks|thank you))?"
    r"|(?:(?:no|nah|oh|actually)[, ]+)*(?:(?:leave|forget|drop|scrap) (?:it|that)|never ?mind|nvm"
    r"|don't (?:bother|worry)))\s*[,.!:]\s*"
)


def answered_first(low: str, spans: list[Span]) -> list[Span]:
    """“no, delete task 3” answers first and asks then."""
    first = spans[0]
    answer = _ANSWER.match(low, first.start, first.end)
    if not answer or answer.end() >= first.end:
        return spans
    return [Span(first.start, answer.end()), Span(answer.end(), first.end), *spans[1:]]


def settled(text: str, found: list[Request], now: datetime) -> tuple[Request, ...]:
    """Without the talk around real requests; a list named once holds for all that fit."""
    found = _with_those_before(text, _unqualified(text, _said_once(found)))
    found = _on_that_day(text, found, now)
    spoken_of = [each.antecedent.span for each in found if each.antecedent]
    asked = [
        each
        for each in found
        if each.instead
        or (each.intent not in _TALK and (not is_offered(each) or each.span in spoken_of))
    ]
    if asked:
        sure = any(not is_offered(each) for each in asked)
        asked = [
            _without_offer(each) if sure else each
            for each in found
            if each in asked or _is_also_meant(each) or is_unread_order(each)
        ]
    if not asked:
        offers = [each for each in found if is_offered(each)]
        talk = [each for each in found if each.intent is not Intent.NONE]
        asked = offers or talk[:1] or found[:1]
    if not asked:
        return (Request(Intent.NONE, Span(0, len(text)), text),)
    return tuple(_on_one_list(list(map(plainly_titled, said_of_all(asked)))))


def _without_offer(request: Request) -> Request:
    """“The barbecue's off so delete charcoal”: of a task there may be, and none to offer."""
    if request.instead is None or not is_offered(request) or _is_also_meant(request):
        return request
    return Request(Intent.NONE, request.span, request.text, instead=request.instead)


def _said_once(found: list[Request]) -> list[Request]:
    """“It needs no date, take it off”: what is taken off is the date, and not the task.

    “Choir is on Monday. Ring me an hour before and add it” adds one task. Nor is anything asked
    twice.
    """
    kept: list[Request] = []
    added = any(each.task for each in found)
    for each in found:
        before = (kept[-1].instead or kept[-1]) if kept else None
        taken_off = before and before.clear and _TAKEN_OFF.fullmatch(each.text)
        of_them = added and each.intent is Intent.ADD and _ADDED.fullmatch(each.text)
        again = before and _asks_once_more(each, before)
        if not (taken_off or of_them or again):
            kept.append(each)
    return kept


def _asks_once_more(request: Request, before: Request) -> bool:
    """Whether “anything?” follows a question: “how about tomorrow, anything?”."""
    everything = request.target is not None and request.target.kind is ReferenceKind.ALL
    return before.intent in _LOOKS and request.intent is Intent.CHOOSE and everything


_ADDED = re.compile(
    r"(?:add|put|save|note|write|log) (?:it|that|this|them|those)(?: (?:down|in|on|up))*\W*",
    re.IGNORECASE,
)
_TAKEN_OFF = re.compile(
    r"(?:take|remove|clear|drop|delete|get rid of) (?:it|that|them)(?: (?:off|out|away))?\W*",
    re.IGNORECASE,
)
_TICKED_OFF = re.compile(
    r"(?:take|cross|strike|scratch) (?:it|that|this|them|those)(?: ones?| task)? off.{0,30}",
    re.IGNORECASE,
)


def plainly_titled(request: Request) -> Request:
    """“The landlord visit” is put down as “Landlord visit”; “the car needs washing” stays."""
    task = request.task
    if task and task.due and (told := _ARRANGED.search(task.title)):
        task = replace(task, title=task.title[: told.start()])
        request = replace(request, task=task)
    if task is None or request.intent is not Intent.ADD:
        return request
    words = words_of(task.title)
    led = _ARTICLE.match(task.title)
    if not led or len(words) > _LONGEST_NAME or not _FINITE.isdisjoint(words):
        return request
    if task.title in request.text and not request.text.lstrip().startswith(task.title):
        return request  # “add The Hobbit”: a name, as its capital tells
    return replace(request, task=replace(task, title=capitalised(task.title[led.end() :])))


_ARTICLE = re.compile(
    r"(?:the|an?)\s+(?!(?:few|lot|bit|couple|hundred|week"
    r"|day)\b)(?=\w)",
    re.IGNORECASE,
)

_ARRANGED = re.compile(
    r" (?:(?:has |have )?(?:been|got)|is|are|was|were|gets?) (?:now )?(?:moved|booked|confirmed"
    r"|scheduled|rescheduled|rearranged|arranged|set|planned)$"
)
"""What says of an event only that it is to be, beside its day: “the visit is confirmed for …”."""

_LONGEST_NAME = 7

_FINITE = vocabulary(
    "needs need is are was has have wants could can will must should due to who that"
)


def _is_also_meant(request: Request) -> bool:
    """“Add milk. Call Ann.”: what is plainly a task beside what is asked is offered."""
    if request.intent is not Intent.ADD or not request.bare or request.task is None:
        return False
    first, *others = words_of(request.task.title) or [""]
    return first in TASK_VERBS and _POINTING.isdisjoint(others)


_POINTING = frozenset({"it", "that", "this", "them", "me", "you", "us"})


def _with_those_before(text: str, found: list[Request]) -> list[Request]:
    """“Pick up the suit and drop off the parcel tomorrow”: the first is for tomorrow as well."""
    kept = list(found)
    for at in range(len(kept) - 1, 0, -1):
        one, next_one = kept[at - 1], kept[at]
        between = text[one.span.end : next_one.span.start]
        if one.task and next_one.task and one.bare and next_one.bare and _JOINT.fullmatch(between):
            task, _ = shared([one.task, next_one.task])
            sure = next_one.confidence if task.marked else one.confidence
            kept[at - 1] = _as_a_deed(replace(one, task=task, confidence=sure))
    return kept


def _as_a_deed(request: Request) -> Request:
    """“Hoover and change the beds”: a word beside a task to come is one, and not looked for."""
    words = words_of(request.task.title) if request.task else []
    dated = request.task is not None and request.task.marked
    if request.intent is not Intent.LIST or not (dated or TASK_VERBS.issuperset(words)):
        return request
    return replace(request, intent=Intent.ADD, filter=None)


def _on_that_day(text: str, found: list[Request], now: datetime) -> list[Request]:
    """“Fetch the suit at noon tomorrow then drop it off by 2”: the hour is of that day too."""
    kept = found[:1]
    for each in found[1:]:
        goes_on = _JOINT.fullmatch(text[kept[-1].span.end : each.span.start])
        kept.append(_on_day_of(kept[-1].task, each, now) if goes_on else each)
    return kept


def _on_day_of(first: QuickAdd | None, request: Request, now: datetime) -> Request:
    task = request.task
    if first is None or task is None or not (first.due and task.due):
        return request
    _, placed = on_one_day([first, task], ("", request.text), now)
    return replace(request, task=placed)


_JOINT = re.compile(r"\s*(?:,|and|&|then|so|\s)+\s*", re.IGNORECASE)

_QUALIFIED = re.compile(r"\b(?:but|instead|only|except|not|wait|don['’]t)\b", re.IGNORECASE)


def _unqualified(text: str, found: list[Request]) -> list[Request]:
    """A yes with a condition, or with words not understood beside it, is no yes."""
    agreed = any(each.intent is Intent.CONFIRM for each in found)
    unclear = any(each.intent is Intent.NONE or is_offered(each) for each in found)
    if not agreed or not (unclear or _QUALIFIED.search(text)):
        return found
    return [each for each in found if each.intent is not Intent.CONFIRM]


def is_offered(request: Request) -> bool:
    """Whether it is a phrase without a mark, which is offered as a task and not added."""
    return request.bare and not (request.task is not None and request.task.marked)


def _on_one_list(found: list[Request]) -> list[Request]:
    """“remove wine and add beer to my shopping list”: both are about that list."""
    named = {tag for each in found for tag in _place(each)}
    if len(named) != 1 or len(found) < 2:
        return found
    return [_placed(each, tuple(named)) for each in found]


def _place(request: Request) -> tuple[str, ...]:
    """The list that a request takes something from or puts it on; none where it is all of it."""
    if request.intent is Intent.ADD and request.task and "list" in request.rule:
        return request.task.tags
    whole = request.target is None or request.target.kind is ReferenceKind.ALL
    if request.intent in {Intent.DELETE, Intent.COMPLETE} and request.filter and not whole:
        return request.filter.tags
    return ()


def _placed(request: Request, tags: tuple[str, ...]) -> Request:
    task, target = request.task, request.target
    if request.intent is Intent.ADD and task and not task.tags and len(task.title.split()) <= 3:
        return replace(request, task=replace(task, tags=tags, marked=True))
    titled = target is not None and target.kind is ReferenceKind.TITLE
    if request.intent is Intent.DELETE and titled and request.filter is None:
        return replace(request, filter=Filter(tags=tags))
    return request
