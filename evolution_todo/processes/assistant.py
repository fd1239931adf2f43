"""The agent: its tools, its turns and the model that it thinks with."""

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.opening import LOCAL_USER, version
from evolution_todo.processes.tokens import signer_of
from todo_agent.llm.choice import Provider

if TYPE_CHECKING:
    from mcp import Client

    from evolution_todo.adapters.copies import ConversationCopies
    from evolution_todo.adapters.database import Database
    from evolution_todo.adapters.steps import Announce
    from evolution_todo.domain.ports import OpenUnitOfWork
    from mcp_server.app import TodoServer, Tokens
    from todo_agent.live import Turns
    from todo_agent.llm.offline import OfflineModel
    from todo_agent.llm.retrying import RetryingModel
    from todo_agent.tools import ConnectTools
    from todo_agent.turn import Person

_log = logging.getLogger(__name__)


def mcp_server_of(
    settings: Settings, unit_of_work: "OpenUnitOfWork", *, tokens: "Tokens | None" = None
) -> "TodoServer":
    """Build the MCP server; where it asks for no tokens, whoever calls is the local person."""
    from mcp_server.app import build_server
    from mcp_server.context import Caller

    def local_person() -> Caller:
        return Caller(user_id=LOCAL_USER, zone=settings.zone)

    return build_server(
        unit_of_work=unit_of_work,
        local_person=None if tokens else local_person,
        version=version(),
        tokens=tokens,
    )


@asynccontextmanager
async def tools_of(settings: Settings, server: "TodoServer") -> AsyncIterator["ConnectTools"]:
    """Open the agent's tools: those of the MCP process that is set, else this process's own."""
    if settings.mcp_url is None:
        yield _tools_here(server)
        return
    from evolution_todo.adapters.remotetools import RemoteTools

    async with RemoteTools(settings.mcp_url, signer=signer_of(settings)) as tools:
        yield tools.connect


def _tools_here(server: "TodoServer") -> "ConnectTools":
    from mcp_server.app import connect
    from mcp_server.context import Caller

    def connect_tools(
        person: "Person", *, conversation_id: str, turn_id: str
    ) -> AbstractAsyncContextManager["Client"]:
        del conversation_id, turn_id  # each call bears them itself
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        return connect(server, caller)

    return connect_tools


@asynccontextmanager
async def copies_of(settings: Settings) -> AsyncIterator["ConversationCopies | None"]:
    """Open the conversations' copies in the state store; None where there is only the database."""
    if settings.state == "database":
        yield None
        return
    from evolution_todo.adapters.copies import ConversationCopies
    from evolution_todo.adapters.dapr import Sidecar
    from evolution_todo.adapters.statestore import DaprStateStore

    async with Sidecar() as sidecar, ConversationCopies(DaprStateStore(sidecar)) as copies:
        yield copies


def turns_of(
    database: "Database",
    connect_tools: "ConnectTools",
    model: "RetryingModel | None",
    *,
    announce: "Announce",
    copies: "ConversationCopies | None" = None,
) -> "Turns":
    """Build what answers messages; without a model, by the planner."""
    from evolution_todo.adapters.turnstore import DatabaseTurnStore
    from todo_agent.live import Turns

    return Turns(
        store=DatabaseTurnStore(database.unit_of_work, copies=copies),
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
