"""A right date after one that does not exist: “31 June”, and then “sorry, the 30th”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import FUNCTION_WORDS, vocabulary, words_of
from evolution_todo.language.times.reading import ImpossibleTime, TimeError, find_times
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from datetime import datetime

    from todo_agent.recall import Exchange


def with_dates_mended(memory: Memory, now: datetime) -> Memory:
    """The conversation, each impossible date replaced by the one that was said for it next.

    A message that such a date made fail did nothing, and is not read again.
    """
    told: list[Exchange] = []
    for exchange in memory.exchanges:
        failed = told.pop() if told and _failed(told[-1]) else None
        mended = _mended(failed.message, exchange.message, now) if failed else None
        told.append(replace(exchange, message=mended) if mended else exchange)
    return Memory(tuple(told))


def _failed(exchange: Exchange) -> bool:
    return not exchange.runs and exchange.reply.endswith(ImpossibleTime.next_step)


def _mended(failed: str, said: str, now: datetime) -> str | None:
    """What failed, with the time that a message says and nothing besides."""
    wrong, right = _impossible(failed, now), _alone(said, now)
    if wrong is None or right is None:
        return None
    pieces = [
        _in_its_place(piece, right) if _impossible(piece, now) else piece
        for piece in _PIECES.split(wrong.of(failed))
    ]
    return f"{failed[: wrong.start]}{' '.join(pieces)}{failed[wrong.end :]}"


def _impossible(said: str, now: datetime) -> Span | None:
    try:
        find_times(said, now)
    except TimeError as error:
        return error.span
    return None


def _alone(said: str, now: datetime) -> str | None:
    """The words of the one time in a message that says only which it is."""
    span = _said_at(said, now)
    rest = words_of(f"{said[: span.start]} {said[span.end :]}") if span else []
    return span.of(said) if span and set(rest) <= _SAID_BESIDE else None


def _said_at(said: str, now: datetime) -> Span | None:
    """Where a message says its one time, or its one day of a month."""
    try:
        times = find_times(said, now)
    except TimeError as error:
        return error.span
    if len(times) == 1:
        return times[0].span
    day = None if times else _DAY_ALONE.search(said)
    return Span(*day.span()) if day else None


def _in_its_place(wrong: str, right: str) -> str:
    """“On 31 June”, “the 30th”: the month stays, and so does the word before a date."""
    day = _DAY_ALONE.fullmatch(right)
    if day and _DAY.search(wrong):
        return _DAY.sub(day["day"], wrong, count=1)
    lead = _LED.match(wrong)
    return right if lead is None or _LED.match(right) else lead[0] + right


_PIECES = re.compile(r"\s+(?=(?:at|on|by)\b)", re.IGNORECASE)
_LED = re.compile(r"(?:at|on|by|to|for|until|till|before|from)\s+", re.IGNORECASE)
_DAY_ALONE = re.compile(
    r"\b(?:(?:on|to|for|by) )?(?:the )?(?P<day>\d{1,2}(?:st|nd|rd|th)?)\b", re.IGNORECASE
)
_DAY = re.compile(r"(?<![\d-])\d{1,2}(?:st|nd|rd|th)?\b(?!-)", re.IGNORECASE)
_ASKING = vocabulary("what which who when where how why")
_SAID_BESIDE = (FUNCTION_WORDS - _ASKING) | vocabulary(
    "sorry oops whoops haha lol ah oh hmm yes no ok okay right well actually rather instead then"
    " mean meant mine bad mistake typo course should say said make it use same time day date please"
    " thanks i'm let's let go with correct correction it's that's"
)
"""Words with which a time is corrected and nothing is asked for."""
