"""The chat in the terminal: what a person reads, and what is sent when an answer is lost."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from rich.console import Console

from chat_api.protocols.simple import answer_json
from evolution_todo.adapters.local import DataFolder
from evolution_todo.domain.errors import DomainError
from evolution_todo.terminal import Alone, ChatFailed, Conversation, Remote
from tests.conftest import BERLIN
from todo_agent.errors import TurnUnavailable
from todo_agent.turn import Answer, Failed, Finished, Person, Token, TurnEvent, TurnRequest

pytestmark = pytest.mark.anyio

ADA = Person(user_id="ada", zone=BERLIN, client="terminal")


class Turn:
    """A turn that tells these events."""

    def __init__(self, *told: TurnEvent) -> None:
        self.told = told

    async def events(self) -> AsyncIterator[TurnEvent]:
        for event in self.told:
            yield event


class Screen:
    """A conversation whose turns are given, and what it printed and sent."""

    def __init__(self, folder: Path, *turns: Turn) -> None:
        self.sent: list[TurnRequest] = []
        self.folder = DataFolder(folder)
        self.printed = io.StringIO()
        self._turns = iter(turns)
        alone = Alone(self._start, self._stop, ADA)
        console = Console(file=self.printed, width=200)
        self.conversation = Conversation(alone, folder=self.folder, screen=console)

    async def _start(self, request: TurnRequest) -> Turn:
        self.sent.append(request)
        return next(self._turns)

    async def _stop(self, *, person: Person, message_id: str) -> None:
        raise AssertionError((person, message_id))

    @property
    def text(self) -> str:
        return self.printed.getvalue()


class Logged(Turn):
    """A turn in whose midst this process logs a line, as a reminder that goes out does."""

    async def events(self) -> AsyncIterator[TurnEvent]:
        for event in self.told:
            yield event
            if isinstance(event, Token):
                logging.getLogger("test").warning("Reminder: water the plants.")


async def test_what_is_logged_while_an_answer_is_printed_has_a_line_of_its_own(
    tmp_path: Path,
) -> None:
    screen = Screen(tmp_path, Logged(Token("Added milk."), answered("Added milk.")))
    handler = logging.StreamHandler(screen.printed)
    logging.getLogger().addHandler(handler)
    try:
        await screen.conversation.exchange("add milk")
    finally:
        logging.getLogger().removeHandler(handler)
    assert screen.text == "Added milk.\nReminder: water the plants.\n"
    assert handler.filters == []


def answered(text: str) -> Finished:
    return Finished(Answer(conversation_id="c-1", message_id="m", response=text))


def classes(base: type[Exception]) -> Iterator[type[Any]]:
    yield base
    for inner in base.__subclasses__():
        yield from classes(inner)


@pytest.mark.parametrize("cls", list(classes(DomainError)), ids=lambda cls: cls.__name__)
async def test_each_error_of_the_domain_is_read_with_its_next_step(
    cls: type[DomainError], tmp_path: Path
) -> None:
    screen = Screen(tmp_path, Turn(Failed(cls("It is so", next_step="Do that."))))
    with pytest.raises(ChatFailed) as told:
        await screen.conversation.exchange("hello")
    assert (told.value.message, told.value.next_step) == ("It is so", "Do that.")


@pytest.mark.parametrize("cls", list(classes(TurnUnavailable)), ids=lambda cls: cls.__name__)
async def test_each_turn_that_cannot_run_is_read_with_its_next_step(
    cls: type[TurnUnavailable], tmp_path: Path
) -> None:
    screen = Screen(tmp_path, Turn(Failed(cls())))
    with pytest.raises(ChatFailed) as told:
        await screen.conversation.exchange("hello")
    assert (told.value.message, told.value.next_step) == (cls.message, cls.next_step)


async def test_what_was_not_foreseen_is_not_told(tmp_path: Path) -> None:
    screen = Screen(tmp_path, Turn(Failed(RuntimeError("secret address"))))
    with pytest.raises(ChatFailed) as told:
        await screen.conversation.exchange("hello")
    assert "secret" not in str(told.value)


async def test_a_message_without_an_answer_said_again_is_the_same_message(tmp_path: Path) -> None:
    broken = Turn(Token("Adding"), Failed(TurnUnavailable()))
    screen = Screen(tmp_path, broken, Turn(answered("Added.")), Turn(answered("Added.")))
    with pytest.raises(ChatFailed):
        await screen.conversation.exchange("add milk")
    for _ in range(2):
        await screen.conversation.exchange("add milk")
    first, again, new = [request.message_id for request in screen.sent]
    assert first == again != new


async def test_the_next_message_goes_on_with_the_conversation(tmp_path: Path) -> None:
    screen = Screen(tmp_path, Turn(answered("Hello.")), Turn(answered("Yes?")))
    await screen.conversation.exchange("hello")
    await screen.conversation.exchange("you there")
    assert [request.conversation_id for request in screen.sent] == [None, "c-1"]
    assert DataFolder(tmp_path).last_conversation == "c-1"


async def test_words_are_printed_to_the_letter(tmp_path: Path) -> None:
    said = Token("Added “[bold]x[/nope] :smile:”.")
    screen = Screen(tmp_path, Turn(said, answered(said.text)))
    await screen.conversation.exchange("hello")
    assert screen.text == f"{said.text}\n"


def frame(event: str, data: Any) -> bytes:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()


async def test_a_stream_that_is_lost_is_asked_for_again_and_nothing_is_told_twice() -> None:
    tokens = [frame("token", {"text": word}) for word in ("Added ", "milk.")]
    finished = answered("Added milk.")
    done = frame("done", answer_json(finished.answer).model_dump())
    bodies: list[Any] = []

    class Lost(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield tokens[0]
            raise httpx2.ReadError("gone")

    async def serve(request: httpx2.Request) -> httpx2.Response:
        bodies.append(json.loads(request.content))
        if len(bodies) == 1:
            return httpx2.Response(200, stream=Lost())
        return httpx2.Response(200, content=b"".join([*tokens, done]))

    transport = httpx2.MockTransport(serve)
    async with httpx2.AsyncClient(transport=transport, base_url="http://server") as client:
        told = Remote(client).say("add milk", message_id="m", conversation_id=None)
        events = [event async for event in told]
    assert events == [Token("Added "), Token("milk."), finished]
    assert bodies[0] == bodies[1]
    assert bodies[0]["message_id"] == "m"


async def test_an_error_that_a_proxy_answers_is_told_by_its_number() -> None:
    async def serve(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(502, html="<h1>Bad Gateway</h1>")

    transport = httpx2.MockTransport(serve)
    async with httpx2.AsyncClient(transport=transport, base_url="http://server") as client:
        with pytest.raises(ChatFailed, match="502") as told:
            async for _ in Remote(client).say("hello", message_id="m", conversation_id=None):
                pass
    assert told.value.next_step


async def test_a_refusal_of_the_server_is_read_with_its_next_step() -> None:
    errors = [{"next_step": "Wait."}]
    problem = {"title": "Conflict", "code": "busy", "detail": "Busy.", "errors": errors}

    async def serve(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(409, json=problem)

    transport = httpx2.MockTransport(serve)
    async with httpx2.AsyncClient(transport=transport, base_url="http://server") as client:
        with pytest.raises(ChatFailed) as told:
            async for _ in Remote(client).say("hello", message_id="m", conversation_id=None):
                pass
    refused = told.value
    assert (refused.code, refused.message, refused.next_step) == ("busy", "Busy.", "Wait.")
