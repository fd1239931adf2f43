"""A title with some of its words set right: “Worm the ewes”, “I meant the lambs”.

What is said takes the place of what stands where it would stand: of the words beside one that both
share, of the thing with an article, of all that the verb is done to; what has a verb of its own is
the whole title.
"""

from __future__ import annotations

import re

from evolution_todo.language.quickadd import capitalised
from evolution_todo.language.words import TASK_VERBS

_ARTICLES = frozenset({"the", "my", "our", "a", "an"})
_THING = re.compile(
    r"\b(?:the|my|our|an?) \S.*?(?=$| (?:about|for|to|from|with|at|on|in|of|by|before|after)\b)",
    re.IGNORECASE,
)


def reworded(title: str, said: str) -> str:
    """The title as it was meant, e.g. “Buy blue paint” of “Buy red paint” and “blue paint”."""
    words, new = title.split(), said.split()
    if not words or new[0].lower() in TASK_VERBS:
        return capitalised(said)
    verbs = 1 if words[0].lower() in TASK_VERBS else 0
    if shared := _beside_what_is_shared(words, new, verbs):
        start, end = shared
        return _joined(words[:start], said, words[end:])
    if new[0].lower() in _ARTICLES and (thing := _THING.search(title)):
        start, end = thing.span()
        return _joined(title[:start].split(), said, title[end:].split())
    return _joined(words[:verbs], said, [])


def is_alike(title: str, said: str) -> bool:
    """Whether words stand beside those of a title: they share one, or both name a thing."""
    words, new = title.split(), said.split()
    things = bool(new) and new[0].lower() in _ARTICLES and _THING.search(title) is not None
    return things or _beside_what_is_shared(words, new, 0) is not None


def _beside_what_is_shared(words: list[str], new: list[str], verbs: int) -> tuple[int, int] | None:
    """Where as many words stand as are said, the last or the first of them being the same."""
    old, said = ([each.casefold() for each in row] for row in (words, new))
    if len(said) < _PAIR:
        return None
    if said[-1] in old[verbs:]:
        end = old.index(said[-1], verbs) + 1
        return max(verbs, end - len(said)), end
    if said[0] in old[verbs:] and said[0] not in _ARTICLES:
        start = old.index(said[0], verbs)
        return start, min(len(old), start + len(said))
    return None


_PAIR = 2


def _joined(before: list[str], said: str, after: list[str]) -> str:
    return capitalised(" ".join([*before, said, *after]))
