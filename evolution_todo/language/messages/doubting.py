"""Requests of words that are not meant: asked about, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.earnest import Earnest, find_unmeant, is_taken_back

if TYPE_CHECKING:
    from collections.abc import Iterable

DOUBTED = 0.45
"""How sure a reading is that is asked about before anything is written."""
_UNHURT = frozenset({Intent.ADD, Intent.REMIND, Intent.TAG})
"""What may be carried out though it is thought aloud, since it takes nothing away."""
_ON_CONDITION = re.compile(r"\W*(?:if|unless)\b", re.IGNORECASE)


def in_earnest(low: str, found: Iterable[Request]) -> list[Request]:
    """The requests as far as they are meant: “if it rains, delete it” is asked about.

    Args:
        low: The message as the grammar reads it.
        found: What it is read or supposed to ask for.
    """
    requests = list(found)
    if requests and is_taken_back(low):
        return [Request(Intent.CANCEL, requests[0].span, requests[0].text)]
    for unmeant in find_unmeant(low):
        span = unmeant.span
        requests = [
            _as_meant(each, unmeant.how)
            if each.span.start < span.end and span.start < each.span.end
            else each
            for each in requests
        ]
    return requests


def _as_meant(request: Request, how: Earnest) -> Request:
    if how is Earnest.NOTHING:
        return Request(Intent.NONE, request.span, request.text)
    instead = _as_meant(request.instead, how) if request.instead else None
    sure = request.confidence
    if request.intent not in _UNHURT or _ON_CONDITION.match(request.text):
        sure = min(sure, DOUBTED)
    return replace(request, instead=instead, confidence=sure)
