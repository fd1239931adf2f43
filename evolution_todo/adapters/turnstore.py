"""Conversations, turns and their journals in the database."""

from __future__ import annotations

import asyncio
import json
import time
from uuid import uuid4

from pydantic import TypeAdapter
from sqlmodel import col

from evolution_todo.adapters.copies import ConversationCopies, Copy, value_of
from evolution_todo.adapters.storable import storable
from evolution_todo.adapters.turnrows import (
    QUESTION_KIND,
    actor_of,
    add_entry,
    conversation_of,
    entry_of,
    has_holder,
    hold,
    message_of,
    open_turn,
    stored_of,
    turn_of,
    write_fenced,
)
from evolution_todo.domain.errors import (
    ConversationBusy,
    Invalid,
    NotFound,
)
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from models import TurnEntry
from todo_agent.turn import (
    Answer,
    Closing,
    JournalEntry,
    Json,
    LeaseLost,
    Opening,
    OpenTurn,
    Person,
    Progress,
    RunningTurn,
    TurnRequest,
)

POLL_SECONDS = 0.1
"""How often a message that waits for another's turn looks again."""

MAX_MESSAGE_ID = 200
MAX_PAYLOAD = 1_000_000
"""Characters of JSON in one journal entry."""

_answers = TypeAdapter(Answer)


class DatabaseTurnStore:
    """A `todo_agent.turn.TurnStore` on the tables of conversations.

    A turn whose holder died, or which was handed back, blocks nobody: another message of its
    conversation goes ahead of it. It keeps its journal, and its message sent again is still
    answered once, from the conversation as it was before it. The question it may have answered is
    taken out of the conversation when the turn opens: a second yes finds nothing to repeat.
    """

    def __init__(
        self, unit_of_work: OpenUnitOfWork, *, copies: ConversationCopies | None = None
    ) -> None:
        """Make it.

        Args:
            unit_of_work: Opens a transaction of a person.
            copies: The conversations' fast copies, where there is a store for them.
        """
        self._unit_of_work = unit_of_work
        self._copies = copies

    async def open(self, request: TurnRequest, *, holder: str, wait_seconds: float) -> Opening:
        """Store the message once and lease its turn to `holder`.

        Raises:
            NotFound: the conversation is not the person's.
            MessageIdReused: the message id belongs to another text or conversation.
            ConversationBusy: another message of it was still being answered after `wait_seconds`.
            Conflict: the question that it answers is not open.
        """
        _check_message_id(request.message_id)
        copy = await self._copy_for(request)
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                async with self._unit_of_work(actor_of(request)) as uow:
                    return await open_turn(uow, request, holder, copy)
            except ConversationBusy:
                if time.monotonic() >= deadline:
                    raise
            await asyncio.sleep(POLL_SECONDS)

    async def follow(self, turn: RunningTurn, request: TurnRequest, *, after: int) -> Progress:
        """Return what a turn that runs elsewhere has stored past its first `after` entries."""
        async with self._unit_of_work(actor_of(request), read_only=True) as uow:
            known = await turn_of(uow, request.message_id)
            is_live = known is not None and has_holder(uow, known)
            stored = stored_of(turn.id).where(col(TurnEntry.kind) != QUESTION_KIND).offset(after)
            entries = tuple(map(entry_of, await uow.session.exec(stored)))
        return Progress(entries=entries, is_live=is_live)

    async def append(self, turn: OpenTurn, entry: JournalEntry) -> bool:
        """Store one entry; return whether the person asked to stop. Raises LeaseLost."""
        if len(json.dumps(entry.payload)) > MAX_PAYLOAD:
            raise Invalid(
                "One step of this answer grew too large to keep.",
                code="too_large",
                next_step="Ask for less at once.",
            )
        async with self._unit_of_work(actor_of(turn.request)) as uow:
            stop = await hold(uow, turn)
            await add_entry(uow, turn.id, entry.kind, entry.key, entry.payload)
        return stop

    async def renew(self, turn: OpenTurn) -> bool:
        """Keep the lease; return whether the person asked to stop. Raises LeaseLost."""
        async with self._unit_of_work(actor_of(turn.request)) as uow:
            return await hold(uow, turn)

    async def close(self, turn: OpenTurn, closing: Closing) -> None:
        """Store the answer, its question and the turn's items; end the lease. Raises LeaseLost."""
        answer = storable(_answers.dump_python(closing.answer, mode="json"))
        async with self._unit_of_work(actor_of(turn.request)) as uow:
            ended = {"answer": answer, "closed_at": uow.now, "holder": None, "lease_until": None}
            await write_fenced(uow, turn, **ended)
            uow.session.add(
                message_of(uow, turn, "assistant", answer["response"], storable(closing.items))
            )
            conversation = await conversation_of(uow, turn.conversation_id)
            conversation.updated_at = uow.now
            # Opening took the question that stood; one that a later turn asked since stays.
            conversation.question = answer["question"] or conversation.question
        self._renew_copy(turn)

    async def release(self, turn: OpenTurn) -> None:
        """Give the lease back unfinished, so that a retry may begin at once."""
        async with self._unit_of_work(actor_of(turn.request)) as uow:
            try:
                await write_fenced(uow, turn, holder=None, lease_until=None)
            except LeaseLost:
                return

    async def request_stop(self, *, person: Person, message_id: str) -> None:
        """Ask the holder of this message's turn to stop; a turn that has ended stays as it is.

        Raises:
            NotFound: the person has sent no such message.
        """
        actor = Actor(
            user_id=person.user_id,
            zone=person.zone,
            client=person.client,
            correlation_id=str(uuid4()),
        )
        async with self._unit_of_work(actor) as uow:
            turn = await turn_of(uow, message_id)
            if turn is None:
                raise NotFound(
                    "Message not found",
                    code="message_not_found",
                    field="message_id",
                    next_step="Check the message_id that the chat gave.",
                )
            turn.stop_requested = turn.stop_requested or turn.closed_at is None

    async def _copy_for(self, request: TurnRequest) -> Copy | None:
        if self._copies is None or request.conversation_id is None:
            return None
        return await self._copies.get(request.conversation_id)

    def _renew_copy(self, turn: OpenTurn) -> None:
        async def read() -> Json | None:
            async with self._unit_of_work(actor_of(turn.request), read_only=True) as uow:
                return await value_of(uow, turn.conversation_id)

        if self._copies is not None:
            self._copies.renew_soon(turn.conversation_id, read)


def _check_message_id(message_id: str) -> None:
    if not 0 < len(message_id) <= MAX_MESSAGE_ID:
        raise Invalid(
            f"A message_id has 1 to {MAX_MESSAGE_ID} characters.",
            field="message_id",
            next_step="Give a shorter id, such as a UUID, or leave it out.",
        )
