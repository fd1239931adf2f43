"""What the conversations of these tests are held with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from mcp import Client

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain.ports import Actor
from mcp_server.app import build_server, connect
from mcp_server.context import Caller
from tests.conftest import Clock
from tests.deliveries import Courier
from tests.integration.talking import Chat
from todo_agent.live import Turns
from todo_agent.llm.offline import OfflineModel
from todo_agent.turn import Person, Step


@pytest.fixture
async def chat(database: Database, actor: Actor, clock: Clock) -> AsyncIterator[Chat]:
    server = build_server(unit_of_work=database.unit_of_work, local_person=None, version="test")

    @asynccontextmanager
    async def tools(person: Person, *, conversation_id: str, turn_id: str) -> AsyncIterator[Client]:
        del conversation_id, turn_id  # each call says them in `_meta`
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        async with connect(server, caller) as client:
            yield client

    async def announce(step: Step, turn_id: str) -> None:
        del step, turn_id

    turns = Turns(
        store=DatabaseTurnStore(database.unit_of_work),
        connect_tools=tools,
        choose_model=lambda _person, now: OfflineModel(now=now),
        announce=announce,
    )
    yield Chat(turns, Courier(database.unit_of_work, actor), database, actor)
    await turns.aclose(grace_seconds=0)
