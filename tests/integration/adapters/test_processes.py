"""Several processes on one database."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import select

from evolution_todo.adapters.database import Database
from evolution_todo.domain.ports import Actor
from models import InboxEvent

pytestmark = pytest.mark.anyio

WRITES = 100

BEGIN = """
import asyncio, sys
from zoneinfo import ZoneInfo
from evolution_todo.adapters.database import Database
from evolution_todo.domain.ports import Actor
from models import InboxEvent

ADA = Actor(user_id="ada", zone=ZoneInfo("UTC"), client="api", correlation_id="other")

async def main():
    database = Database(sys.argv[1])
"""

COUNT = f"""
    print("ready", flush=True)
    for _ in range({WRITES}):
        async with database.unit_of_work(ADA) as uow:
            uow.user.last_task_number += 1
    await database.close()
asyncio.run(main())
"""

HANG = """
    async with database.unit_of_work(ADA) as uow:
        uow.session.add(InboxEvent(consumer="test", event_id="never committed"))
        await uow.session.flush()
        print("ready", flush=True)
        sys.stdin.read()
asyncio.run(main())
"""

MIGRATE = """
    print("ready", flush=True)
    sys.stdin.read()
    print((await database.migrate()).changed, flush=True)
    await database.close()
asyncio.run(main())
"""

Start = Callable[[str, str], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def begin(script: str, url: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", BEGIN + script, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        with process:
            process.kill()


async def test_two_processes_writing_at_once_lose_nothing(
    start: Start, database: Database, database_url: str, actor: Actor
) -> None:
    other = start(COUNT, database_url)
    for _ in range(WRITES):
        async with database.unit_of_work(actor) as uow:
            uow.user.last_task_number += 1
    assert other.wait() == 0
    async with database.unit_of_work(actor, read_only=True) as uow:
        assert uow.user.last_task_number == 2 * WRITES


async def test_killed_writer_leaves_nothing_and_no_lock(
    start: Start, database: Database, database_url: str, actor: Actor
) -> None:
    other = start(HANG, database_url)
    other.kill()
    other.wait()
    async with database.unit_of_work(actor) as uow:
        assert (await uow.session.exec(select(InboxEvent))).all() == []
        uow.session.add(InboxEvent(consumer="test", event_id="mine"))


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables."""
    if engine == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path')}/new.db"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


async def test_processes_that_start_together_make_the_tables_once(
    start: Start, empty_url: str
) -> None:
    together = [start(MIGRATE, empty_url) for _ in range(3)]
    for process in together:
        assert process.stdin is not None
        process.stdin.close()
    said = [process.stdout.read() for process in together if process.stdout is not None]
    assert sorted(said) == ["False\n", "False\n", "True\n"]
