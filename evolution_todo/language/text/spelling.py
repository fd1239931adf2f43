"""Slips of the finger in the words that make a request: “shwo my taks”."""

from __future__ import annotations

import re

from evolution_todo.language.text.clauses import bare_clause, lowered
from evolution_todo.language.text.spans import Span, quoted
from evolution_todo.language.text.words import COMMON_WORDS, FUNCTION_WORDS, TASK_VERBS, vocabulary

_COMMANDS = vocabulary(
    "show list find delete remove erase complete finish mark move reschedule postpone rename "
    "change create remember update undo remind snooze cancel reopen clear skip what when which"
)
_NOUNS = vocabulary("task tasks list lists reminder reminders todo todos everything overdue")
_SHORTEST, _MOST_WORDS = 4, 12
_WORD = re.compile(r"[^\W\d_]+")


def respelt(text: str, *, plainly: bool = False) -> str | None:
    """The message with its command and our nouns spelt right; None where no slip is found.

    Args:
        text: The message.
        plainly: Only where letters stand in each other's place: “ship the order” is no “skip”.
    """
    low = lowered(text)
    core = bare_clause(low, 0)
    words = list(_WORD.finditer(low, core.start, core.end))
    if not words or len(words) > _MOST_WORDS:
        return None
    mended = text
    for place, word in reversed(list(enumerate(words))):
        meant = _meant(word[0], _NOUNS if place else _COMMANDS)
        if meant and (not plainly or sorted(meant) == sorted(word[0])):
            mended = mended[: word.start()] + meant + mended[word.end() :]
    return mended if mended != text else None


_FRAME = re.compile(
    r"\b(?P<verb>[a-z]{2,8})(?P<article>\s+(?:an?|the|another|a new)\s+)(?P<noun>[a-z]{3,9})"
    r"(?=(?:\s+(?:to|for|called|named|about|that)\b|\s*:))",
    re.IGNORECASE,
)
_MAKING = vocabulary("add create make set put new need want have")
_OURS = ("task", "reminder", "todo")


def with_our_nouns(text: str) -> str:
    """The message with what is to be made spelt right: “creat a taks to water the fern”."""
    found = _FRAME.search(text)
    noun = found and _slipped(found["noun"].lower(), _OURS)
    verb = found and noun and _slipped(found["verb"].lower(), tuple(sorted(_MAKING)))
    if not (found and noun and verb):
        return text
    return f"{text[: found.start()]}{verb}{found['article']}{noun}{text[found.end() :]}"


_DEED = rf"(?=\s+(?:{'|'.join(sorted(TASK_VERBS))})\b)"
_TO_DO = r"(?=\s+(?!(?:much|many|long|often|few|little)\b)[a-z])"
_OPENERS = (
    (re.compile(r"\br(?=e*m)[em]{1,7}b(?:er?|re?)\b", re.IGNORECASE), "remember"),
    (re.compile(r"(?:(?<=n['’]t )|(?<=not ))f(?=\w*g)[orge]{2,6}t+\b", re.IGNORECASE), "forget"),
    (re.compile(r"\bre?min?dme\b", re.IGNORECASE), "remind me"),
    (re.compile(r"\bne+a?d+ too?\b" + _TO_DO, re.IGNORECASE), "need to"),
    (re.compile(r"(?<=\bneed )2" + _DEED, re.IGNORECASE), "to"),
    (re.compile(r"\bha(?:v|ve|ev) to{1,2}\b" + _TO_DO, re.IGNORECASE), "have to"),
    (re.compile(r"\bgott?a+\b" + _TO_DO, re.IGNORECASE), "gotta"),
    (re.compile(r"\bpl(?:e(?:es|s|az)|ae?s)e\b", re.IGNORECASE), "please"),
)
"""How the words that open a task are misspelt: “rember to”, “dont foget to”, “need too”."""


def with_our_openers(text: str) -> str:
    """The message with the words that open a task spelt right, but for what is quoted."""
    quotes = quoted(text)
    for slip, meant in _OPENERS:
        for found in reversed(list(slip.finditer(text))):
            if not any(Span(*found.span()).overlaps(each) for each in quotes):
                text = text[: found.start()] + _like(found[0], meant) + text[found.end() :]
    return text


def _like(typed: str, meant: str) -> str:
    return meant.capitalize() if typed[0].isupper() else meant


def _slipped(said: str, known: tuple[str, ...]) -> str | None:
    """The word that was meant: a letter left out, put in or swapped, and none in another's place.

    “A tank to clean” is no slip of “a task to clean”.
    """
    from rapidfuzz.distance import OSA

    if said in known:
        return said
    near = (each for each in known if each[0] == said[0] and OSA.distance(said, each) == 1)
    return next(
        (each for each in near if len(each) != len(said) or sorted(each) == sorted(said)), None
    )


def _meant(said: str, known: frozenset[str]) -> str | None:
    """The word that a misspelt one is but for one letter left out, added, changed or swapped."""
    from rapidfuzz.distance import OSA

    words = known | TASK_VERBS | FUNCTION_WORDS | COMMON_WORDS | _COMMANDS
    if len(said) < _SHORTEST or said in words:
        return None
    near = (each for each in sorted(known) if len(each) >= _SHORTEST and each[0] == said[0])
    return next((each for each in near if OSA.distance(said, each, score_cutoff=1) <= 1), None)
