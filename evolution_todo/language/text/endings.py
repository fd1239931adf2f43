"""What is to be no more: over for good by what is told beside it, or said to be unwanted."""

from __future__ import annotations

import re


def is_over(low: str) -> bool:
    """Whether what is told beside it says that it is to come no more, and not only this time."""
    return _OVER.search(low) is not None


_TERM = r"(?:course|term|season|treatment|programme|prescription|subscription|membership|contract)"
_OVER = re.compile(
    r"\b(?:any ?more|any longer|no (?:longer|more)|quit|(?:given|gave) (?:it )?up|for good"
    r"|stopped (?:going|taking|doing)|not going back|moved (?:away|house|out))\b"
    rf"|\b(?:finished|completed|done with|come to|ended|cancelled)\b[^,.;]{{0,20}}\b{_TERM}\b"
    rf"|\b{_TERM}(?:'s| is| has)?(?: now| all)? (?:over|finished|done|ended|completed?)\b"
)
"""“I've finished the course”, “term is over”."""


UNWANTED = (
    r"no (?:(?:more|longer|further|need)\b|[^,.;:]{1,60}\b(?:reminder|alert)s?\b(?! (?:to|for)\b))"
)
"""“No more vitamins”, “no bread reminders”: not wanted, and no answer with a name behind it."""


def is_unwanted(low: str) -> bool:
    """Whether a message begins with what is not wanted."""
    return _UNWANTED.match(low) is not None


_UNWANTED = re.compile(rf"\W*(?:please )?{UNWANTED}")
