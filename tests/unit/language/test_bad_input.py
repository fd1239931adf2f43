"""What nobody means to say: no crash, and where it can be read a word of what is wrong."""

import contextlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evolution_todo.language.intents import read_requests
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.spans import (
    MAX_CHARACTERS,
    MOST_CLAUSES,
    TooLong,
    TooMuch,
)
from evolution_todo.language.times.reading import TimeError

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("water the fern every 0 days", "at least one day"),
        ("swim on 31 February", "no 31 February"),
        ("meet Ida at 25:99", "no 25:99"),
        ("swim every day for 5 times until friday", "not both"),
        ("ping 0 0 30 2 *", "never happens"),
        ("party on 1/1/0000", "no year 0"),
        ("party on 12 june 10000", "no year 10000"),
        ("party on 2026-13-45", "no month 13"),
        ("swim every day until yesterday", "never happens"),
        ("move task 3 to 30 feb", "no 30 February"),
        ("show tasks due 31 june", "no 31 June"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_wrong(said: str, why: str) -> None:
    with pytest.raises(TimeError) as refused:
        read_requests(said, NOW)
    assert why in refused.value.message
    assert refused.value.next_step


def test_controls_and_marks_of_direction_mean_nothing() -> None:
    (request,) = read_requests("\x00\u200fadd milk\x07", NOW)
    assert request.intent is Intent.ADD
    assert request.task
    assert request.task.title == "Milk"


def test_a_hundred_thousand_characters_are_not_read() -> None:
    with pytest.raises(TooLong):
        read_requests("a" * 100_000, NOW)


PIECES = (
    *("add ", "remind me ", "every ", "monday ", "at 5 ", "pm ", "until ", "except ", "and "),
    *(", ", "; ", "\n", "#a ", "!high ", "p1 ", "// ", '"', "'", "task 3 ", "it ", "both "),
    *("my list ", "12/3 ", "1:30 ", "in 2 days ", "before ", "😀", "\u202e", "\x00", "( ", ". "),
)
pieces = st.sampled_from(PIECES)


@given(st.lists(pieces, max_size=120).map("".join) | st.text(max_size=200))
@example("and ; add ")
@example("rename \u200b to milk")
@settings(max_examples=150, deadline=None)
def test_any_message_is_read_or_refused_and_its_requests_lie_within_it(message: str) -> None:
    try:
        requests = read_requests(message, NOW)
    except (TimeError, TooMuch):
        return
    assert requests
    assert all(0 <= each.span.start <= each.span.end <= len(message) + 2 for each in requests)


@pytest.mark.parametrize(
    "piece",
    ["every ", "milk\n", "milk; ", "'", "(", "!", "of the week of ", "a? ", "on my list ", "1/1 "],
)
def test_a_full_page_of_one_thing_is_read_or_refused(piece: str) -> None:
    message = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    with contextlib.suppress(TimeError, TooMuch):
        assert read_requests(message, NOW)


def test_more_clauses_than_are_read_are_refused_and_not_read_in_part() -> None:
    said = [f"Water plant {number}." for number in range(MOST_CLAUSES + 1)]
    assert len(read_requests(" ".join(said[1:]), NOW)) == MOST_CLAUSES
    with pytest.raises(TooMuch) as refusal:
        read_requests(" ".join(said), NOW)
    assert "one task a line" in refusal.value.next_step
    assert len(read_requests("\n".join(said).replace(".", ""), NOW)) == MOST_CLAUSES + 1


def test_more_dates_than_are_read_are_refused() -> None:
    with pytest.raises(TooMuch):
        read_requests("Water it on friday at 5 for 20 minutes. " * (MOST_CLAUSES - 1), NOW)
