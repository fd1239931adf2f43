"""An upcoming reminder has a job at its time, any other has none, whatever order events come in."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import httpx2
import pytest
from starlette.applications import Starlette

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.domain import reminders, tasks
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import REMINDERS, Event
from evolution_todo.domain.inbox import BACK_OFF
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderPatch
from evolution_todo.services.notification.jobs import NOTIFICATION, ReminderJobs, wake_ups
from evolution_todo.services.subscriber import Subscriber
from models import Reminder
from tests.conftest import BERLIN, Clock
from tests.factories import Do
from tests.integration.domain.conftest import do
from tests.integration.notification.conftest import MakeSweeper, Person

__all__ = ["do"]

pytestmark = pytest.mark.anyio


@dataclass
class Scheduler:
    """Keeps jobs in memory, each under its name."""

    jobs: dict[str, datetime] = field(default_factory=dict)
    down: bool = False

    async def schedule(self, name: str, *, due: datetime) -> None:
        self._reach()
        self.jobs[name] = due

    async def cancel(self, name: str) -> None:
        self._reach()
        self.jobs.pop(name, None)

    def _reach(self) -> None:
        if self.down:
            raise Unavailable("The scheduler is out of reach.", next_step="Wait.")


async def quiet(step: StrEnum, about: str) -> None:
    """Announce nothing."""


@pytest.fixture
def scheduler() -> Scheduler:
    return Scheduler()


@pytest.fixture
def subscriber(database: Database, scheduler: Scheduler) -> Subscriber:
    jobs = ReminderJobs(scheduler=scheduler, unit_of_work=database.unit_of_work, zone=BERLIN)
    return notification(database, jobs)


def notification(database: Database, jobs: ReminderJobs) -> Subscriber:
    return Subscriber(
        consumer=NOTIFICATION,
        unit_of_work=database.unit_of_work,
        zone=BERLIN,
        announce=quiet,
        before=jobs.follow,
    )


async def told(database: Database) -> Sequence[Event]:
    waiting = await DatabaseBacklog(database).events(limit=100)
    return [event for event in waiting if event.topic == REMINDERS]


async def names(ada: Person) -> list[str | None]:
    return [row.dapr_job_name for row in sorted(await ada.reminders(), key=lambda r: r.id or 0)]


async def test_upcoming_reminder_has_a_job_that_its_row_names(
    database: Database, scheduler: Scheduler, subscriber: Subscriber, ada: Person, clock: Clock
) -> None:
    await ada.reminded("in 2 hours")
    for event in await told(database):
        await subscriber.bring(event)
    assert scheduler.jobs == {"reminder-1": clock.now + timedelta(hours=2)}
    assert await names(ada) == ["reminder-1"]


@pytest.mark.parametrize("seed", range(4))
async def test_job_follows_its_reminder_in_whatever_order_events_come(
    do: Do,
    database: Database,
    scheduler: Scheduler,
    subscriber: Subscriber,
    ada: Person,
    clock: Clock,
    seed: int,
) -> None:
    await ada.reminded("in 2 hours", "in 3 hours", title="Pay rent")
    await ada.reminded("in 1 hour", title="Call mom")
    await do(reminders.update, 2, ReminderPatch(remind_at="in 5 hours"))
    await do(tasks.set_completed, TaskRef(id=2), completed=True)
    deliveries = [*await told(database)] * 2
    random.Random(seed).shuffle(deliveries)  # noqa: S311  an order, not a secret
    for event in deliveries:
        await subscriber.bring(event)
    assert scheduler.jobs == {
        "reminder-1": clock.now + timedelta(hours=2),
        "reminder-2": clock.now + timedelta(hours=5),
    }
    assert await names(ada) == ["reminder-1", "reminder-2", None]


async def test_without_the_scheduler_the_event_is_parked_and_waits_for_nobody(
    database: Database, scheduler: Scheduler, subscriber: Subscriber, ada: Person, clock: Clock
) -> None:
    await ada.reminded("in 2 hours")
    await ada.reminded("in 3 hours", title="Call mom")
    first, second = await told(database)
    scheduler.down = True
    await subscriber.bring(first)
    scheduler.down = False
    await subscriber.bring(second)  # so soon it is not asked again
    assert scheduler.jobs == {}
    assert await names(ada) == [None, None]
    clock.now += timedelta(seconds=BACK_OFF[0])
    jobs = ReminderJobs(scheduler=scheduler, unit_of_work=database.unit_of_work, zone=BERLIN)
    later = notification(database, jobs)
    for _, event in await DatabaseBacklog(database).retries(consumers=["notification"], limit=9):
        await later.try_again(event)
    assert await names(ada) == ["reminder-1", "reminder-2"]


async def test_naming_a_job_is_no_change_of_the_reminder(
    do: Do, database: Database, subscriber: Subscriber, ada: Person
) -> None:
    await ada.reminded("in 2 hours")
    (event,) = await told(database)
    await subscriber.bring(event)
    assert [row.version for row in await ada.reminders()] == [1]
    assert await told(database) == [event]


@pytest.mark.parametrize("path", ["/job/reminder-7", "/reminder-cron"])
async def test_job_and_clock_wake_who_waits_and_have_no_other_effect(
    database: Database, path: str
) -> None:
    mark = database.change_mark
    async with _sidecar(database.nudge) as client:
        assert (await client.post(path)).status_code == 204
    assert database.change_mark > mark


def _sidecar(nudge: Callable[[], None]) -> httpx2.AsyncClient:
    app = Starlette(routes=wake_ups(nudge, token=""))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://app")


async def test_what_is_sent_is_noted_once_it_is_committed(
    ada: Person, clock: Clock, make_sweeper: MakeSweeper
) -> None:
    noted: list[tuple[int, str, datetime | None]] = []

    async def note(reminder: Reminder) -> None:
        (row,) = await ada.reminders()
        noted.append((reminder.task_id, row.status, row.sent_at))

    await ada.reminded("in 2 hours")
    clock.now += timedelta(hours=2)
    await make_sweeper(note_sent=note).sweep()
    assert noted == [(1, "sent", clock.now)]
