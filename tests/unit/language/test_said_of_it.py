"""A sentence behind a task that says something of it."""

from datetime import UTC, datetime

import pytest

from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.tasks.quickadd import Priority

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)  # a Wednesday


def only(said):
    (request,) = read_requests(said, NOW)
    return request


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("add clear the shed. No rush.", "priority", Priority.LOW),
        ("Clear the shed. It's important.", "priority", Priority.HIGH),
        ("New task: clear the shed. Tag it garden.", "tags", ("garden",)),
        ("Add clear the shed. Note: start at the back", "description", "start at the back"),
        ("add clear the shed, it's not urgent though", "priority", Priority.LOW),
    ],
)
def test_it_belongs_to_the_task(said, field, value):
    request = only(said)
    assert request.intent is Intent.ADD
    assert request.task.title == "Clear the shed"
    assert getattr(request.task, field) == value


def test_a_day_said_behind_makes_a_phrase_one_that_is_added():
    request = only("Call the optician. It's for Thursday.")
    assert (request.task.title, request.task.due.start.day) == ("Call the optician", 11)
    assert request.task.marked


def test_it_is_said_of_all_that_the_sentence_before_adds():
    tasks = [each.task for each in read_requests("add jam and tea. High priority.", NOW)]
    assert [(each.title, each.priority) for each in tasks] == [
        ("Jam", Priority.HIGH),
        ("Tea", Priority.HIGH),
    ]


@pytest.mark.parametrize(
    "said",
    ["add jam. Tomorrow is Thursday.", "add jam. It was fun on Friday.", "add jam. Is it Friday?"],
)
def test_what_tells_of_something_else_is_not(said):
    assert not read_requests(said, NOW)[0].task.marked
