"""OpenAI's protocols: Chat Completions and Responses, for the clients that people already have."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from chat_api.dependencies import Caller, InCaller, LiveTurn
from chat_api.errors import problem_of, problems
from chat_api.protocols import completions, responses
from chat_api.protocols.openai_input import (
    MODEL,
    CompletionRequest,
    ResponseRequest,
    errand,
    saying,
)
from chat_api.protocols.wire import HEADERS, streamed
from chat_api.routes.described import READ, streams
from evolution_todo.domain import threads
from evolution_todo.domain.errors import NotFound
from evolution_todo.domain.texts import checked_message
from evolution_todo.domain.threads import Place, Saying
from todo_agent.turn import TurnRequest

router = APIRouter(prefix="/v1", tags=["protocols"])


async def chat_named(
    x_openwebui_chat_id: Annotated[
        str | None, Header(max_length=200, description="The chat, where Open WebUI forwards it.")
    ] = None,
    x_conversation_id: Annotated[
        str | None, Header(max_length=200, description="The chat, by any name that the client has.")
    ] = None,
) -> str | None:
    """Return the client's name of the chat; without one, what was said before tells it."""
    return x_conversation_id or x_openwebui_chat_id


ChatName = Annotated[str | None, Depends(chat_named)]


@router.get("/models", responses=READ)
async def list_models(caller: InCaller) -> dict[str, Any]:
    """List the one model there is."""
    del caller  # it is told to those alone who may use it
    return {"object": "list", "data": [_model()]}


@router.get("/models/{model}", responses=READ | problems(404))
async def get_model(model: str, caller: InCaller) -> dict[str, Any]:
    """Read a model."""
    del caller
    if model != MODEL:
        raise NotFound(
            "Model not found",
            field="model",
            code="model_not_found",
            next_step=f"Use “{MODEL}”.",
        )
    return _model()


@router.post(
    "/chat/completions",
    response_class=Response,
    responses=streams("a completion, or its pieces with `stream`"),
)
async def chat_completions(
    body: CompletionRequest, request: Request, caller: InCaller, chat: ChatName = None
) -> Response:
    """Answer the last message of a conversation (OpenAI's Chat Completions).

    The same list of messages sent again within a minute, or while its turn runs, is one turn.
    """
    said = saying(body.messages, field="messages", chat=chat)
    turn, message_id = await _started(caller, said)
    head = completions.Head(id=f"chatcmpl-{message_id}", created=int(time.time()))
    if not body.stream:
        answer = await turn.answer()
        return JSONResponse(head.whole(answer.response, usage=answer.usage))
    encoder = completions.Encoder(
        head=head,
        include_usage=body.stream_options is not None and body.stream_options.include_usage,
        to_problem=partial(problem_of, connection=request),
    )
    return _stream(turn, encoder)


@router.post(
    "/responses",
    response_class=Response,
    responses=streams("a response, or its events with `stream`") | problems(404),
)
async def create_response(
    body: ResponseRequest, request: Request, caller: InCaller, chat: ChatName = None
) -> Response:
    """Answer the last message of a conversation (OpenAI's Responses).

    `previous_response_id` goes on from there; otherwise the input is the whole conversation.
    """
    previous = await _previous(caller, body.previous_response_id)
    said = saying(body.messages, field="input", chat=previous or chat)
    turn, message_id = await _started(caller, said)
    encoder = responses.Encoder(
        id=f"{responses.ID_PREFIX}{message_id}",
        created=int(time.time()),
        previous=body.previous_response_id,
        to_problem=partial(problem_of, connection=request),
    )
    if body.stream:
        return _stream(turn, encoder)
    answer = await turn.answer()
    async for event in turn.events():
        list(encoder(event))  # each adds to its output
    return JSONResponse(encoder.body("completed", usage=answer.usage))


async def _started(caller: Caller, said: Saying) -> tuple[LiveTurn, str]:
    """Start the turn of a list of messages, or attach to it; return its message id too."""
    text = said.texts[-1]
    told = errand(text)
    if told is not None:
        return told, str(uuid4())
    checked_message(text)
    place = await _place(caller, said)
    turn = await caller.ports.turns.start(
        TurnRequest(
            person=await caller.person(),
            message=text,
            message_id=place.message_id,
            conversation_id=place.conversation_id,
            correlation_id=caller.actor.correlation_id,
        )
    )
    return turn, place.message_id


async def _place(caller: Caller, said: Saying) -> Place:
    async with caller.open(read_only=True) as uow:
        place = await threads.place_of(uow, said)
    if place.conversation_id is not None or not said.chat:
        return place
    async with caller.open() as uow:
        begun = await threads.begun(uow, said.chat, message=said.texts[-1])
    return replace(place, conversation_id=begun)


async def _previous(caller: Caller, response_id: str | None) -> str | None:
    """Return the conversation of an earlier response.

    Raises:
        NotFound: it is none of the person's.
    """
    if response_id is None:
        return None
    async with caller.open(read_only=True) as uow:
        found = await threads.conversation_of_message(
            uow, response_id.removeprefix(responses.ID_PREFIX)
        )
    if found is None:
        raise NotFound(
            "Response not found",
            field="previous_response_id",
            code="response_not_found",
            next_step="Leave it out and send the whole conversation in `input`.",
        )
    return found


def _stream(turn: LiveTurn, encoder: completions.Encoder | responses.Encoder) -> Response:
    frames = streamed(turn.events(), encoder, opening=encoder.opening())
    return StreamingResponse(frames, media_type="text/event-stream", headers=HEADERS)


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
