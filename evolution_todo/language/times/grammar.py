"""The tables under the readers of times: small named rules over tokens.

A pattern is a row of elements: a word (`after`), words to choose from (`a|an`), or `<name>`, a
kind of token or another category. A `?` behind an element makes it optional, a `+` makes it a
list ("Monday, Wednesday and Friday"); a `!` before words says none of them may follow. No category
contains itself.

A builder may answer None (the rule does not hold after all) or a `TimeError` (it holds, and what
it says cannot be).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from evolution_todo.language.times.tokens import Token

Build = Callable[..., Any]
AnyBuild = TypeVar("AnyBuild", bound=Build)
_LOOKED_AT = 2
"""Tokens that tell whether a rule may begin."""
_MOST_LOOKS = 4_000


@dataclass(frozen=True, slots=True)
class Context:
    """The clock a text is read against, and whether 3/4 is the third of April."""

    now: datetime
    day_first: bool = False

    @property
    def today(self) -> date:
        """The person's date."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase a rule is there for, and what it is read as."""

    said: str
    means: str


class Element(NamedTuple):
    """One element of a pattern."""

    words: frozenset[str]
    kind: str
    optional: bool
    forbidden: bool
    many: bool

    @classmethod
    @cache
    def of(cls, written: str) -> "Element":
        """Read one element: `the?`, `a|an`, `<month>`, `!am|pm`."""
        if len(written) == 1:
            return cls(frozenset(written), "", optional=False, forbidden=False, many=False)
        body = written.strip("?!+")
        named = body.startswith("<")
        return cls(
            frozenset() if named else frozenset(body.split("|")),
            body[1:-1] if named else "",
            optional=written.endswith("?"),
            forbidden=written.startswith("!"),
            many="+" in written,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A named pattern of a category, what it builds, and an example of it."""

    name: str
    category: str
    elements: tuple[Element, ...]
    build: Build
    example: Example | None
    order: int


def _by_order(rule: Rule) -> int:
    return rule.order


Sign = tuple[str, ...]
"""A token's word, if any rule has it, and the kinds of token it may be."""


class Grammar:
    """Rules by category; a grammar may build on another's rules."""

    def __init__(self, base: "Grammar | None" = None) -> None:
        self.base = base
        self.own: list[Rule] = []
        self._starts: dict[str, tuple[dict[str, list[Rule]], dict[str, list[Rule]]]] = {}
        self._categories: frozenset[str] = frozenset()
        self._beginnings: dict[tuple[str, ...], tuple[frozenset[str], frozenset[str]]] = {}
        self._candidates: dict[tuple[str, ...], list[Rule]] = {}
        self._words: frozenset[str] = frozenset()
        self._looks: dict[tuple[Sign, ...], Look] = {}

    @property
    def rules(self) -> list[Rule]:
        """All rules, the base's first."""
        return [*(self.base.rules if self.base else ()), *self.own]

    @property
    def categories(self) -> frozenset[str]:
        """The names that rules are filed under; all others are kinds of tokens."""
        if not self._categories:
            self._categories = frozenset(rule.category for rule in self.rules)
        return self._categories

    def rule(
        self, category: str, *patterns: str, example: tuple[str, str] | None = None
    ) -> Callable[[AnyBuild], AnyBuild]:
        """Declare what `patterns` mean: captured values go to the function in order."""

        def declare(build: AnyBuild) -> AnyBuild:
            for pattern in patterns:
                self.add(category, pattern, build, example=example)
            return build

        return declare

    def add(
        self, category: str, pattern: str, build: Build, *, example: tuple[str, str] | None = None
    ) -> None:
        """Declare one rule."""
        shown = Example(*example) if example else None
        elements = tuple(Element.of(written) for written in pattern.split())
        name = getattr(build, "__name__", category).strip("_")
        order = len(self.own) + (len(self.base.own) if self.base else 0)
        self.own.append(Rule(name, category, elements, build, shown, order))
        self._starts.clear()
        self._beginnings.clear()
        self._candidates.clear()
        self._looks.clear()
        self._categories = self._words = frozenset()

    def look(self, tokens: tuple[Token, ...], at: int) -> "Look":
        """What the token there and the one behind it tell of the rules that may begin there."""
        signs = tuple(self._sign(token) for token in tokens[at : at + _LOOKED_AT])
        look = self._looks.get(signs)
        if look is None:
            if len(self._looks) >= _MOST_LOOKS:
                self._looks.clear()
            look = self._looks[signs] = Look(self, signs)
        return look

    def _sign(self, token: Token) -> "Sign":
        """All that the rules can tell two tokens apart by."""
        if not self._words:
            elements = [element for rule in self.rules for element in rule.elements]
            self._words = frozenset(word for element in elements for word in element.words)
        return (token.text if token.text in self._words else "", *token.kinds)

    def candidates(self, category: str, sign: "Sign") -> list[Rule]:
        """The rules of `category` that may begin with such a token, in order of declaration."""
        key = (category, *sign)
        if key not in self._candidates:
            words, kinds = self._starting(category)
            text, *token_kinds = sign
            rules = [
                *words.get(text, ()),
                *(rule for kind in token_kinds for rule in kinds.get(kind, ())),
            ]
            self._candidates[key] = sorted(dict.fromkeys(rules), key=_by_order)
        return self._candidates[key]

    def beginnings(self, categories: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """The words, and the kinds of token, that rules of these categories begin with."""
        if categories not in self._beginnings:
            starts = [self._starting(category) for category in categories]
            words = frozenset(word for words, _ in starts for word in words)
            kinds = frozenset(kind for _, kinds in starts for kind in kinds)
            self._beginnings[categories] = words, kinds
        return self._beginnings[categories]

    def _starting(self, category: str) -> tuple[dict[str, list[Rule]], dict[str, list[Rule]]]:
        if category not in self._starts:
            words: dict[str, list[Rule]] = {}
            kinds: dict[str, list[Rule]] = {}
            for rule in self.rules:
                if rule.category == category:
                    self._index(rule, words, kinds)
            self._starts[category] = (words, kinds)
        return self._starts[category]

    def _index(
        self, rule: Rule, words: dict[str, list[Rule]], kinds: dict[str, list[Rule]]
    ) -> None:
        for element in rule.elements:
            inner_words: Any = element.words
            inner_kinds: Any = (element.kind,) if element.kind else ()
            if element.kind in self.categories:
                inner_words, inner_kinds = self._starting(element.kind)
            for word in inner_words:
                words.setdefault(word, []).append(rule)
            for kind in inner_kinds:
                kinds.setdefault(kind, []).append(rule)
            if not element.optional:
                return


class Look:
    """A place of a text as far as its token and the next one tell: which rules may begin there.

    Most words that a rule begins with begin none after all: “the milk” is no “the <nth>”.
    """

    def __init__(self, grammar: Grammar, signs: tuple[Sign, ...]) -> None:
        self._grammar = grammar
        self._signs = signs
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._possible: dict[tuple[str, ...], tuple[str, ...]] = {}

    def rules(self, category: str) -> tuple[Rule, ...]:
        """The rules of a category that may begin here, in order of declaration."""
        if category not in self._rules:
            near = self._grammar.candidates(category, self._signs[0])
            self._rules[category] = tuple(rule for rule in near if self._taken(rule.elements, 0))
        return self._rules[category]

    def possible(self, categories: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the categories that have a rule which may begin here."""
        if categories not in self._possible:
            self._possible[categories] = tuple(each for each in categories if self.rules(each))
        return self._possible[categories]

    def _taken(self, elements: tuple[Element, ...], at: int) -> set[int]:
        """Where a row of elements from `at` may end; nothing is known beyond `_LOOKED_AT`."""
        reached = {at}
        for element in elements:
            reached = {end for place in reached for end in self._ends(element, place)}
        return reached

    def _ends(self, element: Element, at: int) -> set[int]:
        if at >= _LOOKED_AT:
            return {at}
        text, *kinds = self._signs[at] if at < len(self._signs) else ("",)
        if element.forbidden:
            return set() if text in element.words else {at}
        ends = {at} if element.optional else set()
        if element.words:
            return ends | {at + 1} if text in element.words else ends
        if element.kind in kinds:
            ends.add(at + 1)
        for rule in self._grammar.candidates(element.kind, (text, *kinds)):
            ends |= self._taken(rule.elements, at)
        return ends | {_LOOKED_AT} if element.many and ends else ends
