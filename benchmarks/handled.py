"""How long a committed change waits until its consumers' effects are committed, in one process.

A task is added, or the open task of a daily series completed, with fsync on, on a new SQLite file;
the relay runs beside, as in `serve`. Measured from the return of the commit to the return of the
relay's own, so with its wake-up, its reading, the consumers (audit; for a completed occurrence the
next one, and then the events of that) and the commit. The limit is a bare loop of the statements
that the relay must run for an added task, by sqlite3 alone on a file of its own.
"""

import asyncio
import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.figures import Figure, median, percentile, report
from benchmarks.house import ZONE, House, house
from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.migrations import migrate_file
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from evolution_todo.services.relay import Relay
from evolution_todo.services.steps import ServiceStep

COMMITS = 300
WARM_UP = 30
BAR_MS = 20
ACTOR = Actor(user_id="ada", zone=ZONE, client="web", correlation_id="benchmark")

Act = Callable[[Any], Awaitable[Any]]


class Settled:
    """Hears from the relay when it has committed."""

    def __init__(self) -> None:
        self.at = 0.0
        self.news = asyncio.Event()

    async def announce(self, step: StrEnum, about: str) -> None:
        """Note the moment of a commit of effects."""
        del about
        if step is ServiceStep.EVENTS_SETTLED:
            self.at = time.perf_counter()
            self.news.set()


async def milliseconds(parts: House, settled: Settled, act: Act) -> tuple[Any, float]:
    """Commit one change and measure until it is handled; returns its result beside."""
    settled.news.clear()
    async with parts.database.unit_of_work(ACTOR) as uow:
        result = await act(uow)
    committed = time.perf_counter()
    await settled.news.wait()
    return result, max(0.0, settled.at - committed) * 1000


async def idle(parts: House, settled: Settled) -> None:
    """Wait until nothing is left to handle."""
    backlog = DatabaseBacklog(parts.database)
    while True:
        settled.news.clear()
        if not await backlog.waiting():
            return
        await settled.news.wait()


async def ours() -> dict[str, list[float]]:
    """Measure added tasks and completed occurrences in turn."""
    taken: dict[str, list[float]] = {"added": [], "completed": []}
    settled = Settled()
    async with house() as parts:
        relay = Relay(
            backlog=DatabaseBacklog(parts.database),
            unit_of_work=parts.database.unit_of_work,
            changes=parts.database,
            clock=parts.database.clock,
            zone=ZONE,
            announce=settled.announce,
        )
        relaying = asyncio.create_task(relay.run())
        plain = TaskDraft(title="Milk")
        series = TaskDraft(title="Water the plants", recurrence="every day at 9am")
        for _ in range(WARM_UP + COMMITS):
            _, waited = await milliseconds(parts, settled, lambda uow: tasks.add(uow, plain))
            taken["added"].append(waited)
            await idle(parts, settled)
            made, _ = await milliseconds(parts, settled, lambda uow: tasks.add(uow, series))
            await idle(parts, settled)
            complete = partial(tasks.set_completed, ref=TaskRef(id=made.task.id), completed=True)
            _, waited = await milliseconds(parts, settled, complete)
            taken["completed"].append(waited)
            await idle(parts, settled)
        relaying.cancel()
    return {name: values[WARM_UP:] for name, values in taken.items()}


@contextlib.contextmanager
def bare_file() -> Iterator[sqlite3.Connection]:
    """Open a new file as the product does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "todo.db"
        migrate_file(path)
        file = sqlite3.connect(path, isolation_level=None)
        file.execute("PRAGMA foreign_keys=ON")
        file.execute("INSERT INTO users (id) VALUES ('ada')")
        yield file
        file.close()


def bare_milliseconds(file: sqlite3.Connection) -> float:
    """Run what handling one added task takes, and nothing else."""
    id_ = str(uuid4())
    file.execute(
        "INSERT INTO outbox (id, topic, type, user_id, data, correlation_id)"
        " VALUES (?, 'task-events', 'created', 'ada', '{}', 'benchmark')",
        (id_,),
    )
    begun = time.perf_counter()
    file.execute("SELECT * FROM outbox ORDER BY position LIMIT 50").fetchall()
    file.execute("BEGIN IMMEDIATE")
    file.execute(
        "INSERT INTO users (id) VALUES ('ada') ON CONFLICT (id)"
        " DO UPDATE SET email = excluded.email RETURNING *"
    ).fetchall()
    file.execute("SELECT * FROM inbox WHERE consumer = 'audit' AND event_id = ?", (id_,)).fetchall()
    file.execute(
        "INSERT INTO inbox (consumer, event_id, handled_at) VALUES ('audit', ?, '')", (id_,)
    )
    file.execute(
        "INSERT INTO audit_logs (user_id, entity_type, entity_id, action) VALUES ('ada', '', 1, '')"
    )
    file.execute("DELETE FROM outbox WHERE id = ?", (id_,))
    file.execute("COMMIT")
    return (time.perf_counter() - begun) * 1000


def bare() -> list[float]:
    """Measure the bare loop."""
    with bare_file() as file:
        return [bare_milliseconds(file) for _ in range(WARM_UP + COMMITS)][WARM_UP:]


def measure() -> list[Figure]:
    """Compare the product with the bare statements."""
    limit, taken = bare(), asyncio.run(ours())
    added, completed = taken["added"], taken["completed"]
    slow = percentile(limit, 99)
    return [
        Figure(
            name="handled: an added task, p50 beside the bare statements",
            unit="ms",
            ours=median(added),
            limit=median(limit),
        ),
        Figure(
            name="handled: an added task, p99", unit="ms", ours=percentile(added, 99), bar=BAR_MS
        ),
        Figure(name="handled: a completed occurrence, p50", unit="ms", ours=median(completed)),
        Figure(
            name="handled: a completed occurrence, p99",
            unit="ms",
            ours=percentile(completed, 99),
            bar=BAR_MS,
        ),
        Figure(name="handled: the bare statements, p99", unit="ms", ours=slow),
    ]


if __name__ == "__main__":
    report(measure())
