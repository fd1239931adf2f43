"""Each service as an installed process of its own."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from mcp import Client

from tests.servers import Server, run
from tests.stack.processes import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("apart")


@pytest.fixture(scope="module")
async def tools(folder: Path) -> AsyncIterator[Server]:
    server = Server(folder, "mcp", "--http")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="module")
async def api(folder: Path) -> AsyncIterator[Server]:
    server = Server(folder, "api")
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


async def test_api_tells_of_each_process_that_it_needs(tmp_path: Path, tools: Server) -> None:
    api = Server(tmp_path, "api")
    api.environment |= {
        "EVOLUTION_TODO_MCP_URL": f"{tools.url}/mcp",
        "EVOLUTION_TODO_SYNC_URL": f"http://127.0.0.1:{free_port()}",
        "EVOLUTION_TODO_SIGNING_KEY": "k" * 40,
    }
    await api.start()
    async with httpx2.AsyncClient(base_url=api.url) as http:
        answer = await http.get("/ready")
    await api.stop()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": "ok",
        "tools": "ok",
        "live events": "Live events are out of reach",
    }


async def test_tools_are_served_over_http(tools: Server) -> None:
    async with Client(f"{tools.url}/mcp") as client:
        await client.call_tool("add_tasks", {"tasks": [{"title": "Milk"}]})
        found = await client.call_tool("find_tasks", {})
    assert [task["title"] for task in (found.structured_content or {})["items"]] == ["Milk"]


async def test_answered_turn_is_counted_and_logged_with_its_request(
    folder: Path, api: Server
) -> None:
    request = "7b1f2f0e-8a3d-4c55-9a52-0d6a3c1f9f10"
    async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
        headers = {"X-Correlation-Id": request}
        (
            await http.post("/api/chat", json={"message": "add milk"}, headers=headers)
        ).raise_for_status()
        assert "evolution_todo_turns_total 1.0" in (await http.get("/metrics")).text
    assert f"is answered [{request}]" in (folder / "server.log").read_text()


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


@pytest.mark.parametrize("name", ["relay", "notification", "recurring", "audit", "sync"])
async def test_service_apart_is_refused_where_one_process_does_everything(
    tmp_path: Path, name: str
) -> None:
    refused = await run(tmp_path, name)
    assert refused.code == 2
    assert "`evolution-todo serve` does this itself" in refused.errors
    assert "Traceback" not in refused.errors


async def test_doctor_tells_of_a_sidecar_and_a_process_that_are_out_of_reach(
    tmp_path: Path, tools: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAPR_GRPC_PORT", "1")
    told = await run(
        tmp_path,
        "doctor",
        STATE="dapr",
        MCP_URL=f"{tools.url}/mcp",
        SYNC_URL="http://127.0.0.1:1",
        SIGNING_KEY="k" * 32,
    )
    assert told.code == 1
    assert "BAD  sidecar       Dapr's sidecar is out of reach." in told.output
    assert f"ok   tools         at {tools.url}/mcp" in told.output
    assert "BAD  live events   http://127.0.0.1:1 is out of reach" in told.output


async def test_doctor_tells_what_a_process_that_lives_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "tools"
    folder.mkdir()
    server = Server(folder, "mcp", "--http")
    await server.start()
    with closing(sqlite3.connect(folder / "todo.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = 'of_a_later_version'")
    told = await run(tmp_path, "doctor", MCP_URL=f"{server.url}/mcp", SIGNING_KEY="k" * 32)
    await server.stop()
    assert told.code == 1
    lacks = f"{server.url}/mcp lives, and lacks: database (The database is not at this version)"
    assert f"BAD  tools         {lacks}" in told.output
