"""Conversations and what was said in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chat_api.dependencies import Reading, Reply, Writing
from chat_api.routes.described import reads, writes
from chat_api.schemas import PageQuery
from evolution_todo.domain import conversations
from evolution_todo.domain.conversations import ConversationPatch
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import ConversationView, MessageView, Page

router = APIRouter(prefix="/conversations", tags=["conversations"])


@router.get("", responses=reads())
async def list_conversations(
    query: Annotated[PageQuery, Query()], uow: Reading
) -> Page[ConversationView]:
    """List conversations, the latest first."""
    return await conversations.find(uow, limit=query.limit, cursor=query.cursor)


@router.get("/{conversation_id}", responses=reads(one=True))
async def get_conversation(conversation_id: str, uow: Reading) -> ConversationView:
    """Read one conversation, without its messages."""
    return await conversations.get(uow, conversation_id)


@router.get("/{conversation_id}/messages", responses=reads(one=True))
async def list_messages(
    conversation_id: str, query: Annotated[PageQuery, Query()], uow: Reading
) -> Page[MessageView]:
    """List what was said, in its order."""
    return await conversations.messages(
        uow, conversation_id, limit=query.limit, cursor=query.cursor
    )


@router.patch(
    "/{conversation_id}", response_model=ConversationView, responses=writes(versioned=False)
)
async def rename_conversation(
    conversation_id: str, patch: ConversationPatch, write: Writing
) -> Response:
    """Give a conversation another title."""

    async def act(uow: UnitOfWork) -> Reply:
        return Reply(body=await conversations.rename(uow, conversation_id, patch))

    return await write(act)


@router.delete("/{conversation_id}", status_code=204, responses=writes(204))
async def delete_conversation(conversation_id: str, write: Writing) -> Response:
    """Delete a conversation with its messages; the tasks it made stay."""

    async def act(uow: UnitOfWork) -> Reply:
        await conversations.delete(uow, conversation_id)
        return Reply(status=204)

    response = await write(act)
    write.caller.ports.conversation_deleted(conversation_id)
    return response
