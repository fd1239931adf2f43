"""A second opinion on what a message asks for, where the grammar finds nothing.

A linear classifier over words and pairs of words. It says only the kind of request; values and
tasks are always read by the grammar. `training/classifier.py` makes its weights, from sentences
written for this project (`training/sentences`).
"""

from __future__ import annotations

import json
import re
from array import array
from base64 import b64decode
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING

from evolution_todo.language.clauses import lowered
from evolution_todo.language.recurrence import find_said
from evolution_todo.language.spans import Span, quoted
from evolution_todo.language.times import TimeError, find_times
from evolution_todo.language.words import TASK_VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Kind(StrEnum):
    """What a person may want of a task assistant; NONE is all that is for somebody else."""

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
    CANCEL_REMINDER = "cancel_reminder"
    REPEAT = "repeat"
    UNDO = "undo"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    TALK = "talk"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Opinion:
    """The most likely kind and its probability, 0 to 1, after calibration on unseen writers."""

    kind: Kind
    probability: float


MOST_CHARACTERS = 200
"""Longer messages are told in sentences that the classifier has not learnt to weigh."""


def opinion_of(said: str, now: datetime) -> Opinion:
    """The kind of request that a clause most likely is.

    Args:
        said: The clause as typed.
        now: The present moment, aware, in the person's zone.
    """
    if len(said) > MOST_CHARACTERS:
        return Opinion(Kind.NONE, 0.0)
    model = _model()
    scores = model.scores(features(said, now, known=model.known))
    highest = max(scores)
    kind = model.kinds[scores.index(highest)]
    return Opinion(kind, 1 / sum(exp(each - highest) for each in scores))


@dataclass(frozen=True, slots=True)
class _Model:
    """What was learnt: a row of weights for each feature, a weight in it for each kind."""

    kinds: tuple[Kind, ...]
    known: frozenset[str]
    rows: dict[str, int]
    weights: array[int]

    def scores(self, found: Iterable[str]) -> list[float]:
        """How much speaks for each kind."""
        width = len(self.kinds)
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


def features(said: str, now: datetime, *, known: frozenset[str]) -> set[str]:
    """What is weighed: each word, each pair of words, each run of four letters, and the length.

    Words outside `known` count by their form alone, so that what a task is called says little.
    """
    said_words = tokens(said, now)
    words = [word if word in known or word[0] == "<" else _form(word) for word in said_words]
    pairs = {f"{one} {two}" for one, two in pairwise(["^", *words, "$"])}
    letters = {run for word in said_words if word[0] != "<" for run in _runs(f"({word})")}
    led = {"^verb"} if words and words[0] in TASK_VERBS else set[str]()
    return {*words, *pairs, *letters, *led, f"length {min(len(words), 9) // 2}"}


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
