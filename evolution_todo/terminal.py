"""The chat in the terminal: with a running server, or alone on the same file."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, Self
from uuid import uuid4

import httpx2
from rich.console import Console
from rich.text import Text

from evolution_todo.adapters.local import DataFolder
from evolution_todo.domain.errors import DomainError
from evolution_todo.domain.texts import checked_message
from todo_agent.errors import MessageWithdrawn, TurnUnavailable
from todo_agent.turn import (
    Answer,
    Failed,
    Finished,
    Person,
    Question,
    Spent,
    Token,
    ToolCalled,
    ToolReturned,
    ToolRun,
    TurnEvent,
    TurnRequest,
)

ACTIVITY = {
    "add_tasks": "adding",
    "find_tasks": "looking through your tasks",
    "get_task": "looking at a task",
    "update_tasks": "changing",
    "set_tasks_completed": "ticking off",
    "delete_tasks": "deleting",
    "list_tags": "looking at your tags",
    "add_tag": "adding a tag",
    "update_tag": "changing a tag",
    "delete_tag": "deleting a tag",
    "list_reminders": "looking at your reminders",
    "add_reminder": "setting a reminder",
    "update_reminder": "moving a reminder",
    "delete_reminder": "cancelling a reminder",
    "get_overview": "looking at what matters now",
    "undo": "taking it back",
    "changes_since": "looking at what changed",
}
"""What the assistant is doing, for a person to read while it does."""

SERVER_GONE = "server_gone"

LOST_TRIES = 5
"""How often a message is sent again when its connection is lost."""


SAY_WHO = (
    "Give a token that `evolution-todo token create` prints and that is still valid, "
    "in EVOLUTION_TODO_TOKEN or with --token."
)


class ChatFailed(Exception):
    """The message could not be answered; `message` and `next_step` are for the person."""

    def __init__(self, message: str, next_step: str, *, code: str = "chat_failed") -> None:
        end = "" if message.endswith((".", "?", "!")) else "."
        super().__init__(f"{message}{end} {next_step}")
        self.message = message
        self.next_step = next_step
        self.code = code


class Assistant(Protocol):
    """Whoever answers: this process or a server."""

    def say(
        self, message: str, *, message_id: str, conversation_id: str | None
    ) -> AsyncIterator[TurnEvent]:
        """Send a message and yield what happens, Finished last; raises ChatFailed."""
        ...

    async def stop(self, message_id: str) -> None:
        """Ask the turn of a message to end after its step."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """Answers in this process."""

    start: Callable[[TurnRequest], Awaitable[Any]]
    halt: Callable[..., Awaitable[None]]
    person: Person

    async def say(
        self, message: str, *, message_id: str, conversation_id: str | None
    ) -> AsyncIterator[TurnEvent]:
        """Run the turn here."""
        request = TurnRequest(
            person=self.person,
            message=message,
            message_id=message_id,
            conversation_id=conversation_id,
            correlation_id=str(uuid4()),
        )
        try:
            checked_message(message)
            turn = await self.start(request)
        except Exception as error:
            raise _explained(error) from error
        async for event in turn.events():
            if isinstance(event, Failed):
                raise _explained(event.error) from event.error
            yield event

    async def stop(self, message_id: str) -> None:
        """Stop the turn here."""
        await self.halt(person=self.person, message_id=message_id)


@dataclass(frozen=True, slots=True)
class Remote:
    """Answers through a running server."""

    client: httpx2.AsyncClient

    async def say(
        self, message: str, *, message_id: str, conversation_id: str | None
    ) -> AsyncIterator[TurnEvent]:
        """Follow the server's stream; when it is lost, ask for the same turn again."""
        body = {"message": message, "message_id": message_id, "conversation_id": conversation_id}
        told = 0
        for attempt in range(LOST_TRIES):
            try:
                position = 0
                async for event in self._followed(body):
                    position += 1
                    if position > told:
                        told = position
                        yield event
            except httpx2.TransportError as error:
                if attempt == LOST_TRIES - 1:
                    raise ChatFailed(
                        "The server went away.",
                        "Start it again and say the same: it acts once.",
                        code=SERVER_GONE,
                    ) from error
            else:
                return

    async def stop(self, message_id: str) -> None:
        """Ask the server to stop the turn."""
        await self.client.post(f"/api/chat/{message_id}/stop")

    async def _followed(self, body: Mapping[str, Any]) -> AsyncIterator[TurnEvent]:
        async with self.client.stream("POST", "/api/chat/stream", json=body) as response:
            if response.is_error:
                raise _refused(response.status_code, await response.aread())
            name = ""
            async for line in response.aiter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield _decoded(name, json.loads(value))


@dataclass(slots=True)
class Nearest:
    """Answers through the server while it runs, and in this process once it is gone."""

    server: Remote
    is_gone: Callable[[], bool]
    alone: Callable[[], Awaitable[Alone]]
    instead: Alone | None = None

    async def say(
        self, message: str, *, message_id: str, conversation_id: str | None
    ) -> AsyncIterator[TurnEvent]:
        """Send the message; a turn that the server left is gone on with from what was told."""

        def answered(by: Assistant) -> AsyncIterator[TurnEvent]:
            return by.say(message, message_id=message_id, conversation_id=conversation_id)

        told = 0
        if self.instead is None:
            try:
                async for event in answered(self.server):
                    told += 1
                    yield event
            except ChatFailed as error:
                if error.code != SERVER_GONE or not self.is_gone():
                    raise
                self.instead = await self.alone()
            else:
                return
        position = 0
        async for event in answered(self.instead):
            position += 1
            if position > told:
                yield event

    async def stop(self, message_id: str) -> None:
        """Ask whoever answers to stop the turn."""
        await (self.instead or self.server).stop(message_id)


def _decoded(name: str, data: Mapping[str, Any]) -> TurnEvent:
    match name:
        case "token":
            return Token(data["text"])
        case "tool_call":
            return ToolCalled(data["id"], data["name"], data["arguments"])
        case "tool_result":
            return ToolReturned(data["id"], data["ok"], data["result"])
        case "done":
            return Finished(_answer(data))
        case _:
            raise _failure(data)


def _answer(data: Mapping[str, Any]) -> Answer:
    asked = data["confirmation"]
    return Answer(
        conversation_id=data["conversation_id"],
        message_id=data["message_id"],
        response=data["response"],
        tool_calls=tuple(
            ToolRun(id="", name=c["name"], arguments=c["arguments"], result=c["result"], ok=c["ok"])
            for c in data["tool_calls"]
        ),
        suggestions=tuple(data["suggestions"]),
        question=Question(id=asked["id"], text=asked["text"], options=()) if asked else None,
        usage=Spent(**data["usage"]) if data["usage"] else None,
    )


def _explained(error: Exception) -> ChatFailed:
    """Any error as the person reads it; of what was not foreseen the log tells."""
    if isinstance(error, DomainError | TurnUnavailable | MessageWithdrawn):
        return ChatFailed(error.message, error.next_step, code=error.code)
    return ChatFailed(
        "Something went wrong here.", "Say the same again: what is done already is not repeated."
    )


def _refused(status: int, body: bytes) -> ChatFailed:
    """What the server answered instead of a stream, or what stands before the server did."""
    try:
        failure = _failure(json.loads(body))
    except (ValueError, LookupError, TypeError, AttributeError):
        message = f"The server's address answers with {status}, and nothing of the server's."
        return ChatFailed(message, "Say the same again in a moment, or look after what is there.")
    if failure.code == "unauthenticated":
        return ChatFailed(failure.message, SAY_WHO, code=failure.code)
    return failure


def _failure(problem: Mapping[str, Any]) -> ChatFailed:
    steps = [error["next_step"] for error in problem.get("errors", []) if error.get("next_step")]
    detail = problem.get("detail") or problem["title"]
    return ChatFailed(detail, " ".join(steps), code=problem["code"])


class Conversation:
    """A conversation on a screen, continued from the terminal's last one."""

    def __init__(self, assistant: Assistant, *, folder: DataFolder, screen: Console) -> None:
        self._assistant = assistant
        self._folder = folder
        self._screen = screen
        self.message_id = ""
        """The message being answered, for whoever wants to stop it."""
        self._unanswered: str | None = None

    async def exchange(self, message: str) -> Answer:
        """Say one thing and print the answer as it comes; raises ChatFailed.

        What found no answer, said again word for word, is the same message, and acts once. When
        the conversation was deleted meanwhile, a new one begins.
        """
        try:
            return await self._exchanged(message)
        except ChatFailed as error:
            if error.code != "conversation_not_found":
                raise
            self._folder.last_conversation = None
            return await self._exchanged(message)

    async def _exchanged(self, message: str) -> Answer:
        if message != self._unanswered:
            self.message_id = str(uuid4())
        self._unanswered = message
        with _Line(self._screen).apart_from_logs() as line:
            async for event in self._assistant.say(
                message, message_id=self.message_id, conversation_id=self._folder.last_conversation
            ):
                line.show(event)
                if isinstance(event, Finished):
                    self._folder.last_conversation = event.answer.conversation_id
                    self._unanswered = None
                    return event.answer
        raise ChatFailed("The answer broke off.", "Say it again.")

    async def stop(self) -> None:
        """Stop the answer that is being given."""
        await self._assistant.stop(self.message_id)


class _Line:
    """Prints events: tool activity on lines of its own, words as they come."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self._open = False

    @contextmanager
    def apart_from_logs(self) -> Iterator[Self]:
        """Let what this process logs meanwhile, a reminder say, begin on a line of its own."""
        handlers = list(logging.getLogger().handlers)
        for handler in handlers:
            handler.addFilter(self._before_log)
        try:
            yield self
        finally:
            for handler in handlers:
                handler.removeFilter(self._before_log)

    def _before_log(self, record: logging.LogRecord) -> bool:
        del record
        self._end()
        return True

    def show(self, event: TurnEvent) -> None:
        match event:
            case ToolCalled(name=name):
                self._end()
                if self._screen.is_terminal:
                    self._screen.print(Text(f"  · {ACTIVITY.get(name, name)}", style="dim"))
            case Token(text=text):
                # Titles may hold what looks like markup.
                self._screen.print(Text(text), end="", soft_wrap=True)
                self._open = True
            case Finished():
                self._end()
            case _:
                pass

    def _end(self) -> None:
        if self._open:
            self._screen.print()
        self._open = False
