"""A sweeper on a real database, a real mail server and a real webhook, all on loopback."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, select

from evolution_todo.adapters import smtp
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.duereminders import DatabaseDueReminders
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.domain import people, reminders, tasks
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderDraft
from evolution_todo.domain.tasks import TaskDraft
from evolution_todo.services.notification.sweeper import Sweeper
from models import Claim, Delivery, OutboxEvent, Reminder
from tests.conftest import BERLIN, Clock

LOOPBACK = [ip_network("127.0.0.0/8")]


@dataclass
class Mailbox:
    """What a mail server has taken; `refuses` is what it answers instead of taking it."""

    received: list[Message] = field(default_factory=list)
    refuses: str | None = None
    port: int = 0

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses is not None:
            return self.refuses
        self.received.append(message_from_bytes(bytes(envelope.content or b"")))
        return "250 taken"

    @property
    def server(self) -> smtp.MailServer:
        return smtp.read_url(f"smtp://127.0.0.1:{self.port}?from=todo@example.org")


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    yield box
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

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


class Server(ThreadingHTTPServer):
    """With room for everybody who comes at once."""

    request_queue_size = 128


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    server = Server(("127.0.0.1", 0), _handler(hook))
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield hook
    server.shutdown()
    server.server_close()
    thread.join()


Step = Callable[[StrEnum, str], Awaitable[None]]
MakeSweeper = Callable[..., Sweeper]


@pytest.fixture
def make_sweeper(database: Database, clock: Clock) -> MakeSweeper:
    async def silent(step: StrEnum, about: str) -> None:
        pass

    def make(
        channels: NotifyChannels | None = None,
        *,
        holder: str = "one",
        announce: Step = silent,
        still_leading: Callable[[], bool] = lambda: True,
        on: Database = database,
        **changed: Any,
    ) -> Sweeper:
        parts = {
            "due": DatabaseDueReminders(on),
            "unit_of_work": on.unit_of_work,
            "changes": on,
            "channels": channels or NotifyChannels(),
            "zone": BERLIN,
            "holder": holder,
            "clock": clock,
            "still_leading": still_leading,
            "announce": announce,
        }
        return Sweeper(**(parts | changed))

    return make


@dataclass
class Person:
    """Somebody with tasks and reminders."""

    database: Database
    actor: Actor

    async def reminded(self, *times: str, title: str = "Pay rent", due: str | None = None) -> int:
        """Add a task with reminders; returns its id."""
        async with self.database.unit_of_work(self.actor) as uow:
            written = await tasks.add(uow, TaskDraft(title=title, due_date=due))
            for time in times:
                ref = TaskRef(id=written.task.id)
                await reminders.add(uow, ref, ReminderDraft(remind_at=time))
            return written.task.id

    async def reached_by(self, *urls: str) -> None:
        """Set the channels."""
        async with self.database.unit_of_work(self.actor) as uow:
            await people.update_me(uow, PersonPatch(notification_channels=list(urls)))

    async def reminders(self) -> list[Reminder]:
        return await self._all(Reminder)

    async def deliveries(self) -> list[Delivery]:
        return await self._all(Delivery)

    async def claims(self) -> list[Claim]:
        return await self._all(Claim)

    async def events(self, kind: str) -> list[dict[str, Any]]:
        found = await self._all(OutboxEvent)
        return [row.data for row in found if row.type == f"com.evolution-todo.{kind}"]

    async def _all(self, model: Any) -> list[Any]:
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            rows = await uow.session.exec(
                select(model).where(col(model.user_id) == self.actor.user_id)
            )
            return list(rows.all())


@pytest.fixture
def ada(database: Database, actor: Actor) -> Person:
    return Person(database, actor)


@pytest.fixture
async def other_process(database_file: Any, clock: Clock) -> AsyncIterator[Database]:
    """The same file, opened once more."""
    database = Database(f"sqlite:///{database_file}", clock=clock)
    yield database
    with suppress(Exception):
        await database.close()
