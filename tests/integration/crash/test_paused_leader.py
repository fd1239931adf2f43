"""A server and a stdio MCP process on one file, while whichever leads is paused."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mcp import Client, StdioServerParameters
from sqlmodel import col, func, select

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.migrations import migrate_file
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from evolution_todo.services.steps import ServiceStep
from models import AuditLog, Change, Reminder, Task
from tests.receivers import Webhook, web_server
from tests.servers import COMMAND, Server, environment_of, step_socket

pytestmark = pytest.mark.anyio

SOON_SECONDS = 60
REMINDED = 12
ACTOR = Actor(
    user_id="local", zone=ZoneInfo("Europe/Berlin"), client="web", correlation_id="prepared"
)


@pytest.fixture
async def database(folder: Path) -> AsyncIterator[Database]:
    path = folder / "todo.db"
    migrate_file(path)
    database = Database(f"sqlite:///{path}")
    yield database
    await database.close()


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with web_server() as hook:
        yield hook


class PauseAt:
    """Pauses the server the first time that it announces a step; it waits there until let go.

    Paused in the middle of a transaction of another part of it, it would keep the file locked for
    everybody: such a moment is let pass.
    """

    def __init__(self, server: Server, step: StrEnum, file: Path) -> None:
        self._server, self._step, self._file = server, step, file
        self.paused = asyncio.Event()

    async def __call__(self, announced: dict[str, Any]) -> None:
        if announced["step"] != self._step or self.paused.is_set():
            return
        await self._stop()
        while self._is_locked():
            self._server.signal(SIGCONT)
            await asyncio.sleep(0.02)  # for the transaction to end
            await self._stop()
        self.paused.set()

    async def _stop(self) -> None:
        self._server.signal(SIGSTOP)
        await asyncio.sleep(0.1)  # for the signal to reach each of its threads

    def _is_locked(self) -> bool:
        try:
            with closing(sqlite3.connect(self._file, timeout=0.2, isolation_level=None)) as file:
                file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        return False


async def write(database: Database, names: list[str]) -> None:
    """Add tasks that are reminded of at once, and complete the first of a series for each."""
    for name in names:
        async with database.unit_of_work(ACTOR) as uow:
            await tasks.add(uow, TaskDraft(title=name, reminder_at="1 minute ago"))
        async with database.unit_of_work(ACTOR) as uow:
            series = TaskDraft(title=f"Series of {name}", recurrence="every day at 9am")
            made = await tasks.add(uow, series)
        async with database.unit_of_work(ACTOR) as uow:
            await tasks.set_completed(uow, TaskRef(id=made.task.id), completed=True)


async def settled(database: Database) -> None:
    """Wait until no event waits and no reminder is pending."""
    backlog = DatabaseBacklog(database)
    async with asyncio.timeout(SOON_SECONDS):
        while True:
            mark = database.change_mark
            if not await backlog.waiting() and not await pending(database):
                return
            await database.wait_for_change(since=mark, seconds=1)


async def pending(database: Database) -> int:
    async with database.unit_of_work(ACTOR, read_only=True) as uow:
        query = select(func.count()).where(
            Reminder.user_id == ACTOR.user_id, Reminder.status == "pending"
        )
        return (await uow.session.exec(query)).one()


async def happened_once(database: Database, names: list[str]) -> None:
    """Each series has one next task, each reminder was settled once, each change audited once."""
    async with database.unit_of_work(ACTOR, read_only=True) as uow:
        titles = select(Task.title).where(Task.user_id == ACTOR.user_id)
        expected = Counter(names) + Counter(f"Series of {name}" for name in names * 2)
        assert Counter(await uow.session.exec(titles)) == expected
        sent = select(Change.entity_id).where(
            Change.user_id == ACTOR.user_id, Change.action == "reminder"
        )
        assert sorted(Counter(await uow.session.exec(sent)).values()) == [1] * len(names)
        changes = select(Change.entity_type, Change.entity_id, Change.action).where(
            Change.user_id == ACTOR.user_id, col(Change.entity_type) != "reminder"
        )
        audited = select(AuditLog.entity_type, AuditLog.entity_id, AuditLog.action).where(
            AuditLog.user_id == ACTOR.user_id
        )
        assert sorted(await uow.session.exec(audited)) == sorted(await uow.session.exec(changes))


@pytest.mark.parametrize(
    "step", [ServiceStep.EVENTS_READ, ServiceStep.REMINDER_SENDING, ServiceStep.REMINDER_SENT]
)
async def test_paused_leader_is_followed_and_does_nothing_twice(
    folder: Path, database: Database, webhook: Webhook, step: ServiceStep
) -> None:
    environment = {"EVOLUTION_TODO_NOTIFY": webhook.url}
    server = Server(folder, steps=folder / "steps")
    server.environment |= environment
    assistant = StdioServerParameters(
        command=str(COMMAND), args=["mcp"], env=environment_of(folder) | environment
    )
    before, meanwhile, after = ([f"{when} {n}" for n in range(4)] for when in ("a", "b", "c"))
    pause = PauseAt(server, step, folder / "todo.db")
    async with step_socket(folder / "steps", pause):
        await server.start()
        try:
            async with Client(assistant) as client:
                await client.list_tools()
                await write(database, before)
                async with asyncio.timeout(SOON_SECONDS):
                    await pause.paused.wait()
                await write(database, meanwhile)
                await settled(database)  # by the stdio process: the server stands still
                server.signal(SIGCONT)
                await write(database, after)
                await settled(database)
        finally:
            server.signal(SIGCONT)
            await server.stop()
    names = before + meanwhile + after
    await happened_once(database, names)
    posted = Counter(each["title"] for each in webhook.received)
    assert len(posted) == len(names) == REMINDED
    # Whatever the step, others of its sends may have left and not been marked when it is paused.
    assert max(posted.values()) <= 2
