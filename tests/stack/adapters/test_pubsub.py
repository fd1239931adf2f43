"""Publishing through a real sidecar: Kafka behind it, up and down, and what consumers are given."""

import asyncio
import base64
import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from evolution_todo.adapters.pubsub import MOST_BYTES, DaprPublisher
from evolution_todo.domain.cloudevents import envelope, unwrapped
from evolution_todo.domain.errors import Invalid, Unavailable
from evolution_todo.domain.events import TASK_EVENTS, Event
from tests.stack.adapters.conftest import back
from tests.stack.apps import App
from tests.stack.stack import Stack

pytestmark = pytest.mark.anyio

LIVE, DEAD = "/dapr/events/task-events", "/dapr/dead/task-events"
TOO_LARGE_FOR_KAFKA = 1_100_000


def event(user_id: str = "ada", **data: Any) -> Event:
    return Event(
        id=str(uuid4()),
        topic=TASK_EVENTS,
        type="com.evolution-todo.task.created",
        user_id=user_id,
        data=data | {"user_id": user_id, "correlation_id": "turn-1"},
        correlation_id="turn-1",
        time=datetime.now(UTC),
    )


async def records(stack: Stack, topic: str, ids: Collection[str]) -> list[ConsumerRecord]:
    """Read a topic by a client that knows nothing of Dapr, until all of these were seen."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=stack.kafka.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    left, found = set(ids), []
    try:
        async with asyncio.timeout(60):
            while left:
                record = await consumer.getone()
                if id_of(record) in ids:
                    found.append(record)
                    left.discard(id_of(record))
    finally:
        await consumer.stop()
    return found


def letters(told: App) -> list[bytes]:
    """The dead letters that an app was given, as they were published."""
    bodies = [json.loads(delivery.body) for delivery in told.given(DEAD)]
    return [base64.b64decode(body["data_base64"]) for body in bodies]


def event_in(letter: bytes) -> Event | None:
    try:
        return unwrapped(json.loads(letter))
    except (ValueError, Invalid):
        return None


def id_of(record: ConsumerRecord) -> str | None:
    try:
        body = json.loads(record.value)
    except ValueError:
        return None
    return body.get("id") if isinstance(body, dict) else None


async def test_an_event_is_a_record_that_any_consumer_can_read(
    stack: Stack, publisher: DaprPublisher
) -> None:
    sent = event(task_id=7, title="<Zoë> & co", big=12345678901234567890)
    assert await publisher.publish([sent]) == frozenset()
    (record,) = await records(stack, TASK_EVENTS, [sent.id])
    assert record.key == b"ada"
    body = json.loads(record.value)
    assert body.items() >= envelope(sent).items()
    assert unwrapped(body) == sent


async def test_an_event_is_delivered_as_it_was_published(
    publisher: DaprPublisher, recurring: App
) -> None:
    sent = event("two\nlines é", note="once wrapped")
    await publisher.publish([sent])
    (delivery,) = await asyncio.to_thread(recurring.until, 1, LIVE, sent.id)
    assert unwrapped(json.loads(delivery.body)) == sent


async def test_the_events_of_a_person_keep_their_order(
    stack: Stack, publisher: DaprPublisher
) -> None:
    sent = [event(f"person-{at % 5}") for at in range(500)]
    assert await publisher.publish(sent) == frozenset()
    found = await records(stack, TASK_EVENTS, [each.id for each in sent])
    for person in {each.user_id for each in sent}:
        theirs = [record for record in found if record.key == person.encode()]
        assert [id_of(r) for r in theirs] == [e.id for e in sent if e.user_id == person]
        assert len({record.partition for record in theirs}) == 1


async def test_more_than_a_sidecar_takes_at_once_is_published_in_parts(
    stack: Stack, publisher: DaprPublisher
) -> None:
    sent = [event(text="x" * 200_000) for _ in range(2 * MOST_BYTES // 200_000)]
    assert await publisher.publish(sent) == frozenset()
    found = await records(stack, TASK_EVENTS, [each.id for each in sent])
    assert [id_of(record) for record in found] == [each.id for each in sent]


async def test_where_the_broker_takes_a_part_all_can_be_published_again(
    stack: Stack, publisher: DaprPublisher
) -> None:
    first, last = event(), event()
    too_large = event(text="x" * TOO_LARGE_FOR_KAFKA)
    with pytest.raises(Unavailable):
        await publisher.publish([first, too_large, last])
    assert await publisher.publish([first, last]) == frozenset()
    marker = event()
    await publisher.publish([marker])
    found = await records(stack, TASK_EVENTS, [first.id, last.id, marker.id])
    assert [id_of(record) for record in found] == [first.id, last.id] * 2 + [marker.id]


async def test_a_broker_that_is_gone_is_told_and_found_again(
    stack: Stack, publisher: DaprPublisher
) -> None:
    sent = event()
    stack.kafka.server.kill()
    with pytest.raises(Unavailable):
        await publisher.publish([sent])
    await asyncio.to_thread(stack.kafka.server.start)
    assert await back(lambda: publisher.publish([sent])) == frozenset()
    assert await records(stack, TASK_EVENTS, [sent.id])


async def test_what_an_app_drops_is_its_own_dead_letter_and_the_next_one_goes_on(
    publisher: DaprPublisher, recurring: App
) -> None:
    dropped, after = event(), event()
    recurring.answers[dropped.id] = "DROP"
    await publisher.publish([dropped])
    await asyncio.to_thread(recurring.wait, lambda: dropped in map(event_in, letters(recurring)))
    await publisher.publish([after])
    await asyncio.to_thread(recurring.until, 1, LIVE, after.id)
    assert len(recurring.given(LIVE, dropped.id)) == 1


async def test_what_is_no_event_at_all_blocks_nothing(
    stack: Stack, publisher: DaprPublisher, recurring: App
) -> None:
    after, garbage = event("eve"), [b"not JSON \xff", b"[1]"]
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka.bootstrap) as producer:
        for each in garbage:
            await producer.send_and_wait(TASK_EVENTS, each, key=b"eve")
    await publisher.publish([after])
    await asyncio.to_thread(recurring.until, 1, LIVE, after.id)
    await asyncio.to_thread(recurring.wait, lambda: set(garbage) <= set(letters(recurring)))


async def test_an_event_that_is_to_be_retried_comes_again_until_it_is_taken(
    publisher: DaprPublisher, recurring: App
) -> None:
    sent, after = event(), event()
    recurring.answers[sent.id] = "RETRY"
    await publisher.publish([sent, after])
    await asyncio.to_thread(recurring.until, 3, LIVE, sent.id)
    assert not recurring.given(LIVE, after.id)
    del recurring.answers[sent.id]
    await asyncio.to_thread(recurring.until, 1, LIVE, after.id)
