"""From a message in the chat to everything that follows from it, each service its own process."""

import asyncio
import json
import shlex
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from evolution_todo.domain.events import TASK_EVENTS, Event
from evolution_todo.services.recurring import COMPLETED
from tests.receivers import Mailbox, mail_server
from tests.servers import run
from tests.stack.__main__ import CONVERSATIONS
from tests.stack.asking import items, live, published, say, told_of
from tests.stack.processes import entered
from tests.stack.records import put
from tests.stack.stack import Process, Stack
from tests.stack.topology import SERVICES
from tests.stack.waiting import SOON_SECONDS, soon

pytestmark = pytest.mark.anyio

PRODUCT = dict[str, Process]
FOLLOWED = ("api", "relay", "recurring", "audit", "notification")
"""Who tells of a message that completes one of a series, and of the next one with its reminder."""


@pytest.fixture(scope="module")
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
async def product(stack: Stack, mailbox: Mailbox) -> AsyncIterator[PRODUCT]:
    """Every service, and one more replica of the API and of live events."""
    async with entered(stack.product(smtp_url=mailbox.url, log_format="json")) as services:
        database, mcp_url = services["api"].database, f"{services['mcp'].url}/mcp"
        async with (
            entered(stack.process("sync", database=database, mcp_url=mcp_url)) as sync,
            entered(
                stack.process("api", database=database, mcp_url=mcp_url, sync_url=sync.url)
            ) as api,
        ):
            yield services | {"other api": api, "other sync": sync}


@pytest.fixture
async def api(product: PRODUCT) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=product["api"].url, timeout=SOON_SECONDS) as client:
        yield client


async def test_chat_reaches_kafka_as_the_seeds_have_it(
    stack: Stack, api: httpx2.AsyncClient
) -> None:
    answer, request = await say(api, "Add a task to buy milk tomorrow 5pm #home")
    assert [call["name"] for call in answer["tool_calls"]] == ["add_tasks"]
    (task,) = [each for each in await items(api, "/api/tasks") if each["title"] == "Buy milk"]
    found = await published(stack, TASK_EVENTS, request)
    (created,) = [r for r in found if r.event["type"] == "com.evolution-todo.task.created"]
    event, data = created.event, created.event["data"]
    assert created.key == data["user_id"]
    assert {name: event[name] for name in ("specversion", "source", "datacontenttype")} == {
        "specversion": "1.0",
        "source": "/backend",
        "datacontenttype": "application/json",
    }
    assert datetime.fromisoformat(event["time"]).tzinfo is not None
    assert (data["event_type"], data["task_id"]) == ("created", task["id"])
    assert datetime.fromisoformat(data["timestamp"]).tzinfo is not None
    told = data["task_data"]
    for name in ("title", "completed", "due_date", "priority", "tags", "is_recurring"):
        assert told[name] == task[name]


async def test_change_is_audited_under_the_request_that_made_it(api: httpx2.AsyncClient) -> None:
    _, request = await say(api, "Add a task to buy bread")
    row = (await soon(lambda: items(api, "/api/audit", correlation_id=request)))[0]
    assert (row["entity_type"], row["action"]) == ("task", "created")
    assert row["new_values"]["title"] == "Buy bread"


async def test_completing_one_of_a_series_makes_the_next(api: httpx2.AsyncClient) -> None:
    await say(api, "Add a task to water the plants every day at 9am")
    await say(api, "Complete water the plants")

    async def next_one() -> list[dict[str, Any]]:
        found = await items(api, "/api/tasks", search="plants")
        return [task for task in found if not task["completed"]]

    (following,) = await soon(next_one)
    (done,) = [t for t in await items(api, "/api/tasks", search="plants") if t["completed"]]
    assert following["due_date"] > done["due_date"]
    assert following["recurring_task_id"] == done["recurring_task_id"]


async def test_reminder_goes_out_by_mail_at_its_time(
    api: httpx2.AsyncClient, mailbox: Mailbox
) -> None:
    me = {"notification_channels": ["mailto://ann@example.org"]}
    (await api.patch("/api/me", json=me)).raise_for_status()
    remind_at = datetime.now(UTC) + timedelta(seconds=3)
    task = {"title": "Call the dentist", "reminder_at": remind_at.isoformat()}
    (await api.post("/api/tasks", json=task)).raise_for_status()

    async def mails() -> list[Any]:
        return [m for m in mailbox.received if "dentist" in str(m["Subject"])]

    (mail,) = await soon(mails)
    assert datetime.now(UTC) >= remind_at
    assert "ann@example.org" in mail["To"]


async def test_change_is_told_on_the_live_stream_of_another_replica(
    api: httpx2.AsyncClient, product: PRODUCT
) -> None:
    async with live(product["other api"]) as reader:
        await reader.take(1)  # it says that it is ready
        _, request = await say(api, "Add a task to feed the cat")
        event = await told_of(reader, request)
    assert event.name == "task-update"
    assert event.data["changes"]["title"] == "Feed the cat"


async def test_request_is_followed_through_the_logs_to_its_effects(
    api: httpx2.AsyncClient, product: PRODUCT
) -> None:
    await say(api, "Add a task to call mum every day at 9am, remind me 10 minutes before")
    _, request = await say(api, "Complete call mum")

    async def every_process_has_told() -> bool:
        return all(lines(product[name], request) for name in FOLLOWED)

    assert await soon(every_process_has_told)

    async def next_one_is_audited() -> bool:
        rows = await items(api, "/api/audit", correlation_id=request)
        done = {row["action"] for row in rows if row["entity_type"] == "task"}
        return done >= {"completed", "created"}

    assert await soon(next_one_is_audited)


def lines(process: Process, request: str) -> list[dict[str, Any]]:
    """What a process has told of a request; all that it tells is JSON."""
    told = [json.loads(line) for line in process.log.splitlines(keepends=True) if "\n" in line]
    return [line for line in told if line["correlation_id"] == request]


async def test_tools_of_kafka_and_redis_show_what_the_harness_says_they_do(
    stack: Stack, api: httpx2.AsyncClient
) -> None:
    answer, request = await say(api, "Add a task to paint the fence")
    await published(stack, TASK_EVENTS, request)
    console = shlex.split(stack.kafka.console(TASK_EVENTS))
    assert "Paint the fence" in await printed(*console, "--timeout-ms", "5000")
    keys = shlex.split(stack.redis.keys(CONVERSATIONS))
    key = f"todo-app::conversation::{answer['conversation_id']}"

    async def is_there() -> bool:
        return key in (await printed(*keys)).split()

    assert await soon(is_there)


async def printed(*command: str) -> str:
    """Return what a command prints until it ends."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    return (await process.communicate())[0].decode()


async def test_poison_is_parked_and_at_last_dead_and_the_next_event_goes_on(
    stack: Stack, api: httpx2.AsyncClient, product: PRODUCT, tmp_path: Path
) -> None:
    await say(api, "Add a task to buy pepper")
    poison = Event(
        id=str(uuid4()),
        topic=TASK_EVENTS,
        type=COMPLETED,
        user_id="local",
        data={"user_id": "local", "correlation_id": "poison", "completed_at": "at no time"},
        correlation_id="poison",
        time=datetime.now(UTC),
    )
    await put(stack.kafka, [poison])
    _, request = await say(api, "Add a task to buy salt")
    await soon(lambda: items(api, "/api/audit", correlation_id=request))
    url = product["recurring"].database

    async def tries_are_used_up() -> bool:
        """But for one, as if the time between them had passed."""
        return await changed(url, "UPDATE parked_events SET attempts = 5, retry_at = now()")

    async def is_dead() -> bool:
        told = await run(tmp_path, "dead-letters", "list", DATABASE_URL=url)
        return "recurring     task.completed" in told.output

    assert await soon(tries_are_used_up)
    assert await soon(is_dead)


async def changed(url: str, statement: str) -> bool:
    """Run a statement on a database, and say whether it changed anything."""
    connection = await asyncpg.connect(url)
    try:
        return (await connection.execute(statement)) != "UPDATE 0"
    finally:
        await connection.close()


@pytest.mark.parametrize("name", SERVICES)
async def test_process_told_to_stop_exits_well(name: str, product: PRODUCT) -> None:
    await asyncio.to_thread(product[name].app.stop)
    assert product[name].app.exit_code == 0
