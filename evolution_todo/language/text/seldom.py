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

    def finditer(self, text: str, low: str = "") -> Iterator[re.Match[str]]:
        """Its matches in a text, which a caller that looks for several has in lower case."""
        low = low or text.lower()
        for word in self.words:
            if word in low:
                return self.pattern.finditer(text)
        return iter(())

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Its first match in a text, or in a part of it."""
        end = len(text) if end is None else end
        part = text[start:end].lower()
        for word in self.words:
            if word in part:
                return self.pattern.search(text, start, end)
        return None
