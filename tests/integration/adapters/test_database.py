"""Transactions of one person on real databases: locks, cancellation, outages, news."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from evolution_todo.adapters.cancellation import whole
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from models import InboxEvent, Reminder, User
from tests.conftest import Clock

pytestmark = pytest.mark.anyio

Marks = Callable[[], Awaitable[list[str]]]


def mark(uow: UnitOfWork, name: str) -> None:
    """Leave a row that says that this transaction was committed."""
    uow.session.add(InboxEvent(consumer="test", event_id=name, handled_at=uow.now))


async def run(uow: UnitOfWork, sql: str) -> CursorResult[Any]:
    """Run bare SQL in the transaction."""
    return await (await uow.session.connection()).execute(text(sql))


@pytest.fixture
def marks(database_url: str) -> Marks:
    """Read what another connection sees."""

    async def read() -> list[str]:
        database = Database(database_url)
        async with database.across_people(read_only=True) as session:
            names = await session.exec(select(col(InboxEvent.event_id)))
        await database.close()
        return sorted(names)

    return read


@pytest.fixture
async def other_process(database_url: str) -> AsyncIterator[Database]:
    """The same database as another process has it, as far as ours can tell."""
    database = Database(database_url)
    yield database
    await database.close()


async def test_writing_unit_commits_at_its_end_and_makes_the_person_known(
    unit_of_work: OpenUnitOfWork, actor: Actor, clock: Clock, marks: Marks
) -> None:
    async with unit_of_work(actor) as uow:
        assert (uow.user.id, uow.user.last_seq, uow.now) == ("ada", 0, clock.now)
        mark(uow, "kept")
    assert await marks() == ["kept"]


async def test_person_is_found_again_with_what_was_written(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    async with unit_of_work(actor) as uow:
        uow.user.last_task_number = 7
    async with unit_of_work(actor) as uow:
        assert uow.user.last_task_number == 7
    async with unit_of_work(actor, read_only=True) as uow:
        assert uow.user.last_task_number == 7


async def test_unit_that_raises_leaves_nothing(
    unit_of_work: OpenUnitOfWork, actor: Actor, marks: Marks
) -> None:
    with pytest.raises(LookupError):
        async with unit_of_work(actor) as uow:
            mark(uow, "lost")
            await uow.session.flush()
            raise LookupError
    assert await marks() == []


async def test_failed_item_leaves_nothing_and_the_others_stay(
    unit_of_work: OpenUnitOfWork, actor: Actor, marks: Marks
) -> None:
    async with unit_of_work(actor) as uow:
        async with uow.item():
            mark(uow, "first")
        with pytest.raises(LookupError):
            async with uow.item():
                mark(uow, "failed")
                await uow.session.flush()
                raise LookupError
        async with uow.item():
            mark(uow, "third")
    assert await marks() == ["first", "third"]


async def test_nothing_of_a_unit_stays_when_a_later_item_ends_it(
    unit_of_work: OpenUnitOfWork, actor: Actor, marks: Marks
) -> None:
    with pytest.raises(LookupError):
        async with unit_of_work(actor) as uow:
            async with uow.item():
                mark(uow, "released savepoint")
            raise LookupError
    assert await marks() == []


async def test_reading_unit_needs_no_row_and_makes_none(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    async with unit_of_work(actor, read_only=True) as uow:
        assert (uow.user.id, uow.user.last_seq) == ("ada", 0)
        assert (await uow.session.exec(select(User))).all() == []


async def test_reading_unit_cannot_write(unit_of_work: OpenUnitOfWork, actor: Actor) -> None:
    with pytest.raises(Unavailable) as refused:
        async with unit_of_work(actor, read_only=True) as uow:
            mark(uow, "refused")
            await uow.session.flush()
    assert refused.value.code == "database_read_only"


async def test_reading_goes_on_while_another_writes(
    unit_of_work: OpenUnitOfWork, actor: Actor, other_actor: Actor
) -> None:
    async with unit_of_work(actor) as writing:
        mark(writing, "unseen")
        await writing.session.flush()
        async with unit_of_work(other_actor, read_only=True) as reading:
            assert (await reading.session.exec(select(InboxEvent))).all() == []


async def test_writers_of_one_process_stand_in_line(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    async def count() -> None:
        async with unit_of_work(actor) as uow:
            seen = uow.user.last_task_number
            await asyncio.sleep(0)
            uow.user.last_task_number = seen + 1

    await asyncio.gather(*(count() for _ in range(50)))
    async with unit_of_work(actor, read_only=True) as uow:
        assert uow.user.last_task_number == 50


async def test_email_of_the_identity_is_kept_and_never_cleared(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    identified = Actor(
        user_id="ada", zone=actor.zone, client="web", correlation_id="c", email="ada@example.org"
    )
    async with unit_of_work(identified):
        pass
    async with unit_of_work(actor) as uow:
        assert uow.user.email == "ada@example.org"


async def test_letters_of_every_alphabet_have_a_lower_case(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    for read_only in (True, False):
        async with unit_of_work(actor, read_only=read_only) as uow:
            lowered = await run(uow, "SELECT lower('ÄRZTE Привет'), lower(NULL)")
            assert lowered.one() == ("ärzte привет", None)


async def test_broken_rule_of_the_tables_is_not_called_an_outage(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    with pytest.raises(IntegrityError):
        async with unit_of_work(actor) as uow:
            uow.session.add(Reminder(task_id=99, user_id="ada", remind_at=uow.now))
            await uow.session.flush()


async def test_work_is_carried_through_however_often_its_caller_is_cancelled() -> None:
    may_end = asyncio.Event()
    ended = []

    async def work() -> None:
        await may_end.wait()
        ended.append("whole")

    caller = asyncio.create_task(whole(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        caller.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended == ["whole"]


async def test_unit_cancelled_at_any_point_is_whole_or_nothing(
    database: Database, actor: Actor, marks: Marks
) -> None:
    async def write(name: str) -> None:
        async with database.unit_of_work(actor) as uow:
            for part in ("a", "b"):
                mark(uow, f"{name}{part}")
                await uow.session.flush()

    steps = 0
    while True:
        task = asyncio.create_task(write(f"{steps:04}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        finished = not task.cancel()
        await asyncio.wait([task])
        if finished:
            break
        steps += 1
    names = [name[:-1] for name in await marks()]
    assert all(names.count(name) == 2 for name in names)
    assert f"{steps:04}" in names
    await write("after")
    assert (await marks())[-2:] == ["aftera", "afterb"]


async def test_file_locked_by_another_program_is_an_outage_with_a_next_step(
    database_file: Path, actor: Actor, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evolution_todo.adapters.sqlite.BUSY_MILLISECONDS", 10)
    database = Database(f"sqlite:///{database_file}")
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as refused:
            async with database.unit_of_work(actor):
                pytest.fail("begun under another's lock")
        assert (refused.value.code, refused.value.next_step) == (
            "database_busy",
            "Try again in a moment.",
        )
        other.execute("ROLLBACK")
    async with database.unit_of_work(actor) as uow:
        mark(uow, "after")
    await database.close()
    assert await marks() == ["after"]


@pytest.mark.usefixtures("database_file")
async def test_every_commit_to_a_file_waits_for_the_disk(
    unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    async with unit_of_work(actor) as uow:
        modes = [await run(uow, f"PRAGMA {name}") for name in ("journal_mode", "synchronous")]
    full = 2
    assert [mode.scalar_one() for mode in modes] == ["wal", full]


async def test_full_disk_is_a_clean_error_and_writing_works_again_without_repair(
    unit_of_work: OpenUnitOfWork, actor: Actor, database_file: Path, marks: Marks
) -> None:
    async with unit_of_work(actor) as uow:
        pages = (await run(uow, "PRAGMA page_count")).scalar_one()
        await run(uow, f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable) as full:
        async with unit_of_work(actor) as uow:
            for number in range(500):
                mark(uow, f"lost {number:04}")
            await uow.session.flush()
    assert full.value.code == "disk_full"
    async with unit_of_work(actor, read_only=True) as uow:
        await uow.session.exec(select(col(User.id)))
    async with unit_of_work(actor) as uow:
        await run(uow, "PRAGMA max_page_count = 1000000")
        mark(uow, "kept")
    assert await marks() == ["kept"]


async def test_unmigrated_folder_that_is_gone_is_an_outage(tmp_path: Path, actor: Actor) -> None:
    database = Database(f"sqlite:///{tmp_path}/gone/todo.db")
    with pytest.raises(Unavailable) as refused:
        async with database.unit_of_work(actor):
            pytest.fail("begun without a file")
    assert refused.value.code == "database_unreachable"
    await database.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/todo"])
def test_database_that_cannot_serve_is_refused_with_what_can(url: str) -> None:
    with pytest.raises(UnusableDatabase) as refused:
        Database(url)
    assert "sqlite:////path/to/file.db" in refused.value.next_step


async def test_own_commit_of_events_wakes_who_waits_at_once(
    database: Database, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    seen = database.change_mark
    async with unit_of_work(actor) as uow:
        await tasks.add(uow, TaskDraft(title="Milk"))
    assert database.change_mark > seen


async def test_own_commit_without_events_wakes_nobody(
    database: Database, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    seen = database.change_mark
    async with unit_of_work(actor):
        pass
    assert database.change_mark == seen


async def test_commit_of_another_process_wakes_who_waits(
    database: Database, other_process: Database, other_actor: Actor
) -> None:
    await database.wait_for_change(since=database.change_mark, seconds=60)  # the first look
    seen = database.change_mark
    waiting = asyncio.create_task(database.wait_for_change(since=seen, seconds=60))
    async with other_process.unit_of_work(other_actor) as uow:
        await tasks.add(uow, TaskDraft(title="Milk"))
    assert await waiting > seen


async def test_commit_between_the_mark_and_the_waiting_is_not_missed(
    database: Database, other_process: Database, other_actor: Actor
) -> None:
    await database.wait_for_change(since=database.change_mark, seconds=60)
    seen = database.change_mark
    async with other_process.unit_of_work(other_actor) as uow:
        await tasks.add(uow, TaskDraft(title="Milk"))
    assert await database.wait_for_change(since=seen, seconds=60) > seen


async def test_waiting_ends_when_nothing_changes(database: Database) -> None:
    await database.wait_for_change(since=database.change_mark, seconds=60)
    seen = database.change_mark
    assert await database.wait_for_change(since=seen, seconds=0.01) == seen


@pytest.mark.parametrize("replaced", [False, True])
async def test_file_that_is_taken_away_is_told_and_takes_no_more_writes(
    database: Database, database_file: Path, actor: Actor, tmp_path: Path, replaced: bool
) -> None:
    async with database.unit_of_work(actor):
        pass
    shutil.move(database_file, tmp_path / "moved.db")
    if replaced:
        shutil.copy(tmp_path / "moved.db", database_file)
    for read_only in (False, True):
        with pytest.raises(Unavailable) as refused:
            async with database.unit_of_work(actor, read_only=read_only):
                raise AssertionError("it went on")
        assert refused.value.code == "database_gone"
