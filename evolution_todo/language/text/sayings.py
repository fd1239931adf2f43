"""A way of saying something, as a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.text.patterns import beginnings, compiled

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Saying:
    """One way of saying it.

    Attributes:
        pattern: A regular expression, matched in any case; <FRAGMENTS> may stand in it.
        example: A message, or part of one, that it reads.
        means: What that comes to, where the table needs it.
        holds: Words that everything it reads has, where what it begins with is in most texts.
    """

    pattern: str
    example: str
    means: str = ""
    holds: str = ""

    def search(self, text: str) -> re.Match[str] | None:
        """Where it stands first in a text."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Where it stands in a text, looked for only where its words are."""
        begins = (self.holds,) if self.holds else beginnings(self.pattern)
        low = text.lower()
        if begins and not any(each in low for each in begins):
            return iter(())
        return self.expression.finditer(text)

    @property
    def expression(self) -> re.Pattern[str]:
        """The pattern, ready to be matched."""
        return compiled(f"(?i){self.pattern}")
