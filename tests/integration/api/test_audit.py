"""The audit trail: one row for each change, whatever brings its event, and how to ask for it."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlmodel import select

from evolution_todo.adapters.database import Database
from evolution_todo.domain import events
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from evolution_todo.services.handlers import CONSUMERS
from evolution_todo.services.subscriber import take
from models import OutboxEvent
from tests.conftest import Clock
from tests.integration.api.conftest import Client
from tests.integration.api.test_problems import assert_problem

pytestmark = pytest.mark.anyio

AUDIT = next(consumer for consumer in CONSUMERS if consumer.name == "audit")

Row = dict[str, Any]


@pytest.fixture
def deliver(unit_of_work: OpenUnitOfWork, actor: Actor) -> "Deliver":
    return Deliver(unit_of_work, actor)


class Deliver:
    """Brings the audit service what the outbox holds."""

    def __init__(self, unit_of_work: OpenUnitOfWork, actor: Actor) -> None:
        self._unit_of_work = unit_of_work
        self._actor = actor

    async def __call__(self, *, times: int = 1, seed: int | None = None) -> None:
        async with self._unit_of_work(self._actor, read_only=True) as uow:
            mine = OutboxEvent.user_id == uow.actor.user_id
            rows = (await uow.session.exec(select(OutboxEvent).where(mine))).all()
        waiting = [events.of_row(row) for row in rows for _ in range(times)]
        if seed is not None:
            random.Random(seed).shuffle(waiting)  # noqa: S311  # any order will do
        for event in waiting:
            if AUDIT.takes(event):
                async with self._unit_of_work(self._actor) as uow:
                    await take(uow, [AUDIT], [event])


async def trail(client: Client, **query: Any) -> list[Row]:
    """Return all that the trail answers, the oldest first."""
    found: list[Row] = []
    cursor = None
    while True:
        page = query | ({"cursor": cursor} if cursor else {})
        response = await client.get("/api/audit", params=page)
        assert response.status_code == 200, response.text
        found += response.json()["items"]
        cursor = response.json()["next_cursor"]
        if cursor is None:
            return found[::-1]


def told(rows: Sequence[Row]) -> list[tuple[str, int, str]]:
    return [(row["entity_type"], row["entity_id"], row["action"]) for row in rows]


class Requests:
    """Sends requests one second apart, each under a correlation id of its own."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def __call__(self, method: str, path: str, body: Any = None, client: str = "api") -> Any:
        self._clock.now += timedelta(seconds=1)
        headers = {"X-Correlation-Id": str(uuid4()), "X-Client": client}
        response = await self._client.request(method, f"/api{path}", json=body, headers=headers)
        assert response.is_success, response.text
        assert response.headers["X-Correlation-Id"] == headers["X-Correlation-Id"]
        return response


@pytest.fixture
def request_(client: Client, clock: Clock) -> Requests:
    return Requests(client, clock)


async def test_every_change_of_a_task_is_kept_with_what_it_was_and_is(
    client: Client, request_: Requests, deliver: Deliver
) -> None:
    made = await request_("POST", "/tasks", {"title": "Milk", "tags": ["home"]}, client="web")
    changed = await request_("PATCH", "/tasks/1", {"title": "Oat milk", "priority": "high"})
    done = await request_("POST", "/tasks/1/complete", client="terminal")
    undone = await request_("POST", f"/operations/{done.headers['X-Operation-Id']}/undo")
    gone = await request_("DELETE", "/tasks/1")
    await deliver()
    rows = await trail(client, entity_type="task")
    assert told(rows) == [
        ("task", 1, "created"),
        ("task", 1, "updated"),
        ("task", 1, "completed"),
        ("task", 1, "updated"),
        ("task", 1, "deleted"),
    ]
    assert [row["client"] for row in rows] == ["web", "api", "terminal", "api", "api"]
    assert {row["user_id"] for row in rows} == {"ada"}
    answered = [each.headers["X-Correlation-Id"] for each in (made, changed, done, undone, gone)]
    assert [row["correlation_id"] for row in rows] == answered
    titles = [
        tuple(state and (state["title"], state["completed"], state["tags"]) for state in states)
        for states in ((row["old_values"], row["new_values"]) for row in rows)
    ]
    milk, oats, oats_done = (
        ("Milk", False, ["home"]),
        ("Oat milk", False, ["home"]),
        ("Oat milk", True, ["home"]),
    )
    assert titles == [
        (None, milk),
        (milk, oats),
        (oats, oats_done),
        (oats_done, oats),
        (oats, None),
    ]
    assert [row["timestamp"] for row in rows] == [f"2026-06-10T09:00:0{n}Z" for n in range(1, 6)]


async def test_every_change_of_tags_and_series_is_kept(
    client: Client, request_: Requests, deliver: Deliver
) -> None:
    await request_("POST", "/tags", {"name": "home"})
    await request_("PATCH", "/tags/1", {"color": "#112233"})
    task = {"title": "Stretch", "recurrence": "FREQ=DAILY", "tags": ["home"]}
    await request_("POST", "/tasks", task)
    await request_("PATCH", "/recurring-tasks/1", {"is_active": False})
    await request_("DELETE", "/tasks/1?scope=series")
    await request_("DELETE", "/tags/1")
    await deliver()
    tags = await trail(client, entity_type="tag")
    assert told(tags) == [("tag", 1, "created"), ("tag", 1, "updated"), ("tag", 1, "deleted")]
    assert tags[1]["old_values"]["color"] == "#6B7280"
    assert tags[1]["new_values"]["color"] == "#112233"
    series = await trail(client, entity_type="recurring", entity_id=1)
    assert told(series)[:2] == [("recurring", 1, "created"), ("recurring", 1, "updated")]
    assert [row["new_values"]["is_active"] for row in series[:2]] == [True, False]


async def test_each_thing_changed_by_one_request_is_a_row_under_its_correlation_id(
    client: Client, request_: Requests, deliver: Deliver
) -> None:
    for title in ("A", "B", "C"):
        await request_("POST", "/tasks", {"title": title, "tags": ["home"]})
    at_once = await request_("DELETE", "/tags/1")
    await deliver()
    rows = await trail(client, correlation_id=at_once.headers["X-Correlation-Id"])
    assert sorted(told(rows)) == [
        ("tag", 1, "deleted"),
        ("task", 1, "updated"),
        ("task", 2, "updated"),
        ("task", 3, "updated"),
    ]
    assert all(
        (row["old_values"]["tags"], row["new_values"]["tags"]) == (["home"], [])
        for row in rows
        if row["entity_type"] == "task"
    )


@pytest.mark.parametrize("seed", range(3))
async def test_each_event_three_times_and_shuffled_is_one_row(
    client: Client, request_: Requests, deliver: Deliver, seed: int
) -> None:
    await request_("POST", "/tasks", {"title": "A", "recurrence": "daily", "tags": ["home"]})
    await request_("PATCH", "/tasks/1", {"priority": "high"})
    await request_("POST", "/tasks/1/complete")
    await deliver(times=3, seed=seed)
    rows = await trail(client, limit=2)
    assert sorted(told(rows)) == [
        ("recurring", 1, "created"),
        ("tag", 1, "created"),
        ("task", 1, "completed"),
        ("task", 1, "created"),
        ("task", 1, "updated"),
    ]
    moments = [row["timestamp"] for row in rows]
    assert moments == sorted(moments)  # by when they were made, not by when they arrived


async def test_filters_add_up_and_pages_go_on_where_the_last_ended(
    client: Client, request_: Requests, deliver: Deliver
) -> None:
    for title in ("A", "B", "C"):
        await request_("POST", "/tasks", {"title": title})  # at :01, :02, :03
    await request_("POST", "/tasks/2/complete")
    await deliver()
    assert told(await trail(client, action="completed")) == [("task", 2, "completed")]
    assert len(await trail(client, entity_type="task", entity_id=2)) == 2
    assert await trail(client, entity_type="tag", entity_id=2) == []
    assert await trail(client, entity_id=10**30) == []
    span = {"since": "2026-06-10T09:00:02Z", "until": "2026-06-10T11:00:03+02:00"}
    assert told(await trail(client, **span)) == [("task", 2, "created")]
    assert [row["entity_id"] for row in await trail(client, limit=1)] == [1, 2, 3, 2]
    assert len((await client.get("/api/audit?limit=3")).json()["items"]) == 3


async def test_another_persons_trail_is_not_there(
    client: Client, stranger: Client, request_: Requests, deliver: Deliver
) -> None:
    made = await request_("POST", "/tasks", {"title": "Hers"})
    await deliver()
    assert len(await trail(client)) == 1
    for query in (
        {},
        {"entity_type": "task", "entity_id": 1},
        {"correlation_id": made.headers["X-Correlation-Id"]},
    ):
        assert await trail(stranger, **query) == []


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("entity_type=secret", "invalid_entity_type", "entity_type"),
        ("entity_id=one", "invalid_entity_id", "entity_id"),
        ("action=archived", "invalid_action", "action"),
        ("since=yesterday", "invalid_since", "since"),
        ("since=2026-06-10", "invalid_since", "since"),
        ("since=2026-06-10T09:00:00", "invalid_since", "since"),
        ("since=2026-06-10T09:00:00+02:00", "invalid_since", "since"),  # the + is a blank
        ("until=2026-02-30T09:00:00Z", "invalid_until", "until"),
        ("until=0001-01-01T00:00:00%2B14:00", "invalid_until", "until"),
        ("correlation_id=" + "x" * 37, "invalid_correlation_id", "correlation_id"),
        ("correlation_id=", "invalid_correlation_id", "correlation_id"),
        ("limit=0", "invalid_limit", "limit"),
        ("limit=201", "invalid_limit", "limit"),
        ("cursor=abc", "invalid_cursor", "cursor"),
        ("cursor=WyJhdWRpdCIsIm5vIiwxXQ", "invalid_cursor", "cursor"),  # a time that is none
        ("user_id=bob", "unknown_field", "user_id"),
    ],
)
async def test_a_query_that_cannot_be_is_refused(
    client: Client, query: str, code: str, field: str
) -> None:
    assert_problem(await client.get(f"/api/audit?{query}"), 422, code, field)


@pytest.mark.parametrize(
    ("query", "index", "columns"),
    [
        ("", "user_id", ["user_id="]),
        ("since=2026-06-10T09:00:00Z", "user_id", ["user_id=", "timestamp>"]),
        ("until=2026-06-10T09:00:00Z", "user_id", ["user_id=", "timestamp<"]),
        ("action=created", "user_id", ["user_id="]),
        ("entity_type=task", "user_id", ["user_id="]),
        ("entity_type=task&entity_id=1", "entity", ["user_id=", "entity_type=", "entity_id="]),
        ("correlation_id=x", "correlation", ["user_id=", "correlation_id="]),
    ],
)
async def test_each_filter_finds_its_rows_by_an_index(
    client: Client, database: Database, query: str, index: str, columns: list[str]
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "FROM audit_logs" in statement:
            asked.append((statement, values))

    sqlalchemy_event.listen(database.engines[1], "before_cursor_execute", note)
    assert (await client.get(f"/api/audit?{query}")).status_code == 200
    ((statement, values),) = asked
    plan = await plan_of(database, statement, values)
    _, found, condition = plan.partition(f"idx_audit_logs_{index} ")
    bare = re.sub(r"::\w+|[() ]", "", condition).replace('"', "")
    assert found, plan
    assert [column for column in columns if column not in bare] == []


async def plan_of(database: Database, statement: str, values: Any) -> str:
    """Return how a file or a server finds the rows; the latter is kept from reading all few."""
    async with database.across_people(read_only=True) as session:
        connection = await session.connection()
        if database.path is not None:
            steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            return "; ".join(step.detail for step in steps)
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        steps = await connection.exec_driver_sql(f"EXPLAIN {statement}", values)
        return "; ".join(step[0].strip() for step in steps)
