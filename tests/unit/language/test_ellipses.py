"""What is left out, since it was just said, is put in."""

import pytest

from evolution_todo.language.references.deeds import Fit, fit, read_deed, unmet
from evolution_todo.language.text.ellipses import said_in_full


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("task 1 is done and so is task 4.", "task 1 is done. task 4 is done."),
        ("task 1 is done and so is 4", "task 1 is done. task 4 is done"),
        ("milk is done, eggs aren't", "milk is done. eggs isn't done"),
        ("milk is done but not the eggs", "milk is done. the eggs isn't done"),
        ("washed the car but not the dog yet", "washed the car. the dog isn't done"),
        ("I've fed Rex and swept the yard, so tick both off", "I've fed Rex and swept the yard"),
    ],
)
def test_what_is_or_is_not_done_as_well_is_said_in_full(said: str, full: str) -> None:
    assert said_in_full(said) == full


@pytest.mark.parametrize(
    "said",
    [
        "paid the rent but not on time",
        "is milk done and so is bread?",
        "everything is done, but not the ferry",
        "move it to Monday but not the other one",
        'add "the car is done, the dog isn\'t"',
        "milk is done and so am I",
    ],
)
def test_other_words_stay_as_they_are(said: str) -> None:
    assert said_in_full(said) == said


@pytest.mark.parametrize(
    ("told", "title", "fitting"),
    [
        ("did the hoovering", "Hoover", Fit.ALIKE),
        ("did the ironing", "Iron the shirts", Fit.PARTLY),
        ("did the beds", "Hoover", Fit.NOT),
    ],
)
def test_a_deed_by_the_name_of_its_verb(told: str, title: str, fitting: Fit) -> None:
    assert fit(read_deed(told), title) is fitting


@pytest.mark.parametrize(
    ("told", "missed"),
    [
        ("did the hoovering and the beds", ["the hoovering"]),
        ("changed the beds and the curtains", ["the curtains"]),
        ("changed the beds and had a rest", []),
        ("changed the beds and it was fun", []),
    ],
)
def test_of_several_things_done_those_without_a_task_are_known(
    told: str, missed: list[str]
) -> None:
    assert unmet(told, ["Change the beds"]) == missed
