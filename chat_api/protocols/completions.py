"""OpenAI's Chat Completions: a turn as a message, its tools as what was thought of.

Tools that ran are told in `reasoning_content`. As `tool_calls` the client would run them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chat_api.protocols.openai_input import MODEL
from chat_api.protocols.wire import DONE, ToProblem, compact, framed, unsaid
from todo_agent.turn import (
    Answer,
    Failed,
    Finished,
    Spent,
    Token,
    ToolCalled,
    ToolReturned,
    TurnEvent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every piece of one completion says of it."""

    id: str
    created: int
    """Seconds since 1970."""
    model: str = MODEL

    def whole(self, text: str, *, usage: Spent | None = None) -> dict[str, Any]:
        """Return a completion that is not streamed."""
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._body("chat.completion", [choice]) | {"usage": _usage(usage)}

    def piece(self, delta: dict[str, Any], *, finish: str | None = None) -> dict[str, Any]:
        """Return a piece of a streamed completion."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._body("chat.completion.chunk", [choice])

    def spending(self, usage: Spent | None) -> dict[str, Any]:
        """Return the piece that tells what was used."""
        return self._body("chat.completion.chunk", []) | {"usage": _usage(usage)}

    def _body(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        named = {"id": self.id, "object": kind, "created": self.created, "model": self.model}
        return named | {"choices": choices}


@dataclass(slots=True, kw_only=True)
class Encoder:
    """Makes the pieces of a completion of a turn's events."""

    head: Head
    include_usage: bool
    to_problem: ToProblem
    _told: str = ""

    def opening(self) -> Iterator[bytes]:
        """Give what comes before the turn's first event."""
        yield framed(self.head.piece({"role": "assistant", "content": ""}))

    def __call__(self, event: TurnEvent) -> Iterator[bytes]:
        """Give the pieces that one event of the turn becomes."""
        match event:
            case Token(text):
                self._told += text
                yield framed(self.head.piece({"content": text}))
            case ToolCalled(_, name, arguments):
                yield self._thought(f"→ {name} {compact(dict(arguments))}\n")
            case ToolReturned(_, ok, result):
                yield self._thought(f"{'✓' if ok else '✗'} {compact(result)}\n")
            case Finished(answer):
                yield from self._finished(answer)
            case Failed(error):
                problem = self.to_problem(error)
                yield framed({"error": problem.body()["error"]})
                yield DONE

    def _thought(self, text: str) -> bytes:
        return framed(self.head.piece({"reasoning_content": text}))

    def _finished(self, answer: Answer) -> Iterator[bytes]:
        rest = unsaid(self._told, answer.response)
        if rest:
            yield framed(self.head.piece({"content": rest}))
        yield framed(self.head.piece({}, finish="stop"))
        if self.include_usage:
            yield framed(self.head.spending(answer.usage))
        yield DONE


def _usage(spent: Spent | None) -> dict[str, int]:
    """Return the tokens used: none where no provider's model was asked."""
    read, written = (spent.input_tokens, spent.output_tokens) if spent else (0, 0)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
