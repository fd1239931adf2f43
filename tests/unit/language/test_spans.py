import re

import pytest

from evolution_todo.language.text.spans import Span, cut, quoted, substituted


def spans_of(text: str, *parts: str) -> list[Span]:
    return [Span(text.index(part), text.index(part) + len(part)) for part in parts]


@pytest.mark.parametrize(
    ("text", "parts", "left"),
    [
        ("call mom tomorrow", ["tomorrow"], "call mom"),
        ("tomorrow: call mom", ["tomorrow"], "call mom"),
        (
            "pay rent every Friday, remind me 5 minutes before #home",
            ["every Friday", "remind me 5 minutes before", "#home"],
            "pay rent",
        ),
        ("lunch at [noon] with Sam!", ["[noon]"], "lunch with Sam!"),
        ("turn the light on tomorrow", ["tomorrow"], "turn the light on"),
        ("tomorrow", ["tomorrow"], ""),
        ("who called?", [], "who called?"),
        ("meet Ann and Friday", ["Friday"], "meet Ann"),
    ],
)
def test_cutting_leaves_a_tidy_text(text: str, parts: list[str], left: str):
    assert cut(text, spans_of(text, *parts)) == left


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('say "hi there" twice', ['"hi there"']),
        ("change it to 'Call mom tonight'", ["'Call mom tonight'"]),
        ("'it's mine' and “ours”", ["'it's mine'", "“ours”"]),
        ("mom's and dad's things", []),
        ("the 15' break", []),
        ('an "open end', []),
    ],
)
def test_quotations_are_found_and_apostrophes_are_not(text: str, quotes: list[str]):
    assert [span.of(text) for span in quoted(text)] == quotes


def test_what_is_quoted_is_not_substituted():
    said = substituted(re.compile(r"\bone\b"), "reminder", "rename the one to “the one I love”")
    assert said == "rename the reminder to “the one I love”"
