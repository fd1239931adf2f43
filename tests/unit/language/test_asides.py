"""What is said aside is told from orders, wishes and questions."""

import pytest

from evolution_todo.language.framing.asides import is_said_aside
from evolution_todo.language.phrases.lines import with_commas


@pytest.mark.parametrize(
    "said",
    [
        "Rex is the cat btw",
        "the list is getting long",
        "got the part!!",
        "wrote half the letters",
        "the cat ate it",
        "fyi dad is coming too",
        "rain tomorrow",
        "that's not what I wanted",
        "just so you know, Lee prefers evenings",
    ],
)
def test_a_remark_tells_something(said: str) -> None:
    assert is_said_aside(said)


@pytest.mark.parametrize(
    "said",
    [
        "play some jazz",
        "turn the heating off",
        "what is love",
        "is it raining?",
        "I want to book a flight",
        "I'd like to hear the news",
        "call my wife",
        "can you sing",
        "weather",
    ],
)
def test_an_order_a_wish_and_a_question_are_no_remark(said: str) -> None:
    assert not is_said_aside(said)


def test_semicolons_behind_one_heading_are_commas() -> None:
    assert with_commas("Buy: jam; tea; brown rice") == "Buy: jam, tea, brown rice"


@pytest.mark.parametrize(
    "said",
    [
        "call Ann; post the letter",
        "Friday: call the bank about the loan; post it",
        "Jobs: ring Ann at 5; post it",
        "Buy: jam, tea; rice",
    ],
)
def test_other_semicolons_stay(said: str) -> None:
    assert with_commas(said) == said
