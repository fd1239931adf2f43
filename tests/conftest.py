"""What every test may ask for: a real database, and people to act in it."""

import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.migrations import migrate_file
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from tests.owner_watch import watch
from tests.servers import Server
from tests.stack.postgres import Postgres, postgres
from tests.stack.stack import MIGRATED, Stack, migrated
from tests.stack.stack import stack as started

BERLIN = ZoneInfo("Europe/Berlin")

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def no_provider_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may think with a model that this machine happens to hold a key for."""
    for library in ("GEMINI", "GOOGLE", "OPENAI"):
        monkeypatch.delenv(f"{library}_API_KEY", raising=False)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file brought through every migration once; tests take copies of it."""
    path = tmp_path_factory.mktemp("template") / "todo.db"
    migrate_file(path)
    return path


@pytest.fixture
def database_file(migrated_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated_file, tmp_path / "todo.db"))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with nothing in it, as a process of its own."""
    async with Server(tmp_path) as server:
        yield server


@pytest.fixture
async def rest(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of that server's."""
    async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
        yield client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL with a database of every table, to be used in turn or copied."""
    with postgres(durable=False) as server:
        migrated(server)
        server.run(f"CREATE DATABASE shared TEMPLATE {MIGRATED} STRATEGY FILE_COPY")
        yield server


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The whole backbone, for the tests of one file: topics and keys know of no tests."""
    with started() as servers:
        yield servers


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give all that is left out with the backbone one place, so that one line tells of it."""
    report = yield
    if report.skipped and "stack" in getattr(item, "fixturenames", ()):
        assert isinstance(report.longrepr, tuple)
        report.longrepr = ("tests/stack", 0, report.longrepr[2])
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what fault tests have counted."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "counts":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {value}")


class OneBackbone(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
    """Gives each test to whoever is idle, and those on the whole backbone to one worker.

    Two backbones at once are too much for a machine. Marks of a group would say the same, but with
    pytest 9.2 the distributor no longer sees them.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "stack" if nodeid.startswith("tests/stack/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBackbone:
    """Say how tests are shared out among workers."""
    return OneBackbone(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try on both databases whatever does not ask for one of them itself."""
    if "engine" in metafunc.fixturenames:
        own = {"database_file": "sqlite", "postgres_server": "postgresql"}
        asked = [engine for name, engine in own.items() if name in metafunc.fixturenames]
        metafunc.parametrize("engine", asked or list(own.values()))


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the test's own."""
    if engine == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('database_file')}"
        return
    server = request.getfixturevalue("postgres_server")
    yield server.url("shared")
    server.run(LEFT_BEHIND, database="shared")
    server.run(EMPTY, database="shared")


LEFT_BEHIND = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = """
DO $$ DECLARE each record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'priorities', 'leases')
    LOOP EXECUTE format('DELETE FROM %I', each.name); END LOOP;
    FOR each IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'
    LOOP PERFORM setval(each.name::regclass, 1, false); END LOOP;
    UPDATE leases SET holder = NULL, fence = 0, beat = 0, locked = false;
END $$
"""
"""Puts a database back as the migrations leave it, in a third of the time that a copy takes."""


@pytest.fixture
async def database(
    database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """A database in which each statement of the test must name whose rows it touches."""
    # However busy the machine is, a test does not end because one stood in line for too long.
    monkeypatch.setattr("evolution_todo.adapters.database.WAIT_FOR_CONNECTION_SECONDS", 300.0)
    database = Database(database_url, clock=clock)
    loose = watch(database.engines)
    yield database
    await database.close()
    assert loose == []


@pytest.fixture
def unit_of_work(database: Database) -> OpenUnitOfWork:
    return database.unit_of_work


@pytest.fixture
def actor() -> Actor:
    return Actor(user_id="ada", zone=BERLIN, client="web", correlation_id="test-ada")


@pytest.fixture
def other_actor() -> Actor:
    return Actor(user_id="bob", zone=BERLIN, client="web", correlation_id="test-bob")
