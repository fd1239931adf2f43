"""The MCP server's routes stand beside ours without hiding any."""

from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from evolution_todo.adapters.database import Database
from evolution_todo.domain.ports import Actor
from mcp_server.app import build_server, http_face
from mcp_server.context import Caller
from models import OutboxEvent
from tests.integration.api.conftest import HOST, MakeApp, client_of

pytestmark = pytest.mark.anyio

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
TAKES = {"Accept": "application/json, text/event-stream"}


async def test_mcp_is_served_and_what_is_unknown_stays_a_problem(
    make_app: MakeApp, database: Database
) -> None:
    server = build_server(
        unit_of_work=database.unit_of_work,
        local_person=lambda: Caller(user_id="ada", zone=ZoneInfo("UTC")),
        version="1.2.3",
    )
    face = http_face(server)
    async with face.run(), client_of(make_app(routes=face.routes)) as client:
        listed = await client.post("/mcp", json=LIST, headers=TAKES)
        assert "add_tasks" in {tool["name"] for tool in listed.json()["result"]["tools"]}
        for host, status in ((f"{HOST.upper()}:8000", 200), ("evil.example", 421)):
            answer = await client.post("/mcp", json=LIST, headers=TAKES | {"Host": host})
            assert answer.status_code == status
        assert answer.json()["code"] == "foreign_host"
        for method, path, status in (
            ("GET", "/nothing", 404),
            ("PUT", "/api/tasks", 405),
            ("GET", "/", 200),
        ):
            assert (await client.request(method, path)).status_code == status


async def test_a_tools_event_bears_the_correlation_id_of_its_http_request(
    make_app: MakeApp, database: Database, actor: Actor
) -> None:
    server = build_server(
        unit_of_work=database.unit_of_work,
        local_person=lambda: Caller(user_id="ada", zone=ZoneInfo("UTC")),
        version="1.2.3",
    )
    face = http_face(server)
    headers = TAKES | {"X-Correlation-Id": "5f0c7d2e-5d8f-4a55-9a2f-0b7f1f6a3c11"}
    arguments = {"tasks": [{"title": "Milk"}]}
    params = {"name": "add_tasks", "arguments": arguments}
    call = LIST | {"method": "tools/call", "params": params}
    async with face.run(), client_of(make_app(routes=face.routes)) as client:
        answer = await client.post("/mcp", json=call, headers=headers)
    assert answer.headers["X-Correlation-Id"] == headers["X-Correlation-Id"]
    async with database.unit_of_work(actor, read_only=True) as uow:
        written = select(OutboxEvent.correlation_id).where(OutboxEvent.user_id == "ada")
        found = (await uow.session.exec(written)).all()
    assert set(found) == {headers["X-Correlation-Id"]}
