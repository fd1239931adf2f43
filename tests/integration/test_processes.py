"""The installed commands as processes on one file: server, stdio MCP and terminal."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from mcp import Client, StdioServerParameters

from tests.servers import COMMAND, Server, environment_of, run, step_socket
from todo_agent.turn import Step

pytestmark = pytest.mark.anyio

WRITES = 25
"""How many tasks each process writes while the others do."""


def stdio(folder: Path) -> Client:
    """An assistant's own `evolution-todo mcp` on the folder."""
    return Client(
        StdioServerParameters(command=str(COMMAND), args=["mcp"], env=environment_of(folder))
    )


async def call(client: Client, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.structured_content
    return dict(result.structured_content or {})


class OverHttp:
    """Writes and looks through the server's REST."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def add(self, title: str) -> None:
        (await self._client.post("/api/tasks", json={"title": title})).raise_for_status()

    async def sees(self, title: str) -> bool:
        found = await self._client.get("/api/tasks", params={"search": title})
        return [task["title"] for task in found.raise_for_status().json()["items"]] == [title]


class OverStdio:
    """Writes and looks through a stdio process."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def add(self, title: str) -> None:
        await call(self._client, "add_tasks", {"tasks": [{"title": title}]})

    async def sees(self, title: str) -> bool:
        found = await call(self._client, "find_tasks", {"filter": {"text": title}})
        return [task["title"] for task in found["items"]] == [title]


async def write_while_watched(
    name: str, writer: OverHttp | OverStdio, watcher: OverHttp | OverStdio
) -> list[str]:
    """Write one task after another; what is acknowledged is seen elsewhere by the next read."""
    titles = [f"{name}{n:03}" for n in range(WRITES)]
    for title in titles:
        await writer.add(title)
        assert await watcher.sees(title), f"{title} was acknowledged but is not seen elsewhere"
    return titles


async def test_what_a_server_and_stdio_processes_write_at_once_is_whole_and_seen_by_all(
    tmp_path: Path, rest: httpx2.AsyncClient
) -> None:
    async with stdio(tmp_path) as one, stdio(tmp_path) as two:
        served, first, second = OverHttp(rest), OverStdio(one), OverStdio(two)
        written = await asyncio.gather(
            write_while_watched("served", served, first),
            write_while_watched("first", first, second),
            write_while_watched("second", second, served),
        )
    titles = sorted(title for each in written for title in each)
    with closing(sqlite3.connect(tmp_path / "todo.db")) as file:
        tasks = file.execute("SELECT number, title FROM tasks ORDER BY number").fetchall()
        events = file.execute(
            "SELECT (SELECT count(*) FROM outbox WHERE type = 'com.evolution-todo.task.created')"
            " + (SELECT count(*) FROM audit_logs WHERE (entity_type, action) = ('task', 'created'))"
        ).fetchone()
    assert [number for number, _ in tasks] == list(range(1, len(titles) + 1))
    assert sorted(title for _, title in tasks) == titles
    assert events == (len(titles),)


async def test_terminals_beside_a_server_lose_nothing(
    tmp_path: Path, rest: httpx2.AsyncClient
) -> None:
    async with stdio(tmp_path) as assistant:
        ended = await asyncio.gather(
            run(tmp_path, "chat", "add milk"),
            run(tmp_path, "chat", "add bread"),
            OverStdio(assistant).add("eggs"),
            OverHttp(rest).add("tea"),
        )
    assert [each.code for each in ended if each is not None] == [0, 0]
    found = (await rest.get("/api/tasks")).json()["items"]
    assert Counter(task["title"].casefold() for task in found) == Counter(
        ["milk", "bread", "eggs", "tea"]
    )


async def test_second_server_on_the_same_file_is_refused_with_the_firsts_address(
    tmp_path: Path, server: Server, rest: httpx2.AsyncClient
) -> None:
    refused = await run(tmp_path, "serve", PORT="1")
    assert refused.code == 2
    assert server.url in refused.errors
    assert "Traceback" not in refused.errors
    assert (await rest.get("/health")).is_success


async def test_terminal_goes_on_with_its_conversation_with_a_server_and_without(
    tmp_path: Path,
) -> None:
    alone = await run(tmp_path, "chat", "add milk")
    assert (alone.code, alone.errors) == (0, "")
    async with Server(tmp_path) as server:
        served = await run(tmp_path, "chat", "undo")
        assert (served.code, served.errors) == (0, "")
        async with httpx2.AsyncClient(base_url=server.url) as http:
            assert (await http.get("/api/tasks")).json()["items"] == []
            (conversation,) = (await http.get("/api/conversations")).json()["items"]
    again = await run(tmp_path, "chat", "add bread")
    assert (again.code, again.errors) == (0, "")
    with closing(sqlite3.connect(tmp_path / "todo.db")) as file:
        said = file.execute(
            "SELECT content FROM messages WHERE role = 'user' AND conversation_id = ? ORDER BY id",
            [conversation["id"]],
        ).fetchall()
    assert said == [("add milk",), ("undo",), ("add bread",)]


async def test_terminal_goes_on_alone_when_its_server_is_killed(
    tmp_path: Path, server: Server
) -> None:
    chat = await asyncio.create_subprocess_exec(
        COMMAND,
        "chat",
        env=environment_of(tmp_path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write(b"add milk\n")
    assert "Milk" in (await chat.stdout.readline()).decode()
    server.kill()
    await server.gone()
    output, _ = await chat.communicate(b"what's pending?\n")
    assert "Milk" in output.decode()
    assert chat.returncode == 0


@pytest.mark.parametrize("served", [True, False])
async def test_terminal_begins_another_conversation_when_its_last_one_is_gone(
    tmp_path: Path, server: Server, rest: httpx2.AsyncClient, served: bool
) -> None:
    await run(tmp_path, "chat", "add milk")
    (gone,) = (await rest.get("/api/conversations")).json()["items"]
    (await rest.delete(f"/api/conversations/{gone['id']}")).raise_for_status()
    if not served:
        await server.stop()
    ended = await run(tmp_path, "chat", "add bread")
    assert (ended.code, ended.errors) == (0, "")
    assert "Bread" in ended.output


@pytest.mark.parametrize("message", ["", " ", "x" * 4001])
async def test_terminal_refuses_a_message_that_cannot_be_answered(
    tmp_path: Path, message: str
) -> None:
    ended = await run(tmp_path, "chat", message)
    assert ended.code == 1
    assert ended.output.startswith("Message must be 1-4000 characters")
    assert ended.errors == ""


async def test_server_told_to_stop_finishes_its_turn_and_exits_well(tmp_path: Path) -> None:
    server = Server(tmp_path, steps=tmp_path / "steps")
    stopped = False

    async def stop_at_the_tool(announced: dict[str, Any]) -> None:
        nonlocal stopped
        if announced["step"] == Step.TOOL_CALLED and not stopped:
            stopped = True
            server.ask_to_stop()

    async with step_socket(tmp_path / "steps", stop_at_the_tool):
        await server.start()
        async with httpx2.AsyncClient(base_url=server.url, timeout=60) as http:
            message = {"message": "add milk", "message_id": str(uuid4())}
            answer = await http.post("/api/chat", json=message)
        assert await server.gone() == 0
    assert stopped
    assert answer.json()["response"].startswith("Added")
    assert not (tmp_path / "todo.db.serve").exists()


async def test_idle_server_told_to_stop_exits_well(server: Server) -> None:
    server.ask_to_stop()
    assert await server.gone() == 0


DAPR = {"EVENTS": "dapr", "DATABASE_URL": "postgresql://todo@127.0.0.1:1/todo"}


@pytest.mark.parametrize("command", [("serve",), ("mcp",), ("chat", "add milk")], ids=" ".join)
async def test_one_process_for_all_is_refused_where_each_service_has_a_sidecar(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    refused = await run(tmp_path, *command, **DAPR)
    assert refused.code == 2
    assert "would be one app id" in refused.errors
    assert "`relay`" in refused.errors
    assert "Traceback" not in refused.errors
