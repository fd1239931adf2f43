"""One clause read: by a rule, as a change, as news, or as a phrase."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building import Built, Heard, build
from evolution_todo.language.building.sparing import excepted, sparing
from evolution_todo.language.changes.gapping import read_gapped
from evolution_todo.language.changes.reading import read_change
from evolution_todo.language.changes.reminders import read_reminder_change
from evolution_todo.language.framing.remarks import is_asked
from evolution_todo.language.messages.joining import is_deed
from evolution_todo.language.messages.questions import asked_about
from evolution_todo.language.phrases.reading import (
    OF_ONESELF,
    read_phrase,
)
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.request_rules import ASKED_NEWS, CHANGING, NEWS, RULES, TALKING
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.callers import ONLY_CALLED
from evolution_todo.language.text.clauses import (
    bare_clause,
)
from evolution_todo.language.text.contrasts import NOT
from evolution_todo.language.text.endings import is_over
from evolution_todo.language.text.reasons import without_reason
from evolution_todo.language.text.spans import LONG_CLAUSE, MOST_CLAUSES, Span
from evolution_todo.language.text.words import FOREIGN, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.request_rules.rule import Table


def read_clause(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """The requests of one clause, by the first reader that makes something of it.

    Args:
        text: The message as typed.
        low: The same in lower case, what is quoted masked.
        clause: Where in it.
        now: The present moment, aware, in the person's zone.
    """
    if changed := read_reminder_change(text, low, clause, now):
        return (changed,)
    if gapped := _gapped(text, low, clause, now):
        return gapped
    found = _without_its_reason(text, low, clause, now) or by_rules(text, low, clause, now, RULES)
    found = found or read_phrase(text, low, clause, now)
    first = found[0]
    if not (first.bare or first.intent is Intent.NONE):
        return _perhaps_changing(text, low, found, now)
    if len(found) > 1:
        placed = _told_apart(text, low, clause, now)
        if placed and all(map(_is_placed, placed)):
            return placed
        return _or_changing_each(text, low, found, clause, now)
    told = _news(text, low, clause, now)
    whole_deed = (
        told is not None
        and told.intent in _DONE
        and told.rule != _SETTLED
        and not (told.target and _IS.search(told.target.words))
    )
    apart = () if whole_deed else _told_apart(text, low, clause, now)
    if apart and (first.task is None or all(map(_is_placed, apart)) or _is_news_first(apart)):
        return apart
    if told is not None:
        kept = told.bare or told.intent not in _NO_TASK or first.rule == OF_ONESELF
        said = first if kept else Request(Intent.NONE, told.span, told.text)
        return (replace(said, instead=replace(told, bare=False)),)
    return _or_changing_a_task(text, low, found, clause, now)


def _or_changing_a_task(
    text: str, low: str, found: tuple[Request, ...], clause: Span, now: datetime
) -> tuple[Request, ...]:
    """A phrase or nothing, with what it changes or asks if there is a task it is about."""
    first = found[0]
    core = bare_clause(clause.of(low), clause.start)
    words = core.of(low)
    whole = replace(first, span=clause, text=clause.of(text))
    changed = _or_changing(text, low, whole, now)
    if changed is not whole:
        return (changed,)
    changing = _CHANGING.match(words) or not FOREIGN.isdisjoint(words_of(words))
    if first.intent is Intent.NONE and (asked := asked_about(text, low, clause)):
        return (replace(first, instead=asked),)
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
    if ONLY_CALLED.match(request.span.of(low)):
        return request
    meant, kind = change.request, change.request.target.kind
    if kind is ReferenceKind.NUMBER or (kind is ReferenceKind.POSITION and change.led):
        return meant
    named = (kind is ReferenceKind.TITLE or meant.spared is not None) and (led or change.led)
    return replace(request, instead=meant) if named else request


def _or_changing_each(
    text: str, low: str, found: tuple[Request, ...], clause: Span, now: datetime
) -> tuple[Request, ...]:
    """“Put choir on Thursday and yoga on Tuesday”: the second is changed as the first is.

    “The train goes at 6:40, not 7:40” is one change, whatever its pieces may be. A long list is of
    tasks to come.
    """
    if len(found) > MOST_CLAUSES:
        return found
    if _NOT_SO.search(clause.of(low)):
        as_one = replace(found[0], span=clause, text=clause.of(text))
        set_right = _or_changing(text, low, as_one, now)
        if set_right.instead is not None:
            return (set_right,)
    changed: list[Request] = []
    for each in found:
        led = bool(changed) and changed[-1].instead is not None
        change = _or_changing(text, low, each, now, led=led)
        changed.append(change if change.instead else _or_moved(text, low, each, now))
    return tuple(changed)


def _or_moved(text: str, low: str, request: Request, now: datetime) -> Request:
    """“Math is due monday and bio is friday”: a phrase that tells when a task of ours is to be."""
    told = _news(text, low, request.span, now)
    moved = told is not None and told.intent is Intent.RESCHEDULE
    return replace(request, instead=told) if moved else request


_NOT_SO = re.compile(rf", {NOT} [^,]{{1,30}}$")

_SELECTING = frozenset({ReferenceKind.TITLE, ReferenceKind.ALL})


def _perhaps_changing(
    text: str, low: str, found: tuple[Request, ...], now: datetime
) -> tuple[Request, ...]:
    """“The essay isn't due until the 12th” is no search for what is due until then.

    “Set the oven to high and due saturday” is of the oven, where a task bears that name.
    """
    first = found[0]
    if len(found) == 1 and first.intent in _SETTING and _holds_a_joint(first):
        change = read_change(text, low, first.span, now)
        target = change.request.target if change else None
        if change and target and target.kind is ReferenceKind.TITLE and change.request.changes:
            return (replace(first, instead=change.request),) if target != first.target else found
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


_SETTING = frozenset({Intent.RESCHEDULE, Intent.UPDATE})


def _holds_a_joint(request: Request) -> bool:
    """Whether what is read as a title may be of two things said of it."""
    target = request.target
    if target is None or target.kind is not ReferenceKind.TITLE or request.new_title:
        return False
    return re.search(r",|\band\b", target.words) is not None


_SETTLED = "it is done, by the way"

_IS = re.compile(r",|\b(?:is|are|was|were|isn't|aren't|wasn't|has|have|been|done)\b", re.IGNORECASE)
"""What no thing's name holds: “fixed bank is paid but the gate” are two pieces of news."""

_DONE = frozenset({Intent.COMPLETE, Intent.UNCOMPLETE})

_NO_TASK = _DONE | {Intent.SKIP}
"""What is told of such a deed is no task, even where none asks for it."""


def _gapped(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    core = bare_clause(clause.of(low), clause.start)
    if excepted(low, core):
        return ()

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
    short = without_reason(low, core, ordered=True)
    short = bare_clause(short.of(low), short.start) if short else None
    found = _first(text, low, short, now, CHANGING) if short else None
    spared = excepted(low, core)
    if short is None or found is None or (spared and spared[0].end >= short.end):
        return ()
    ended = is_over(low[short.end : core.end])
    return tuple(
        replace(
            each,
            span=core,
            text=core.of(text),
            series=each.series or (ended and each.intent is Intent.DELETE),
        )
        for each in found
    )


def _news(text: str, low: str, clause: Span, now: datetime) -> Request | None:
    """What a clause tells of a task, if there is one of that name; a question may ask to move."""
    core = bare_clause(clause.of(low), clause.start)
    rules = ASKED_NEWS if is_asked(low, clause) else NEWS
    if led := _BACK_THEN.match(low, core.start, core.end):
        core = Span(led.end(), core.end)
    short = without_reason(low, core, ordered=False)
    told = _first(text, low, short, now, rules, at_home=True) if short else None
    built = told or _first(text, low, core, now, rules, at_home=True)
    return built[0] if built else None


_BACK_THEN = re.compile(
    r"(?:(?:yesterday|this|last|earlier|on \w+day|after|before|at|over|during|just|an?|\d+)"
    r"(?: [\w']+){0,4}?|yesterday|today|earlier),? (?=(?:i|we|i've|we've)(?: have| just| finally"
    r"| already| even)* (?!(?:need|have|must|should|will|can|am|do|want|got|had) )[a-z]+)"
)
"""When a deed was done, said before it: “yesterday I washed the car”."""


_APART = re.compile(r"\s*(?:[,;&+]|\b(?:and|but|then)\b)\s*(?:(?:and|but|then|also)\b\s*)*")

_MOST_APART = 5

_NAMED = frozenset({ReferenceKind.TITLE, ReferenceKind.POSITION, ReferenceKind.NUMBER})

_ASKS = re.compile(
    r"(?:has|have|is|are|was|were|do|does|did|can|what|which|who|when|where|how|why)\b"
)


def _told_apart(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """“Bank is high, paint is low”: several pieces that each say something of a task."""
    joints = list(_APART.finditer(low, clause.start, clause.end))
    if not 0 < len(joints) < _MOST_APART or clause.end - clause.start > LONG_CLAUSE:
        return ()
    starts = [clause.start, *(each.end() for each in joints)]
    ends = [*(each.start() for each in joints), clause.end]
    told: list[Request] = []
    for start, end in zip(starts, ends, strict=True):
        if told and _LEFT.match(low, start, end):
            continue
        each = _told_in(text, low, Span(start, end), now)
        said = _as_told(each) if each else None
        if each is None and told:
            said = _perhaps_in(text, low, Span(start, end), now)
        if said is None and end == clause.end and _are_all_done(told):
            break  # “windows washed, bins out, happy days”
        if said is None:
            return ()
        told.append(said)
    return tuple(told)


def _as_told(news: Request) -> Request:
    return Request(Intent.NONE, news.span, news.text, instead=replace(news, bare=False))


def _perhaps_in(text: str, low: str, piece: Span, now: datetime) -> Request | None:
    """“Hob done, windows tomorrow”: a task to come, or when one that is there is to be."""
    change = None if _ASKS.match(piece.of(low)) else read_change(text, low, piece, now)
    target = change.request.target if change else None
    phrase = read_phrase(text, low, piece, now)[0]
    named = target is not None and target.kind is ReferenceKind.TITLE
    return replace(phrase, instead=change.request) if change and named and phrase.bare else None


def _is_news_first(apart: tuple[Request, ...]) -> bool:
    """Whether what is told first is that something is done, so that it all is no task to come."""
    told = apart[0].instead
    return told is not None and told.intent is Intent.COMPLETE and told.confidence >= 1


_LEFT = re.compile(r"not (?!only\b)\w+(?:ed|n|t)\W*")
"""“The boat is sanded but not oiled” tells of one deed."""
_REMARKED_BEHIND = 2


def _are_all_done(told: list[Request]) -> bool:
    """Whether enough deeds are told of for what else is said behind them to be a remark."""
    done = [each for each in told if each.instead and each.instead.intent is Intent.COMPLETE]
    return len(told) >= _REMARKED_BEHIND and len(done) == len(told)


def _is_placed(told: Request) -> bool:
    """Whether a piece is of a task by its number or its place, so that it is none to come."""
    target = told.instead.target if told.instead else None
    return target is not None and target.kind in {ReferenceKind.NUMBER, ReferenceKind.POSITION}


def _told_in(text: str, low: str, piece: Span, now: datetime) -> Request | None:
    if _ASKS.match(piece.of(low)):
        return None
    if news := _news(text, low, piece, now):
        return news
    change = read_change(text, low, piece, now)
    target = change.request.target if change else None
    named = target is not None and target.kind in _NAMED
    theirs = FOREIGN & set(words_of(target.words)) if target else ()
    placed = target is not None and target.kind is ReferenceKind.POSITION
    led = change is not None and (change.led or placed)
    return change.request if change and led and named and not theirs else None


def by_rules(text: str, low: str, clause: Span, now: datetime, rules: Table) -> tuple[Request, ...]:
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
    rules: Table,
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
        if built and at_home and is_deed(built[0]):
            return built  # “the hens have been fed, but not the goats”
    for rule in rules.near(clause):
        match = rule.match(clause)
        built = build(Heard(text, low, core, now, rule, match, at_home)) if match else None
        if built:
            return built
    return None


_CHANGING = re.compile(
    r"(?:move|change|set|make(?! (?:sure|certain))|mark|put|push|shift|bring|reschedule"
    r"|postpone|delay|bump|defer|extend|rename|switch|flag|update|bin|scrap|ditch|scratch|nix|axe"
    r"|purge|lose|drop|del|tag|label)\b"
)
"""Verbs with which a phrase may as well be a task as a change of one."""
