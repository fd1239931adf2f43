"""AG-UI: one run, as it happens."""

from __future__ import annotations

from functools import partial

from ag_ui.core import RunAgentInput
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from chat_api.dependencies import Caller, InCaller
from chat_api.errors import problem_of
from chat_api.protocols import agui
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
    checked_message(said.text)
    turn = await caller.ports.turns.start(
        TurnRequest(
            person=await caller.person(),
            message=said.text,
            message_id=said.message_id,
            conversation_id=await _conversation(caller, run.thread_id, said.text),
            answers=said.answers,
            correlation_id=caller.actor.correlation_id,
        )
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


async def _conversation(caller: Caller, thread: str, message: str) -> str:
    async with caller.open(read_only=True) as uow:
        found = await threads.called(uow, thread)
    if found is not None:
        return found
    async with caller.open() as uow:
        return await threads.begun(uow, thread, message=message)
