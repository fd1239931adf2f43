"""Says that events of one person have come, to those who listen for that person."""

from __future__ import annotations

import asyncio
import contextlib
from weakref import WeakValueDictionary

from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Changes


class WakeUps:
    """Turns deliveries into wake-ups; what they tell is read from the change rows."""

    def __init__(self) -> None:
        self._people: WeakValueDictionary[str, _Person] = WeakValueDictionary()

    def of(self, user_id: str) -> Changes:
        """Return what moves with each delivery for a person, for as long as somebody has it."""
        person = self._people.get(user_id)
        if person is None:
            person = self._people[user_id] = _Person()
        return person

    async def take(self, event: Event) -> None:
        """Wake whoever listens for the person of an event."""
        person = self._people.get(event.user_id)
        if person is not None:
            person.move()


class _Person:
    def __init__(self) -> None:
        self.change_mark = 0
        self._moved = asyncio.Event()

    def move(self) -> None:
        self.change_mark += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_for_change(self, *, since: int, seconds: float) -> int:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.change_mark == since:
                    await self._moved.wait()
        return self.change_mark
