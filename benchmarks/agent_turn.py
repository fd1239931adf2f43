"""An agent turn with one tool call, over MCP in process, beside a local function tool.

The same turn is meant strictly. Both sides run through the same `Turns`: the same runner, gate,
journal and lease, the same store in the same SQLite file, fsync on, in a conversation of its own.
Both call the same function of `mcp_server.tools` with the same arguments, under the same
idempotency key, in the same transaction. The limit calls it directly, as a function tool would;
ours opens an in-process MCP connection for the turn, as the server does, and calls over it. The
model is scripted and answers at once, so that none of the time is its own.

Beside them stands the bare SDK: `Runner.run` on one agent with that function as its only tool,
without store, journal, lease or gate. What ours costs above it is what a turn that survives a
kill at every step costs: five more transactions, each with its fsync.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

from agents import Agent, FunctionTool, RunConfig, Runner
from mcp import Client
from mcp.types import CallToolRequest, CallToolResult, ListToolsResult
from pydantic import BaseModel

from benchmarks.alternating import Taken, Turn, taken_in_turn
from benchmarks.figures import Figure, median, report
from benchmarks.house import CALLER, House, Outputs, Scripted, house, one_turn
from mcp_server.context import Call, Entrance, Request
from mcp_server.schemas import NewTask, TaskFilter
from mcp_server.tools.tasks import add_tasks, find_tasks
from todo_agent.turn import Person

BAR = 1.5
CALLS: dict[str, dict[str, Any]] = {
    "add_tasks": {"tasks": [{"title": "Pay rent", "priority": "high", "tags": ["home"]}]},
    "find_tasks": {"filter": {"completed": False}, "limit": 20},
}


async def run_tool(name: str, arguments: dict[str, Any], call: Call) -> BaseModel:
    """Call the tool's own function."""
    if name == "add_tasks":
        tasks = [NewTask.model_validate(each) for each in arguments["tasks"]]
        return await add_tasks(tasks=tasks, call=call)
    wanted = TaskFilter.model_validate(arguments["filter"])
    return await find_tasks(call=call, filter=wanted, limit=arguments["limit"])


def called(house: House, name: str, arguments: dict[str, Any], meta: Any) -> Call:
    """Return the call as the server would make it from a request."""
    entrance = Entrance(unit_of_work=house.database.unit_of_work, local_person=None, own=CALLER)
    request = SimpleNamespace(
        meta=meta,
        params={"name": name, "arguments": arguments},
        lifespan_context=entrance,
        request=None,
    )
    return Call(cast("Request", request))


class LocalTools:
    """Stands where a turn has its MCP connection, and calls the functions themselves."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.session = self

    async def list_tools(self, *, cursor: str | None = None) -> ListToolsResult:
        """List the same tools."""
        del cursor
        return ListToolsResult(tools=await self._house.server.list_tools())

    async def send_request(
        self, request: CallToolRequest, result_type: object, **_: object
    ) -> CallToolResult:
        """Call a tool's function."""
        del result_type
        name, arguments = request.params.name, request.params.arguments or {}
        call = called(self._house, name, arguments, request.params.meta)
        result = await run_tool(name, arguments, call)
        return CallToolResult(content=[], structured_content=result.model_dump(mode="json"))

    @asynccontextmanager
    async def connect(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        """Give these tools to a turn."""
        del person, conversation_id, turn_id
        yield cast("Client", self)


def bare_turn(house: House, name: str, outputs: Outputs) -> Turn:
    """Return a turn of the SDK alone with the function as its tool."""

    async def invoke(_context: object, raw: str) -> str:
        arguments = json.loads(raw)
        meta = {"evolution-todo/idempotency-key": uuid4().hex}
        result = await run_tool(name, arguments, called(house, name, arguments, meta))
        return result.model_dump_json()

    tool = FunctionTool(name, name, {}, invoke, strict_json_schema=False)
    config = RunConfig(tracing_disabled=True)

    async def turn() -> object:
        agent = Agent(name="bare", model=Scripted(outputs()), tools=[tool])
        return await Runner.run(agent, "do it", run_config=config)

    return turn


async def compare(house: House, name: str, arguments: dict[str, Any]) -> list[Figure]:
    """Take turns with the three, so that all meet the same noise."""
    outputs = Outputs(name, arguments)
    local = house.turns(LocalTools(house).connect, outputs)
    over_mcp = house.turns(house.connect_tools, outputs)
    turns: dict[str, Turn] = {
        "bare": bare_turn(house, name, outputs),
        "local": lambda: one_turn(local),
        "ours": lambda: one_turn(over_mcp),
    }
    return figures(name, await taken_in_turn(turns))


def figures(name: str, taken: dict[str, Taken]) -> list[Figure]:
    """Return the medians."""
    wall = {each: median(times.wall) for each, times in taken.items()}
    cpu = {each: median(times.cpu) for each, times in taken.items()}
    title = f"agent_turn: {name}"
    return [
        Figure(
            name=f"{title} over MCP, beside a local function",
            unit="ms",
            limit=wall["local"],
            ours=wall["ours"],
            bar=BAR,
        ),
        Figure(
            name=f"{title}, the same, time on the processor",
            unit="ms",
            limit=cpu["local"],
            ours=cpu["ours"],
        ),
        Figure(
            name=f"{title}, beside the bare SDK without a journal",
            unit="ms",
            limit=wall["bare"],
            ours=wall["ours"],
        ),
    ]


async def measure() -> list[Figure]:
    """Measure a turn that writes and one that reads."""
    found: list[Figure] = []
    for name, arguments in CALLS.items():
        async with house() as built:
            found += await compare(built, name, arguments)
    return found


if __name__ == "__main__":
    report(asyncio.run(measure()))
