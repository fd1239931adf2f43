"""How far something is moved and which way, whatever words a title has."""

from datetime import datetime

import pytest

from evolution_todo.language.building.shifts import find_shift
from evolution_todo.language.intents import read_requests
from evolution_todo.language.requests.request import Intent
from tests.conftest import BERLIN

NOW = datetime(2026, 6, 10, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("pick up kids half an hour later", 30),
        ("move pick up kids an hour later", 60),
        ("push back pick up kids by an hour", 60),
        ("bring in the washing two hours later", 120),
        ("push the warm up back a day", 1440),
        ("can we push cleaning up the shed back by a week?", 10080),
        ("bring the follow-up back a day", 1440),
        ("move the clean up an hour earlier", -60),
        ("bring the dentist forward an hour", -60),
        ("move up the dentist by two hours", -120),
        ("bump the call up an hour", -60),
        ("push the essay forward a day", 1440),
        ("make it 20 minutes later", 20),
        ("the tram is late, could you make that an hour later?", 60),
        ("move the viewing to two days earlier", -2880),
    ],
)
def test_which_way_is_told_by_the_words_around_the_amount_or_the_verb(
    said: str, minutes: int
) -> None:
    (request,) = read_requests(said, NOW)
    moved = request if request.intent is Intent.RESCHEDULE else request.instead
    assert moved is not None
    assert moved.shift_minutes == minutes


@pytest.mark.parametrize(
    ("said", "shift"),
    [
        ("he needs two more days for it", {"shift_minutes": 2880}),
        ("it slipped by another week", {"shift_minutes": 10080}),
        ("give it an hour and a half more time", {"shift_minutes": 90}),
        ("a month sooner", {"shift_months": -1}),
        ("an hour on friday", None),
        ("back in half an hour's time", None),
        ("two hours before", None),
    ],
)
def test_a_shift_is_found_in_news(said: str, shift: dict[str, int] | None) -> None:
    assert find_shift(said) == shift


def test_a_phrase_that_only_holds_back_and_a_length_moves_nothing() -> None:
    (request,) = read_requests("call back the school 20 minutes", NOW)
    assert request.instead is None
