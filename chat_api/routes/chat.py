"""Chat: one message, answered at once or as it happens."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from starlette.responses import StreamingResponse

from chat_api.dependencies import Caller, IdempotencyKey, InCaller, LiveTurn, checked_key
from chat_api.errors import problem_of, problems
from chat_api.protocols import simple
from chat_api.protocols.wire import HEADERS
from chat_api.routes.described import WRITE
from chat_api.schemas import (
    LONGEST_MESSAGE_ID,
    ChatAnswer,
    ChatRequest,
    StopAccepted,
)
from evolution_todo.domain.texts import checked_message
from todo_agent.turn import TurnRequest

router = APIRouter(prefix="/chat", tags=["chat"])

_REFUSED = WRITE | problems(404)

_EVENT: dict[str, Any] = {
    "description": "One event; `data` is JSON.",
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["token", "tool_call", "tool_result", "done", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}

_STREAM: dict[str, Any] = {
    "description": "Server-sent events: `token {text}`, `tool_call {id, name, arguments}`, "
    "`tool_result {id, ok, result}`, at the end `done` (the whole answer) or `error` (a problem).",
    "content": {"text/event-stream": {"schema": _EVENT}},
    "headers": {
        "X-Conversation-Id": {"schema": {"type": "string"}},
        "X-Message-Id": {"schema": {"type": "string"}},
    },
}


@router.post("", responses=_REFUSED)
async def chat(
    body: ChatRequest, caller: InCaller, idempotency_key: IdempotencyKey = None
) -> ChatAnswer:
    """Send a message and wait for the whole answer.

    The turn goes on if you stop waiting; the same `message_id` again gives its answer.
    """
    turn = await _started(body, caller, message_id=_message_id(body, idempotency_key))
    return simple.answer_json(await turn.answer())


@router.post(
    "/stream",
    response_class=StreamingResponse,
    responses=_REFUSED | {200: _STREAM},
)
async def chat_stream(
    body: ChatRequest, request: Request, caller: InCaller, idempotency_key: IdempotencyKey = None
) -> StreamingResponse:
    """Send a message and follow the answer; the same `message_id` again gives all of it anew."""
    message_id = _message_id(body, idempotency_key)
    turn = await _started(body, caller, message_id=message_id)
    return StreamingResponse(
        simple.encoded(turn.events(), to_problem=partial(problem_of, connection=request)),
        media_type="text/event-stream",
        headers={
            **HEADERS,
            "X-Conversation-Id": turn.conversation_id or "",
            "X-Message-Id": quote(message_id),
        },
    )


@router.post("/{message_id:path}/stop", status_code=202, responses=_REFUSED)
async def stop(
    message_id: Annotated[str, Path(max_length=LONGEST_MESSAGE_ID)], caller: InCaller
) -> StopAccepted:
    """Ask a turn to end after the step it is in; what it has done stays done.

    A message that still waits for another's turn is withdrawn: its own request is answered 409.
    """
    person = await caller.person()
    await caller.ports.turns.stop(person=person, message_id=message_id)
    return StopAccepted(message_id=message_id)


async def _started(body: ChatRequest, caller: Caller, *, message_id: str) -> LiveTurn:
    checked_message(body.message)
    return await caller.ports.turns.start(
        TurnRequest(
            person=await caller.person(),
            message=body.message,
            message_id=message_id,
            conversation_id=body.conversation_id,
            correlation_id=caller.actor.correlation_id,
        )
    )


def _message_id(body: ChatRequest, idempotency_key: str | None) -> str:
    """Return the message's own id, else the idempotency key, which may be the longer of the two."""
    key = checked_key(idempotency_key)
    if key is not None and len(key) > LONGEST_MESSAGE_ID:
        key = sha256(key.encode()).hexdigest()
    return body.message_id or key or str(uuid4())
