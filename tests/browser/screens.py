"""A page in the hands of a person, and what it tried to do behind their back."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx2
from playwright.async_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Request

COMPOSER = "textarea.input"

PATIENCE_MS = 120_000
"""A test ends by what it waits for, however long that takes; this ends one that waits in vain."""

MOST_STOPS = 60
LONGEST_PAUSE_MS = 12_000
"""How long the page waits at most before it asks again."""

FOCUSED = """() => {
    let found = document.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    const label = found?.labels?.[0]?.querySelector("span")?.textContent;
    return found?.getAttribute("aria-label") ?? label ?? found?.textContent ?? "";
}"""


class Screen:
    """One tab: what one does in it, and what it logged, requested and failed at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._logged)
        page.on("pageerror", self._failed)
        page.on("request", self._requested)

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)
        elif message.type == "warning":
            self.warnings.append(message.text)

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def find(self, selector: str) -> Locator:
        """Return what stands there, also inside the shadow root."""
        return self.page.locator(selector)

    def button(self, name: str) -> Locator:
        """Return the button of this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def say(self, text: str) -> None:
        """Send a message and wait until it is answered."""
        await self.page.fill(COMPOSER, text)
        await self.page.press(COMPOSER, "Enter")
        await self.answered()

    async def answered(self) -> None:
        """Wait until no answer is on its way."""
        await self.find(".message.assistant").last.wait_for()
        await self.find(".round.stop").wait_for(state="detached")

    async def show_tasks(self) -> None:
        """Show the list, where it does not stand beside the chat."""
        tasks = self.button("Tasks")
        if await tasks.count():
            await tasks.click()
        await self.find("section.list").wait_for()

    async def show_chat(self) -> None:
        """Show the chat, where it does not stand beside the list."""
        chat = self.button("Chat")
        if await chat.count():
            await chat.click()
        await self.find(COMPOSER).wait_for()

    def row(self, title: str) -> Locator:
        """Return a task of the list."""
        return self.page.locator("section.list .task").filter(has_text=title)

    async def until(self, condition: str, *arguments: object) -> None:
        """Wait until a JavaScript expression is true."""
        await self.page.wait_for_function(condition, arg=list(arguments))

    async def fails_to_reach(self, path: str, *, times: int) -> None:
        """Let the page's clock run until it has asked there in vain so often."""
        failed = []
        self.page.on("requestfailed", lambda request: failed.append(urlsplit(request.url).path))
        while failed.count(path) < times:
            await self.page.clock.fast_forward(LONGEST_PAUSE_MS)

    async def stop_the_clock(self) -> None:
        """Let no timer of the page run out any more; its clock was installed before."""
        now: int = await self.page.evaluate("() => Date.now()")
        await self.page.clock.pause_at(now / 1000 + 1)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def focused(self) -> str:
        """Return the name of what has the focus."""
        name: str = await self.page.evaluate(FOCUSED)
        return name.strip()

    async def tab_to(self, name: str, *, key: str = "Tab") -> None:
        """Press Tab until something of this name has the focus."""
        for _ in range(MOST_STOPS):
            if await self.focused() == name:
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"“{name}” is not reached by {key}")

    async def until_focused(self, name: str) -> None:
        """Wait until the focus has come to something of this name by itself."""
        await self.until(f"([name]) => ({FOCUSED})().trim() === name", name)


async def in_context(
    context: BrowserContext, url: str, *, html: str | None = None, has_clock: bool = False
) -> Screen:
    """Open a tab.

    Args:
        context: The browser's profile.
        url: Its address.
        html: What stands there in place of the server's.
        has_clock: Whether its time may be moved.
    """
    context.set_default_timeout(PATIENCE_MS)
    page: Page = await context.new_page()
    screen = Screen(page)
    if html is not None:
        await page.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
    if has_clock:
        await page.clock.install()
    await page.goto(url)
    return screen


async def remind_at_once(rest: httpx2.AsyncClient) -> None:
    """Let a reminder of a new task, “Kettle”, fall due."""
    task = (await rest.post("/api/tasks", json={"title": "Kettle"})).json()
    at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    response = await rest.post(f"/api/tasks/{task['id']}/reminders", json={"remind_at": at})
    assert response.status_code == 201, response.text
