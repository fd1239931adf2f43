"""Each service as an installed process of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from mcp import Client

from tests.servers import Server, run

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tools(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path, "mcp", "--http")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path, "api")
    await server.start()
    yield server
    await server.stop()


async def test_process_tells_that_it_lives_and_what_it_needs(tools: Server) -> None:
    async with httpx2.AsyncClient(base_url=tools.url) as http:
        assert (await http.get("/health")).json()["status"] == "ok"
        assert (await http.get("/ready")).json() == {
            "status": "ready",
            "checks": {"database": "ok"},
        }
        figures = await http.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    assert "process_resident_memory_bytes" in figures.text


async def test_platform_asks_under_any_name_and_nobody_else_does(tools: Server) -> None:
    named = {"Host": "10.0.0.7:8080"}
    async with httpx2.AsyncClient(base_url=tools.url, headers=named) as http:
        assert (await http.get("/health")).is_success
        assert (await http.post("/mcp", json={})).status_code == 421


async def test_tools_are_served_over_http(tools: Server) -> None:
    async with Client(f"{tools.url}/mcp") as client:
        await client.call_tool("add_tasks", {"tasks": [{"title": "Milk"}]})
        found = await client.call_tool("find_tasks", {})
    assert [task["title"] for task in (found.structured_content or {})["items"]] == ["Milk"]


async def test_answered_turn_is_counted_and_logged_with_its_request(
    tmp_path: Path, api: Server
) -> None:
    request = "7b1f2f0e-8a3d-4c55-9a52-0d6a3c1f9f10"
    async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
        headers = {"X-Correlation-Id": request}
        (
            await http.post("/api/chat", json={"message": "add milk"}, headers=headers)
        ).raise_for_status()
        assert "evolution_todo_turns_total 1.0" in (await http.get("/metrics")).text
    assert f"is answered [{request}]" in (tmp_path / "server.log").read_text()


@pytest.mark.parametrize("command", [("api",), ("mcp", "--http")], ids=" ".join)
async def test_process_told_to_stop_exits_well(tmp_path: Path, command: tuple[str, ...]) -> None:
    server = Server(tmp_path, *command)
    await server.start()
    server.ask_to_stop()
    assert await server.gone() == 0


async def test_taken_port_is_told(tmp_path: Path, tools: Server) -> None:
    refused = await run(tmp_path, "mcp", "--http", PORT=tools.url.rpartition(":")[2])
    assert refused.code == 2
    assert "cannot be used" in refused.errors
