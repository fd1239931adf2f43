"""What a message asks for: every request in it, with the values it carries."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from evolution_todo.language.building import Built, Heard, build
from evolution_todo.language.building.listing import said_of_all, shared
from evolution_todo.language.building.sparing import excepted, sparing
from evolution_todo.language.changes.gapping import read_gapped
from evolution_todo.language.changes.reading import MOST, read_change
from evolution_todo.language.changes.reminders import is_of_a_reminder, read_reminder_change
from evolution_todo.language.followups.corrections import read_correction
from evolution_todo.language.framing.remarks import is_asked
from evolution_todo.language.phrases.lines import laid_out, read_lines
from evolution_todo.language.phrases.reading import (
    OF_ONESELF,
    is_order,
    is_unread_order,
    read_phrase,
)
from evolution_todo.language.phrases.reasons import explained
from evolution_todo.language.phrases.said_of_it import with_what_is_said
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.request_rules import ACROSS, CHANGING, NEWS, RULES, TALKING
from evolution_todo.language.requests.request import Filter, Intent, Page, Request, Subject
from evolution_todo.language.tasks.quickadd import capitalised
from evolution_todo.language.tasks.repairs import repaired
from evolution_todo.language.text.clauses import (
    bare_clause,
    clauses,
    masked,
    sentences,
)
from evolution_todo.language.text.contrasts import NOT
from evolution_todo.language.text.reasons import without_reason
from evolution_todo.language.text.spans import Span, check_length
from evolution_todo.language.text.spelling import respelt
from evolution_todo.language.text.words import FOREIGN, TASK_VERBS, vocabulary, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from evolution_todo.language.request_rules.rule import Rule

__all__ = ["Filter", "Intent", "Page", "Request", "Subject", "read_requests"]

_TALK = {Intent.GREET, Intent.THANKS, Intent.GOODBYE, Intent.NONE, Intent.HELP}


@lru_cache(maxsize=32)
def read_requests(text: str, now: datetime) -> tuple[Request, ...]:
    """Every request in a message, in order; never empty, one NONE when nothing is asked.

    A turn asks for the same message again in each of its rounds, so the last few are kept.

    Args:
        text: The message as typed.
        now: The present moment, aware, in the person's zone.

    Raises:
        TooLong: Over 4,000 characters.
        TimeError: A request names a time that cannot be ("31 February").
    """
    check_length(text)
    text = laid_out(repaired(text, now))
    found = _requests(text, now)
    mended = respelt(text) if all(_unsure(each) for each in found) else None
    if mended is None:
        return found
    meant, *more = _requests(mended, now)
    if more or _unsure(meant):
        return found
    whole = Span(0, len(text))
    return (replace(meant, confidence=_GUESSED, span=whole, text=text),)


_GUESSED = 0.45
"""How sure a reading is whose words had to be mended: what it writes is asked about."""


def _unsure(request: Request) -> bool:
    return (request.intent is Intent.NONE and not request.instead) or _offered(request)


def _requests(text: str, now: datetime) -> tuple[Request, ...]:
    low = masked(text)
    everything = Span(0, len(text))
    whole = _by_rules(text, low, everything, now, (*TALKING, *ACROSS))
    corrected = () if is_of_a_reminder(low) else read_correction(text, low, now)
    if whole := whole or corrected:
        return tuple(map(_plainly_titled, whole))
    spans = sentences(low)
    listed = read_lines(text, low, spans, now)
    if listed:
        return listed
    found: list[Request] = []
    behind: list[Request] = []
    for sentence in spans[:_MOST_SENTENCES]:
        if told := with_what_is_said(behind, sentence.of(text), now):
            found[-len(told) :] = behind = told
            continue
        behind = [
            each
            for clause in _answered_first(low, clauses(low, sentence))
            for each in _read_clause(text, low, clause, now)
        ]
        found.extend(behind)
    listing = _listed_on(low, _enumerated(explained(text, found, now)))
    return _settled(text, _hedged(low, _linked(low, listing)))


_HEDGE = re.compile(
    r"\b(?:maybe|perhaps|possibly) (?:i|we) should\b|\bshould (?:i|we)\b|\b(?:i|we) might\b"
    r"|\bthinking (?:of|about) \w+ing\b|\bnot sure\b(?! (?:if|whether))"
)
_UNHURT = frozenset({Intent.ADD, Intent.REMIND, Intent.TAG})


def _hedged(low: str, found: list[Request]) -> list[Request]:
    """“Maybe I should delete the sofa” is thought aloud: what it would change is asked about."""
    if not _HEDGE.search(low):
        return found
    return [
        each if each.intent in _UNHURT else replace(each, confidence=min(each.confidence, _GUESSED))
        for each in found
    ]


_MOST_SENTENCES = 60
"""How many sentences are read: more than a page of talk has."""


def _read_clause(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    if changed := read_reminder_change(text, low, clause, now):
        return (changed,)
    if gapped := _gapped(text, low, clause, now):
        return gapped
    found = _without_its_reason(text, low, clause, now) or _by_rules(text, low, clause, now, RULES)
    found = found or read_phrase(text, low, clause, now)
    first = found[0]
    if not (first.bare or first.intent is Intent.NONE):
        return _perhaps_changing(text, low, found, now)
    if len(found) > 1:
        return _or_changing_each(text, low, found, clause, now)
    told = _news(text, low, clause, now)
    whole_deed = told is not None and told.intent in _DONE and told.rule != _SETTLED
    if not (whole_deed or first.task) and (apart := _told_apart(text, low, clause, now)):
        return apart
    if told is not None:
        kept = told.bare or told.intent not in _NO_TASK or first.rule == OF_ONESELF
        said = first if kept else Request(Intent.NONE, told.span, told.text)
        return (replace(said, instead=replace(told, bare=False)),)
    core = bare_clause(clause.of(low), clause.start)
    words = core.of(low)
    whole = replace(first, span=clause, text=clause.of(text))
    changed = _or_changing(text, low, whole, now)
    if changed is not whole:
        return (changed,)
    changing = _CHANGING.match(words) or not FOREIGN.isdisjoint(words_of(words))
    if first.intent is not Intent.NONE and not changing:
        return found
    ours = _first(text, low, core, now, CHANGING, at_home=True) or ()
    named = [each for each in ours if each.target and each.target.kind is ReferenceKind.TITLE]
    if not named:
        return found
    shown = _ERRANDS.get(named[0].intent)
    moved = shown is None or shown.search(words)
    perhaps = replace(first.task, marked=False) if first.task and moved else first.task
    return (replace(first, task=perhaps, instead=named[0]),)


_MOVED = re.compile(r"\b(?:to|until|till|til|for|back|forward|earlier|later|by|instead|into)\b")
_ERRANDS = {Intent.RESCHEDULE: _MOVED, Intent.DELETE: re.compile(r"\b(?:the|my|our|that|this)\b")}
"""What shows that a change of a task is meant, and no errand: “bin day” is none of ours."""


def _or_changing(
    text: str, low: str, request: Request, now: datetime, *, led: bool = False
) -> Request:
    """What nothing else reads, or a phrase, as a change of a task that it names."""
    change = read_change(text, low, request.span, now)
    if change is None or is_asked(low, request.span) or change.request.target is None:
        return request
    meant, kind = change.request, change.request.target.kind
    if kind is ReferenceKind.NUMBER or (kind is ReferenceKind.POSITION and change.led):
        return meant
    named = kind is ReferenceKind.TITLE and (led or change.led)
    return replace(request, instead=meant) if named else request


def _or_changing_each(
    text: str, low: str, found: tuple[Request, ...], clause: Span, now: datetime
) -> tuple[Request, ...]:
    """“Put choir on Thursday and yoga on Tuesday”: the second is changed as the first is.

    “The train goes at 6:40, not 7:40” is one change, whatever its pieces may be.
    """
    if _NOT_SO.search(clause.of(low)):
        as_one = replace(found[0], span=clause, text=clause.of(text))
        set_right = _or_changing(text, low, as_one, now)
        if set_right.instead is not None:
            return (set_right,)
    changed: list[Request] = []
    for each in found:
        led = bool(changed) and changed[-1].instead is not None
        changed.append(_or_changing(text, low, each, now, led=led))
    return tuple(changed)


_NOT_SO = re.compile(rf", {NOT} [^,]{{1,30}}$")
_SELECTING = frozenset({ReferenceKind.TITLE, ReferenceKind.ALL})


def _perhaps_changing(
    text: str, low: str, found: tuple[Request, ...], now: datetime
) -> tuple[Request, ...]:
    """“The essay isn't due until the 12th” is no search for what is due until then."""
    first = found[0]
    if (
        len(found) > 1
        or first.intent is not Intent.LIST
        or first.target
        or is_asked(low, first.span)
    ):
        return found
    change = read_change(text, low, first.span, now)
    target = change.request.target if change else None
    if not change or not change.told or not target or target.kind not in _SELECTING:
        return found
    return (replace(first, instead=change.request),)


_SETTLED = "it is done, by the way"
_DONE = frozenset({Intent.COMPLETE, Intent.UNCOMPLETE})
_NO_TASK = _DONE | {Intent.SKIP}
"""What is told of such a deed is no task, even where none asks for it."""


def _gapped(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    core = bare_clause(clause.of(low), clause.start)

    def read(text: str, low: str, core: Span) -> Built:
        return _first(text, low, core, now, CHANGING)

    def read_at_home(text: str, low: str, core: Span) -> Built:
        return _first(text, low, core, now, CHANGING, at_home=True)

    firm = read_gapped(text, low, core, read)
    theirs = not FOREIGN.isdisjoint(words_of(core.of(low)))
    perhaps = () if firm or theirs else read_gapped(text, low, core, read_at_home)
    return firm or tuple(
        Request(Intent.NONE, each.span, each.text, instead=each) for each in perhaps
    )


def _without_its_reason(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """“Cancel it, he will not go again”: why a change is asked for is none of its words."""
    core = bare_clause(clause.of(low), clause.start)
    short = without_reason(low, core)
    found = _first(text, low, short, now, CHANGING) if short else None
    return tuple(replace(each, span=core, text=core.of(text)) for each in found or ())


def _news(text: str, low: str, clause: Span, now: datetime) -> Request | None:
    """What a clause tells of a task, if there is one of that name; a question may ask to move."""
    core = bare_clause(clause.of(low), clause.start)
    rules = [each for each in NEWS if "asked" in each.flags] if is_asked(low, clause) else NEWS
    short = without_reason(low, core)
    told = _first(text, low, short, now, rules, at_home=True) if short else None
    built = told or _first(text, low, core, now, rules, at_home=True)
    return built[0] if built else None


_APART = re.compile(r"\s*(?:[,;&]|\b(?:and|but|then)\b)\s*(?:(?:and|but|then|also)\b\s*)*")
_MOST_APART = 5
_NAMED = frozenset({ReferenceKind.TITLE, ReferenceKind.POSITION, ReferenceKind.NUMBER})
_ASKS = re.compile(
    r"(?:has|have|is|are|was|were|do|does|did|can|what|which|who|when|where|how|why)\b"
)


def _told_apart(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """“Bank is high, paint is low”: several pieces that each say something of a task."""
    joints = list(_APART.finditer(low, clause.start, clause.end))
    if not 0 < len(joints) < _MOST_APART or clause.end - clause.start > MOST:
        return ()
    starts = [clause.start, *(each.end() for each in joints)]
    ends = [*(each.start() for each in joints), clause.end]
    told: list[Request] = []
    for start, end in zip(starts, ends, strict=True):
        each = _told_in(text, low, Span(start, end), now)
        if each is None:
            return ()
        told.append(Request(Intent.NONE, each.span, each.text, instead=replace(each, bare=False)))
    return tuple(told)


def _told_in(text: str, low: str, piece: Span, now: datetime) -> Request | None:
    if _ASKS.match(piece.of(low)):
        return None
    if news := _news(text, low, piece, now):
        return news
    change = read_change(text, low, piece, now)
    target = change.request.target if change else None
    named = target is not None and target.kind in _NAMED
    theirs = FOREIGN & set(words_of(target.words)) if target else ()
    return change.request if change and change.led and named and not theirs else None


_CHANGING = re.compile(
    r"(?:move|change|set|make|mark|put|push|shift|bring|reschedule|postpone|delay|bump|defer"
    r"|extend|rename|switch|flag|update|bin|scrap|ditch|scratch|nix|axe|purge|lose|del)\b"
)
"""Verbs with which a phrase may as well be a task as a change of one."""


_BACK = frozenset({ReferenceKind.PRONOUN, ReferenceKind.BOTH})


def _linked(low: str, found: list[Request]) -> list[Request]:
    """“move the dentist to friday and tag it”: what the second is about, the first says.

    “Hung the picture, mark it done” asks once for what it tells of.
    """
    linked: list[Request] = []
    for each in found:
        pointed = each.target is not None and each.target.kind in _BACK
        before = linked[-1] if linked else None
        unsaid = each.target is None and each.filter is None
        told = before.instead if before and (pointed or unsaid) else None
        if told and told.intent is each.intent:
            linked[-1] = replace(told, confidence=1.0)
        elif pointed and before and each.intent in _COMMANDS and _is_talk_before(low, before):
            linked[-1] = _with_what_is_told(each, before) or _of_what_is_mentioned(each, before)
        elif pointed and before and _names_something(low, before):
            linked.append(replace(each, antecedent=before))
        else:
            linked.append(each)
    return linked


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
    deed = request.target is not None and request.target.kind is ReferenceKind.DEED
    talk = request.intent is Intent.NONE or (deed and request.intent is Intent.COMPLETE)
    return talk and not is_order(request.span.of(low).strip() or "-")


def _with_what_is_told(request: Request, before: Request) -> Request | None:
    """“They only had 8:15, change it”: to what, the talk before it says."""
    told = before.instead
    if request.rule != "change, not saying how" or told is None or not told.changes:
        return None
    return replace(told, target=request.target)


def _of_what_is_mentioned(request: Request, before: Request) -> Request:
    """“Not going to the gym today, move it”: it is the task that the talk before it names."""
    mention = Reference(ReferenceKind.MENTIONED, before.span, before.text)
    return replace(request, instead=replace(request, target=mention))


def _names_something(low: str, request: Request) -> bool:
    if request.intent is Intent.NONE:
        return request.instead is not None or is_order(request.span.of(low) or "-")
    return bool(request.target or request.task or request.filter) and request.intent not in _LOOKS


_LOOKS = frozenset({Intent.LIST, Intent.AGENDA})


def _by_rules(
    text: str, low: str, clause: Span, now: datetime, rules: Sequence[Rule]
) -> tuple[Request, ...]:
    """What the first rule that fits makes of a clause; small talk keeps its courtesies."""
    said = _stripped(low, clause)
    built = _first(text, low, said, now, TALKING)
    core = bare_clause(clause.of(low), clause.start)
    return built or _first(text, low, core, now, rules) or ()


def _stripped(low: str, clause: Span) -> Span:
    said = clause.of(low)
    start = clause.start + len(said) - len(said.lstrip(" \n,.;:!?-"))
    return Span(start, max(start, clause.start + len(said.rstrip(" \n,.;:!?"))))


def _first(
    text: str,
    low: str,
    core: Span,
    now: datetime,
    rules: Iterable[Rule],
    *,
    at_home: bool = False,
) -> Built:
    clause = core.of(low)
    if not clause:
        return None
    if parts := excepted(low, core):
        whole, kept = parts
        built = _first(text, low, whole, now, rules, at_home=at_home)
        if spared := sparing(built, text, core, kept):
            return spared
    for rule in rules:
        match = rule.match(clause)
        built = build(Heard(text, low, core, now, rule, match, at_home)) if match else None
        if built:
            return built
    return None


def _enumerated(found: list[Request]) -> list[Request]:
    """“Monday: …. Tuesday: …. Friday: …”: so many things with their days are all to be added."""
    dated = [each for each in found if each.intent is Intent.ADD and each.task and each.task.due]
    if len(found) < _FEWEST_LISTED or dated != found:
        return found
    return [replace(each, bare=False, instead=None) for each in found]


_FEWEST_LISTED = 3


def _listed_on(low: str, found: list[Request]) -> list[Request]:
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
    r"\s*(?:yes|yeah|yep|yup|sure|ok|okay|no|nope|nah)(?:,? (?:please|thanks|thank you))?"
    r"\s*[,.!:]\s*"
)


def _answered_first(low: str, spans: list[Span]) -> list[Span]:
    """“no, delete task 3” answers first and asks then."""
    first = spans[0]
    answer = _ANSWER.match(low, first.start, first.end)
    if not answer or answer.end() >= first.end:
        return spans
    return [Span(first.start, answer.end()), Span(answer.end(), first.end), *spans[1:]]


def _settled(text: str, found: list[Request]) -> tuple[Request, ...]:
    """Without the talk around real requests; a list named once holds for all that fit."""
    found = _with_those_before(text, _unqualified(text, found))
    spoken_of = [each.antecedent.span for each in found if each.antecedent]
    asked = [
        each
        for each in found
        if each.instead
        or (each.intent not in _TALK and (not _offered(each) or each.span in spoken_of))
    ]
    if asked:
        asked = [
            each for each in found if each in asked or _is_also_meant(each) or is_unread_order(each)
        ]
    if not asked:
        offers = [each for each in found if _offered(each)]
        talk = [each for each in found if each.intent is not Intent.NONE]
        asked = offers or talk[:1] or found[:1]
    if not asked:
        return (Request(Intent.NONE, Span(0, len(text)), text),)
    return tuple(_on_one_list(list(map(_plainly_titled, said_of_all(asked)))))


def _plainly_titled(request: Request) -> Request:
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
    return first in TASK_VERBS and bool(others) and _POINTING.isdisjoint(others)


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
            kept[at - 1] = replace(one, task=task, confidence=sure)
    return kept


_JOINT = re.compile(r"\s*(?:,|and|&|then|\s)+\s*", re.IGNORECASE)
_QUALIFIED = re.compile(r"\b(?:but|instead|only|except|not|wait|don['’]t)\b", re.IGNORECASE)


def _unqualified(text: str, found: list[Request]) -> list[Request]:
    """A yes with a condition, or with words not understood beside it, is no yes."""
    agreed = any(each.intent is Intent.CONFIRM for each in found)
    unclear = any(each.intent is Intent.NONE or _offered(each) for each in found)
    if not agreed or not (unclear or _QUALIFIED.search(text)):
        return found
    return [each for each in found if each.intent is not Intent.CONFIRM]


def _offered(request: Request) -> bool:
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
