"""A text read by a grammar.

A category's value at a place is that of its longest rule there, the earlier rule when two are as
long. Optional elements are taken wherever they fit, nothing is tried twice and lists are bounded,
so the time taken is linear in the text. An error that a builder answers travels as the value until
someone needs the value.
"""

from typing import Any, NamedTuple

from evolution_todo.language.times.grammar import Context, Element, Grammar, Look, Rule
from evolution_todo.language.times.moments import ImpossibleTime, TimeError
from evolution_todo.language.times.tokens import Token

_ABSENT = object()
_MOST = 12
# Rules tried for one text. A sentence takes about a hundred, a full page of prose two thousand.
_MOST_EFFORT = 2_000
_BETWEEN = frozenset({",", "and", "&", "/", "plus"})


class Found(NamedTuple):
    """A category's value and the index of the token after it."""

    value: Any
    end: int


class Parse:
    """One text read by one grammar; every category is tried once at each place.

    `spent` turns true when a text has asked for more work than any message does; nothing is
    matched from then on.
    """

    def __init__(self, grammar: Grammar, tokens: tuple[Token, ...], context: Context) -> None:
        self.grammar = grammar
        self.tokens = tokens
        self.context = context
        self._memo: dict[tuple[str, int], Found | None] = {}
        self._looks: dict[int, Look] = {}
        self._effort = _MOST_EFFORT

    @property
    def spent(self) -> bool:
        """Whether the text has asked for more work than it may."""
        return self._effort <= 0

    def places(self, *categories: str, words: frozenset[str] = frozenset()) -> list[int]:
        """The tokens a rule of these categories may begin at, or that are one of `words`."""
        firsts, kinds = self.grammar.beginnings(categories)
        return [
            index
            for index, token in enumerate(self.tokens)
            if token.text in words
            or (
                (token.text in firsts or not kinds.isdisjoint(token.kinds))
                and self.possible(categories, index)
            )
        ]

    def _look(self, at: int) -> Look:
        if at not in self._looks:
            self._looks[at] = self.grammar.look(self.tokens, at)
        return self._looks[at]

    def possible(self, categories: tuple[str, ...], at: int) -> tuple[str, ...]:
        """Those of the categories that a rule of which may begin at token `at`."""
        if at >= len(self.tokens):
            return ()
        return self._look(at).possible(categories)

    def match(self, category: str, at: int) -> Found | None:
        """The category's longest reading from token `at`, or None."""
        if at >= len(self.tokens):
            return None
        key = (category, at)
        if key not in self._memo:
            self._memo[key] = self._longest(category, at)
        return self._memo[key]

    def word(self, at: int) -> str:
        """The token's text in lower case, or nothing beyond either end."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def _longest(self, category: str, at: int) -> Found | None:
        best: Found | None = None
        rules = self._look(at).rules(category)
        self._effort -= len(rules)
        for rule in rules if self._effort > 0 else ():
            found = self._apply(rule, at)
            if found and (best is None or found.end > best.end):
                best = found
        return best

    def _apply(self, rule: Rule, at: int) -> Found | None:
        values: list[Any] = []
        for element in rule.elements:
            value, end = self._element(element, at)
            if value is _ABSENT and not element.optional:
                return None
            if element.kind:
                values.append(None if value is _ABSENT else value)
            at = end
        return self._build(rule, values, at)

    def _element(self, element: Element, at: int) -> tuple[Any, int]:
        if element.forbidden:
            return (_ABSENT if self.word(at) in element.words else None), at
        if at >= len(self.tokens):
            return _ABSENT, at
        if element.many:
            return self._list(element.kind, at)
        token = self.tokens[at]
        if element.words:
            return (token.text, at + 1) if token.text in element.words else (_ABSENT, at)
        found = self._named(element.kind, at)
        return (found.value, found.end) if found else (_ABSENT, at)

    def _named(self, kind: str, at: int) -> Found | None:
        if kind in self.grammar.categories:
            return self.match(kind, at)
        value = self.tokens[at].kinds.get(kind, _ABSENT) if at < len(self.tokens) else _ABSENT
        return None if value is _ABSENT else Found(value, at + 1)

    def _list(self, kind: str, at: int) -> tuple[Any, int]:
        """Up to `_MOST` of a kind with commas or "and" between them."""
        values: list[Any] = []
        end = begin = at
        while len(values) < _MOST:
            found = self._named(kind, begin)
            if found is None:
                break
            values.append(found.value)
            self._effort -= 1
            end = begin = found.end
            while begin < end + 2 and self.word(begin) in _BETWEEN:
                begin += 1
        wrong = next((value for value in values if isinstance(value, TimeError)), None)
        return (wrong or tuple(values) or _ABSENT), end

    def _build(self, rule: Rule, values: list[Any], end: int) -> Found | None:
        wrong = next((value for value in values if isinstance(value, TimeError)), None)
        if wrong is not None:
            return Found(wrong, end)
        try:
            value = rule.build(self.context, *values)
        except (OverflowError, ValueError) as error:
            value = error if isinstance(error, TimeError) else too_far()
        return None if value is None else Found(value, end)


def too_far() -> ImpossibleTime:
    """The refusal of a time that the calendar does not have."""
    return ImpossibleTime("That is further away than the calendar goes.")
