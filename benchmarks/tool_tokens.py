"""What the list of tools and the server's instructions cost a model: o200k tokens."""

import asyncio
import json

import bpe_openai

from benchmarks.figures import Figure, report
from benchmarks.house import house
from mcp_server.app import INSTRUCTIONS

BAR = 8_000


async def measure() -> list[Figure]:
    """Count what an assistant's client is sent, as compact JSON."""
    async with house() as built:
        tools = await built.server.list_tools()
    listed = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    tokens = bpe_openai.get_encoding("o200k_base").encode(text + INSTRUCTIONS)
    return [
        Figure(
            name=f"tool_tokens: {len(tools)} tools and the instructions",
            unit="tokens",
            ours=len(tokens),
            bar=BAR,
        )
    ]


if __name__ == "__main__":
    report(asyncio.run(measure()))
