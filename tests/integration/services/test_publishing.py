"""What the outbox holds reaches a broker, whatever fails, each person's events in their order."""

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.claims import DatabaseOutbox
from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Actor
from evolution_todo.services import metrics
from evolution_todo.services.publishing import PublishingRelay, measuring
from evolution_todo.services.steps import Announce, ServiceStep
from tests.conftest import BERLIN, Clock
from tests.factories import Do
from tests.integration.services.broker import Broker

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("postgres_server")]

NewRelay = Callable[..., PublishingRelay]


async def quiet(step: StrEnum, about: str) -> None:
    """Announce nothing."""


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def new_relay(database: Database, broker: Broker) -> NewRelay:
    def make(announce: Announce = quiet, *, to: Broker = broker, **rest: Any) -> PublishingRelay:
        return PublishingRelay(
            outbox=DatabaseOutbox(database),
            publisher=to,
            changes=database,
            announce=announce,
            **rest,
        )

    return make


async def written(database: Database, user_id: str) -> list[str]:
    """The ids of a person's waiting events in the order of their writing."""
    waiting: list[Event] = [*await DatabaseBacklog(database).events(limit=10_000)]
    return [event.id for event in waiting if event.user_id == user_id]


async def drained(relay: PublishingRelay) -> None:
    while await relay.publish():
        pass


async def test_everything_is_published_in_order_and_leaves_the_outbox(
    do: Do,
    database: Database,
    broker: Broker,
    new_relay: NewRelay,
    actor: Actor,
    other_actor: Actor,
) -> None:
    for title in ("Milk", "Bread"):
        await do(tasks.add, TaskDraft(title=title, tags=[title]))
        await do(tasks.add, TaskDraft(title=title), by=other_actor)
    wanted = {who: await written(database, who) for who in ("ada", "bob")}
    await drained(new_relay())
    assert {who: broker.first(who) for who in wanted} == wanted
    assert await DatabaseBacklog(database).waiting() == 0
    milk = next(event for event in broker.records if event.type.endswith("task.created"))
    assert milk.data["task_data"]["title"] == "Milk"
    assert milk.correlation_id == "test-ada"


async def test_broker_that_is_gone_loses_nothing(
    do: Do, database: Database, broker: Broker, new_relay: NewRelay
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    wanted = await written(database, "ada")
    broker.down = True
    with pytest.raises(Unavailable):
        await new_relay().publish()
    assert await written(database, "ada") == wanted
    broker.down = False
    await drained(new_relay())
    assert broker.first("ada") == wanted


async def test_broker_that_takes_nothing_is_left_alone_for_longer_each_time(
    do: Do, database: Database, broker: Broker, new_relay: NewRelay
) -> None:
    pauses: list[float] = []
    settled: asyncio.Queue[str] = asyncio.Queue()

    async def pass_over(seconds: float) -> None:
        pauses.append(seconds)
        broker.down = len(pauses) % 7 != 0

    async def note(step: StrEnum, about: str) -> None:
        if step is ServiceStep.EVENTS_SETTLED:
            settled.put_nowait(about)

    running = asyncio.create_task(new_relay(note, sleep=pass_over).run())
    for title in ("Milk", "Bread"):
        broker.down = True
        await do(tasks.add, TaskDraft(title=title))
        await settled.get()
    running.cancel()
    await asyncio.wait([running])
    growing = [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert pauses == pytest.approx(growing * 2)
    assert await DatabaseBacklog(database).waiting() == 0


async def test_partial_refusal_keeps_each_persons_order(
    do: Do, database: Database, broker: Broker, new_relay: NewRelay, other_actor: Actor
) -> None:
    for number in range(5):
        await do(tasks.add, TaskDraft(title=f"Hers {number}"), by=other_actor)
        await do(tasks.add, TaskDraft(title=f"Mine {number}"))
    mine, hers = await written(database, "ada"), await written(database, "bob")
    broker.refuses = lambda event: event.id in {mine[2], mine[5]}
    with pytest.raises(Unavailable, match="has not taken 2 of 20 events"):
        await new_relay().publish()
    assert await written(database, "ada") == mine[2:]
    assert await written(database, "bob") == []
    broker.refuses = lambda _event: False
    broker.records = [event for event in broker.records if event.id in {*mine[:2], *hers}]
    await drained(new_relay())
    assert (broker.first("ada"), broker.first("bob")) == (mine, hers)


async def test_two_relays_share_people_and_never_one_persons_events(
    do: Do, broker: Broker, new_relay: NewRelay, other_actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Mine"))
    broker.open.clear()
    first = asyncio.create_task(new_relay().publish())
    await broker.called.wait()
    await do(tasks.add, TaskDraft(title="Mine too"))
    await do(tasks.add, TaskDraft(title="Hers"), by=other_actor)
    beside = Broker()
    second = new_relay(to=beside)
    await drained(second)
    assert {event.user_id for event in beside.records} == {"bob"}
    broker.open.set()
    assert await first == 2
    await drained(second)
    assert len(beside.first("ada")) == 2


async def test_backlog_is_published_by_two_claims_at_once(
    do: Do,
    database: Database,
    broker: Broker,
    new_relay: NewRelay,
    other_actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("evolution_todo.services.publishing.BATCH", 2)
    for title in ("Milk", "Bread", "Salt"):
        await do(tasks.add, TaskDraft(title=title))
        await do(tasks.add, TaskDraft(title=title), by=other_actor)
    wanted = {who: await written(database, who) for who in ("ada", "bob")}

    async def shut_the_broker(step: StrEnum, about: str) -> None:
        if step is ServiceStep.EVENTS_SETTLED and broker.calls == 1:
            broker.open.clear()

    running = asyncio.create_task(new_relay(shut_the_broker).run())
    async with asyncio.timeout(60):
        while broker.under_way < 2:
            broker.called.clear()
            await broker.called.wait()
    broker.open.set()
    while await DatabaseBacklog(database).waiting():
        await database.wait_for_change(since=database.change_mark, seconds=0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert {who: broker.first(who) for who in wanted} == wanted


async def test_many_relays_and_writers_keep_every_persons_order(
    database: Database, broker: Broker, new_relay: NewRelay
) -> None:
    people = [f"person-{n}" for n in range(6)]
    wanted: dict[str, list[int]] = {who: [] for who in people}

    async def write(who: str) -> None:
        actor = Actor(user_id=who, zone=BERLIN, client="web", correlation_id=who)
        for number in range(15):
            async with database.unit_of_work(actor) as uow:
                await tasks.add(uow, TaskDraft(title=f"{number}"))
            wanted[who].append(number)

    relays = [asyncio.create_task(new_relay().run()) for _ in range(3)]
    await asyncio.gather(*map(write, people))
    while await DatabaseBacklog(database).waiting():
        await database.wait_for_change(since=database.change_mark, seconds=0.05)
    for relay in relays:
        relay.cancel()
    await asyncio.gather(*relays, return_exceptions=True)
    created = [event for event in broker.records if event.type.endswith("task.created")]
    titles = {
        who: [int(e.data["task_data"]["title"]) for e in created if e.user_id == who]
        for who in people
    }
    assert titles == wanted


async def test_death_between_publishing_and_commit_repeats_and_loses_nothing(
    do: Do, database: Database, broker: Broker, new_relay: NewRelay
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    wanted = await written(database, "ada")

    async def die(step: StrEnum, about: str) -> None:
        if step is ServiceStep.EVENTS_PUBLISHED:
            raise ConnectionError(about)

    with pytest.raises(ConnectionError):
        await new_relay(die).publish()
    await drained(new_relay())
    assert [event.id for event in broker.records] == wanted * 2


async def test_running_relay_says_once_that_events_wait_and_once_that_they_go_on(
    do: Do,
    broker: Broker,
    new_relay: NewRelay,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("evolution_todo.services.publishing.FIRST_PAUSE_SECONDS", 0.001)
    settled = asyncio.Event()

    async def tell(step: StrEnum, about: str) -> None:
        if step is ServiceStep.EVENTS_SETTLED:
            settled.set()

    broker.down = True
    await do(tasks.add, TaskDraft(title="Milk"))
    with caplog.at_level(logging.INFO):
        running = asyncio.create_task(new_relay(tell).run())
        while broker.calls < 4:
            broker.called.clear()
            await broker.called.wait()
        broker.down = False
        await settled.wait()
        settled.clear()
        await do(tasks.add, TaskDraft(title="Bread"))
        await settled.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert caplog.text.count("Events wait to be published: The broker is out of reach.") == 1
    assert caplog.text.count("Events are published again") == 1


async def test_relay_that_is_told_to_stop_finishes_what_is_under_way(
    do: Do, database: Database, broker: Broker, new_relay: NewRelay
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    broker.open.clear()
    running = asyncio.create_task(new_relay().run())
    await broker.called.wait()
    running.cancel()
    await asyncio.sleep(0)
    broker.open.set()
    await asyncio.gather(running, return_exceptions=True)
    assert len(broker.records) > 0
    assert await DatabaseBacklog(database).waiting() == 0


async def test_lag_is_the_age_of_the_oldest_event(
    do: Do, database: Database, new_relay: NewRelay, clock: Clock
) -> None:
    measure = measuring(DatabaseBacklog(database), clock)
    await do(tasks.add, TaskDraft(title="Milk"))
    written_at = clock.now
    clock.now = clock.now.replace(minute=2)
    await do(tasks.add, TaskDraft(title="Bread"))
    await measure()
    assert metrics.LAG.value == (clock.now - written_at).total_seconds() == 120
    assert metrics.WAITING.value == 4
    await drained(new_relay())
    await measure()
    assert (metrics.LAG.value, metrics.WAITING.value) == (0, 0)
