"""The parts of a server, on a database of its own, with a model that answers at once."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from agents import Model, ModelResponse, Usage
from agents.items import TResponseOutputItem, TResponseStreamEvent
from agents.testing import assistant_message, function_call
from mcp import Client
from openai.types.responses import Response, ResponseCompletedEvent

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain.ports import OpenUnitOfWork
from evolution_todo.processes.memory import settle_memory
from mcp_server.app import TodoServer, build_server, connect
from mcp_server.context import Caller
from todo_agent.live import Turns
from todo_agent.tools import ConnectTools
from todo_agent.turn import Answer, Person, Step, TurnRequest

ZONE = ZoneInfo("Europe/Berlin")
PERSON = Person(user_id="ada", zone=ZONE, client="web")
CALLER = Caller(user_id=PERSON.user_id, zone=ZONE, client="web")
DONE = "Done."

Output = list[TResponseOutputItem]


def calls_then_done(name: str, arguments: dict[str, Any]) -> list[Output]:
    """Return what a model says in a turn with one tool call."""
    return [
        [function_call(name, arguments, call_id=uuid4().hex)],
        [assistant_message(DONE, item_id=uuid4().hex)],
    ]


class Scripted(Model):
    """Gives one output after the other, at once: what a turn takes is not the model's."""

    def __init__(self, outputs: Sequence[Output]) -> None:
        self._outputs = iter(outputs)

    async def get_response(self, *_: Any, **__: Any) -> ModelResponse:
        """Give the next output."""
        return ModelResponse(output=next(self._outputs), usage=Usage(), response_id=None)

    async def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Give the next output as one event."""
        yield completed(next(self._outputs))


def completed(output: Output) -> ResponseCompletedEvent:
    """Return the event that ends a model's stream."""
    response = Response(
        id="scripted",
        created_at=0,
        model="scripted",
        object="response",
        output=output,
        tool_choice="auto",
        tools=[],
        parallel_tool_calls=True,
    )
    return ResponseCompletedEvent(type="response.completed", sequence_number=0, response=response)


@dataclass(frozen=True, slots=True)
class House:
    """One database, one MCP server and one store of turns."""

    database: Database
    server: TodoServer
    store: DatabaseTurnStore

    def turns(self, connect_tools: ConnectTools, outputs: "Outputs") -> Turns:
        """Return turns that are all answered by these outputs."""

        async def announce(step: Step, turn_id: str) -> None:
            del step, turn_id

        return Turns(
            store=self.store,
            connect_tools=connect_tools,
            choose_model=lambda _person, _now: Scripted(outputs()),
            announce=announce,
        )

    def connect_tools(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AbstractAsyncContextManager[Client]:
        """Connect a turn as the server does: a connection of its own."""
        del conversation_id, turn_id  # each call bears them itself
        return connect(
            self.server, Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        )


class Outputs:
    """What the model says in each turn."""

    def __init__(self, name: str, arguments: dict[str, Any]) -> None:
        self._name = name
        self._arguments = arguments

    def __call__(self) -> list[Output]:
        """Return one turn's outputs, under ids of their own; a task like another is asked about."""
        arguments = dict(self._arguments)
        if "tasks" in arguments:
            arguments["tasks"] = [{**each, "title": uuid4().hex} for each in arguments["tasks"]]
        return calls_then_done(self._name, arguments)


@asynccontextmanager
async def house(*, tool_seconds: float = 0) -> AsyncIterator[House]:
    """Build the parts on a new file, with memory as `serve` settles it.

    Every tool that reads takes `tool_seconds` longer.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'todo.db'}")
        await database.migrate()
        server = build_server(
            unit_of_work=_slowed(database.unit_of_work, tool_seconds),
            local_person=None,
            version="benchmark",
        )
        settle_memory()
        try:
            yield House(database, server, DatabaseTurnStore(database.unit_of_work))
        finally:
            await database.close()


def _slowed(unit_of_work: OpenUnitOfWork, seconds: float) -> OpenUnitOfWork:
    if not seconds:
        return unit_of_work

    @contextlib.asynccontextmanager
    async def slow(actor: Any, *, read_only: bool = False) -> AsyncIterator[Any]:
        if read_only:
            await asyncio.sleep(seconds)
        async with unit_of_work(actor, read_only=read_only) as uow:
            yield uow

    return slow


async def one_turn(turns: Turns) -> Answer:
    """Say one message in a conversation of its own; what came of it is checked."""
    request = TurnRequest(
        person=PERSON,
        message="do it",
        message_id=uuid4().hex,
        conversation_id=None,
        correlation_id="benchmark",
    )
    answer = await (await turns.start(request)).answer()
    assert answer.response == DONE, answer
    assert [run.ok for run in answer.tool_calls] == [True], answer
    return answer
