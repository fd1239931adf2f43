"""The one table of who handles which events, whatever brings them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from evolution_todo.domain.events import TASK_EVENTS, Event
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.services import audit, recurring

Handler: TypeAlias = Callable[[UnitOfWork, Event], Awaitable[None]]
"""Has its whole effect in the transaction it is given; decides by the rows as they are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """One service's interest in one topic.

    Attributes:
        name: of the service; its inbox marks and its dead letters bear it.
        topic: what it listens to.
        types: the CloudEvent types that it handles; None for all of the topic.
        handle: what it does.
    """

    name: str
    topic: str
    types: frozenset[str] | None
    handle: Handler

    def takes(self, event: Event) -> bool:
        """Say whether the event is one of its own."""
        return event.topic == self.topic and (self.types is None or event.type in self.types)


RECURRING = Consumer(
    name="recurring",
    topic=TASK_EVENTS,
    types=frozenset({recurring.COMPLETED, recurring.DELETED}),
    handle=recurring.follow,
)
AUDIT = Consumer(name="audit", topic=TASK_EVENTS, types=None, handle=audit.record)

CONSUMERS: tuple[Consumer, ...] = (RECURRING, AUDIT)
"""Those of one process that does everything; it sends reminders by the table alone."""
