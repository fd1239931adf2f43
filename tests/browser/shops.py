"""Pages of somebody else's that show the widget, and a server that asks for tokens."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.async_api import Browser

from tests.browser.screens import Screen, in_context
from tests.servers import Server

KEY = "k" * 40


class Shop:
    """A page of somebody else's, with the widget's tag on it."""

    def __init__(self, tag: str, *, policy: str = "") -> None:
        head = '<!doctype html><html lang="en"><title>A shop</title>'
        body = f"{head}<main><h1>A shop</h1></main>{tag}</html>"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._listener.server_port}"
        self._thread = Thread(target=self._listener.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()


def tag_of(server: Server, given: str = "") -> str:
    """Return the widget's script tag; `given` is what it is given."""
    return f'<script src="{server.url}/widget.js" {given}></script>'


async def opened(
    chromium: Browser,
    server: Server,
    shop: Shop,
    *,
    allowed: bool = True,
    has_clock: bool = False,
    before: str = "",
    **looks: Any,
) -> Screen:
    """Start the server and open the widget on the shop's page, after `before` was run there."""
    if allowed:
        server.environment["EVOLUTION_TODO_ALLOWED_ORIGINS"] = shop.origin
    await server.start()
    context = await chromium.new_context(**looks)
    screen = await in_context(context, shop.origin, has_clock=has_clock)
    await screen.page.evaluate(before)
    await screen.button("Open the task chat").click()
    await screen.find(".panel").wait_for()
    return screen
