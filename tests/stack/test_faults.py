"""kill -9 and outages under load: nothing acknowledged is lost, and nothing happens twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from evolution_todo.services.steps import ServiceStep
from tests.receivers import Mailbox, mail_server
from tests.servers import step_socket
from tests.stack.accounts import Books, Writers, writing
from tests.stack.processes import Server, entered
from tests.stack.stack import Process, Stack
from tests.stack.waiting import SOON_SECONDS

pytestmark = pytest.mark.anyio

BROKER_GONE_SECONDS = 60
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
    """Kills a process the second time that it announces a step."""

    def __init__(self, process: Process, step: ServiceStep) -> None:
        self._process = process
        self._step = step
        self._left = 2
        self.done = asyncio.Event()

    async def __call__(self, announced: dict[str, Any]) -> None:
        if announced["step"] != self._step or self.done.is_set():
            return
        self._left -= 1
        if self._left == 0:
            await asyncio.to_thread(self._process.kill)
            self.done.set()


async def killed_at(name: str, step: ServiceStep, world: World, writers: Writers) -> None:
    """Let a service die at a step of its work, and start it again."""
    process, path = world.product[name], world.sockets / name
    doom, environment = Doom(process, step), process.app.environment
    await asyncio.to_thread(process.app.stop)
    environment["EVOLUTION_TODO_STEP_SOCKET"] = str(path)
    async with step_socket(path, doom), asyncio.timeout(SOON_SECONDS):
        await asyncio.to_thread(process.start)
        await doom.done.wait()
    del environment["EVOLUTION_TODO_STEP_SOCKET"]
    world.kills[name] += 1
    await asyncio.to_thread(process.start)


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
