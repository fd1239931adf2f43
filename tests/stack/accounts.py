"""The oracle of fault tests: what was asked for, what is stored, and what came of it, compared."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from itertools import count
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
from aiokafka.errors import KafkaError

from tests.stack.kafka import Kafka
from tests.stack.records import lag, records
from tests.stack.waiting import soon

TOPIC = "task-events"
LISTENERS = {"audit": TOPIC, "recurring": TOPIC, "notification": "reminders"}
WAITING = {
    "to be published": "outbox",
    "to be tried again": "parked_events",
    "to be sent": "reminders WHERE status = 'pending' AND remind_at < now() + interval '1 hour'",
}
"""What has not come to its end, as queries have it."""

WRITERS = 3
PAUSE_SECONDS = 0.1
"""Of each writer between two tasks: as fast as a few busy people, for as long as a fault lasts."""
REMIND_SECONDS = 2


@dataclass
class Writers:
    """People who write through REST, and repeat what was not answered under the same key.

    Attributes:
        done: The titles of tasks whose making was acknowledged, and of each series' first its
            completing.
        unknown: How many requests had no answer, or were told to come again.
    """

    url: str
    done: list[str] = field(default_factory=list)
    unknown: int = 0

    async def write(self, name: str) -> None:
        """Add one of a series and complete it, and one to be reminded of soon; until cancelled."""
        async with httpx2.AsyncClient(base_url=self.url, timeout=10) as client:
            for number in count(1):
                first = {"title": f"{name} {number} again", "recurrence": "daily"}
                task = await self._add(client, first | {"due_date": "tomorrow 9am"})
                await self._sure(client, f"/api/tasks/{task['id']}/complete", {})
                self.done.append(first["title"])
                remind_at = datetime.now(UTC) + timedelta(seconds=REMIND_SECONDS)
                told = {"title": f"{name} {number}", "reminder_at": remind_at.isoformat()}
                await self._add(client, told)
                self.done.append(told["title"])
                await asyncio.sleep(PAUSE_SECONDS)

    async def _add(self, client: httpx2.AsyncClient, draft: dict[str, Any]) -> dict[str, Any]:
        return await self._sure(client, "/api/tasks", draft)

    async def _sure(
        self, client: httpx2.AsyncClient, path: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        key = str(uuid4())
        while True:
            try:
                answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
                if not answer.is_server_error:
                    return dict(answer.raise_for_status().json())
            except httpx2.TransportError:
                pass
            self.unknown += 1
            await asyncio.sleep(random.uniform(0.1, 0.3))  # noqa: S311  as clients do

    async def have_done(self, more: int) -> None:
        """Wait until so many more tasks are acknowledged."""
        goal = len(self.done) + more
        await soon(lambda: _is(len(self.done) >= goal))


async def _is(true: bool) -> bool:
    return true


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[Writers]:
    """Have people write for as long as the block runs."""
    writers = Writers(url)
    prefix = uuid4().hex[:6]
    async with asyncio.TaskGroup() as people:
        tasks = [people.create_task(writers.write(f"Task {prefix}{n}")) for n in range(WRITERS)]
        try:
            yield writers
        finally:
            for task in tasks:
                task.cancel()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a fault left, in figures that a person may read."""

    acknowledged: int
    unanswered: int
    stored: int
    events: int
    published_again: int
    audited: int
    followed: int
    mails: int
    mailed_again: int
    most_of_one_mail: int

    def __str__(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in asdict(self).items())


class Books:
    """All that the stores, Kafka and the mail server hold of one database's product."""

    def __init__(self, url: str, kafka: Kafka, mails: Sequence[Message]) -> None:
        self._url = url
        self._kafka = kafka
        self._mails = mails

    async def close(self) -> None:
        """Wait until nothing more can come of what was done so far."""
        left: dict[str, int] = {"anything": 1}

        async def is_settled() -> bool:
            nonlocal left
            with suppress(OSError, asyncpg.PostgresError, KafkaError):  # asked while it starts
                left = await self._left()
            return not any(left.values())

        try:
            await soon(is_settled)
        except TimeoutError as error:
            parked = await self._rows("SELECT consumer, type, attempts, error FROM parked_events")
            raise AssertionError(f"still to be done: {left}, parked: {parked}") from error

    async def _left(self) -> dict[str, int]:
        waiting = {
            name: len(await self._rows(f"SELECT 1 FROM {rows}"))  # noqa: S608  the lines above
            for name, rows in WAITING.items()
        }
        behind = {
            f"{group} behind": await lag(self._kafka, group, topic)
            for group, topic in LISTENERS.items()
        }
        return waiting | behind

    async def compared(self, writers: Writers, *, in_order: bool = True) -> Counts:
        """Compare everything; what does not agree fails the test.

        Args:
            writers: What was asked for.
            in_order: Whether the events have come in the order of their changes.
        """
        published = [record.event for record in await records(self._kafka, TOPIC)]
        if in_order:
            _are_in_order(published)
        events = {event["id"]: event["data"] for event in published}
        tasks = await self._rows("SELECT id, title, previous_task_id FROM tasks")
        self._nothing_is_lost(writers, tasks)
        self._events_match(events, tasks)
        audited = await self._audited(events)
        followed = [task["previous_task_id"] for task in tasks if task["previous_task_id"]]
        completed = await self._rows("SELECT id FROM tasks WHERE completed")
        assert Counter(followed) == Counter(task["id"] for task in completed)
        mails = Counter(mail["Message-ID"] for mail in self._mails)
        reminders = await self._rows("SELECT status FROM reminders")
        assert Counter(row["status"] for row in reminders) == {"sent": len(mails)}
        return Counts(
            acknowledged=len(writers.done),
            unanswered=writers.unknown,
            stored=len(tasks),
            events=len(events),
            published_again=len(published) - len(events),
            audited=audited,
            followed=len(followed),
            mails=len(mails),
            mailed_again=mails.total() - len(mails),
            most_of_one_mail=max(mails.values()),
        )

    def _nothing_is_lost(self, writers: Writers, tasks: Sequence[asyncpg.Record]) -> None:
        written = Counter(task["title"] for task in tasks if not task["previous_task_id"])
        assert set(writers.done) <= set(written)
        assert max(written.values()) == 1

    def _events_match(
        self, events: dict[str, dict[str, Any]], tasks: Sequence[asyncpg.Record]
    ) -> None:
        created = Counter(
            data["task_id"]
            for data in events.values()
            if (data.get("entity_type"), data["event_type"]) == ("task", "created")
        )
        assert created == Counter(task["id"] for task in tasks)

    async def _audited(self, events: dict[str, dict[str, Any]]) -> int:
        rows = await self._rows(
            "SELECT entity_type, entity_id, action, correlation_id FROM audit_logs"
        )
        told = Counter(
            (data["entity_type"], data["entity_id"], data["event_type"], data["correlation_id"])
            for data in events.values()
            if "entity_type" in data
        )
        assert Counter(tuple(row) for row in rows) == told
        return len(rows)

    async def changes_after(self, number: int) -> list[int]:
        """Return the numbers of the changes after one, in their order."""
        rows = await self._rows("SELECT seq FROM changes WHERE seq > $1 ORDER BY seq", number)
        return [row["seq"] for row in rows]

    async def of_turn(self, conversation: str, title: str) -> dict[str, int]:
        """Count what one turn has left, which was to add a task to a conversation of its own."""
        tasks = await self._rows("SELECT id FROM tasks WHERE title = $1", title)
        messages = await self._rows(
            "SELECT role FROM messages WHERE conversation_id = $1", conversation
        )
        roles = Counter(message["role"] for message in messages)
        ids = [task["id"] for task in tasks]
        published = [record.event["data"] for record in await records(self._kafka, TOPIC)]
        audited = await self._rows(
            "SELECT 1 FROM audit_logs WHERE entity_type = 'task' AND entity_id = any($1)",
            ids,
        )
        return {
            "tasks": len(tasks),
            "asked": roles["user"],
            "answered": roles["assistant"],
            "events": sum(data.get("task_id") in ids for data in published),
            "audited": len(audited),
        }

    async def _rows(self, query: str, *values: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self._url)
        try:
            return list(await connection.fetch(query, *values))
        finally:
            await connection.close()


def _are_in_order(published: Sequence[dict[str, Any]]) -> None:
    """Hold each person's events to the order of their changes; what comes again does not count."""
    first = {event["id"]: event["data"] for event in reversed(published)}
    numbers: dict[str, list[int]] = defaultdict(list)
    versions: dict[tuple[str, int], list[int]] = defaultdict(list)
    for data in reversed(first.values()):
        if "seq" in data:
            numbers[data["user_id"]].append(data["seq"])
            versions[data["entity_type"], data["entity_id"]].append(data["version"])
    for each in (*numbers.values(), *versions.values()):
        assert each == sorted(each)
