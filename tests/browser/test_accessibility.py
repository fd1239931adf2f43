"""axe-core finds nothing, in any state, on a phone and a desktop, light and dark."""

import json
from typing import Any

import httpx2
import pytest

from tests.browser.accessible import Checked
from tests.browser.conftest import OpenPage
from tests.browser.screens import COMPOSER, remind_at_once

pytestmark = pytest.mark.anyio


async def test_the_page_in_all_its_states(
    open_page: OpenPage, rest: httpx2.AsyncClient, axe: str, looks: dict[str, Any]
) -> None:
    screen = await open_page(**looks)
    page = Checked(screen, axe)
    await screen.find(COMPOSER).wait_for()
    await page.state("empty")
    await screen.say("Pay rent every last Friday at 9am, remind me 15 minutes before #home")
    await page.state("a card, and the question about notifications")
    await screen.button("Not now").click()
    await screen.say("add report yesterday critical priority")
    await screen.say("show **all** my tasks")
    await page.state("several cards")
    await screen.say("delete all my tasks")
    await screen.find(".approval").wait_for()
    await page.state("approval")
    await screen.button("No").click()
    await screen.answered()
    await screen.button("History").click()
    await screen.find(".past li").wait_for()
    await page.state("history")
    await screen.page.keyboard.press("Escape")
    await screen.show_tasks()
    await screen.row("report").wait_for()
    await page.state("list")
    await screen.row("report").get_by_role("button", name="Edit").click()
    await screen.find(".editing").wait_for()
    await page.state("editing")
    await screen.page.keyboard.press("Escape")
    await screen.row("report").get_by_role("checkbox").click()
    await screen.find(".toast").wait_for()
    await page.state("toast")
    await screen.button("Done").click()
    await screen.row("report").wait_for()
    await page.state("done")
    await screen.page.fill("input[type=search]", "nowhere")
    await screen.button("Clear search and filters").wait_for()
    await page.state("nothing found")
    await remind_at_once(rest)
    await screen.find(".notice strong").wait_for()
    await page.state("a due reminder")
    assert page.found == {}, json.dumps(page.found, indent=1)
    assert screen.errors == []


async def test_the_page_in_trouble(
    open_page: OpenPage, rest: httpx2.AsyncClient, axe: str, looks: dict[str, Any]
) -> None:
    for title in ("Team meeting", "Board meeting"):
        await rest.post("/api/tasks", json={"title": title})
    screen = await open_page(**looks)
    page = Checked(screen, axe)
    await screen.say("delete the meeting task")
    await screen.find(".approval.choice").wait_for()
    await page.state("choice")
    await screen.show_tasks()
    await screen.row("Team meeting").get_by_role("button", name="Edit").click()
    await rest.patch("/api/tasks/1", json={"title": "Staff meeting"})
    await screen.page.get_by_label("Title").fill("Crew meeting")
    await screen.button("Save").click()
    await screen.page.get_by_role("alertdialog").wait_for()
    await page.state("conflict")
    await screen.button("Leave it as it is now").click()
    await screen.row("Staff meeting").wait_for()
    await screen.page.route("**/agui", lambda route: route.fulfill(status=500, body="{}"))
    await screen.show_chat()
    await screen.page.fill(COMPOSER, "add milk")
    await screen.page.press(COMPOSER, "Enter")
    await screen.button("Try again").wait_for()
    await page.state("a message that failed")
    await screen.page.route("**/api/**", lambda route: route.abort())
    await screen.page.reload()
    await screen.find(".strip.warning").first.wait_for()
    await page.state("no connection")
    assert page.found == {}, json.dumps(page.found, indent=1)


async def test_the_widget_closed_and_open(
    open_page: OpenPage, axe: str, looks: dict[str, Any]
) -> None:
    html = (
        '<!doctype html><html lang="en"><head><title>A shop</title></head>'
        '<body><main><h1>A shop</h1></main><script src="/widget.js"></script></body></html>'
    )
    screen = await open_page("/shop", html=html, **looks)
    page = Checked(screen, axe)
    await screen.button("Open the task chat").wait_for()
    await page.state("closed")
    await screen.button("Open the task chat").click()
    await screen.say("add milk tomorrow")
    await page.state("open")
    await screen.show_tasks()
    await screen.row("Milk").wait_for()
    await page.state("list")
    await screen.button("Close").click()
    await screen.button("Open the task chat").wait_for()
    await page.state("closed again")
    assert page.found == {}, json.dumps(page.found, indent=1)


@pytest.mark.parametrize("locale", ["ur-PK", "de-DE"])
async def test_the_page_in_other_languages(open_page: OpenPage, axe: str, locale: str) -> None:
    screen = await open_page(locale=locale, reduced_motion="reduce")
    page = Checked(screen, axe)
    await screen.say("add milk tomorrow")
    await page.state(locale)
    expected = {"ur-PK": ["ur", "rtl"], "de-DE": ["de", "ltr"]}[locale]
    root = "() => [document.documentElement.lang, document.documentElement.dir]"
    assert await screen.page.evaluate(root) == expected
    assert page.found == {}, json.dumps(page.found, indent=1)
