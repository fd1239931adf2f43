"""Whatever is sent, the answer is a code, a field, words and a next step; and nothing is done."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mcp import Client

from evolution_todo.adapters.database import Database
from evolution_todo.domain import errors
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from mcp_server.app import TOOLS, build_server
from mcp_server.context import Caller
from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio


def all_errors(root: type[errors.DomainError] = errors.DomainError) -> Iterator[type]:
    yield root
    for kind in root.__subclasses__():
        yield from all_errors(kind)


def failing(error: Exception) -> OpenUnitOfWork:
    @asynccontextmanager
    async def unit_of_work(actor: Actor, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        raise error
        yield

    return unit_of_work


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("kind", list(all_errors()), ids=lambda kind: kind.__name__)
async def test_every_error_class_arrives_whole_as_structure_and_as_text(
    kind: type[errors.DomainError], ada: Caller
) -> None:
    error = kind("No way", next_step="Go round", code="no_way", field="due_date")
    server = build_server(unit_of_work=failing(error), local_person=lambda: ada, version="1")
    async with Client(server) as client:
        for name in ("find_tasks", "undo"):
            result = await Tools(client).call(name)
            assert result.is_error
            assert result.structured_content == {
                "code": "no_way",
                "field": "due",
                "message": "No way",
                "next_step": "Go round",
            }
            assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]  # it is text


async def test_crash_is_masked_and_logged_under_the_reference_that_is_given(
    ada: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    error = RuntimeError("password=hunter2")
    server = build_server(unit_of_work=failing(error), local_person=lambda: ada, version="1")
    async with Client(server) as client:
        with caplog.at_level(logging.ERROR):
            refused = await Tools(client).refused("find_tasks")
    assert refused["code"] == "internal"
    assert "hunter2" not in json.dumps(refused)
    (record,) = [each for each in caplog.records if each.name == "mcp_server.errors"]
    reference = record.getMessage().rpartition("=")[2]
    assert reference in refused["message"]
    assert record.exc_info is not None
    assert record.exc_info[1] is error


@pytest.mark.parametrize(
    ("name", "arguments", "code", "field"),
    [
        ("no_such_tool", {}, "unknown_tool", "name"),
        ("find_tasks", {"limits": 5}, "unknown_argument", "limits"),
        ("find_tasks", {"filter": {"colour": "red"}}, "unknown_argument", "filter.colour"),
        ("find_tasks", {"limit": 101}, "out_of_range", "limit"),
        ("find_tasks", {"limit": "ten"}, "wrong_type", "limit"),
        ("find_tasks", {"sort": "colour"}, "not_allowed", "sort"),
        ("find_tasks", {"filter": {"priority": ["urgent"]}}, "not_allowed", "filter.priority.0"),
        ("find_tasks", {"filter": {"due_before": "the day of reckoning"}}, None, "due_before"),
        ("find_tasks", {"filter": {"time_from": "25:99"}}, None, "time_from"),
        ("add_tasks", {}, "required", "tasks"),
        ("add_tasks", {"tasks": []}, "out_of_range", "tasks"),
        ("add_tasks", {"tasks": [{"title": "x"}] * 51}, "out_of_range", "tasks"),
        ("add_tasks", {"tasks": "milk"}, "wrong_type", "tasks"),
        ("add_tasks", {"tasks": [{"titel": "x"}]}, "unknown_argument", "tasks.0.titel"),
        ("add_tasks", {"tasks": [{}]}, "required", "tasks.0.title"),
        ("add_tasks", {"tasks": [{"title": 7}]}, "wrong_type", "tasks.0.title"),
        ("add_tasks", {"tasks": [{"title": "a\0b"}]}, "not_text", None),
        ("add_tasks", {"tasks": [{"title": "x" * 5_000_000}]}, "too_large", None),
        ("add_tasks", {"tasks": [{"title": nested(100)}]}, "too_deep", None),
        ("add_tasks", {"tasks": nested(100)}, "too_deep", None),
        ("add_tasks", {"tasks": [{"title": "x", "tags": ["t"] * 30_000}]}, "too_large", None),
        ("get_task", {"task": {}}, "invalid", "task"),
        ("get_task", {"task": {"id": 1, "number": 1}}, "invalid", "task"),
        ("get_task", {"task": {"number": True}}, "wrong_type", "task.number"),
        ("get_task", {"task": {"id": 10**30}}, "task_not_found", "id"),
        ("get_task", {"task": {"number": -1}}, "task_not_found", "number"),
        ("set_tasks_completed", {"tasks": [{"id": 1}]}, "required", "completed"),
        ("delete_tag", {"tag_id": 10**30}, "tag_not_found", "id"),
        ("update_reminder", {"reminder_id": 1, "change": {}}, "invalid", "change"),
        ("undo", {"operation_id": 10**30}, "operation_not_found", "operation_id"),
        ("changes_since", {"seq": -1}, "invalid_seq", "seq"),
    ],
)
async def test_bad_call_is_refused_with_its_field_and_does_nothing(
    tools: Tools, name: str, arguments: dict[str, Any], code: str | None, field: str | None
) -> None:
    refused = await tools.refused(name, arguments)
    assert code in {None, refused["code"]}
    assert refused["field"] == field
    assert refused["message"]
    assert refused["next_step"]
    assert await tools.titles() == []


@pytest.mark.parametrize(
    ("name", "arguments", "next_step"),
    [
        ("get_task", {"id": 1}, 'Send it as {"task": {"id": …}}.'),
        ("set_tasks_completed", {"number": 1}, 'Send it as {"tasks": [{"number": …}]}.'),
        ("find_tasks", {"priority": ["high"]}, 'Send it as {"filter": {"priority": …}}.'),
        ("delete_tag", {"name": "home"}, "Leave “name” out; there is tag_id."),
    ],
)
async def test_argument_in_the_wrong_place_is_told_where_it_belongs(
    tools: Tools, name: str, arguments: dict[str, Any], next_step: str
) -> None:
    refused = await tools.refused(name, arguments)
    assert (refused["code"], refused["next_step"]) == ("unknown_argument", next_step)
    assert refused["field"] in arguments


@pytest.mark.parametrize(
    ("name", "arguments", "next_step"),
    [
        ("find_tasks", {"limits": 5}, "Did you mean “limit”?"),
        ("add_tasks", {"tasks": [{"titel": "x"}]}, "Did you mean “title”?"),
        ("find_tasks", {"filter": {"compleet": True}}, "Did you mean “completed”?"),
        ("get_task", {"task": {"title": "x"}}, "Leave “title” out; there is id, number, version."),
    ],
)
async def test_argument_that_there_is_not_is_told_the_one_meant(
    tools: Tools, name: str, arguments: dict[str, Any], next_step: str
) -> None:
    refused = await tools.refused(name, arguments)
    assert (refused["code"], refused["next_step"]) == ("unknown_argument", next_step)


@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    [
        ("get_task", {"task": {}}, "task"),
        ("get_task", {"task": {"id": "3"}}, "id"),
        ("find_tasks", {"limit": 101}, "limit"),
        ("find_tasks", {"sort": "colour"}, "sort"),
        ("add_tasks", {"tasks": [{}]}, "title"),
        ("find_tasks", {"filter": {"colour": "red"}}, "colour"),
    ],
)
async def test_next_step_names_what_to_send_otherwise(
    tools: Tools, name: str, arguments: dict[str, Any], field: str
) -> None:
    assert f"“{field}”" in (await tools.refused(name, arguments))["next_step"]


async def test_hundred_and_first_tag_and_a_tag_twice_are_refused(tools: Tools) -> None:
    for start in range(0, 100, 20):
        await tools.add("Tagged", tags=[f"tag{index}" for index in range(start, start + 20)])
    assert (await tools.refused("add_tag", {"tag": {"name": "TAG7"}}))["code"] == "tag_exists"
    refused = await tools.refused("add_tag", {"tag": {"name": "one more"}})
    assert refused["code"] == "too_many_tags"
    given = await tools("add_tasks", {"tasks": [{"title": "x", "tags": ["one more"]}]})
    assert [each["code"] for each in given["failures"]] == ["too_many_tags"]


VALID: dict[str, dict[str, Any]] = {
    "add_tasks": {
        "tasks": [
            {
                "title": "Rent",
                "description": "x",
                "priority": "high",
                "due": "tomorrow",
                "tags": ["home"],
                "reminders": ["1 hour before"],
                "recurrence": {"rule": "every day", "mode": "schedule", "paused": False},
            }
        ]
    },
    "find_tasks": {
        "filter": {
            "text": "rent",
            "numbers": [1],
            "completed": False,
            "priority": ["high"],
            "tags": ["home"],
            "due_after": "today",
            "due_before": "next year",
            "time_from": "06:00",
            "time_to": "22:00",
        },
        "sort": "-due",
        "limit": 5,
        "cursor": {"value": "x"},
    },
    "get_task": {"task": {"id": 1, "version": 1}},
    "update_tasks": {
        "updates": [
            {
                "task": {"number": 1},
                "title": "Rents",
                "due": "friday",
                "due_time": "09:00",
                "add_tags": ["a"],
                "remove_tags": ["b"],
                "reminders": ["9am"],
                "recurrence": {"rule": "every week"},
                "clear": ["description"],
                "scope": "series",
            }
        ]
    },
    "set_tasks_completed": {"tasks": [{"number": 1}], "completed": True},
    "delete_tasks": {"tasks": [{"number": 1}], "scope": "series"},
    "list_tags": {},
    "add_tag": {"tag": {"name": "home", "color": "#123456"}},
    "update_tag": {"tag_id": 1, "changes": {"name": "house", "color": "#654321"}},
    "delete_tag": {"tag_id": 1},
    "list_reminders": {"filter": {"task": {"number": 1}, "status": ["pending"]}},
    "add_reminder": {"task": {"number": 1}, "reminder": {"when": "tomorrow"}},
    "update_reminder": {"reminder_id": 1, "change": {"snooze_minutes": 5}},
    "delete_reminder": {"reminder_id": 1},
    "get_overview": {},
    "undo": {"operation_id": 1},
    "changes_since": {"seq": 0, "limit": 5},
}
ODD: list[Any] = [None, True, -1, 0, 10**12, 10**40, 1.5, float("nan"), [], {}, ["x"], {"id": 1}]
ODD += [
    "",
    " ",
    "#",
    "\ud800",
    "\u202e",
    "x" * 5_000,
    "31 February",
    "9999-12-31T23:59:59",
    "25:99",
]
ODD += ["0001-01-01", "every 0 days", "* * 31 2 *", "FREQ=YEARLY;BYMONTH=13", "%", "'; --", "now"]


def changed(value: Any, choose: Callable[[list[Any]], Any]) -> Any:
    """The value with one of its leaves, or a branch, made odd."""
    if isinstance(value, dict) and value:
        key = choose([*value, "odd"])
        return value | {key: changed(value.get(key), choose)}
    if isinstance(value, list) and value and choose([True, True, False]):
        return [changed(value[0], choose), *value[1:]]
    return choose(ODD)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(list(VALID)))
    arguments = VALID[name]
    for _ in range(draw(st.integers(0, 2)) if arguments else 0):
        arguments = changed(arguments, lambda options: draw(st.sampled_from(options)))
    return name, arguments


def test_every_tool_has_its_valid_call() -> None:
    assert list(VALID) == [tool.name for tool in TOOLS]


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],  # a failing example says enough; making it smaller takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=st.lists(calls(), min_size=10, max_size=20))
def test_no_argument_whatever_crashes_a_tool(
    database_file: Path, ada: Caller, made: list[tuple[str, dict[str, Any]]]
) -> None:
    async def make_them() -> None:
        database = Database(f"sqlite:///{database_file}")
        server = build_server(
            unit_of_work=database.unit_of_work, local_person=lambda: ada, version="1"
        )
        try:
            async with Client(server, mode="2026-07-28", cache=None) as client:
                for name, arguments in made:
                    result = await client.call_tool(name, arguments)
                    content = result.structured_content or {}
                    assert content.get("code") != "internal", (name, arguments)
                    assert not result.is_error or content["next_step"]
        finally:
            await database.close()

    asyncio.run(make_them())
