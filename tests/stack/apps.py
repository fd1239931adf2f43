"""An app as its sidecar sees it: it answers as it is told, and remembers what it was given."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_SECONDS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request of a sidecar."""

    at: float
    """By the clock of this machine, in seconds."""
    path: str
    body: bytes


class App:
    """What a sidecar has brought, and what is answered.

    That is SUCCESS, unless `answers` has something else for a text that the delivery contains: not
    for a path, as events of before may still come by that.
    """

    def __init__(self) -> None:
        self.port = 0
        self.answers: dict[str, str] = {}
        self._given: list[Delivery] = []
        self._news = threading.Condition()

    def take(self, delivery: Delivery) -> str:
        """Remember a request, and return what is answered."""
        with self._news:
            self._given.append(delivery)
            self._news.notify_all()
        answers = tuple(self.answers.items())  # a test may change them meanwhile
        return next((told for text, told in answers if text.encode() in delivery.body), "SUCCESS")

    def given(self, path: str, containing: str = "") -> Sequence[Delivery]:
        """Return the requests to a path, or those of them that contain a text."""
        return [d for d in self._given if d.path == path and containing.encode() in d.body]

    def until(self, count: int, path: str, containing: str = "") -> Sequence[Delivery]:
        """Wait for so many requests, and return them."""
        self.wait(lambda: len(self.given(path, containing)) >= count)
        return self.given(path, containing)

    def wait(self, enough: Callable[[], bool]) -> None:
        """Wait until what was given is enough."""
        with self._news:
            assert self._news.wait_for(enough, PATIENCE_SECONDS), "the sidecar has not called"


@contextmanager
def app() -> Iterator[App]:
    """Listen on loopback as long as the block runs."""
    told = App()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(told)) as server:
        told.port = server.server_port
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield told
        server.shutdown()
        serving.join()


def _handler(told: App) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = told.take(Delivery(at=time.time(), path=self.path, body=body))
            self._say(200, f'{{"status": "{answer}"}}')

        def do_OPTIONS(self) -> None:
            self._say(200, "")

        def do_GET(self) -> None:
            self._say(404, "")

        def _say(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
