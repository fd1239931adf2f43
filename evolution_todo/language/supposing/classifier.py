"""A second opinion on what a message asks for, where the grammar finds nothing.

A linear classifier over words, pairs of words and what went just before. It says only the kind of
request; values and tasks are always read by the grammar. `training/classifier.py` makes its
weights, from sentences written for this project (`training/sentences`, `training/follow_ups`).
"""

from __future__ import annotations

import json
import re
from array import array
from base64 import b64decode
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING

from evolution_todo.language.recurrence.reading import find_said
from evolution_todo.language.text.clauses import lowered
from evolution_todo.language.text.spans import Span, quoted
from evolution_todo.language.text.words import FUNCTION_WORDS, TASK_VERBS, words_of
from evolution_todo.language.times.reading import TimeError, find_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, tzinfo


class Kind(StrEnum):
    """What a person may want of a task assistant; NONE is all that is for somebody else.

    SAME is what was just done, to another task as well; SWAP to another one instead.
    """

    ADD = "add"
    REMIND = "remind"
    LIST = "list"
    COMPLETE = "complete"
    UNCOMPLETE = "uncomplete"
    RESCHEDULE = "reschedule"
    RENAME = "rename"
    PRIORITY = "priority"
    TAG = "tag"
    DELETE = "delete"
    SNOOZE = "snooze"
    MOVE_REMINDER = "move_reminder"
    CANCEL_REMINDER = "cancel_reminder"
    REPEAT = "repeat"
    UNDO = "undo"
    SAME = "same"
    SWAP = "swap"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    TALK = "talk"
    NONE = "none"


class Situation(StrEnum):
    """What the assistant did or said just before."""

    ADDED = "added"
    ADDED_DATED = "added_dated"
    MOVED = "moved"
    COMPLETED = "completed"
    REOPENED = "reopened"
    DELETED = "deleted"
    RENAMED = "renamed"
    PRIORITISED = "prioritised"
    TAGGED = "tagged"
    REPEATED = "repeated"
    REMINDED = "reminded"
    SHOWN_ONE = "shown_one"
    SHOWN_MANY = "shown_many"
    SHOWN_NONE = "shown_none"
    SHOWN_REMINDERS = "shown_reminders"
    UNDONE = "undone"
    WHICH = "which"
    SURE = "sure"
    OFFERED = "offered"
    WHAT = "what"
    LOST = "lost"
    TALKED = "talked"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message follows: the situation, and the title of the task it was about, if any."""

    situation: Situation
    title: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely each kind is, 0 to 1.

    `of_it` is the probability that it is about the task dealt with just before, not another.
    """

    chances: Mapping[Kind, float]
    of_it: float

    @property
    def is_of_it(self) -> bool:
        """Whether the task dealt with just before is the likelier one."""
        return self.of_it >= _AS_LIKELY

    @property
    def kind(self) -> Kind:
        """The likeliest."""
        return self.among(self.chances)[0]

    @property
    def probability(self) -> float:
        """That of the likeliest."""
        return self.chances[self.kind]

    def among(self, kinds: Iterable[Kind]) -> tuple[Kind, float]:
        """The likeliest of some kinds, and how likely it is if it is one of them."""
        likely = {kind: self.chances.get(kind, 0.0) for kind in kinds}
        best = max(likely, key=likely.__getitem__)
        return best, likely[best] / (sum(likely.values()) or 1)


_AS_LIKELY = 0.5
MOST_CHARACTERS = 200
"""Longer messages are told in sentences that the classifier has not learnt to weigh."""


def opinion_of(said: str, now: datetime, *, after: Setting | None = None) -> Opinion:
    """The kind of request that a clause most likely is.

    Args:
        said: The clause as typed.
        now: The present moment, aware, in the person's zone.
        after: What it follows; None for the first message of a conversation.
    """
    if len(said) > MOST_CHARACTERS:
        return Opinion(dict.fromkeys(Kind, 0.0), 0.0)
    return _opinion_of(said, now, now.tzinfo, after)


@lru_cache(maxsize=64)
def _opinion_of(said: str, now: datetime, _zone: tzinfo | None, after: Setting | None) -> Opinion:
    """The opinion, kept as a turn asks for it again in each of its rounds.

    Moments in two zones may be equal, so that the zone is a key of its own.
    """
    model = _model()
    *scores, of_it = model.scores(features(said, now, after=after, known=model.known))
    highest = max(scores)
    weights = [exp(each - highest) for each in scores]
    total = sum(weights)
    chances = {kind: weight / total for kind, weight in zip(model.kinds, weights, strict=True)}
    return Opinion(chances, 1 / (1 + exp(-of_it)) if after else 0.0)


@dataclass(frozen=True, slots=True)
class _Model:
    """What was learnt: for each feature a row with a weight for each kind, and one for `of_it`."""

    kinds: tuple[Kind, ...]
    known: frozenset[str]
    rows: dict[str, int]
    weights: array[int]

    def scores(self, found: Iterable[str]) -> list[float]:
        """How much speaks for each kind, and last for the task dealt with before."""
        width = len(self.kinds) + 1
        sums = [0] * width
        for row in (self.rows[each] for each in (BIAS, *found) if each in self.rows):
            for place, weight in enumerate(self.weights[row * width : (row + 1) * width]):
                sums[place] += weight
        return [each / SCALE for each in sums]


@cache
def _model() -> _Model:
    stored = json.loads(files(__package__).joinpath("classifier.json").read_text("utf-8"))
    return _Model(
        tuple(map(Kind, stored["kinds"])),
        frozenset(stored["known"]),
        {feature: row for row, feature in enumerate(stored["features"])},
        array("b", b64decode(stored["weights"])),
    )


SCALE = 28
"""Weights are stored as bytes, in parts of so many."""
BIAS = ""
"""The feature of every message."""


def features(
    said: str, now: datetime, *, known: frozenset[str], after: Setting | None = None
) -> set[str]:
    """What is weighed: each word, each pair of words, each run of four letters, and the length.

    Words outside `known` count by their form alone, so that what a task is called says little.
    Behind something else each word counts once more for what it says there.
    """
    said_words = tokens(said, now)
    words = [word if word in known or word[0] == "<" else _form(word) for word in said_words]
    pairs = {f"{one} {two}" for one, two in pairwise(["^", *words, "$"])}
    letters = {run for word in said_words if word[0] != "<" for run in _runs(f"({word})")}
    led = {"^verb"} if words and words[0] in TASK_VERBS else set[str]()
    found = {*words, *pairs, *letters, *led, f"length {min(len(words), 9) // 2}"}
    return found | _behind(after, said_words, words) if after else found


def _behind(after: Setting, said_words: list[str], words: list[str]) -> set[str]:
    title = {word for word in words_of(after.title) if word not in FUNCTION_WORDS}
    shared = "@its" if title.intersection(said_words) else "@not its"
    place = f"@{after.situation}"
    there = {f"{where} {word}" for where in ("@", place) for word in words}
    return {"@", place, shared, f"{place} {shared}", *there}


def _runs(word: str) -> set[str]:
    return {f"…{word[at : at + 4]}" for at in range(max(1, len(word) - 3))}


def _form(word: str) -> str:
    if word in TASK_VERBS:
        return "<verb>"
    ending = re.search(r"(?:ing|ed|s)$", word)
    return f"<x{ending[0]}>" if ending and len(word) > 4 else "<x>"


_TOKEN = re.compile(r"<\w+>|#?[^\W_]+(?:['.-][^\W_]+)*|[?]")


def tokens(said: str, now: datetime) -> list[str]:
    """The words in lower case; times, rules, quotations, tags and numbers by their kind alone."""
    low = lowered(said)
    marks = [(span, "<quote>") for span in quoted(said)]
    marks += [(span, mark) for span, mark in _times(said, now) if not _within(span, marks)]
    for span, mark in sorted(marks, reverse=True):
        low = f"{low[: span.start]} {mark} {low[span.end :]}"
    return [_kind_of(word) for word in _TOKEN.findall(low)]


def _within(span: Span, marks: list[tuple[Span, str]]) -> bool:
    return any(span.start < other.end and other.start < span.end for other, _ in marks)


def _times(said: str, now: datetime) -> list[tuple[Span, str]]:
    try:
        rule = find_said(said, now)
        found = [(rule.span, "<rule>")] if rule else []
        times = [(time.span, "<time>") for time in find_times(said, now)]
    except TimeError:
        return []
    return found + [each for each in times if not _within(each[0], found)]


def _kind_of(word: str) -> str:
    if word.startswith("#"):
        return "<number>" if word[1:].isdigit() else "<tag>"
    return "<number>" if word.isdigit() else word
