"""OpenAI's Responses: a turn as a response, its tools as calls with their outputs beside them.

An output is a list of parts: given as plain text, Open WebUI waits for the rest without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from chat_api.protocols.openai_input import MODEL
from chat_api.protocols.wire import ToProblem, compact, framed, unsaid
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

ID_PREFIX = "resp_"
"""What the id of a response begins with; its message id follows."""


@dataclass(slots=True, kw_only=True)
class Encoder:
    """Builds a response of a turn's events, and tells each step of it."""

    id: str
    created: int
    """Seconds since 1970."""
    to_problem: ToProblem
    previous: str | None = None
    model: str = MODEL
    output: list[dict[str, Any]] = field(default_factory=list)
    """The items so far."""
    _told: str = ""
    _numbers: Iterator[int] = field(default_factory=count)

    def opening(self) -> Iterator[bytes]:
        """Give what comes before the turn's first event."""
        yield self._event("response.created", response=self.body("in_progress"))
        yield self._event("response.in_progress", response=self.body("in_progress"))

    def __call__(self, event: TurnEvent) -> Iterator[bytes]:
        """Give the events that one of the turn's becomes."""
        match event:
            case Token(text):
                yield from self._spoken(text)
            case ToolCalled(id_, name, arguments):
                yield from self._silent()
                yield from self._called(id_, name, compact(dict(arguments)))
            case ToolReturned(id_, _, result):
                yield from self._returned(id_, compact(result))
            case Finished(answer):
                yield from self._finished(answer)
            case Failed(error):
                yield self._failed(error)

    def body(self, status: str, *, usage: Spent | None = None) -> dict[str, Any]:
        """Return the response as it stands."""
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "model": self.model,
            "output": self.output,
            "previous_response_id": self.previous,
            "parallel_tool_calls": False,
            "tool_choice": "auto",
            "tools": [],
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "temperature": None,
            "top_p": None,
            "usage": _usage(usage) if status == "completed" else None,
        }

    def _event(self, kind: str, **fields: Any) -> bytes:
        numbered = {"type": kind, "sequence_number": next(self._numbers)}
        return framed(numbered | fields, event=kind)

    def _on_item(self, kind: str, **fields: Any) -> bytes:
        index = len(self.output) - 1
        item_id = self.output[index]["id"]
        return self._event(kind, output_index=index, item_id=item_id, **fields)

    def _added(self, item: dict[str, Any]) -> bytes:
        self.output.append(item)
        return self._event(
            "response.output_item.added", output_index=len(self.output) - 1, item=item
        )

    def _done(self, **changes: Any) -> bytes:
        item = self.output[-1] = self.output[-1] | changes | {"status": "completed"}
        return self._event(
            "response.output_item.done", output_index=len(self.output) - 1, item=item
        )

    def _called(self, id_: str, name: str, arguments: str) -> Iterator[bytes]:
        call = {"type": "function_call", "id": f"fc_{id_}", "call_id": id_, "name": name}
        yield self._added(call | {"arguments": "", "status": "in_progress"})
        yield self._on_item("response.function_call_arguments.delta", delta=arguments)
        yield self._on_item("response.function_call_arguments.done", name=name, arguments=arguments)
        yield self._done(arguments=arguments)

    def _returned(self, id_: str, output: str) -> Iterator[bytes]:
        item = {
            "type": "function_call_output",
            "id": f"fco_{id_}",
            "call_id": id_,
            "output": [{"type": "input_text", "text": output}],
        }
        yield self._added(item | {"status": "in_progress"})
        yield self._done()

    def _spoken(self, text: str) -> Iterator[bytes]:
        if not text:
            return
        if not self._is_speaking():
            item = {"type": "message", "id": f"msg_{len(self.output)}_{self.id}", "content": []}
            yield self._added(item | {"role": "assistant", "status": "in_progress"})
            yield self._on_item("response.content_part.added", content_index=0, part=_part(""))
        self._told += text
        self.output[-1] = self.output[-1] | {"content": [_part(self._text() + text)]}
        yield self._on_item("response.output_text.delta", content_index=0, delta=text, logprobs=[])

    def _silent(self) -> Iterator[bytes]:
        if not self._is_speaking():
            return
        text = self._text()
        yield self._on_item("response.output_text.done", content_index=0, text=text, logprobs=[])
        yield self._on_item("response.content_part.done", content_index=0, part=_part(text))
        yield self._done()

    def _is_speaking(self) -> bool:
        last = self.output[-1] if self.output else {}
        return last.get("type") == "message" and last["status"] == "in_progress"

    def _text(self) -> str:
        return "".join(part["text"] for part in self.output[-1]["content"])

    def _finished(self, answer: Answer) -> Iterator[bytes]:
        yield from self._spoken(unsaid(self._told, answer.response))
        yield from self._silent()
        yield self._event("response.completed", response=self.body("completed", usage=answer.usage))

    def _failed(self, error: Exception) -> bytes:
        problem = self.to_problem(error)
        told = {"code": "server_error", "message": problem.detail}
        return self._event("response.failed", response=self.body("failed") | {"error": told})


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _usage(spent: Spent | None) -> dict[str, Any]:
    """Return the tokens used: none where no provider's model was asked."""
    read, written = (spent.input_tokens, spent.output_tokens) if spent else (0, 0)
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": read + written,
    }
