"""What clients of OpenAI's protocols send: whole conversations, and errands of their own.

Beside what the person says, such clients ask for titles, tags, follow-up questions, completions
and their own tools, always over the same route. These are errands: they are answered from the text
they bring, and no tool runs for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from chat_api.protocols.wire import Loose
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.threads import Saying
from todo_agent.turn import Answer, Finished, Token, TurnEvent

MODEL = "evolution-todo"
"""The one model there is; a request may name any, and this one answers."""

_TITLE_WORDS = 5


class Part(Loose):
    """A piece of a message; only text is read."""

    type: str
    text: str | None = None


class Message(Loose):
    """A message, or in Responses any other item of the input, which then has no role."""

    role: str | None = None
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """Return its text without what it shows or attaches."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.text)


class StreamOptions(Loose):
    """What a stream tells beside the text."""

    include_usage: bool = False


class CompletionRequest(Loose):
    """A request of Chat Completions."""

    messages: Annotated[list[Message], Field(min_length=1)]
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None


class ResponseRequest(Loose):
    """A request of Responses."""

    input: str | list[Message]
    model: str = MODEL
    stream: bool = False
    previous_response_id: str | None = None
    instructions: str | None = None

    @property
    def messages(self) -> list[Message]:
        """Return the input as messages."""
        if isinstance(self.input, str):
            return [Message(role="user", content=self.input)]
        return self.input


def saying(
    messages: Iterable[Message], *, field: Literal["messages", "input"], chat: str | None
) -> Saying:
    """Return what was said, without the instructions of the client.

    Raises:
        Invalid: the person does not speak last.
    """
    spoken = [each for each in messages if each.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user":
        raise Invalid(
            "The last message is not the user's",
            field=field,
            code="nothing_said",
            next_step=f"End `{field}` with a message of role user.",
        )
    return Saying(
        texts=[each.text for each in spoken if each.role == "user"],
        replies=[each.text for each in spoken if each.role == "assistant"],
        chat=chat or "",
    )


@dataclass(frozen=True, slots=True)
class _Errand:
    """A request that a client makes for itself, and how its text is answered."""

    asks: re.Pattern[str]
    answer: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to an errand, in the shape of a turn."""

    text: str
    conversation_id: None = None

    async def events(self) -> AsyncIterator[TurnEvent]:
        """Give the text, and the end."""
        yield Token(self.text)
        yield Finished(await self.answer())

    async def answer(self) -> Answer:
        """Return the whole of it."""
        return Answer(conversation_id="", message_id="", response=self.text)


def errand(text: str) -> Told | None:
    """Return the answer to an errand of the client's, None where the person speaks."""
    found = next((each for each in _ERRANDS if each.asks.match(text)), None)
    return Told(found.answer(text)) if found else None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _first_said(text: str) -> str:
    """Return the first words of the person in the conversation that an errand brings."""
    said = re.search(r"(?im)^[^\S\n]*(?:user|human)[^\S\n]*:\s*(.+)$", text)
    told = said[1] if said else text.rsplit("onversation:", 1)[-1]
    return " ".join(told.replace("</chat_history>", "").split()[:_TITLE_WORDS])


_TASK = r"\s*#+\s*Task:\s*"

_ERRANDS = (
    # Open WebUI's templates begin with the task and end with the form of the answer.
    _Errand(
        re.compile(rf"{_TASK}(?=.*\btitle\b)(Generate|Create) a concise", re.DOTALL),
        lambda text: _json({"title": _first_said(text)}),
    ),
    _Errand(re.compile(rf"{_TASK}Generate 1-3 broad tags"), lambda _: _json({"tags": []})),
    _Errand(
        re.compile(rf"{_TASK}Suggest 3-5 relevant follow"), lambda _: _json({"follow_ups": []})
    ),
    _Errand(re.compile(rf"{_TASK}You are an autocompletion"), lambda _: _json({"text": ""})),
    _Errand(re.compile(rf"{_TASK}Analyze the chat history to"), lambda _: _json({"queries": []})),
    _Errand(re.compile(rf"{_TASK}Generate a detailed prompt"), lambda _: _json({"prompt": ""})),
    _Errand(re.compile(r"Your task is to reflect the speaker's likely facial"), lambda _: ""),
    _Errand(
        re.compile(r"You have been provided with a set of responses from various models"),
        lambda text: text.partition("Responses from models:")[2].strip(),
    ),
    # Which of its own tools to call, with all that was said before in the text.
    _Errand(re.compile(r'Query: History:\n[A-Z]+: """'), lambda _: _json({"tool_calls": []})),
    # LibreChat's ask for the title and nothing else.
    _Errand(
        re.compile(
            r"\s*(Provide|Write|Create|Please generate) a concise"
            r"(?=.*\btitle\b)(?=.*\bconversation\b)"
        ),
        _first_said,
    ),
    _Errand(
        re.compile(r"\s*Analyze this conversation and provide:.*\btitle\b", re.DOTALL), _first_said
    ),
)
