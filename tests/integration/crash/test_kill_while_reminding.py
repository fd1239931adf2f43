"""kill -9 at any step of a reminder: it goes out, once more at most, and is told of once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.migrations import migrate_file
from evolution_todo.domain import people, reminders, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderDraft
from evolution_todo.services.steps import ServiceStep
from models import Change, Delivery, Reminder
from tests.integration.crash.test_kill_at_every_step import KillAfter
from tests.receivers import mail_server
from tests.servers import Server, step_socket

pytestmark = pytest.mark.anyio

ACTOR = Actor(
    user_id="local", zone=ZoneInfo("Europe/Berlin"), client="web", correlation_id="prepared"
)
SOON_SECONDS = 60


@pytest.fixture
async def database(folder: Path) -> AsyncIterator[Database]:
    """The file that the servers use, with a reminder on it that is due."""
    path = folder / "todo.db"
    migrate_file(path)
    database = Database(f"sqlite:///{path}")
    async with database.unit_of_work(ACTOR) as uow:
        await people.update_me(uow, PersonPatch(notification_channels=["mailto://ann@example.org"]))
        written = await tasks.add(uow, TaskDraft(title="Pay rent"))
        ref = TaskRef(id=written.task.id)
        await reminders.add(uow, ref, ReminderDraft(remind_at="2026-01-01T09:00:00Z"))
    yield database
    await database.close()


async def sent(database: Database) -> None:
    """Wait until the reminder is settled."""
    async with asyncio.timeout(SOON_SECONDS):
        while True:
            mark = database.change_mark
            async with database.unit_of_work(ACTOR, read_only=True) as uow:
                mine = select(Reminder.status).where(Reminder.user_id == ACTOR.user_id)
                if (await uow.session.exec(mine)).one() == "sent":
                    return
            await database.wait_for_change(since=mark, seconds=1)


@pytest.mark.parametrize(
    ("step", "mails"),
    [
        (ServiceStep.REMINDERS_CLAIMED, 1),
        (ServiceStep.REMINDER_SENDING, 1),
        (ServiceStep.REMINDER_SENT, 2),
        (ServiceStep.REMINDERS_SETTLED, 1),
    ],
)
async def test_a_reminder_survives_the_death_of_its_sender(
    folder: Path, database: Database, step: ServiceStep, mails: int
) -> None:
    async with mail_server() as mailbox:
        first = Server(folder, steps=folder / "steps")
        first.environment["EVOLUTION_TODO_SMTP_URL"] = mailbox.url
        killer = KillAfter(first, nth=1, steps=[step])
        async with step_socket(folder / "steps", killer):
            await first.launch()  # the reminder is due: the kill may come before it answers
            await first.gone()
        assert killer.killed
        second = Server(folder)
        second.environment["EVOLUTION_TODO_SMTP_URL"] = mailbox.url
        await second.start()
        try:
            await sent(database)
        finally:
            await second.stop()
    assert len(mailbox.received) == mails
    assert len({mail["Message-ID"] for mail in mailbox.received}) == 1
    async with database.unit_of_work(ACTOR, read_only=True) as uow:
        told = select(Change.seq).where(
            Change.user_id == ACTOR.user_id, col(Change.action) == "reminder"
        )
        assert len((await uow.session.exec(told)).all()) == 1
        deliveries = select(Delivery.status).where(Delivery.user_id == ACTOR.user_id)
        assert (await uow.session.exec(deliveries)).all() == ["sent"]
