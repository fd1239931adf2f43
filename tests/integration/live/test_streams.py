"""What a stream of live events tells, from which change on, and to whom."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import event as sqlalchemy_event

from evolution_todo.adapters.database import Database
from evolution_todo.domain import reminders, tags, tasks
from evolution_todo.domain.changes import changing
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.tags import TagPatch
from evolution_todo.services.subscriber import acting
from models import Reminder
from tests.factories import Do
from tests.integration.live.conftest import Serve, Served

pytestmark = pytest.mark.anyio


async def test_a_stream_begins_now_and_tells_each_change_as_it_comes(
    served: Served, do: Do, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Before"))
    async with served.reader() as reader:
        (ready,) = await reader.take(1)
        assert (ready.id, ready.name, ready.data) == (1, "ready", {"seq": 1})
        task = (await do(tasks.add, TaskDraft(title="Milk"))).task
        await do(tasks.update, TaskRef(id=task.id), TaskPatch(priority="high"))
        added, updated = await reader.take(2)
    assert added.data["changes"]["title"] == "Milk"
    assert (updated.id, updated.name) == (3, "task-update")
    changes = updated.data.pop("changes")
    assert (changes["priority_id"], changes["version"]) == (3, 2)
    assert "title" not in changes
    assert updated.data == {
        "event_type": "sync",
        "task_id": task.id,
        "user_id": "ada",
        "action": "updated",
        "source_client": "web",
        "timestamp": "2026-06-10T09:00:00Z",
        "seq": 3,
        "version": 2,
        "entity_type": "task",
        "entity_id": task.id,
        "operation_id": 3,
        "correlation_id": actor.correlation_id,
    }


async def test_every_kind_of_thing_is_told_with_its_action(served: Served, do: Do) -> None:
    async with served.reader() as reader:
        await reader.take(1)
        draft = TaskDraft(title="A", recurrence="daily", tags=["home"], due_date="tomorrow 5pm")
        await do(tasks.add, draft)
        await do(tags.update, 1, TagPatch(color="#FF0000"))
        await do(tasks.set_completed, TaskRef(number=1), completed=True)
        await do(tags.delete, 1)
        found = [await reader.take(1) for _ in range(6)]
    told = [(e.data["entity_type"], e.data["action"], e.data["task_id"]) for (e,) in found]
    assert told == [
        ("tag", "created", None),
        ("recurring", "created", None),
        ("task", "created", 1),
        ("tag", "updated", None),
        ("task", "completed", 1),
        ("tag", "deleted", None),
    ]
    assert found[3][0].data["changes"] == {"color": "#FF0000", "version": 2}
    assert found[5][0].data["changes"] == {}


async def try_to_remind(uow: UnitOfWork, *, action: Any, status: str) -> None:
    """Do to the first reminder what the notification service does after a try."""
    row = (await uow.session.exec(owned(uow, Reminder))).one()
    async with changing(uow, row, task_id=row.task_id, action=action):
        row.attempts, row.status = row.attempts + 1, status


async def test_a_reminder_that_is_told_is_an_event_of_its_own_and_only_once(
    served: Served, do: Do, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Call", due_date="2026-06-12T10:00:00Z"))
    await do(reminders.add, TaskRef(number=1), reminders.ReminderDraft(offset_minutes=30))
    service = acting("notification", "ada", correlation_id="c", zone=actor.zone)
    async with served.reader() as reader:
        await reader.take(1)
        # One channel is to be tried again; the page need not wait for it.
        await do(try_to_remind, action="reminder", status="pending", by=service)
        await do(try_to_remind, action="updated", status="sent", by=service)
        told, sent = await reader.take(2)
    assert told.name == "reminder"
    said = {name: told.data[name] for name in ("event_type", "action", "source_client")}
    assert said == {
        "event_type": "reminder",
        "action": "reminder",
        "source_client": "notification",
    }
    assert (told.data["task_id"], told.data["entity_id"]) == (1, 1)
    assert (told.data["title"], told.data["completed"]) == ("Call", False)
    assert told.data["remind_at"] == "2026-06-12T09:30:00Z"
    assert told.data["due_at"] == "2026-06-12T10:00:00Z"
    assert (sent.name, sent.data["event_type"]) == ("task-update", "sync")
    assert sent.data["changes"]["status"] == "sent"


async def test_a_reminder_that_is_caught_up_on_tells_of_its_task_as_it_is_now(
    served: Served, do: Do, actor: Actor
) -> None:
    service = acting("notification", "ada", correlation_id="c", zone=actor.zone)
    await do(tasks.add, TaskDraft(title="Call", reminders=["tomorrow 5pm"]))
    await do(try_to_remind, action="reminder", status="sent", by=service)
    await do(tasks.set_completed, TaskRef(number=1), completed=True)
    async with served.reader(since=2) as reader:
        _, told = await reader.take(2)
        assert (told.data["title"], told.data["completed"]) == ("Call", True)
    await do(tasks.delete, TaskRef(number=1))
    async with served.reader(since=2) as reader:
        _, told = await reader.take(2)
        assert (told.data["title"], told.data["due_at"]) == (None, None)


async def add_many(uow: UnitOfWork, count: int) -> None:
    for number in range(count):
        await tasks.add(uow, TaskDraft(title=f"Task {number}"))


async def test_a_reader_that_comes_back_gets_all_it_missed_and_then_what_comes(
    served: Served, do: Do
) -> None:
    await do(add_many, 330)  # more than three pages
    async with served.reader(since=7) as reader:
        opening, *missed = await reader.take(1 + 323)
        await do(tasks.add, TaskDraft(title="Milk"))
        (live,) = await reader.take(1)
    assert (opening.name, opening.id) == ("ready", 7)
    assert [event.id for event in [*missed, live]] == list(range(8, 332))
    assert live.data["changes"]["title"] == "Milk"


@pytest.mark.parametrize("query", ["?since=1", "?last_event_id=1"])
async def test_the_number_may_stand_in_the_address_but_the_header_is_newer(
    served: Served, do: Do, query: str
) -> None:
    for title in ("A", "B", "C"):
        await do(tasks.add, TaskDraft(title=title))
    async with served.reader(query=query) as reader:
        assert [event.id for event in await reader.take(3)] == [1, 2, 3]
    async with served.reader(query=query, since=2) as reader:
        assert [event.id for event in await reader.take(2)] == [2, 3]


async def test_a_number_that_was_never_given_tells_to_begin_anew(served: Served, do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A"))
    async with served.reader(since=10**17) as reader:
        (reset,) = await reader.take(1)
        assert (reset.name, reset.id) == ("reset", 1)
        await do(tasks.add, TaskDraft(title="B"))
        assert [event.id for event in await reader.take(1)] == [2]


@pytest.mark.parametrize(
    ("query", "header", "code", "field"),
    [
        ("", "abc", "invalid_last_event_id", "Last-Event-ID"),
        ("", "-1", "invalid_last_event_id", "Last-Event-ID"),
        ("", "9" * 30, "invalid_last_event_id", "Last-Event-ID"),
        ("?since=", None, "invalid_last_event_id", "since"),
        ("?since=1.5", None, "invalid_last_event_id", "since"),
        ("?last_event_id=٣", None, "invalid_last_event_id", "last_event_id"),
        ("?user_id=bob", None, "unknown_field", "user_id"),
    ],
)
async def test_a_wrong_number_is_a_problem(
    served: Served, query: str, header: str | None, code: str, field: str
) -> None:
    headers = {} if header is None else {"Last-Event-ID": header}
    async with httpx2.AsyncClient(base_url=served.url) as client:
        response = await client.get(f"/api/events{query}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response.json()["errors"][0]["field"] == field
    assert response.json()["errors"][0]["next_step"]


async def test_another_persons_changes_are_not_told(
    served: Served, do: Do, other_actor: Actor
) -> None:
    async with served.reader() as mine, served.reader(person="bob") as his:
        await mine.take(1)
        await his.take(1)
        await do(tasks.add, TaskDraft(title="His"), by=other_actor)
        await do(tasks.add, TaskDraft(title="Hers"))
        (hers,), (bobs,) = await mine.take(1), await his.take(1)
    assert (hers.data["changes"]["title"], hers.data["user_id"]) == ("Hers", "ada")
    assert (bobs.data["changes"]["title"], bobs.data["user_id"]) == ("His", "bob")


async def test_a_change_of_another_process_is_told(
    served: Served, database_file: Path, actor: Actor
) -> None:
    other = Database(f"sqlite:///{database_file}")
    async with served.reader() as reader:
        await reader.take(1)
        async with other.unit_of_work(actor) as uow:
            await tasks.add(uow, TaskDraft(title="From the terminal"))
        (event,) = await reader.take(1)
    await other.close()
    assert event.data["changes"]["title"] == "From the terminal"


async def test_the_response_is_one_that_no_one_in_between_keeps(served: Served) -> None:
    async with served.reader() as reader:
        headers = reader.response.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
        assert "content-length" not in headers
        assert await anext(reader._lines) == "retry: 2000"
    async with httpx2.AsyncClient(base_url=served.url) as client:
        assert (await client.head("/api/events")).status_code == 200
        refused = await client.post("/api/events")
        assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")


async def test_silence_is_filled_with_comments(serve: Serve, do: Do) -> None:
    async with serve(heartbeat_seconds=0.001) as served, served.reader() as reader:
        await reader.take(1)
        lines = reader._lines
        assert [await anext(lines), await anext(lines)] == [":", ""]
        await do(tasks.add, TaskDraft(title="Milk"))
        assert (await reader.take(1))[0].data["changes"]["title"] == "Milk"


async def test_more_streams_than_one_may_have_are_refused_until_one_is_closed(
    serve: Serve,
) -> None:
    async with serve(most_streams=2) as served, served.reader() as first:
        await first.take(1)
        async with served.reader() as second, served.reader() as third:
            await second.take(1)
            assert third.response.status_code == 429
            assert third.response.json()["code"] == "too_many_streams"
            assert third.response.headers["retry-after"]
            async with served.reader(person="bob") as his:
                assert his.response.status_code == 200
        assert {await served.live.ended.get() for _ in range(2)} == {"ada", "bob"}
        async with served.reader() as again:
            assert again.response.status_code == 200


async def test_rows_are_read_once_for_all_streams(
    served: Served, do: Do, database: Database
) -> None:
    reads: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM changes" in statement:
            reads.append(statement)

    async with all_open(served, 20) as readers:
        sqlalchemy_event.listen(database.engines[1], "before_cursor_execute", note)
        for title in ("A", "B", "C"):
            await do(tasks.add, TaskDraft(title=title))
            for reader in readers:
                assert (await reader.take(1))[0].data["changes"]["title"] == title
        sqlalchemy_event.remove(database.engines[1], "before_cursor_execute", note)
    assert 3 <= len(reads) < 20


class all_open:  # noqa: N801  # used as a function is
    """So many streams, opened at once."""

    def __init__(self, served: Served, count: int) -> None:
        self._streams = [served.reader() for _ in range(count)]

    async def __aenter__(self) -> list[Any]:
        readers = await asyncio.gather(*(stream.__aenter__() for stream in self._streams))
        await asyncio.gather(*(reader.take(1) for reader in readers))
        return list(readers)

    async def __aexit__(self, *error: Any) -> None:
        for stream in self._streams:
            await stream.__aexit__(*error)


async def test_nothing_is_read_when_nobody_listens_any_more(served: Served, do: Do) -> None:
    async with served.reader() as reader, served.reader(person="bob") as his:
        await reader.take(1)
        await his.take(1)
        assert set(served.live._hubs) == {"ada", "bob"}
    assert {await served.live.ended.get() for _ in range(2)} == {"ada", "bob"}
    assert served.live._hubs == {}
    running = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    assert not [name for name in running if name.startswith("Hub.")]


async def test_the_stream_is_described_where_it_is_served(served: Served) -> None:
    async with httpx2.AsyncClient(base_url=served.url) as client:
        document = (await client.get("/openapi.json")).json()
    described = document["paths"]["/api/events"]["get"]
    assert list(described["responses"]["200"]["content"]) == ["text/event-stream"]
    assert set(described["responses"]) == {"200", "421", "422", "429", "500", "503"}
    assert "X-Correlation-Id" in described["responses"]["200"]["headers"]
    assert {parameter["name"] for parameter in described["parameters"]} == {
        "Last-Event-ID",
        "last_event_id",
        "since",
    }
