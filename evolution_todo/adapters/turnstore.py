"""Conversations, turns and their journals in the database."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import uuid4

from pydantic import TypeAdapter
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from evolution_todo.adapters import histories
from evolution_todo.adapters.copies import ConversationCopies, Copy, value_of
from evolution_todo.domain.conversations import title_of
from evolution_todo.domain.errors import (
    Conflict,
    ConversationBusy,
    Invalid,
    MessageIdReused,
    NotFound,
)
from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from models import Conversation, Message, Turn, TurnEntry
from todo_agent.turn import (
    LEASE_SECONDS,
    Answer,
    Closing,
    JournalEntry,
    Json,
    LeaseLost,
    Opening,
    OpenTurn,
    Person,
    Progress,
    Question,
    RunningTurn,
    TurnRequest,
)

POLL_SECONDS = 0.1
"""How often a message that waits for another's turn looks again."""

MAX_MESSAGE_ID = 200
MAX_PAYLOAD = 1_000_000
"""Characters of JSON in one journal entry."""

_QUESTION_KIND = "asked"
"""The entry that keeps the question which a turn's message may answer, for a retry of the turn."""

_answers = TypeAdapter(Answer)
_questions = TypeAdapter(Question)


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
                async with self._unit_of_work(_actor(request)) as uow:
                    return await _open(uow, request, holder, copy)
            except ConversationBusy:
                if time.monotonic() >= deadline:
                    raise
            await asyncio.sleep(POLL_SECONDS)

    async def follow(self, turn: RunningTurn, request: TurnRequest, *, after: int) -> Progress:
        """Return what a turn that runs elsewhere has stored past its first `after` entries."""
        async with self._unit_of_work(_actor(request), read_only=True) as uow:
            known = await _turn_of(uow, request.message_id)
            is_live = known is not None and _is_live(uow, known)
            stored = _stored(turn.id).where(col(TurnEntry.kind) != _QUESTION_KIND).offset(after)
            entries = tuple(map(_entry, await uow.session.exec(stored)))
        return Progress(entries=entries, is_live=is_live)

    async def append(self, turn: OpenTurn, entry: JournalEntry) -> bool:
        """Store one entry; return whether the person asked to stop. Raises LeaseLost."""
        if len(json.dumps(entry.payload)) > MAX_PAYLOAD:
            raise Invalid(
                "One step of this answer grew too large to keep.",
                code="too_large",
                next_step="Ask for less at once.",
            )
        async with self._unit_of_work(_actor(turn.request)) as uow:
            stop = await _hold(uow, turn)
            await _add_entry(uow, turn.id, entry.kind, entry.key, entry.payload)
        return stop

    async def renew(self, turn: OpenTurn) -> bool:
        """Keep the lease; return whether the person asked to stop. Raises LeaseLost."""
        async with self._unit_of_work(_actor(turn.request)) as uow:
            return await _hold(uow, turn)

    async def close(self, turn: OpenTurn, closing: Closing) -> None:
        """Store the answer, its question and the turn's items; end the lease. Raises LeaseLost."""
        answer = _answers.dump_python(closing.answer, mode="json")
        async with self._unit_of_work(_actor(turn.request)) as uow:
            ended = {"answer": answer, "closed_at": uow.now, "holder": None, "lease_until": None}
            await _write_fenced(uow, turn, **ended)
            uow.session.add(
                _message(uow, turn, "assistant", closing.answer.response, closing.items)
            )
            conversation = await _conversation(uow, turn.conversation_id)
            conversation.updated_at = uow.now
            # Opening took the question that stood; one that a later turn asked since stays.
            conversation.question = answer["question"] or conversation.question
        self._renew_copy(turn)

    async def release(self, turn: OpenTurn) -> None:
        """Give the lease back unfinished, so that a retry may begin at once."""
        async with self._unit_of_work(_actor(turn.request)) as uow:
            try:
                await _write_fenced(uow, turn, holder=None, lease_until=None)
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
            turn = await _turn_of(uow, message_id)
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
            async with self._unit_of_work(_actor(turn.request), read_only=True) as uow:
                return await value_of(uow, turn.conversation_id)

        if self._copies is not None:
            self._copies.renew_soon(turn.conversation_id, read)


async def _open(uow: UnitOfWork, request: TurnRequest, holder: str, copy: Copy | None) -> Opening:
    turn = await _turn_of(uow, request.message_id)
    if turn is None:
        return await _open_new(uow, request, holder, copy)
    if not _is_repeat(turn, request):
        raise MessageIdReused(
            "This message_id belongs to another message.",
            field="message_id",
            next_step="Give each new message an id of its own.",
        )
    if turn.closed_at is not None:
        return _answers.validate_python(turn.answer)
    if _is_live(uow, turn):
        return RunningTurn(id=turn.id, conversation_id=turn.conversation_id)
    return await _take_over(uow, turn, request, holder)


async def _open_new(
    uow: UnitOfWork, request: TurnRequest, holder: str, copy: Copy | None
) -> OpenTurn:
    if request.conversation_id is None:
        conversation = await _begin_conversation(uow, request)
    else:
        conversation = await _conversation(uow, request.conversation_id)
        await _refuse_while_busy(uow, conversation.id)
    _check_question(conversation, request)
    turn = Turn(
        id=str(uuid4()),
        user_id=uow.actor.user_id,
        conversation_id=conversation.id,
        message_id=request.message_id,
        message=request.message,
        client=request.person.client,
        correlation_id=request.correlation_id,
        holder=holder,
        fence=1,
        lease_until=_lease_end(uow),
        created_at=uow.now,
    )
    uow.session.add(turn)
    await uow.session.flush()
    opened = _opened(turn, request)
    if request.conversation_id is not None:
        opened = replace(opened, history=await _history_so_far(uow, turn, copy))
    uow.session.add(_message(uow, opened, "user", request.message))
    if conversation.question is not None:
        await _add_entry(uow, turn.id, _QUESTION_KIND, "", conversation.question)
        opened = replace(opened, question=_questions.validate_python(conversation.question))
        conversation.question = None
    conversation.updated_at = uow.now
    return opened


def _check_question(conversation: Conversation, request: TurnRequest) -> None:
    open_question = (conversation.question or {}).get("id")
    if request.answers is not None and request.answers != open_question:
        raise Conflict(
            "This question is not open any more.",
            code="question_not_open",
            next_step="Read on in the conversation: it was answered, or another one was asked.",
        )


async def _take_over(uow: UnitOfWork, turn: Turn, request: TurnRequest, holder: str) -> OpenTurn:
    await _refuse_while_busy(uow, turn.conversation_id)
    turn.holder, turn.fence, turn.lease_until = holder, turn.fence + 1, _lease_end(uow)
    opened = _opened(turn, request)
    entries = (await uow.session.exec(_stored(turn.id))).all()
    asked = [entry.payload for entry in entries if entry.kind == _QUESTION_KIND]
    return replace(
        opened,
        history=await _history(uow, turn, before=await _first_message(uow, turn)),
        question=_questions.validate_python(asked[0]) if asked else None,
        journal=tuple(_entry(row) for row in entries if row.kind != _QUESTION_KIND),
    )


def _stored(turn_id: str) -> SelectOfScalar[TurnEntry]:
    return select(TurnEntry).where(TurnEntry.turn_id == turn_id).order_by(col(TurnEntry.position))


def _entry(row: TurnEntry) -> JournalEntry:
    kind = cast("Literal['output', 'result']", row.kind)
    return JournalEntry(kind=kind, key=row.key, payload=row.payload)


def _opened(turn: Turn, request: TurnRequest) -> OpenTurn:
    return OpenTurn(
        id=turn.id,
        conversation_id=turn.conversation_id,
        request=replace(request, conversation_id=turn.conversation_id),
        fence=turn.fence,
        opened_at=turn.created_at,
    )


async def _first_message(uow: UnitOfWork, turn: Turn) -> int | None:
    own = select(func.min(Message.id)).where(
        Message.turn_id == turn.id, Message.user_id == uow.actor.user_id
    )
    return (await uow.session.exec(own)).one()


async def _history(uow: UnitOfWork, turn: Turn, *, before: int | None = None) -> tuple[Any, ...]:
    """Return what was said in the conversation, as Responses API items, within the limits."""
    messages = await histories.read(uow, turn.conversation_id, before=before)
    return histories.items(map(histories.written, messages))


async def _history_so_far(uow: UnitOfWork, turn: Turn, copy: Copy | None) -> tuple[Any, ...]:
    """Return what was said up to now: by the copy, where it ends with the last message."""
    if copy is None or copy.user_id != uow.actor.user_id:
        return await _history(uow, turn)
    if copy.last_message_id != await histories.newest(uow, turn.conversation_id):
        return await _history(uow, turn)
    return histories.items(copy.messages)


async def _begin_conversation(uow: UnitOfWork, request: TurnRequest) -> Conversation:
    conversation = Conversation(
        id=str(uuid4()),
        user_id=uow.actor.user_id,
        title=title_of(request.message),
        client=request.person.client,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(conversation)
    await uow.session.flush()
    return conversation


async def _conversation(uow: UnitOfWork, conversation_id: str) -> Conversation:
    query = select(Conversation).where(
        Conversation.id == conversation_id, Conversation.user_id == uow.actor.user_id
    )
    conversation = (await uow.session.exec(query)).one_or_none()
    if conversation is None:
        raise NotFound(
            "Conversation not found",
            code="conversation_not_found",
            field="conversation_id",
            next_step="Leave conversation_id out to begin a new one.",
        )
    return conversation


async def _turn_of(uow: UnitOfWork, message_id: str) -> Turn | None:
    query = select(Turn).where(Turn.user_id == uow.actor.user_id, Turn.message_id == message_id)
    return (await uow.session.exec(query)).one_or_none()


async def _refuse_while_busy(uow: UnitOfWork, conversation_id: str) -> None:
    live = select(Turn.id).where(
        Turn.user_id == uow.actor.user_id,
        Turn.conversation_id == conversation_id,
        col(Turn.closed_at).is_(None),
        col(Turn.lease_until) > uow.now,
    )
    if (await uow.session.exec(live)).first() is not None:
        raise ConversationBusy(
            "Another message of this conversation is being answered.",
            field="conversation_id",
            next_step="Wait for its answer or stop it, then send this message again.",
        )


async def _hold(uow: UnitOfWork, turn: OpenTurn) -> bool:
    """Keep the lease in this transaction and return whether the person asked to stop."""
    return await _write_fenced(uow, turn, lease_until=_lease_end(uow))


async def _write_fenced(uow: UnitOfWork, turn: OpenTurn, **values: Any) -> bool:
    held = (
        update(Turn)
        .where(
            col(Turn.id) == turn.id,
            col(Turn.user_id) == uow.actor.user_id,
            col(Turn.fence) == turn.fence,
            col(Turn.closed_at).is_(None),
        )
        .values(**values)
        .returning(col(Turn.stop_requested))
    )
    stop = await uow.session.scalar(held)
    if stop is None:
        raise LeaseLost
    return bool(stop)


async def _add_entry(uow: UnitOfWork, turn_id: str, kind: str, key: str, payload: Any) -> None:
    count = select(func.count()).where(col(TurnEntry.turn_id) == turn_id)
    position = (await uow.session.exec(count)).one()
    uow.session.add(
        TurnEntry(
            turn_id=turn_id,
            kind=kind,
            key=key,
            position=position,
            payload=payload,
            created_at=uow.now,
        )
    )


def _message(
    uow: UnitOfWork, turn: OpenTurn, role: str, content: str, items: Sequence[Any] = ()
) -> Message:
    return Message(
        conversation_id=turn.conversation_id,
        user_id=uow.actor.user_id,
        turn_id=turn.id,
        role=role,
        content=content,
        items=list(items),
        created_at=uow.now,
    )


def _is_repeat(turn: Turn, request: TurnRequest) -> bool:
    same_place = request.conversation_id in {None, turn.conversation_id}
    return same_place and turn.message == request.message


def _is_live(uow: UnitOfWork, turn: Turn) -> bool:
    return turn.lease_until is not None and turn.lease_until > uow.now


def _lease_end(uow: UnitOfWork) -> datetime:
    return uow.now + timedelta(seconds=LEASE_SECONDS)


def _actor(request: TurnRequest) -> Actor:
    return Actor(
        user_id=request.person.user_id,
        zone=request.person.zone,
        client=request.person.client,
        correlation_id=request.correlation_id,
    )


def _check_message_id(message_id: str) -> None:
    if not 0 < len(message_id) <= MAX_MESSAGE_ID:
        raise Invalid(
            f"A message_id has 1 to {MAX_MESSAGE_ID} characters.",
            field="message_id",
            next_step="Give a shorter id, such as a UUID, or leave it out.",
        )
