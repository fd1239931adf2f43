"""Spans: half-open stretches of the text a person wrote, and cutting them out of it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARACTERS = 4_000

_QUOTES = {'"': '"', "“": "”", "«": "»", "‘": "’", "'": "'"}
_MARK = re.compile(f"[{''.join(_QUOTES)}]")
# Words that lead to what was cut; "on", "in" and "for" may belong to the words before them.
_DANGLING = frozenset(
    {"at", "by", "from", "until", "till", "and", "due", "with", "starting", "is", "are"}
)
DETERMINERS = frozenset({"the", "a", "an", "my", "our", "your", "this", "that"})
"""What a name stands behind, and no time."""
_EDGE = " \t\r\n,;:-–—"


MOST_CLAUSES = 30
"""How many clauses of a message are read one by one: more than anyone says in one breath."""

MOST_IN_CLAUSES = 1_600
"""Characters of all of them, of which one that runs on counts with `LONG_CLAUSE`: two minutes."""
LONG_CLAUSE = 160
"""Characters of a clause that is looked at in every way; what is longer is hardly an order."""


class TooLong(ValueError):
    """The text is longer than `MAX_CHARACTERS`; nothing of it was read."""

    code = "text_too_long"
    message = f"That text is longer than {MAX_CHARACTERS:,} characters."
    next_step = "Send it in shorter pieces."

    def __init__(self) -> None:
        super().__init__(self.message)


class TooMuch(TooLong):
    """The message asks for more than is read at once; nothing of it was read."""

    message = "That is too much to read at once."
    next_step = "Send it in shorter pieces, or a list with one task a line."


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch of `text` this span names."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def check_length(text: str) -> None:
    """Refuse a text no parser should be handed.

    Raises:
        TooLong: over `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLong


@lru_cache(maxsize=128)
def quoted(text: str) -> tuple[Span, ...]:
    """The quoted stretches of `text`, quotation marks included; an apostrophe opens nothing."""
    spans: list[Span] = []
    unclosed: set[str] = set()
    position = 0
    for found in _MARK.finditer(text):
        mark, start = found[0], found.start()
        if start < position or mark in unclosed or not _opens(text, start):
            continue
        end = _closing(text, start)
        if not end:
            unclosed.add(mark)
        if end - start > len('""'):
            spans.append(Span(start, end))
            position = end
    return tuple(spans)


def _opens(text: str, start: int) -> bool:
    return not start or not (text[start - 1].isalnum() or text[start - 1] == "'")


def _closing(text: str, start: int) -> int:
    """The end of the quotation that opens at `start`; 0 where none of that mark closes any more."""
    mark = _QUOTES[text[start]]
    end = text.find(mark, start + 1)
    while mark in "'’" and end > 0 and text[end + 1 : end + 2].isalnum():
        end = text.find(mark, end + 1)
    return end + 1


def substituted(pattern: re.Pattern[str], template: str, text: str) -> str:
    """`text` with `template` in the place of every match; quoted text never changes."""
    inside = quoted(text)

    def put(found: re.Match[str]) -> str:
        kept = any(Span(*found.span()).overlaps(each) for each in inside)
        return found[0] if kept else found.expand(template)

    return pattern.sub(put, text)


def cut(text: str, spans: "Iterable[Span]") -> str:
    """`text` without the spans; whitespace, stray punctuation and dangling words tidied."""
    pieces: list[str] = []
    position = 0
    for span in sorted(spans):
        pieces.append(_before_cut(text[position : max(position, span.start)], first=not position))
        position = max(position, span.end)
    rest = text[position:]
    pieces.append(
        rest.lstrip(_EDGE + ".!?") if not rest.strip(_EDGE + ".!?") else _after_cut(rest, position)
    )
    return " ".join(_EMPTY.sub(" ", " ".join(pieces)).split())


_FULL_STOP = re.compile(r"(?:(?<=\w\w\w)(?<! etc)|^)[.!]$")
"""What ends a sentence before a cut, and no short form."""
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")


def _before_cut(piece: str, *, first: bool) -> str:
    piece = piece.rstrip(_EDGE) if first else piece.strip(_EDGE)
    piece = _FULL_STOP.sub("", piece)
    while piece and _dangles(piece):
        piece = piece.rpartition(" ")[0].rstrip(_EDGE)
    return piece


def _dangles(piece: str) -> bool:
    """Whether it ends in a word that led to what was cut; “the till”, “looked at” are whole."""
    before, _, last = piece.lower().rpartition(" ")
    return last in _DANGLING and before.rpartition(" ")[2] not in DETERMINERS | {"looked"}


def _after_cut(piece: str, position: int) -> str:
    return piece.strip() if not position else piece.strip(_EDGE)
