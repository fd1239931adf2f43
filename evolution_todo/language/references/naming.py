"""Whether a message itself names a task: what lets a deed run unasked."""

from __future__ import annotations

import re

from evolution_todo.language.references.reading import (
    COMMON_STEMS,
    NUMBER,
    Candidate,
    key_of,
    number_of,
)
from evolution_todo.language.text.words import TASK_VERBS, content, stem, words_of

_CLAUSE = re.compile(r"[.;!?\n,]+|\b(?:and|but|then|or)\b|\b(?=except|apart from|other than)")
_NEGATED = re.compile(
    r"\b(?:do not|don['’]?t|dont|not|never|except|apart from|other than|keep|leave|without|"
    r"rather than|instead of|no need)\b"
)
_COMMAND = re.compile(
    r"\b(?:delete|remove|erase|drop|cancel|clear|scrap|scratch|nix|trash|discard|bin|ditch|"
    r"get rid of|cross(?: out| off)?|take(?= .{0,100} off)|complete|finish|close|mark|check off|"
    r"tick off|done with|purge|wipe|kill|lose|forget)\b(?: off| out)?"
)
_AFTER = re.compile(
    r"\b(?:off(?: of)?|from|on|in|out of) (?:(?:my|the|our|this|that) )?(?:[\w-]+ ){0,4}list\b.*"
    r"|\b(?:as|is) (?:done|complete|completed|finished)\b.*|\boff$|\bplease\b|\bfor me\b"
)
_POINTED = re.compile(r"\b(?:the|my|that) ((?:[\w'’-]+ ){1,6})(?:task|to-?do|item|reminder|one)\b")


def names(text: str, candidate: Candidate) -> bool:
    """Whether a message itself names this task: its number as a task number, or its title.

    A title is named when all its telling words are said, or when everything the command
    says of its object is in the title and tells tasks apart. A negated clause names
    nothing, so “don't delete the dentist” never lets a delete run unasked.
    """
    return any(
        _numbers_it(clause, candidate) or _titles_it(clause, candidate)
        for clause in _affirmed(text.lower())
    )


def _affirmed(text: str) -> list[str]:
    """The clauses that are not negated; a clause without a verb goes with the one before."""
    kept: list[str] = []
    negated = False
    for clause in _CLAUSE.split(text):
        if _NEGATED.search(clause):
            negated = True
        elif _COMMAND.search(clause):
            negated = False
        if not negated and clause.strip():
            kept.append(clause.strip())
    return kept


_SAID_NUMBER = re.compile(
    rf"(?:\b(?:tasks?|to-?dos?|items?|reminders?|number|no\.)\s*(?:number\s*)?#?\s*|#\s*)"
    rf"({NUMBER})\b(?!\s*(?:days?|weeks?|months?|years?|hours?|minutes?|[ap]\.?m\b|%|:))"
)
_BARE_NUMBER = re.compile(rf"(?:{_COMMAND.pattern}\s+)?(?:the )?(\d{{1,6}})(?: too| as well)?")


def _numbers_it(clause: str, candidate: Candidate) -> bool:
    said = [found[1] for found in _SAID_NUMBER.finditer(clause)]
    tidy = _AFTER.sub("", clause).strip()
    bare = _BARE_NUMBER.fullmatch(tidy)
    if bare:
        said.append(bare[1])
    return candidate.number in {number_of(number) for number in said}


def _titles_it(clause: str, candidate: Candidate) -> bool:
    title = frozenset(content(candidate.title)) - COMMON_STEMS
    said = _object_of(clause)
    if said is None or not title:
        return said is not None and key_of(said) == key_of(candidate.title)
    if len(title) > 1 and title <= frozenset(content(said)):
        return True
    phrases = (said, *(found[1] for found in _POINTED.finditer(clause)))
    return any(_tells(phrase, title) for phrase in phrases)


_ANSWER = re.compile(
    r"(?:(?:yes|no|sure|ok|just),? )?(?:the |my |that )?[\w'’-]+(?: [\w'’-]+){0,5}"
)
_STATEMENT = re.compile(r"(?:i|we|he|she|they|you|it|my \w+ (?:is|was|has))\b")


def _object_of(clause: str) -> str | None:
    """What a command's verb governs, or a short answer; None when the clause only tells."""
    verb = _COMMAND.search(clause)
    if verb:
        return _AFTER.sub("", clause[verb.end() :])
    said = _AFTER.sub("", clause).strip()
    answers = _ANSWER.fullmatch(said) and not _STATEMENT.match(said)
    return said if answers else None


def _tells(phrase: str, title: frozenset[str]) -> bool:
    """Whether everything said is in the title and more than a verb or a common word."""
    said = frozenset(content(phrase)) - COMMON_STEMS
    nouns = frozenset(stem(word) for word in words_of(phrase) if word not in TASK_VERBS)
    return bool(said) and said <= title and bool(said & nouns or said == title)
