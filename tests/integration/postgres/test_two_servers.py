"""Two servers on one PostgreSQL: they share the work, either alone does it all, nothing twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from evolution_todo.adapters.database import Database
from tests.integration.crash.test_paused_leader import happened_once, settled, write
from tests.receivers import Webhook, web_server
from tests.servers import Server
from tests.stack.postgres import Postgres
from tests.stack.stack import MIGRATED

pytestmark = pytest.mark.anyio


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with web_server() as hook:
        yield hook


@pytest.fixture
async def servers(
    own_server: Postgres, webhook: Webhook, tmp_path: Path
) -> AsyncIterator[tuple[Server, Server]]:
    """Two that have started, as on two machines: each has a folder of its own."""
    made = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        server = Server(tmp_path / name)
        server.environment |= {
            "EVOLUTION_TODO_DATABASE_URL": own_server.url(MIGRATED),
            "EVOLUTION_TODO_NOTIFY": webhook.url,
        }
        made.append(server)
    await asyncio.gather(*(server.start() for server in made))
    yield made[0], made[1]
    for server in made:
        await server.stop()


async def test_work_is_done_once_whichever_of_them_is_killed(
    servers: tuple[Server, Server], database: Database, webhook: Webhook
) -> None:
    parts = [[f"{when} {n}" for n in range(5)] for when in ("both", "second", "first")]
    both, by_second, by_first = parts
    first, second = servers
    await write(database, both)
    await settled(database)
    writing = asyncio.create_task(write(database, by_second))
    await killed(first)
    await writing
    await settled(database)
    await first.start()
    writing = asyncio.create_task(write(database, by_first))
    await killed(second)
    await writing
    await settled(database)
    names = both + by_second + by_first
    await happened_once(database, names)
    posted = Counter(each["title"] for each in webhook.received)
    assert set(posted) == {f"Reminder: {name}" for name in names}
    assert max(posted.values()) <= 2  # one that had left when its sender was killed goes again


async def killed(server: Server) -> None:
    server.kill()
    await server.gone()


async def test_what_one_server_is_told_the_other_tells(servers: tuple[Server, Server]) -> None:
    first, second = servers
    async with httpx2.AsyncClient(timeout=60) as client:
        added = await client.post(f"{first.url}/api/tasks", json={"title": "Milk"})
        assert added.status_code == 201
        listed = (await client.get(f"{second.url}/api/tasks")).json()
    assert [task["title"] for task in listed["items"]] == ["Milk"]
