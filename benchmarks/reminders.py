"""10,000 reminders that are due in the same second: until all are claimed, and until all are told.

A hundred people have a hundred tasks each with one reminder, on a SQLite file with fsync on. They
have no channels, so each reminder goes to the log and the live stream: its row, its task's, two
change rows and four events. The limit is the very statements that this has written, recorded and
run again by sqlite3 alone, in the same transactions, on a copy of the file as it was.
"""

import asyncio
import contextlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert

from benchmarks.figures import Figure, report
from benchmarks.house import ZONE
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.duereminders import DatabaseDueReminders
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.services.notification.sweeper import Sweeper
from evolution_todo.services.steps import ServiceStep
from models import Reminder, Task, User, utc_now

PEOPLE, EACH = 100, 100
BAR_SECONDS = 10


@dataclass
class Recording:
    """What was written, and when all was claimed."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    begun: float = 0.0
    claimed_after: float = 0.0
    claiming: int = 0
    """How many of the statements the claiming took."""

    def record(self, database: Database) -> None:
        """Note whatever the writing engine runs from now on."""
        writers, _ = database.engines
        event.listen(writers, "before_cursor_execute", self._statement)
        event.listen(writers, "commit", lambda _: self.statements.append(("COMMIT", (), False)))

    def _statement(self, _connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        many = isinstance(values, list) and isinstance(values[0], tuple)
        self.statements.append((text, values, many))

    async def announce(self, step: StrEnum, about: str) -> None:
        """Hear from the sweeper that it has claimed everything."""
        del about
        if step is ServiceStep.REMINDERS_CLAIMED:
            self.claimed_after = time.perf_counter() - self.begun
            self.claiming = len(self.statements)


async def fill(database: Database) -> None:
    """Write people, tasks and reminders that are due at one moment."""
    await database.migrate()
    due = utc_now() - timedelta(seconds=1)
    people = [f"person-{number}" for number in range(PEOPLE)]
    async with database.across_people() as session:
        connection = await session.connection()
        await connection.execute(insert(User), [{"id": name} for name in people])
        numbers = range(1, PEOPLE * EACH + 1)
        owners = {number: people[number % PEOPLE] for number in numbers}
        await connection.execute(
            insert(Task),
            [
                {"id": n, "user_id": owners[n], "number": n, "title": f"Task {n}"}
                | {"reminder_at": due}
                for n in numbers
            ],
        )
        await connection.execute(
            insert(Reminder),
            [{"task_id": n, "user_id": owners[n], "remind_at": due} for n in numbers],
        )


async def ours(path: Path) -> tuple[Recording, float]:
    """Sweep once; returns what was written and how long all of it took."""
    database = Database(f"sqlite:///{path}")
    recording = Recording()
    recording.record(database)
    sweeper = Sweeper(
        due=DatabaseDueReminders(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        channels=NotifyChannels(),
        zone=ZONE,
        holder="benchmark",
        clock=database.clock,
        still_leading=lambda: True,
        announce=recording.announce,
    )
    recording.begun = time.perf_counter()
    sent = await sweeper.sweep()
    taken = time.perf_counter() - recording.begun
    assert sent == PEOPLE * EACH, sent
    await database.close()
    return recording, taken


@contextlib.contextmanager
def bare_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file as the product does."""
    file = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        file.execute(f"PRAGMA {pragma}")
    yield file
    file.close()


def again(
    path: Path, statements: list[tuple[str, Any, bool]], claiming: int
) -> tuple[float, float]:
    """Run the statements as they are; returns the seconds of the claiming, and of all."""
    with bare_file(path) as file:
        begun = time.perf_counter()
        claimed = 0.0
        for number, (text, values, many) in enumerate(statements):
            if number == claiming:
                claimed = time.perf_counter() - begun
            if many:
                file.executemany(text, values)
            else:
                file.execute(text, values).fetchall()
        taken = time.perf_counter() - begun
        ((sent,),) = file.execute("SELECT count(*) FROM reminders WHERE status = 'sent'")
    assert sent == PEOPLE * EACH, sent
    return claimed, taken


def measure() -> list[Figure]:
    """Compare a sweep with its bare statements."""
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder) / "todo.db", Path(folder) / "bare.db"
        asyncio.run(_filled(path))
        shutil.copy(path, copy)
        recording, told = asyncio.run(ours(path))
        bare_claimed, bare_told = again(copy, recording.statements, recording.claiming)
    count = f"{PEOPLE * EACH:,} due at once"
    return [
        Figure(
            name=f"reminders: {count}, all claimed",
            unit="s",
            ours=recording.claimed_after,
            bar=BAR_SECONDS,
        ),
        Figure(
            name="reminders: the same beside the bare statements",
            unit="s",
            ours=recording.claimed_after,
            limit=bare_claimed,
        ),
        Figure(
            name="reminders: all told to the log and the live stream",
            unit="s",
            ours=told,
            limit=bare_told,
        ),
    ]


async def _filled(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await fill(database)
    await database.close()


if __name__ == "__main__":
    report(measure())
