"""The importance and the rule that a message gives, once it is known to give one."""

from datetime import datetime

import pytest

from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.again import named_too, without_ruled_out
from evolution_todo.language.supposing.changes import importance, meant_rule, repeated
from evolution_todo.language.tasks.quickadd import Priority
from evolution_todo.language.text.spans import Span
from tests.conftest import BERLIN

NOW = datetime(2026, 6, 10, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("this is blocking the release btw", Priority.HIGH),
        ("bump it up", Priority.HIGH),
        ("make it P0", Priority.CRITICAL),
        ("can it go any higher than that?", Priority.CRITICAL),
        ("highest, not high", Priority.CRITICAL),
        ("not that deep", Priority.LOW),
        ("no rush on that one, it can sit at the bottom", Priority.LOW),
        ("it isn't urgent any more", Priority.LOW),
        ("not so high, have till the 30th", Priority.MEDIUM),
        ("down a notch", Priority.MEDIUM),
        ("set p3", Priority.MEDIUM),
        ("water's coming through the ceiling!!", None),
    ],
)
def test_importance_is_read(text: str, level: Priority | None) -> None:
    assert importance(text) == level


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("it should come every year rather than every month", "every year"),
        ("that'd drown them. Every ten days.", "every ten days"),
        ("its a wednesday thing", "every wednesday"),
        ("through the summer that's a daily job", "daily"),
        ("annual", "yearly"),
        ("needs doing before a home game, so alternate saturdays", "every other saturday"),
        ("skip weekends, my brother's got those", "every weekday"),
        ("didn't I say six months? it's six months", "every six months"),
        ("on sundays", "on sundays"),
    ],
)
def test_a_rule_is_read_in_news(text: str, rule: str) -> None:
    found = meant_rule(text, NOW)
    assert found is not None
    assert found.text == rule


@pytest.mark.parametrize(
    "text", ["we do this on the first and third Mondays", "The fifth Sunday as well, please."]
)
def test_a_rule_that_says_more_than_is_understood_is_none(text: str) -> None:
    assert meant_rule(text, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "no need for it to come round every week any more",
        "nah stop that, just once",
        "it isn't weekly, shut that off",
        "turn it off",
    ],
)
def test_repeating_ends(text: str) -> None:
    said = repeated(Request(Intent.NONE, Span(0, len(text)), text), NOW)
    assert said is not None
    assert said.instead is not None
    assert said.instead.clear == ("recurrence",)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("bark chippings likewise", "bark chippings"),
        ("same for the photo booth", "photo booth"),
        ("do the same with fish oil", "fish oil"),
        ("put the cucumbers down in the same way", "cucumbers"),
        ("likewise the jacket", "jacket"),
        ("the groomer needs one too", "groomer"),
        ("I meant do that for the milk", ""),
        ("that one is done too", ""),
    ],
)
def test_what_is_to_have_the_same_is_named(text: str, thing: str) -> None:
    assert named_too(text) == thing


def test_a_task_that_is_ruled_out_is_not_the_one_that_was_meant() -> None:
    assert "ironing" not in without_ruled_out("oops, not the ironing, the hoovering")
    assert "hens" not in without_ruled_out("ducks, silly, hens are still waiting")
