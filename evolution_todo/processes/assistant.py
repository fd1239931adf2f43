"""The agent: its tools, its turns and the model that it thinks with."""

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.opening import LOCAL_USER, version
from todo_agent.llm.choice import Provider

if TYPE_CHECKING:
    from mcp import Client

    from evolution_todo.adapters.database import Database
    from evolution_todo.adapters.steps import Announce
    from evolution_todo.domain.ports import OpenUnitOfWork
    from mcp_server.app import TodoServer
    from todo_agent.live import Turns
    from todo_agent.llm.offline import OfflineModel
    from todo_agent.llm.retrying import RetryingModel
    from todo_agent.turn import Person

_log = logging.getLogger(__name__)


def mcp_server_of(settings: Settings, unit_of_work: "OpenUnitOfWork") -> "TodoServer":
    """Build the MCP server; without a token, whoever calls is the local person."""
    from mcp_server.app import build_server
    from mcp_server.context import Caller

    def local_person() -> Caller:
        return Caller(user_id=LOCAL_USER, zone=settings.zone)

    return build_server(unit_of_work=unit_of_work, local_person=local_person, version=version())


def turns_of(
    database: "Database",
    server: "TodoServer",
    model: "RetryingModel | None",
    *,
    announce: "Announce",
) -> "Turns":
    """Build what answers messages, its tools in this process; without a model, by the planner."""
    from evolution_todo.adapters.turnstore import DatabaseTurnStore
    from mcp_server.app import connect
    from mcp_server.context import Caller
    from todo_agent.live import Turns

    def connect_tools(
        person: "Person", *, conversation_id: str, turn_id: str
    ) -> AbstractAsyncContextManager["Client"]:
        del conversation_id, turn_id  # each call bears them itself
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        return connect(server, caller)

    return Turns(
        store=DatabaseTurnStore(database.unit_of_work),
        connect_tools=connect_tools,
        choose_model=offline if model is None else lambda _person, _now: model,
        fallback_model=None if model is None else offline,
        announce=announce,
    )


def noted(announce: "Announce") -> "Announce":
    """Return what announces a turn's steps, and also counts and logs each turn that is answered."""
    from evolution_todo.services.metrics import TURNS
    from todo_agent.turn import Step

    async def tell(step: StrEnum, turn_id: str) -> None:
        if step is Step.CLOSED:
            TURNS.add()
            _log.info("Turn %s is answered", turn_id)
        await announce(step, turn_id)

    return tell


@asynccontextmanager
async def provider_of(settings: Settings) -> AsyncIterator["RetryingModel | None"]:
    """Open the chosen provider's model; None when the offline planner answers."""
    choice = settings.model_choice
    if choice.provider is Provider.OFFLINE:
        yield None
        return
    from todo_agent.llm.providers import provider_model

    model = provider_model(choice)
    try:
        yield model
    finally:
        await model.close()


def offline(person: "Person", now: datetime) -> "OfflineModel":
    """Return the planner for one message."""
    from todo_agent.llm.offline import OfflineModel

    del person
    return OfflineModel(now=now)
