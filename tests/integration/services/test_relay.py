"""What the outbox holds reaches each consumer once, and one that fails holds up nobody."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.domain import inbox, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import TASK_EVENTS, Event
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from evolution_todo.services.handlers import CONSUMERS, Consumer
from evolution_todo.services.metrics import HANDLED
from evolution_todo.services.relay import Relay
from evolution_todo.services.subscriber import take
from models import AuditLog, Operation, Task
from tests.conftest import BERLIN, Clock
from tests.factories import Do

pytestmark = pytest.mark.anyio

LEFT = "Left by the witness"

NewRelay = Callable[..., Relay]


async def quiet(step: StrEnum, about: str) -> None:
    """Announce nothing."""


@dataclass
class Witness:
    """A consumer that writes down what it is given, and fails as long as it is told to."""

    name: str = "witness"
    failing: bool = False
    seen: list[str] = field(default_factory=list)

    async def handle(self, uow: UnitOfWork, event: Event) -> None:
        self.seen.append(event.data["new_values"]["title"])
        await tasks.add(uow, TaskDraft(title=LEFT))
        if self.failing:
            raise ValueError("it cannot be")

    @property
    def consumer(self) -> Consumer:
        return Consumer(
            name=self.name,
            topic=TASK_EVENTS,
            types=frozenset({"com.evolution-todo.task.created"}),
            handle=self._first_hand,
        )

    async def _first_hand(self, uow: UnitOfWork, event: Event) -> None:
        if event.data["new_values"]["title"] != LEFT:  # what a witness has made itself
            await self.handle(uow, event)


@pytest.fixture
def new_relay(database: Database, clock: Clock) -> NewRelay:
    def make(*consumers: Consumer) -> Relay:
        return Relay(
            backlog=DatabaseBacklog(database),
            unit_of_work=database.unit_of_work,
            changes=database,
            clock=clock,
            zone=BERLIN,
            announce=quiet,
            consumers=consumers or CONSUMERS,
        )

    return make


async def drained(relay: Relay) -> None:
    while await relay.dispatch():
        pass


async def titles(unit_of_work: OpenUnitOfWork, actor: Actor) -> list[str]:
    async with unit_of_work(actor, read_only=True) as uow:
        found = await uow.session.exec(
            select(Task.title).where(Task.user_id == actor.user_id).order_by(col(Task.id))
        )
        return list(found)


async def audited(unit_of_work: OpenUnitOfWork, actor: Actor) -> list[tuple[str, int, str]]:
    async with unit_of_work(actor, read_only=True) as uow:
        found = await uow.session.exec(
            select(AuditLog.entity_type, AuditLog.entity_id, AuditLog.action)
            .where(AuditLog.user_id == actor.user_id)
            .order_by(col(AuditLog.id))
        )
        return list(found)


async def test_an_event_that_was_parked_is_not_counted_as_handled(
    do: Do, new_relay: NewRelay
) -> None:
    well, failing = Witness(name="well counted"), Witness(name="parked", failing=True)
    await do(tasks.add, TaskDraft(title="Milk"))
    await do(tasks.add, TaskDraft(title="Bread"))
    before = HANDLED.counts.get(well.name, 0)
    await new_relay(well.consumer, failing.consumer).dispatch()
    assert HANDLED.counts[well.name] == before + 2
    assert HANDLED.counts.get(failing.name, 0) == 0


async def test_what_was_written_is_handled_and_leaves_the_outbox(
    do: Do, new_relay: NewRelay, database: Database, actor: Actor, other_actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Milk", tags=["shop"]))
    await do(tasks.add, TaskDraft(title="Hers"), by=other_actor)
    await drained(new_relay())
    assert await DatabaseBacklog(database).waiting() == 0
    assert await audited(database.unit_of_work, actor) == [
        ("tag", 1, "created"),
        ("task", 1, "created"),
    ]
    assert await audited(database.unit_of_work, other_actor) == [("task", 2, "created")]


@pytest.mark.parametrize("seed", range(5))
async def test_each_event_three_times_and_shuffled_has_one_effect(
    do: Do, unit_of_work: OpenUnitOfWork, database: Database, actor: Actor, seed: int
) -> None:
    for title in ("Milk", "Bread", "Eggs"):
        await do(tasks.add, TaskDraft(title=title, tags=[title.lower()]))
    deliveries = [*await DatabaseBacklog(database).events(limit=100)] * 3
    random.Random(seed).shuffle(deliveries)  # noqa: S311  # an order, not a secret
    for event in deliveries:
        for consumer in CONSUMERS:
            if consumer.takes(event):
                async with unit_of_work(actor) as uow:
                    await take(uow, [consumer], [event])
    found = await audited(unit_of_work, actor)
    assert sorted(found) == sorted({*found})
    assert len(found) == 6


async def test_two_that_bring_the_same_event_at_once_have_one_effect(
    do: Do, unit_of_work: OpenUnitOfWork, database: Database, actor: Actor
) -> None:
    witness = Witness()
    await do(tasks.add, TaskDraft(title="Milk"))
    events = await DatabaseBacklog(database).events(limit=100)
    created = next(event for event in events if witness.consumer.takes(event))

    async def bring() -> None:
        async with unit_of_work(actor) as uow:
            await take(uow, [witness.consumer], [created])

    await asyncio.gather(*(bring() for _ in range(5)))
    assert witness.seen == ["Milk"]
    assert await titles(unit_of_work, actor) == ["Milk", LEFT]


async def test_consumer_that_fails_leaves_nothing_and_holds_up_nobody(
    do: Do, new_relay: NewRelay, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    bad, good = Witness("bad", failing=True), Witness("good")
    await do(tasks.add, TaskDraft(title="Milk"))
    await do(tasks.add, TaskDraft(title="Bread"))
    await drained(new_relay(bad.consumer, good.consumer))
    assert set(bad.seen) == {"Milk", "Bread"}
    assert await titles(unit_of_work, actor) == ["Milk", "Bread", LEFT, LEFT]  # the good one's


async def test_failed_event_is_tried_again_when_its_time_comes(
    do: Do, new_relay: NewRelay, unit_of_work: OpenUnitOfWork, actor: Actor, clock: Clock
) -> None:
    witness = Witness(failing=True)
    relay = new_relay(witness.consumer)
    await do(tasks.add, TaskDraft(title="Milk"))
    await drained(relay)
    witness.failing, witness.seen = False, []
    await drained(relay)
    assert witness.seen == []
    clock.now += timedelta(seconds=inbox.BACK_OFF[0])
    await drained(relay)
    assert witness.seen == ["Milk"]
    clock.now += timedelta(days=1)
    await drained(relay)
    assert witness.seen == ["Milk"]
    assert await titles(unit_of_work, actor) == ["Milk", LEFT]


async def dead(relay: Relay, clock: Clock) -> None:
    """Let every try pass."""
    await drained(relay)
    for wait in inbox.BACK_OFF:
        clock.now += timedelta(seconds=wait)
        await drained(relay)


async def test_retry_is_not_held_up_by_what_is_new(
    do: Do, new_relay: NewRelay, clock: Clock
) -> None:
    witness = Witness(failing=True)
    relay = new_relay(witness.consumer)
    await do(tasks.add, TaskDraft(title="Milk"))
    await drained(relay)
    clock.now += timedelta(seconds=inbox.BACK_OFF[0])
    witness.failing, witness.seen = False, []
    await do(tasks.add, TaskDraft(title="Bread"))
    await relay.dispatch()
    assert sorted(witness.seen) == ["Bread", "Milk"]


async def test_event_that_fails_every_time_becomes_a_dead_letter_of_that_consumer(
    do: Do, new_relay: NewRelay, database: Database, clock: Clock
) -> None:
    witness = Witness(failing=True)
    relay = new_relay(witness.consumer)
    await do(tasks.add, TaskDraft(title="Milk"))
    await dead(relay, clock)
    witness.seen = []
    clock.now += timedelta(days=30)
    await drained(relay)
    assert witness.seen == []
    (letter,) = await DatabaseBacklog(database).dead_letters()
    assert (letter.consumer, letter.error) == ("witness", "ValueError")
    assert letter.attempts == 1 + len(inbox.BACK_OFF)
    assert letter.data["new_values"]["title"] == "Milk"


async def test_replayed_dead_letter_goes_to_its_consumer_alone(
    do: Do, new_relay: NewRelay, database: Database, clock: Clock
) -> None:
    bad, good = Witness("bad", failing=True), Witness("good")
    relay = new_relay(bad.consumer, good.consumer)
    await do(tasks.add, TaskDraft(title="Milk"))
    await dead(relay, clock)
    backlog = DatabaseBacklog(database)
    (letter,) = await backlog.dead_letters()
    assert letter.id is not None
    assert await backlog.replay([letter.id + 1]) == []
    assert await backlog.replay([letter.id]) == [letter.id]
    bad.failing, bad.seen, good.seen = False, [], []
    await drained(relay)
    assert (bad.seen, good.seen) == (["Milk"], [])
    assert await backlog.dead_letters() == []


async def test_replayed_dead_letter_has_all_its_tries_again(
    do: Do, new_relay: NewRelay, database: Database, clock: Clock
) -> None:
    relay = new_relay(Witness(failing=True).consumer)
    await do(tasks.add, TaskDraft(title="Milk"))
    await dead(relay, clock)
    backlog = DatabaseBacklog(database)
    await backlog.replay()
    await drained(relay)
    assert await backlog.dead_letters() == []
    assert await backlog.to_be_tried_again() == {"witness": 1}


async def test_event_parked_for_a_consumer_that_there_is_not_is_left_alone(
    do: Do, new_relay: NewRelay, database: Database, clock: Clock
) -> None:
    gone, here = Witness("search", failing=True), Witness("here")
    await do(tasks.add, TaskDraft(title="Milk"))
    await drained(new_relay(gone.consumer))
    clock.now += timedelta(days=1)
    relay = new_relay(here.consumer)
    await do(tasks.add, TaskDraft(title="Bread"))
    await drained(relay)
    assert here.seen == ["Bread"]
    assert await DatabaseBacklog(database).to_be_tried_again() == {"search": 1}


async def test_unreachable_database_loses_nothing(
    do: Do,
    new_relay: NewRelay,
    database: Database,
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    witness = Witness()

    async def unreachable(uow: UnitOfWork, event: Event) -> None:
        await tasks.add(uow, TaskDraft(title="Half"))
        raise Unavailable("The database is gone", next_step="Wait.")

    monkeypatch.setattr(witness, "handle", unreachable)
    with pytest.raises(Unavailable):
        await new_relay(witness.consumer).dispatch()
    assert await titles(database.unit_of_work, actor) == ["Milk"]
    assert await DatabaseBacklog(database).waiting() > 0


async def running(relay: Relay, until: Callable[[], Awaitable[bool]], changes: Database) -> None:
    """Run the relay until something holds, looking again after each commit."""
    loop = asyncio.create_task(relay.run())
    try:
        while True:
            mark = changes.change_mark
            if await until():
                return
            await changes.wait_for_change(since=mark, seconds=60)
    finally:
        loop.cancel()


@pytest.mark.parametrize("elsewhere", [False, True], ids=["by this process", "by another"])
async def test_running_relay_handles_what_is_committed(
    new_relay: NewRelay, database: Database, actor: Actor, database_file: Path, elsewhere: bool
) -> None:
    writing = Database(f"sqlite:///{database_file}") if elsewhere else database

    async def write_when_idle() -> None:
        async with writing.unit_of_work(actor) as uow:
            await tasks.add(uow, TaskDraft(title="Milk"))

    async def handled() -> bool:
        return await audited(database.unit_of_work, actor) == [("task", 1, "created")]

    writes = asyncio.create_task(write_when_idle())
    await running(new_relay(), handled, database)
    await writes
    if elsewhere:
        await writing.close()


async def test_effects_are_operations_of_the_service_under_the_events_correlation(
    do: Do, new_relay: NewRelay, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    await drained(new_relay(Witness().consumer))
    async with unit_of_work(actor, read_only=True) as uow:
        made = await uow.session.exec(
            select(Operation.kind, Operation.client, Operation.correlation_id)
            .where(Operation.user_id == actor.user_id)
            .order_by(col(Operation.id))
        )
        assert list(made) == [
            ("change", "web", "test-ada"),
            ("effect", "witness", "test-ada"),
        ]


async def test_many_events_are_handled_in_the_order_of_their_writing(
    do: Do, new_relay: NewRelay, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    names: Sequence[str] = [f"Task {n}" for n in range(120)]
    for name in names:
        await do(tasks.add, TaskDraft(title=name))
    witness = Witness()
    await drained(new_relay(witness.consumer))
    assert witness.seen == [*names]
    async with unit_of_work(actor, read_only=True) as uow:
        count = select(func.count()).select_from(Task).where(Task.user_id == actor.user_id)
        assert (await uow.session.exec(count)).one() == 240
