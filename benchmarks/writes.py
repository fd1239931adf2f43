"""How many tasks are added a second on PostgreSQL, each with its event, by eight people at once.

A write locks the person's row, and commits a task, the operation that undo takes back, its change
row, the events for both topics, and the person's counters. The limit writes the same rows by bare
SQLAlchemy Core in one transaction, on as many connections of the same driver with the same
settings. Beside it pgbench sends the same statements: what it does more is what a Python driver,
SQLAlchemy and one event loop cost.
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, make_url, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from benchmarks.figures import Figure, median, report
from benchmarks.house import ZONE
from benchmarks.postgresql import database_url
from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from evolution_todo.processes.memory import settle_memory
from models import Change, Operation, OutboxEvent, Task, User, utc_now
from tests.stack.postgres import install

PEOPLE = 8
SECONDS = 1.0
ROUNDS = 5
BAR = 0.7

Write = Callable[[int], Awaitable[Any]]


async def rate(write: Write) -> float:
    """Return how many writes a second all people together do."""
    until = time.perf_counter() + SECONDS

    async def keep_writing(person: int) -> int:
        done = 0
        while time.perf_counter() < until:
            await write(person)
            done += 1
        return done

    begun = time.perf_counter()
    counts = await asyncio.gather(*map(keep_writing, range(PEOPLE)))
    return sum(counts) / (time.perf_counter() - begun)


def adding(database: Database) -> Write:
    """Add a task as the product does."""
    draft = TaskDraft(title="Buy groceries")

    async def write(person: int) -> int:
        async with database.unit_of_work(_actor("ours", person)) as uow:
            return (await tasks.add(uow, draft)).task.id

    return write


def completing(database: Database, ids: dict[int, list[int]]) -> Write:
    """Complete a task that was added before, or open it again."""

    async def write(person: int) -> None:
        ids[person].insert(0, id_ := ids[person].pop())
        async with database.unit_of_work(_actor("ours", person)) as uow:
            await tasks.set_completed(uow, TaskRef(id=id_), completed=True)

    return write


def _actor(kind: str, person: int) -> Actor:
    return Actor(user_id=f"{kind}-{person}", zone=ZONE, client="web", correlation_id=str(uuid4()))


def bare(engine: AsyncEngine, like: dict[str, Any]) -> Write:
    """Write the rows of one added task, and nothing else.

    Args:
        engine: As the product has it.
        like: A change row of the product's, so that the documents are as large.
    """

    async def write(person: int) -> None:
        user_id, now = f"bare-{person}", utc_now()
        async with engine.begin() as connection:
            known = (
                await connection.execute(
                    upsert(User)
                    .values(id=user_id, email=None, created_at=now)
                    .on_conflict_do_update(index_elements=["id"], set_={"email": col(User.email)})
                    .returning(col(User.last_seq), col(User.last_task_number))
                )
            ).one()
            number, seq = known.last_task_number + 1, known.last_seq + 1
            task = insert(Task).values(
                user_id=user_id, number=number, title="Buy groceries", created_at=now
            )
            task_id = await connection.scalar(task.returning(col(Task.id)))
            operation = insert(Operation).values(
                user_id=user_id,
                kind="change",
                client="web",
                summary="Added",
                created_at=now,
                correlation_id="x",
            )
            operation_id = await connection.scalar(operation.returning(col(Operation.id)))
            change = {
                "user_id": user_id,
                "seq": seq,
                "operation_id": operation_id,
                "entity_type": "task",
                "entity_id": task_id,
                "task_id": task_id,
                "action": "created",
                "after": like,
                "created_at": now,
            }
            await connection.execute(insert(Change).values(change))
            events = [
                {
                    "id": str(uuid4()),
                    "topic": topic,
                    "type": "created",
                    "user_id": user_id,
                    "data": like,
                    "correlation_id": "x",
                    "created_at": now,
                }
                for topic in ("task-events", "task-updates")
            ]
            await connection.execute(insert(OutboxEvent), events)
            counters = {"last_seq": seq, "last_task_number": number}
            await connection.execute(update(User).where(col(User.id) == user_id).values(counters))

    return write


SCRIPT = """
\\set number random(1, 8)
SELECT concat('pgbench-', :number::int) AS person \\gset
BEGIN;
INSERT INTO users (id) VALUES (:person) ON CONFLICT (id) DO UPDATE SET email = users.email
    RETURNING last_seq + 1 AS seq, last_task_number + 1 AS task \\gset
INSERT INTO tasks (user_id, number, title) VALUES (:person, :task, 'Buy groceries')
    RETURNING id AS task_id \\gset
INSERT INTO operations (user_id, kind, client, summary, correlation_id)
    VALUES (:person, 'change', 'web', 'Added', 'x') RETURNING id AS operation_id \\gset
INSERT INTO changes (user_id, seq, operation_id, entity_type, entity_id, task_id, action, after)
    VALUES (:person, :seq, :operation_id, 'task', :task_id, :task_id, 'created', '{document}');
INSERT INTO outbox (id, topic, type, user_id, data, correlation_id)
    SELECT gen_random_uuid(), topic, 'created', :person, '{document}', 'x'
    FROM (VALUES ('task-events'), ('task-updates')) AS topics (topic);
UPDATE users SET last_seq = :seq, last_task_number = :task WHERE id = :person;
COMMIT;
"""


def pgbench(url: str, document: str) -> float | None:
    """Return how many times a second it sends these statements; None where it is not there."""
    there = shutil.which("pgbench", path=str(install())) or shutil.which("pgbench")
    if there is None:
        return None
    address = make_url(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT.replace("{document}", document.replace("'", "''")))
        script.flush()
        done = subprocess.run(  # noqa: S603  a fixed command
            [
                there,
                *("-n", "-M", "prepared", "-c", str(PEOPLE), "-j", "2", "-T", "5"),
                *("-f", script.name),
                address.set(drivername="postgresql").render_as_string(hide_password=False),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    told = re.search(r"tps = ([\d.]+)", done.stdout)
    assert told is not None, done.stdout
    return float(told[1])


async def one_change(database: Database) -> dict[str, Any]:
    """Add a task and return its change row's document."""
    async with database.unit_of_work(_actor("ours", 0)) as uow:
        view = (await tasks.add(uow, TaskDraft(title="Buy groceries"))).task
    return view.model_dump(mode="json")


async def in_turn(url: str) -> dict[str, list[float]]:
    """Measure the product and the bare statements in turn, so that noise meets both."""
    database = Database(url)
    settle_memory()
    like = await one_change(database)
    engine = database._backend.writers  # noqa: SLF001  the same connections
    add, limit = adding(database), bare(engine, like)
    taken: dict[str, list[float]] = {"bare": [], "added": [], "completed": []}
    ids = {person: [await add(person) for _ in range(400)] for person in range(PEOPLE)}
    for _ in range(ROUNDS):
        taken["bare"].append(await rate(limit))
        taken["added"].append(await rate(add))
        taken["completed"].append(await rate(completing(database, ids)))
    await database.close()
    return taken


def measure() -> list[Figure]:
    """Compare the product with the bare statements, and with pgbench."""
    with database_url() as url:
        taken = asyncio.run(in_turn(url))
        beside = pgbench(url, '{"title": "Buy groceries"}')
    limit = median(taken["bare"])
    added = Figure(
        name="writes: tasks added with their events, beside bare SQLAlchemy Core",
        unit="1/s",
        ours=median(taken["added"]),
        limit=limit,
        bar=BAR,
        sense="≥",
    )
    completed = Figure(name="writes: tasks completed", unit="1/s", ours=median(taken["completed"]))
    peers = [
        Figure(
            name="writes: bare SQLAlchemy Core, beside pgbench with the same statements",
            unit="1/s",
            ours=limit,
            limit=beside,
        )
    ]
    return [added, completed, *(peers if beside is not None else [])]


if __name__ == "__main__":
    report(measure())
