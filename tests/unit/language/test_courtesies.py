import pytest

from evolution_todo.language.text.clauses import bare_clause
from evolution_todo.language.text.courtesies import AFTERTHOUGHTS, CALLS, POLITE


def bare(said):
    return bare_clause(said, 0).of(said)


@pytest.mark.parametrize("courtesy", [*CALLS, *POLITE, *AFTERTHOUGHTS], ids=lambda each: each.name)
def test_each_courtesy_is_read_away_from_its_example(courtesy):
    assert bare(courtesy.example) == "add jam"


@pytest.mark.parametrize(
    "said",
    [
        "add ring alexa",
        "add a card for her mate",
        "add read about the tudor period",
        "add make sure gran is ok",
        "google the opening hours tomorrow",
        "siri shortcuts talk on friday",
    ],
)
def test_what_ends_or_opens_a_title_is_no_courtesy(said):
    assert bare(said) == said


@pytest.mark.parametrize("said", ["add jam, period", "add jam thanks mate"])
def test_a_name_set_off_is_one(said):
    assert bare(said) == "add jam"
