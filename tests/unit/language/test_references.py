from datetime import UTC, datetime

import pytest

from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.naming import names
from evolution_todo.language.references.reading import (
    Candidate,
    Reference,
    ReferenceKind,
    read_reference,
    resolve,
)
from evolution_todo.language.text.spans import Span

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)

TITLES = (
    "Buy milk",
    "Team meeting",
    "Dentist appointment",
    "Call mom",
    "Meeting notes",
    "Pay bills",
    "Clean kitchen",
    "Feed the fish",
    "Everything bagel",
    "Eggs",
)
TASKS = tuple(Candidate(id=100 + n, number=n, title=title) for n, title in enumerate(TITLES, 1))


def found(said, *, shown=(), recent=()):
    reference = read_reference(said)
    assert reference is not None
    match = resolve(reference, TASKS, shown=shown, recent=recent)
    return match.sure, [task.title for task in match.candidates]


@pytest.mark.parametrize(
    ("said", "kind", "values"),
    [
        ("task 3", ReferenceKind.NUMBER, (3,)),
        ("#3", ReferenceKind.NUMBER, (3,)),
        ("number three", ReferenceKind.NUMBER, (3,)),
        ("todo1", ReferenceKind.NUMBER, (1,)),
        ("1, 3 and 5", ReferenceKind.NUMBER, (1, 3, 5)),
        ("tasks 2 to 4", ReferenceKind.NUMBER, (2, 3, 4)),
        ("the third one", ReferenceKind.POSITION, (3,)),
        ("the first two", ReferenceKind.POSITION, (1, 2)),
        ("the last two tasks", ReferenceKind.POSITION, (-2, -1)),
        ("the second task in my shopping list", ReferenceKind.POSITION, (2,)),
        ("the second of those", ReferenceKind.POSITION, (2,)),
        ("the first two of them", ReferenceKind.POSITION, (1, 2)),
        ("the last one", ReferenceKind.LAST, ()),
        ("the lot of them", ReferenceKind.PRONOUN, ()),
        ("it", ReferenceKind.PRONOUN, ()),
        ("them", ReferenceKind.PRONOUN, ()),
        ("both", ReferenceKind.BOTH, ()),
        ("them all", ReferenceKind.PRONOUN, ()),
        ("the other one", ReferenceKind.OTHER, ()),
        ("the rest of them", ReferenceKind.OTHER, ()),
        ("everything", ReferenceKind.ALL, ()),
        ("all my tasks", ReferenceKind.ALL, ()),
    ],
)
def test_a_reference_is_read_as_people_point(said, kind, values):
    reference = read_reference(said)
    assert reference.kind is kind
    assert (reference.numbers or reference.positions) == values


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("the dentist one", "dentist"),
        ("the task buy milk", "buy milk"),
        ("the to do that go hiking tomorrow", "go hiking tomorrow"),
        ("'Buy milk'", "Buy milk"),
        ("buy milk", "buy milk"),
    ],
)
def test_a_title_is_taken_out_of_its_wording(said, words):
    reference = read_reference(said)
    assert (reference.kind, reference.words) == (ReferenceKind.TITLE, words)


def test_nothing_said_points_at_nothing():
    assert read_reference(" ., ") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("task 3", (True, ["Dentist appointment"])),
        ("task 99", (False, [])),
        ("milk", (True, ["Buy milk"])),
        ("feeding the fish", (True, ["Feed the fish"])),
        ("the meeting task", (False, ["Team meeting", "Meeting notes"])),
        ("all meeting tasks", (True, ["Team meeting", "Meeting notes"])),
        ("milk and eggs", (True, ["Buy milk", "Eggs"])),
        ("mlk", (True, ["Buy milk"])),
        ("call tom", (False, ["Call mom"])),
        ("submarine", (False, [])),
    ],
)
def test_words_resolve_by_containment_then_by_likeness(said, expected):
    reference = "meeting tasks" if said.startswith("all ") else said
    assert found(reference) == expected


def test_a_day_said_beside_the_title_makes_it_a_guess():
    assert found("dentist appointment on friday") == (False, ["Dentist appointment"])


def test_an_exact_title_wins_over_titles_that_contain_it():
    tasks = (Candidate(1, 1, "Meeting"), Candidate(2, 2, "Team meeting"))
    reference = read_reference("the meeting")
    assert reference is not None
    match = resolve(reference, tasks)
    assert match.sure
    assert match.candidates == tasks[:1]


def test_positions_count_in_the_list_last_shown():
    assert found("the second one", shown=(104, 103, 102)) == (True, ["Dentist appointment"])
    assert found("the last one", shown=(104, 103, 102)) == (True, ["Team meeting"])
    assert found("the fifth one", shown=(104, 103)) == (False, [])
    assert found("both", shown=(104, 103)) == (True, ["Call mom", "Dentist appointment"])


def test_a_pronoun_is_what_was_last_touched():
    assert found("it", shown=(104, 103), recent=(101,)) == (True, ["Buy milk"])
    assert found("it", shown=(104, 103)) == (False, ["Call mom", "Dentist appointment"])
    assert found("them", shown=(104, 103)) == (True, ["Call mom", "Dentist appointment"])
    assert found("it") == (False, [])


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("delete task 3", {3}),
        ("delete task number three", {3}),
        ("remove 2 and 3", {2, 3}),
        ("delete the dentist one", {3}),
        ("the dentist one", {3}),
        ("I want to delete the dentist appointment", {3}),
        ("remove milk and eggs from my shopping list", {1, 10}),
        ("keep the dentist, delete the milk", {1}),
        ("delete milk but not eggs", {1}),
        ("delete the meeting task", {2, 5}),
        ("please delete feeding the fish", {8}),
    ],
)
def test_a_message_names_the_tasks_it_says(said, named):
    assert {task.number for task in TASKS if names(said, task)} == named


@pytest.mark.parametrize(
    "said",
    [
        "don't delete the dentist",
        "never delete the eggs",
        "delete everything except the dentist",
        "delete all tasks except 3",
        "delete everything",
        "delete all completed tasks",
        "delete it",
        "clean up my list",
        "i hate the dentist",
        "delete task 3 days from now",
        "delete my note about the meeting with bob",
        "delete the call",
        "delete task 33",
    ],
)
def test_a_stray_or_negated_word_names_nothing(said):
    assert not [task.title for task in TASKS if names(said, task)]


@pytest.mark.parametrize(
    ("said", "sure", "titles"),
    [
        ("the other one", False, ["Buy milk", "Team meeting"]),
        ("the others", True, ["Buy milk", "Team meeting"]),
    ],
)
def test_the_others_are_those_shown_that_were_not_touched(said, sure, titles):
    assert found(said, shown=(101, 102, 103), recent=(103,)) == (sure, titles)


def test_a_title_said_whole_is_the_one_that_is_mentioned():
    tasks = (Candidate(1, 1, "Call mom"), Candidate(2, 2, "Call mom about the cake"))
    said = "no need to call mom"
    mention = Reference(ReferenceKind.MENTIONED, Span(0, len(said)), said)
    match = resolve(mention, tasks)
    assert match.sure
    assert [each.id for each in match.candidates] == [1]


def test_a_snack_bar_is_no_exception():
    (request,) = read_requests("delete the task order for the juice bar", NOON)
    assert request.spared is None


def test_a_thing_that_is_spoken_of_is_no_deed_at_the_start_of_a_title():
    swim = Candidate(1, 1, "Swim with Ada")
    other = Candidate(2, 2, "Buy goggles")

    def mentioned(said):
        return resolve(
            Reference(ReferenceKind.MENTIONED, Span(0, len(said)), said), [swim, other]
        ).candidates

    assert mentioned("remind me an hour before the swim, not two") == (swim,)
    assert mentioned("i swim whenever it is hot") == ()
