"""A conversation, and providers on this machine."""

from collections.abc import AsyncIterator

import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.domain.ports import Actor
from tests.integration.providers.provider import Provider, serving
from tests.integration.providers.talk import Talk
from tests.integration.providers.wires import WIRES


@pytest.fixture
async def talk(database: Database, actor: Actor) -> AsyncIterator[Talk]:
    talk = Talk(database, actor)
    yield talk
    await talk.close()


@pytest.fixture(params=sorted(WIRES))
async def provider(request: pytest.FixtureRequest, talk: Talk) -> AsyncIterator[Provider]:
    """A provider of each kind, whose model answers the conversation."""
    wire = WIRES[request.param]()
    async with serving(wire) as provider:
        talk.think_with(wire, provider.address)
        yield provider
