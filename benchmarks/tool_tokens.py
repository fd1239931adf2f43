"""What the list of tools and the server's instructions cost a model: o200k tokens."""

import asyncio
import json
from datetime import datetime

import bpe_openai
from agents import FunctionTool, Tool

from benchmarks.figures import Figure, report
from benchmarks.house import CALLER, ZONE, house
from mcp_server.app import INSTRUCTIONS, connect
from todo_agent.assistant import instructions
from todo_agent.tools import ToolList

BAR = 8_000


async def measure() -> list[Figure]:
    """Count what an assistant's client is sent, and the chat's own model, as compact JSON."""
    async with house() as built:
        tools = await built.server.list_tools()
        async with connect(built.server, CALLER) as client:
            agents = await ToolList().of(client)
    listed = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    return [
        Figure(
            name=f"tool_tokens: {len(tools)} tools and the instructions",
            unit="tokens",
            ours=tokens(listed, INSTRUCTIONS),
            bar=BAR,
        ),
        Figure(
            name="tool_tokens: what the chat's own model is told of them, without their results",
            unit="tokens",
            ours=tokens(
                [_as_called(tool) for tool in agents],
                instructions(datetime(2026, 6, 10, 9, tzinfo=ZONE), ZONE),
            ),
        ),
    ]


def tokens(listed: object, text: str) -> int:
    """Return what tools and a text cost."""
    tools = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    return len(bpe_openai.get_encoding("o200k_base").encode(tools + text))


def _as_called(tool: Tool) -> dict[str, object]:
    assert isinstance(tool, FunctionTool)
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.params_json_schema,
    }


if __name__ == "__main__":
    report(asyncio.run(measure()))
