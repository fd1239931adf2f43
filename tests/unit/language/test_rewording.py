from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.followups.wrong_ones import read_other_task, read_word_for_word
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.rewording import is_alike, reworded

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("title", "said", "meant"),
    [
        ("Worm the ewes", "the lambs", "Worm the lambs"),
        ("Buy red paint", "blue paint", "Buy blue paint"),
        ("Call Jim", "Tim", "Call Tim"),
        ("Call Jim", "call Tim", "Call Tim"),
        ("Ring the plumber about the leak", "the vet", "Ring the vet about the leak"),
        ("Book a table for four", "for six", "Book a table for six"),
        ("Boiler service Mrs Patel", "Mr Patel", "Boiler service Mr Patel"),
        ("Ring Mrs Patel", "Mrs Pereira", "Ring Mrs Pereira"),
        ("Dentist", "the optician", "The optician"),
    ],
)  # fmt: skip
def test_what_is_meant_takes_the_place_that_it_would_stand_in(title, said, meant):
    assert reworded(title, said) == meant


def test_what_stands_beside_no_word_of_a_title_is_not_alike():
    assert is_alike("Worm the ewes", "the lambs")
    assert is_alike("Buy red paint", "blue paint")
    assert not is_alike("Buy red paint", "thanks")


@pytest.mark.parametrize(
    ("said", "new", "old"),
    [
        ("I meant soup, not soap", "soup", "soap"),
        ("not oat, soy", "soy", "oat"),
        ("sorry, it's with Samir, not Sam", "Samir", "Sam"),
        ("sorry, not Kim, Jim", "Jim", "Kim"),
        ("no, hoovering not ironing", "hoovering", "ironing"),
        ("the present is for Lena, not Anna", "Lena", "Anna"),
        ("oops, the dinner is with Ben, not with Tom", "with Ben", "with Tom"),
        ("my flight was to Rome not Milan", "Rome", "Milan"),
    ],
)
def test_a_word_is_said_beside_the_one_that_was_wrong(said, new, old):
    request = read_word_for_word(said, masked(said), NOW)
    assert (request.new_title, request.in_place_of) == (new, old)


@pytest.mark.parametrize(
    "said",
    [
        "not Friday, Saturday",
        "wait, not that one, bring it back",
        "the report is for Monday, not Tuesday",
        "the soup is hot, not cold",
    ],
)
def test_a_day_and_an_order_are_no_words_of_a_title(said):
    assert read_word_for_word(said, masked(said), NOW) is None


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("oops, not that, the hoovering", "hoovering"),
        ("wrong one, it was the hoovering", "hoovering"),
        ("no, that was the form I posted", "form"),
        ("not the ironing, the hoovering", "hoovering"),
    ],
)
def test_another_task_is_plainly_meant(said, target):
    assert read_other_task(said, masked(said), plainly=True).target.words == target


@pytest.mark.parametrize("said", ["no thanks", "no, keep it", "oops"])
def test_a_refusal_means_no_other_task_plainly(said):
    assert read_other_task(said, masked(said), plainly=True) is None
