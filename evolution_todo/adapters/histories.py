"""What was said in a conversation, as its next turn is given it and as its copy keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlmodel import col, func, select

from evolution_todo.domain.ports import UnitOfWork
from models import Message
from todo_agent.turn import Json

HISTORY_MESSAGES = 60
HISTORY_CHARACTERS = 200_000
"""How much of a conversation a new turn is given: its newest messages up to both limits."""


async def read(
    uow: UnitOfWork, conversation_id: str, *, before: int | None = None
) -> tuple[Message, ...]:
    """Return a conversation's newest messages within the limits, in order.

    Args:
        uow: The transaction, of the person whose conversation it is.
        conversation_id: Which.
        before: The number of the first message that is not wanted, if any.
    """
    said = select(Message).where(
        Message.conversation_id == conversation_id, Message.user_id == uow.actor.user_id
    )
    if before is not None:
        said = said.where(col(Message.id) < before)
    newest_first = said.order_by(col(Message.id).desc()).limit(HISTORY_MESSAGES)
    kept: list[Message] = []
    room = HISTORY_CHARACTERS
    for message in await uow.session.exec(newest_first):
        room -= len(json.dumps(_items(message.role, message.content, message.items)))
        if room < 0:
            break
        kept.append(message)
    return tuple(reversed(kept))


async def newest(uow: UnitOfWork, conversation_id: str) -> int | None:
    """Return the number of a conversation's last message; it moves with all that is said."""
    last = select(func.max(Message.id)).where(
        Message.conversation_id == conversation_id, Message.user_id == uow.actor.user_id
    )
    return (await uow.session.exec(last)).one()


def written(message: Message) -> Json:
    """Return a message as a copy keeps it."""
    return {
        "id": message.id,
        "turn_id": message.turn_id,
        "role": message.role,
        "content": message.content,
        "items": message.items,
        "created_at": message.created_at.isoformat(),
    }


def items(messages: Iterable[Json]) -> tuple[Any, ...]:
    """Return written messages as Responses API items."""
    return tuple(
        item for each in messages for item in _items(each["role"], each["content"], each["items"])
    )


def _items(role: str, content: str, said: list[Any]) -> list[Any]:
    return [{"role": "user", "content": content}] if role == "user" else said
