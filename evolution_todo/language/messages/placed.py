"""What is to become of several tasks, each by its number or its place: “1 done, 2 tomorrow”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.messages.joining import by_place
from evolution_todo.language.messages.tails import LONGEST
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from evolution_todo.language.messages.tails import Read
    from evolution_todo.language.requests.request import Request

_NUMBER = r"(?:(?:task|number|no\.?) ?)?#?\d{1,3}(?!\d|[:./-]\d|[ap]m| ?(?:st|nd|rd|th|%)\b)"
_PLACE = (
    r"(?:the )?(?:first|second|third|fourth|fifth|sixth|last)(?: (?:one|task))?"
    r"(?! (?:of|day|thing|week|time)\b)"
)
_RUN = r"(?:{0})(?:(?:,? and |, ?| ?& ?)(?:{0}))*"
_NUMBERS, _PLACES = _RUN.format(_NUMBER), _RUN.format(_PLACE)
_LED = r"(?:(?:ok|okay|so|right|yes|well|please)[\s,]+)*"
_PIECE = re.compile(
    rf"(?:^\s*{_LED}|\s*[,;.\n]\s*(?:(?:and|then|but)\s+)?|\s+(?:and|then|but)\s+|\s+(?={_PLACES}))"
    rf"(?P<which>{_NUMBERS}|{_PLACES})(?P<link> ?[:=–-]+>? ?|\s+)(?P<what>(?!(?:and|or)\b)[a-z])"
)
_MOST = 12


def read_placed(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """The requests of a message that goes from task to task by number or place.

    Args:
        text: The message as typed.
        low: The same as the grammar reads it.
        now: The present moment, in the person's zone.
        read: What reads one of them.

    Returns:
        Nothing where it does not begin so, or where not each piece says what is to become of one.
    """
    pieces = list(_PIECE.finditer(low)) if len(text) <= LONGEST else []
    if not 1 < len(pieces) <= _MOST or pieces[0].start() > 0:
        return ()
    ends = [*(each.start() for each in pieces[1:]), len(text)]
    found = [_piece(text, each, end, now, read) for each, end in zip(pieces, ends, strict=True)]
    return tuple(by_place(list(filter(None, found)))) if all(found) else ()


def _piece(text: str, piece: re.Match[str], end: int, now: datetime, read: Read) -> Request | None:
    """What one piece asks, however short it says it: “2 tomorrow”, “3 delete”."""
    span = Span(piece.start("which"), end)
    which = text[piece.start("which") : piece.end("which")]
    what = text[piece.start("what") : end].strip(" ,.;!")
    for said in _wordings(which, what, span.of(text), now):
        asked = read(said, now)
        told = (asked[0].instead or asked[0]) if len(asked) == 1 else None
        if told and told.target and told.target.kind in _BY_PLACE and told.intent in _DEEDS:
            return replace(told, span=span, text=span.of(text), bare=False, confidence=1.0)
    return None


def _wordings(which: str, what: str, said: str, now: datetime) -> Iterator[str]:
    """How a piece may be said in full; to what a task is moved must be a time and no thing."""
    yield said
    yield f"{what} {which}"
    if not read_task(what, now).title:
        yield f"move {which} to {what}"
        yield f"make {which} {what}"


_BY_PLACE = frozenset({ReferenceKind.NUMBER, ReferenceKind.POSITION, ReferenceKind.LAST})
_DEEDS = frozenset(
    {
        Intent.COMPLETE,
        Intent.UNCOMPLETE,
        Intent.DELETE,
        Intent.RESCHEDULE,
        Intent.UPDATE,
        Intent.TAG,
        Intent.UNTAG,
        Intent.REMIND,
    }
)
