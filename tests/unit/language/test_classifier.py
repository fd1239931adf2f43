import json
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.supposing import classifier
from evolution_todo.language.supposing.classifier import (
    Kind,
    Setting,
    Situation,
    opinion_of,
    tokens,
)

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TRAINING = Path(__file__).parents[3] / "training"
SENTENCES = sorted((TRAINING / "sentences").glob("*.tsv"))
FOLLOW_UPS = sorted((TRAINING / "follow_ups").glob("*.tsv"))
STORED = json.loads(Path(classifier.__file__).with_suffix(".json").read_text("utf-8"))


def test_the_weights_are_made_from_the_sentences() -> None:
    made_from = sha256(
        b"".join(path.read_bytes() for path in (*SENTENCES, *FOLLOW_UPS))
    ).hexdigest()
    assert STORED["sentences"] == made_from, "run python -m training.classifier"


def test_every_sentence_has_a_kind_and_is_there_once_for_each_writer() -> None:
    for path in SENTENCES:
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        assert {len(row) for row in rows} == {2}
        assert {kind for kind, _ in rows} <= set(Kind)
        assert Counter(said for _, said in rows).most_common(1)[0][1] == 1


def test_every_follow_up_has_its_situation_and_is_there_once_for_each_writer() -> None:
    for path in FOLLOW_UPS:
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        assert {len(row) for row in rows} == {5}
        assert {row[0] for row in rows} <= set(Situation)
        assert {row[2] for row in rows} <= set(Kind)
        assert {row[3] for row in rows} <= {"it", "other", "-"}
        assert Counter((row[0], row[4]) for row in rows).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("would you be so kind and shift the tyres to the weekend", Kind.RESCHEDULE),
        ("the hedge has been dealt with, you can strike it", Kind.COMPLETE),
        ("we will not need the caterer after all, so out with it", Kind.DELETE),
        ("what is there for me to do on sunday", Kind.LIST),
        ("that should say oat milk", Kind.RENAME),
        ("oh dear, put it back the way it was", Kind.UNDO),
        ("who won the derby on saturday", Kind.NONE),
        ("play some jazz in the kitchen", Kind.NONE),
    ],
)
def test_the_kind_is_told_of_words_that_no_rule_has(said: str, kind: Kind) -> None:
    opinion = opinion_of(said, NOW)
    assert opinion.kind is kind
    assert opinion.probability > 0.6


def test_values_count_by_what_they_are() -> None:
    said = 'rename "call Ann" friday at 5 #home, not #17'
    assert tokens(said, NOW) == ["rename", "<quote>", "<time>", "<tag>", "not", "<number>"]


def test_an_impossible_date_is_no_error() -> None:
    assert opinion_of("shift it to 31 february", NOW).kind is Kind.RESCHEDULE


def test_nothing_is_thought_of_a_long_message() -> None:
    opinion = opinion_of("delete it " * 30, NOW)
    assert opinion.probability == 0
    assert opinion.chances[Kind.DELETE] == 0


@pytest.mark.parametrize("said", ["", " ", "?", "\x00", "🎉" * 50, "«»", "<time> <x>"])
def test_anything_gets_an_opinion(said: str) -> None:
    assert 0 < opinion_of(said, NOW).probability <= 1


def test_what_went_before_tells_what_a_message_asks_for() -> None:
    said = "the restaurant only had quarter past eight"
    dinner = Setting(Situation.ADDED_DATED, "Anniversary dinner")
    opinion = opinion_of(said, NOW, after=dinner)
    assert opinion.kind is Kind.RESCHEDULE
    assert opinion.of_it > 0.9
    assert opinion_of(said, NOW).of_it == 0
