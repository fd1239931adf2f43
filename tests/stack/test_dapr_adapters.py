"""The adapters on real sidecars: Kafka, Redis and the scheduler behind them, up and down."""

import asyncio
import base64
import json
import signal
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from evolution_todo.adapters.dapr import Sidecar
from evolution_todo.adapters.jobs import DaprJobs
from evolution_todo.adapters.pubsub import MOST_BYTES, DaprPublisher
from evolution_todo.adapters.statestore import NOTHING, DaprStateStore, StateConflict
from evolution_todo.domain.cloudevents import envelope, unwrapped
from evolution_todo.domain.errors import Invalid, Unavailable
from evolution_todo.domain.events import TASK_EVENTS, Event
from tests.stack import dapr
from tests.stack.apps import App, app
from tests.stack.stack import Stack

pytestmark = pytest.mark.anyio

LIVE, DEAD = "/dapr/events/task-events", "/dapr/dead/task-events"
KEY = "todo-app::conversation::1"
TOO_LARGE_FOR_KAFKA = 1_100_000
BACK_SECONDS = 60


@pytest.fixture(scope="module")
def recurring() -> Iterator[App]:
    with app() as told:
        yield told


@pytest.fixture(scope="module")
def notification() -> Iterator[App]:
    with app() as told:
        yield told


@pytest.fixture(scope="module")
def sidecars(stack: Stack, recurring: App, notification: App) -> Iterator[dict[str, dapr.Sidecar]]:
    ports = {"relay": None, "recurring": recurring.port, "notification": notification.port}
    with ExitStack() as held:
        yield {name: held.enter_context(stack.sidecar(name, ports[name])) for name in ports}


@asynccontextmanager
async def beside(sidecar: dapr.Sidecar) -> AsyncIterator[Sidecar]:
    """Reach a sidecar as the app beside it does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sidecar.environment.items():
            patch.setenv(name, value)
        async with Sidecar() as reached:
            yield reached


@pytest.fixture
async def publisher(sidecars: dict[str, dapr.Sidecar]) -> AsyncIterator[DaprPublisher]:
    async with beside(sidecars["relay"]) as sidecar:
        yield DaprPublisher(sidecar)


@pytest.fixture
async def store(sidecars: dict[str, dapr.Sidecar]) -> AsyncIterator[DaprStateStore]:
    async with beside(sidecars["notification"]) as sidecar:
        yield DaprStateStore(sidecar)


@pytest.fixture
async def jobs(sidecars: dict[str, dapr.Sidecar]) -> AsyncIterator[DaprJobs]:
    async with beside(sidecars["notification"]) as sidecar:
        yield DaprJobs(sidecar)


@pytest.fixture
def key() -> str:
    return f"todo-app::conversation::{uuid4()}"


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


async def back(call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Return what a call gives once what it needs is back."""
    async with asyncio.timeout(BACK_SECONDS):
        while True:
            try:
                return await call()
            except Unavailable:
                await asyncio.sleep(0.1)


# --- pub/sub


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


# --- state


async def test_a_value_is_in_redis_under_the_very_key(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    value = {"messages": [{"text": "Zoë"}], "n": 1}
    await store.save(key, value, ttl_seconds=3600)
    assert json.loads(stack.redis.run("HGET", key, "data")) == value
    assert 0 < int(stack.redis.run("TTL", key)) <= 3600
    stored = await store.get(key)
    assert stored is not None
    assert stored.value == value


async def test_saving_again_begins_the_time_again(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, 1, ttl_seconds=10)
    await store.save(key, 1, ttl_seconds=3600)
    assert int(stack.redis.run("TTL", key)) > 10


async def test_what_is_not_there_is_none_and_can_be_deleted(
    store: DaprStateStore, key: str
) -> None:
    await store.delete(key)
    assert await store.get(key) is None
    await store.save(key, 1)
    await store.delete(key)
    assert await store.get(key) is None


async def test_an_etag_saves_over_what_it_was_read_from_alone(
    store: DaprStateStore, key: str
) -> None:
    await store.save(key, "first", etag=NOTHING)
    with pytest.raises(StateConflict):
        await store.save(key, "first as well", etag=NOTHING)
    read = await store.get(key)
    assert read is not None
    await store.save(key, "second", etag=read.etag)
    with pytest.raises(StateConflict):
        await store.save(key, "second as well", etag=read.etag)
    now = await store.get(key)
    assert now is not None
    assert now.value == "second"


async def test_of_many_who_save_at_once_one_succeeds(store: DaprStateStore, key: str) -> None:
    await store.save(key, 0, etag=NOTHING)
    read = await store.get(key)
    assert read is not None
    saves = [store.save(key, at, etag=read.etag) for at in range(3)]
    done = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NoneType", *["StateConflict"] * 2]


async def test_without_an_etag_the_last_one_stays(store: DaprStateStore, key: str) -> None:
    for value in ("first", "second"):
        await store.save(key, value)
    stored = await store.get(key)
    assert stored is not None
    assert stored.value == "second"


async def test_a_value_that_somebody_else_spoilt_is_none_and_can_be_saved_over(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, 1, etag=NOTHING)
    stack.redis.run("HSET", key, "data", "{")
    stored = await store.get(key)
    assert stored is not None
    assert stored.value is None
    await store.save(key, 2, etag=stored.etag)


STATE_CALLS: dict[str, Callable[[DaprStateStore], Coroutine[Any, Any, Any]]] = {
    "get": lambda store: store.get(KEY),
    "save": lambda store: store.save(KEY, 1),
    "save first": lambda store: store.save(KEY, 1, etag=NOTHING),
    "save over": lambda store: store.save(KEY, 1, etag="3"),
    "delete": lambda store: store.delete(KEY),
}


async def test_a_store_that_is_gone_is_no_conflict_and_found_again(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, "kept")
    stack.redis.server.stop()
    for call in STATE_CALLS.values():
        with pytest.raises(Unavailable):
            await call(store)
    await asyncio.to_thread(stack.redis.server.start)
    stored = await back(lambda: store.get(key))
    assert stored.value == "kept"


async def test_a_store_that_hangs_is_not_waited_for(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, "kept")
    stack.redis.server.send(signal.SIGSTOP)
    try:
        for call in STATE_CALLS.values():
            with pytest.raises(Unavailable):
                await call(store)
    finally:
        stack.redis.server.send(signal.SIGCONT)
    assert (await back(lambda: store.get(key))).value == "kept"


# --- jobs


def job() -> str:
    return f"reminder-{uuid4().int % 10**9}"


async def test_a_job_wakes_its_app_at_its_time_and_not_before(
    jobs: DaprJobs, notification: App
) -> None:
    name, due = job(), datetime.now(UTC) + timedelta(seconds=1.5)
    await jobs.schedule(name, due=due)
    (call,) = await asyncio.to_thread(notification.until, 1, f"/job/{name}")
    assert call.at >= due.timestamp()


async def test_a_job_that_is_due_already_wakes_at_once(jobs: DaprJobs, notification: App) -> None:
    name = job()
    await jobs.schedule(name, due=datetime.now(UTC) - timedelta(days=1))
    await asyncio.to_thread(notification.until, 1, f"/job/{name}")


async def test_a_job_can_be_moved_and_wakes_once(jobs: DaprJobs, notification: App) -> None:
    name, marker, now = job(), job(), datetime.now(UTC)
    await jobs.schedule(name, due=now + timedelta(days=1))
    await jobs.schedule(name, due=now + timedelta(seconds=1))
    await jobs.schedule(marker, due=now + timedelta(seconds=2))
    await asyncio.to_thread(notification.until, 1, f"/job/{marker}")
    assert len(notification.given(f"/job/{name}")) == 1


async def test_a_cancelled_job_wakes_nobody(jobs: DaprJobs, notification: App) -> None:
    name, marker, due = job(), job(), datetime.now(UTC) + timedelta(seconds=1)
    await jobs.schedule(name, due=due)
    await jobs.schedule(marker, due=due + timedelta(seconds=1))
    await jobs.cancel(name)
    await asyncio.to_thread(notification.until, 1, f"/job/{marker}")
    assert not notification.given(f"/job/{name}")


async def test_a_job_that_nobody_knows_can_be_cancelled(jobs: DaprJobs) -> None:
    await jobs.cancel(job())


@pytest.mark.usefixtures("sidecars")
async def test_the_clock_of_the_sweeper_ticks(notification: App) -> None:
    await asyncio.to_thread(notification.until, 1, "/reminder-cron")


async def test_a_scheduler_that_is_gone_is_told_and_found_again(
    stack: Stack, jobs: DaprJobs, notification: App
) -> None:
    name, due = job(), datetime.now(UTC)
    stack.scheduler.server.stop()
    with pytest.raises(Unavailable):
        await jobs.schedule(name, due=due)
    with pytest.raises(Unavailable):
        await jobs.cancel(name)
    await asyncio.to_thread(stack.scheduler.server.start)
    await back(lambda: jobs.schedule(name, due=due))
    await asyncio.to_thread(notification.until, 1, f"/job/{name}")


# --- the sidecar itself


async def test_a_sidecar_that_was_killed_is_found_again(
    sidecars: dict[str, dapr.Sidecar],
) -> None:
    server = sidecars["notification"].server
    async with beside(sidecars["notification"]) as sidecar:
        await sidecar.check()
        server.kill()
        with pytest.raises(Unavailable) as caught:
            await sidecar.check()
        assert caught.value.code == "sidecar_unreachable"
        await asyncio.to_thread(server.start)
        await back(sidecar.check)
        await back(lambda: DaprStateStore(sidecar).get(KEY))
