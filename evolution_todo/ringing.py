"""What rings in an open chat: the reminders whose time comes while it is open."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx2
from rich.console import Console
from rich.text import Text

from evolution_todo.language.times.reading import say_time

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database

AGAIN_SECONDS = 2.0
"""How long after a break the reminders are listened for again."""
IDLE_SECONDS = 60.0
PAGE = 100
"""How many changes are read at once."""

REFUSED = frozenset({401, 403})
"""What a server answers to somebody whom it will not tell anything later either."""


class Bell:
    """Tells of due reminders on a screen, and never in the middle of an answer."""

    def __init__(self, screen: Console, zone: tzinfo) -> None:
        self._screen = screen
        self._zone = zone
        self._is_held = False
        self._waiting: list[str] = []

    async def ring_for(self, reminders: AsyncIterator[Mapping[str, Any]]) -> None:
        """Ring for each of the reminders as it comes."""
        async for each in reminders:
            if each["title"] is not None and not each["completed"]:
                self._tell(f"Reminder: {' '.join(each['title'].split())}{self._due(each)}")

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let what comes meanwhile ring afterwards."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                self._tell(each)

    def _tell(self, said: str) -> None:
        if self._is_held:
            self._waiting.append(said)
            return
        self._screen.bell()
        # A title may hold what looks like markup.
        self._screen.print(Text(f"⏰ {said}", style="bold"), soft_wrap=True)

    def _due(self, reminder: Mapping[str, Any]) -> str:
        if reminder["due_at"] is None:
            return ""
        due, all_day = datetime.fromisoformat(reminder["due_at"]), reminder["due_all_day"]
        return f", due {say_time(due, all_day=all_day, now=datetime.now(self._zone))}"


async def reminders_of(client: httpx2.AsyncClient) -> AsyncIterator[Mapping[str, Any]]:
    """The reminders that a server sends from now on; a broken stream is taken up where it broke."""
    last = ""
    while True:
        with contextlib.suppress(httpx2.TransportError):
            headers = {"Last-Event-ID": last} if last else {}
            async with client.stream("GET", "/api/events", headers=headers) as response:
                if response.status_code in REFUSED:
                    return  # the first message is told why
                name = ""
                async for line in response.aiter_lines():
                    field, _, value = line.partition(": ")
                    if field == "id":
                        last = value
                    elif field == "event":
                        name = value
                    elif field == "data" and name == "reminder":
                        yield json.loads(value)
        await asyncio.sleep(AGAIN_SECONDS)


async def reminders_here(
    database: "Database", user_id: str, zone: ZoneInfo
) -> AsyncIterator[Mapping[str, Any]]:
    """A person's reminders that this process sends from now on."""
    # A chat through a server does without what a database takes to import.
    from evolution_todo.domain import updates
    from evolution_todo.domain.errors import Unavailable
    from evolution_todo.domain.ports import Actor

    actor = Actor(user_id=user_id, zone=zone, client="terminal", correlation_id=str(uuid4()))
    async with database.unit_of_work(actor, read_only=True) as uow:
        seq = uow.user.last_seq
    while True:
        mark, found = database.change_mark, []
        with contextlib.suppress(Unavailable):
            async with database.unit_of_work(actor, read_only=True) as uow:
                found = await updates.after(uow, seq, limit=PAGE)
        for each in found:
            seq = each.seq
            if each.is_reminder:
                yield each.data
        if len(found) < PAGE:
            await database.wait_for_change(since=mark, seconds=IDLE_SECONDS)
