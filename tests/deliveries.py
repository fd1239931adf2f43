"""Bringing events to their consumers as a broker would: late, again, in any order."""

from collections.abc import Iterable, Sequence
from random import Random

from sqlmodel import col, select

from evolution_todo.domain.events import Event, of_row
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from evolution_todo.services.handlers import CONSUMERS, Consumer
from evolution_todo.services.subscriber import take
from models import OutboxEvent


class Courier:
    """Takes one person's events from the outbox, each once, and brings them when told to."""

    def __init__(
        self,
        unit_of_work: OpenUnitOfWork,
        actor: Actor,
        *,
        consumers: Sequence[Consumer] = CONSUMERS,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._actor = actor
        self._consumers = consumers
        self._position = 0

    async def collect(self) -> list[Event]:
        """Return the events written since the last time, in their order."""
        async with self._unit_of_work(self._actor, read_only=True) as uow:
            rows = (
                await uow.session.exec(
                    select(OutboxEvent)
                    .where(OutboxEvent.user_id == self._actor.user_id)
                    .where(col(OutboxEvent.position) > self._position)
                    .order_by(col(OutboxEvent.position))
                )
            ).all()
        self._position = max([self._position, *(row.position or 0 for row in rows)])
        return [of_row(row) for row in rows]

    async def bring(self, events: Iterable[Event]) -> None:
        """Bring events to everyone who listens to them, each in a transaction of its own."""
        for event in events:
            for consumer in self._consumers:
                if consumer.takes(event):
                    async with self._unit_of_work(self._actor) as uow:
                        await take(uow, [consumer], [event])

    async def settle(self, *, times: int = 1, shuffled: Random | None = None) -> None:
        """Bring all there is, and what that gives rise to, until nothing is left."""
        while events := (await self.collect()) * times:
            if shuffled is not None:
                shuffled.shuffle(events)
            await self.bring(events)
