"""One rule of the grammar of requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.text.patterns import beginnings, compiled

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

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

    def may_begin_with(self, word: str) -> bool:
        """Whether a clause with this first word may be matched."""
        begins = beginnings(self.pattern)
        said = f"{word} "
        return not begins or any(said.startswith(each) or each.startswith(said) for each in begins)


class Table:
    """Rules in the order they are tried, at hand by the first word of what they match."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        self._near: dict[str, tuple[Rule, ...]] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def near(self, clause: str) -> tuple[Rule, ...]:
        """The rules that a clause with this first word may be matched by."""
        word = clause.partition(" ")[0]
        if word not in self._near:
            if len(self._near) >= _MOST_KEPT:
                self._near.clear()
            self._near[word] = tuple(each for each in self._rules if each.may_begin_with(word))
        return self._near[word]


_MOST_KEPT = 256


def rule(name: str, intent: Intent, pattern: str, example: str, *flags: str) -> Rule:
    """A rule whose pattern may hold <FRAGMENT>s; the flags steer its builder."""
    return Rule(name, intent, pattern, example, frozenset(flags))
