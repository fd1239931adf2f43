"""The server of these tests: real tools on a real database, reached as clients reach it."""

import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import anyio
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, RequestParamsMeta
from starlette.applications import Starlette
from starlette.middleware import Middleware

from chat_api.security import Envelope, OwnSite
from evolution_todo.domain.ports import OpenUnitOfWork
from mcp_server.app import TodoServer, build_server, http_face
from mcp_server.context import Caller
from tests.conftest import BERLIN

COMMAND = Path(sys.executable).with_name("evolution-todo")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tools:
    """A client's tools, as a test calls them."""

    client: Client

    async def call(self, name: str, arguments: Json | None = None, **meta: Any) -> CallToolResult:
        sent = {f"evolution-todo/{key.replace('_', '-')}": value for key, value in meta.items()}
        return await self.client.call_tool(
            name, arguments or {}, meta=cast("RequestParamsMeta", sent) if sent else None
        )

    async def __call__(self, name: str, arguments: Json | None = None, **meta: Any) -> Json:
        result = await self.call(name, arguments, **meta)
        assert not result.is_error, result.structured_content
        return cast(Json, result.structured_content)

    async def refused(self, name: str, arguments: Json | None = None, **meta: Any) -> Json:
        result = await self.call(name, arguments, **meta)
        content = cast(Json, result.structured_content)
        assert result.is_error, content
        assert set(content) == {"code", "field", "message", "next_step"}
        return content

    async def add(self, *titles: str, **fields: Any) -> list[Json]:
        given = await self("add_tasks", {"tasks": [{"title": t, **fields} for t in titles]})
        assert not given["failures"], given["failures"]
        results: list[Json] = given["results"]
        return results

    async def titles(self, **where: Any) -> list[str]:
        page = await self("find_tasks", {"filter": where})
        return [task["title"] for task in page["items"]]


@pytest.fixture
def ada() -> Caller:
    return Caller(user_id="ada", zone=BERLIN)


@pytest.fixture
def bob() -> Caller:
    return Caller(user_id="bob", zone=BERLIN)


@pytest.fixture
def server(unit_of_work: OpenUnitOfWork, ada: Caller) -> TodoServer:
    return build_server(unit_of_work=unit_of_work, local_person=lambda: ada, version="1.2.3")


@pytest.fixture
async def tools(server: TodoServer) -> AsyncIterator[Tools]:
    async with Client(server) as client:
        yield Tools(client)


@pytest.fixture
async def bobs_tools(unit_of_work: OpenUnitOfWork, bob: Caller) -> AsyncIterator[Tools]:
    server = build_server(unit_of_work=unit_of_work, local_person=lambda: bob, version="1.2.3")
    async with Client(server) as client:
        yield Tools(client)


@pytest.fixture
def stdio(database_file: Path) -> StdioServerParameters:
    """The installed command on the test's file; its person is the local one."""
    settings = {
        "EVOLUTION_TODO_DATA_DIR": str(database_file.parent),
        "EVOLUTION_TODO_DATABASE_URL": f"sqlite:///{database_file}",
    }
    return StdioServerParameters(command=str(COMMAND), args=["mcp"], env=settings)


@asynccontextmanager
async def serving(server: TodoServer, *, hosts: Sequence[str] = ()) -> AsyncIterator[str]:
    """Serve `/mcp` on a free port of the loopback, under other names too; give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    face = http_face(server)
    guard = Middleware(OwnSite, allowed_hosts=[f"127.0.0.1:{port}", *hosts], allowed_origins=[])
    app = Starlette(
        routes=list(face.routes),
        middleware=[Middleware(Envelope), guard],
        lifespan=lambda _: face.run(),
    )
    host = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_keep_alive=3600))
    ready = anyio.Event()
    startup: Callable[..., Awaitable[None]] = host.startup

    async def started(*args: Any, **options: Any) -> None:
        await startup(*args, **options)
        ready.set()

    host.startup = started  # type: ignore[method-assign]  # it has no other way to say it listens
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(host.serve, [listener])
        await ready.wait()
        yield f"http://127.0.0.1:{port}/mcp"
        host.should_exit = True


@pytest.fixture
async def address(server: TodoServer) -> AsyncIterator[str]:
    async with serving(server) as address:
        yield address
