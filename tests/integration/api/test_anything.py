"""No value, in any place of any request, ends in a fault of ours, whichever database there is."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from tests.integration.api.conftest import Client
from todo_agent.llm.offline import OfflineModel

pytestmark = pytest.mark.anyio

Operation = tuple[str, str, dict[str, Any]]
Try = Callable[..., Awaitable[None]]

# In a zone far to the east an instant at either end of the calendar has no clock or no instant.
HEADERS = {"Content-Type": "application/json", "X-Timezone": "Pacific/Auckland"}
SOUND = {"title": "Milk", "name": "home", "remind_at": "tomorrow"}

TEXTS = [
    "",
    "\x00",
    "a\x00b",
    "😀" * 300,
    "\u202eabc",
    "' OR 1=1 --",
    "%",
    "\\",
    "null",
    "é" * 5000,
]
NUMBERS = [-1, 0, 2**31 - 1, 2**31, 2**63, 10**40]
TIMES = [
    "0001-01-01",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:00:00Z",
    "9999-12-31T23:59:59-14:00",
]
IN_ADDRESS = [*TEXTS, *map(str, NUMBERS), "10:00Z", "1e400", "NaN", *TIMES]
IN_BODY: list[Any] = [
    *TEXTS,
    *NUMBERS,
    "\ud800",
    True,
    None,
    -0.0,
    1e308,
    [],
    {},
    [[[[]]]],
    {"": None},
    ["\x00", {"id": 2**63}],
    ["a"] * 40_000,
    *TIMES,
    "year 10000",
    "every 0 days",
    "FREQ=SECONDLY;COUNT=999999999",
]


@pytest.fixture
def model() -> OfflineModel:
    """The planner: what it is told is as strange as the rest."""
    return OfflineModel(now=datetime(2026, 6, 10, 9, tzinfo=UTC))


@pytest.fixture
async def tried(client: Client) -> AsyncIterator[Try]:
    """Makes requests, and at the end holds that there were many and none was a fault of ours."""
    await client.post("/api/tasks", json={"title": "Milk", "due_date": "tomorrow 5pm"})
    statuses: Counter[int] = Counter()
    faults = []

    async def try_(method: str, address: str, content: bytes = b"{}") -> None:
        response = await client.request(method, address, content=content, headers=HEADERS)
        statuses[response.status_code] += 1
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            faults.append((method, address[:200], content[:200], response.text))

    yield try_
    assert not faults
    assert statuses.total() > 500


async def test_no_value_in_an_address_is_a_fault_of_ours(tried: Try, app: FastAPI) -> None:
    for method, path, operation in _operations(app):
        for address in _addresses(path, operation):
            await tried(method, address)


async def test_no_value_in_a_body_is_a_fault_of_ours(tried: Try, app: FastAPI) -> None:
    for method, path, operation in _operations(app):
        for body in _bodies(app, operation):
            await tried(method, _filled(path, "1"), json.dumps(body).encode())


def _operations(app: FastAPI) -> Iterator[Operation]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            if "stream" not in path and path != "/api/events":
                yield method.upper(), path, operation


def _addresses(path: str, operation: dict[str, Any]) -> Iterator[str]:
    asked = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
    for value in (quote(text, safe="") for text in IN_ADDRESS):
        if "{" in path:
            yield _filled(path, value)
        yield from (f"{_filled(path, '1')}?{name}={value}" for name in asked)


def _filled(path: str, value: str) -> str:
    return re.sub(r"\{\w+\}", lambda _match: value, path)


def _bodies(app: FastAPI, operation: dict[str, Any]) -> Iterator[Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    yield from IN_BODY
    fields = _resolved(app, content["schema"]).get("properties", {})
    sound = {name: value for name, value in SOUND.items() if name in fields}
    yield from (sound | {name: value} for name in fields for value in IN_BODY)


def _resolved(app: FastAPI, schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").split("/")[-1]
    found: dict[str, Any] = app.openapi()["components"]["schemas"].get(name, schema)
    return found
