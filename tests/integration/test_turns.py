"""Turns over the real store and the real MCP server, on a database file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from agents import Model
from agents.testing import ScriptedModel, assistant_message, function_call
from mcp import Client

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain import finding
from evolution_todo.domain.errors import ConversationBusy, MessageIdReused
from evolution_todo.domain.ports import Actor
from mcp_server.app import build_server, connect
from mcp_server.context import Caller
from tests.conftest import BERLIN, Clock
from todo_agent import runner
from todo_agent.live import LiveTurn, Turns
from todo_agent.turn import LEASE_SECONDS, Answer, Person, Step, TurnRequest

pytestmark = pytest.mark.anyio

ADA = Person(user_id="ada", zone=BERLIN, client="web")

ADD_TWO = [
    function_call("add_tasks", {"tasks": [{"title": title}]}, call_id=title)
    for title in ("Milk", "Eggs")
]
ADD_TEA = [function_call("add_tasks", {"tasks": [{"title": "Tea"}]}, call_id="Tea")]
DONE = [assistant_message("Done.")]
SCRIPT = (ADD_TWO, ADD_TEA, DONE)


class Killed(Exception):
    """The process dies at a step."""


@dataclass
class House:
    """Processes over one database file: each has its own Turns, all the same store."""

    database: Database
    actor: Actor
    clock: Clock
    model: Model = field(default_factory=lambda: ScriptedModel(SCRIPT))
    steps: list[Step] = field(default_factory=list)
    at_step: Callable[[int, Step], None] = lambda _count, _step: None
    made: list[Turns] = field(default_factory=list)
    conversation_id: str | None = None

    def __post_init__(self) -> None:
        self.store = DatabaseTurnStore(self.database.unit_of_work)
        self.server = build_server(
            unit_of_work=self.database.unit_of_work, local_person=None, version="test"
        )

    def process(self) -> Turns:
        async def announce(step: Step, _turn_id: str) -> None:
            self.steps.append(step)
            self.at_step(len(self.steps), step)

        turns = Turns(
            store=self.store,
            connect_tools=self._tools,
            choose_model=lambda _person, _now: self.model,
            announce=announce,
            wait_seconds=0,
            poll_seconds=0.001,
        )
        self.made.append(turns)
        return turns

    @asynccontextmanager
    async def _tools(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        async with connect(self.server, caller) as client:
            yield client

    async def start(self, message: str, message_id: str, *, turns: Turns | None = None) -> LiveTurn:
        """Say a message in the one conversation, to the last process unless told."""
        request = TurnRequest(
            person=ADA,
            message=message,
            message_id=message_id,
            conversation_id=self.conversation_id,
            correlation_id="test",
        )
        live = await (turns or self.made[-1]).start(request)
        self.conversation_id = live.conversation_id
        return live

    async def said(self, message: str, message_id: str, *outputs: Any) -> Answer:
        """Say a message that a model answers with these outputs."""
        self.model = ScriptedModel(outputs)
        return await (await self.start(message, message_id)).answer()

    async def titles(self) -> list[str]:
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            page = await finding.find(uow, finding.TaskQuery(limit=100, sort="created_at"))
        return [task.title for task in page.items]


@pytest.fixture
async def house(database: Database, actor: Actor, clock: Clock) -> AsyncIterator[House]:
    house = House(database, actor, clock)
    yield house
    for turns in house.made:
        await turns.aclose(grace_seconds=0)


def call(name: str, arguments: Any) -> list[Any]:
    return [function_call(name, arguments, call_id=f"{name} {arguments}")]


async def test_a_turn_that_dies_at_any_step_leaves_each_task_once(house: House) -> None:
    house.process()
    await house.said("add milk, eggs and tea again", "whole", *SCRIPT)
    steps = list(house.steps)
    assert set(steps) == set(Step)
    for death, step in enumerate(steps, 1):
        house.steps.clear()
        house.at_step = dying_at(death)
        house.model = ScriptedModel(SCRIPT)
        house.process()
        with pytest.raises(Killed):
            await (await house.start("add milk, eggs and tea again", f"{death}")).answer()
        house.at_step = dying_at(0)
        left = SCRIPT[house.steps.count(Step.OUTPUT_STORED) :]
        house.process()
        answer = await house.said("add milk, eggs and tea again", f"{death}", *left)
        assert answer.response == "Done."
        assert [run.ok for run in answer.tool_calls] == [True, True, True]
        assert await house.titles() == ["Milk", "Eggs", "Tea"] * (death + 1), step


def dying_at(death: int) -> Callable[[int, Step], None]:
    def die(count: int, _step: Step) -> None:
        if count == death:
            raise Killed

    return die


async def test_a_turn_of_a_dead_holder_is_taken_over_when_its_lease_has_run_out(
    house: House, clock: Clock
) -> None:
    house.process()
    request = TurnRequest(
        person=ADA, message="add tea", message_id="m1", correlation_id="test", conversation_id=None
    )
    await house.store.open(request, holder="dead", wait_seconds=0)
    house.model = ScriptedModel([ADD_TEA, DONE])
    live = await house.start("add tea", "m1")
    clock.now += timedelta(seconds=LEASE_SECONDS + 1)
    assert (await live.answer()).response == "Done."
    assert await house.titles() == ["Tea"]


async def test_what_the_store_refuses_reaches_the_caller_before_any_event(house: House) -> None:
    house.process()
    await house.said("hello", "m1", [assistant_message("Hello.")])
    with pytest.raises(MessageIdReused):
        await house.start("something else", "m1")
    busy = TurnRequest(
        person=ADA,
        message="slow",
        message_id="m2",
        correlation_id="test",
        conversation_id=house.conversation_id,
    )
    await house.store.open(busy, holder="elsewhere", wait_seconds=0)
    with pytest.raises(ConversationBusy):
        await house.start("quick", "m3")


async def test_a_yes_deletes_exactly_what_was_asked_about_and_undo_brings_it_back(
    house: House,
) -> None:
    house.process()
    await house.said("add milk and eggs", "m1", ADD_TWO, DONE)
    both = {"tasks": [{"number": 1}, {"number": 2}]}
    asked = await house.said("delete everything", "m2", call("delete_tasks", both))
    assert asked.response == "Delete 2 tasks: “Milk”, “Eggs”?"
    assert await house.titles() == ["Milk", "Eggs"]
    house.process()
    await house.said("yes", "m3", DONE)
    assert await house.titles() == []
    await house.said("yes", "m4", [assistant_message("Yes to what?")])
    await house.said("undo", "m5", call("undo", {}), DONE)
    assert await house.titles() == ["Milk", "Eggs"]


async def test_a_stop_asked_of_another_process_ends_the_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RENEW_SECONDS", 0.001)
    house.model = Silent()
    first, second = house.process(), house.process()
    live = await house.start("tell me everything", "m1", turns=first)
    await second.stop(person=ADA, message_id="m1")
    assert (await live.answer()).response == "Stopped. Nothing was changed."


class Silent(ScriptedModel):
    """A model that never says anything."""

    async def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        await asyncio.Event().wait()
        yield  # pragma: no cover


async def test_an_answered_message_is_answered_the_same_by_another_process(house: House) -> None:
    house.process()
    first = await house.said("add tea", "m1", ADD_TEA, DONE)
    again = await house.start("add tea", "m1", turns=house.process())
    assert await again.answer() == first
    assert await house.titles() == ["Tea"]
