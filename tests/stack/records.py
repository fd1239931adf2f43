"""What Kafka holds, read by a client that knows nothing of Dapr or of ours."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from evolution_todo.domain.cloudevents import envelope
from evolution_todo.domain.events import Event
from tests.stack.kafka import Kafka


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a topic: its key and its CloudEvent."""

    key: str
    event: dict[str, Any]


async def records(kafka: Kafka, topic: str) -> list[Record]:
    """Return all that a topic holds now, of each key in its order."""
    async with _consumer(kafka, topic) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        found = []
        while any([await consumer.position(each) < end for each, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found += [Record((r.key or b"").decode(), json.loads(r.value)) for r in batch]
    return found


async def put(kafka: Kafka, events: Iterable[Event]) -> None:
    """Put events into their topics, as they come."""
    async with AIOKafkaProducer(**kafka.clients) as producer:
        for event in events:
            value = json.dumps(envelope(event)).encode()
            await producer.send(event.topic, value, key=event.user_id.encode())


async def lag(kafka: Kafka, group: str, topic: str) -> int:
    """Return how many records of a topic a group of consumers has not taken."""
    admin = AIOKafkaAdminClient(**kafka.clients)
    await admin.start()
    try:
        taken = await admin.list_consumer_group_offsets(group)
    finally:
        await admin.close()
    async with _consumer(kafka, topic) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
    return sum(end - (taken[each].offset if each in taken else 0) for each, end in ends.items())


@asynccontextmanager
async def _consumer(kafka: Kafka, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a reader of all of a topic, of no group."""
    consumer = AIOKafkaConsumer(topic, **kafka.clients, auto_offset_reset="earliest")
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()
