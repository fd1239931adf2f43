"""Protocols whose clients name their thread: AG-UI, and the AI SDK's UI message stream."""

from __future__ import annotations

from functools import partial

from ag_ui.core import RunAgentInput
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from chat_api.dependencies import Caller, InCaller, LiveTurn
from chat_api.errors import problem_of
from chat_api.protocols import agui, ui_messages
from chat_api.protocols.wire import HEADERS, streamed
from chat_api.routes.described import streams
from evolution_todo.domain import threads
from evolution_todo.domain.texts import checked_message
from todo_agent.turn import TurnRequest

router = APIRouter(tags=["protocols"])


@router.post("/agui", response_class=StreamingResponse, responses=streams("AG-UI's events"))
async def agui_run(run: RunAgentInput, request: Request, caller: InCaller) -> StreamingResponse:
    """Run the assistant on the last message, or on the answer to what it asked (AG-UI 1.0).

    A message sent again under the same id is the same turn, whichever run it comes in.
    """
    said = agui.said(run)
    turn = await _started(
        caller, run.thread_id, said.text, message_id=said.message_id, answers=said.answers
    )
    encoder = agui.Encoder(
        run=run,
        message_id=said.message_id,
        conversation_id=turn.conversation_id or "",
        to_problem=partial(problem_of, connection=request),
    )
    return StreamingResponse(
        streamed(turn.events(), encoder, opening=encoder.opening()),
        media_type="text/event-stream",
        headers=HEADERS,
    )


@router.post(
    "/ui-messages",
    response_class=StreamingResponse,
    responses=streams("the AI SDK's UI message stream"),
)
async def ui_messages_run(
    chat: ui_messages.UIChat, request: Request, caller: InCaller
) -> StreamingResponse:
    """Answer the last message of a chat, or the approval it ends with (the AI SDK's `useChat`).

    The same message sent again, as `regenerate` does, is the same turn with the same answer.
    """
    said = ui_messages.said(chat)
    answers = said.answers.id if said.answers else None
    turn = await _started(caller, chat.id, said.text, message_id=said.message_id, answers=answers)
    encoder = ui_messages.Encoder(said=said, to_problem=partial(problem_of, connection=request))
    return StreamingResponse(
        streamed(turn.events(), encoder, opening=encoder.opening()),
        media_type="text/event-stream",
        headers=HEADERS | ui_messages.VERSION,
    )


async def _started(
    caller: Caller, thread: str, text: str, *, message_id: str, answers: str | None
) -> LiveTurn:
    checked_message(text)
    return await caller.ports.turns.start(
        TurnRequest(
            person=await caller.person(),
            message=text,
            message_id=message_id,
            conversation_id=await _conversation(caller, thread, text),
            answers=answers,
            correlation_id=caller.actor.correlation_id,
        )
    )


async def _conversation(caller: Caller, thread: str, message: str) -> str:
    async with caller.open(read_only=True) as uow:
        found = await threads.called(uow, thread)
    if found is not None:
        return found
    async with caller.open() as uow:
        return await threads.begun(uow, thread, message=message)
