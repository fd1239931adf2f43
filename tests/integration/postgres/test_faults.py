"""PostgreSQL killed, cut off and deaf: nothing acknowledged is lost, and nobody waits forever."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from evolution_todo.adapters import postgres as adapter
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.leases import LeaderLease
from evolution_todo.domain import idempotency, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Actor
from models import Change, Operation, OutboxEvent, Task
from tests.conftest import BERLIN
from tests.integration.postgres.conftest import Way
from tests.stack.postgres import Postgres
from tests.stack.stack import MIGRATED

pytestmark = pytest.mark.anyio

PEOPLE = 8
KILLS = 3
ACKNOWLEDGED_BEFORE_A_KILL = 40


def person(number: int) -> Actor:
    return Actor(user_id=f"p{number}", zone=BERLIN, client="api", correlation_id="test")


async def add_once(database: Database, actor: Actor, title: str) -> dict[str, Any]:
    """Add a task under a key, as the faces do: sent again it has the first answer."""
    request = {"scope": "rest", "key": title, "request": title}
    async with database.unit_of_work(actor) as uow:
        known = await idempotency.replay(uow, **request)
        if known is not None:
            return known
        added = await tasks.add(uow, TaskDraft(title=title))
        answer = {"id": added.task.id}
        await idempotency.remember(uow, **request, response=answer)
        return answer


@dataclass
class Log:
    """What each request was told."""

    acknowledged: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)


async def keep_adding(database: Database, number: int, log: Log, kill: int) -> None:
    """Add one task after the other until the server is gone."""
    for count in range(10_000):
        title = f"{kill}-{number}-{count}"
        try:
            log.acknowledged[number, title] = await add_once(database, person(number), title)
        except (Unavailable, DBAPIError):
            log.unknown.append((number, title))
            return
        log.news.set()


async def start_again(server: Postgres) -> None:
    """Start it once the processes of the killed one have ended."""
    for _ in range(100):
        try:
            await asyncio.to_thread(server.server.start)
        except RuntimeError:
            await asyncio.sleep(0.1)  # they hold its memory for an instant
        else:
            return
    raise AssertionError("it does not start again")


async def test_killed_under_load_it_has_all_that_was_acknowledged_and_replays_settle_the_rest(
    own_server: Postgres, database: Database
) -> None:
    log = Log()
    for kill in range(KILLS):
        writing = [asyncio.create_task(keep_adding(database, n, log, kill)) for n in range(PEOPLE)]
        until = len(log.acknowledged) + ACKNOWLEDGED_BEFORE_A_KILL
        while len(log.acknowledged) < until:
            log.news.clear()
            await log.news.wait()
        own_server.server.kill()
        await asyncio.gather(*writing)
        await start_again(own_server)
    had_committed = len(await rows(database, Task)) - len(log.acknowledged)
    for number, title in log.unknown:
        log.acknowledged[number, title] = await add_once(database, person(number), title)
    for (number, title), answer in log.acknowledged.items():
        assert await add_once(database, person(number), title) == answer
    await nothing_diverges(database, log)
    print(
        f"{KILLS} kills: {len(log.acknowledged) - len(log.unknown)} acknowledged, none lost; "
        f"{len(log.unknown)} unknown, of which {had_committed} had committed"
    )


async def rows(database: Database, model: Any) -> list[Any]:
    async with database.across_people(read_only=True) as session:
        return list((await session.exec(select(model).order_by(col(model.user_id)))).all())


async def nothing_diverges(database: Database, log: Log) -> None:
    """Each title is one task with one operation, one change row and one event for each topic."""
    found = await rows(database, Task)
    assert {(int(t.user_id[1:]), t.title): {"id": t.id} for t in found} == log.acknowledged
    ids = Counter(task.id for task in found)
    assert set(ids.values()) == {1}
    assert Counter(change.task_id for change in await rows(database, Change)) == ids
    assert len(await rows(database, Operation)) == len(found)
    events = Counter(
        (event.topic, event.data["task_id"]) for event in await rows(database, OutboxEvent)
    )
    topics = ("task-events", "task-updates")
    assert events == Counter((topic, id_) for topic in topics for id_ in ids)
    for actor in {task.user_id for task in found}:
        seqs = [c.seq for c in await rows(database, Change) if c.user_id == actor]
        assert sorted(seqs) == list(range(1, len(seqs) + 1))


@pytest.fixture
async def way(own_server: Postgres) -> AsyncIterator[Way]:
    async with Way(own_server.port).opened() as way:
        yield way


@pytest.fixture
async def behind(
    own_server: Postgres, way: Way, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """A database reached over that way by a process that is not patient."""
    monkeypatch.setattr(adapter, "ANSWER_SECONDS", 3.0)
    monkeypatch.setattr(adapter, "CONNECT_SECONDS", 3.0)
    monkeypatch.setattr("evolution_todo.adapters.database.WAIT_FOR_CONNECTION_SECONDS", 1.0)
    database = Database(own_server.url(MIGRATED).replace(str(own_server.port), str(way.port)))
    yield database
    await database.close()


async def test_one_persons_waiting_writes_leave_connections_for_others(database: Database) -> None:
    waiting = 3 * (adapter.POOL_SIZE + adapter.MORE_CONNECTIONS)
    async with database.unit_of_work(person(1)):  # which holds the person's row
        crowd = [
            asyncio.create_task(add_once(database, person(1), f"T{each}"))
            for each in range(waiting)
        ]
        await add_once(database, person(2), "Another's")
        assert not any(each.done() for each in crowd)
    await asyncio.gather(*crowd)


async def test_server_that_falls_silent_is_given_up_by_all_and_found_again(
    behind: Database, way: Way
) -> None:
    before = await add_once(behind, person(0), "before")
    way.hold()
    more_than_the_pool = adapter.POOL_SIZE + adapter.MORE_CONNECTIONS + 5
    asked = [add_once(behind, person(n), "meanwhile") for n in range(more_than_the_pool)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(answer) for answer in answers} == {Unavailable}
    way.let_through()
    assert await add_once(behind, person(0), "before") == before
    await asyncio.gather(*(add_once(behind, person(n), "after") for n in range(PEOPLE)))


async def test_commit_whose_answer_is_lost_is_settled_by_sending_it_again(
    behind: Database, way: Way, database: Database
) -> None:
    with pytest.raises(Unavailable):
        async with behind.unit_of_work(person(0)) as uow:
            added = await tasks.add(uow, TaskDraft(title="Milk"))
            answer = {"id": added.task.id}
            request = {"scope": "rest", "key": "Milk", "request": "Milk"}
            await idempotency.remember(uow, **request, response=answer)
            way.hold()
    way.let_through()
    await add_once(database, person(0), "Milk")
    titles = [task.title for task in await rows(database, Task)]
    assert titles == ["Milk"]


LOSE_ALL = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


async def lose_connections(server: Postgres) -> None:
    await asyncio.to_thread(server.run, LOSE_ALL)


async def test_news_of_others_comes_again_after_the_connection_was_lost(
    own_server: Postgres, database: Database
) -> None:
    other = Database(own_server.url(MIGRATED))
    await database.wait_for_change(since=database.change_mark, seconds=60)
    await lose_connections(own_server)
    seen = database.change_mark
    await add_once(other, person(0), "Milk")
    assert await database.wait_for_change(since=seen, seconds=60) > seen
    await other.close()


async def test_leader_whose_connection_was_lost_takes_its_lock_again_and_stays(
    own_server: Postgres, database: Database
) -> None:
    other = Database(own_server.url(MIGRATED))
    mine = LeaderLease(database, holder="mine")
    theirs = LeaderLease(other, holder="theirs")
    assert await mine.take()
    await lose_connections(own_server)
    assert not await database.is_led()
    assert await mine.renew()
    assert (mine.held, await database.is_led(), await theirs.take()) == (True, True, False)
    await other.close()
