"""The React component on a page with a React of its own."""

import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import OpenPage
from tests.browser.screens import in_context
from tests.browser.test_bundle import STATIC
from tests.servers import Server

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).with_name("react_page.tsx")


@pytest.fixture
def script(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page's own script: checked against the types that the server gives, and built."""
    folder = tmp_path_factory.mktemp("react")
    (folder / "node_modules").symlink_to(modules)
    for file in (PAGE, STATIC / "component.d.ts"):
        shutil.copy(file, folder)
    check = ["tsc", "--noEmit", "--strict", "--jsx", "react-jsx", "--module", "esnext"]
    check += ["--moduleResolution", "bundler", "--target", "es2022", PAGE.name]
    (folder / "index.html").write_text(f'<script type="module" src="./{PAGE.name}"></script>')
    for program, *arguments in (check, ["vite", "build", "--target", "es2022"]):
        done = subprocess.run(  # noqa: S603  programs of the lock file
            [str(modules / ".bin" / program), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (folder / "dist" / "assets").glob("*.js")
    return built.read_text().replace("</script", "<\\/script")


async def test_a_new_token_is_taken_up_at_once(
    chromium: Browser, tokens: tuple[Server, str], script: str
) -> None:
    server, token = tokens
    await server.start()
    context = await chromium.new_context()
    html = f'<!doctype html><title>{token}</title><body><script type="module">{script}</script>'
    screen = await in_context(context, f"{server.url}/app", html=html)
    await screen.button("Open the task chat").click()
    await expect(screen.find(".refusal")).to_contain_text("not signed in any more")
    await screen.button("Sign in").click()
    await screen.say("add milk")
    await expect(screen.find(".message.assistant")).to_contain_text("Milk")
    await context.close()


async def test_it_is_shown_painted_and_taken_away_by_the_pages_own_react(
    open_page: OpenPage, rest: httpx2.AsyncClient, script: str
) -> None:
    html = f'<!doctype html><title>An app</title><body><script type="module">{script}</script>'
    screen = await open_page("/app", html=html)
    await screen.button("Open the task chat").click()
    await screen.say("add milk")
    tasks = (await rest.get("/api/tasks")).json()["items"]
    assert [task["title"] for task in tasks] == ["Milk"]
    await screen.button("Paint it dark").click()
    await screen.button("Open the task chat").click()
    await expect(screen.find(".root")).to_have_attribute("data-theme", "dark")
    await expect(screen.find(".panel")).to_have_count(1)
    await screen.button("Take it away").click()
    await screen.find(".panel").wait_for(state="detached")
