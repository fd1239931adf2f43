"""A broker in memory: it keeps what it takes, and can be made to refuse or to be gone."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event


def nobody(event: Event) -> bool:
    del event
    return False


@dataclass
class Broker:
    """Takes events as a real one does: all, some or none of a call."""

    records: list[Event] = field(default_factory=list)
    down: bool = False
    refuses: Callable[[Event], bool] = nobody
    calls: int = 0
    under_way: int = 0
    called: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether it answers; until then it holds on to what it is given."""

    def __post_init__(self) -> None:
        self.open.set()

    async def publish(self, events: Sequence[Event]) -> frozenset[str]:
        self.calls += 1
        self.under_way += 1
        self.called.set()
        await self.open.wait()
        self.under_way -= 1
        if self.down:
            raise Unavailable("The broker is out of reach.", next_step="Wait.")
        refused = frozenset(event.id for event in events if self.refuses(event))
        self.records += [event for event in events if event.id not in refused]
        return refused

    def first(self, user_id: str) -> list[str]:
        """The ids of one person's events in the order of their first coming."""
        return list(dict.fromkeys(e.id for e in self.records if e.user_id == user_id))
