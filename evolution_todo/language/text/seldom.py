"""Patterns that most texts do not match, looked for only where one of their words is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Seldom:
    """A pattern of which every match holds one of `words`, in any case.

    To look for a word is a hundred times quicker than to try a pattern at every place of a text.
    """

    words: tuple[str, ...]
    pattern: re.Pattern[str]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Its matches in a text."""
        low = text.lower()
        if any(word in low for word in self.words):
            return self.pattern.finditer(text)
        return iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """Its first match in a text."""
        return next(self.finditer(text), None)
