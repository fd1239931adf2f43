"""What is not meant, beside what is: “at 8 rather than 9”, “not Friday, Saturday”."""

from __future__ import annotations

import re

NOT = r"(?:and |but )?(?:not|instead of|rather than|in place of)"
"""What stands before something that is not meant."""
_NOT_MEANT = re.compile(
    rf"\b(?:{NOT}|from)\b (?:(?!to\b|but\b).)*?(?=\bto\b|\bbut\b|[,.!?]|$)|\binstead\b"
)


def meant_alone(low: str) -> str:
    """The words with what is not meant blanked out, every character in its place."""
    return _NOT_MEANT.sub(lambda found: " " * len(found[0]), low)
