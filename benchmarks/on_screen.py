"""A change made through MCP until it is on screen, in milliseconds.

The real `serve` runs in a process of its own on a new SQLite file, and its page is open in a real
Chromium. The time runs from sending the tool call, the write and its commit included, until the
browser has laid out a row with the new title: stream, reload of the list and rendering included.
"""

import asyncio
import os
import shutil
import time

from mcp import Client as McpClient
from playwright.async_api import Page, async_playwright

from benchmarks.figures import Figure, median, percentile, report
from benchmarks.processes import OUR_COMMAND, server

CHANGES = 100
WARM_UP = 10
BAR_MS = 1000
SHOWN = """(title) => new Promise((resolve) => {
    const root = document.querySelector("#app").shadowRoot;
    const look = () => {
        const rows = [...root.querySelectorAll("section.list .title")];
        const row = rows.find((each) => each.textContent === title);
        row?.getBoundingClientRect().height ? resolve() : requestAnimationFrame(look);
    };
    look();
})"""


async def milliseconds(page: Page, mcp: McpClient, title: str) -> float:
    """Add a task, measure until it is seen, and take it away again."""
    shown = asyncio.ensure_future(page.evaluate(SHOWN, title))
    await page.evaluate("() => 1")  # it looks already, since calls are taken up in order
    begun = time.perf_counter()
    added = await mcp.call_tool("add_tasks", {"tasks": [{"title": title}]})
    await shown
    taken = (time.perf_counter() - begun) * 1000
    assert added.structured_content is not None
    (task,) = added.structured_content["results"]
    await mcp.call_tool("delete_tasks", {"tasks": [{"id": task["id"]}]})
    return taken


async def looked_at(address: str) -> list[float]:
    """Open the page and make the changes, one after the other."""
    arguments = ["--no-sandbox", "--disable-gpu"]
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright, McpClient(f"{address}/mcp") as mcp:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = await browser.new_page(viewport={"width": 1200, "height": 800})
        await page.goto(address)
        await page.locator("section.list .nothing").wait_for()
        taken = [
            await milliseconds(page, mcp, f"Change {number} of all")
            for number in range(WARM_UP + CHANGES)
        ]
        await browser.close()
    return taken[WARM_UP:]


def measure() -> list[Figure]:
    """Start the server and look at its page."""
    with server(OUR_COMMAND, "serve") as (_, port):
        taken = asyncio.run(looked_at(f"http://127.0.0.1:{port}"))
    name = "on_screen: added through MCP, until its row is on the page"
    return [
        Figure(name=f"{name}, p50", unit="ms", ours=median(taken)),
        Figure(name=f"{name}, p99", unit="ms", ours=percentile(taken, 99), bar=BAR_MS),
    ]


if __name__ == "__main__":
    report(measure())
