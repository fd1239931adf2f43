import pytest

from evolution_todo.language.text.small_talk import (
    TALKS,
    TOPICS,
    Talk,
    Topic,
    read_talk,
    read_topic,
)


@pytest.mark.parametrize("line", TALKS, ids=lambda line: line.kind)
def test_each_kind_of_talk_reads_its_own_example(line):
    talk = read_talk(line.example)
    assert talk is not None
    assert talk[0] is line.kind


@pytest.mark.parametrize("line", TOPICS, ids=lambda line: line.kind)
def test_each_topic_reads_its_own_example(line):
    assert read_topic(line.example) is line.kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Oh, I'm so sorry!", Talk.SORRY),
        ("what have you changed?", Talk.LAST_DEED),
        ("ugh I'm really tired today", Talk.LOW),
        ("Could you please phone the school for me?", Talk.FAVOUR),
        ("does it snow in May?", Talk.QUESTION),
        ("hahaha", Talk.LAUGHTER),
    ],
)
def test_talk_is_told_apart_in_other_words(said, kind):
    talk = read_talk(said)
    assert talk is not None
    assert talk[0] is kind


@pytest.mark.parametrize("said", ["the blue door", "Ann has a new car", "p1"])
def test_what_is_none_of_these_kinds_has_no_answer_of_its_own(said):
    assert read_talk(said) is None


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("How would I bring back something? can I undo?", Topic.UNDO),
        ("is it possible to have recurring tasks", Topic.REPEATING),
        ("can you send notifications", Topic.MAIL),
    ],
)
def test_a_question_of_what_is_possible_has_its_topic(said, topic):
    assert read_topic(said) is topic


def test_an_order_is_no_question_of_what_is_possible():
    assert read_topic("undo") is None
