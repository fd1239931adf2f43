"""Says that events of one person have come, to those who listen for that person."""

from __future__ import annotations

from weakref import WeakValueDictionary

from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Changes
from evolution_todo.domain.waking import Waker


class WakeUps:
    """Turns deliveries into wake-ups; what they tell is read from the change rows."""

    def __init__(self) -> None:
        self._people: WeakValueDictionary[str, Waker] = WeakValueDictionary()

    def of(self, user_id: str) -> Changes:
        """Return what moves with each delivery for a person, for as long as somebody has it."""
        person = self._people.get(user_id)
        if person is None:
            person = self._people[user_id] = Waker()
        return person

    async def take(self, event: Event) -> None:
        """Wake whoever listens for the person of an event."""
        person = self._people.get(event.user_id)
        if person is not None:
            person.move()
