"""A sweeper on a real database, a real mail server and a real webhook, all on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_network
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import col, select

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.duereminders import DatabaseDueReminders
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.domain import people, reminders, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderDraft
from evolution_todo.domain.views import ReminderView
from evolution_todo.services.notification.sweeper import Sweeper
from models import Claim, Delivery, OutboxEvent, Reminder
from tests.conftest import BERLIN, Clock
from tests.receivers import Mailbox, Webhook, mail_server, web_server

LOOPBACK = [ip_network("127.0.0.0/8")]


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as box:
        yield box


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with web_server() as hook:
        yield hook


Step = Callable[[StrEnum, str], Awaitable[None]]
MakeSweeper = Callable[..., Sweeper]


@pytest.fixture
def make_sweeper(database: Database, clock: Clock) -> MakeSweeper:
    async def silent(step: StrEnum, about: str) -> None:
        pass

    def make(
        channels: NotifyChannels | None = None,
        *,
        holder: str = "one",
        announce: Step = silent,
        still_leading: Callable[[], bool] = lambda: True,
        on: Database = database,
        **changed: Any,
    ) -> Sweeper:
        parts: dict[str, Any] = {
            "due": DatabaseDueReminders(on),
            "unit_of_work": on.unit_of_work,
            "changes": on,
            "channels": channels or NotifyChannels(),
            "zone": BERLIN,
            "holder": holder,
            "clock": clock,
            "still_leading": still_leading,
            "announce": announce,
        }
        return Sweeper(**(parts | changed))

    return make


@dataclass
class Person:
    """Somebody with tasks and reminders."""

    database: Database
    actor: Actor

    async def reminded(self, *times: str, title: str = "Pay rent", due: str | None = None) -> int:
        """Add a task with reminders; returns its id."""
        async with self.database.unit_of_work(self.actor) as uow:
            written = await tasks.add(uow, TaskDraft(title=title, due_date=due))
            for time in times:
                ref = TaskRef(id=written.task.id)
                await reminders.add(uow, ref, ReminderDraft(remind_at=time))
            return written.task.id

    async def reached_by(self, *urls: str) -> None:
        """Set the channels."""
        async with self.database.unit_of_work(self.actor) as uow:
            await people.update_me(uow, PersonPatch(notification_channels=list(urls)))

    async def reminders(self) -> list[Reminder]:
        return await self._all(Reminder)

    async def shown(self) -> Sequence[ReminderView]:
        """Their reminders as they see them."""
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            return (await reminders.find(uow)).items

    async def deliveries(self) -> list[Delivery]:
        return await self._all(Delivery)

    async def claims(self) -> list[Claim]:
        return await self._all(Claim)

    async def events(self, kind: str) -> list[dict[str, Any]]:
        found = await self._all(OutboxEvent)
        return [row.data for row in found if row.type == f"com.evolution-todo.{kind}"]

    async def _all(self, model: Any) -> list[Any]:
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            rows = await uow.session.exec(
                select(model)
                .where(col(model.user_id) == self.actor.user_id)
                .order_by(*inspect(model).primary_key)
            )
            return list(rows.all())


@pytest.fixture
def ada(database: Database, actor: Actor) -> Person:
    return Person(database, actor)


@pytest.fixture
async def other_process(database_file: Any, clock: Clock) -> AsyncIterator[Database]:
    """The same file, opened once more."""
    database = Database(f"sqlite:///{database_file}", clock=clock)
    yield database
    with suppress(Exception):
        await database.close()
