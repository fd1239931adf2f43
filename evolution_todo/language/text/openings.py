"""What a pattern's matches begin with: a clause that begins otherwise need not be tried.

Compiling hundreds of patterns takes longer than a message may; most are ruled out by their first
letters, so that only those are compiled which a message comes near.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LITERAL = re.compile(r"[a-z0-9' -]*")
_GROUP = re.compile(r"\((?:\?:|\?>|\?P<\w+>)?")
_AROUND = re.compile(r"\(\?<?[=!]")
_EDGE = r"\b"
_OPTIONAL = re.compile(r"(?:[?*]|\{0?,\d*\})[?+]?")


@cache
def openings(pattern: str) -> tuple[str, ...]:
    """Texts of which every match begins with one; empty where it may begin with anything.

    `(?:skip|leave out) .*` gives “skip” and “leave out”.
    """
    found = _of_any(pattern)
    return () if found is None else tuple(sorted(found))


def _of_any(pattern: str) -> set[str] | None:
    """The openings of all alternatives, None where one of them may begin with anything."""
    found: set[str] = set()
    for alternative in _split(pattern):
        said = _of_one(alternative)
        if said is None:
            return None
        found |= said
    return found


def _of_one(said: str) -> set[str] | None:
    said = said.removeprefix(_EDGE)
    if _AROUND.match(said):
        return _of_one(said[_end_of_group(said) :])
    group = _GROUP.match(said)
    if group is None:
        return _of_text(said)
    end = _end_of_group(said)
    inner, rest = _of_any(said[group.end() : end - 1]), said[end:]
    optional = _OPTIONAL.match(rest)
    if inner is None or optional is None:
        return inner
    later = _of_one(rest[optional.end() :])
    return None if later is None else inner | later


def _of_text(said: str) -> set[str] | None:
    literal = _LITERAL.match(said)
    assert literal is not None  # noqa: S101 - it may match nothing, but it matches
    text = literal[0]
    if _OPTIONAL.match(said, literal.end()):
        text = text[:-1]
    return {text} if text else None


def _split(pattern: str) -> list[str]:
    """The alternatives of a pattern that no brackets hold together."""
    parts, start = [], 0
    for at, depth in _depths(pattern):
        if pattern[at] == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


def _end_of_group(pattern: str) -> int:
    """The place behind the bracket that closes the group which the pattern begins with."""
    return next(at + 1 for at, depth in _depths(pattern) if pattern[at] == ")" and not depth)


_SIGNS = re.compile(r"\\.|\[(?:\\.|[^\]])+\]|[()|]")


def _depths(pattern: str) -> Iterator[tuple[int, int]]:
    """Every bracket and bar with how many brackets stay open at it."""
    depth = 0
    for sign in _SIGNS.finditer(pattern):
        depth -= sign[0] == ")"
        if sign[0] in {"(", ")", "|"}:
            yield sign.start(), depth
        depth += sign[0] == "("
