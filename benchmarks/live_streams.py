"""What one process holds with 200 live streams open, in MB (10^6 bytes), and how soon it serves.

The real `serve` runs in a process of its own on a new SQLite file; its resident memory is read
from the system. First 200 streams of `GET /api/events` are opened, and changes made through REST
and through MCP while all are open, each timed until the last stream has it. Then, on another
server, 200 people's turns are opened by `POST /agui` at once, each held by its model until all have
begun, and let go together.
"""

import asyncio
import json
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx2
from mcp import Client as McpClient

from benchmarks.crowd import Crowd, get, post
from benchmarks.figures import Figure, median, percentile, report
from benchmarks.processes import MIB, OUR_COMMAND, memory, server

SERVE_HELD = "--serve-held"
STREAMS = 200
CHANGES = 60
WARM_UP = 5
BAR_MB, BAR_MS = 200, 1000
MEGABYTE = 1_000_000


def serve_held() -> None:
    """Serve with a model that says nothing before SIGUSR1 lets all of them speak."""
    from agents.items import TResponseStreamEvent

    from benchmarks.house import Scripted, calls_then_done, completed
    from evolution_todo import processes
    from evolution_todo.adapters.configuring import load_settings

    logging.disable(logging.INFO)  # a line for each turn
    speak = asyncio.Event()

    class Held(Scripted):
        """Counts itself by a line, then waits for the word."""

        async def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[TResponseStreamEvent]:
            print("asked", flush=True)
            await speak.wait()
            yield completed(calls_then_done("find_tasks", {})[-1])

    async def serving() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, speak.set)
        await processes.serve(load_settings(), ready=lambda: print("ready", flush=True))

    with patch("evolution_todo.processes.assistant.offline", lambda *_: Held([])):
        asyncio.run(serving())


def megabytes(pid: int) -> float:
    """Return a process's resident memory."""
    return memory(pid)[0] * MIB / MEGABYTE


async def followed(pid: int, port: int) -> list[Figure]:
    """Open streams of changes, and change things while all of them are open."""
    address = f"http://127.0.0.1:{port}"
    crowd = Crowd(port, [get("/api/events", port)] * STREAMS, opening=b"event: ready")
    taken: dict[str, list[float]] = {"rest": [], "mcp": []}
    async with (
        httpx2.AsyncClient(base_url=address, timeout=60) as rest,
        McpClient(f"{address}/mcp") as mcp,
    ):

        async def by_rest(mark: str) -> float:
            begun = time.perf_counter()
            (await rest.post("/api/tasks", json={"title": mark})).raise_for_status()
            return begun

        async def by_mcp(mark: str) -> float:
            begun = time.perf_counter()
            await mcp.call_tool("add_tasks", {"tasks": [{"title": mark}]})
            return begun

        opened = await crowd.open()
        at_rest = megabytes(pid)
        for number in range(WARM_UP + CHANGES):
            taken["rest"].append(await crowd.milliseconds(f"rest {number} in all", by_rest))
            taken["mcp"].append(await crowd.milliseconds(f"mcp {number} in all", by_mcp))
        busy = megabytes(pid)
    return event_figures(opened, at_rest, busy, {k: v[WARM_UP:] for k, v in taken.items()})


def event_figures(
    opened: float, at_rest: float, busy: float, taken: dict[str, list[float]]
) -> list[Figure]:
    """Return what was held and how long each took."""
    mcp = taken["mcp"]
    name = f"live_streams: {STREAMS} of /api/events open"
    return [
        Figure(name=f"{name}, resident", unit="MB", ours=at_rest, bar=BAR_MB),
        Figure(name="live_streams: the same after 130 changes", unit="MB", ours=busy, bar=BAR_MB),
        Figure(name="live_streams: until the last was opened", unit="ms", ours=opened, bar=BAR_MS),
        Figure(
            name="live_streams: changed by REST, to the last of them, p99",
            unit="ms",
            ours=percentile(taken["rest"], 99),
            bar=BAR_MS,
        ),
        Figure(
            name="live_streams: changed through MCP, to the last of them, p50",
            unit="ms",
            ours=median(mcp),
        ),
        Figure(
            name="live_streams: changed through MCP, to the last of them, p99",
            unit="ms",
            ours=percentile(mcp, 99),
            bar=BAR_MS,
        ),
    ]


def run_of(port: int) -> bytes:
    """Return a run of AG-UI in a thread of its own."""
    said = {"id": str(uuid4()), "role": "user", "content": "say it"}
    run = {"threadId": str(uuid4()), "runId": str(uuid4()), "messages": [said]}
    return post("/agui", port, json.dumps(run).encode())


async def talked_to(process: Any, port: int) -> list[Figure]:
    """Open turns, hold them all at their model, and let them go together."""
    crowd = Crowd(port, [run_of(port) for _ in range(STREAMS)], opening=b'"RUN_STARTED"')
    opened = await crowd.open()
    for _ in range(STREAMS):
        await asyncio.to_thread(process.stdout.readline)
    held = megabytes(process.pid)

    async def let_go(_mark: str) -> float:
        process.send_signal(signal.SIGUSR1)
        return time.perf_counter()

    said = await crowd.milliseconds('"TEXT_MESSAGE_CONTENT"', let_go)
    name = f"live_streams: {STREAMS} turns at once by AG-UI"
    return [
        Figure(name=f"{name}, resident", unit="MB", ours=held),
        Figure(name="live_streams: until the last of them had begun", unit="ms", ours=opened),
        Figure(name="live_streams: from the word of the model to the last", unit="ms", ours=said),
    ]


def measure() -> list[Figure]:
    """Start a server for each kind of stream and measure it from here."""
    with server(OUR_COMMAND, "serve") as (process, port):
        figures = asyncio.run(followed(process.pid, port))
    held = (sys.executable, "-m", "benchmarks.live_streams", SERVE_HELD)
    with server(*held) as (process, port):
        return figures + asyncio.run(talked_to(process, port))


if __name__ == "__main__":
    if SERVE_HELD in sys.argv:
        serve_held()
    else:
        report(measure())
