"""Two API processes and one MCP process on one PostgreSQL: a turn is one, whichever is asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.integration.crash.test_kill_at_every_step import say, say_all, titles
from tests.servers import Server, step_socket
from tests.stack.postgres import Postgres
from tests.stack.stack import MIGRATED
from todo_agent.turn import Step

pytestmark = pytest.mark.anyio

KEY = "a key of the tests, long enough to sign with"


@pytest.fixture(scope="module")
def shared(postgres_server: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database of these tests' own."""
    name = postgres_server.create(template=MIGRATED)
    yield postgres_server.url(name)
    postgres_server.drop(name)


class Pause:
    """Holds the first turn that announces a step, until it is let go or its process dies."""

    def __init__(self) -> None:
        self.set_at(None)

    def set_at(self, step: Step | None) -> None:
        """Hold the next turn that announces a step."""
        self.step = step
        self.held = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self, announced: dict[str, Any]) -> None:
        if announced["step"] == self.step and not self.held.is_set():
            self.held.set()
            await self.go_on.wait()


@dataclass
class Deployment:
    """Two replicas of the API; the first may be held at a step of a turn."""

    folder: Path
    database: str
    pause: Pause = field(default_factory=Pause)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Start all of it, at once."""
        sockets = self.folder / "steps"
        await self.stack.enter_async_context(step_socket(sockets, self.pause))
        tools = self._server("mcp", "--http")
        self.first, self.second = self._server("api", steps=sockets), self._server("api")
        for api in (self.first, self.second):
            api.environment["EVOLUTION_TODO_MCP_URL"] = f"{tools.url}/mcp"
        await asyncio.gather(*(each.start() for each in (tools, self.first, self.second)))

    def _server(self, *command: str, steps: Path | None = None) -> Server:
        server = Server(self.folder, *command, steps=steps)
        server.environment |= {
            "EVOLUTION_TODO_DATABASE_URL": self.database,
            "EVOLUTION_TODO_SIGNING_KEY": KEY,
        }
        self.stack.push_async_callback(server.stop)
        return server

    async def held_at(self, step: Step, message: dict[str, Any]) -> asyncio.Task[Any]:
        """Say a message to the first replica, and return once its turn stands at a step."""
        self.pause.set_at(step)
        answering = asyncio.create_task(say_one(self.first, message))
        await self.pause.held.wait()
        return answering


@pytest.fixture(scope="module")
async def deployment(
    tmp_path_factory: pytest.TempPathFactory, shared: str
) -> AsyncIterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("replicas"), shared)
    async with deployment.stack:
        await deployment.start()
        yield deployment
        deployment.pause.go_on.set()


async def say_one(server: Server, message: dict[str, Any]) -> dict[str, Any] | None:
    async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
        return await say(client, message)


async def messages_of(server: Server, conversation: str) -> list[tuple[str, str]]:
    async with httpx2.AsyncClient(base_url=server.url) as client:
        path = f"/api/conversations/{conversation}/messages"
        items = (await client.get(path)).raise_for_status().json()["items"]
        return [(each["role"], each["content"]) for each in items]


def new(message: str, **more: Any) -> dict[str, Any]:
    return {"message": message, "message_id": str(uuid4()), **more}


@pytest.mark.parametrize(
    "step", [Step.OPENED, Step.TOOL_CALLED, Step.TOOL_RETURNED, Step.RESULT_STORED, Step.CLOSED]
)
async def test_turn_of_a_killed_replica_is_ended_by_the_other_with_one_task_and_one_reply(
    deployment: Deployment, step: Step
) -> None:
    thing = f"thing {list(Step).index(step)}"
    message = new(f"Add a task to buy {thing}")
    answering = await deployment.held_at(step, message)
    deployment.first.kill()
    assert await answering is None
    answer = await say_one(deployment.second, message)
    assert answer == await say_one(deployment.second, message)
    assert answer is not None
    assert (await titles(deployment.second.url))[f"Buy {thing}"] == 1
    said = await messages_of(deployment.second, answer["conversation_id"])
    assert said == [("user", message["message"]), ("assistant", answer["response"])]
    deployment.pause.go_on.set()
    await deployment.first.gone()
    await deployment.first.start()


async def test_same_message_to_both_at_once_is_one_turn(deployment: Deployment) -> None:
    message = new("Add a task to buy bread")
    answers = await asyncio.gather(
        *(say_one(each, message) for each in (deployment.first, deployment.second) * 5)
    )
    assert all(answer == answers[0] for answer in answers)
    assert (await titles(deployment.first.url))["Buy bread"] == 1


async def test_two_messages_at_once_to_one_conversation_are_both_kept(
    deployment: Deployment,
) -> None:
    begun = await say_one(deployment.first, new("Add a task to buy milk"))
    assert begun is not None
    conversation = begun["conversation_id"]
    answers = await asyncio.gather(
        say_one(deployment.first, new("Add a task to buy eggs", conversation_id=conversation)),
        say_one(deployment.second, new("Add a task to buy tea", conversation_id=conversation)),
    )
    assert None not in answers
    found = await titles(deployment.second.url)
    assert [found[f"Buy {what}"] for what in ("milk", "eggs", "tea")] == [1, 1, 1]
    said = await messages_of(deployment.second, conversation)
    assert [role for role, _ in said] == ["user", "assistant"] * 3
    assert {text for role, text in said if role == "user"} == {
        f"Add a task to buy {what}" for what in ("milk", "eggs", "tea")
    }


async def test_other_replica_tells_what_the_turn_does_while_it_runs_and_then_the_rest(
    deployment: Deployment,
) -> None:
    message = new("Add a task to buy salt")
    answering = await deployment.held_at(Step.ANSWERED, message)
    told: list[tuple[str, Any]] = []
    async with (
        httpx2.AsyncClient(base_url=deployment.second.url, timeout=60) as client,
        client.stream("POST", "/api/chat/stream", json=message) as response,
    ):
        async for name, data in events(response):
            told.append((name, data))
            if name == "tool_result":
                assert not answering.done()
                deployment.pause.go_on.set()
    answer = await answering
    assert told[-1] == ("done", answer)
    names = [name for name, _ in told]
    assert names.count("tool_call") == names.count("tool_result") == 1
    assert "".join(data["text"] for name, data in told if name == "token") == answer["response"]
    assert (await titles(deployment.second.url))["Buy salt"] == 1


async def events(response: httpx2.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.aiter_lines():
        field_name, _, value = line.partition(": ")
        if field_name == "event":
            name = value
        elif field_name == "data":
            yield name, json.loads(value)


async def test_turn_is_stopped_through_the_other_replica(deployment: Deployment) -> None:
    message = new("Add milk tomorrow 5pm and delete the dentist task")
    await say_all(deployment.second.url, [new("Add a task to see the dentist")])
    answering = await deployment.held_at(Step.TOOL_CALLED, message)
    async with httpx2.AsyncClient(base_url=deployment.second.url) as client:
        path = f"/api/chat/{message['message_id']}/stop"
        assert (await client.post(path)).status_code == 202
    deployment.pause.go_on.set()
    answer = await answering
    assert answer["response"].startswith("Stopped.")
    assert len(answer["tool_calls"]) == 1
    assert "See the dentist" in await titles(deployment.second.url)
