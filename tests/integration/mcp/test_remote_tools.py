"""The agent and its tools in two processes: turns over HTTP, and what befalls them on the way."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message
from mcp import Client
from pydantic import SecretStr

from evolution_todo.adapters import remotetools
from evolution_todo.adapters.auth import Signer
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.remotetools import RemoteTools
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.ports import Actor
from evolution_todo.processes.assistant import mcp_server_of
from evolution_todo.processes.tokens import mcp_tokens_of
from tests.integration.house import House, Output, add, find
from tests.integration.mcp.conftest import serving
from tests.integration.mcp.test_tool_identity import last_operation
from tests.proxies import Proxy, proxied
from tests.unit.test_tokens import KEY, OTHER_KEY
from todo_agent.budgets import Limits
from todo_agent.errors import AssistantUnavailable
from todo_agent.turn import Person, Step, ToolRun

pytestmark = pytest.mark.anyio

DONE: Output = [assistant_message("Done.")]


def saying(*outputs: Output) -> ScriptedModel:
    return ScriptedModel([*outputs, DONE])


@dataclass
class Apart(House):
    """The agent in this process; the tools where the network leads."""

    remote: RemoteTools | None = None

    @asynccontextmanager
    async def tools(self, person: Person, **turn: str) -> AsyncIterator[Client]:
        assert self.remote is not None
        async with self.remote.connect(person, **turn) as client:
            yield client


@pytest.fixture
async def network() -> AsyncIterator[Proxy]:
    async with proxied() as network:
        yield network


@pytest.fixture
async def house(
    database: Database, network: Proxy, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Apart]:
    monkeypatch.setattr(remotetools, "IDLE_SECONDS", 3600)  # however busy the machine is
    url = f"http://127.0.0.1:{network.port}/mcp"
    async with RemoteTools(url, signer=Signer(KEY)) as remote:
        yield Apart(database, remote=remote)


Start = Callable[..., AbstractAsyncContextManager[None]]


@pytest.fixture
def mcp_process(database: Database, network: Proxy, tmp_path: Path) -> Start:
    """Serve MCP as its process does, until the block ends."""

    @asynccontextmanager
    async def start(key: str = KEY) -> AsyncIterator[None]:
        settings = Settings(
            data_dir=tmp_path, signing_key=SecretStr(key), allowed_hosts=["127.0.0.1"]
        )
        tokens = mcp_tokens_of(settings)
        server = mcp_server_of(settings, database.unit_of_work, tokens=tokens)
        async with serving(server, hosts=[f"127.0.0.1:{network.port}"]) as address:
            network.lead_to(address)
            yield
        network.lead_to(None)

    return start


def problem(run: ToolRun) -> Any:
    assert not run.ok
    return run.result["code"]


async def test_turn_acts_for_its_person_in_its_conversation(
    house: Apart, mcp_process: Start, database: Database
) -> None:
    async with mcp_process():
        answer = await house.said("milk", saying([add("Milk")], [find()]))
        assert [run.ok for run in answer.tool_calls] == [True, True]
        house.move_in("bob")
        await house.said("bread", saying([add("Bread")]))
        assert await house.titles() == ["Bread"]
    actor = Actor(user_id="p", zone=house.person.zone, client="web", correlation_id="t")
    operation = await last_operation(database.unit_of_work, actor)
    assert operation.client == "web"
    assert operation.conversation_id == answer.conversation_id
    assert operation.turn_id is not None


async def test_turns_share_a_connection_and_shake_no_hands(
    house: Apart, mcp_process: Start, network: Proxy
) -> None:
    async with mcp_process():
        await house.said("milk", saying([add("Milk")]))
        network.requests.clear()
        await house.said("another bread", saying([add("Bread")], [find()]))
        sent = b"".join(network.requests)
        assert sent.count(b"POST ") == sent.count(b'"tools/call"') >= 2
        assert network.connections == 1


async def test_without_the_server_a_turn_waits_for_its_retry_and_is_answered_then(
    house: Apart, mcp_process: Start
) -> None:
    with pytest.raises(AssistantUnavailable):
        await house.said("milk", saying([add("Milk")]))
    async with mcp_process():
        await house.said("milk", saying([add("Milk")]), again=True)
        assert await house.titles() == ["Milk"]


async def test_call_that_reaches_no_server_is_told_to_the_model_and_the_turn_goes_on(
    house: Apart, mcp_process: Start, network: Proxy
) -> None:
    async with mcp_process():
        await house.said("bread", saying([add("Bread")]))

        def leave(_count: int, step: Step) -> None:
            if step is Step.TOOL_CALLED:
                network.lead_to(None)

        house.at_step = leave
        answer = await house.said("milk", saying([add("Milk")]))
    assert problem(answer.tool_calls[0]) == "tool_unavailable"
    assert answer.response == "Done."
    assert await house.titles() == ["Bread"]


async def test_call_that_is_not_answered_in_time_is_told_to_the_model(
    house: Apart, mcp_process: Start, network: Proxy
) -> None:
    def fall_silent(_count: int, step: Step) -> None:
        network.is_silent = step is Step.TOOL_CALLED

    house.limits = Limits(tool_seconds=0.1)
    house.at_step = fall_silent
    async with mcp_process():
        answer = await house.said("milk", saying([add("Milk")]))
    assert problem(answer.tool_calls[0]) == "tool_unavailable"
    assert answer.response == "Done."


async def test_planner_does_not_say_done_of_what_reached_no_server(
    house: Apart, mcp_process: Start, network: Proxy
) -> None:
    async with mcp_process():
        await house.said("add bread")
        house.at_step = lambda _count, step: (
            network.lead_to(None) if step is Step.TOOL_CALLED else None
        )
        answer = await house.said("add milk")
    assert "Added" not in answer.response


async def test_server_started_again_is_found_by_the_next_call(
    house: Apart, mcp_process: Start
) -> None:
    for title in ("Milk", "Bread"):
        async with mcp_process():
            await house.said(title, saying([add(title)]))
            assert await house.titles() in (["Milk"], ["Milk", "Bread"])


async def test_answer_that_is_lost_on_the_way_is_asked_for_again_and_the_effect_is_one(
    house: Apart, mcp_process: Start, network: Proxy
) -> None:
    async with mcp_process():
        await house.said("bread", saying([add("Bread")]))
        network.cut_next_answer = True
        # “Another” keeps the gate from looking for milk first: the answer cut is the write's.
        answer = await house.said("another milk", saying([add("Milk")]))
        assert [run.ok for run in answer.tool_calls] == [True]
        assert await house.titles() == ["Bread", "Milk"]


async def test_key_that_differs_is_told_to_the_operator(
    house: Apart, mcp_process: Start, caplog: pytest.LogCaptureFixture
) -> None:
    async with mcp_process(OTHER_KEY):
        with caplog.at_level(logging.ERROR), pytest.raises(AssistantUnavailable):
            await house.said("milk", saying([add("Milk")]))
    assert "EVOLUTION_TODO_SIGNING_KEY" in caplog.text
