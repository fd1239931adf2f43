"""One rule of the grammar of requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.text.patterns import beginnings, compiled

if TYPE_CHECKING:
    import re

    from evolution_todo.language.requests.request import Intent


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording of one intent; `example` is a sentence that it, and no rule before it, reads."""

    name: str
    intent: Intent
    pattern: str
    example: str
    flags: frozenset[str]

    def match(self, clause: str) -> re.Match[str] | None:
        """The match of a whole clause, or None."""
        begins = beginnings(self.pattern)
        if begins and not clause.startswith(begins):
            return None
        return compiled(self.pattern).fullmatch(clause)


def rule(name: str, intent: Intent, pattern: str, example: str, *flags: str) -> Rule:
    """A rule whose pattern may hold <FRAGMENT>s; the flags steer its builder."""
    return Rule(name, intent, pattern, example, frozenset(flags))
