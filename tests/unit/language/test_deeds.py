from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.references.deeds import Fit, fit, read_deed, read_deeds
from evolution_todo.language.references.reading import Candidate, Reference, ReferenceKind, resolve
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.verbs import bases

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
        ("got back from the dentist", "Dentist", Fit.THING),
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


@pytest.mark.parametrize(
    ("said", "intent", "words"),
    [
        ("pick up kids half an hour earlier", Intent.RESCHEDULE, "pick up kids"),
        ("the viewing got moved to friday", Intent.RESCHEDULE, "viewing"),
        ("lime can wait til next month", Intent.RESCHEDULE, "lime"),
        ("could the lunch be moved to wednesday?", Intent.RESCHEDULE, "lunch"),
        ("change the eye doctor to three pm", Intent.RESCHEDULE, "eye doctor"),
        ("put the candles off until thursday", Intent.RESCHEDULE, "candles"),
        ("submit form is urgent", Intent.UPDATE, "submit form"),
        ("p1 on the bill", Intent.UPDATE, "bill"),
        ("pay florist isn't low priority anymore, it's high", Intent.UPDATE, "pay florist"),
        ("book club is cancelled", Intent.DELETE, "book club"),
        ("no need to call ann after all", Intent.DELETE, "call ann"),
        ("scrap the yoga class", Intent.DELETE, "yoga class"),
    ],
)
def test_what_is_said_of_a_task_changes_it_only_if_it_is_there(said, intent, words):
    (request,) = read_requests(said, NOW)
    assert (request.instead.intent, request.instead.target.words) == (intent, words)


@pytest.mark.parametrize(
    ("said", "intents", "words"),
    [
        ("move run to sunday and swim to monday", ["reschedule", "reschedule"], ["run", "swim"]),
        ("make gym high priority and swim low priority", ["update", "update"], ["gym", "swim"]),
        ("tag gym as fit and milk as food", ["tag", "tag"], ["gym", "milk"]),
        ("move milk and eggs to friday", ["reschedule"], ["milk and eggs"]),
    ],
)
def test_a_verb_said_once_holds_for_each_task(said, intents, words):
    found = read_requests(said, NOW)
    assert [each.intent.value for each in found] == intents
    assert [each.target.words for each in found] == words


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("cancel it, he will not go again", Intent.DELETE),
        ("push the payroll call to monday 10am, im sleeping", Intent.RESCHEDULE),
        ("take the flu shot off my list, the missus already did hers", Intent.DELETE),
    ],
)
def test_why_a_change_is_asked_for_is_none_of_its_words(said, intent):
    (request,) = read_requests(said, NOW)
    assert request.intent is intent
    assert "," not in request.target.words
