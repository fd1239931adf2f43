"""Every row of what is not meant reads its own example, and no plain order or deed."""

from __future__ import annotations

import pytest

from evolution_todo.language.text.earnest import TAKEN_BACK, UNMEANT, find_unmeant, is_taken_back
from evolution_todo.language.text.sayings import Saying


@pytest.mark.parametrize("row", [*UNMEANT, *TAKEN_BACK], ids=lambda row: row.example)
def test_a_row_reads_its_example(row: Saying) -> None:
    assert row.search(row.example.lower())


@pytest.mark.parametrize("row", UNMEANT, ids=lambda row: row.example)
def test_an_example_is_reached_up_to_its_order(row: Saying) -> None:
    assert any(each.how.name.lower() == row.means for each in find_unmeant(row.example.lower()))


@pytest.mark.parametrize("row", TAKEN_BACK, ids=lambda row: row.example)
def test_an_example_is_taken_back(row: Saying) -> None:
    assert is_taken_back(row.example.lower())


@pytest.mark.parametrize(
    "said",
    [
        "delete the hay",
        "can you delete the hay?",
        "please move the vet to friday",
        "if you can, delete the hay",
        "if it's ok with you, move the vet to friday",
        "i have to move the vet to friday",
        "i'll have to push the vet to monday",
        "the vet has to move to friday",
        "it's better to move the vet to friday",
        "don't forget to move the vet to friday",
        "i want you to delete the hay",
        "the hay is done, i hope anna likes it",
        "i finally finished the fence",
        "i think i finished the fence",
        "make sure the fence is done",
    ],
)
def test_a_plain_order_and_real_news_are_meant(said: str) -> None:
    assert not list(find_unmeant(said))


@pytest.mark.parametrize(
    "said",
    [
        "add listen to never mind",
        "move the vet to friday, not the hay",
        "move the vet to friday, no, saturday",
        "never mind",
        "add the hay, no rush",
        "did i feed the hens? no",
    ],
)
def test_what_goes_on_is_not_taken_back(said: str) -> None:
    assert not is_taken_back(said)
