"""A change on its way to 200 open streams: until the last of them has it, in milliseconds.

The real `serve` runs in a process of its own, with a new SQLite file; the 200 readers are here,
over loopback. A change is made through the server's REST, and the time runs from sending it, the
write and its commit included; or it is made by this process on the same file, as a stdio MCP
server or the terminal would, and the time runs from the end of its commit.

The limit is a process that keeps 200 bare connections and, told so over one more, writes the same
bytes to each of them in one loop. The readers are the same, and the three take turns.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

import httpx2

from benchmarks.crowd import Crowd, Make, get
from benchmarks.figures import Figure, median, percentile, report
from benchmarks.house import ZONE
from benchmarks.processes import OUR_COMMAND, place, started
from evolution_todo.adapters.database import Database
from evolution_todo.domain import tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor
from evolution_todo.processes import LOCAL_USER

BARE = "--bare"
STREAMS = 200
CHANGES = 60
WARM_UP = 5
BAR_MS = 1000
FRAME_BYTES = 1200
"""About as long as the event of a new task."""


async def serve_bare() -> None:
    """Write what one connection says to all the others, at once."""
    others: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readline()
        await reader.readuntil(b"\r\n\r\n")
        if first.startswith(b"GET /stream"):
            others.append(writer)
            writer.write(b"ready")
            return
        while line := await reader.readline():
            frame = line.strip().ljust(FRAME_BYTES)
            for other in others:
                other.write(frame)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2 * STREAMS)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def compare(port: int, bare_port: int, file: Path) -> list[Figure]:
    """Take turns with the three ways, so that all meet the same noise."""
    ours = Crowd(port, [get("/api/events", port)] * STREAMS, opening=b"event: ready")
    bare = Crowd(bare_port, [get("/stream", bare_port)] * STREAMS, opening=b"ready")
    await ours.open()
    await bare.open()
    _, teller = await asyncio.open_connection("127.0.0.1", bare_port)
    teller.write(b"TELL / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    database = Database(f"sqlite:///{file}")
    actor = Actor(user_id=LOCAL_USER, zone=ZONE, client="benchmark", correlation_id="benchmark")

    async def tell(mark: str) -> float:
        begun = time.perf_counter()
        teller.write(f"{mark}\n".encode())
        return begun

    async def here(mark: str) -> float:
        begun = time.perf_counter()
        (await client.post("/api/tasks", json={"title": mark})).raise_for_status()
        return begun

    async def elsewhere(mark: str) -> float:
        async with database.unit_of_work(actor) as uow:
            await tasks.add(uow, TaskDraft(title=mark))
        return time.perf_counter()

    ways: dict[str, tuple[Crowd, Make]] = {
        "bare": (bare, tell),
        "here": (ours, here),
        "elsewhere": (ours, elsewhere),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        for number in range(WARM_UP + CHANGES):
            for name, (crowd, make) in ways.items():
                taken[name].append(await crowd.milliseconds(f"{name} {number} in all", make))
    await database.close()
    return figures({name: values[WARM_UP:] for name, values in taken.items()})


def figures(taken: dict[str, list[float]]) -> list[Figure]:
    """Return the slow end of each, and the middle beside the limit."""
    limit = median(taken["bare"])
    said = {
        "here": "made through REST, from sending it",
        "elsewhere": "made by another process, from its commit",
    }
    found = []
    for name, words in said.items():
        values = taken[name]
        found += [
            Figure(
                name=f"live_events: {words}, to the last of {STREAMS} streams, p99",
                unit="ms",
                ours=percentile(values, 99),
                bar=BAR_MS,
            ),
            Figure(
                name="live_events: the same, median, beside a bare loop of writes",
                unit="ms",
                ours=median(values),
                limit=limit,
            ),
        ]
    return found


def measure() -> list[Figure]:
    """Start the two servers and measure them from here."""
    with place() as (environment, port):
        bare = [sys.executable, "-m", "benchmarks.live_events", BARE]
        serve = [OUR_COMMAND, "serve"]
        with started(bare, dict(os.environ)) as limit, started(serve, environment) as ours:
            assert limit.stdout is not None
            assert ours.stdout is not None
            bare_port = int(limit.stdout.readline())
            assert ours.stdout.readline()  # it says where it listens
            file = Path(environment["EVOLUTION_TODO_DATA_DIR"], "todo.db")
            return asyncio.run(compare(port, bare_port, file))


if __name__ == "__main__":
    if BARE in sys.argv:
        asyncio.run(serve_bare())
    else:
        report(measure())
