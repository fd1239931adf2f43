"""Deletes ask the person where the client can, in both eras, and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from mcp import Client, StdioServerParameters
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult

from mcp_server.app import TodoServer, connect
from mcp_server.context import Caller
from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio

MODES = ["2026-07-28", "legacy"]


@dataclass
class Person:
    """Answers what the client asks, and remembers the questions."""

    action: Literal["accept", "decline", "cancel"] = "accept"
    content: dict[str, Any] | None = field(default_factory=lambda: {"confirm": True})
    asked: list[str] = field(default_factory=list)

    async def __call__(
        self, context: ClientRequestContext, params: ElicitRequestParams
    ) -> ElicitResult:
        self.asked.append(params.message)
        content = self.content if self.action == "accept" else None
        return ElicitResult(action=self.action, content=content)


@asynccontextmanager
async def asking(server: Any, person: Person, mode: str) -> AsyncIterator[Tools]:
    async with Client(server, mode=mode, elicitation_callback=person) as client:
        yield Tools(client)


@pytest.mark.parametrize("mode", MODES)
async def test_deleting_several_asks_once_and_goes_on_with_a_yes(
    server: TodoServer, mode: str
) -> None:
    person = Person()
    async with asking(server, person, mode) as tools:
        await tools.add("Milk", "Bread")
        refs = [{"number": 1}, {"number": 2}, {"number": 9}]
        given = await tools("delete_tasks", {"tasks": refs})
        assert person.asked == ["Delete 2 tasks: “Milk”, “Bread”?"]
        assert len(given["results"]) == 2
        assert [each["item"] for each in given["failures"]] == [2]
        assert await tools.titles() == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "person",
    [Person("decline"), Person("cancel"), Person("accept", {"confirm": False})],
    ids=["declines", "cancels", "unticks"],
)
async def test_without_a_yes_nothing_is_deleted(
    server: TodoServer, mode: str, person: Person
) -> None:
    async with asking(server, person, mode) as tools:
        await tools.add("Milk", "Bread")
        refs = {"tasks": [{"number": 1}, {"number": 2}]}
        assert (await tools.refused("delete_tasks", refs))["code"] == "declined"
        assert await tools.titles() == ["Milk", "Bread"]


@pytest.mark.parametrize("mode", MODES)
async def test_deleting_one_task_or_an_unused_tag_asks_nothing(
    server: TodoServer, mode: str
) -> None:
    person = Person()
    async with asking(server, person, mode) as tools:
        await tools.add("Milk")
        await tools("delete_tasks", {"tasks": [{"number": 1}]})
        (tag,) = (await tools("add_tag", {"tag": {"name": "home"}}))["results"]
        await tools("delete_tag", {"tag_id": tag["id"]})
        assert person.asked == []


@pytest.mark.parametrize("mode", MODES)
async def test_deleting_a_tag_in_use_asks(server: TodoServer, mode: str) -> None:
    person = Person("decline")
    async with asking(server, person, mode) as tools:
        await tools.add("Milk", "Bread", tags=["shop"])
        (tag,) = (await tools("list_tags"))["items"]
        refused = await tools.refused("delete_tag", {"tag_id": tag["id"]})
        assert person.asked == ["Delete a tag of 2 tasks: “#shop”?"]
        assert refused["code"] == "declined"
        assert (await tools("list_tags"))["items"] == [tag]


async def test_deleting_many_names_only_the_first(server: TodoServer) -> None:
    person = Person()
    async with asking(server, person, "2026-07-28") as tools:
        await tools.add(*(f"T{index}" for index in range(1, 9)))
        await tools("delete_tasks", {"tasks": [{"number": n} for n in range(1, 9)]})
    assert person.asked == ["Delete 8 tasks: “T1”, “T2”, “T3”, “T4”, “T5” and 3 more?"]


async def test_key_holds_through_the_question(server: TodoServer) -> None:
    person = Person()
    async with asking(server, person, "2026-07-28") as tools:
        await tools.add("Milk", "Bread")
        refs = {"tasks": [{"number": 1}, {"number": 2}]}
        first = await tools("delete_tasks", refs, idempotency_key="k")
        assert await tools("delete_tasks", refs, idempotency_key="k") == first
        assert len(person.asked) == 1


async def test_client_that_cannot_ask_deletes_as_its_host_allowed(tools: Tools) -> None:
    await tools.add("Milk", "Bread")
    given = await tools("delete_tasks", {"tasks": [{"number": 1}, {"number": 2}]})
    assert len(given["results"]) == 2


async def test_our_own_agent_is_never_asked_its_gate_was(server: TodoServer, ada: Caller) -> None:
    async with connect(server, ada) as client:
        tools = Tools(client)
        await tools.add("Milk", "Bread")
        given = await tools("delete_tasks", {"tasks": [{"number": 1}, {"number": 2}]})
        assert len(given["results"]) == 2


@pytest.mark.parametrize("mode", MODES)
async def test_question_travels_over_stdio(stdio: StdioServerParameters, mode: str) -> None:
    person = Person("decline")
    async with asking(stdio, person, mode) as tools:
        await tools.add("Milk", "Bread")
        refused = await tools.refused("delete_tasks", {"tasks": [{"number": 1}, {"number": 2}]})
        assert refused["code"] == "declined"
        assert len(person.asked) == 1


async def test_question_travels_over_http_in_the_era_that_can(address: str) -> None:
    person = Person("decline")
    async with asking(address, person, "2026-07-28") as tools:
        await tools.add("Milk", "Bread")
        refused = await tools.refused("delete_tasks", {"tasks": [{"number": 1}, {"number": 2}]})
        assert refused["code"] == "declined"


async def test_older_http_has_no_way_back_and_deletes_as_its_host_allowed(address: str) -> None:
    person = Person("decline")
    async with asking(address, person, "legacy") as tools:
        await tools.add("Milk", "Bread")
        given = await tools("delete_tasks", {"tasks": [{"number": 1}, {"number": 2}]})
        assert len(given["results"]) == 2
        assert person.asked == []
