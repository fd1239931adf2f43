"""How long a committed change waits until a consumer in another process has committed its effect.

Many people add tasks, 50 a second, each with an event for `task-events` and one for
`task-updates`; the relay and audit are processes of their own, each beside its sidecar, on real
servers with fsync on. Both moments are PostgreSQL's own of the two commits.
"""

import asyncio
import signal
import time

from benchmarks.backbone import backbone
from benchmarks.figures import Figure, percentile, report
from benchmarks.house import ZONE
from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from tests.stack.postgres import Postgres

PEOPLE = 100
CHANGES_PER_SECOND = 50
EVENTS_PER_CHANGE = 2
WARMING = 250
CHANGES = 1500
P50_MS = 100.0
P99_MS = 500.0

WAITS = f"""
SELECT 1000 * extract(epoch FROM
  pg_xact_commit_timestamp(audit_logs.xmin) - pg_xact_commit_timestamp(tasks.xmin))
FROM tasks LEFT JOIN audit_logs ON audit_logs.entity_id = tasks.id
WHERE tasks.id > {WARMING}
"""  # noqa: S608  a number of ours


def keep_moments_of_commits(server: Postgres) -> None:
    """Let the server remember when each transaction was committed."""
    server.run("ALTER SYSTEM SET track_commit_timestamp = on")
    server.server.stop(signal.SIGINT)
    server.server.start()


async def waits(url: str) -> list[float]:
    """Write at an even pace; returns how long each change waited for its effect, in ms."""
    database = Database(url)
    try:
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(WARMING + CHANGES):
                await asyncio.sleep(begun + number / CHANGES_PER_SECOND - time.perf_counter())
                group.create_task(_add(database, number))
        return await _read(database)
    finally:
        await database.close()


async def _add(database: Database, number: int) -> None:
    who = f"person-{number % PEOPLE}"
    actor = Actor(user_id=who, zone=ZONE, client="web", correlation_id="benchmark")
    async with database.unit_of_work(actor) as uow:
        await tasks.add(uow, TaskDraft(title="Milk", due_date="tomorrow 5pm"))


async def _read(database: Database) -> list[float]:
    """Return the waits once every change has had its effect."""
    while True:
        async with database.across_people(read_only=True) as session:
            rows = await (await session.connection()).exec_driver_sql(WAITS)
            found = [wait for (wait,) in rows]
        if None not in found:
            return [float(wait) for wait in found]
        await asyncio.sleep(0.1)


def measure() -> list[Figure]:
    """Measure the way from one commit to the other."""
    with backbone() as servers:
        keep_moments_of_commits(servers.postgres)
        url = servers.database()
        with servers.process("relay", database=url), servers.process("audit", database=url):
            found = asyncio.run(waits(url))
    name = f"delivered: commit to effect at {CHANGES_PER_SECOND * EVENTS_PER_CHANGE} events/s"
    return [
        Figure(name=f"{name}, p50", unit="ms", ours=percentile(found, 50), bar=P50_MS),
        Figure(name=f"{name}, p99", unit="ms", ours=percentile(found, 99), bar=P99_MS),
    ]


if __name__ == "__main__":
    report(measure())
