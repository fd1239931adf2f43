"""Live events of the sync process, as the process passes them on that pages ask."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import uvicorn
from pydantic import SecretStr

from evolution_todo.adapters.auth import Audience, Signer
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.remoteevents import RemoteEvents
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.processes.tokens import sync_identify_of
from evolution_todo.services.sync import PassedEvents
from evolution_todo.services.sync.live import Identify
from tests.factories import Do
from tests.integration.live.conftest import (
    PATIENCE,
    Reader,
    Serve,
    Served,
    listening,
    person,
    person_for_a_moment,
    reading,
)
from tests.integration.live.test_readers import add_long, deaf, joined
from tests.stack.processes import free_port
from tests.unit.test_tokens import KEY, OTHER_KEY, REFUSED

pytestmark = pytest.mark.anyio


@pytest.fixture
async def sync(serve: Serve, tmp_path: Path) -> AsyncIterator[Served]:
    """The process that has the streams, and asks for tokens."""
    settings = Settings(data_dir=tmp_path, signing_key=SecretStr(KEY))
    async with serve(identify=sync_identify_of(settings), heartbeat_seconds=0.05) as served:
        yield served


@dataclass(frozen=True, slots=True)
class Passing:
    """The process that pages ask."""

    url: str
    live: PassedEvents
    server: uvicorn.Server

    def reader(
        self, *, since: int | None = None, query: str = "", user: str = "ada"
    ) -> AbstractAsyncContextManager[Reader]:
        return reading(self.url, since=since, query=query, person=user)


@asynccontextmanager
async def passing_on(
    url: str,
    database: Database,
    *,
    key: str = KEY,
    stalled_seconds: float = 30,
    identify: Identify = person,
) -> AsyncIterator[Passing]:
    async with RemoteEvents(url, signer=Signer(key)) as remote:
        live = PassedEvents(remote.open, stalled_seconds=stalled_seconds)
        async with listening(database, live, identify) as (own_url, server):
            yield Passing(own_url, live, server)


@pytest.fixture
async def passing(sync: Served, database: Database) -> AsyncIterator[Passing]:
    async with passing_on(sync.url, database) as passing:
        yield passing


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if is_so():
                return
            await asyncio.sleep(0)


async def test_changes_are_told_as_they_come_and_to_their_person_alone(
    passing: Passing, do: Do, other_actor: Actor
) -> None:
    async with passing.reader() as adas, passing.reader(user="bob") as bobs:
        assert adas.response.headers["content-type"].startswith("text/event-stream")
        assert adas.response.headers["cache-control"] == "no-store"
        for reader in (adas, bobs):
            assert [event.name for event in await reader.take(1)] == ["ready"]
        await do(tasks.add, TaskDraft(title="Milk"))
        await do(tasks.add, TaskDraft(title="Bread"), by=other_actor)
        for reader, title in ((adas, "Milk"), (bobs, "Bread")):
            (event,) = await reader.take(1)
            assert event.data["changes"]["title"] == title


@pytest.mark.parametrize("by_query", [False, True])
async def test_stream_goes_on_after_the_last_event_that_the_page_has(
    passing: Passing, do: Do, by_query: bool
) -> None:
    for title in ("Milk", "Bread", "Tea"):
        await do(tasks.add, TaskDraft(title=title))
    given = {"query": "?since=1"} if by_query else {"since": 1}
    async with passing.reader(**given) as reader:
        _, *events = await reader.take(3)
    assert [event.id for event in events] == [2, 3]


async def test_heartbeats_come_through(passing: Passing) -> None:
    async with passing.reader() as reader:
        await reader.take(1)
        reading = asyncio.create_task(reader.next())
        await until(lambda: reader.comments >= 2)
        reading.cancel()


async def test_refusal_of_the_sync_process_comes_through(passing: Passing) -> None:
    async with passing.reader(query="?since=milk") as reader:
        assert reader.response.status_code == 422
        assert reader.response.headers["content-type"] == "application/problem+json"
        assert reader.response.json()["code"] == "invalid_last_event_id"


async def test_without_the_sync_process_the_page_is_told_when_to_come_back(
    database: Database,
) -> None:
    async with (
        passing_on(f"http://127.0.0.1:{free_port()}", database) as passing,
        passing.reader() as reader,
    ):
        assert reader.response.status_code == 503
        assert reader.response.headers["retry-after"] == "5"
        assert reader.response.json()["code"] == "live_events_unavailable"


async def test_key_that_differs_is_the_operators_to_mend_and_not_the_pages(
    sync: Served, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        passing_on(sync.url, database, key=OTHER_KEY) as passing,
        passing.reader() as reader,
    ):
        assert reader.response.status_code == 503
    assert "EVOLUTION_TODO_SIGNING_KEY" in caplog.text


async def test_page_that_leaves_is_left_by_the_sync_process_too(
    passing: Passing, sync: Served
) -> None:
    async with passing.reader() as reader:
        await reader.take(1)
        await joined(sync, 1)
    assert await sync.live.ended.get() == "ada"


async def test_page_that_does_not_read_is_dropped_on_both_sides(
    sync: Served, database: Database, do: Do
) -> None:
    for _ in range(5):
        await do(add_long)
    async with passing_on(sync.url, database, stalled_seconds=0.01) as passing:
        with deaf(passing, since=0):
            assert await sync.live.ended.get() == "ada"
            await until(lambda: not passing.live._feeds)


async def test_stream_ends_with_what_let_its_reader_in(sync: Served, database: Database) -> None:
    async with (
        passing_on(sync.url, database, identify=person_for_a_moment) as passing,
        passing.reader() as reader,
    ):
        await reader.take(1)
        async with asyncio.timeout(PATIENCE):
            assert await reader.next() is None
            assert await sync.live.ended.get() == "ada"


async def test_stream_ends_with_that_of_the_sync_process(passing: Passing, sync: Served) -> None:
    async with passing.reader() as reader:
        await reader.take(1)
        sync.live.close()
        assert await reader.next() is None
    async with passing.reader() as reader:
        assert reader.response.status_code == 503


async def test_stopping_process_ends_its_streams_and_opens_no_more(
    passing: Passing, sync: Served
) -> None:
    async with passing.reader() as reader:
        await reader.take(1)
        passing.live.close()
        assert await reader.next() is None
    assert await sync.live.ended.get() == "ada"
    async with passing.reader() as reader:
        assert reader.response.status_code == 503


async def test_sync_process_asks_for_a_token_of_its_own(sync: Served) -> None:
    signer = Signer(KEY)
    foreign = {name: token for name, token in REFUSED.items() if name != "another process"}
    others = {
        "the agent's": signer.for_process("ada", Audience.MCP),
        "a page's": signer.for_process("ada", Audience.API),
    }
    async with httpx2.AsyncClient(base_url=sync.url) as client:
        for name, token in (foreign | others).items():
            bearing = {"Authorization": f"Bearer {token}"}
            response = await client.get("/api/events", headers=bearing)
            assert response.status_code == 401, name
            assert response.headers["www-authenticate"] == "Bearer"
        assert (await client.get("/api/events")).status_code == 401
