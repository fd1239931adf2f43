"""The rows of turns: how one is opened, taken over and written while it is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import uuid4

from pydantic import TypeAdapter
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from evolution_todo.adapters import histories
from evolution_todo.adapters.copies import Copy
from evolution_todo.domain.conversations import title_of
from evolution_todo.domain.errors import (
    Conflict,
    ConversationBusy,
    MessageIdReused,
    NotFound,
)
from evolution_todo.domain.ports import Actor, UnitOfWork
from models import Conversation, Message, Turn, TurnEntry
from todo_agent.turn import (
    LEASE_SECONDS,
    Answer,
    JournalEntry,
    LeaseLost,
    Opening,
    OpenTurn,
    Question,
    RunningTurn,
    TurnRequest,
)

TAKEN_UP_FOR = timedelta(hours=20)
"""How long an unfinished turn may be gone on with: the tools know its calls again for a day."""

QUESTION_KIND = "asked"
"""The entry that keeps the question which a turn's message may answer, for a retry of the turn."""

_answers = TypeAdapter(Answer)
_questions = TypeAdapter(Question)


async def open_turn(
    uow: UnitOfWork, request: TurnRequest, holder: str, copy: Copy | None
) -> Opening:
    """Open the turn of a message, or find how far it is.

    Raises:
        DomainError: as `TurnStore.open` has them.
    """
    turn = await turn_of(uow, request.message_id)
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
    if has_holder(uow, turn):
        return RunningTurn(id=turn.id, conversation_id=turn.conversation_id)
    return await _take_over(uow, turn, request, holder)


async def _open_new(
    uow: UnitOfWork, request: TurnRequest, holder: str, copy: Copy | None
) -> OpenTurn:
    if request.conversation_id is None:
        conversation = await _begin_conversation(uow, request)
    else:
        conversation = await conversation_of(uow, request.conversation_id)
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
    uow.session.add(message_of(uow, opened, "user", request.message))
    if conversation.question is not None:
        await add_entry(uow, turn.id, QUESTION_KIND, "", conversation.question)
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
    if uow.now - turn.created_at > TAKEN_UP_FOR:
        raise Conflict(
            "This message was left unfinished too long ago to go on with it.",
            field="message_id",
            code="message_too_old",
            next_step="Look at what it did, and send what is left as a new message.",
        )
    await _refuse_while_busy(uow, turn.conversation_id)
    turn.holder, turn.fence, turn.lease_until = holder, turn.fence + 1, _lease_end(uow)
    opened = _opened(turn, request)
    entries = (await uow.session.exec(stored_of(turn.id))).all()
    asked = [entry.payload for entry in entries if entry.kind == QUESTION_KIND]
    return replace(
        opened,
        history=await _history(uow, turn, before=await _first_message(uow, turn)),
        question=_questions.validate_python(asked[0]) if asked else None,
        journal=tuple(entry_of(row) for row in entries if row.kind != QUESTION_KIND),
    )


def stored_of(turn_id: str) -> SelectOfScalar[TurnEntry]:
    """Return the query of what a turn has stored, in its order."""
    return select(TurnEntry).where(TurnEntry.turn_id == turn_id).order_by(col(TurnEntry.position))


def entry_of(row: TurnEntry) -> JournalEntry:
    """Return a stored entry as the agent knows it."""
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


async def conversation_of(uow: UnitOfWork, conversation_id: str) -> Conversation:
    """Return the person's conversation.

    Raises:
        NotFound: the person has no such conversation.
    """
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


async def turn_of(uow: UnitOfWork, message_id: str) -> Turn | None:
    """Return the turn of the person's message, if it was ever opened."""
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


async def hold(uow: UnitOfWork, turn: OpenTurn) -> bool:
    """Keep the lease in this transaction and return whether the person asked to stop."""
    return await write_fenced(uow, turn, lease_until=_lease_end(uow))


async def write_fenced(uow: UnitOfWork, turn: OpenTurn, **values: Any) -> bool:
    """Write a turn's row for its holder; returns whether the person asked to stop.

    Raises:
        LeaseLost: another process has taken the turn over, or it has ended.
    """
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


async def add_entry(uow: UnitOfWork, turn_id: str, kind: str, key: str, payload: Any) -> None:
    """Store one thing more of a turn."""
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


def message_of(
    uow: UnitOfWork, turn: OpenTurn, role: str, content: str, items: Sequence[Any] = ()
) -> Message:
    """Return what one side says in a turn, as a row."""
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


def has_holder(uow: UnitOfWork, turn: Turn) -> bool:
    """Say whether a process that lives is at a turn."""
    return turn.lease_until is not None and turn.lease_until > uow.now


def _lease_end(uow: UnitOfWork) -> datetime:
    return uow.now + timedelta(seconds=LEASE_SECONDS)


def actor_of(request: TurnRequest) -> Actor:
    """Return who speaks, as the domain names it."""
    return Actor(
        user_id=request.person.user_id,
        zone=request.person.zone,
        client=request.person.client,
        correlation_id=request.correlation_id,
    )
