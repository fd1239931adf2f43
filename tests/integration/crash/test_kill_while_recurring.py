"""kill -9 between any two steps of completing an occurrence: there is always exactly one next."""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator, Collection
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlmodel import col, select

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.migrations import migrate_file
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.services.steps import ServiceStep
from models import AuditLog, Change, Reminder, Task
from tests.integration.crash.test_kill_at_every_step import KillAfter, say
from tests.servers import Server, step_socket
from todo_agent.turn import Step

pytestmark = pytest.mark.anyio

RELAYING = (ServiceStep.EVENTS_READ, ServiceStep.EVENTS_HANDLED, ServiceStep.EVENTS_SETTLED)
STEPS = (Step.TOOL_CALLED, Step.TOOL_RETURNED, Step.RESULT_STORED, Step.CLOSED, *RELAYING)
"""Those at which something of the completion has been done; the others, a test beside kills at."""

SOON_SECONDS = 30
ACTOR = Actor(
    user_id="local", zone=ZoneInfo("Europe/Berlin"), client="web", correlation_id="prepared"
)


@pytest.fixture
async def database(folder: Path) -> AsyncIterator[Database]:
    """The file that the servers use, with one open occurrence on it."""
    path = folder / "todo.db"
    migrate_file(path)
    database = Database(f"sqlite:///{path}")
    async with database.unit_of_work(ACTOR) as uow:
        draft = TaskDraft(
            title="Water the plants",
            recurrence="every day at 9am",
            reminders=["15 minutes before"],
            tags=["home"],
        )
        await tasks.add(uow, draft)
    yield database
    await database.close()


async def settled(database: Database) -> None:
    """Wait until no event is left to handle."""
    backlog = DatabaseBacklog(database)
    async with asyncio.timeout(SOON_SECONDS):
        while True:
            mark = database.change_mark
            if not await backlog.waiting():
                return
            await database.wait_for_change(since=mark, seconds=1)


async def settled_or_gone(database: Database, server: Server) -> None:
    """Wait until no event is left to handle, or the server was killed meanwhile."""
    waiting = [asyncio.create_task(settled(database)), asyncio.create_task(server.gone())]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def there_is_one_next(database: Database) -> None:
    async with database.unit_of_work(ACTOR, read_only=True) as uow:
        mine = select(Task).where(Task.user_id == ACTOR.user_id).order_by(col(Task.id))
        done, following = await uow.session.exec(mine)
        assert (done.completed, following.completed) == (True, False)
        assert following.previous_task_id == done.id
        reminders = select(Reminder.task_id).where(
            Reminder.user_id == ACTOR.user_id, Reminder.status == "pending"
        )
        assert list(await uow.session.exec(reminders)) == [following.id]
        changes = select(Change.entity_type, Change.entity_id, Change.action).where(
            Change.user_id == ACTOR.user_id, col(Change.entity_type) != "reminder"
        )
        audited = select(AuditLog.entity_type, AuditLog.entity_id, AuditLog.action).where(
            AuditLog.user_id == ACTOR.user_id
        )
        assert sorted(await uow.session.exec(audited)) == sorted(await uow.session.exec(changes))


class KillOnceCompleted(KillAfter):
    """Counts the steps from when the occurrence is completed: those before are of its making."""

    def __init__(self, server: Server, nth: int, *, steps: Collection[StrEnum], file: Path) -> None:
        super().__init__(server, nth, steps=steps)
        self._file = file

    async def __call__(self, announced: dict[str, Any]) -> None:
        with closing(sqlite3.connect(self._file)) as file:
            (completed,) = file.execute("SELECT count(*) FROM tasks WHERE completed").fetchone()
        if completed:
            await super().__call__(announced)


@pytest.mark.parametrize("step", RELAYING)
async def test_relay_killed_at_a_step_leaves_one_next(
    folder: Path, database: Database, step: ServiceStep
) -> None:
    first = Server(folder, steps=folder / "steps")
    killer = KillOnceCompleted(first, nth=1, steps=[step], file=folder / "todo.db")
    async with step_socket(folder / "steps", killer):
        await first.start()
        async with httpx2.AsyncClient(base_url=first.url, timeout=60) as client:
            await say(client, {"message": "done with the plants", "message_id": str(uuid4())})
        await first.gone()
    assert killer.killed
    second = Server(folder)
    await second.start()
    try:
        await settled(database)
        await there_is_one_next(database)
    finally:
        await second.stop()


async def test_completing_survives_kill_after_kill(folder: Path, database: Database) -> None:
    """The first server dies at its first of these steps, the second at its second, to the end."""
    message = {"message": "done with the plants", "message_id": str(uuid4())}
    answers: list[dict[str, Any]] = []
    for kills in itertools.count(1):
        server = Server(folder, steps=folder / "steps")
        killer = KillAfter(server, kills, steps=STEPS)
        killer.armed = False  # until it has started: it may have events to handle at once
        async with step_socket(folder / "steps", killer):
            await server.start()
            killer.armed = True
            async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
                answer = await say(client, message)
                answers += [answer] if answer is not None else []
                if answers:
                    await settled_or_gone(database, server)
        await server.stop()
        if answers and not killer.killed:
            break
    await there_is_one_next(database)
    assert all(answer == answers[0] for answer in answers)
