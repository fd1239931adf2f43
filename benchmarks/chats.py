"""32 chats at once, each with one tool call of 50 ms, in turns per second.

The limit runs the same turns over 32 connections that were opened before the clock starts, one for
each chat; ours opens one for each turn, as the server does. A real tool (`find_tasks`) is made
slow in its transaction, so that nothing but the wait is added. All turns share one journal in one
SQLite file, whose writers stand in line; beside stands the bare SDK over the same 32 connections,
which stores nothing.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from agents import Agent, FunctionTool, RunConfig, Runner
from mcp import Client

from benchmarks.figures import Figure, median, report
from benchmarks.house import CALLER, House, Outputs, Scripted, house, one_turn
from mcp_server.app import connect
from todo_agent.turn import Person

CHATS = 32
TOOL_SECONDS = 0.05
REPEATS = 9
BAR = 0.8
OUTPUTS = Outputs("find_tasks", {"filter": {"completed": False}})

Round = Callable[[], Awaitable[object]]


class Pool:
    """Connections that are open already, each for one turn at a time."""

    def __init__(self, clients: list[Client]) -> None:
        self.free = clients

    @asynccontextmanager
    async def connect(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        """Lend one."""
        del person, conversation_id, turn_id
        client = self.free.pop()
        try:
            yield client
        finally:
            self.free.append(client)


async def bare_turn(pool: Pool) -> None:
    """Run a turn of the SDK alone, its only tool called over MCP."""

    async def invoke(_context: object, raw: str) -> str:
        del raw
        result = await client.call_tool("find_tasks", {"filter": {"completed": False}})
        assert not result.is_error
        return str(result.structured_content)

    client = pool.free.pop()
    tool = FunctionTool("find_tasks", "find_tasks", {}, invoke, strict_json_schema=False)
    agent = Agent(name="bare", model=Scripted(OUTPUTS()), tools=[tool])
    await Runner.run(agent, "do it", run_config=RunConfig(tracing_disabled=True))
    pool.free.append(client)


async def turns_per_second(turn: Round) -> float:
    """Run all chats once, at once."""
    begun = time.perf_counter()
    await asyncio.gather(*(turn() for _ in range(CHATS)))
    return CHATS / (time.perf_counter() - begun)


async def compare(house: House, pool: Pool) -> list[Figure]:
    """Take turns with the three, so that all meet the same noise."""
    separate = house.turns(pool.connect, OUTPUTS)
    own = house.turns(house.connect_tools, OUTPUTS)
    rounds: dict[str, Round] = {
        "bare": lambda: bare_turn(pool),
        "separate": lambda: one_turn(separate),
        "ours": lambda: one_turn(own),
    }
    rates: dict[str, list[float]] = {each: [] for each in rounds}
    for _ in range(REPEATS + 1):
        for each, turn in rounds.items():
            rates[each].append(await turns_per_second(turn))
    middle = {each: median(values[1:]) for each, values in rates.items()}  # the first warms up
    return [
        Figure(
            name="chats: 32 at once with a 50 ms tool, beside 32 separate connections",
            unit="turns/s",
            limit=middle["separate"],
            ours=middle["ours"],
            bar=BAR,
            sense="≥",
        ),
        Figure(
            name="chats: the same, beside the bare SDK without a journal",
            unit="turns/s",
            limit=middle["bare"],
            ours=middle["ours"],
        ),
    ]


async def measure() -> list[Figure]:
    """Open the separate connections, then compare."""
    async with house(tool_seconds=TOOL_SECONDS) as built, contextlib.AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(connect(built.server, CALLER)) for _ in range(CHATS)
        ]
        return await compare(built, Pool(clients))


if __name__ == "__main__":
    report(asyncio.run(measure()))
