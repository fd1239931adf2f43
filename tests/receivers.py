"""A real mail server and a real web server on loopback, and what they were given."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from evolution_todo.adapters import smtp


@dataclass
class Mailbox:
    """What a mail server has taken; `refuses` is what it answers instead of taking it."""

    received: list[Message] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    """When each came."""
    refuses: str | None = None
    port: int = 0

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses is not None:
            return self.refuses
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content))
        self.times.append(datetime.now(UTC))
        return "250 taken"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=todo@example.org"

    @property
    def server(self) -> smtp.MailServer:
        return smtp.read_url(self.url)


@asynccontextmanager
async def mail_server(**options: Any) -> AsyncIterator[Mailbox]:
    """Take mail as long as the block runs; options are those of aiosmtpd."""
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class Webhook:
    """What was posted to a web server; `answer` is the status it gives, None to say nothing."""

    received: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answer: int | None = 200
    location: str = ""
    port: int = 0
    waiting: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/"


def _handler(hook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            hook.paths.append(self.path)
            if hook.answer is None:
                hook.waiting.set()
                self.rfile.read(1)  # until the other side gives up
                hook.left.set()
                return
            if hook.answer == 200 and body:
                hook.received.append(json.loads(body))
            self.send_response(hook.answer)
            self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET = _take  # noqa: N815  # the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
            pass

    return Handler


class Server(ThreadingHTTPServer):
    """With room for everybody who comes at once."""

    request_queue_size = 128


@contextmanager
def web_server() -> Iterator[Webhook]:
    """Take what is posted as long as the block runs."""
    hook = Webhook()
    server = Server(("127.0.0.1", 0), _handler(hook))
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield hook
    server.shutdown()
    server.server_close()
    thread.join()
