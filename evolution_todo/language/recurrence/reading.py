"""Recurrences said in English, as RFC 5545 rules or as cron, and what they fall on.

What English means is in `rules`; a rule's dates on the clocks of a zone are in `occurrences`.
"""

from datetime import datetime

from evolution_todo.language.recurrence import month_rules, rule_details
from evolution_todo.language.recurrence.laying_out import (
    Recurrence,
    Said,
    lay_out,
    say_left_out,
    stored,
)
from evolution_todo.language.recurrence.occurrences import (
    CRON,
    RecurrenceError,
    next_occurrence,
    pattern_of,
)
from evolution_todo.language.recurrence.rules import (
    RECURRENCES,
    Parts,
)
from evolution_todo.language.recurrence.saying import say_rule
from evolution_todo.language.text.spans import Span, check_length, quoted
from evolution_todo.language.times.expressions import boundary
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.moments import TimeError, UnreadableTime
from evolution_todo.language.times.parse import Parse
from evolution_todo.language.times.tokens import tokenize

__all__ = [
    "Recurrence",
    "RecurrenceError",
    "find_recurrence",
    "next_occurrence",
    "pattern_of",
    "read_recurrence",
    "say_left_out",
    "say_rule",
]

VOCABULARIES = (month_rules, rule_details)
_EDGES = " \t\r\n,;.!?"


def find_recurrence(text: str, now: datetime) -> Recurrence | None:
    """The recurrence said in `text`, or None; quoted text is skipped.

    Raises:
        TooLong: over 4,000 characters.
        RecurrenceError, ImpossibleTime: the text asks for one that cannot be.
    """
    said = find_said(text, now)
    return lay_out(said, text, now) if said else None


def find_said(text: str, now: datetime) -> Said | None:
    """The recurrence said in `text`, not yet laid on the calendar.

    Raises:
        TooLong, RecurrenceError, ImpossibleTime: as `find_recurrence`.
    """
    check_length(text)
    return said_recurrence(Parse(RECURRENCES, tokenize(text), Context(now)), text)


def said_recurrence(parse: Parse, text: str) -> Said | None:
    """The recurrence among the tokens of `text`."""
    for index in parse.places("repeat", "at_clocks"):
        found = _at(parse, index)
        if parse.spent:
            return None
        if found:
            parts, end = found
            return Said(Span(parse.tokens[index].start, parse.tokens[end - 1].end), parts)
    return _find_cron(text)


def _find_cron(text: str) -> Said | None:
    """A cron expression in the text; it has a star, as telephone numbers have not."""
    quotes = quoted(text)
    for match in CRON.finditer(text):
        span = Span(*match.span())
        whole = not text[: span.start].strip() and not text[span.end :].strip()
        if ("*" in match[0] or whole) and not any(quote.overlaps(span) for quote in quotes):
            return Said(span, Parts(), cron=match[0])
    return None


def _at(parse: Parse, index: int) -> tuple[Parts, int] | None:
    """The recurrence that begins at a token; a time of day may stand before it."""
    before = parse.match("at_clocks", index)
    head_at, said = index, Parts()
    if before and isinstance(before.value, Parts):
        head_at, said = before.end, before.value
        head_at += parse.word(head_at) in {",", "on"}
    for begin, parts in dict.fromkeys(((index, Parts()), (head_at, said))):
        head = parse.match("repeat", begin)
        if head is None:
            continue
        if isinstance(head.value, TimeError):
            raise _spanned(head.value, parse, index, head.end)
        merged = parts.merged(head.value)
        if merged is not None:
            return _with_more(parse, merged, index, head.end)
    return None


def _with_more(parse: Parse, parts: Parts, start: int, end: int) -> tuple[Parts, int] | None:
    head_end = end
    for _ in range(10):
        skip = end + (parse.word(end) in {",", "and"})
        more = parse.match("more", skip) or parse.match("more", end)
        if more is None:
            break
        if isinstance(more.value, TimeError):
            raise _spanned(more.value, parse, start, more.end)
        merged = parts.merged(more.value)
        weak = any(clock.weak for clock in more.value.clocks)
        if merged is None or (weak and not boundary(parse, more.end)):
            break
        parts, end = merged, more.end
    attributive = parts.loose and end == head_end and not boundary(parse, end)
    return None if attributive else (parts, end)


def _spanned(error: TimeError, parse: Parse, start: int, end: int) -> TimeError:
    error.span = Span(parse.tokens[start].start, parse.tokens[end - 1].end)
    return error


def read_recurrence(text: str, now: datetime) -> Recurrence:
    """Read a text that is one recurrence: English, an RRULE ("FREQ=…") or a cron expression.

    Raises:
        TooLong: over 4,000 characters.
        RecurrenceError, ImpossibleTime: the rule is malformed or can never happen.
        UnreadableTime: it is no recurrence.
    """
    check_length(text)
    written = text.strip()
    whole = Span(0, len(text))
    if written.upper().startswith(("RRULE:", "FREQ=")):
        return stored(whole, text, now, rrule=written)
    said = find_said(text, now)
    if said is None or said.span.of(text).strip(_EDGES) != text.strip(_EDGES):
        raise UnreadableTime(
            f"I can't read “{written[:60]}” as a recurrence.", next_step=RecurrenceError.next_step
        )
    return lay_out(said, text, now)
