from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.reasons import without_reason
from evolution_todo.language.text.spans import Span

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("drop the choir, the hall is shut", "drop the choir"),
        ("drop the choir, my back hurts", "drop the choir"),
        ("drop the choir because we moved house", "drop the choir"),
        ("drop the choir, the old piano teacher left", "drop the choir"),
        ("drop the choir, the flute and the harp", None),
        ("drop the choir, my flute, the harp", None),
        ("drop the choir, the iced tea", None),
    ],
)
def test_a_reason_says_what_happens_and_a_thing_alone_is_one_of_several(said, left):
    low = masked(said)
    span = without_reason(low, Span(0, len(low)), ordered=True)
    assert (span and span.of(said)) == left


@pytest.mark.parametrize(
    "said",
    ["delete the soap, the rice and the tea", "tick off the soap, my rice and the tea"],
)
def test_things_with_articles_are_all_meant(said):
    (request,) = read_requests(said, NOW)
    assert request.intent in {Intent.DELETE, Intent.COMPLETE}
    assert request.target.words.endswith("rice and the tea")
