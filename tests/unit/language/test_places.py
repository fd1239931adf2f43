import pytest

from evolution_todo.language.followups.picking import core_of
from evolution_todo.language.followups.places import pick_by_place


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("1", (0,)),
        ("the first one", (0,)),
        ("option two", (1,)),
        ("the 2nd", (1,)),
        ("number three please", (2,)),
        ("um, the last one, thanks", (2,)),
        ("the former", (0,)),
        ("1 and 3", (0, 2)),
        ("first & second", (0, 1)),
        ("the last two", (1, 2)),
        ("all three of them", (0, 1, 2)),
        ("yes, the lot", (0, 1, 2)),
    ],
)
def test_places_are_picked(said, places):
    assert pick_by_place(core_of(said), 3) == places


@pytest.mark.parametrize(
    "said",
    ["both", "4", "the 1st of May", "1 December", "2 pm", "second thoughts", "all two", "one more"],
)
def test_what_has_no_place_picks_nothing(said):
    assert pick_by_place(core_of(said), 3) == ()
