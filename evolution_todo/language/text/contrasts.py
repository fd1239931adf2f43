"""What is not meant, beside what is: “at 8 rather than 9”, “not Friday, Saturday”."""

from __future__ import annotations

import re

NOT = r"(?:and |but )?(?:not|instead of|rather than|in place of)"
"""What stands before something that is not meant."""
_NOT_MEANT = re.compile(
    rf"\b{NOT} (?!before\b|until\b|till\b|earlier\b)(?:(?!to\b|but\b|so\b).)*?"
    r"(?=\b(?:to|but|so)\b|[,.!?]|$)"
    r"|\bfrom\b [^,.;]{1,40}?(?=\bto\b)|\binstead\b"
)


def meant_alone(low: str) -> str:
    """The words with what is not meant blanked out, every character in its place."""
    return _NOT_MEANT.sub(lambda found: " " * len(found[0]), low)


def is_set_right(low: str) -> bool:
    """Whether words put something in the place of what was said before: “no, …”, “… is enough”."""
    return _TAKEN_BACK.match(low) is not None or _PREFERRED.search(low) is not None


_TAKEN_BACK = re.compile(
    r"\W*(?:(?:oh|and|but|ok|okay|so|ah|ugh)\W+)*(?:actually|no(?:pe)?|sorry|wait|hm+|oops|whoops"
    r"|on (?:second|reflection)|come to think of it|(?:scratch|strike|scrap) that|i mean(?:t)?"
    r"|(?:make|change|set) (?:it|that))\b"
)
_PREFERRED = re.compile(
    rf"\b(?:instead|rather|better|sooner|enough|plenty|prefer|will do|suits|{NOT})\b"
)
