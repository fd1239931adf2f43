"""Slips of the finger in the words that make a request: “shwo my taks”."""

from __future__ import annotations

import re

from evolution_todo.language.text.clauses import bare_clause, lowered
from evolution_todo.language.text.words import FUNCTION_WORDS, TASK_VERBS, vocabulary

_COMMANDS = vocabulary(
    "show list find delete remove erase complete finish mark move reschedule postpone rename "
    "change create remember update undo remind snooze cancel reopen clear skip what when which"
)
_NOUNS = vocabulary("task tasks list lists reminder reminders todo todos everything overdue")
_SHORTEST, _MOST_WORDS = 4, 12
_WORD = re.compile(r"[^\W\d_]+")


def respelt(text: str) -> str | None:
    """The message with its command and our nouns spelt right; None where no slip is found."""
    low = lowered(text)
    core = bare_clause(low, 0)
    words = list(_WORD.finditer(low, core.start, core.end))
    if not words or len(words) > _MOST_WORDS:
        return None
    mended = text
    for place, word in reversed(list(enumerate(words))):
        meant = _meant(word[0], _NOUNS if place else _COMMANDS)
        if meant:
            mended = mended[: word.start()] + meant + mended[word.end() :]
    return mended if mended != text else None


def _meant(said: str, known: frozenset[str]) -> str | None:
    """The word that a misspelt one is but for one letter left out, added, changed or swapped."""
    from rapidfuzz.distance import OSA

    if len(said) < _SHORTEST or said in known | TASK_VERBS | FUNCTION_WORDS | _COMMANDS:
        return None
    near = (each for each in sorted(known) if len(each) >= _SHORTEST and each[0] == said[0])
    return next((each for each in near if OSA.distance(said, each, score_cutoff=1) <= 1), None)
