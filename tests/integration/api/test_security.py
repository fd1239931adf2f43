"""Who may call under which name, and what a browser is told to refuse."""

import pytest

from chat_api.origins import MOST_SITES
from tests.integration.api.conftest import Client, MakeApp, client_of

pytestmark = pytest.mark.anyio

TASK = {"title": "Milk"}


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "testserver@evil"])
@pytest.mark.parametrize("path", ["/api/tasks", "/", "/mcp", "/static/page.js"])
async def test_a_foreign_host_is_misdirected(client: Client, host: str, path: str) -> None:
    response = await client.get(path, headers={"Host": host})
    assert (response.status_code, response.json()["code"]) == (421, "foreign_host")


@pytest.mark.parametrize("path", ["/health", "/ready"])
async def test_a_platform_asks_how_we_are_by_whatever_address_it_has(
    client: Client, path: str
) -> None:
    assert (await client.get(path, headers={"Host": "10.0.0.5:8000"})).status_code == 200


@pytest.mark.parametrize("host", ["testserver", "TestServer", "testserver:8000"])
async def test_an_allowed_host_stands_for_all_its_ports(client: Client, host: str) -> None:
    assert (await client.get("/api/tasks", headers={"Host": host})).status_code == 200


async def test_a_host_allowed_with_a_port_is_allowed_with_that_alone(make_app: MakeApp) -> None:
    async with client_of(make_app(allowed_hosts=["[::1]:8000"])) as client:
        own = await client.get("/api/tags", headers={"Host": "[::1]:8000"})
        other = await client.get("/api/tags", headers={"Host": "[::1]:9000"})
    assert (own.status_code, other.status_code) == (200, 421)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://testserver:81", "http://testserver.evil", "http://["],
)
async def test_a_foreign_page_may_not_write(client: Client, origin: str) -> None:
    response = await client.post("/api/tasks", json=TASK, headers={"Origin": origin})
    assert (response.status_code, response.json()["code"]) == (403, "foreign_origin")
    assert (await client.get("/api/tasks")).json()["items"] == []


@pytest.mark.parametrize("origin", ["http://testserver", None])
async def test_the_own_page_and_programs_may_write(client: Client, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    assert (await client.post("/api/tasks", json=TASK, headers=headers)).status_code == 201


async def test_an_allowed_origin_may_write(make_app: MakeApp) -> None:
    async with client_of(make_app(allowed_origins=["https://friend.example"])) as client:
        headers = {"Origin": "https://friend.example"}
        assert (await client.post("/api/tasks", json=TASK, headers=headers)).status_code == 201


async def test_no_page_elsewhere_may_read(client: Client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for response in (
        await client.get("/api/tasks", headers=headers),
        await client.options("/api/tasks", headers=headers),
    ):
        assert not [n for n in response.headers if n.lower().startswith("access-control-")]


async def test_the_page_may_run_its_own_files_alone(client: Client) -> None:
    page = await client.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["/", "/static/style.css", "/api/tasks", "/api/nothing"])
async def test_every_response_forbids_sniffing_and_framing(client: Client, path: str) -> None:
    response = await client.get(path)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


SHOP = "https://shop.example"
ASKED = {"Origin": SHOP, "Access-Control-Request-Method": "PATCH"}


async def test_a_page_that_is_allowed_may_ask_call_and_read(make_app: MakeApp) -> None:
    async with client_of(make_app(pages=[SHOP], allowed_origins=[SHOP])) as client:
        asked = await client.options("/api/tasks/1", headers=ASKED)
        made = await client.post("/api/tasks", json=TASK, headers={"Origin": SHOP})
        refused = await client.get("/api/tasks/9", headers={"Origin": SHOP})
    assert asked.status_code == 204
    assert "PATCH" in asked.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert made.status_code == 201
    for response in (asked, made, refused):
        assert response.headers["Access-Control-Allow-Origin"] == SHOP
        assert "Origin" in response.headers["Vary"]
        assert "ETag" in response.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers


async def test_no_other_page_may_read(make_app: MakeApp) -> None:
    async with client_of(make_app(pages=[SHOP], allowed_origins=[SHOP])) as client:
        for origin in ("https://evil.example", "https://shop.example.evil", "null"):
            response = await client.get("/api/tasks", headers={"Origin": origin})
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_without_tokens_no_page_of_another_site_may_read(client: Client) -> None:
    for headers in (ASKED, {"Origin": SHOP}):
        response = await client.options("/api/tasks", headers=headers)
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_page_is_told_by_the_server_alone_whether_it_may_call(make_app: MakeApp) -> None:
    async with client_of(make_app(pages=[SHOP], allowed_origins=[SHOP])) as client:
        answers = {
            origin: await client.get("/widget/origin", headers={"Origin": origin})
            for origin in (SHOP, "http://testserver", "https://evil.example", "null")
        }
        unnamed = await client.get("/widget/origin")
    assert [answer.status_code for answer in answers.values()] == [204, 204, 403, 403]
    assert unnamed.status_code == 204
    refused = answers["https://evil.example"]
    assert refused.json()["code"] == "foreign_origin"
    assert "EVOLUTION_TODO_ALLOWED_ORIGINS" in refused.json()["errors"][0]["next_step"]
    for origin, answer in answers.items():
        assert answer.headers["Access-Control-Allow-Origin"] in {"*", origin}


async def test_without_tokens_every_other_site_is_told_that_it_may_not_call(
    make_app: MakeApp,
) -> None:
    async with client_of(make_app(allowed_origins=[SHOP])) as client:
        answer = await client.get("/widget/origin", headers={"Origin": SHOP})
        asked = await client.options("/api/tasks", headers=ASKED)
    assert (answer.status_code, asked.status_code) == (403, 403)


async def test_the_log_tells_of_each_refused_site_once(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    sites = [f"https://{number}.example" for number in range(2 * MOST_SITES)]
    async with client_of(make_app(pages=[SHOP], allowed_origins=[SHOP])) as client:
        for origin in [SHOP, "https://evil.example", "https://evil.example", *sites]:
            await client.options("/api/tasks", headers=ASKED | {"Origin": origin})
    lines = [line for line in caplog.messages if "refused" in line]
    assert len(lines) == MOST_SITES
    assert "'https://evil.example'" in lines[0]
    assert "EVOLUTION_TODO_ALLOWED_ORIGINS" in lines[0]


@pytest.mark.parametrize("path", ["/widget.js", "/static/chat.js"])
async def test_the_widgets_files_may_be_loaded_by_any_page(client: Client, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
