"""Turns of a real conversation: the real tools over SQLite, and the model of a choice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from agents import Model
from mcp import Client

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain import finding
from evolution_todo.domain.ports import Actor
from mcp_server.app import build_server, connect
from mcp_server.context import Caller
from tests.conftest import BERLIN
from tests.integration.providers.wires import Wire
from todo_agent.budgets import Limits
from todo_agent.live import Turns
from todo_agent.llm.offline import OfflineModel
from todo_agent.llm.providers import provider_model
from todo_agent.llm.retrying import RetryingModel
from todo_agent.turn import Answer, Person, Step, Token, TurnRequest

ADA = Person(user_id="ada", zone=BERLIN, client="web")
EPOCH = 1_780_000_000.0
"""What the clock says that Retry-After dates are compared with."""


@dataclass
class Talk:
    """One conversation; `model` answers its next message, offline where it is None."""

    database: Database
    actor: Actor
    limits: Limits = field(default_factory=Limits)
    fallback: bool = True
    model: Model | None = None
    at_step: Callable[[Step], None] = lambda _step: None
    waits: list[float] = field(default_factory=list)
    """The seconds that were waited before a provider was asked again."""
    opened: list[RetryingModel] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    """The tokens of the last answer, as they came."""
    conversation_id: str | None = None
    process: Turns | None = None
    """The last process that a message was said in."""

    def __post_init__(self) -> None:
        self._ids = count(1)
        self._store = DatabaseTurnStore(self.database.unit_of_work)
        self._server = build_server(
            unit_of_work=self.database.unit_of_work, local_person=None, version="test"
        )

    def think_with(
        self, wire: Wire, address: str, *, sleep: Callable[[float], Awaitable[None]] | None = None
    ) -> None:
        """Let the model behind an address answer from here on; its waits are only noted."""

        async def note(seconds: float) -> None:
            self.waits.append(seconds)

        model = provider_model(wire.choice(address), sleep=sleep or note, now=lambda: EPOCH)
        self.opened.append(model)
        self.model = model

    async def say(self, message: str, *, message_id: str | None = None) -> Answer:
        """Say a message in a process of its own, and wait for its answer."""
        turns = self.process = self._process()
        request = TurnRequest(
            person=ADA,
            message=message,
            message_id=message_id or f"message-{next(self._ids)}",
            conversation_id=self.conversation_id,
            correlation_id="test",
        )
        try:
            live = await turns.start(request)
            self.conversation_id = live.conversation_id
            answer = await live.answer()
            self.spoken = [event.text async for event in live.events() if isinstance(event, Token)]
            return answer
        finally:
            await turns.aclose(grace_seconds=0)

    async def titles(self) -> list[str]:
        """The titles of the tasks there are, oldest first."""
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            page = await finding.find(uow, finding.TaskQuery(limit=100, sort="created_at"))
        return [task.title for task in page.items]

    async def close(self) -> None:
        for model in self.opened:
            await model.close()

    def _process(self) -> Turns:
        async def announce(step: Step, _turn_id: str) -> None:
            self.at_step(step)

        return Turns(
            store=self._store,
            connect_tools=self._tools,
            choose_model=lambda person, now: self.model or offline(person, now),
            fallback_model=offline if self.fallback else None,
            announce=announce,
            limits=self.limits,
            poll_seconds=0.001,
        )

    @asynccontextmanager
    async def _tools(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        async with connect(self._server, caller) as client:
            yield client


def offline(person: Person, now: datetime) -> OfflineModel:
    return OfflineModel(now=now)
