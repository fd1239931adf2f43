"""Conversations as their owner reads them; turns are stored by the agent's turn store."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import tuple_
from sqlmodel import col, select

from evolution_todo.domain.cursors import Cursors, Instant, LongId, Text
from evolution_todo.domain.owned import one, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.texts import checked_title
from evolution_todo.domain.views import ConversationView, MessageView, Page
from models import Conversation, Message, Turn

_CURSORS = Cursors("conversations", Instant, Text)
_MESSAGE_CURSORS = Cursors("messages", LongId)

TITLE_CHARACTERS = 60


class ConversationPatch(BaseModel):
    """Another name for a conversation."""

    model_config = ConfigDict(extra="forbid")

    title: str


async def find(
    uow: UnitOfWork, *, limit: int = 50, cursor: str | None = None
) -> Page[ConversationView]:
    """Return the person's conversations, the latest first."""
    query = owned(uow, Conversation).order_by(
        col(Conversation.created_at).desc(), col(Conversation.id).desc()
    )
    if cursor is not None:
        here = tuple_(col(Conversation.created_at), col(Conversation.id))
        query = query.where(here < tuple_(*_CURSORS.decode(cursor)))
    rows = (await uow.session.exec(query.limit(limit + 1))).all()
    return _CURSORS.page(rows, limit=limit, mark=lambda row: (row.created_at, row.id), show=_view)


async def get(uow: UnitOfWork, conversation_id: str) -> ConversationView:
    """Return one conversation."""
    return _view(await _conversation(uow, conversation_id))


async def messages(
    uow: UnitOfWork, conversation_id: str, *, limit: int = 50, cursor: str | None = None
) -> Page[MessageView]:
    """Return the messages of a conversation in their order."""
    conversation = await _conversation(uow, conversation_id)
    query = (
        select(Message, Turn)
        .join(Turn, col(Turn.id) == Message.turn_id)
        .where(Message.conversation_id == conversation.id, Message.user_id == uow.actor.user_id)
        .order_by(col(Message.id))
    )
    if cursor is not None:
        (last,) = _MESSAGE_CURSORS.decode(cursor)
        query = query.where(col(Message.id) > last)
    rows = (await uow.session.exec(query.limit(limit + 1))).all()
    return _MESSAGE_CURSORS.page(
        rows,
        limit=limit,
        mark=lambda row: (row[0].id,),
        show=lambda row: _message(*row),
    )


async def rename(
    uow: UnitOfWork, conversation_id: str, patch: ConversationPatch
) -> ConversationView:
    """Give a conversation another name."""
    conversation = await _conversation(uow, conversation_id)
    conversation.title = checked_title(patch.title)
    await uow.session.flush()
    return _view(conversation)


async def delete(uow: UnitOfWork, conversation_id: str) -> None:
    """Delete a conversation with its messages; what was done in it stays done."""
    await uow.session.delete(await _conversation(uow, conversation_id))
    await uow.session.flush()


def title_of(message: str) -> str:
    """Return what a conversation is called that begins with this message."""
    line = " ".join(message.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


async def _conversation(uow: UnitOfWork, conversation_id: str) -> Conversation:
    return await one(uow, Conversation, conversation_id, noun="Conversation")


def _view(row: Conversation) -> ConversationView:
    return ConversationView.model_validate(row, from_attributes=True)


def _message(message: Message, turn: Turn) -> MessageView:
    answer: dict[str, Any] = turn.answer or {}
    calls = answer.get("tool_calls", []) if message.role == "assistant" else []
    return MessageView.model_validate(
        message.model_dump() | {"message_id": turn.message_id, "tool_calls": calls}
    )
