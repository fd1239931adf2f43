"""A conversation's copy of 100 messages: read through Dapr from Redis and saved again.

On a real sidecar and Redis, one after the other, as a turn does it. The limit is the same bytes
read and written in the same hash by a bare connection to Redis.
"""

import asyncio
import json
import os
import time
from typing import Any

from benchmarks.backbone import backbone
from benchmarks.figures import Figure, median, percentile, report
from evolution_todo.adapters.dapr import Sidecar
from evolution_todo.adapters.statestore import NOTHING, DaprStateStore
from tests.stack.redis import Redis
from tests.stack.stack import Stack

ROUNDS = 500
WARM_UP = 50
BAR_MS = 50
KEY = "todo-app::conversation::benchmark"
MESSAGES: list[dict[str, Any]] = [
    {
        "id": number,
        "role": "user" if number % 2 else "assistant",
        "content": f"Message {number}: move the dentist to Thursday at 3pm and remind me before. "
        + "It is listed below with what else is due this week. " * (number % 4),
        "created_at": "2026-06-10T09:00:00Z",
    }
    for number in range(100)
]


async def through_dapr() -> list[float]:
    """Measure a read and a save with its etag, in milliseconds."""
    async with Sidecar() as sidecar:
        store = DaprStateStore(sidecar)
        await store.save(KEY, MESSAGES, ttl_seconds=3600, etag=NOTHING)
        taken = []
        for _ in range(WARM_UP + ROUNDS):
            begun = time.perf_counter()
            stored = await store.get(KEY)
            assert stored is not None
            await store.save(KEY, stored.value, ttl_seconds=3600, etag=stored.etag)
            taken.append((time.perf_counter() - begun) * 1000)
            assert stored.value == MESSAGES
        return taken[WARM_UP:]


async def bare(redis: Redis) -> list[float]:
    """Measure the same in Redis's own words."""
    reader, writer = await asyncio.open_connection(redis.host, redis.port)
    data = json.dumps(MESSAGES)

    async def say(*words: str) -> bytes:
        writer.write(b"*%d\r\n" % len(words))
        for word in words:
            writer.write(b"$%d\r\n%s\r\n" % (len(word), word.encode()))
        answer = await reader.readuntil(b"\r\n")
        return await reader.readexactly(int(answer[1:]) + 2) if answer[:1] == b"$" else answer

    taken = []
    for _ in range(WARM_UP + ROUNDS):
        begun = time.perf_counter()
        await say("HSET", "bare", "data", data)
        await say("EXPIRE", "bare", "3600")
        assert json.loads(await say("HGET", "bare", "data")) == MESSAGES
        taken.append((time.perf_counter() - begun) * 1000)
    writer.close()
    return taken[WARM_UP:]


async def both(servers: Stack) -> tuple[list[float], list[float]]:
    """Measure the limit and ours."""
    return await bare(servers.redis), await through_dapr()


def measure() -> list[Figure]:
    """Compare the way through Dapr with a bare connection."""
    with backbone() as servers, servers.sidecar("api") as sidecar:
        os.environ |= sidecar.environment
        limit, ours = asyncio.run(both(servers))
    name = "state store: a read and a save of 100 messages"
    return [
        Figure(
            name=f"{name}, p50 beside bare Redis",
            unit="ms",
            ours=median(ours),
            limit=median(limit),
        ),
        Figure(name=f"{name}, p95", unit="ms", ours=percentile(ours, 95), bar=BAR_MS),
    ]


if __name__ == "__main__":
    report(measure())
