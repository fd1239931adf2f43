"""Many reminders in one second."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.domain import people, tasks
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.tasks import TaskDraft
from tests.receivers import Mailbox, mail_server
from tests.stack.accounts import Books
from tests.stack.processes import entered
from tests.stack.stack import Process, Stack
from tests.stack.waiting import soon

pytestmark = pytest.mark.anyio

ACTOR = Actor(
    user_id="local", zone=ZoneInfo("Europe/Berlin"), client="web", correlation_id="prepared"
)
AHEAD = timedelta(seconds=20)
"""From when reminders are written to when the first is due: ample to write them."""


@dataclass
class Place:
    """The product, its database opened here too, and the mail it sends."""

    product: dict[str, Process]
    database: Database
    mailbox: Mailbox


@pytest.fixture(scope="module")
async def place(stack: Stack) -> AsyncIterator[Place]:
    async with mail_server() as mailbox, entered(stack.product(smtp_url=mailbox.url)) as product:
        database = Database(product["api"].database)
        async with database.unit_of_work(ACTOR) as uow:
            me = PersonPatch(notification_channels=["mailto://ann@example.org"])
            await people.update_me(uow, me)
        yield Place(product, database, mailbox)
        await database.close()


async def test_200_reminders_of_one_second_all_go_out_once_and_none_early(
    stack: Stack, place: Place
) -> None:
    name = f"Thing {uuid4().hex[:6]}"
    due = datetime.now(UTC) + AHEAD
    times = {f"{name} {n:03}": due + timedelta(milliseconds=5 * n) for n in range(200)}
    async with place.database.unit_of_work(ACTOR) as uow:
        for title, moment in times.items():
            await tasks.add(uow, TaskDraft(title=title, reminder_at=moment.isoformat()))
    assert datetime.now(UTC) < due

    def arrived() -> list[tuple[str, datetime]]:
        """Return each mail's task, and when it came."""
        found = []
        for mail, moment in zip(place.mailbox.received, place.mailbox.times, strict=True):
            if title := re.search(rf"{name} \d+", str(mail["Subject"])):
                found.append((title[0], moment))
        return found

    async def all_are_told() -> bool:
        return len({title for title, _ in arrived()}) == len(times)

    await soon(all_are_told)
    await Books(place.product["api"].database, stack.kafka, place.mailbox.received).close()
    assert Counter(title for title, _ in arrived()) == dict.fromkeys(times, 1)
    assert [title for title, moment in arrived() if moment < times[title]] == []
