"""A page that the server does not answer: it says why, in plain words, and asks no more."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, expect

from evolution_todo.adapters.auth import LEEWAY, Signer
from tests.browser.accessible import Checked
from tests.browser.conftest import OpenShop
from tests.browser.screens import COMPOSER, Screen, in_context
from tests.browser.shops import KEY, opened, tag_of
from tests.servers import Server

pytestmark = pytest.mark.anyio

Tokens = tuple[Server, str]

UNKNOWN = "does not know who you are"
EXPIRED = "not signed in any more"
SITE = "This site may not use the assistant."
HOUR_MS = 3_600_000


def soon_over() -> str:
    """Return a token of hers that is taken for a few seconds more."""
    lasting = timedelta(seconds=4) - LEEWAY
    return Signer(KEY).for_person("ada", email=None, lasting=lasting)


def giving(server: Server, *tokens: str) -> str:
    """Return a page whose function gives these tokens, one each time, and the last for ever."""
    script = f"const tokens = {json.dumps(tokens)}; let asked = 0;"
    script += "window.give = () => tokens[Math.min(asked++, tokens.length - 1)];"
    script += "window.timesAsked = () => asked"
    return f"<script>{script}</script>" + tag_of(server, 'data-token-callback="give"')


async def is_refused(screen: Screen, words: str) -> None:
    await expect(screen.find(".refusal")).to_contain_text(words)
    await expect(screen.find(".strip.warning:not(.refusal)")).to_have_count(0)


async def asks_no_more(screen: Screen) -> None:
    """See that hours bring no request of the page's own."""
    before = len(screen.requests)
    await screen.page.clock.fast_forward(HOUR_MS)
    await screen.page.clock.fast_forward(HOUR_MS)
    assert len(screen.requests) == before


@pytest.mark.parametrize(
    ("given", "words", "advice"),
    [
        ("", UNKNOWN, "data-token"),
        ('data-token="stale"', EXPIRED, "evolution-todo token create"),
        ('data-token-callback="nothing"', UNKNOWN, "data-token-callback"),
    ],
    ids=["none", "stale", "a function that is not there"],
)
async def test_without_a_token_that_holds_visitor_and_developer_are_told(
    chromium: Browser,
    tokens: Tokens,
    open_shop: OpenShop,
    given: str,
    words: str,
    advice: str,
) -> None:
    server, _ = tokens
    screen = await opened(chromium, server, open_shop(tag_of(server, given)))
    await is_refused(screen, words)
    await expect(screen.find(COMPOSER)).to_have_count(0)
    await screen.until_focused("Try again")
    assert [line for line in screen.warnings if advice in line]


@pytest.mark.parametrize("given", ["", 'data-token="stale"'], ids=["none", "stale"])
async def test_a_token_that_stays_the_same_is_not_tried_again(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop, given: str
) -> None:
    server, _ = tokens
    screen = await opened(chromium, server, open_shop(tag_of(server, given)), has_clock=True)
    await is_refused(screen, UNKNOWN if not given else EXPIRED)
    await asks_no_more(screen)


async def test_whoever_gives_tokens_is_asked_until_one_holds(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop
) -> None:
    server, token = tokens
    shop = open_shop(giving(server, *["stale"] * 6, token))
    screen = await opened(chromium, server, shop, has_clock=True)
    await is_refused(screen, EXPIRED)
    while await screen.find(".refusal").count():
        await screen.page.clock.fast_forward(HOUR_MS)
    await screen.say("add milk")
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")
    assert await screen.page.evaluate("timesAsked()") == 7


async def test_a_live_page_asks_for_a_token_when_its_own_has_run_out(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop
) -> None:
    server, token = tokens
    screen = await opened(chromium, server, open_shop(giving(server, soon_over(), token)))
    await screen.show_tasks()
    await screen.until("() => timesAsked() === 2")
    bearing = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=bearing) as hers:
        await hers.post("/api/tasks", json={"title": "Meanwhile"})
    await screen.row("Meanwhile").wait_for()
    await expect(screen.find(".refusal")).to_have_count(0)


async def test_an_answer_that_was_owed_comes_with_the_next_token(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop
) -> None:
    server, token = tokens
    script = "let token = 'stale'; window.give = () => token"
    tag = tag_of(server, 'data-token-callback="give"')
    shop = open_shop(f"<script>{script}</script>{tag}")
    pending = {"thread": "t1", "pending": {"id": "m1", "text": "add milk"}}
    keep = f"localStorage.setItem('evolution-todo {server.url}', '{json.dumps(pending)}')"
    screen = await opened(chromium, server, shop, before=keep)
    await is_refused(screen, EXPIRED)
    await expect(screen.find(".note")).to_contain_text("Not answered yet.")
    await screen.page.fill(COMPOSER, "add bread")
    await expect(screen.button("Give up").first).to_be_visible()
    again = screen.find(".refusal").get_by_role("button", name="Try again")
    # At once: the page tries again by itself, and with a good token the button would be gone.
    await again.evaluate("(button, fresh) => { token = fresh; button.click() }", token)
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")
    await expect(screen.find(".refusal")).to_have_count(0)


async def test_a_site_that_is_not_allowed_is_told_so_and_the_operator_too(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop, tmp_path: Path
) -> None:
    server, token = tokens
    shop = open_shop(tag_of(server, f'data-token="{token}"'))
    screen = await opened(chromium, server, shop, allowed=False, has_clock=True)
    await is_refused(screen, SITE)
    await asks_no_more(screen)
    assert [line for line in screen.warnings if "EVOLUTION_TODO_ALLOWED_ORIGINS" in line]
    log = (tmp_path / "server.log").read_text()
    assert log.count(shop.origin) == 1
    assert "EVOLUTION_TODO_ALLOWED_ORIGINS" in log
    bearing = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=bearing) as hers:
        assert (await hers.get("/api/tasks")).json()["items"] == []


async def test_a_server_that_is_away_is_no_refusal_of_the_site(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop
) -> None:
    server, token = tokens
    screen = await opened(chromium, server, open_shop(tag_of(server, f'data-token="{token}"')))
    await screen.say("add milk")
    server.kill()
    await server.gone()
    await expect(screen.find(".strip.warning")).to_contain_text("Connection lost")
    await server.start()
    await expect(screen.find(".strip.good")).to_contain_text("Connected again")


async def test_refusals_are_accessible(
    chromium: Browser, tokens: Tokens, open_shop: OpenShop, axe: str, looks: dict[str, Any]
) -> None:
    server, _ = tokens
    shop = open_shop(tag_of(server))
    found: dict[str, Any] = {}
    for allowed, words in ((True, UNKNOWN), (False, SITE)):
        server.environment.pop("EVOLUTION_TODO_ALLOWED_ORIGINS", None)
        screen = await opened(chromium, server, shop, allowed=allowed, **looks)
        await is_refused(screen, words)
        page = Checked(screen, axe)
        await page.state(words)
        found |= page.found
        await server.stop()
    assert found == {}, json.dumps(found, indent=1)


async def test_the_servers_own_page_says_that_it_wants_a_token(
    chromium: Browser, tokens: Tokens, axe: str, looks: dict[str, Any]
) -> None:
    server, token = tokens
    await server.start()
    context = await chromium.new_context(**looks)
    screen = await in_context(context, server.url)
    await is_refused(screen, UNKNOWN)
    page = Checked(screen, axe)
    await page.state("no token")
    assert page.found == {}, json.dumps(page.found, indent=1)
    await screen.page.goto("about:blank")
    await screen.page.goto(f"{server.url}/#token={token}")
    await screen.say("add milk")
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")
    await context.close()
