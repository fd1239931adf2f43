"""Our share of the time to the first token over HTTP, with a model that answers at once.

The real `serve` runs in a process of its own, over loopback, on a new SQLite file with fsync on;
only its model is put in place: it says one word, after one tool call if the message asks for one.
So what is measured, from sending `POST /api/chat/stream` to reading the first `event: token`, and
the same of `POST /agui`, which the page sends, is all ours: HTTP, checks, storing the message, the
lease, the MCP connection, the SDK. Messages go one after the other, each in a conversation of its
own. `GET /health` between them is the floor of HTTP on this machine at that moment.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx2

from benchmarks.figures import Figure, median, percentile, report
from benchmarks.processes import server

SERVE = "--serve"
MESSAGES = 200
WARM_UP = 20
PLAIN, WITH_TOOL = "say it", "look first"
AGUI = "agui"
P50_MS, P99_MS = 20, 50


def serve() -> None:
    """Serve as the command does, with the scripted model in the planner's place."""
    from agents.items import TResponseStreamEvent

    from benchmarks.house import Scripted, calls_then_done, completed
    from evolution_todo import processes
    from evolution_todo.adapters.configuring import load_settings

    class ByMessage(Scripted):
        """Says one word; first calls a tool if the message asks for it."""

        async def stream_response(
            self, *_: Any, **asked: Any
        ) -> AsyncIterator[TResponseStreamEvent]:
            calls, done = calls_then_done("find_tasks", {})
            yield completed(calls if asked["input"][-1].get("content") == WITH_TOOL else done)

    def model(_person: object, _now: object) -> ByMessage:
        return ByMessage([])

    with patch("evolution_todo.processes.assistant.offline", model):
        asyncio.run(processes.serve(load_settings(), ready=lambda: print("ready", flush=True)))


async def milliseconds(client: httpx2.AsyncClient, message: str) -> float:
    """Send a message and measure until its first token."""
    begun = time.perf_counter()
    async with client.stream("POST", "/api/chat/stream", json={"message": message}) as response:
        taken = None
        async for line in response.aiter_lines():
            if taken is None and line == "event: token":
                taken = (time.perf_counter() - begun) * 1000
    assert taken is not None, response
    return taken


async def milliseconds_of_agui(client: httpx2.AsyncClient, message: str) -> float:
    """Send a message as the page does, in a new thread, and measure until its first piece."""
    said = {"id": str(uuid4()), "role": "user", "content": message}
    run = {"threadId": str(uuid4()), "runId": str(uuid4()), "messages": [said]}
    begun = time.perf_counter()
    async with client.stream("POST", "/agui", json=run) as response:
        taken = None
        async for line in response.aiter_lines():
            if taken is None and '"TEXT_MESSAGE_CONTENT"' in line:
                taken = (time.perf_counter() - begun) * 1000
    assert taken is not None, response
    return taken


async def floor(client: httpx2.AsyncClient) -> float:
    """Measure the smallest request."""
    begun = time.perf_counter()
    (await client.get("/health")).raise_for_status()
    return (time.perf_counter() - begun) * 1000


async def compare(address: str) -> list[Figure]:
    """Take turns with the four requests, so that all meet the same noise."""
    taken: dict[str, list[float]] = {"floor": [], PLAIN: [], WITH_TOOL: [], AGUI: []}
    async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
        for _ in range(WARM_UP + MESSAGES):
            taken["floor"].append(await floor(client))
            for message in (PLAIN, WITH_TOOL):
                taken[message].append(await milliseconds(client, message))
            taken[AGUI].append(await milliseconds_of_agui(client, PLAIN))
    kept = {name: values[WARM_UP:] for name, values in taken.items()}
    return figures(kept)


def figures(taken: dict[str, list[float]]) -> list[Figure]:
    """Return the middle and the slow end of each."""
    low, high = median(taken["floor"]), percentile(taken["floor"], 99)
    plain, tool, agui = taken[PLAIN], taken[WITH_TOOL], taken[AGUI]
    return [
        Figure(name="first_token: p50", unit="ms", ours=median(plain), bar=P50_MS),
        Figure(name="first_token: p99", unit="ms", ours=percentile(plain, 99), bar=P99_MS),
        Figure(name="first_token: by AG-UI, p50", unit="ms", ours=median(agui), bar=P50_MS),
        Figure(name="first_token: by AG-UI, p99", unit="ms", ours=percentile(agui, 99), bar=P99_MS),
        Figure(name="first_token: after one tool call, p50", unit="ms", ours=median(tool)),
        Figure(name="first_token: after one tool call, p99", unit="ms", ours=percentile(tool, 99)),
        Figure(name="first_token: GET /health beside, p50", unit="ms", ours=low),
        Figure(name="first_token: GET /health beside, p99", unit="ms", ours=high),
    ]


def measure() -> list[Figure]:
    """Start the server and measure it from here."""
    with server(sys.executable, "-m", "benchmarks.first_token", SERVE) as (_, port):
        return asyncio.run(compare(f"http://127.0.0.1:{port}"))


if __name__ == "__main__":
    if SERVE in sys.argv:
        serve()
    else:
        report(measure())
