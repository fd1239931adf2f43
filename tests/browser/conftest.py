"""A real Chromium, a real server, and the page as people use it."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.browser.screens import PATIENCE_MS, Screen, in_context
from tests.browser.shops import KEY, Shop
from tests.servers import Server, run
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

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1200, "height": 800}

expect.set_options(timeout=PATIENCE_MS)

OpenPage = Callable[..., Awaitable[Screen]]
OpenShop = Callable[..., Shop]


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


@pytest.fixture(params=["light", "dark"])
def looks(request: pytest.FixtureRequest, size: dict[str, int]) -> dict[str, Any]:
    """How a page is opened: each size by day and by night, and with nothing that moves."""
    return {"viewport": size, "color_scheme": request.param, "reduced_motion": "reduce"}


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    found: dict[str, int] = request.param
    return found


@pytest.fixture
def axe(modules: Path) -> str:
    return (modules / "axe-core" / "axe.min.js").read_text()


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


@pytest.fixture
def open_shop() -> Iterator[OpenShop]:
    """Puts a page of somebody else's on a site of its own."""
    with ExitStack() as stack:

        def opened(tag: str, *, policy: str = "") -> Shop:
            return stack.enter_context(closing(Shop(tag, policy=policy)))

        yield opened


@pytest.fixture
async def tokens(tmp_path: Path) -> AsyncIterator[tuple[Server, str]]:
    """A server that asks for tokens, not yet started, and a token of hers."""
    made = await run(tmp_path, "token", "create", "ada", SIGNING_KEY=KEY, AUTH="jwt")
    assert made.code == 0, made.errors
    server = Server(tmp_path)
    server.environment |= {"EVOLUTION_TODO_SIGNING_KEY": KEY, "EVOLUTION_TODO_AUTH": "jwt"}
    yield server, made.output.strip()
    await server.stop()
