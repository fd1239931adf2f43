"""How long a page of 50 tasks takes, of a person who has a thousand, and of one who has a million.

On PostgreSQL, through the domain and in a transaction of its own, in each order: the open tasks'
first page, and the page after a cursor from the middle. A third of the tasks bear a tag, a tenth
are done. The two people take turns; the figure is the slower of all orders.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from typing import get_args

import asyncpg
from sqlalchemy import make_url

from benchmarks.figures import Figure, report
from benchmarks.house import ZONE
from benchmarks.postgresql import database_url
from evolution_todo.adapters.database import Database
from evolution_todo.domain import finding
from evolution_todo.domain.finding import Sort, TaskQuery
from evolution_todo.domain.ports import Actor
from evolution_todo.processes.memory import settle_memory

PEOPLE = {"few": 1_000, "many": 1_000_000}
PAGE = 50
ROUNDS = 40
BAR = 1.3

FILL = """
INSERT INTO users (id) VALUES ('{person}');
INSERT INTO tags (user_id, name, folded) VALUES ('{person}', 'home', 'home');
INSERT INTO tasks (user_id, number, title, completed, due_date, priority_id)
    SELECT '{person}', n, 'Task ' || md5(n::text), n % 10 = 0,
        CASE WHEN n % 4 > 0 THEN now() + n % 5000 * interval '1 hour' END, 1 + n % 4
    FROM generate_series(1, {count}) AS n;
INSERT INTO task_tags (task_id, tag_id)
    SELECT tasks.id, tags.id FROM tasks JOIN tags ON tags.user_id = tasks.user_id
    WHERE tasks.user_id = '{person}' AND tasks.number % 3 = 0;
"""


async def fill(url: str) -> None:
    """Give each person their tasks."""
    plain = make_url(url).set(drivername="postgresql")
    connection = await asyncpg.connect(plain.render_as_string(hide_password=False))
    try:
        for person, count in PEOPLE.items():
            await connection.execute(FILL.format(person=person, count=count))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def queries() -> Iterator[TaskQuery]:
    """Yield the first page of open tasks in each order."""
    for sort in get_args(Sort):
        yield TaskQuery(completed=False, sort=sort, limit=PAGE)


async def page(database: Database, person: str, query: TaskQuery) -> tuple[float, str | None]:
    """Read a page; returns its milliseconds and where the next begins."""
    actor = Actor(user_id=person, zone=ZONE, client="web", correlation_id="benchmark")
    begun = time.perf_counter()
    async with database.unit_of_work(actor, read_only=True) as uow:
        found = await finding.find(uow, query)
    assert len(found.items) == PAGE
    return (time.perf_counter() - begun) * 1000, found.next_cursor


async def further(database: Database, person: str, query: TaskQuery) -> TaskQuery:
    """Return the query of a later page."""
    for _ in range(5):
        _, cursor = await page(database, person, query)
        query = query.model_copy(update={"cursor": cursor})
    return query


async def medians(database: Database, query: TaskQuery, *, later: bool) -> dict[str, float]:
    """Return each person's median, measured in turn."""
    asked = {p: await further(database, p, query) if later else query for p in PEOPLE}
    taken: dict[str, list[float]] = {person: [] for person in PEOPLE}
    for _ in range(ROUNDS):
        for person in PEOPLE:
            taken[person].append((await page(database, person, asked[person]))[0])
    return {person: statistics.median(values) for person, values in taken.items()}


async def in_turn(url: str) -> list[tuple[str, dict[str, float]]]:
    """Measure every order."""
    database = Database(url)
    await fill(url)
    settle_memory()
    found = [
        (
            f"{query.sort}{', a later page' if later else ''}",
            await medians(database, query, later=later),
        )
        for query in queries()
        for later in (False, True)
    ]
    await database.close()
    return found


def measure() -> list[Figure]:
    """Compare the person with a million tasks with the one who has a thousand."""
    with database_url() as url:
        found = asyncio.run(in_turn(url))
    name, worst = max(found, key=lambda each: each[1]["many"] / each[1]["few"])
    usual = dict(found)["created_at"]
    return [
        Figure(
            name=f"lists: 50 of a million tasks ({name}, the worst), beside 50 of a thousand",
            unit="ms",
            ours=worst["many"],
            limit=worst["few"],
            bar=BAR,
        ),
        Figure(
            name="lists: the same as they were made",
            unit="ms",
            ours=usual["many"],
            limit=usual["few"],
            bar=BAR,
        ),
    ]


if __name__ == "__main__":
    report(measure())
