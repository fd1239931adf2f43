"""A real Chromium, a real server, and the page as people use it."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.screens import Screen
from tests.servers import Server
from tests.stack.caching import cached, leave_out

WEB = Path(__file__).parents[2] / "web"

ARGUMENTS = [
    "--no-sandbox",  # tests may run as root, where Chromium's own does not work
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE_MS = 120_000
"""A test ends by what it waits for, however long that takes; this ends one that waits in vain."""

expect.set_options(timeout=PATIENCE_MS)

OpenPage = Callable[..., Awaitable[Screen]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium: none is downloaded."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if program is None:
        leave_out("Chromium", "install it (apt-get install chromium)", "it is not on the PATH")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def modules() -> Path:
    """The widget's npm packages, installed once for each lock file."""
    npm = shutil.which("npm")
    if npm is None:
        leave_out("npm", "install Node (https://nodejs.org)", "it is not on the PATH")

    def install(folder: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(WEB / name, folder)
        command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(  # noqa: S603  a fixed command
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=600
        )
        if done.returncode:
            leave_out("the widget's npm packages", "run online once", done.stderr.strip()[-300:])

    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()[:16]
    return cached(f"web-{lock}", install) / "node_modules"


@pytest.fixture
async def open_page(chromium: Browser, server: Server) -> AsyncIterator[OpenPage]:
    """Opens the server's page in a browser profile of its own."""
    contexts: list[BrowserContext] = []

    async def opened(path: str = "/", *, html: str | None = None, **options: Any) -> Screen:
        context = await chromium.new_context(
            **{"viewport": {"width": 1200, "height": 800}, "locale": "en-GB", **options}
        )
        contexts.append(context)
        return await in_context(context, server.url + path, html=html)

    yield opened
    for context in contexts:
        await context.close()


async def in_context(context: BrowserContext, url: str, *, html: str | None = None) -> Screen:
    """Open a tab; `html` is what stands at its address in place of the server's."""
    context.set_default_timeout(PATIENCE_MS)
    page: Page = await context.new_page()
    screen = Screen(page)
    if html is not None:
        await page.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
    await page.goto(url)
    return screen
