"""What an operator now and then does to a database: migrates it, moves it, replays letters."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from evolution_todo import processes
from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database, file_of
from evolution_todo.adapters.moving import Moved
from evolution_todo.adapters.settings import Settings
from models import ParkedEvent


async def migrated(settings: Settings) -> str:
    """Bring the database up to date; returns what there is to say of it."""
    processes.folder_of(settings).create()
    database = Database(settings.database_url)
    try:
        done = await database.migrate()
    finally:
        await database.close()
    if not done.changed:
        return f"The database is up to date (revision {done.after})."
    kept = f" What it was is kept in {done.copy}." if done.copy else ""
    return f"The database is at revision {done.after} now.{kept}"


async def move(settings: Settings, source: str) -> str:
    """Move what a SQLite file holds into the empty database; returns what there is to say of it.

    Raises:
        UnusableDatabase: one of the two is not as it must be; nothing was changed.
    """
    file = file_of(source)
    database = Database(settings.database_url)
    try:
        with _bars() as show:
            moved = await database.take_over(file, show)
    finally:
        await database.close()
    return "\n".join((*_told(moved), f"{file} is as it was; keep it until you have looked."))


def _told(moved: Moved) -> Iterator[str]:
    for table, count in moved.rows.items():
        yield f"{table:18} {count:>9,}"
    yield f"Moved {sum(moved.rows.values()):,} rows; each was read again and is as it was."
    if moved.altered:
        yield f"{moved.altered:,} of them held NUL, which PostgreSQL cannot: it is U+FFFD now."


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    """Show on a terminal how far each of several pieces of work is; elsewhere nothing."""
    columns = (TextColumn("{task.description:18}"), BarColumn(), MofNCompleteColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as progress:
        bars: dict[str, Any] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in bars:
                bars[name] = progress.add_task(name)
            progress.update(bars[name], completed=done, total=total)

        yield show


async def dead_letters(settings: Settings) -> Sequence[ParkedEvent]:
    """Return the events that services have given up, the oldest first."""
    async with processes.opened(settings) as database:
        return await DatabaseBacklog(database).dead_letters()


async def when_tried(settings: Settings) -> str:
    """Say when a replayed event is tried."""
    if settings.events == "dapr":
        return "within seconds, by the service's own process"
    is_led = await processes.is_led(settings)
    return "now" if is_led else "as soon as a server or a chat is open"


async def replayed(settings: Settings, ids: Sequence[int] | None) -> list[int]:
    """Let dead letters be tried again, all or those named; returns whose ids."""
    async with processes.opened(settings) as database:
        return await DatabaseBacklog(database).replay(ids)
