"""kill -9 at every step of a turn: every message acts once, and nothing acknowledged is lost."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.servers import Server, step_socket
from todo_agent.turn import Step

pytestmark = pytest.mark.anyio

CHATS = 3


class KillAfter:
    """Kills the server the `nth` time that it announces one of these steps."""

    def __init__(self, server: Server, nth: int, *, steps: Collection[StrEnum]) -> None:
        self._server, self._left, self._steps = server, nth, steps
        self.armed = True
        self.killed = False

    async def __call__(self, announced: dict[str, Any]) -> None:
        if announced["step"] not in self._steps or self.killed or not self.armed:
            return
        self._left -= 1
        if self._left == 0:
            self.killed = True
            self._server.kill()
            await self._server.gone()


async def say(client: httpx2.AsyncClient, message: dict[str, str]) -> dict[str, Any] | None:
    try:
        response = await client.post("/api/chat", json=message)
    except httpx2.TransportError:
        return None
    response.raise_for_status()
    return dict(response.json())


async def say_all(url: str, messages: list[dict[str, str]]) -> list[dict[str, Any] | None]:
    async with httpx2.AsyncClient(base_url=url, timeout=60) as client:
        return await asyncio.gather(*(say(client, message) for message in messages))


async def titles(url: str) -> Counter[str]:
    async with httpx2.AsyncClient(base_url=url) as client:
        tasks = (await client.get("/api/tasks")).raise_for_status().json()["items"]
        return Counter(task["title"] for task in tasks)


@pytest.mark.parametrize("step", list(Step))
async def test_each_message_acts_once_whenever_the_server_is_killed(
    folder: Path, step: Step
) -> None:
    messages = [
        {"message": f"Add a task to buy thing {n}", "message_id": str(uuid4())}
        for n in range(CHATS)
    ]
    sockets = folder / "steps"
    first = Server(folder, steps=sockets)
    killer = KillAfter(first, nth=2, steps=[step])  # with one chat past the step and one before it
    async with step_socket(sockets, killer):
        await first.start()
        acknowledged = await say_all(first.url, messages)
    await first.stop()
    assert killer.killed, f"no turn announced the step {step}"

    second = Server(folder)
    await second.start()
    try:
        replayed = await say_all(second.url, messages)
        again = await say_all(second.url, messages)
        assert await titles(second.url) == Counter(f"Buy thing {n}" for n in range(CHATS))
    finally:
        await second.stop()
    assert replayed == again
    for before, after in zip(acknowledged, replayed, strict=True):
        assert before is None or before == after


async def test_a_message_of_two_requests_survives_kill_after_kill(folder: Path) -> None:
    """The first server dies at its first step, the second at its second, and so on to the end."""
    message = {
        "message": "Add milk tomorrow 5pm and delete the dentist task",
        "message_id": str(uuid4()),
    }
    prepared = Server(folder)
    await prepared.start()
    await say_all(prepared.url, [{"message": "Add a task to see the dentist"}])
    await prepared.stop()

    answer = None
    for kills in itertools.count(1):
        server = Server(folder, steps=folder / "steps")
        async with step_socket(folder / "steps", KillAfter(server, kills, steps=list(Step))):
            await server.start()
            (answer,) = await say_all(server.url, [message])
            if answer is not None:
                found = await titles(server.url)
        await server.stop()
        if answer is not None:
            break
    assert answer is not None
    assert kills > len(Step) / 2
    assert found == Counter({"Milk": 1})
    assert [call["name"] for call in answer["tool_calls"] if call["name"] != "find_tasks"] == [
        "add_tasks",
        "delete_tasks",
    ]
