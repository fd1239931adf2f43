"""A server for many people, each of whom comes with a token that the command made."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from evolution_todo.adapters.auth import Audience, Signer
from tests.conftest import BERLIN
from tests.integration.live.conftest import Reader
from tests.servers import Server, run
from tests.unit.test_tokens import KEY, REFUSED

pytestmark = pytest.mark.anyio

SETTINGS = {"AUTH": "jwt", "SIGNING_KEY": KEY}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tokens")


@pytest.fixture(scope="module")
async def server(home: Path) -> AsyncIterator[Server]:
    server = Server(home)
    server.environment |= {f"EVOLUTION_TODO_{name}": value for name, value in SETTINGS.items()}
    async with server:
        yield server


@asynccontextmanager
async def bearing(server: Server, token: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=headers, timeout=60) as http:
        yield http


async def token_of(home: Path, *arguments: str) -> str:
    made = await run(home, "token", "create", *arguments, **SETTINGS)
    assert made.code == 0, made.errors
    return made.output.strip()


async def titles(http: httpx2.AsyncClient) -> list[str]:
    tasks = (await http.get("/api/tasks")).raise_for_status().json()["items"]
    return [task["title"] for task in tasks]


async def test_each_token_reaches_its_persons_tasks_through_every_entrance(
    home: Path, server: Server
) -> None:
    adas = await token_of(home, "ada", "--email", "ada@example.org", "--days", "1")
    bobs = await token_of(home, "bob")
    async with bearing(server, adas) as ada, bearing(server, bobs) as bob:
        assert (await ada.get("/api/me")).json()["email"] == "ada@example.org"
        said = await ada.post("/api/chat", json={"message": "add milk"})
        assert said.raise_for_status().json()["tool_calls"][0]["ok"]
        assert (await titles(ada), await titles(bob)) == (["Milk"], [])
        (conversation,) = (await ada.get("/api/conversations")).json()["items"]
        theirs = await bob.get(f"/api/conversations/{conversation['id']}")
        assert theirs.status_code == 404
        async with Client(streamable_http_client(f"{server.url}/mcp", http_client=ada)) as tools:
            found = await tools.call_tool("find_tasks", {})
        assert [task["title"] for task in (found.structured_content or {})["items"]] == ["Milk"]
        async with bob.stream("GET", "/api/events") as response:
            events = Reader(response)
            assert [event.name for event in await events.take(1)] == ["ready"]
            await ada.post("/api/chat", json={"message": "add bread"})
            await bob.post("/api/chat", json={"message": "add tea"})
            (event,) = await events.take(1)
        assert event.data["changes"]["title"] == "Tea"


async def test_without_a_token_of_ours_nothing_is_told(server: Server) -> None:
    signer = Signer(KEY)
    borne = REFUSED | {
        "another process": signer.for_process("ada", Audience.SYNC),
        "the agent's": signer.for_agent("ada", client="web", zone=BERLIN),
    }
    async with httpx2.AsyncClient(base_url=server.url) as http:
        for name, token in borne.items():
            headers = {"Authorization": f"Bearer {token}"}
            for path in ("/api/tasks", "/api/events", "/api/me"):
                refused = await http.get(path, headers=headers)
                assert refused.status_code == 401, (name, path)
                assert refused.headers["www-authenticate"] == "Bearer"
                assert refused.json()["code"] == "unauthenticated"
        refused = await http.post("/api/chat", json={"message": "add milk"})
        assert refused.status_code == 401
        assert (await http.post("/mcp", json={})).status_code == 401


async def test_page_and_probes_ask_for_nothing(server: Server) -> None:
    async with httpx2.AsyncClient(base_url=server.url) as http:
        for path in ("/", "/health", "/ready", "/openapi.json"):
            assert (await http.get(path)).is_success, path


async def test_the_chat_in_the_terminal_bears_the_token_that_it_is_given(
    home: Path, server: Server, tmp_path: Path
) -> None:
    token = await token_of(home, "cleo")
    said = [
        await run(home, "chat", "--new", "add figs", **SETTINGS, TOKEN=token),
        await run(home, "chat", "--new", "add dates", "--token", token, **SETTINGS),
        await run(tmp_path, "chat", "add plums", PUBLIC_URL=server.url, TOKEN=f" {token}\n"),
    ]
    assert [(each.code, each.errors) for each in said] == [(0, "")] * 3
    async with bearing(server, token) as cleo:
        assert sorted(await titles(cleo)) == ["Dates", "Figs", "Plums"]


async def test_a_token_without_a_server_is_not_taken_for_a_talk_without_one(tmp_path: Path) -> None:
    refused = await run(tmp_path, "chat", "add figs", TOKEN="any.that.is-one")
    assert refused.code == 2
    assert "EVOLUTION_TODO_PUBLIC_URL" in refused.errors


@pytest.mark.usefixtures("server")
async def test_the_server_says_at_its_start_that_it_answers_tokens(home: Path) -> None:
    log = (home / "server.log").read_text()
    assert "Whoever bears a token is answered. Ctrl-C stops." in log
    assert "leaves this machine" not in log


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("settings", [{}, {"TOKEN": "one.that.is-none"}], ids=["none", "bad"])
async def test_the_chat_in_the_terminal_says_where_it_takes_a_token(
    home: Path, settings: dict[str, str]
) -> None:
    refused = await run(home, "chat", "add figs", **settings)
    assert refused.code == 1
    assert refused.output.startswith("It is not known who asks. Give a token ")
    assert "EVOLUTION_TODO_TOKEN" in refused.output


@pytest.mark.parametrize("command", [("mcp",), ("chat", "add milk")], ids=" ".join)
async def test_commands_for_one_person_say_that_there_are_many(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    refused = await run(tmp_path, *command, **SETTINGS)
    assert refused.code == 2
    assert "token create" in refused.errors


async def test_token_is_not_made_without_a_key(tmp_path: Path) -> None:
    refused = await run(tmp_path, "token", "create", "ada")
    assert refused.code == 2
    assert "EVOLUTION_TODO_SIGNING_KEY" in refused.errors


async def test_token_is_not_made_for_whom_no_row_can_name(tmp_path: Path) -> None:
    for user_id in ("", "x" * 37):
        assert (await run(tmp_path, "token", "create", user_id, **SETTINGS)).code == 2
