"""The embedded server at rest, and its start, beside the bare imports of its four libraries.

Ours is `evolution-todo serve` on a new data folder, measured when it has answered its first
`GET /health` and nothing else; the limit is a Python process that has imported fastapi, mcp,
sqlmodel and openai-agents. Resident memory counts pages shared with other processes in full,
proportional memory by their share.
"""

import os
import sys
import time
import urllib.request
from dataclasses import dataclass
from urllib.error import URLError

from benchmarks.figures import Figure, median, report
from benchmarks.processes import OUR_COMMAND, cpu_seconds, memory, place, started

RUNS = 3
BAR = 1.3
BARE = [
    sys.executable,
    "-c",
    "import fastapi, mcp, sqlmodel, agents, time; print(flush=True); time.sleep(600)",
]
POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Idle:
    """A process that has started: what it took and what it holds, in seconds and MiB."""

    seconds: float
    cpu_seconds: float
    rss: float
    pss: float


def bare(environment: dict[str, str]) -> Idle:
    """Measure a process that has imported the libraries."""
    begun = time.perf_counter()
    with started(BARE, environment) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return _idle(process.pid, begun)


def ours() -> Idle:
    """Measure a server that has answered its first request."""
    begun = time.perf_counter()
    with place() as (environment, port), started([OUR_COMMAND, "serve"], environment) as process:
        while not _answers(f"http://127.0.0.1:{port}/health"):
            assert process.poll() is None, "the server ended"
            time.sleep(POLL_SECONDS)
        return _idle(process.pid, begun)


def _idle(pid: int, begun: float) -> Idle:
    seconds = time.perf_counter() - begun
    return Idle(seconds, cpu_seconds(pid), *memory(pid))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  our own address
            return bool(response.status == 200)
    except URLError:
        return False


def measure() -> list[Figure]:
    """Take turns with the two, so that both meet the same noise."""
    environment = dict(os.environ)
    pairs = [(bare(environment), ours()) for _ in range(RUNS + 1)]
    limit, our = zip(*pairs[1:], strict=True)  # the first of each only fills the caches
    wanted = [
        ("idle_memory: server at rest, resident", "MiB", "rss", BAR),
        ("idle_memory: server at rest, proportional", "MiB", "pss", BAR),
        ("idle_memory: serve to its first /health", "s", "seconds", None),
        ("idle_memory: the same, time on the processor", "s", "cpu_seconds", None),
    ]
    return [
        Figure(
            name=name,
            unit=unit,
            limit=median(getattr(each, field) for each in limit),
            ours=median(getattr(each, field) for each in our),
            bar=bar,
        )
        for name, unit, field, bar in wanted
    ]


if __name__ == "__main__":
    report(measure())
