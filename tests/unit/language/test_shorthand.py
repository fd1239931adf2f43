"""Words typed in a hurry, written out before they are read."""

import pytest

from evolution_todo.language.text.shorthand import written_out
from evolution_todo.language.text.spelling import with_our_nouns, with_our_openers


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("thats for the weekend", "that's for the weekend"),
        ("Whats due, pls?", "What's due, please?"),
        ("i dont need it n im out of soap", "i don't need it and i'm out of soap"),
        ("water the fern n remind me at 6", "water the fern and remind me at 6"),
        ("can u tag it garden thx", "can you tag it garden thanks"),
    ],
)
def test_a_short_word_is_written_out(typed: str, read: str) -> None:
    assert written_out(typed) == read


@pytest.mark.parametrize(
    "kept",
    [
        "rock n roll tickets",
        "fit the u bend",
        "add “thats all folks” poster",
        "IM the admins",
        "#pls",
    ],
)
def test_a_name_or_a_quotation_stays_as_typed(kept: str) -> None:
    assert written_out(kept) == kept


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("add a tsk to oil the gate", "add a task to oil the gate"),
        ("creat a taks to wash the tent", "create a task to wash the tent"),
        ("I need a remnider about the tickets", "I need a reminder about the tickets"),
        ("add a tank to the packing list", "add a tank to the packing list"),
        ("buy a tsk for the shelf", "buy a tsk for the shelf"),
    ],
)
def test_what_is_to_be_made_is_spelt_right(typed: str, read: str) -> None:
    assert with_our_nouns(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("rember to oil the gate", "remember to oil the gate"),
        ("Dont froget the tickets", "Don't forget the tickets"),
        ("need too wash the tent", "need to wash the tent"),
        ("remindme to wash the tent", "remind me to wash the tent"),
        ("rename it “rember”", "rename it “rember”"),
        ("ask Reber about the member list", "ask Reber about the member list"),
    ],
)
def test_what_opens_a_task_is_spelt_right(typed: str, read: str) -> None:
    assert with_our_openers(written_out(typed)) == read
