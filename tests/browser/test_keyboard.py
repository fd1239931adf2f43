"""Every action by keyboard alone: from the page's first moment on, nothing else is touched."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import OpenPage
from tests.browser.screens import COMPOSER, Screen, in_context
from tests.servers import Server, step_socket

pytestmark = pytest.mark.anyio


async def titles(rest: httpx2.AsyncClient, **query: str) -> list[str]:
    items = (await rest.get("/api/tasks", params=query)).json()["items"]
    return [task["title"] for task in items]


async def add(rest: httpx2.AsyncClient, *tasks: dict[str, Any]) -> None:
    for task in tasks:
        response = await rest.post("/api/tasks", json=task)
        assert response.status_code == 201, response.text


async def say(screen: Screen, text: str) -> None:
    """Type a message where the focus is, and send it."""
    answers = await screen.find(".message.assistant").count()
    await screen.page.keyboard.type(text)
    await screen.press("Enter")
    await expect(screen.find(".message.assistant")).to_have_count(answers + 1)
    await screen.answered()


async def opened(open_page: OpenPage) -> Screen:
    """Open the page, where the focus is in the composer."""
    screen = await open_page()
    await screen.until_focused("Message")
    return screen


async def editing_milk(open_page: OpenPage, rest: httpx2.AsyncClient) -> Screen:
    """A page whose one task is about to have another title."""
    await add(rest, {"title": "Milk"})
    screen = await opened(open_page)
    await screen.row("Milk").wait_for()
    await screen.tab_to("Milk")
    await screen.press("e")
    await screen.until_focused("Title")
    return screen


async def test_an_example_a_quick_reply_and_an_earlier_message_are_said(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await opened(open_page)
    await screen.tab_to("Add a task to buy groceries", key="Shift+Tab")
    await screen.press("Enter")
    await screen.answered()
    await screen.until_focused("Message")
    await screen.tab_to("Undo", key="Shift+Tab")
    await screen.press("Space")
    await expect(screen.find(".message.assistant")).to_have_count(2)
    await screen.answered()
    assert await titles(rest) == []
    await say(screen, "add milk")
    await screen.press("ArrowUp")
    await expect(screen.find(COMPOSER)).to_have_value("add milk")


async def test_what_is_asked_is_answered(open_page: OpenPage, rest: httpx2.AsyncClient) -> None:
    await add(rest, {"title": "Team meeting"}, {"title": "Board meeting"})
    screen = await opened(open_page)
    await say(screen, "delete the meeting task")
    await screen.tab_to("Delete “Team meeting”", key="Shift+Tab")
    await screen.press("Enter")
    await screen.find(".approval").wait_for(state="detached")
    await screen.answered()
    assert await titles(rest) == ["Board meeting"]
    await add(rest, {"title": "Milk"})
    await screen.until_focused("Message")
    await say(screen, "delete all my tasks")
    await screen.tab_to("Yes", key="Shift+Tab")
    await screen.press("Enter")
    await screen.find(".approval").wait_for(state="detached")
    await screen.answered()
    assert await titles(rest) == []


async def test_a_task_is_ticked_off_taken_back_and_deleted(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    await add(rest, *({"title": title} for title in ("Milk", "Bread", "Eggs")))
    screen = await opened(open_page)
    await screen.row("Eggs").wait_for()
    await screen.tab_to("Milk")
    await screen.press("ArrowDown")
    await screen.until_focused("Bread")
    await screen.press("End", "Home", "ArrowDown", "Space")
    await screen.until_focused("Eggs")  # it stands where the other stood
    await screen.find(".toast").wait_for()
    assert await titles(rest, completed="true") == ["Bread"]
    await screen.tab_to("Undo")
    await screen.press("Enter")
    await screen.row("Bread").wait_for()
    await screen.tab_to("Bread", key="Shift+Tab")
    await screen.press("Delete")
    await screen.row("Bread").wait_for(state="detached")
    await screen.until_focused("Eggs")
    await screen.press("Tab")
    assert await screen.focused() == "Edit “Eggs”"
    await screen.press("Tab", "Enter")
    await screen.until_focused("Milk")
    assert await titles(rest) == ["Milk"]


async def test_a_task_is_edited(open_page: OpenPage, rest: httpx2.AsyncClient) -> None:
    screen = await editing_milk(open_page, rest)
    await screen.page.keyboard.type("Oat milk")  # in place of the old, which is selected
    await screen.tab_to("Due")
    await screen.page.keyboard.type("2030-06-10")
    await screen.tab_to("Priority")
    await screen.page.keyboard.type("High")
    await screen.tab_to("Tags")
    await screen.page.keyboard.type("home, shop")
    await screen.press("Enter")
    await screen.until_focused("Oat milk")
    (task,) = (await rest.get("/api/tasks")).json()["items"]
    assert (task["title"], task["priority"], task["tags"]) == ("Oat milk", "high", ["home", "shop"])
    assert task["due_date"].startswith("2030-06-10")
    await screen.press("F2")
    await screen.page.keyboard.type("Nothing")
    await screen.press("Escape")
    await screen.until_focused("Oat milk")
    assert await titles(rest) == ["Oat milk"]


async def test_the_list_is_searched_and_filtered(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    await add(
        rest,
        {"title": "Milk", "tags": ["shop"]},
        {"title": "Taxes", "priority": "high"},
        {"title": "Bread"},
    )
    await rest.post("/api/tasks/3/complete")
    screen = await opened(open_page)
    rows = screen.find("section.list .task .title")
    await expect(rows).to_have_count(2)
    await screen.tab_to("Search tasks")
    await screen.page.keyboard.type("mil")
    await expect(rows).to_have_text(["Milk"])
    await screen.press("Control+a", "Delete")
    await screen.tab_to("Priority")
    await screen.page.keyboard.type("High")
    await expect(rows).to_have_text(["Taxes"])
    await screen.tab_to("Tag")
    await screen.page.keyboard.type("#shop")
    await screen.tab_to("Clear search and filters")
    await screen.press("Enter")
    await expect(rows).to_have_count(2)
    await screen.tab_to("Done")
    await screen.press("Space")
    await expect(rows).to_have_text(["Bread"])


async def test_a_chat_is_begun_and_an_earlier_one_gone_on_with(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await opened(open_page)
    await say(screen, "add milk")
    await screen.tab_to("New chat", key="Shift+Tab")
    await screen.press("Enter")
    await screen.until_focused("Message")
    await expect(screen.find(".message")).to_have_count(0)
    await say(screen, "add bread")
    await screen.tab_to("History", key="Shift+Tab")
    await screen.press("Enter")
    await expect(screen.find(".past li")).to_have_count(2)
    await screen.press("Escape")
    await screen.until_focused("History")
    await screen.press("Enter")
    await expect(screen.find(".past li")).to_have_count(2)
    await screen.until_focused("Close")
    await screen.press("Tab", "Tab", "Tab", "Enter")
    await expect(screen.find(".message.user")).to_have_text("add milk")
    await screen.press("Control+k")
    await screen.until_focused("Message")
    await say(screen, "undo")
    assert await titles(rest) == ["Bread"]


async def test_a_due_reminder_is_put_off(open_page: OpenPage, rest: httpx2.AsyncClient) -> None:
    await add(rest, {"title": "Kettle"})
    screen = await opened(open_page)
    at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    await rest.post("/api/tasks/1/reminders", json={"remind_at": at})
    await screen.find(".notice strong").wait_for()
    await screen.tab_to("Not now", key="Shift+Tab")
    await screen.press("Enter")
    await screen.tab_to("In 10 minutes", key="Shift+Tab")
    await screen.press("Enter")
    await screen.find(".notice").first.wait_for(state="detached")
    (reminder,) = (await rest.get("/api/reminders")).json()["items"]
    assert reminder["status"] == "pending"


async def test_a_conflict_is_settled(open_page: OpenPage, rest: httpx2.AsyncClient) -> None:
    screen = await editing_milk(open_page, rest)
    await rest.patch("/api/tasks/1", json={"title": "Soy milk"})
    await screen.page.keyboard.type("Oat milk")
    await screen.press("Enter")
    await screen.until_focused("Leave it as it is now")
    await screen.tab_to("Do mine anyway")
    await screen.press("Enter")
    await screen.row("Oat milk").wait_for()
    assert await titles(rest) == ["Oat milk"]


async def test_an_answer_is_stopped_after_the_step_it_is_in(
    chromium: Browser, tmp_path: Path
) -> None:
    reached, go = asyncio.Event(), asyncio.Event()

    async def tell(step: dict[str, Any]) -> None:
        if step["step"] == "tool_returned":
            reached.set()
            await go.wait()

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(step_socket(tmp_path / "steps", tell))
        server = await stack.enter_async_context(Server(tmp_path, steps=tmp_path / "steps"))
        context = await chromium.new_context()
        stack.push_async_callback(context.close)
        screen = await in_context(context, server.url)
        await screen.until_focused("Message")
        await screen.page.keyboard.type("add milk")
        await screen.press("Enter")
        await reached.wait()
        await screen.tab_to("Stop")
        async with screen.page.expect_response("**/stop"):
            await screen.press("Enter")
        go.set()
        await screen.answered()
        await expect(screen.find(".message.assistant")).to_contain_text("topped")
        async with httpx2.AsyncClient(base_url=server.url) as rest:
            assert await titles(rest) == ["Milk"]


async def test_a_message_that_failed_is_sent_again_as_the_same_one(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    screen = await opened(open_page)
    await screen.page.route("**/agui", lambda route: route.fulfill(status=500, body="{}"))
    await screen.page.keyboard.type("add milk")
    await screen.press("Enter")
    await expect(screen.find(".note")).to_contain_text("The server answered 500. Try again")
    await screen.page.unroute("**/agui")
    await screen.tab_to("Try again", key="Shift+Tab")
    await screen.press("Enter")
    await screen.find(".note").wait_for(state="detached")
    await screen.answered()
    await expect(screen.find(".message.user")).to_have_count(1)
    assert await titles(rest) == ["Milk"]


async def test_chat_and_list_take_turns_on_a_phone(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    await add(rest, {"title": "Milk"})
    screen = await open_page(viewport={"width": 390, "height": 844})
    await screen.until_focused("Message")
    await screen.tab_to("Tasks", key="Shift+Tab")
    await screen.press("Enter")
    await screen.row("Milk").wait_for()
    await screen.press("Control+k")
    await screen.until_focused("Message")
