"""The widget on a page of another site, where a token says who the person is."""

from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import OpenShop
from tests.browser.shops import opened, tag_of
from tests.servers import Server

pytestmark = pytest.mark.anyio


async def test_a_page_that_is_allowed_shows_its_persons_tasks_by_their_token(
    chromium: Browser, tokens: tuple[Server, str], open_shop: OpenShop
) -> None:
    server, token = tokens
    shop = open_shop(tag_of(server, f'data-token="{token}"'))
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
    chromium: Browser, tokens: tuple[Server, str], open_shop: OpenShop
) -> None:
    server, token = tokens
    give = f"const given = ['stale']; window.fresh = () => given.pop() ?? '{token}';"
    tag = tag_of(server, 'data-token-callback="fresh"')
    shop = open_shop(f"<script>{give}</script>{tag}")
    screen = await opened(chromium, server, shop)
    await screen.say("add milk")
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")


async def test_a_page_of_the_strictest_policy_needs_but_what_is_documented(
    chromium: Browser, tokens: tuple[Server, str], open_shop: OpenShop
) -> None:
    server, token = tokens
    documented = "script-src https://your-server; connect-src https://your-server"
    assert documented in (Path(__file__).parents[2] / "docs" / "clients.md").read_text()
    needed = documented.replace("https://your-server", server.url)
    shop = open_shop(
        tag_of(server, f'data-token="{token}"'),
        policy=f"default-src 'none'; require-trusted-types-for 'script'; {needed}",
    )
    screen = await opened(chromium, server, shop)
    await screen.say("add **milk** tomorrow at 5pm #shop")
    await screen.show_tasks()
    await screen.row("milk").get_by_role("button", name="Edit").click()
    await screen.press("Escape")
    await screen.button("History").click()
    await screen.find(".past li").wait_for()
    assert screen.errors == []
