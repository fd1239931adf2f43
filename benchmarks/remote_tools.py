"""An agent turn with one tool call, its tools in another process, beside its tools in this one.

Both sides run through the same `Turns` on the same SQLite file, with a model that is scripted and
answers at once. The one opens an in-process MCP connection for each turn; the other sends its calls
over HTTP to `evolution-todo mcp --http`, with a token for each, on connections that are kept open.
A third connects anew in each turn and shakes hands, as the SDK's client does unless told otherwise.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from benchmarks.agent_turn import CALLS
from benchmarks.alternating import Turn, taken_in_turn
from benchmarks.figures import Figure, median, report
from benchmarks.house import House, Outputs, house, one_turn
from benchmarks.processes import OUR_COMMAND, free_port, started
from evolution_todo.adapters.auth import Signer
from evolution_todo.adapters.remotetools import RemoteTools
from todo_agent.turn import Person

KEY = "a key of this benchmark, which guards nothing"


@asynccontextmanager
async def tools_apart(house: House) -> AsyncIterator[str]:
    """Run the MCP process on the house's file; gives its address."""
    port = free_port()
    settings = {
        "EVOLUTION_TODO_DATABASE_URL": f"sqlite:///{house.database.path}",
        "EVOLUTION_TODO_DATA_DIR": str(house.database.path.parent if house.database.path else ""),
        "EVOLUTION_TODO_PORT": str(port),
        "EVOLUTION_TODO_SIGNING_KEY": KEY,
    }
    with started([OUR_COMMAND, "mcp", "--http"], dict(os.environ) | settings) as process:
        assert process.stdout is not None
        await asyncio.to_thread(process.stdout.readline)
        yield f"http://127.0.0.1:{port}/mcp"


class ConnectingAnew:
    """Gives each turn a connection that begins with the handshake of the earlier protocol."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._signer = Signer(KEY)

    @asynccontextmanager
    async def connect(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        """Connect a turn."""
        del conversation_id, turn_id
        token = self._signer.for_agent(person.user_id, client=person.client, zone=person.zone)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(headers=headers) as http:
            over_http = streamable_http_client(self._url, http_client=http)
            async with Client(over_http, mode="legacy") as client:
                yield client


async def compare(house: House, name: str) -> list[Figure]:
    """Take turns with the three, so that all meet the same noise."""
    outputs = Outputs(name, CALLS[name])
    async with (
        tools_apart(house) as url,
        RemoteTools(url, signer=Signer(KEY)) as remote,
    ):
        ways = {
            "here": house.turns(house.connect_tools, outputs),
            "apart": house.turns(remote.connect, outputs),
            "anew": house.turns(ConnectingAnew(url).connect, outputs),
        }
        turns: dict[str, Turn] = {
            each: (lambda turns=turns: one_turn(turns))  # type: ignore[misc]  # bound as it is now
            for each, turns in ways.items()
        }
        taken = await taken_in_turn(turns)
    return figures(name, {each: median(times.wall) for each, times in taken.items()})


def figures(name: str, wall: dict[str, float]) -> list[Figure]:
    """Return the medians."""
    title = f"remote_tools: {name} over HTTP to another process"
    return [
        Figure(
            name=f"{title}, beside MCP in this one",
            unit="ms",
            limit=wall["here"],
            ours=wall["apart"],
        ),
        Figure(
            name=f"{title}, beside connecting in each turn",
            unit="ms",
            limit=wall["anew"],
            ours=wall["apart"],
        ),
    ]


async def measure() -> list[Figure]:
    """Measure a turn that writes and one that reads."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    found: list[Figure] = []
    for name in CALLS:
        async with house() as built:
            found += await compare(built, name)
    return found


if __name__ == "__main__":
    report(asyncio.run(measure()))
