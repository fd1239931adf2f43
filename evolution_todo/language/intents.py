"""What a message asks for: every request in it, with the values it carries."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from evolution_todo.language.changes.reminders import is_of_a_reminder
from evolution_todo.language.followups.corrections import read_correction
from evolution_todo.language.messages.clause import by_rules, read_clause
from evolution_todo.language.messages.days import read_days
from evolution_todo.language.messages.doubting import DOUBTED, in_earnest
from evolution_todo.language.messages.heads import read_head
from evolution_todo.language.messages.joining import (
    answered_first,
    enumerated,
    is_offered,
    linked,
    listed_on,
    plainly_titled,
    settled,
)
from evolution_todo.language.messages.needing import read_needs
from evolution_todo.language.messages.placed import read_placed
from evolution_todo.language.messages.tails import read_tail
from evolution_todo.language.messages.taking_out import read_taken_out
from evolution_todo.language.phrases.lines import (
    announced,
    laid_out,
    read_lines,
    with_commas,
)
from evolution_todo.language.phrases.reading import MARKED
from evolution_todo.language.phrases.reasons import explained
from evolution_todo.language.phrases.said_of_it import with_what_is_said
from evolution_todo.language.request_rules import WHOLE
from evolution_todo.language.requests.request import Filter, Intent, Page, Request, Subject
from evolution_todo.language.tasks.repairs import repaired
from evolution_todo.language.text.clauses import (
    bare_clause,
    clauses,
    masked,
    sentences,
)
from evolution_todo.language.text.ellipses import said_in_full
from evolution_todo.language.text.spans import (
    LONG_CLAUSE,
    MOST_CLAUSES,
    MOST_IN_CLAUSES,
    Span,
    TooMuch,
    check_length,
)
from evolution_todo.language.text.spelling import respelt
from evolution_todo.language.times.tokens import tokenize

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


__all__ = ["Filter", "Intent", "Page", "Request", "Subject", "read_requests"]


def read_requests(text: str, now: datetime) -> tuple[Request, ...]:
    """Every request in a message, in order; never empty, one NONE when nothing is asked.

    Args:
        text: The message as typed.
        now: The present moment, aware, in the person's zone.

    Raises:
        TooLong: Over 4,000 characters, or more clauses or dates than are read one by one.
        TimeError: A request names a time that cannot be ("31 February").
    """
    check_length(text)
    return _read(text, now, now.tzinfo)


@lru_cache(maxsize=32)
def _read(text: str, now: datetime, _zone: tzinfo | None) -> tuple[Request, ...]:
    """The requests, kept as a turn asks for the same message again in each of its rounds.

    Moments in two zones may be equal, so that the zone is a key of its own.
    """
    text = announced(laid_out(with_commas(repaired(said_in_full(text), now))))
    return tuple(in_earnest(masked(text), _mended(text, now)))


def _mended(text: str, now: datetime) -> tuple[Request, ...]:
    """The requests, of the message respelt where that alone makes something of it.

    “Chnage the rent to friday” has a day, so that it is a task of that name where there is no rent.
    """
    found = _requests(text, now)
    dated = len(found) == 1 and found[0].rule == MARKED
    unread = all(map(_unsure, found))
    mended = respelt(text, plainly=not unread) if dated or unread else None
    if mended is None:
        return found
    meant, *more = _requests(mended, now)
    if more or _unsure(meant):
        return found
    change = meant.instead if dated and meant.bare else meant
    if change is None:
        return found
    change = replace(change, span=Span(0, len(text)), text=text)
    return (replace(found[0], instead=change) if dated else replace(change, confidence=DOUBTED),)


def _unsure(request: Request) -> bool:
    return (request.intent is Intent.NONE and not request.instead) or is_offered(request)


def _requests(text: str, now: datetime) -> tuple[Request, ...]:
    low = masked(text)
    everything = Span(0, len(text))
    looks = (read_taken_out, read_placed, read_days, read_needs, read_tail, read_head)
    if around := next((each for look in looks if (each := look(text, low, now, _requests))), ()):
        return around
    whole = by_rules(text, low, everything, now, WHOLE)
    corrected = () if is_of_a_reminder(low) else read_correction(text, low, now)
    if whole := whole or corrected:
        return tuple(map(plainly_titled, whole))
    spans = sentences(low)
    listed = read_lines(text, low, spans, now)
    if listed:
        return listed
    found: list[Request] = []
    behind: list[Request] = []
    parted = [answered_first(low, clauses(low, sentence)) for sentence in spans]
    if _is_too_much(text, parted):
        raise TooMuch
    for sentence, parts in zip(spans, parted, strict=True):
        apart = text[: sentence.start].rstrip(" ").endswith("\n\n")
        if told := with_what_is_said(behind, sentence.of(text), now, apart=apart):
            found[-len(told) :] = behind = told
            continue
        behind = _of_sentence(text, low, parts, now)
        found.extend(behind)
    listing = listed_on(low, enumerated(explained(text, found, now)))
    return settled(text, linked(low, listing, now), now)


_MOST_OF_TIMES = 80
"""How many words of days, hours and numbers are read: 30 requests have fewer."""


def _is_too_much(text: str, parted: list[list[Span]]) -> bool:
    """Whether it is more than is read one by one; lists and what is a single thing are not."""
    lengths = [min(each.end - each.start, LONG_CLAUSE) for parts in parted for each in parts]
    if len(lengths) > MOST_CLAUSES or sum(lengths) > MOST_IN_CLAUSES:
        return True
    if len(text) <= _MOST_OF_TIMES * len("9 "):
        return False
    return sum(bool(token.kinds) for token in tokenize(text)) > _MOST_OF_TIMES


def _of_sentence(text: str, low: str, parts: list[Span], now: datetime) -> list[Request]:
    """The requests of a sentence's clauses; “make it urgent” behind a task is of that task."""
    found: list[Request] = []
    last: list[Request] = []
    for clause in parts:
        said = bare_clause(clause.of(low), clause.start).of(text)
        if told := with_what_is_said(last, said, now):
            found[-len(told) :] = last = told
            continue
        last = list(read_clause(text, low, clause, now))
        found.extend(last)
    return found
