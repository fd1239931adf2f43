"""Deeds told of ("called ann", "got ham and rice"), and how well a task's title asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from evolution_todo.language.text import verbs
from evolution_todo.language.text.words import (
    COMMON_WORDS,
    FUNCTION_WORDS,
    content,
    stem,
    vocabulary,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fit(IntEnum):
    """How well a task is what a deed did, the better the higher."""

    NOT = 0
    PARTLY = 1
    """The verb is the task's, and what it was done to is only like the task's, or unsaid."""
    THING = 2
    """The task names a thing, or the deed may be any: “did the dishes”, “Gym”."""
    ALIKE = 3
    """Verb and things agree, and one of the two says more."""
    SAME = 4


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done: the verbs its first word may be a form of, and the stems of the rest.

    `head` is the first of these: what the deed was done to, and not who was there or where.
    """

    verbs: frozenset[str]
    things: frozenset[str]
    head: str = ""

    def covers(self, things: frozenset[str]) -> bool:
        """Whether all that a task names is told of, what it was done to among it."""
        return things <= self.things and self.head in things


_PART = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+(?:then\s+|also\s+)?|\s*&\s*|\s*\+\s*|\s+plus\s+")
_NOT_DONE = re.compile(r",? \b(?:but|except|not|still)\b")
_COMMON = frozenset(stem(word) for word in COMMON_WORDS)
_MOST_PARTS = 8
_PARTICLES = vocabulary("back over round around away along through home")
"""Words behind a verb that name nothing: “got back from the dentist”."""


def read_deed(said: str) -> Deed:
    """What a phrase tells of as one deed: “paid the gas bill”."""
    words = words_of(said)
    done = verbs.named(words[0]) if words else frozenset[str]()
    if words and (doing := verbs.of_gerund(words[0])):
        done |= {doing}
    rest = words[1:] if done else words
    return _deed(done, rest[1:] if done and rest[:1] and rest[0] in _PARTICLES else rest)


def _deed(done: frozenset[str], words: list[str]) -> Deed:
    things = _telling(words)
    stems = content(" ".join(words))
    return Deed(done, things, next((each for each in stems if each in things), ""))


def read_deeds(said: str) -> tuple[Deed, ...]:
    """Each deed of a phrase: “called ann and bea, paid the rent” are three."""
    found: list[Deed] = []
    for part in _PART.split(without_what_is_not(said))[:_MOST_PARTS]:
        words = words_of(part)
        own = verbs.bases(words[0]) if words else frozenset[str]()
        if own or not found:
            found.append(read_deed(part))
        elif words:
            found.append(_deed(found[-1].verbs, words))
    return tuple(_of_the_next(each, found[at + 1 :]) for at, each in enumerate(found))


def unmet(said: str, titles: Sequence[str]) -> list[str]:
    """The things of a row done that none of these tasks asks for: “did the beds and the hall”.

    Whatever else is told beside a deed (“…, and had a rest”) is no task that is missed.
    """
    deeds = read_deeds(said)
    parts = [each for each in _PART.split(without_what_is_not(said))[:_MOST_PARTS] if each.strip()]
    if len(parts) < 2 or len(parts) != len(deeds):
        return []
    missed = []
    for part, deed in zip(parts, deeds, strict=True):
        led = verbs.bases(words_of(part)[0]) if words_of(part) else frozenset[str]()
        of_any = verbs.of_any_deed(deed.verbs)
        thing = (part.partition(" ")[2] if led else part).strip(" .!")
        named = _ARTICLE.sub("", thing.lower()).split()
        if not named or len(named) > _MOST_WORDS or not FUNCTION_WORDS.isdisjoint(named):
            continue
        if (of_any or not led) and not any(fit(deed, each) for each in titles):
            missed.append(thing)
    return missed


_ARTICLE = re.compile(r"^(?:the|my|our|his|her|their|some|an?)\s+")
_MOST_WORDS = 3
"""Of how many words a thing is: more of them tell something besides."""


def _of_the_next(deed: Deed, behind: Sequence[Deed]) -> Deed:
    """“Uploaded and tagged the photos”: the first is of what the second names."""
    if deed.things or not behind:
        return deed
    return replace(deed, things=behind[0].things, head=behind[0].head)


def without_what_is_not(said: str) -> str:
    """What is told without what is said not to be done: “paid Sam, but still owe Lou”."""
    return _NOT_DONE.split(said)[0]


def fit(deed: Deed, title: str) -> Fit:
    """How well a task of this title asks for the deed."""
    words = words_of(title)
    if not words:
        return Fit.NOT
    asked = verbs.named(words[0])
    if asked and verbs.same(deed.verbs, asked):
        return _of_the_same_verb(deed, _telling(words[1:]))
    of_any = not asked or verbs.of_any_deed(deed.verbs)
    things = _telling(words[1:] if asked and of_any else words)
    if of_any and (itself := _of_the_verb_itself(deed, asked, things)):
        return itself
    if of_any and verbs.is_known(deed.verbs) and deed.things and things:
        return Fit.THING if deed.covers(things) or deed.things <= things else Fit.NOT
    whole = verbs.is_known(deed.verbs) and bool(things) and deed.covers(things)
    return Fit.THING if whole else Fit.NOT


def _of_the_verb_itself(deed: Deed, asked: frozenset[str], things: frozenset[str]) -> Fit:
    """“Did the hoovering” is of “Hoover”, and may be of “Hoover the stairs”."""
    if not deed.things or not deed.things <= {stem(verb) for verb in asked}:
        return Fit.NOT
    return Fit.PARTLY if things else Fit.ALIKE


def _of_the_same_verb(deed: Deed, things: frozenset[str]) -> Fit:
    if things == deed.things:
        return Fit.SAME
    if not deed.things or not things:
        return Fit.ALIKE if not things else Fit.PARTLY
    if deed.covers(things) or deed.things <= things:
        return Fit.ALIKE
    shared = len(things & deed.things)
    return Fit.PARTLY if 2 * shared >= min(len(things), len(deed.things)) else Fit.NOT


def _telling(words: list[str]) -> frozenset[str]:
    """The stems that tell things apart; common ones only where there are no others."""
    stems = frozenset(content(" ".join(words)))
    return stems - _COMMON or stems
