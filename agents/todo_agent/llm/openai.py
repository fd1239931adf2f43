"""OpenAI's Responses API, and any server that speaks Chat Completions as OpenAI does."""

from __future__ import annotations

import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from agents import ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel
from agents.exceptions import ModelBehaviorError
from agents.models.default_models import (
    get_default_model_settings,
    gpt_5_reasoning_settings_required,
)
from openai import AsyncOpenAI
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseIncompleteEvent,
    ResponseOutputMessage,
)

from todo_agent.llm import conversation
from todo_agent.llm.failures import ReplyCut
from todo_agent.llm.streaming import TOO_LONG, Events, StreamedModel
from todo_agent.llm.web import ReplyTooLong, provider_client

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from agents import Model, Tool
    from agents.items import TResponseInputItem, TResponseOutputItem, TResponseStreamEvent
    from openai.types.chat import ChatCompletionChunk

    from todo_agent.llm.choice import ModelChoice
    from todo_agent.turn import Json

MAX_OUTPUT_TOKENS = 8_192
"""The most that one reply of OpenAI's may hold, reasoning too."""

_OPENAI = "https://api.openai.com/v1"
_NO_KEY = "none"
"""The library wants a key; a server of one's own seldom does."""


class OpenAIModel(StreamedModel):
    """A model of the SDK's own, given the conversation as its server takes it.

    Within a turn it gets its own items back as they were, reasoning too; from earlier turns,
    and from other models, what anyone can read.
    """

    def __init__(
        self, model: Model, client: AsyncOpenAI, *, label: str, settings: ModelSettings
    ) -> None:
        self._model = model
        self._client = client
        self._label = label
        self._settings = settings

    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],  # noqa: A002 - the SDK's name
        model_settings: ModelSettings,
        tools: list[Tool],
        *args: Any,
        **kwargs: Any,
    ) -> Events:
        """Stream the reply.

        Raises:
            openai.APIError: what the server answers instead; the library has more.
            ReplyCut: the stream ended before the reply did.
            ReplyTooLong: the reply reached its limit with nothing whole in it.
            ModelBehaviorError: there is nothing in the reply.
        """
        reply = self._model.stream_response(
            system_instructions,
            cast("Any", accepted(input, self._label)),
            self._settings.resolve(model_settings),
            tools,
            *args,
            **kwargs,
        )
        async with aclosing(cast("AsyncGenerator[TResponseStreamEvent]", reply)) as events:
            async for event in events:
                if isinstance(event, ResponseCompletedEvent):
                    event.response.output = self._marked(event.response)
                    if not any(map(_is_whole, event.response.output)):
                        raise ModelBehaviorError("The reply ended without a word or a call")
                if isinstance(event, ResponseIncompleteEvent):
                    # The library would raise next, and what was said would be lost.
                    yield self._cut_short(event)
                    return
                yield event

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _marked(self, response: Response) -> list[Any]:
        return [conversation.marked(item, self._label) for item in response.output]

    def _cut_short(self, event: ResponseIncompleteEvent) -> ResponseCompletedEvent:
        """What is whole of a reply that reached its limit. Raises ReplyTooLong: nothing is."""
        whole = [item for item in self._marked(event.response) if _is_whole(item)]
        if not whole:
            raise ReplyTooLong
        response = event.response.model_copy(update={"output": whole})
        return ResponseCompletedEvent(
            type="response.completed", response=response, sequence_number=event.sequence_number
        )


def responses_model(choice: ModelChoice) -> OpenAIModel:
    """The model that a choice names, over the Responses API; OpenAI keeps nothing of it."""
    client = _client(choice)
    settings = get_default_model_settings(choice.name).resolve(
        ModelSettings(
            store=False,
            max_tokens=MAX_OUTPUT_TOKENS,
            # Refused by models that do not reason.
            response_include=["reasoning.encrypted_content"] if _reasons(choice.name) else None,
        )
    )
    model = OpenAIResponsesModel(choice.name, client)
    return OpenAIModel(model, client, label=choice.label, settings=settings)


def chat_model(choice: ModelChoice) -> OpenAIModel:
    """The model that a choice names, over Chat Completions at the choice's address."""
    client = _client(choice)
    model = _WholeChatModel(choice.name, client)
    # Only what every such server knows: a field that it does not know may be refused.
    return OpenAIModel(
        model, client, label=choice.label, settings=ModelSettings(include_usage=True)
    )


def _client(choice: ModelChoice) -> AsyncOpenAI:
    return AsyncOpenAI(
        api_key=choice.api_key or _NO_KEY,
        base_url=choice.base_url or _OPENAI,
        max_retries=0,
        http_client=provider_client(),
    )


def _reasons(name: str) -> bool:
    return gpt_5_reasoning_settings_required(name) or re.match(r"o\d", name) is not None


class _WholeChatModel(OpenAIChatCompletionsModel):
    """Takes a stream that ends without a reason for a broken one, from any server."""

    async def _fetch_response(self, *args: Any, **kwargs: Any) -> Any:
        response, chunks = await super()._fetch_response(*args, **kwargs)
        return response, _whole(chunks, response)


async def _whole(
    chunks: AsyncIterator[ChatCompletionChunk], response: Response
) -> AsyncGenerator[ChatCompletionChunk]:
    """The chunks of a reply; the response that is built of them tells if it reached its limit."""
    finished = False
    async for chunk in chunks:
        reasons = {choice.finish_reason for choice in chunk.choices} - {None}
        finished = finished or bool(reasons)
        if "length" in reasons:
            response.incomplete_details = TOO_LONG
        yield chunk
    if not finished:
        raise ReplyCut


def accepted(given: str | Sequence[TResponseInputItem], label: str) -> list[dict[str, Json]]:
    """A conversation as OpenAI's formats take it, for the model of this label.

    A reasoning item goes back only in front of what it led to, and only encrypted or from a
    server that keeps nothing: by its id alone OpenAI would look for it in vain.
    """
    items = conversation.given(given)
    said = [at for at, item in enumerate(items) if item.get("role") == "user"]
    begun = said[-1] if said else -1
    found: list[dict[str, Json]] = []
    for at, item in enumerate(items):
        own = conversation.data_of(item, label) if at > begun else None
        shaped = conversation.plain(item) if own is None else _own(item, own)
        if shaped is not None:
            found.append(shaped)
    following = [*map(conversation.kind, found[1:]), ""]
    return [item for item, next_ in zip(found, following, strict=True) if _stays(item, next_)]


def _own(item: dict[str, Json], data: dict[str, Json]) -> dict[str, Json]:
    """An item of this model's as it gave it, without our note."""
    kept = {name: value for name, value in item.items() if name != "provider_data"}
    if "name" in kept:
        kept["name"] = conversation.callable_name(kept["name"])
    return kept | ({"provider_data": data} if data else {})


def _stays(item: dict[str, Json], following: str) -> bool:
    """Whether an item may stay: a reasoning item only before what came of it."""
    if conversation.kind(item) != "reasoning":
        return True
    replayable = bool(item.get("encrypted_content") or item.get("provider_data"))
    return replayable and following in {"message", "function_call"}


def _is_whole(item: TResponseOutputItem) -> bool:
    """Whether an item of a reply that was cut short may be used: half a call may not."""
    if isinstance(item, ResponseFunctionToolCall):
        return item.status != "incomplete"
    return isinstance(item, ResponseOutputMessage)
