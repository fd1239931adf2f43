from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.intents import Intent, Page, read_requests
from evolution_todo.language.requests.filters import read_filter
from evolution_todo.language.requests.negations import NEGATIONS
from evolution_todo.language.requests.request import Filter
from evolution_todo.language.tasks.quickadd import Priority

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
LOWER = (Priority.LOW, Priority.MEDIUM)


@pytest.mark.parametrize("negation", NEGATIONS, ids=lambda each: each.name)
def test_each_negation_reads_its_own_example_and_leaves_nothing_to_search(negation):
    read = read_filter(f"tasks {negation.example}", NOW)
    assert read != Filter()
    assert read.search is None


@pytest.mark.parametrize(
    ("said", "narrowed"),
    [
        ("open tasks", {"completed": False}),
        ("what isn't done", {"completed": False}),
        ("show me tasks that aren't done", {"completed": False}),
        ("nothing tagged", {"untagged": True}),
        ("which tasks have no tags", {"untagged": True}),
        ("what has no reminder", {"unreminded": True}),
        ("tasks without priority", {"priority": (Priority.MEDIUM,)}),
        ("what's not urgent", {"priority": LOWER}),
        ("tasks that don't repeat", {"recurring": False}),
        ("show me what's not due yet", {"due_after": NOW}),
        ("tasks that aren't work", {"without": ("work",)}),
        ("show all but the shopping", {"without": ("shopping",)}),
        ("show tasks not tagged #home", {"without": ("home",)}),
        ("what's my next task?", {"page": Page.NEXT, "limit": 3}),
    ],
)
def test_a_lookup_leaves_out_what_it_says(said, narrowed):
    (request,) = read_requests(said, NOW)
    assert request.intent is Intent.LIST
    read = {name: getattr(request.filter, name) for name in narrowed}
    assert read == narrowed
    assert request.filter.search is None


@pytest.mark.parametrize(
    ("said", "narrowed"),
    [
        ("most important task", {"sort": "priority", "limit": 1}),
        ("everything about the party", {"search": "party"}),
    ],
)
def test_a_lookup_needs_no_verb(said, narrowed):
    (request,) = read_requests(said, NOW)
    assert request.intent is Intent.LIST
    assert {name: getattr(request.filter, name) for name in narrowed} == narrowed


def test_a_run_down_of_days_is_an_agenda():
    (request,) = read_requests("give me a run-down of next week", NOW)
    assert request.intent is Intent.AGENDA
    assert (request.filter.due_after.day, request.filter.due_before.day) == (15, 22)
