"""The page at work: by keyboard, in two tabs, through breaks, and whatever a title holds."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from mcp import Client as McpClient
from playwright.async_api import Browser, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.screens import COMPOSER, LONGEST_PAUSE_MS, in_context, remind_at_once
from tests.servers import Server, step_socket

pytestmark = pytest.mark.anyio

HOSTILE = (
    "<img src=x onerror=window.pwned=1><script>window.pwned=2</script> "
    "[x](javascript:window.pwned=3)"
)


async def titles(rest: httpx2.AsyncClient, **query: str) -> list[str]:
    items = (await rest.get("/api/tasks", params=query)).json()["items"]
    return [task["title"] for task in items]


async def test_a_message_is_answered_with_cards_and_nothing_leaves_the_host(
    open_page: OpenPage, server: Server, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    await screen.say("Pay rent every last Friday at 9am #home high priority")
    card = screen.find(".message.assistant .task")
    await expect(card).to_contain_text("Pay rent")
    await expect(card).to_contain_text("#home")
    assert await titles(rest) == ["Pay rent"]
    assert {urlsplit(url).netloc for url in screen.requests} == {urlsplit(server.url).netloc}
    assert screen.errors == []


async def test_a_list_of_tasks_is_shown_once_as_cards_below_a_short_text(
    open_page: OpenPage,
) -> None:
    screen = await open_page()
    await screen.say("add ham, rice, eggs, butter, jam, tea and salt")
    await screen.say("show all my tasks")
    answer = screen.find(".message.assistant").last
    await expect(answer.locator(".said")).to_have_text("7 tasks:")
    await expect(answer.locator(".task")).to_have_count(5)
    await answer.get_by_role("button", name="and 2 more").click()
    await expect(answer.locator(".task")).to_have_count(7)
    await expect(answer.get_by_text("Salt", exact=True)).to_have_count(1)


async def test_names_tags_and_numbers_of_an_answer_keep_to_themselves(open_page: OpenPage) -> None:
    screen = await open_page()
    await screen.say("add دودھ خریدنا tomorrow #گھر")
    apart = screen.find(".message.assistant .said bdi")
    await expect(apart).to_have_text(["دودھ خریدنا", "(#1)", "#گھر"])


async def test_what_is_asked_is_answered_by_its_card_and_runs_once(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    await screen.say("add milk and bread")
    await screen.say("delete all my tasks")
    assert len(await titles(rest)) == 2
    await screen.page.reload()
    await screen.button("Yes").click()
    await screen.answered()
    await expect(screen.find(".approval")).to_have_count(0)
    assert await titles(rest) == []


async def test_a_question_is_shown_once_below_what_leads_to_it(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    for number in range(51):
        await rest.post("/api/tasks", json={"title": f"Thing {number}"})
    screen = await open_page()
    await screen.say("delete all my tasks")
    await expect(screen.find(".approval")).to_contain_text("Delete 50 tasks")
    await expect(screen.find(".log").get_by_text("Delete 50 tasks")).to_have_count(1)
    await expect(screen.find(".message.assistant .said")).to_contain_text("at most 50")


async def test_what_may_be_taken_back_is_not_said_to_be(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    await rest.post("/api/tasks", json={"title": "Milk"})
    screen = await open_page()
    await screen.say("undo")
    await screen.find(".approval").wait_for()
    await expect(screen.find(".tool")).to_have_text(["Looked at what changed"])
    await screen.button("Yes").click()
    await screen.answered()
    await expect(screen.find(".tool").last).to_have_text("Took it back")
    assert await titles(rest) == []


async def test_lines_of_an_answer_stay_lines(open_page: OpenPage) -> None:
    screen = await open_page()
    await screen.say("help")
    assert (await screen.find(".message.assistant .said").inner_text()).count("\n•") > 1


async def test_a_change_made_through_mcp_comes_on_screen_by_itself(
    open_page: OpenPage, server: Server
) -> None:
    screen = await open_page()
    await screen.find("section.list .nothing").wait_for()
    async with McpClient(f"{server.url}/mcp") as client:
        await client.call_tool("add_tasks", {"tasks": [{"title": "From elsewhere"}]})
        await screen.row("From elsewhere").wait_for()


async def test_two_tabs_agree(chromium: Browser, server: Server) -> None:
    context = await chromium.new_context(viewport={"width": 1200, "height": 800})
    one = await in_context(context, server.url)
    await one.say("add milk and bread")
    two = await in_context(context, server.url)
    for screen in (one, two):
        await screen.row("Milk").wait_for()
    await two.row("Milk").get_by_role("checkbox").click()
    await one.row("Milk").wait_for(state="detached")
    await expect(one.find(".message .task.done")).to_contain_text("Milk")
    await expect(two.find(".message.assistant")).to_have_count(1)
    await one.say("what's pending?")
    await expect(two.find(".message.assistant")).to_have_count(2)
    await context.close()


async def test_tabs_opened_before_anything_was_said_hold_one_conversation(
    chromium: Browser, server: Server, rest: httpx2.AsyncClient
) -> None:
    context = await chromium.new_context(viewport={"width": 1200, "height": 800})
    one, two = [await in_context(context, server.url) for _ in range(2)]
    await two.find(COMPOSER).wait_for()
    await one.say("add milk")
    await expect(two.find(".message.assistant")).to_contain_text("Milk")
    await two.say("undo")
    await expect(one.find(".message.assistant")).to_have_count(2)
    assert await titles(rest) == []
    assert len((await rest.get("/api/conversations")).json()["items"]) == 1
    await context.close()


async def test_a_chat_begun_anew_in_one_tab_stays_its_own(
    chromium: Browser, server: Server, rest: httpx2.AsyncClient
) -> None:
    context = await chromium.new_context(viewport={"width": 1200, "height": 800})
    one = await in_context(context, server.url)
    await one.say("add milk")
    two = await in_context(context, server.url)
    await two.find(".message.assistant").wait_for()
    await one.button("New chat").click()
    await two.say("what's pending?")
    await one.say("add bread")
    await expect(one.find(".message.assistant")).to_have_count(1)
    await expect(two.find(".message.assistant")).to_have_count(2)
    assert len((await rest.get("/api/conversations")).json()["items"]) == 2
    await context.close()


async def test_a_task_changed_meanwhile_is_a_choice(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    task = (await rest.post("/api/tasks", json={"title": "Milk"})).json()
    screen = await open_page()
    await screen.row("Milk").get_by_role("button", name="Edit").click()
    await rest.patch(f"/api/tasks/{task['id']}", json={"title": "Soy milk"})
    await screen.page.get_by_label("Title").fill("Oat milk")
    await screen.button("Save").click()
    sheet = screen.page.get_by_role("alertdialog")
    await expect(sheet).to_contain_text("Soy milk")
    assert await titles(rest) == ["Soy milk"]
    await screen.button("Do mine anyway").click()
    await screen.row("Oat milk").wait_for()
    assert await titles(rest) == ["Oat milk"]


async def test_markup_in_titles_tags_and_replies_is_inert(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    await rest.post("/api/tasks", json={"title": HOSTILE, "description": HOSTILE})
    await rest.post(
        "/api/tasks", json={"title": "Tagged", "tags": ["<img src=x onerror=alert(1)>"]}
    )
    screen = await open_page()
    await screen.row("Tagged").wait_for()
    await screen.say("show all my tasks")
    await screen.say(f"add {HOSTILE}")
    await expect(screen.find("section.list")).to_contain_text("<script>")
    assert await screen.page.evaluate("() => window.pwned") is None
    inside = "() => [...document.querySelector('#app').shadowRoot.querySelectorAll('{}')].length"
    assert await screen.page.evaluate(inside.format("img, script")) == 0
    assert await screen.page.evaluate(inside.format('a[href^="javascript"]')) == 0


MANY_ATTEMPTS = 12


async def test_an_answer_cut_off_by_the_servers_death_is_taken_up_as_one_turn(
    chromium: Browser, tmp_path: Path
) -> None:
    killed = asyncio.Event()
    server = Server(tmp_path, steps=tmp_path / "steps")

    async def tell(step: dict[str, Any]) -> None:
        if step["step"] == "tool_returned" and not killed.is_set():
            killed.set()
            server.kill()

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(step_socket(tmp_path / "steps", tell))
        await stack.enter_async_context(server)
        context = await chromium.new_context()
        stack.push_async_callback(context.close)
        screen = await in_context(context, server.url)
        await screen.page.clock.install()
        await screen.page.fill(COMPOSER, "add milk")
        await screen.page.press(COMPOSER, "Enter")
        await killed.wait()
        await server.gone()
        await screen.find(".note").wait_for()
        await screen.fails_to_reach("/agui", times=MANY_ATTEMPTS)
        await server.start()
        await screen.answered()
        await expect(screen.find(".message.assistant")).to_contain_text("Milk")
        await expect(screen.find(".message")).to_have_count(2)
        async with httpx2.AsyncClient(base_url=server.url) as rest:
            assert await titles(rest) == ["Milk"]


async def test_a_reload_while_an_answer_comes_goes_on_with_it(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    await screen.page.route("**/agui", lambda route: route.abort())
    await screen.page.fill(COMPOSER, "add milk")
    await screen.page.press(COMPOSER, "Enter")
    await screen.find(".note").wait_for()
    await screen.page.unroute("**/agui")
    await screen.page.reload()
    await screen.answered()
    await expect(screen.find(".message.user")).to_have_count(1)
    assert await titles(rest) == ["Milk"]


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_proxys_word_that_the_server_is_away_is_waited_out(
    open_page: OpenPage, rest: httpx2.AsyncClient, status: int
) -> None:
    asked = []

    async def away(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(status=status, body="<h1>Bad gateway</h1>")

    screen = await open_page()
    await screen.page.clock.install()
    await screen.page.route("**/agui", away)
    await screen.page.fill(COMPOSER, "add milk")
    await screen.page.press(COMPOSER, "Enter")
    while len(asked) < MANY_ATTEMPTS:
        await screen.page.clock.fast_forward(LONGEST_PAUSE_MS)
    await screen.page.unroute("**/agui")
    await screen.answered()
    assert await titles(rest) == ["Milk"]


async def test_an_owed_answer_may_be_asked_for_at_once(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    await screen.page.clock.install()
    await screen.page.route("**/agui", lambda route: route.abort())
    await screen.page.fill(COMPOSER, "add milk")
    await screen.page.press(COMPOSER, "Enter")
    await screen.fails_to_reach("/agui", times=5)
    await screen.stop_the_clock()
    await screen.page.unroute("**/agui")
    async with screen.page.expect_request("**/agui"):
        await screen.button("Try now").click()
    await screen.page.clock.resume()
    await screen.answered()
    assert await titles(rest) == ["Milk"]


async def test_an_owed_answer_may_be_given_up_and_asked_for_later(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    await screen.page.route("**/agui", lambda route: route.abort())
    await screen.page.fill(COMPOSER, "add milk")
    await screen.page.press(COMPOSER, "Enter")
    await screen.find(".note").wait_for()
    await screen.find(".note").get_by_role("button", name="Give up").click()
    await screen.answered()
    await expect(screen.find(".note.failed")).to_contain_text("You stopped waiting")
    await screen.page.unroute("**/agui")
    await screen.button("Try again").click()
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")
    await expect(screen.find(".message")).to_have_count(2)
    assert await titles(rest) == ["Milk"]


async def test_a_lost_connection_is_said_and_what_was_missed_comes(
    chromium: Browser, server: Server, rest: httpx2.AsyncClient
) -> None:
    context = await chromium.new_context(viewport={"width": 1200, "height": 800})
    screen = await in_context(context, server.url)
    await screen.find("section.list .nothing").wait_for()
    server.kill()
    await server.gone()
    await expect(screen.find(".strip.warning").first).to_contain_text("Connection lost")
    await server.start()
    await rest.post("/api/tasks", json={"title": "Meanwhile"})
    await screen.row("Meanwhile").wait_for()
    await context.close()


async def test_what_could_not_be_loaded_comes_when_the_server_is_there(
    open_page: OpenPage,
) -> None:
    screen = await open_page()
    await screen.say("add milk")
    await screen.page.route("**/api/**", lambda route: route.abort())
    await screen.page.reload()
    await expect(screen.find("section.list .strip")).to_contain_text("cannot be loaded")
    await expect(screen.find(".thread")).to_contain_text("cannot be reached")
    await screen.page.unroute("**/api/**")
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")
    await screen.row("Milk").wait_for()
    await expect(screen.find("section.list .strip")).to_have_count(0)


async def test_the_question_about_notifications_comes_only_with_a_reminder(
    open_page: OpenPage,
) -> None:
    screen = await open_page()
    await screen.say("add milk tomorrow at 5pm")
    await expect(screen.button("Allow")).to_have_count(0)
    await screen.say("remind me about task 1 in 2 hours")
    await screen.button("Allow").wait_for()


async def test_a_due_reminder_outlives_a_reload_until_it_is_dealt_with(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    notice = screen.find(".notice").filter(has_text="Kettle")
    await remind_at_once(rest)
    await notice.wait_for()
    await screen.page.reload()
    await notice.get_by_role("button", name="Dismiss").click()
    await expect(notice).to_have_count(0)
    async with screen.page.expect_response("**/api/reminders?*"):
        await screen.page.reload()
    await screen.row("Kettle").wait_for()
    await expect(notice).to_have_count(0)


async def test_a_reminder_of_what_is_done_is_past_after_a_reload(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await open_page()
    await remind_at_once(rest)
    await screen.find(".notice").filter(has_text="Kettle").wait_for()
    await screen.page.goto("about:blank")
    await rest.post("/api/tasks/1/complete")
    async with screen.page.expect_response("**/api/tasks/1"):
        await screen.page.go_back()
    await screen.find("section.list .nothing").wait_for()
    await expect(screen.find(".notice")).to_have_count(0)


STYLES = """
* { font: 40px serif !important; color: red !important; display: inline !important }
:root { --ink: red; --green: red; font-size: 40px }
evolution-todo { display: none !important; position: static; transform: scale(3) }
textarea, button { width: 900px !important; height: 500px !important }
"""
POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'"


async def test_the_widget_is_untouched_by_a_hostile_page_under_a_strict_policy(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    html = (
        f'<!doctype html><html lang="en"><head><title>A shop</title><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{STYLES}</style></head>"
        '<body><h1>A shop</h1><script src="/widget.js"></script></body></html>'
    )
    screen = await open_page("/shop", html=html)
    opener = screen.button("Open the task chat")
    box = await opener.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (56, 56)
    await opener.press("Enter")
    await screen.say("add milk")
    style = await screen.find(".message.assistant").evaluate(
        "(at) => [getComputedStyle(at).color, getComputedStyle(at).fontSize]"
    )
    assert style == ["rgb(30, 38, 35)", "15px"]
    panel = await screen.find(".panel").bounding_box()
    assert panel is not None
    assert panel["width"] == 408
    await screen.page.keyboard.press("Escape")
    await screen.until_focused("Open the task chat")
    assert await titles(rest) == ["Milk"]
    assert screen.errors == []
