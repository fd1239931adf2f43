"""News that holds a task's name and a day, and does not say when the task is to be.

“The plumber comes on Tuesday” is not when to ring the plumber, and what “the vet says to give
once a month” is not the visit to the vet. The task may be meant all the same, so that it is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.words import stem, vocabulary, words_of

if TYPE_CHECKING:
    from evolution_todo.language.references.reading import Candidate

_SAYING_WHEN = frozenset({Intent.RESCHEDULE, Intent.UPDATE})
_CALLING = vocabulary(
    "ask book call chase contact email find get mail message phone remind ring tell text write"
)
"""Verbs of the tasks that get hold of somebody."""
_COMING = re.compile(
    r"\b(?:com(?:e|es|ing)|arriv(?:e|es|ing)|visit(?:s|ing)?|turn(?:s|ing)? up"
    r"|drop(?:s|ping)? (?:by|in|round)|pop(?:s|ping)? (?:by|in|round)|here)\b",
    re.IGNORECASE,
)
_TOLD_TO = re.compile(
    r"\b(?:says?|said|wants?|told|asked|asks|recommends?|suggests?|advised)(?: (?:me|us|that))?"
    r" (?:to|i should|we should) (?P<verb>(?!(?:come|bring|move|make|go|do|be|try|wait|change|push)"
    r"\b)\w+)",
    re.IGNORECASE,
)


def is_other_news(said: str, intent: Intent, task: Candidate) -> bool:
    """Whether a message that says when something is to be may be of another thing than a task.

    Args:
        said: The part of the message that the change is read from.
        intent: What it is read as.
        task: The one whose name it holds.
    """
    if intent not in _SAYING_WHEN:
        return False
    title = words_of(task.title)
    if title and title[0] in _CALLING and _COMING.search(said):
        return _COMING.search(task.title) is None
    told = _TOLD_TO.search(said)
    return told is not None and stem(told["verb"].lower()) not in map(stem, title)
