"""Conversations' fast copies in the state store: read before the rows, and believed only with them.

The database is the truth. A copy is taken before a turn's transaction, which believes it if it
ends with the conversation's last message, and written anew once the turn is stored. Without the
store, or with a copy that is behind, the rows are read: slower, never wrong.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, Self

from evolution_todo.adapters import histories
from evolution_todo.adapters.statestore import NOTHING, StateConflict, Stored
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from models import Conversation
from todo_agent.turn import Json

TTL_SECONDS = 3600
"""How long a copy is kept after the conversation's last turn."""

READ_SECONDS = 0.25
"""How long a turn waits for its copy."""

GONE_SECONDS = 10.0
"""How long a store that did not answer is not asked again by turns."""

WRITE_SECONDS = 10.0
TRIES = 5

_log = logging.getLogger(__name__)


class StateStore(Protocol):
    """Keeps values under keys; see `DaprStateStore`."""

    async def get(self, key: str) -> Stored | None:
        """Return what a key holds; raises Unavailable."""
        ...

    async def save(
        self, key: str, value: object, *, ttl_seconds: int | None = None, etag: str | None = None
    ) -> None:
        """Keep a value; raises StateConflict and Unavailable."""
        ...

    async def delete(self, key: str) -> None:
        """Forget a key; raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A conversation as it was after one of its messages."""

    user_id: str
    last_message_id: int | None
    messages: tuple[Json, ...]


ReadValue = Callable[[], Awaitable[Json | None]]
"""Gives what a copy is to hold, from the rows as they are now; None for no such conversation."""


class ConversationCopies:
    """The copies; what befalls their store is told in the log and to nobody else."""

    def __init__(self, state: StateStore) -> None:
        self._state = state
        self._gone_until = 0.0
        self._writing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Let what is being written come to its end, which it does in time."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def get(self, conversation_id: str) -> Copy | None:
        """Return a conversation's copy, if there is one to be had at once."""
        if time.monotonic() < self._gone_until:
            return None
        try:
            async with asyncio.timeout(READ_SECONDS):
                stored = await self._state.get(key(conversation_id))
        except (Unavailable, TimeoutError) as error:
            self._note_gone(error)
            return None
        return _copy(stored)

    def renew_soon(self, conversation_id: str, read: ReadValue) -> None:
        """Write a conversation's copy anew beside what goes on, from what `read` gives then."""
        self._soon(self._renew(conversation_id, read))

    def forget_soon(self, conversation_id: str) -> None:
        """Delete the copy of a conversation that is no more."""
        self._soon(self._state.delete(key(conversation_id)))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._done_or_told(work))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _done_or_told(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await work
            self._gone_until = 0.0
        except (Unavailable, TimeoutError) as error:
            self._note_gone(error)
        except Exception:
            _log.exception("A conversation's copy was not written")

    async def _renew(self, conversation_id: str, read: ReadValue) -> None:
        """Write what the rows hold, unless somebody has written since they were read.

        The etag is taken before the rows are read: whoever wrote in between may have read newer
        ones, so that everything begins anew.
        """
        for _ in range(TRIES):
            stored = await self._state.get(key(conversation_id))
            value = await read()
            if value is None:
                await self._state.delete(key(conversation_id))
                return
            etag = stored.etag if stored else NOTHING
            try:
                await self._state.save(
                    key(conversation_id), value, ttl_seconds=TTL_SECONDS, etag=etag
                )
            except StateConflict:
                continue
            return

    def _note_gone(self, error: Exception) -> None:
        if time.monotonic() >= self._gone_until:
            _log.warning("Conversations are read from the database alone: %s", error or "too slow")
        self._gone_until = time.monotonic() + GONE_SECONDS


def key(conversation_id: str) -> str:
    """Return where a conversation's copy is."""
    return f"todo-app::conversation::{conversation_id}"


async def value_of(uow: UnitOfWork, conversation_id: str) -> Json | None:
    """Return what a conversation's copy is to hold, None if it is not the person's."""
    own = owned(uow, Conversation).where(Conversation.id == conversation_id)
    conversation = (await uow.session.exec(own)).one_or_none()
    if conversation is None:
        return None
    messages = await histories.read(uow, conversation_id)
    return {
        "messages": [histories.written(each) for each in messages],
        "context": {
            "conversation_id": conversation.id,
            "user_id": conversation.user_id,
            "title": conversation.title,
            "question": conversation.question,
            "last_message_id": messages[-1].id if messages else None,
            "updated_at": conversation.updated_at.isoformat(),
        },
    }


def _copy(stored: Stored | None) -> Copy | None:
    if stored is None:
        return None
    try:
        context = stored.value["context"]
        return Copy(
            user_id=context["user_id"],
            last_message_id=context["last_message_id"],
            messages=tuple(stored.value["messages"]),
        )
    except (KeyError, TypeError):
        return None  # somebody else's, or another version's
