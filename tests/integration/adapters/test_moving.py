"""A SQLite file moved into PostgreSQL: every row as it was, or nothing at all."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.moving import OF_THE_MIGRATIONS, Moved
from evolution_todo.domain import operations, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from models import metadata
from tests.servers import run
from tests.stack.postgres import Postgres

pytestmark = pytest.mark.anyio

MOMENT = datetime(2026, 11, 1, 9, 30, 0, 123456, tzinfo=UTC)
TABLES = [t for t in metadata.sorted_tables if t.name not in OF_THE_MIGRATIONS]

MORE: dict[str, dict[str, Any]] = {
    "idempotency_keys": {
        "scope": "rest",
        "key": "k 🔑",
        "request_hash": "h",
        "response": {"n": 1e22, "text": "„ü“ \\u0000", "none": None, "deep": [[{}]]},
    },
    "inbox": {"consumer": "audit", "event_id": "e1", "handled_at": MOMENT},
    "audit_logs": {"entity_type": "task", "entity_id": 1, "action": "created"},
    "conversations": {"id": "c1", "title": "Ärzte 👩‍⚕️", "client": "web"},
    "messages": {
        "conversation_id": "c1",
        "turn_id": "u1",
        "role": "user",
        "content": "line\nline",
        "items": [],
    },
    "turns": {
        "id": "u1",
        "conversation_id": "c1",
        "message_id": "m1",
        "message": "hi",
        "client": "web",
        "correlation_id": "x",
        "lease_until": MOMENT,
    },
    "turn_entries": {"turn_id": "u1", "kind": "output", "key": "1", "position": 1, "payload": [0]},
    "claims": {"reminder_id": 1, "holder": "h", "expires_at": MOMENT},
    "deliveries": {"reminder_id": 1, "remind_at": MOMENT, "channel": "x", "label": "mail"},
    "due_notices": {"task_id": 1, "due_date": MOMENT},
    "parked_events": {
        "consumer": "audit",
        "event_id": "e2",
        "topic": "t",
        "type": "t",
        "data": {"a": [1, 2.5]},
        "correlation_id": "x",
        "occurred_at": MOMENT,
        "error": "ValueError",
    },
}
"""A row of each table that the tasks below leave empty."""


@pytest.fixture
async def file(database_file: Path, actor: Actor, other_actor: Actor) -> Path:
    """A file with rows in every table, of two people, and ids that were given and are gone."""
    database = Database(f"sqlite:///{database_file}")
    rent = TaskDraft(
        title="Pay the rent 💶",
        description="by transfer\n„IBAN“",
        tags=["Zuhause", "Ärzte"],
        due_date="2026-11-27T17:00",
        recurrence="every last Friday at 5pm",
        reminders=["15 minutes before"],
    )
    for who in (actor, other_actor):
        async with database.unit_of_work(who) as uow:
            await tasks.add(uow, rent)
    for title in ("kept", "gone"):
        async with database.unit_of_work(actor) as uow:
            await tasks.add(uow, TaskDraft(title=title))
    async with database.unit_of_work(actor) as uow:
        await tasks.delete(uow, TaskRef(number=3))
    async with database.unit_of_work(actor) as uow:
        await tasks.set_completed(uow, TaskRef(number=2), completed=True)
    async with database.unit_of_work(actor) as uow:
        await operations.undo(uow)
    async with database.across_people() as session:
        for table in TABLES:
            if table.name in MORE:
                owner = {"user_id": "ada"} if "user_id" in table.columns else {}
                await (await session.connection()).execute(
                    insert(table).values(MORE[table.name] | owner)
                )
    await database.close()
    return database_file


@pytest.fixture
def empty_url(postgres_server: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
async def target(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url)
    yield database
    await database.close()


async def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    async with database.across_people(read_only=True) as session:
        found = {}
        for table in TABLES:
            rows = (await (await session.connection()).execute(select(table))).mappings().all()
            found[table.name] = sorted(map(dict, rows), key=repr)
        return found


async def moved(file: Path, target: Database) -> Moved:
    return await target.take_over(file, lambda _table, _done, _total: None)


async def test_every_row_of_every_table_arrives_as_it_was(file: Path, target: Database) -> None:
    told: list[tuple[str, int, int]] = []
    done = await target.take_over(file, lambda *said: told.append(said))
    source = Database(f"sqlite:///{file}")
    was = await rows_of(source)
    await source.close()
    assert all(was.values()), "a table of the file is empty"
    assert await rows_of(target) == was
    assert done.rows == {name: len(rows) for name, rows in was.items()}
    assert done.altered == 0
    assert {(table, done, total) for table, done, total in told if done == total} == {
        (name, len(rows), len(rows)) for name, rows in was.items()
    }


async def test_work_goes_on_there_with_ids_that_were_never_used(
    file: Path, target: Database, actor: Actor
) -> None:
    await moved(file, target)
    source = Database(f"sqlite:///{file}")
    for database in (source, target):
        async with database.unit_of_work(actor) as uow:
            await tasks.add(uow, TaskDraft(title="New", tags=["fresh"]))
    made = [await rows_of(database) for database in (source, target)]
    await source.close()
    for name, key in (
        ("tasks", "id"),
        ("tags", "id"),
        ("operations", "id"),
        ("outbox", "position"),
    ):
        newest = [max(row[key] for row in rows[name]) for rows in made]
        assert newest[0] == newest[1], name


async def test_file_stays_as_it_was(file: Path, target: Database) -> None:
    with closing(sqlite3.connect(file)) as opened:
        before = list(opened.iterdump())
    await moved(file, target)
    with closing(sqlite3.connect(file)) as opened:
        assert list(opened.iterdump()) == before


async def test_many_rows_are_moved_in_batches(
    file: Path, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evolution_todo.adapters.moving.BATCH", 2)
    await test_every_row_of_every_table_arrives_as_it_was(file, target)


async def test_characters_that_postgresql_cannot_hold_are_replaced_and_counted(
    file: Path, target: Database
) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE turns SET message = 'a' || char(0) || 'b'")
        opened.execute('UPDATE turn_entries SET payload = \'["\\u0000", "\\ud800", "😀"]\'')
    done = await moved(file, target)
    assert done.altered == 2
    rows = await rows_of(target)
    stand_in = "\N{REPLACEMENT CHARACTER}"
    assert rows["turns"][0]["message"] == f"a{stand_in}b"
    assert rows["turn_entries"][0]["payload"] == [stand_in, stand_in, "😀"]


async def assert_nothing_there(target: Database) -> None:
    await target.migrate()
    assert not any((await rows_of(target)).values())


async def test_row_that_postgresql_refuses_is_told_and_nothing_is_moved(
    file: Path, target: Database
) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE turns SET message_id = printf('%.*c', 201, 'x')")
    with pytest.raises(UnusableDatabase, match="The turns did not arrive as they were") as refused:
        await moved(file, target)
    assert "Nothing was moved" in refused.value.next_step
    await assert_nothing_there(target)


async def test_target_with_tasks_is_refused_and_left_alone(
    file: Path, target: Database, actor: Actor
) -> None:
    await target.migrate()
    async with target.unit_of_work(actor) as uow:
        await tasks.add(uow, TaskDraft(title="mine"))
    before = await rows_of(target)
    with pytest.raises(UnusableDatabase, match=r"not empty: its table [a-z_]+ has rows"):
        await moved(file, target)
    assert await rows_of(target) == before


@pytest.mark.parametrize(
    ("revision", "message"), [("9999", "newer version"), ("0001", "older version")]
)
async def test_file_of_another_version_is_refused(
    file: Path, target: Database, revision: str, message: str
) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(UnusableDatabase, match=message):
        await moved(file, target)
    await assert_nothing_there(target)


async def test_file_of_another_program_is_refused(target: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "recipes.db")) as opened, opened:
        opened.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(UnusableDatabase, match="another program"):
        await moved(tmp_path / "recipes.db", target)
    with pytest.raises(UnusableDatabase, match="no tasks in"):
        await moved(tmp_path / "missing.db", target)
    assert not (tmp_path / "missing.db").exists()


async def test_file_that_a_server_has_open_is_refused(file: Path, target: Database) -> None:
    serving = Database(f"sqlite:///{file}")
    lock = serving.leader_lock()
    await lock.acquire(seconds=0)
    with pytest.raises(UnusableDatabase, match="in use"):
        await moved(file, target)
    await lock.release()
    await serving.close()
    await assert_nothing_there(target)


async def test_file_is_not_moved_into_a_file(file: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(UnusableDatabase, match="is a file") as refused:
        await moved(file, database)
    await database.close()
    assert "EVOLUTION_TODO_DATABASE_URL" in refused.value.next_step


async def test_command_tells_what_it_moved_or_why_not(
    file: Path, empty_url: str, tmp_path: Path
) -> None:
    settings = {"DATABASE_URL": empty_url}
    done = await run(tmp_path, "migrate", "--from", f"sqlite:///{file}", **settings)
    assert (done.code, "tasks                      3" in done.output) == (0, True), done
    assert "each was read again and is as it was" in done.output
    assert done.errors == "", "bars are for a terminal"
    again = await run(tmp_path, "migrate", "--from", f"sqlite:///{file}", **settings)
    assert (again.code, "not empty" in again.errors, "Traceback" in again.errors) == (
        2,
        True,
        False,
    )
    other = await run(tmp_path, "migrate", "--from", str(file), **settings)
    assert (other.code, f"Write it as sqlite:///{file}." in other.errors) == (2, True)
    assert f"“{file}” is not the address of a SQLite file." in other.errors
