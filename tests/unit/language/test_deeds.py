from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.deeds import Fit, fit, read_deed, read_deeds
from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.references import Candidate, Reference, ReferenceKind, resolve
from evolution_todo.language.spans import Span
from evolution_todo.language.verbs import bases

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("past", "verbs"),
    [
        ("watered", {"water"}),
        ("planned", {"plan"}),
        ("tidied", {"tidy"}),
        ("baked", {"bake"}),
        ("rang", {"ring"}),
        ("hung", {"hang"}),
        ("hoovered", {"hoover"}),
        ("feed", set()),
        ("hundred", set()),
        ("milk", set()),
    ],
)
def test_a_past_leads_back_to_its_verb(past, verbs):
    assert bases(past) == verbs


@pytest.mark.parametrize(
    ("told", "title", "expected"),
    [
        ("watered the plants", "Water plants", Fit.SAME),
        ("spoke to gran", "Ring gran", Fit.SAME),
        ("got the pens", "Buy pens", Fit.SAME),
        ("posted the letter to the bank", "Post letter", Fit.ALIKE),
        ("did the dishes", "Wash dishes", Fit.THING),
        ("went to the gym with Ann", "Gym", Fit.THING),
        ("called her", "Call Ann", Fit.PARTLY),
        ("called Ann", "Email Ann", Fit.NOT),
        ("spilled the milk", "Milk", Fit.NOT),
        ("started the essay", "Essay", Fit.NOT),
        ("had a great day at work", "Work", Fit.NOT),
        ("called the plumber mum knows", "Call mum", Fit.PARTLY),
    ],
)
def test_a_task_is_done_by_what_was_done(told, title, expected):
    assert fit(read_deed(told), title) is expected


def test_a_phrase_may_tell_of_several_deeds():
    told = read_deeds("called ann and bea, paid the rent but not the gas")
    assert [(set(each.verbs), set(each.things)) for each in told] == [
        ({"call"}, {"ann"}),
        ({"call"}, {"bea"}),
        ({"pay"}, {"rent"}),
    ]


@pytest.mark.parametrize(
    ("told", "titles", "sure"),
    [
        ("got ham and rice", ["Buy ham", "Buy rice"], True),
        ("got ham and wine", ["Buy ham"], True),
        ("bought eggs", ["Buy eggs for Ann", "Buy eggs for Bea"], False),
        ("emailed Ann", [], False),
    ],
)
def test_deeds_point_at_the_tasks_that_ask_for_them(told, titles, sure):
    world = ["Buy ham", "Buy rice", "Buy eggs for Ann", "Buy eggs for Bea", "Call Ann"]
    candidates = [Candidate(at, at, title) for at, title in enumerate(world, 1)]
    match = resolve(Reference(ReferenceKind.DEED, Span(0, len(told)), told), candidates)
    assert [each.title for each in match.candidates] == titles
    assert match.sure is sure


@pytest.mark.parametrize(
    ("said", "intent", "words"),
    [
        ("called ann", Intent.COMPLETE, "called ann"),
        ("paid the rent yesterday", Intent.COMPLETE, "paid the rent"),
        ("spoke to gran, tick that one off", Intent.COMPLETE, "spoke to gran"),
        ("dishes washed", Intent.COMPLETE, "washed dishes"),
        ("milk - done btw", Intent.COMPLETE, "milk"),
        ("I haven't actually called the vet", Intent.UNCOMPLETE, "called the vet"),
        ("the tap still isn't fixed", Intent.UNCOMPLETE, "fixed the tap"),
    ],
)
def test_what_is_told_is_only_asked_of_tasks_that_are_there(said, intent, words):
    (request,) = read_requests(said, NOW)
    assert request.intent in {Intent.NONE, Intent.ADD}
    assert (request.instead.intent, request.instead.target.words) == (intent, words)


@pytest.mark.parametrize("said", ["called ann?", "cut the grass", "start the dishwasher"])
def test_a_question_or_an_errand_tells_of_no_deed(said):
    (request,) = read_requests(said, NOW)
    assert request.instead is None


@pytest.mark.parametrize(
    ("said", "may_be_a_task"),
    [("baked beans", True), ("dishes washed", True), ("got the pens", False), ("i cut it", False)],
)
def test_only_what_may_be_a_thing_is_offered_where_no_task_asks_for_it(said, may_be_a_task):
    (request,) = read_requests(said, NOW)
    assert request.bare is may_be_a_task
