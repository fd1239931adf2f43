"""The relay: from the outbox on PostgreSQL through Dapr to Kafka, in calls of up to 500 events.

A hundred people have a hundred events each, half for `task-events` and half for `task-updates`, on
real servers with fsync on. The limit is the relay's own calls to the sidecar, recorded and made
again with no database; beside it the same records by aiokafka, with neither Dapr nor a database.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum

from aiokafka import AIOKafkaProducer

from benchmarks.backbone import backbone
from benchmarks.figures import Figure, median, report
from benchmarks.house import ZONE
from evolution_todo.adapters.claims import DatabaseOutbox
from evolution_todo.adapters.dapr import Sidecar
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.pubsub import DaprPublisher
from evolution_todo.domain import tasks
from evolution_todo.domain.cloudevents import envelope
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Actor
from evolution_todo.processes.memory import settle_memory
from evolution_todo.services.publishing import PublishingRelay
from evolution_todo.services.steps import ServiceStep

PEOPLE = 100
EVENTS = PEOPLE * 50 * 2
ROUNDS = 7
BAR = 0.7

KEEP = "CREATE TABLE change AS SELECT * FROM outbox"
EMPTY = "DELETE FROM outbox"
FILL = """
INSERT INTO outbox (id, topic, type, user_id, data, correlation_id, created_at)
SELECT gen_random_uuid(), topic, type, user_id, data, correlation_id, created_at
FROM change, generate_series(1, 50) AS again ORDER BY again, position
"""


class Recorder:
    """Publishes, keeps each call, and knows when all is out of the outbox."""

    def __init__(self, publisher: DaprPublisher) -> None:
        self._publisher = publisher
        self._settled = 0
        self.calls: list[Sequence[Event]] = []
        self.done = asyncio.Event()

    async def publish(self, events: Sequence[Event]) -> frozenset[str]:
        """Publish events."""
        self.calls.append(events)
        return await self._publisher.publish(events)

    async def announce(self, step: StrEnum, about: str) -> None:
        """Hear of the relay's steps."""
        del about
        if step is ServiceStep.EVENTS_SETTLED:
            self._settled += 1
            if sum(map(len, self.calls)) == EVENTS and self._settled == len(self.calls):
                self.done.set()


class Benchmark:
    """One outbox, one way to the broker, and what each takes for all of the events."""

    def __init__(self, database: Database, publisher: DaprPublisher) -> None:
        self._database = database
        self._publisher = publisher

    async def relay(self) -> tuple[float, list[Sequence[Event]]]:
        """Empty a full outbox; returns the events per second and the calls."""
        await self._run(FILL)
        recorder = Recorder(self._publisher)
        relay = PublishingRelay(
            outbox=DatabaseOutbox(self._database),
            publisher=recorder,
            changes=self._database,
            announce=recorder.announce,
        )

        async def all_of_them() -> None:
            running = asyncio.create_task(relay.run())
            await recorder.done.wait()
            running.cancel()

        return await _per_second(all_of_them()), recorder.calls

    async def calls_alone(self, calls: Sequence[Sequence[Event]]) -> float:
        """Make the same calls."""

        async def all_of_them() -> None:
            for events in calls:
                assert not await self._publisher.publish(events)

        return await _per_second(all_of_them())

    async def kafka_alone(
        self, producer: AIOKafkaProducer, calls: Sequence[Sequence[Event]]
    ) -> float:
        """Hand the same records to the broker."""

        async def all_of_them() -> None:
            for events in calls:
                await asyncio.gather(*[await _sent(producer, event) for event in events])

        return await _per_second(all_of_them())

    async def prepare(self) -> None:
        """Keep what a hundred people write by adding a task each."""
        for number in range(PEOPLE):
            actor = Actor(
                user_id=f"person-{number}", zone=ZONE, client="web", correlation_id="benchmark"
            )
            async with self._database.unit_of_work(actor) as uow:
                await tasks.add(uow, TaskDraft(title="Milk", due_date="tomorrow 5pm"))
        await self._run(KEEP)
        await self._run(EMPTY)

    async def _run(self, statement: str) -> None:
        async with self._database.across_people() as session:
            await (await session.connection()).exec_driver_sql(statement)


async def _per_second(work: Awaitable[None]) -> float:
    begun = time.perf_counter()
    await work
    return EVENTS / (time.perf_counter() - begun)


async def _sent(producer: AIOKafkaProducer, event: Event) -> Awaitable[object]:
    record = json.dumps(envelope(event), ensure_ascii=False).encode()
    taken: Awaitable[object] = await producer.send(event.topic, record, key=event.user_id.encode())
    return taken


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Benchmark]:
    """Open the database and the sidecar."""
    database = Database(url)
    try:
        async with Sidecar() as sidecar:
            yield Benchmark(database, DaprPublisher(sidecar))
    finally:
        await database.close()


async def rounds(url: str, brokers: str) -> list[tuple[float, float, float]]:
    """Measure the relay, its calls alone and Kafka alone in turn."""
    async with (
        opened(url) as benchmark,
        AIOKafkaProducer(bootstrap_servers=brokers, acks="all") as producer,
    ):
        await benchmark.prepare()
        settle_memory()
        taken = []
        for _ in range(1 + ROUNDS):
            ours, calls = await benchmark.relay()
            limit = await benchmark.calls_alone(calls)
            taken.append((ours, limit, await benchmark.kafka_alone(producer, calls)))
        return taken[1:]


def measure() -> list[Figure]:
    """Compare the relay with its calls alone."""
    with backbone() as servers, servers.sidecar("relay") as sidecar:
        os.environ |= sidecar.environment
        taken = asyncio.run(rounds(servers.database(), servers.kafka.bootstrap))
    ours, limit, kafka = map(median, zip(*taken, strict=True))
    return [
        Figure(
            name="relay: events through Dapr to Kafka, beside its calls alone",
            unit="events/s",
            ours=ours,
            limit=limit,
            bar=BAR,
            sense="≥",
        ),
        Figure(name="relay: the same records by aiokafka alone", unit="events/s", ours=kafka),
    ]


if __name__ == "__main__":
    report(measure())
