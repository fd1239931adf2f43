"""Sidecars with apps of ours beside them, for the tests of all adapters."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import pytest

from evolution_todo.adapters.dapr import Sidecar
from evolution_todo.adapters.jobs import DaprJobs
from evolution_todo.adapters.pubsub import DaprPublisher
from evolution_todo.adapters.statestore import DaprStateStore
from evolution_todo.domain.errors import Unavailable
from tests.stack import dapr
from tests.stack.apps import App, app
from tests.stack.stack import Stack
from tests.stack.stack import stack as started

BACK_SECONDS = 60


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """The whole backbone, once for all adapters."""
    with started() as servers:
        yield servers


@pytest.fixture(scope="package")
def recurring() -> Iterator[App]:
    with app() as told:
        yield told


@pytest.fixture(scope="package")
def notification() -> Iterator[App]:
    with app() as told:
        yield told


@pytest.fixture(scope="package")
def sidecars(stack: Stack, recurring: App, notification: App) -> Iterator[dict[str, dapr.Sidecar]]:
    ports = {"relay": None, "recurring": recurring.port, "notification": notification.port}
    with ExitStack() as held:
        yield {name: held.enter_context(stack.sidecar(name, ports[name])) for name in ports}


@asynccontextmanager
async def beside(sidecar: dapr.Sidecar) -> AsyncIterator[Sidecar]:
    """Reach a sidecar as the app beside it does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sidecar.environment.items():
            patch.setenv(name, value)
        async with Sidecar() as reached:
            yield reached


@pytest.fixture
async def publisher(sidecars: dict[str, dapr.Sidecar]) -> AsyncIterator[DaprPublisher]:
    async with beside(sidecars["relay"]) as sidecar:
        yield DaprPublisher(sidecar)


@pytest.fixture
async def store(sidecars: dict[str, dapr.Sidecar]) -> AsyncIterator[DaprStateStore]:
    async with beside(sidecars["notification"]) as sidecar:
        yield DaprStateStore(sidecar)


@pytest.fixture
async def jobs(sidecars: dict[str, dapr.Sidecar]) -> AsyncIterator[DaprJobs]:
    async with beside(sidecars["notification"]) as sidecar:
        yield DaprJobs(sidecar)


async def back(call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Return what a call gives once what it needs is back."""
    async with asyncio.timeout(BACK_SECONDS):
        while True:
            try:
                return await call()
            except Unavailable:
                await asyncio.sleep(0.1)
