"""What a sidecar posts to a consumer has its effect once, whatever comes and however often."""

import asyncio
import base64
import json
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

import httpx2
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.domain import cloudevents, inbox, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import TASK_EVENTS, Event
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from evolution_todo.domain.refs import TaskRef
from evolution_todo.services.deliveries import LARGEST_BODY, TOKEN_HEADER, Deliveries
from evolution_todo.services.handlers import AUDIT, CONSUMERS, Consumer
from evolution_todo.services.retries import Retries
from evolution_todo.services.subscriber import Subscriber
from models import User
from tests.conftest import BERLIN, Clock
from tests.factories import Do
from tests.integration.services.test_relay import audited

pytestmark = pytest.mark.anyio

Post = Callable[[Any], Any]
NewSubscriber = Callable[..., Subscriber]


async def quiet(step: StrEnum, about: str) -> None:
    """Announce nothing."""


@pytest.fixture
def new_subscriber(unit_of_work: OpenUnitOfWork) -> NewSubscriber:
    def make(consumer: Consumer = AUDIT, **beside: Any) -> Subscriber:
        return Subscriber(
            consumer=consumer, unit_of_work=unit_of_work, zone=BERLIN, announce=quiet, **beside
        )

    return make


@asynccontextmanager
async def sidecar(
    *subscribers: Subscriber,
    token: str = "",
    shown: str | None = None,
    client: tuple[str, int] = ("127.0.0.1", 1),
) -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of one app that is these consumers."""
    routes = [
        route
        for each in subscribers
        for route in Deliveries(
            name=each.name, topic=each.topic, take=each.bring, bury=each.bury, token=token
        ).routes
    ]
    headers = {} if shown is None else {TOKEN_HEADER: shown}
    transport = httpx2.ASGITransport(app=Starlette(routes=routes), client=client)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://consumer", headers=headers
    ) as caller:
        yield caller


async def verdict(client: httpx2.AsyncClient, body: Any, *, path: str = "events") -> str:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await client.post(
        f"/dapr/{path}/{TASK_EVENTS}",
        content=content,
        headers={"Content-Type": "application/cloudevents+json"},
    )
    assert answer.status_code == 200
    return str(answer.json()["status"])


async def task_events(database: Database) -> list[Event]:
    waiting = await DatabaseBacklog(database).events(limit=100)
    return [event for event in waiting if event.topic == TASK_EVENTS]


@pytest.mark.parametrize("seed", range(3))
async def test_each_event_three_times_and_shuffled_has_one_effect(
    do: Do, database: Database, new_subscriber: NewSubscriber, actor: Actor, seed: int
) -> None:
    await do(tasks.add, TaskDraft(title="Water", due_date="today", recurrence="every day"))
    await do(tasks.set_completed, TaskRef(id=1), completed=True)
    deliveries = [*await task_events(database)] * 3
    random.Random(seed).shuffle(deliveries)  # noqa: S311  an order, not a secret
    for consumer in CONSUMERS:
        async with sidecar(new_subscriber(consumer)) as client:
            for event in deliveries:
                assert await verdict(client, cloudevents.envelope(event)) == "SUCCESS"
    assert sorted(await audited(database.unit_of_work, actor)) == [
        ("recurring", 1, "created"),
        ("task", 1, "completed"),
        ("task", 1, "created"),
    ]
    made = [
        event.data["task_data"]["title"]
        for event in await task_events(database)
        if event.type.endswith("task.created") and event.data["client"] == "recurring"
    ]
    assert made == ["Water"]


async def test_what_carriers_add_to_the_envelope_does_not_matter(
    do: Do, database: Database, new_subscriber: NewSubscriber, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    added = {"pubsubname": "kafka-pubsub", "traceparent": "00-1-2-01", "topic": TASK_EVENTS}
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, cloudevents.envelope(event) | added) == "SUCCESS"
    assert await audited(database.unit_of_work, actor) == [("task", 1, "created")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no JSON",
        b"[" * 100_000,
        b'"text"',
        b"[]",
        b'{"specversion": "1.0"}',
    ],
    ids=["empty", "text", "deep", "string", "list", "half"],
)
async def test_what_is_no_event_goes_to_the_dead_letters(
    database: Database, new_subscriber: NewSubscriber, body: bytes
) -> None:
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, body) == "DROP"
        assert await verdict(client, body, path="dead") == "SUCCESS"
    assert await DatabaseBacklog(database).dead_letters() == []


async def test_delivery_that_is_too_large_goes_to_the_dead_letters(
    do: Do, database: Database, new_subscriber: NewSubscriber, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    huge = json.dumps(cloudevents.envelope(event)).encode() + b" " * LARGEST_BODY
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, huge) == "DROP"
    assert await audited(database.unit_of_work, actor) == []


async def test_event_of_a_person_who_is_not_known_here_makes_nobody(
    do: Do, database: Database, new_subscriber: NewSubscriber
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    theirs = cloudevents.envelope(replace(event, data=event.data | {"user_id": "nobody"}))
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, theirs) == "DROP"
        assert await verdict(client, theirs, path="dead") == "SUCCESS"
    assert await DatabaseBacklog(database).dead_letters() == []
    async with database.across_people(read_only=True) as session:
        assert list(await session.exec(select(User.id))) == [event.user_id]


def failing(error: Exception) -> Consumer:
    async def fail(uow: UnitOfWork, event: Event) -> None:
        await tasks.add(uow, TaskDraft(title="Half"))
        raise error

    return Consumer(name="audit", topic=TASK_EVENTS, types=None, handle=fail)


async def test_event_that_cannot_be_handled_is_parked_and_tried_again_by_its_consumer(
    do: Do,
    database: Database,
    new_subscriber: NewSubscriber,
    actor: Actor,
    clock: Clock,
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    async with sidecar(new_subscriber(failing(ValueError("it cannot be")))) as client:
        assert await verdict(client, cloudevents.envelope(event)) == "SUCCESS"
    assert len(await task_events(database)) == 1
    again = retries(database, [new_subscriber()], clock)
    assert await again.try_due() == 0
    clock.now += timedelta(seconds=inbox.BACK_OFF[0])
    assert await again.try_due() == 1
    assert await audited(database.unit_of_work, actor) == [("task", 1, "created")]
    assert await again.try_due() == 0


def retries(database: Database, subscribers: Sequence[Subscriber], clock: Clock) -> Retries:
    return Retries(
        parked=DatabaseBacklog(database), subscribers=subscribers, changes=database, clock=clock
    )


async def test_consumer_leaves_what_another_has_parked(
    do: Do, database: Database, new_subscriber: NewSubscriber, clock: Clock
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    await new_subscriber(failing(ValueError("it cannot be"))).bring(event)
    clock.now += timedelta(seconds=inbox.BACK_OFF[0])
    recurring = next(each for each in CONSUMERS if each.name == "recurring")
    assert await retries(database, [new_subscriber(recurring)], clock).try_due() == 0


async def test_of_two_processes_that_try_again_at_once_one_does(
    do: Do, database: Database, new_subscriber: NewSubscriber, clock: Clock
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    bad = new_subscriber(failing(ValueError("it cannot be")))
    await bad.bring(event)
    clock.now += timedelta(seconds=inbox.BACK_OFF[0])
    await bad.try_again(event)
    await bad.try_again(event)
    clock.now += timedelta(days=1)
    ((_, waiting),) = await DatabaseBacklog(database).retries(consumers=["audit"], limit=5)
    assert waiting.id == event.id
    for _ in inbox.BACK_OFF[1:]:
        await bad.try_again(event)
        clock.now += timedelta(days=1)
    (letter,) = await DatabaseBacklog(database).dead_letters()
    assert letter.attempts == 1 + len(inbox.BACK_OFF)


async def test_without_its_database_it_asks_for_the_event_again(
    do: Do, database: Database, new_subscriber: NewSubscriber, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    gone = failing(Unavailable("The database is gone", next_step="Wait."))
    async with sidecar(new_subscriber(gone)) as client:
        assert await verdict(client, cloudevents.envelope(event)) == "RETRY"
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, cloudevents.envelope(event)) == "SUCCESS"
    assert await audited(database.unit_of_work, actor) == [("task", 1, "created")]


async def test_event_that_came_back_as_a_dead_letter_is_kept_for_its_consumer(
    do: Do, database: Database, new_subscriber: NewSubscriber, actor: Actor, clock: Clock
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    as_it_came = json.dumps(cloudevents.envelope(event)).encode()
    wrapped = {"specversion": "1.0", "data_base64": base64.b64encode(as_it_came).decode()}
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, wrapped, path="dead") == "SUCCESS"
    backlog = DatabaseBacklog(database)
    (letter,) = await backlog.dead_letters()
    assert (letter.consumer, letter.event_id) == ("audit", event.id)
    await backlog.replay()
    assert await retries(database, [new_subscriber()], clock).try_due() == 1
    assert await audited(database.unit_of_work, actor) == [("task", 1, "created")]


async def test_dead_letter_of_an_event_that_was_handled_after_all_is_not_kept(
    do: Do, database: Database, new_subscriber: NewSubscriber
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    async with sidecar(new_subscriber()) as client:
        assert await verdict(client, cloudevents.envelope(event)) == "SUCCESS"
        assert await verdict(client, cloudevents.envelope(event), path="dead") == "SUCCESS"
    assert await DatabaseBacklog(database).dead_letters() == []


async def test_failure_before_the_transaction_is_the_consumers(
    do: Do, database: Database, new_subscriber: NewSubscriber, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)

    async def fail(_event: Event) -> None:
        raise LookupError("it cannot be")

    await new_subscriber(before=fail).bring(event)
    assert await audited(database.unit_of_work, actor) == []
    ((_, parked),) = await due_in_a_day(database)
    assert parked.id == event.id


async def due_in_a_day(database: Database) -> Sequence[tuple[str, Event]]:
    clock = database.clock
    assert isinstance(clock, Clock)
    clock.now += timedelta(days=1)
    return await DatabaseBacklog(database).retries(consumers=["audit"], limit=5)


async def test_what_follows_the_commit_is_done_for_effects_alone(
    do: Do, database: Database, new_subscriber: NewSubscriber
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    marked: list[str] = []

    async def mark(told: Event) -> None:
        marked.append(told.id)

    await new_subscriber(failing(ValueError("it cannot be")), after=mark).bring(event)
    assert marked == []
    await new_subscriber(after=mark).bring(event)
    assert marked == [event.id]


@pytest.mark.parametrize(("shown", "status"), [(None, 401), ("wrong", 401), ("right", 200)])
async def test_sidecar_shows_its_token_where_one_is_set(
    do: Do, database: Database, new_subscriber: NewSubscriber, shown: str | None, status: int
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    async with sidecar(new_subscriber(), token="right", shown=shown) as client:
        answer = await client.post(f"/dapr/events/{TASK_EVENTS}", json=cloudevents.envelope(event))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("192.0.2.7", 401)],
)
async def test_without_a_token_only_this_machine_delivers(
    do: Do,
    database: Database,
    new_subscriber: NewSubscriber,
    address: str,
    status: int,
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    async with sidecar(new_subscriber(), client=(address, 1)) as client:
        answer = await client.post(f"/dapr/events/{TASK_EVENTS}", json=cloudevents.envelope(event))
    assert answer.status_code == status


async def test_running_retries_take_up_what_is_replayed(
    do: Do,
    database: Database,
    new_subscriber: NewSubscriber,
    actor: Actor,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("evolution_todo.services.retries.REST_SECONDS", 0.001)
    await do(tasks.add, TaskDraft(title="Milk"))
    (event,) = await task_events(database)
    await new_subscriber().bury(event)
    handled = asyncio.Event()

    async def tell(_event: Event) -> None:
        handled.set()

    running = asyncio.create_task(retries(database, [new_subscriber(after=tell)], clock).run())
    assert await DatabaseBacklog(database).replay() == [1]
    await handled.wait()
    running.cancel()
    await asyncio.wait([running])
    assert await audited(database.unit_of_work, actor) == [("task", 1, "created")]
