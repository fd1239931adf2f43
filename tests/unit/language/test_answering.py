import pytest

from evolution_todo.language.followups.continuing import read_continuation
from evolution_todo.language.text.answering import read_answer


@pytest.mark.parametrize(
    ("said", "agrees", "rest"),
    [
        ("yes, for tomorrow", True, "for tomorrow"),
        ("ok but at 5", True, "at 5"),
        ("yep go on then", True, ""),
        ("sure, and call it Tea", True, "call it Tea"),
        ("no, the other one", False, "the other one"),
        ("nope", False, ""),
        ("tomorrow at 9", None, "tomorrow at 9"),
        ("yesterday I rang Bob", None, "yesterday I rang Bob"),
    ],
)
def test_a_message_answers_first_and_goes_on_then(said, agrees, rest):
    answer = read_answer(said)
    assert (answer.agrees, answer.rest.of(said)) == (agrees, rest)


def test_a_yes_with_a_limit_is_no_plain_one():
    assert read_answer("yes but only the draft").limited
    assert not read_answer("yes please").limited


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("and the eggs", "eggs"),
        ("oh and the lawn too", "lawn"),
        ("the hens as well", "hens"),
        ("same for the physio", "physio"),
        ("do the same with the verge", "verge"),
    ],
)
def test_a_continuation_names_what_the_last_deed_is_done_to_as_well(said, words):
    assert read_continuation(said).words == words


@pytest.mark.parametrize("said", ["and then?", "too", "me too", "no wait, the lawn", "the lawn"])
def test_what_does_not_go_on_is_no_continuation(said):
    target = read_continuation(said)
    assert target is None or target.words == "me"
