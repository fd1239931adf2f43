"""The whole application over a real database, called in process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from agents.testing import ScriptedModel
from fastapi import FastAPI
from mcp import Client as McpClient
from starlette.requests import HTTPConnection

from chat_api.app import create_app
from chat_api.dependencies import Identity, Ports
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.services.probes import probes
from mcp_server.app import build_server, connect
from mcp_server.context import Caller
from todo_agent.live import Turns
from todo_agent.turn import Person, Step

MakeApp = Callable[..., FastAPI]
Client = httpx2.AsyncClient

HOST = "testserver"
SITE: dict[str, Any] = {
    "version": "1.2.3",
    "allowed_hosts": [HOST],
    "probes": probes(version="1.2.3", checks={}),
}


async def by_header(connection: HTTPConnection) -> Identity:
    """Whoever the test says it is; `ada` unless it says so."""
    return Identity(user_id=connection.headers.get("x-test-person", "ada"))


@pytest.fixture
def model() -> ScriptedModel:
    """The model of every turn; a test says what it answers."""
    return ScriptedModel([])


@pytest.fixture
async def turns(database: Database, model: ScriptedModel) -> AsyncIterator[Turns]:
    """The turns as a server runs them: our store, our MCP server, our runner."""
    server = build_server(unit_of_work=database.unit_of_work, local_person=None, version="1.2.3")

    def connect_tools(
        person: Person, *, conversation_id: str, turn_id: str
    ) -> AbstractAsyncContextManager[McpClient]:
        del conversation_id, turn_id  # each call says them in `_meta`
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        return connect(server, caller)

    async def announce(step: Step, turn_id: str) -> None:
        del step, turn_id

    turns = Turns(
        store=DatabaseTurnStore(database.unit_of_work),
        connect_tools=connect_tools,
        choose_model=lambda _person, _now: model,
        announce=announce,
        wait_seconds=0,
        poll_seconds=0.001,
    )
    yield turns
    await turns.aclose(grace_seconds=5)


def parts(database: Database | None = None, turns: Turns | None = None) -> dict[str, Any]:
    """Return what the application is made of."""
    return {
        "unit_of_work": database and database.unit_of_work,
        "turns": turns,
        "authenticate": by_header,
        "default_zone": ZoneInfo("UTC"),
        "check_channels": NotifyChannels().check,
    }


@pytest.fixture
def make_app(database: Database, turns: Turns) -> MakeApp:
    def make(**changes: Any) -> FastAPI:
        return create_app(**(parts(database, turns) | SITE | changes))

    return make


@pytest.fixture(scope="session")
def shared_app() -> FastAPI:
    """Made once: its routes cost more than a test does."""
    return create_app(**parts(), **SITE)


@pytest.fixture
def app(shared_app: FastAPI, database: Database, turns: Turns) -> FastAPI:
    """The application over this test's database."""
    shared_app.state.ports = Ports(**parts(database, turns))
    return shared_app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[Client]:
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[Client]:
    """Another person's client."""
    async with client_of(app, **{"x-test-person": "bob"}) as client:
        yield client


def client_of(app: FastAPI, **headers: str) -> Client:
    """Return a client that calls the application in process."""
    return Client(
        transport=httpx2.ASGITransport(app=app), base_url=f"http://{HOST}", headers=headers
    )


async def titles(client: Client) -> list[str]:
    """Return the titles of a person's tasks, oldest first."""
    return [task["title"] for task in (await client.get("/api/tasks")).json()["items"]]
