"""What our models share: a stream's events, and the whole reply as the end of the stream."""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from uuid import uuid4

from agents import Model, ModelResponse, Usage
from agents.exceptions import ModelBehaviorError
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseCreatedEvent,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ResponseUsage,
)
from openai.types.responses.response import IncompleteDetails

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from agents.items import TResponseOutputItem, TResponseStreamEvent

Events: TypeAlias = "AsyncIterator[TResponseStreamEvent]"


class StreamedModel(Model):
    """A model that has one way to answer: as a stream that ends with the completed response."""

    @abstractmethod
    def stream_response(self, *args: Any, **kwargs: Any) -> Events:
        """Stream the reply; the arguments are those of Model."""

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The reply as a whole; the arguments are those of Model."""
        async for event in self.stream_response(*args, **kwargs):
            if isinstance(event, ResponseCompletedEvent):
                output = list(event.response.output)
                return ModelResponse(
                    output=output, usage=usage_of(event.response), response_id=None
                )
        raise ModelBehaviorError("The model's stream ended before its answer did")


TOO_LONG = IncompleteDetails(reason="max_output_tokens")
"""How a response tells that it reached its limit, whichever model gave it."""


def is_cut(response: Response) -> bool:
    """Whether a response reached its limit before its end."""
    return response.incomplete_details == TOO_LONG


def usage_of(response: Response) -> Usage:
    """What a response used, in tokens."""
    spent = response.usage
    if spent is None:
        return Usage(requests=1)
    return Usage(
        requests=1,
        input_tokens=spent.input_tokens,
        input_tokens_details=spent.input_tokens_details,
        output_tokens=spent.output_tokens,
        output_tokens_details=spent.output_tokens_details,
        total_tokens=spent.total_tokens,
    )


class EventWriter:
    """Writes one response as the events of the Responses API, numbered from 0."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._id = f"resp_{uuid4().hex}"
        self._created_at = time.time()
        self._number = -1
        self._item_id = f"msg_{uuid4().hex}"
        self._text = ""

    def begun(self) -> TResponseStreamEvent:
        """The first event."""
        return ResponseCreatedEvent(
            type="response.created",
            response=self._response([], None),
            sequence_number=self._next(),
        )

    def said(self, text: str) -> Iterator[TResponseStreamEvent]:
        """A piece of the message, which the first piece begins."""
        if not self._text:
            yield ResponseOutputItemAddedEvent(
                type="response.output_item.added",
                item=self.message(status="in_progress"),
                output_index=0,
                sequence_number=self._next(),
            )
            yield ResponseContentPartAddedEvent(
                type="response.content_part.added", part=_part(""), **self._where()
            )
        self._text += text
        yield ResponseTextDeltaEvent(
            type="response.output_text.delta", delta=text, logprobs=[], **self._where()
        )

    @property
    def text(self) -> str:
        """All that was said."""
        return self._text

    def message(self, *, status: str = "completed") -> ResponseOutputMessage:
        """The message of what was said so far."""
        return ResponseOutputMessage(
            id=self._item_id,
            type="message",
            role="assistant",
            status=cast("Any", status),
            content=[_part(self._text)] if self._text else [],
        )

    def ended(
        self, output: Sequence[TResponseOutputItem], usage: ResponseUsage, *, cut: bool = False
    ) -> Iterator[TResponseStreamEvent]:
        """The events that end each item and the response; a message that was said comes first.

        With `cut` the reply reached its limit.
        """
        if self._text:
            yield ResponseTextDoneEvent(
                type="response.output_text.done", text=self._text, logprobs=[], **self._where()
            )
            yield ResponseContentPartDoneEvent(
                type="response.content_part.done", part=_part(self._text), **self._where()
            )
        for place, item in enumerate(output):
            yield from self._item(item, place, begun=bool(self._text) and place == 0)
        response = self._response(output, usage)
        response.incomplete_details = TOO_LONG if cut else None
        yield ResponseCompletedEvent(
            type="response.completed", response=response, sequence_number=self._next()
        )

    def _item(
        self, item: TResponseOutputItem, place: int, *, begun: bool
    ) -> Iterator[TResponseStreamEvent]:
        if not begun:
            yield ResponseOutputItemAddedEvent(
                type="response.output_item.added",
                item=item,
                output_index=place,
                sequence_number=self._next(),
            )
        yield ResponseOutputItemDoneEvent(
            type="response.output_item.done",
            item=item,
            output_index=place,
            sequence_number=self._next(),
        )

    def _response(
        self, output: Sequence[TResponseOutputItem], usage: ResponseUsage | None
    ) -> Response:
        return Response(
            id=self._id,
            created_at=self._created_at,
            model=self._model,
            object="response",
            output=cast("Any", list(output)),
            tool_choice="auto",
            tools=[],
            parallel_tool_calls=True,
            usage=usage,
        )

    def _where(self) -> Any:
        return {
            "item_id": self._item_id,
            "output_index": 0,
            "content_index": 0,
            "sequence_number": self._next(),
        }

    def _next(self) -> int:
        self._number += 1
        return self._number


def _part(text: str) -> ResponseOutputText:
    return ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])
