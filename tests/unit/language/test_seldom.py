"""A pattern that is looked for only beside a word has that word in everything that it matches."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolution_todo.language.tasks import marks
from evolution_todo.language.text.seldom import Seldom

SELDOM = {name: each for name, each in vars(marks).items() if isinstance(each, Seldom)}


@pytest.mark.parametrize("name", SELDOM)
@given(chance=st.data())
@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_match_holds_a_word(name, chance):
    mark = SELDOM[name]
    written = chance.draw(st.from_regex(mark.pattern, alphabet=st.characters(codec="ascii")))
    assert mark.pattern.search(written)
    assert any(word in written.lower() for word in mark.words), written


def test_a_text_without_its_words_is_not_searched():
    tea = Seldom(("tea",), re.compile("tea|cake", re.IGNORECASE))
    assert tea.search("a TEA") is not None
    assert tea.search("a cake") is None
    assert [found[0] for found in tea.finditer("tea and cake")] == ["tea", "cake"]
