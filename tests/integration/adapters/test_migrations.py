"""One history for SQLite and PostgreSQL, and nothing lost on the way."""

import io
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from evolution_todo.adapters.errors import UnusableDatabase
from evolution_todo.adapters.migrations import (
    OURS,
    History,
    State,
    alembic_config,
    inspect_file,
    migrate_file,
)
from models import migrations
from models.base import metadata
from tests.stack.stack import MIGRATED


@pytest.fixture
def own_url(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database whose tables the test may alter."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{request.getfixturevalue('database_file')}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create(template=MIGRATED)
    yield server.url(name).replace("postgresql:", "postgresql+asyncpg:")
    server.drop(name)


@pytest.fixture
async def connection(own_url: str) -> AsyncIterator[AsyncConnection]:
    bare = create_async_engine(own_url)
    async with bare.connect() as connection:
        yield connection
    await bare.dispose()


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
async def test_migrated_database_has_the_tables_of_the_models(connection: AsyncConnection) -> None:
    def compare(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    assert await connection.run_sync(compare) == []


@pytest.mark.anyio
async def test_migrations_go_down_to_nothing_and_up_again(connection: AsyncConnection) -> None:
    def go_down(connection: Connection) -> set[str]:
        command.downgrade(alembic_config(connection), "base")
        return set(inspect(connection).get_table_names())

    def go_up(connection: Connection) -> set[str]:
        command.upgrade(alembic_config(connection), "head")
        return set(inspect(connection).get_table_names())

    assert await connection.run_sync(go_down) <= {"alembic_version"}
    assert await connection.run_sync(go_up) >= set(metadata.tables)


def test_revisions_named_without_alembic_are_those_it_finds() -> None:
    script = ScriptDirectory.from_config(alembic_config(None))
    found = [revision.revision for revision in script.walk_revisions()]
    assert found[::-1] == list(migrations.REVISIONS)


def test_migrations_compile_for_postgresql() -> None:
    config = alembic_config(None)
    config.set_main_option("sqlalchemy.url", "postgresql+asyncpg://")
    config.output_buffer = io.StringIO()
    command.upgrade(config, "head", sql=True)
    sql = config.output_buffer.getvalue()
    assert "before JSONB" in sql
    assert "created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL" in sql
    assert "WHERE status = 'pending'" in sql


@pytest.mark.anyio
async def test_row_written_by_bare_sql_gets_the_defaults_of_the_seeds(
    connection: AsyncConnection,
) -> None:
    for row in (
        "users (id) VALUES ('ada')",
        "tasks (user_id, number, title) VALUES ('ada', 1, 'x')",
        "tags (user_id, name, folded) VALUES ('ada', 'Home', 'home')",
    ):
        await connection.execute(text(f"INSERT INTO {row}"))
    task = (await connection.execute(text("SELECT * FROM tasks"))).mappings().one()
    assert (task["completed"], task["priority_id"], task["origin"]) == (0, 2, "person")
    assert task["created_at"] == task["updated_at"] != ""
    assert await connection.scalar(text("SELECT color FROM tags")) == "#6B7280"


@pytest.mark.anyio
async def test_the_four_priorities_come_with_the_tables(connection: AsyncConnection) -> None:
    rows = await connection.execute(text("SELECT id, name, level, color FROM priorities"))
    assert rows.all() == [
        (1, "Low", 1, "#6B7280"),
        (2, "Medium", 2, "#3B82F6"),
        (3, "High", 3, "#F59E0B"),
        (4, "Critical", 4, "#EF4444"),
    ]


def test_new_file_is_created_in_a_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "todo.db"
    done = migrate_file(path)
    assert (done.before, done.after, done.copy) == (None, migrations.HEAD, None)
    assert inspect_file(path).state is State.CURRENT


def test_current_file_is_left_alone(database_file: Path) -> None:
    before = database_file.read_bytes()
    assert not migrate_file(database_file).changed
    assert database_file.read_bytes() == before


def test_newer_file_is_refused_and_untouched(database_file: Path) -> None:
    with closing(sqlite3.connect(database_file)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    before = database_file.read_bytes()
    with pytest.raises(UnusableDatabase, match="newer version") as refused:
        migrate_file(database_file)
    assert "Upgrade evolution-todo" in refused.value.next_step
    assert database_file.read_bytes() == before


def test_file_of_another_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(UnusableDatabase, match="another program"):
        migrate_file(path)
    assert path.read_bytes() == before


def test_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("milk, eggs and a longer line so that it is no empty database\n" * 20)
    before = path.read_bytes()
    with pytest.raises(UnusableDatabase, match="not a database"):
        migrate_file(path)
    assert path.read_bytes() == before


def test_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="cannot be opened"):
        migrate_file(tmp_path)


# The traps of altering a table on SQLite, tried with a second revision that has them all.
ALTERING = """
from alembic import op
import sqlalchemy as sa

revision = "9000"
down_revision = "%s"


def upgrade():
    with op.batch_alter_table("tasks", table_kwargs={"sqlite_autoincrement": %s}) as tasks:
        tasks.alter_column("title", type_=sa.String(300))
    %s
"""


def _history(tmp_path: Path, *, autoincrement: bool = True, then: str = "pass") -> History:
    folder = tmp_path / "migrations"
    shutil.copytree(OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9000_next.py").write_text(
        ALTERING % (migrations.HEAD, autoincrement, then)
    )
    return History(folder, (*migrations.REVISIONS, "9000"))


@pytest.fixture
def old_file(database_file: Path) -> Path:
    with closing(sqlite3.connect(database_file)) as file, file:
        file.execute("INSERT INTO users (id) VALUES ('ada')")
        file.executemany(
            "INSERT INTO tasks (id, user_id, number, title) VALUES (?, 'ada', ?, 'Call mom')",
            [(1, 1), (7, 2)],
        )
        file.execute("INSERT INTO reminders (task_id, user_id, remind_at) VALUES (1, 'ada', '')")
        file.execute("DELETE FROM tasks WHERE id = 7")
    return database_file


def test_altering_a_table_keeps_what_refers_to_it_and_a_copy_first(
    old_file: Path, tmp_path: Path
) -> None:
    done = migrate_file(old_file, _history(tmp_path))
    assert (done.before, done.after) == (migrations.HEAD, "9000")
    with closing(sqlite3.connect(old_file)) as file:
        assert file.execute("SELECT count(*) FROM reminders").fetchone() == (1,)
    assert done.copy is not None
    with closing(sqlite3.connect(done.copy)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (
            migrations.HEAD,
        )
        assert copy.execute("SELECT title FROM tasks").fetchall() == [("Call mom",)]


def test_deleted_id_is_not_used_again_after_a_table_was_altered(
    old_file: Path, tmp_path: Path
) -> None:
    migrate_file(old_file, _history(tmp_path))
    with closing(sqlite3.connect(old_file)) as file:
        added = file.execute("INSERT INTO tasks (user_id, number, title) VALUES ('ada', 3, 'New')")
        assert added.lastrowid == 8


def test_migration_that_drops_autoincrement_is_rolled_back(old_file: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="dropped AUTOINCREMENT from tasks"):
        migrate_file(old_file, _history(tmp_path, autoincrement=False))
    assert inspect_file(old_file).state is State.CURRENT


def test_migration_that_breaks_a_reference_is_rolled_back(old_file: Path, tmp_path: Path) -> None:
    history = _history(tmp_path, then='op.execute("DELETE FROM tasks")')
    with pytest.raises(UnusableDatabase, match="rolled back"):
        migrate_file(old_file, history)
    with closing(sqlite3.connect(old_file)) as file:
        assert file.execute("SELECT title FROM tasks").fetchall() == [("Call mom",)]
