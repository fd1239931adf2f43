"""Persons over one database, whose turns may be answered by models that fail or mean ill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from agents import Model
from agents.testing import ModelStep, ScriptedModel, function_call
from mcp import Client

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain import finding, reminders
from evolution_todo.domain.ports import Actor
from mcp_server.app import build_server, connect
from mcp_server.context import Caller
from tests.conftest import BERLIN
from todo_agent.budgets import Limits
from todo_agent.live import LiveTurn, Turns
from todo_agent.llm.offline import OfflineModel
from todo_agent.turn import Answer, Person, Step, TurnRequest

Output = list[Any]


def call(name: str, **arguments: Any) -> Any:
    """A model's tool call, under an id that tells nothing."""
    return function_call(name, arguments, call_id=f"toolu_{crc32(repr(arguments).encode()):x}")


def add(*titles: str, **more: Any) -> Any:
    return call("add_tasks", tasks=[{"title": title, **more} for title in titles])


def complete(*numbers: int) -> Any:
    refs = [{"number": number} for number in numbers]
    return call("set_tasks_completed", tasks=refs, completed=True)


def delete(number: int) -> Any:
    return call("delete_tasks", tasks=[{"number": number}])


def update(number: int, **changes: Any) -> Any:
    return call("update_tasks", updates=[{"task": {"number": number}, **changes}])


def find(**where: Any) -> Any:
    return call("find_tasks", filter=where)


class Killed(Exception):
    """The process dies at a step."""


def dying_at(death: int) -> Callable[[int, Step], None]:
    """Die at the step of that number, never if it is 0."""

    def die(count: int, _step: Step) -> None:
        if count == death:
            raise Killed

    return die


class Silent(ScriptedModel):
    """A model that never says anything."""

    async def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        await asyncio.Event().wait()
        yield  # which makes it a stream


def failing(outputs: Sequence[Output]) -> Model:
    """A model that gives these outputs and then fails for good."""
    return ScriptedModel([*outputs, ModelStep.raise_error(ConnectionError("503"))])


@dataclass
class House:
    """Persons over one database; a model that fails, and the planner behind it."""

    database: Database
    person: Person = field(default_factory=lambda: Person(user_id="p", zone=BERLIN, client="web"))
    model: Model | None = None
    limits: Limits = field(default_factory=Limits)
    conversation_id: str | None = None
    steps: list[Step] = field(default_factory=list)
    at_step: Callable[[int, Step], None] = lambda _count, _step: None
    made: list[Turns] = field(default_factory=list)
    messages: int = 0

    def __post_init__(self) -> None:
        self.store = DatabaseTurnStore(self.database.unit_of_work)
        self.server = build_server(
            unit_of_work=self.database.unit_of_work, local_person=None, version="test"
        )

    def move_in(self, user_id: str) -> None:
        """Let another person speak, in a conversation of their own."""
        self.person = Person(user_id=user_id, zone=BERLIN, client="web")
        self.conversation_id = None

    def process(self, *, wait_seconds: float = 0) -> Turns:
        async def announce(step: Step, _turn_id: str) -> None:
            self.steps.append(step)
            self.at_step(len(self.steps), step)

        turns = Turns(
            store=self.store,
            connect_tools=self.tools,
            choose_model=lambda _person, now: self.model or OfflineModel(now=now),
            fallback_model=lambda _person, now: OfflineModel(now=now),
            announce=announce,
            limits=self.limits,
            wait_seconds=wait_seconds,
            poll_seconds=0.001,
        )
        self.made.append(turns)
        return turns

    @asynccontextmanager
    async def tools(self, person: Person, **_turn: str) -> AsyncIterator[Client]:
        """Connect a person to the tools."""
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        async with connect(self.server, caller) as client:
            yield client

    async def said(
        self, message: str, model: Model | None = None, *, again: bool = False
    ) -> Answer:
        """Say a message that a model answers, the planner where there is none."""
        return await (await self.start(message, model, again=again)).answer()

    async def start(
        self,
        message: str,
        model: Model | None = None,
        *,
        again: bool = False,
        turns: Turns | None = None,
    ) -> LiveTurn:
        """Say a message, or the last one again, to the last process unless told."""
        self.model = model
        self.messages += not again
        live = await (turns or self._last_process()).start(self.request(message))
        self.conversation_id = live.conversation_id
        return live

    def request(self, message: str) -> TurnRequest:
        """A message under the last id that was given."""
        return TurnRequest(
            person=self.person,
            message=message,
            message_id=f"m{self.messages}",
            conversation_id=self.conversation_id,
            correlation_id="test",
        )

    def _last_process(self) -> Turns:
        return self.made[-1] if self.made else self.process()

    async def said_and_agreed(self, message: str, model: Model | None = None) -> Answer:
        """Say a message, and yes to what it makes the assistant ask."""
        answer = await self.said(message, model)
        if answer.question is not None:
            await self.said("yes")
        return answer

    async def state(self) -> list[dict[str, Any]]:
        """All of the person's tasks with what was said of them."""
        actor = Actor(
            user_id=self.person.user_id, zone=BERLIN, client="test", correlation_id="test"
        )
        async with self.database.unit_of_work(actor, read_only=True) as uow:
            page = await finding.find(uow, finding.TaskQuery(limit=100, sort="created_at"))
            waiting = (await reminders.find(uow, statuses=["pending"])).items
        numbers = {task.id: task.number for task in page.items}
        told = {task.number: task.model_dump(include=TELLING) for task in page.items}
        for each in waiting:
            told[numbers[each.task_id]].setdefault("reminders", []).append(each.remind_at)
        return [told[number] for number in sorted(told)]

    async def titles(self) -> list[str]:
        return [task["title"] for task in await self.state()]


TELLING = {
    "number",
    "title",
    "description",
    "completed",
    "priority",
    "due_date",
    "due_all_day",
    "tags",
    "recurring_pattern",
}
