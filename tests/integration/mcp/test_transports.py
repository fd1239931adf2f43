"""Real stdio processes and real streamable HTTP, in both eras of the protocol."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters

from evolution_todo.domain.ports import OpenUnitOfWork
from evolution_todo.processes import LOCAL_USER
from mcp_server.app import build_server
from mcp_server.context import Caller
from tests.conftest import BERLIN
from tests.integration.mcp.conftest import Tools, serving

pytestmark = pytest.mark.anyio

MODES = ["2026-07-28", "legacy", "auto"]
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
DEEP = "[" * 5_000 + "]" * 5_000


def calling(name: str, arguments: str) -> str:
    params = f'{{"name": "{name}", "arguments": {arguments}}}'
    return f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {params}}}'


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(headers=HEADERS) as client:
        yield client


@pytest.mark.parametrize("mode", MODES)
async def test_stdio_process_lists_and_calls(stdio: StdioServerParameters, mode: str) -> None:
    async with Client(stdio, mode=mode) as client:
        assert len((await client.list_tools()).tools) == 17
        await Tools(client).add("Milk")
        assert await Tools(client).titles() == ["Milk"]


@pytest.mark.parametrize("mode", MODES)
async def test_http_lists_and_calls(address: str, mode: str) -> None:
    async with Client(address, mode=mode) as client:
        assert len((await client.list_tools()).tools) == 17
        await Tools(client).add("Milk")
        assert await Tools(client).titles() == ["Milk"]


async def test_both_faces_and_both_eras_list_the_same_tools(
    tools: Tools, stdio: StdioServerParameters, address: str
) -> None:
    expected = (await tools.client.list_tools()).tools
    for target in (stdio, address):
        for mode in ("2026-07-28", "legacy"):
            async with Client(target, mode=mode) as client:
                assert (await client.list_tools()).tools == expected


async def test_stdio_and_http_see_each_others_writes(
    stdio: StdioServerParameters, unit_of_work: OpenUnitOfWork
) -> None:
    person = Caller(user_id=LOCAL_USER, zone=BERLIN)
    server = build_server(unit_of_work=unit_of_work, local_person=lambda: person, version="1")
    async with (
        serving(server) as address,
        Client(stdio) as local,
        Client(address) as remote,
    ):
        await Tools(local).add("Milk")
        await Tools(remote).add("Bread")
        assert await Tools(local).titles() == await Tools(remote).titles() == ["Milk", "Bread"]


async def test_of_fifty_identical_keyed_calls_over_http_one_executes(address: str) -> None:
    milk = {"tasks": [{"title": "Milk"}]}
    async with Client(address) as client:
        tools = Tools(client)
        calls = (tools("add_tasks", milk, idempotency_key="k1") for _ in range(50))
        first, *others = await asyncio.gather(*calls)
        assert all(other == first for other in others)
        assert await tools.titles() == ["Milk"]


async def test_zone_may_come_in_the_header_that_rest_has(
    http: httpx2.AsyncClient, address: str
) -> None:
    body = calling("add_tasks", json.dumps({"tasks": [{"title": "Call", "due": "tomorrow 9am"}]}))
    response = await http.post(address, headers={"x-timezone": "Asia/Tokyo"}, content=body)
    (task,) = response.json()["result"]["structuredContent"]["results"]
    assert task["due"] == "2026-06-11T00:00:00Z"


@pytest.mark.parametrize("version", [None, "2026-07-28"])
@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("host", "evil.example", 421),
        ("host", "127.0.0.1.evil.example", 421),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
    ],
)
async def test_foreign_host_and_origin_are_turned_away(
    http: httpx2.AsyncClient,
    address: str,
    version: str | None,
    header: str,
    value: str,
    status: int,
) -> None:
    headers = {header: value} | ({"mcp-protocol-version": version} if version else {})
    response = await http.post(address, headers=headers, content=calling("find_tasks", "{}"))
    assert response.status_code == status


async def test_body_of_five_megabytes_is_too_large(http: httpx2.AsyncClient, address: str) -> None:
    body = calling("add_tasks", json.dumps({"tasks": [{"title": "x" * 5_000_000}]}))
    assert (await http.post(address, content=body)).status_code == 413


@pytest.mark.parametrize("version", [None, "2026-07-28"])
@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
async def test_only_post_is_served(
    http: httpx2.AsyncClient, address: str, version: str | None, method: str
) -> None:
    headers = {"mcp-protocol-version": version} if version else {}
    assert (await http.request(method, address, headers=headers)).status_code == 405


@pytest.mark.parametrize("version", [None, "2026-07-28"])
@pytest.mark.parametrize("body", [calling("add_tasks", f'{{"tasks": {DEEP}}}'), DEEP, "{", ""])
async def test_malformed_body_is_refused_and_the_server_goes_on(
    http: httpx2.AsyncClient, address: str, version: str | None, body: str
) -> None:
    headers = {"mcp-protocol-version": version} if version else {}
    response = await http.post(address, content=body, headers=headers)
    assert response.status_code == 400
    async with Client(address) as client:
        assert await Tools(client).titles() == []


@pytest.fixture
def shopping_list(database_file: Path) -> Iterator[Path]:
    """A file where the database should be, which nobody may touch."""
    text = b"milk, bread, eggs " * 1000
    database_file.write_bytes(text)
    yield database_file
    assert database_file.read_bytes() == text


@pytest.mark.usefixtures("shopping_list")
async def test_file_that_is_no_database_is_told_to_who_calls(stdio: StdioServerParameters) -> None:
    async with Client(stdio) as client:
        refused = await Tools(client).refused("find_tasks")
    assert refused["code"] == "unusable_database"


async def test_stdio_survives_lines_that_are_malformed_deep_or_huge(
    stdio: StdioServerParameters,
) -> None:
    process = await asyncio.create_subprocess_exec(
        stdio.command,
        *stdio.args,
        env=os.environ | (stdio.env or {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}}
    hello |= {"clientInfo": {"name": "raw", "version": "1"}}
    huge = json.dumps({"tasks": [{"title": "x" * 5_000_000}]})
    for line in (
        json.dumps({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "{",
        DEEP,
        calling("add_tasks", f'{{"tasks": {DEEP}}}'),
        calling("add_tasks", huge).replace('"id": 1', '"id": 2'),
        calling("find_tasks", "{}").replace('"id": 1', '"id": 3'),
    ):
        process.stdin.write(f"{line}\n".encode())
    answers: dict[int, Any] = {}
    while 3 not in answers:
        answer = json.loads(await process.stdout.readline())
        answers[answer["id"]] = answer.get("result")
    process.stdin.close()
    await process.wait()
    assert answers[2]["structuredContent"]["code"] == "too_large"
    assert answers[3]["structuredContent"]["total"] == 0
