"""Bearer tokens at the MCP process's HTTP face: who is let in, and as whom."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from pydantic import SecretStr

from evolution_todo.adapters.auth import Audience, Signer
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from evolution_todo.processes.addresses import hosts_of
from evolution_todo.processes.assistant import mcp_server_of
from evolution_todo.processes.tokens import mcp_tokens_of
from mcp_server.app import TodoServer
from tests.conftest import BERLIN
from tests.integration.mcp.conftest import Tools, serving
from tests.integration.mcp.test_tool_identity import CLAIMS, last_operation
from tests.integration.mcp.test_transports import HEADERS, calling
from tests.unit.test_tokens import KEY, REFUSED

pytestmark = pytest.mark.anyio

MODES = ["2026-07-28", "legacy"]


@pytest.fixture
def signer() -> Signer:
    return Signer(KEY)


@pytest.fixture
def guarded(unit_of_work: OpenUnitOfWork, tmp_path: Path) -> TodoServer:
    """The server as the MCP process has it, where a signing key is set."""
    settings = Settings(data_dir=tmp_path, signing_key=SecretStr(KEY), port=8123)
    return mcp_server_of(settings, unit_of_work, tokens=mcp_tokens_of(settings))


@pytest.fixture
async def guarded_address(guarded: TodoServer) -> AsyncIterator[str]:
    async with serving(guarded) as address:
        yield address


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(headers=HEADERS) as client:
        yield client


Bearing = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
async def bearing(guarded_address: str) -> AsyncIterator[Bearing]:
    """Connect with a token."""
    async with httpx2.AsyncClient() as http:

        def connect(token: str, mode: str = MODES[0]) -> Client:
            http.headers["Authorization"] = f"Bearer {token}"
            return Client(streamable_http_client(guarded_address, http_client=http), mode=mode)

        yield connect


@pytest.mark.parametrize("version", [None, "2026-07-28"])
async def test_without_a_token_of_ours_the_answer_is_401_and_where_to_learn_more(
    http: httpx2.AsyncClient, guarded_address: str, version: str | None
) -> None:
    era = {"mcp-protocol-version": version} if version else {}
    where = "http://127.0.0.1:8123/.well-known/oauth-protected-resource/mcp"
    borne: dict[str, dict[str, str]] = {"no token": {}}
    borne |= {name: {"authorization": f"Bearer {token}"} for name, token in REFUSED.items()}
    for name, headers in borne.items():
        response = await http.post(
            guarded_address, headers=era | headers, content=calling("find_tasks", "{}")
        )
        assert response.status_code == 401, name
        assert f'resource_metadata="{where}"' in response.headers["www-authenticate"]


async def test_what_the_server_is_for_tokens_is_told_to_everyone(
    http: httpx2.AsyncClient, guarded_address: str
) -> None:
    path = "/.well-known/oauth-protected-resource/mcp"
    told = (await http.get(guarded_address.removesuffix("/mcp") + path)).json()
    assert told["resource"] == "http://127.0.0.1:8123/mcp"


@pytest.mark.parametrize("mode", MODES)
async def test_persons_token_reaches_that_persons_tasks_alone(
    bearing: Bearing, signer: Signer, mode: str
) -> None:
    for user_id in ("ada", "bob"):
        token = signer.for_person(user_id, email=None, lasting=timedelta(hours=1))
        async with bearing(token, mode) as client:
            assert await Tools(client).titles() == []
            await Tools(client).add(f"A task of {user_id}")


@pytest.mark.parametrize("mode", MODES)
async def test_person_with_a_token_cannot_pass_for_the_agent(
    bearing: Bearing, signer: Signer, unit_of_work: OpenUnitOfWork, actor: Actor, mode: str
) -> None:
    token = signer.for_person("ada", email=None, lasting=timedelta(hours=1))
    async with bearing(token, mode) as client:
        await Tools(client)("add_tasks", {"tasks": [{"title": "Milk"}]}, **CLAIMS)
    operation = await last_operation(unit_of_work, actor)
    assert operation.client == signer.read(token, Audience.MCP).token_id
    assert operation.conversation_id is None
    assert operation.turn_id is None
    assert operation.correlation_id != "mine"


@pytest.mark.parametrize("mode", MODES)
async def test_agent_with_its_token_says_which_turn_it_acts_for(
    bearing: Bearing, signer: Signer, unit_of_work: OpenUnitOfWork, actor: Actor, mode: str
) -> None:
    async with bearing(signer.for_agent("ada", client="web", zone=BERLIN), mode) as client:
        await Tools(client)("add_tasks", {"tasks": [{"title": "Milk"}]}, **CLAIMS)
    operation = await last_operation(unit_of_work, actor)
    assert (operation.client, operation.correlation_id) == ("web", "mine")
    assert (operation.conversation_id, operation.turn_id) == ("c0ffee", "f00d")


async def test_server_is_told_by_the_name_that_others_know_it_by(
    unit_of_work: OpenUnitOfWork, tmp_path: Path, http: httpx2.AsyncClient
) -> None:
    settings = Settings(
        data_dir=tmp_path, signing_key=SecretStr(KEY), public_url="https://todo.example.org/"
    )
    tokens = mcp_tokens_of(settings)
    server = mcp_server_of(settings, unit_of_work, tokens=tokens)
    async with serving(server, hosts=hosts_of(settings)) as address:
        headers = {"host": "todo.example.org"}
        refused = await http.post(address, headers=headers, content=calling("find_tasks", "{}"))
    where = "https://todo.example.org/.well-known/oauth-protected-resource/mcp"
    assert f'resource_metadata="{where}"' in refused.headers["www-authenticate"]


async def test_dates_are_read_in_the_zone_of_the_persons_profile(
    bearing: Bearing, signer: Signer, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    async with unit_of_work(actor) as uow:
        uow.user.timezone = "Asia/Tokyo"
    token = signer.for_person("ada", email=None, lasting=timedelta(hours=1))
    async with bearing(token) as client:
        (here,) = await Tools(client).add("Call", due="tomorrow 9am")
        named = await Tools(client)(
            "add_tasks",
            {"tasks": [{"title": "Write", "due": "tomorrow 9am"}]},
            timezone="Europe/Berlin",
        )
    assert here["due"] == "2026-06-11T00:00:00Z"
    assert named["results"][0]["due"] == "2026-06-11T07:00:00Z"


async def test_email_of_the_token_becomes_the_persons(
    bearing: Bearing, signer: Signer, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    token = signer.for_person("ada", email="ada@example.org", lasting=timedelta(hours=1))
    async with bearing(token) as client:
        await Tools(client).add("Milk")
    async with unit_of_work(actor, read_only=True) as uow:
        assert uow.user.email == "ada@example.org"
