"""How long a committed change waits for its consumer's effect where services are processes apart.

Tasks are added at a steady pace that makes a hundred events a second, on real servers with fsync
on: relay and audit with their sidecars, Kafka between them. From the commit of a task to the commit
of its audit row, both by PostgreSQL's clock.
"""

import asyncio

import asyncpg

from benchmarks.backbone import backbone
from benchmarks.figures import Figure, median, percentile, report
from benchmarks.house import ZONE
from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.ports import Actor
from tests.stack.postgres import Postgres

CHANGES_A_SECOND = 50
WARM_UP = 5 * CHANGES_A_SECOND
CHANGES = WARM_UP + 20 * CHANGES_A_SECOND
PEOPLE, WRITERS = 20, 8
P50_BAR_MS, P99_BAR_MS = 100, 500
PATIENCE_SECONDS = 60

WAITED = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(a.xmin) - pg_xact_commit_timestamp(t.xmin))
FROM audit_logs AS a JOIN tasks AS t ON a.entity_type = 'task' AND a.entity_id = t.id
ORDER BY t.id
"""


def keep_times(postgres: Postgres) -> None:
    """Have the server note when each transaction was committed."""
    postgres.run("ALTER SYSTEM SET track_commit_timestamp = on")
    postgres.server.stop()
    postgres.server.start()


async def add(database: Database, number: int) -> None:
    """Add one task: two events."""
    actor = Actor(
        user_id=f"person-{number % PEOPLE}", zone=ZONE, client="web", correlation_id="benchmark"
    )
    async with database.unit_of_work(actor) as uow:
        await tasks.add(uow, tasks.TaskDraft(title="Milk", due_date="tomorrow 5pm"))


async def drive(url: str) -> float:
    """Add tasks, each at its time if the machine keeps up; returns the events per second."""
    database = Database(url)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    numbers = iter(range(CHANGES))

    async def write() -> None:
        for number in numbers:
            await asyncio.sleep(begun + number / CHANGES_A_SECOND - loop.time())
            await add(database, number)

    async with asyncio.TaskGroup() as group:
        for _ in range(WRITERS):
            group.create_task(write())
    await database.close()
    return 2 * CHANGES / (loop.time() - begun)


async def measured(url: str) -> tuple[float, list[float]]:
    """Add the tasks; returns the pace, and how many milliseconds each change has waited."""
    pace = await drive(url)
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                rows = await connection.fetch(WAITED)
                if len(rows) == CHANGES:
                    break
                await asyncio.sleep(0.5)
    finally:
        await connection.close()
    return pace, [float(waited) * 1000 for (waited,) in rows[WARM_UP:]]


def measure() -> list[Figure]:
    """Run the two services and the tasks."""
    with backbone() as servers:
        keep_times(servers.postgres)
        url = servers.database()
        with servers.process("relay", database=url), servers.process("audit", database=url):
            pace, waited = asyncio.run(measured(url))
    name = "effects: from a commit to its audit row at 100 events/s"
    return [
        Figure(name=f"{name}, p50", unit="ms", ours=median(waited), bar=P50_BAR_MS),
        Figure(name=f"{name}, p99", unit="ms", ours=percentile(waited, 99), bar=P99_BAR_MS),
        Figure(name="effects: the pace that was held", unit="events/s", ours=pace),
    ]


if __name__ == "__main__":
    report(measure())
