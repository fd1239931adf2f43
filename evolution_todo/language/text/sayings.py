"""A way of saying something, as a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.text.patterns import compiled

if TYPE_CHECKING:
    import re


@dataclass(frozen=True, slots=True)
class Saying:
    """One way of saying it.

    Attributes:
        pattern: A regular expression, matched in any case; <FRAGMENTS> may stand in it.
        example: A message, or part of one, that it reads.
        means: What that comes to, where the table needs it.
    """

    pattern: str
    example: str
    means: str = ""

    def search(self, text: str) -> re.Match[str] | None:
        """Where it stands in a text."""
        return self.expression.search(text)

    @property
    def expression(self) -> re.Pattern[str]:
        """The pattern, ready to be matched."""
        return compiled(f"(?i){self.pattern}")
