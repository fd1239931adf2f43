"""The widget on a page of another site, where a token says who the person is."""

from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import in_context
from tests.browser.screens import Screen
from tests.servers import Server, run

pytestmark = pytest.mark.anyio

KEY = "k" * 40


class Shop:
    """A page of somebody else's, with the widget's tag on it."""

    def __init__(self, tag: str, *, policy: str = "") -> None:
        body = f'<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1>{tag}</html>'

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._listener.server_port}"
        self._thread = Thread(target=self._listener.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()


@pytest.fixture
def shops() -> Iterator[list[Shop]]:
    opened: list[Shop] = []
    yield opened
    for shop in opened:
        shop.close()


@pytest.fixture
async def tokens(tmp_path: Path) -> AsyncIterator[tuple[Server, str]]:
    """A server that asks for tokens, not yet started, and a token of hers."""
    made = await run(tmp_path, "token", "create", "ada", SIGNING_KEY=KEY, AUTH="jwt")
    assert made.code == 0, made.errors
    server = Server(tmp_path)
    server.environment |= {"EVOLUTION_TODO_SIGNING_KEY": KEY, "EVOLUTION_TODO_AUTH": "jwt"}
    yield server, made.output.strip()
    await server.stop()


async def opened(chromium: Browser, server: Server, shop: Shop, *, allowed: bool = True) -> Screen:
    if allowed:
        server.environment["EVOLUTION_TODO_ALLOWED_ORIGINS"] = shop.origin
    await server.start()
    context = await chromium.new_context()
    screen = await in_context(context, shop.origin)
    await screen.button("Open the task chat").click()
    await screen.find("textarea.input").wait_for()
    return screen


async def test_a_page_that_is_allowed_shows_its_persons_tasks_by_their_token(
    chromium: Browser, tokens: tuple[Server, str], shops: list[Shop]
) -> None:
    server, token = tokens
    shop = Shop(f'<script src="{server.url}/widget.js" data-token="{token}"></script>')
    shops.append(shop)
    screen = await opened(chromium, server, shop)
    await screen.say("add milk")
    await screen.show_tasks()
    await screen.row("Milk").get_by_role("checkbox").click()
    await screen.find(".toast").wait_for()
    hers = httpx2.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
    async with hers:
        tasks = (await hers.get("/api/tasks")).json()["items"]
    assert [(task["title"], task["completed"]) for task in tasks] == [("Milk", True)]
    assert screen.errors == []


async def test_a_token_that_has_run_out_is_asked_for_again(
    chromium: Browser, tokens: tuple[Server, str], shops: list[Shop]
) -> None:
    server, token = tokens
    give = f"const given = ['stale']; window.fresh = () => given.pop() ?? '{token}';"
    tag = f'<script src="{server.url}/widget.js" data-token-callback="fresh"></script>'
    shop = Shop(f"<script>{give}</script>{tag}")
    shops.append(shop)
    screen = await opened(chromium, server, shop)
    await screen.say("add milk")
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")


async def test_a_page_of_the_strictest_policy_needs_but_what_is_documented(
    chromium: Browser, tokens: tuple[Server, str], shops: list[Shop]
) -> None:
    server, token = tokens
    documented = "script-src https://your-server; connect-src https://your-server"
    assert documented in (Path(__file__).parents[2] / "docs" / "clients.md").read_text()
    needed = documented.replace("https://your-server", server.url)
    shop = Shop(
        f'<script src="{server.url}/widget.js" data-token="{token}"></script>',
        policy=f"default-src 'none'; require-trusted-types-for 'script'; {needed}",
    )
    shops.append(shop)
    screen = await opened(chromium, server, shop)
    await screen.say("add **milk** tomorrow at 5pm #shop")
    await screen.show_tasks()
    await screen.row("milk").get_by_role("button", name="Edit").click()
    await screen.press("Escape")
    await screen.button("History").click()
    await screen.find(".past li").wait_for()
    assert screen.errors == []


async def test_a_page_that_is_not_allowed_reads_and_writes_nothing(
    chromium: Browser, tokens: tuple[Server, str], shops: list[Shop]
) -> None:
    server, token = tokens
    shop = Shop(f'<script src="{server.url}/widget.js" data-token="{token}"></script>')
    shops.append(shop)
    screen = await opened(chromium, server, shop, allowed=False)
    await screen.page.fill("textarea.input", "add milk")
    await screen.page.press("textarea.input", "Enter")
    await screen.find(".note").wait_for()
    hers = httpx2.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
    async with hers:
        assert (await hers.get("/api/tasks")).json()["items"] == []
