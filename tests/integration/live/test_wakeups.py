"""Replicas whose streams are woken by deliveries tell every change, also where none came."""

import pytest

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.domain import cloudevents, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.events import TASK_UPDATES, Event
from evolution_todo.domain.ports import Actor
from evolution_todo.services.sync.wakeups import WakeUps
from tests.factories import Do
from tests.integration.live.conftest import FOREVER, Serve

pytestmark = pytest.mark.anyio


async def updates(database: Database) -> list[Event]:
    waiting = await DatabaseBacklog(database).events(limit=100)
    sent = [cloudevents.envelope(event) for event in waiting if event.topic == TASK_UPDATES]
    return [cloudevents.unwrapped(body) for body in sent]


async def test_delivery_to_every_replica_wakes_the_streams_of_its_person(
    serve: Serve, do: Do, database: Database, other_actor: Actor
) -> None:
    one, two = WakeUps(), WakeUps()
    async with (
        serve(changes_of=one.of, idle_seconds=FOREVER) as first,
        serve(changes_of=two.of, idle_seconds=FOREVER) as second,
        first.reader() as here,
        second.reader() as there,
    ):
        for reader in (here, there):
            await reader.take(1)
        await do(tasks.add, TaskDraft(title="Hers"), by=other_actor)
        await do(tasks.add, TaskDraft(title="Milk"))
        for event in await updates(database):
            await one.take(event)
            await two.take(event)
        for reader in (here, there):
            (told,) = await reader.take(1)
            assert told.data["changes"]["title"] == "Milk"


async def test_repeated_and_late_deliveries_tell_nothing_twice(
    serve: Serve, do: Do, database: Database
) -> None:
    wakeups = WakeUps()
    async with (
        serve(changes_of=wakeups.of, idle_seconds=FOREVER) as served,
        served.reader() as reader,
    ):
        await reader.take(1)
        for title in ("Milk", "Bread"):
            await do(tasks.add, TaskDraft(title=title))
        for event in [*reversed(await updates(database))] * 3:
            await wakeups.take(event)
        await do(tasks.add, TaskDraft(title="Eggs"))
        await wakeups.take((await updates(database))[-1])
        told = await reader.take(3)
    assert [event.data["changes"]["title"] for event in told] == ["Milk", "Bread", "Eggs"]


async def test_change_that_no_delivery_told_of_is_found_by_looking(serve: Serve, do: Do) -> None:
    async with (
        serve(changes_of=WakeUps().of, idle_seconds=0.05) as served,
        served.reader() as reader,
    ):
        await reader.take(1)
        await do(tasks.add, TaskDraft(title="Milk"))
        (told,) = await reader.take(1)
    assert told.data["changes"]["title"] == "Milk"
