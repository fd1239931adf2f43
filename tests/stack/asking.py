"""Asking a running product as its clients do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx2

from tests.integration.live.conftest import Event, Reader
from tests.stack.records import Record, records
from tests.stack.stack import Process, Stack
from tests.stack.waiting import SOON_SECONDS, soon


async def say(api: httpx2.AsyncClient, message: str) -> tuple[dict[str, Any], str]:
    """Say something in the chat; returns the answer and its request's id."""
    request = str(uuid4())
    answer = await api.post(
        "/api/chat", json={"message": message}, headers={"X-Correlation-Id": request}
    )
    answer.raise_for_status()
    return answer.json(), request


async def items(api: httpx2.AsyncClient, path: str, **query: str) -> list[dict[str, Any]]:
    """Return the first page of a list."""
    found = (await api.get(path, params=query)).raise_for_status()
    return list(found.json()["items"])


@asynccontextmanager
async def live(process: Process) -> AsyncIterator[Reader]:
    """Read the live events of a process."""
    async with (
        httpx2.AsyncClient(base_url=process.url, timeout=SOON_SECONDS) as client,
        client.stream("GET", "/api/events") as response,
    ):
        yield Reader(response)


async def told_of(reader: Reader, request: str) -> Event:
    """Wait for the live event of a request."""
    async with asyncio.timeout(SOON_SECONDS):
        while (event := (await reader.take(1))[0]).data["correlation_id"] != request:
            pass
    return event


async def published(stack: Stack, topic: str, request: str) -> list[Record]:
    """Wait for the events of a request in Kafka."""

    async def look() -> list[Record]:
        found = await records(stack.kafka, topic)
        return [each for each in found if each.event["data"]["correlation_id"] == request]

    return await soon(look)
