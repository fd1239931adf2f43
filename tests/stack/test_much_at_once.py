"""Many reminders in one second, and events that come again and again in any order."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.domain import people, reminders, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.events import TASK_EVENTS, Event
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import Actor
from tests.deliveries import Courier
from tests.receivers import Mailbox, mail_server
from tests.stack.accounts import Books, writing
from tests.stack.processes import entered
from tests.stack.records import put
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


async def test_200_reminders_of_one_second_all_go_out_once_and_none_early(place: Place) -> None:
    await all_go_out(place)


async def test_event_that_comes_three_times_in_any_order_has_one_effect(
    stack: Stack, place: Place, record_property: Callable[[str, object], None]
) -> None:
    await asyncio.to_thread(place.product["relay"].app.stop)
    async with writing(place.product["api"].url) as writers:
        await writers.have_done(40)
    waiting = await Courier(place.database.unit_of_work, ACTOR).collect()
    assert len(waiting) > len(writers.done)
    shuffled = Random(17).sample([*waiting] * 3, len(waiting) * 3)  # noqa: S311  no secret
    await put(stack.kafka, shuffled)
    await forget(place.product["api"].database, waiting)
    await asyncio.to_thread(place.product["relay"].start)
    books = Books(place.product["api"].database, stack.kafka, place.mailbox.received)
    await books.close()
    counts = await books.compared(writers, in_order=False)
    record_property("counts", str(counts))
    assert counts.mailed_again == 0
    assert counts.published_again >= 2 * sum(event.topic == TASK_EVENTS for event in waiting)


async def test_they_do_so_without_the_scheduler_too(stack: Stack, place: Place) -> None:
    await asyncio.to_thread(stack.scheduler.server.kill)
    await all_go_out(place)


async def all_go_out(place: Place) -> None:
    """Have 200 reminders of one second, and see that each is told once and none early."""
    name = f"Thing {uuid4().hex[:6]}"
    due = datetime.now(UTC) + AHEAD
    times = {f"{name} {n:03}": due + timedelta(milliseconds=5 * n) for n in range(200)}
    async with place.database.unit_of_work(ACTOR) as uow:
        for title, moment in times.items():
            await tasks.add(uow, TaskDraft(title=title, reminder_at=moment.isoformat()))
    assert datetime.now(UTC) < due

    async def all_are_settled() -> bool:
        async with place.database.unit_of_work(ACTOR, read_only=True) as uow:
            return not (await reminders.find(uow, statuses=["pending"])).items

    await soon(all_are_settled)
    told = [
        (found[0], moment)
        for mail, moment in zip(place.mailbox.received, place.mailbox.times, strict=True)
        if (found := re.search(rf"{name} \d+", str(mail["Subject"])))
    ]
    assert Counter(title for title, _ in told) == dict.fromkeys(times, 1)
    assert [title for title, moment in told if moment < times[title]] == []


async def forget(url: str, events: Sequence[Event]) -> None:
    """Take events out of the outbox, as a relay does once they are published."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "DELETE FROM outbox WHERE id = any($1)", [event.id for event in events]
        )
    finally:
        await connection.close()
