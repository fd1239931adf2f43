"""kill -9 and outages under load: nothing acknowledged is lost, and nothing happens twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from evolution_todo.services.steps import ServiceStep
from tests.receivers import Mailbox, mail_server
from tests.servers import step_socket
from tests.stack.accounts import Books, Writers, writing
from tests.stack.pages import Page
from tests.stack.processes import Server, entered
from tests.stack.stack import Process, Stack
from tests.stack.waiting import SOON_SECONDS, soon
from todo_agent.turn import Step

pytestmark = pytest.mark.anyio

BROKER_GONE_SECONDS = 60
ADDRESSES = ("MCP_URL", "SYNC_URL")
TASKS = 5
"""How many tasks are acknowledged before a fault, and after it."""


@dataclass
class World:
    """The product under load, where the sockets of dying services are, and how often each died."""

    stack: Stack
    product: dict[str, Process]
    mailbox: Mailbox
    sockets: Path
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def books(self) -> Books:
        return Books(self.product["api"].database, self.stack.kafka, self.mailbox.received)


Fault = Callable[[World, Writers], Awaitable[None]]


@pytest.fixture(scope="module")
async def world(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with mail_server() as mailbox, entered(stack.product(smtp_url=mailbox.url)) as product:
        api = product["api"]
        async with httpx2.AsyncClient(base_url=api.url) as client:
            me = {"notification_channels": ["mailto://ann@example.org"]}
            (await client.patch("/api/me", json=me)).raise_for_status()
        yield World(
            stack=stack,
            product=product,
            mailbox=mailbox,
            sockets=tmp_path_factory.mktemp("steps"),
        )


class Doom:
    """Kills a process the second time that it announces a step, or another one."""

    def __init__(self, process: Process, step: StrEnum, *, time: int = 2) -> None:
        self._process = process
        self._step = step
        self._left = time
        self.done = asyncio.Event()

    async def __call__(self, announced: dict[str, Any]) -> None:
        if announced["step"] != self._step or self.done.is_set():
            return
        self._left -= 1
        if self._left == 0:
            await asyncio.to_thread(self._process.kill)
            self.done.set()


@asynccontextmanager
async def doomed(process: Process, doom: Doom, path: Path) -> AsyncIterator[None]:
    """Start a process anew so that it dies while the block runs, and once more afterwards."""
    environment = process.app.environment
    await asyncio.to_thread(process.app.stop)
    environment["EVOLUTION_TODO_STEP_SOCKET"] = str(path)
    async with step_socket(path, doom), asyncio.timeout(SOON_SECONDS):
        await asyncio.to_thread(process.start)
        yield
        await doom.done.wait()
    del environment["EVOLUTION_TODO_STEP_SOCKET"]
    await asyncio.to_thread(process.start)


async def killed_at(name: str, step: ServiceStep, world: World, writers: Writers) -> None:
    """Let a service die at a step of its work, and start it again."""
    process = world.product[name]
    async with doomed(process, Doom(process, step), world.sockets / name):
        pass
    world.kills[name] += 1


async def killed(server: Callable[[World], Server], world: World, writers: Writers) -> None:
    """Kill a server, let people write on as far as they can, and start it again."""
    await asyncio.to_thread(server(world).kill)
    await asyncio.sleep(2)  # how long it is gone
    await asyncio.to_thread(server(world).start)


async def broker_gone(world: World, writers: Writers) -> None:
    """Let the broker be gone for a minute, in which people notice nothing."""
    await asyncio.to_thread(world.stack.kafka.server.kill)
    unanswered = writers.unknown
    await asyncio.sleep(BROKER_GONE_SECONDS)
    await writers.have_done(TASKS)
    assert writers.unknown == unanswered
    await asyncio.to_thread(world.stack.kafka.server.start)


async def api_killed(world: World, writers: Writers) -> None:
    """Kill the API in the middle of what people do."""
    await asyncio.to_thread(world.product["api"].restart)


def sidecar_of(name: str) -> Callable[[World], Server]:
    def server(world: World) -> Server:
        beside = world.product[name].sidecar
        assert beside is not None
        return beside.server

    return server


FAULTS: dict[str, Fault] = {
    "relay between publish and delete": partial(killed_at, "relay", ServiceStep.EVENTS_PUBLISHED),
    "audit in an event": partial(killed_at, "audit", ServiceStep.EVENT_HANDLED),
    "recurring in an event": partial(killed_at, "recurring", ServiceStep.EVENT_HANDLED),
    "notification after a mail": partial(killed_at, "notification", ServiceStep.REMINDER_SENT),
    "api": api_killed,
    "Redis": partial(killed, lambda world: world.stack.redis.server),
    "PostgreSQL": partial(killed, lambda world: world.stack.postgres.server),
    "scheduler": partial(killed, lambda world: world.stack.scheduler.server),
    "sidecar of the relay": partial(killed, sidecar_of("relay")),
    "sidecar of audit": partial(killed, sidecar_of("audit")),
    "sidecar of notification": partial(killed, sidecar_of("notification")),
    "broker for a minute": broker_gone,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_nothing_is_lost_and_nothing_happens_twice(
    fault: Fault, world: World, record_property: Callable[[str, object], None]
) -> None:
    async with writing(world.product["api"].url) as writers:
        await writers.have_done(TASKS)
        await fault(world, writers)
        await writers.have_done(TASKS)
    await world.books.close()
    counts = await world.books.compared(writers)
    record_property("counts", str(counts))
    assert counts.most_of_one_mail <= 1 + world.kills["notification"]


SYNC_KILLS = 3


async def test_live_stream_misses_nothing_when_sync_is_killed(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    page = Page(world.product["api"].url)
    async with writing(world.product["api"].url) as writers, page.watching():
        for _ in range(SYNC_KILLS):
            await writers.have_done(TASKS)
            await asyncio.to_thread(world.product["sync"].restart)
        await writers.have_done(TASKS)
    await world.books.close()
    numbers = await world.books.changes_after(page.seen[0])
    async with page.watching():
        await soon(lambda: page.has(numbers[-1]))
    assert page.seen[1:] == numbers
    assert page.broken >= SYNC_KILLS
    told = f"changes {len(numbers)}, told {len(page.seen) - 1}, streams broken off {page.broken}"
    record_property("counts", told)


@pytest.fixture(scope="module")
async def other(world: World) -> AsyncIterator[Process]:
    """Another replica of the API."""
    api = world.product["api"]
    addresses: dict[str, Any] = {
        name: api.app.environment[f"EVOLUTION_TODO_{name}"] for name in ADDRESSES
    }
    async with entered(world.stack.process("api", database=api.database, **addresses)) as process:
        yield process


@pytest.mark.parametrize("step", [Step.TOOL_CALLED, Step.TOOL_RETURNED, Step.CLOSED])
async def test_turn_of_a_killed_api_is_ended_by_another_with_one_of_everything(
    step: Step, world: World, other: Process, record_property: Callable[[str, object], None]
) -> None:
    first = world.product["api"]
    title = f"Thing {step.value.replace('_', ' ')}"
    message = {"message": f'Add a task "{title}"', "message_id": str(uuid4())}
    async with doomed(first, Doom(first, step, time=1), world.sockets / "turns"):
        assert await said(first, message) is None
        answer = await said(other, message)
    assert answer is not None
    assert answer == await said(first, message)
    await world.books.close()
    left = await world.books.of_turn(answer["conversation_id"], title)
    record_property("counts", ", ".join(f"{name} {count}" for name, count in left.items()))
    assert left == {"tasks": 1, "asked": 1, "answered": 1, "events": 1, "audited": 1}


async def said(api: Process, message: dict[str, str]) -> dict[str, Any] | None:
    """Say something to one process; None if it died of it."""
    async with httpx2.AsyncClient(base_url=api.url, timeout=SOON_SECONDS) as client:
        try:
            answer = await client.post("/api/chat", json=message)
        except httpx2.TransportError:
            return None
    return dict(answer.raise_for_status().json())
