"""Turns as the database remembers them: once each, held by one, replayed to the letter."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from evolution_todo.adapters.histories import HISTORY_CHARACTERS, HISTORY_MESSAGES
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain.errors import ConversationBusy, Invalid, MessageIdReused, NotFound
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from models import Conversation, Message
from tests.conftest import BERLIN, Clock
from todo_agent.turn import (
    LEASE_SECONDS,
    Answer,
    Call,
    Closing,
    JournalEntry,
    LeaseLost,
    OpenTurn,
    Option,
    Person,
    Progress,
    Question,
    RunningTurn,
    ToolRun,
    TurnRequest,
)

pytestmark = pytest.mark.anyio

ADA = Person(user_id="ada", zone=BERLIN, client="web")
BOB = Person(user_id="bob", zone=BERLIN, client="web")
QUESTION = Question(
    id="q1",
    text="Delete 2 tasks?",
    options=(Option("yes", (Call("delete_tasks", {"tasks": [{"id": 1}, {"id": 2}]}),)),),
)


@pytest.fixture
def store(unit_of_work: OpenUnitOfWork) -> DatabaseTurnStore:
    return DatabaseTurnStore(unit_of_work)


def say(message: str, conversation: str | None = None, *, by: Person = ADA) -> TurnRequest:
    return TurnRequest(
        person=by,
        message=message,
        message_id=str(uuid4()),
        conversation_id=conversation,
        correlation_id="test",
    )


async def opened(
    store: DatabaseTurnStore, request: TurnRequest, holder: str = "first process"
) -> OpenTurn:
    turn = await store.open(request, holder=holder, wait_seconds=0)
    assert isinstance(turn, OpenTurn)
    return turn


def answer_to(turn: OpenTurn, text: str = "Done.", **more: Any) -> Answer:
    return Answer(
        conversation_id=turn.conversation_id,
        message_id=turn.request.message_id,
        response=text,
        **more,
    )


async def close(store: DatabaseTurnStore, turn: OpenTurn, **more: Any) -> Answer:
    answer = answer_to(turn, **more)
    await store.close(turn, Closing(answer=answer, items=[{"role": "assistant", "content": "ok"}]))
    return answer


def pass_lease(clock: Clock) -> None:
    clock.now += timedelta(seconds=LEASE_SECONDS + 1)


async def test_first_message_begins_a_conversation_named_by_its_first_words(
    store: DatabaseTurnStore, unit_of_work: OpenUnitOfWork, actor: Actor, clock: Clock
) -> None:
    turn = await opened(store, say("Add milk\n and  eggs " + "and bread " * 20))
    assert (turn.fence, turn.history, turn.question, turn.journal) == (1, (), None, ())
    assert turn.opened_at == clock.now
    async with unit_of_work(actor, read_only=True) as uow:
        conversation = (await uow.session.exec(owned(uow, Conversation))).one()
        assert (conversation.id, conversation.client) == (turn.conversation_id, "web")
        assert conversation.title.startswith("Add milk and eggs and bread")
        assert len(conversation.title) <= 60
        message = (await uow.session.exec(owned(uow, Message))).one()
        assert (message.role, message.turn_id) == ("user", turn.id)


async def test_word_longer_than_a_title_is_cut(
    store: DatabaseTurnStore, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    await opened(store, say("x" * 4000))
    async with unit_of_work(actor, read_only=True) as uow:
        assert (await uow.session.exec(owned(uow, Conversation))).one().title == "x" * 59 + "…"


async def test_closed_turn_gives_its_answer_again_to_the_letter(store: DatabaseTurnStore) -> None:
    request = say("delete both")
    turn = await opened(store, request)
    answer = await close(
        store,
        turn,
        text="Delete 2 tasks?",
        tool_calls=(ToolRun(id="c1", name="find_tasks", arguments={}, result={"a": [1]}, ok=True),),
        suggestions=("yes", "no"),
        question=QUESTION,
    )
    assert await store.open(request, holder="another", wait_seconds=0) == answer
    in_place = replace(request, conversation_id=turn.conversation_id)
    assert await store.open(in_place, holder="another", wait_seconds=0) == answer


async def test_message_id_of_another_text_or_conversation_is_refused(
    store: DatabaseTurnStore,
) -> None:
    request = say("add milk")
    await close(store, await opened(store, request))
    elsewhere = await opened(store, say("hello"))
    for other in (
        replace(request, message="add eggs"),
        replace(request, conversation_id=elsewhere.conversation_id),
    ):
        with pytest.raises(MessageIdReused):
            await store.open(other, holder="h", wait_seconds=0)


async def test_two_people_may_use_the_same_message_id(store: DatabaseTurnStore) -> None:
    request = say("add milk")
    mine = await opened(store, request)
    theirs = await opened(store, replace(request, person=BOB, message="add eggs"))
    assert mine.conversation_id != theirs.conversation_id


@pytest.mark.parametrize("message_id", ["", "x" * 201])
async def test_message_id_that_cannot_be_kept_is_refused(
    store: DatabaseTurnStore, message_id: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await store.open(replace(say("hi"), message_id=message_id), holder="h", wait_seconds=0)
    assert refused.value.field == "message_id"


async def test_conversation_of_another_person_is_not_found(store: DatabaseTurnStore) -> None:
    turn = await opened(store, say("add milk"))
    for request in (say("hi", turn.conversation_id, by=BOB), say("hi", "no-such-conversation")):
        with pytest.raises(NotFound) as refused:
            await store.open(request, holder="h", wait_seconds=0)
        assert refused.value.field == "conversation_id"


async def test_live_turn_is_told_to_run_elsewhere(store: DatabaseTurnStore) -> None:
    request = say("add milk")
    turn = await opened(store, request)
    again = await store.open(request, holder="second process", wait_seconds=0)
    assert again == RunningTurn(id=turn.id, conversation_id=turn.conversation_id)


async def test_turn_that_runs_elsewhere_is_followed_through_what_it_stores(
    store: DatabaseTurnStore, clock: Clock
) -> None:
    await close(store, first := await opened(store, say("delete all")), question=QUESTION)
    request = say("yes", first.conversation_id)
    turn = await opened(store, request)
    entries = tuple(JournalEntry(kind="output", key=str(at), payload=f"{at}") for at in range(3))
    await store.append(turn, entries[0])
    there = await store.open(request, holder="second process", wait_seconds=0)
    assert isinstance(there, RunningTurn)
    assert await store.follow(there, request, after=0) == Progress(
        entries=entries[:1], is_live=True
    )
    for entry in entries[1:]:
        await store.append(turn, entry)
    assert await store.follow(there, request, after=1) == Progress(
        entries=entries[1:], is_live=True
    )
    pass_lease(clock)
    assert await store.follow(there, request, after=3) == Progress(entries=(), is_live=False)
    await close(store, await opened(store, request, holder="second process"))
    assert not (await store.follow(there, request, after=3)).is_live


async def test_expired_turn_is_taken_over_with_all_it_stored(
    store: DatabaseTurnStore, clock: Clock
) -> None:
    request = say("add milk")
    first = await opened(store, request)
    entries = (
        JournalEntry(kind="output", key="0", payload=[{"type": "function_call"}]),
        JournalEntry(kind="result", key="call 1", payload={"ok": True, "text": None}),
        JournalEntry(kind="output", key="1", payload="Added."),
    )
    for entry in entries:
        await store.append(first, entry)
    pass_lease(clock)
    second = await opened(store, request, holder="second process")
    assert (second.id, second.fence, second.journal) == (first.id, first.fence + 1, entries)
    assert (second.history, second.opened_at) == (first.history, first.opened_at)


async def test_turn_handed_back_is_taken_over_at_once(store: DatabaseTurnStore) -> None:
    request = say("add milk")
    await store.release(await opened(store, request))
    assert (await opened(store, request, holder="second process")).fence == 2


async def test_holder_that_lost_its_lease_writes_nothing(
    store: DatabaseTurnStore, clock: Clock
) -> None:
    request = say("add milk")
    first = await opened(store, request)
    pass_lease(clock)
    second = await opened(store, request, holder="second process")
    with pytest.raises(LeaseLost):
        await store.append(first, JournalEntry(kind="output", key="0", payload="late"))
    with pytest.raises(LeaseLost):
        await store.renew(first)
    with pytest.raises(LeaseLost):
        await close(store, first, text="late")
    await store.release(first)
    again = await store.open(request, holder="third process", wait_seconds=0)
    assert isinstance(again, RunningTurn)
    assert await close(store, second, text="in time") == await store.open(
        request, holder="third process", wait_seconds=0
    )


async def test_renewed_lease_goes_on(store: DatabaseTurnStore, clock: Clock) -> None:
    request = say("add milk")
    turn = await opened(store, request)
    for _ in range(4):
        clock.now += timedelta(seconds=LEASE_SECONDS * 0.8)
        assert await store.renew(turn) is False
    assert isinstance(await store.open(request, holder="other", wait_seconds=0), RunningTurn)


async def test_storing_a_step_renews_the_lease(store: DatabaseTurnStore, clock: Clock) -> None:
    request = say("add milk")
    turn = await opened(store, request)
    clock.now += timedelta(seconds=LEASE_SECONDS * 0.8)
    await store.append(turn, JournalEntry(kind="output", key="0", payload="x"))
    clock.now += timedelta(seconds=LEASE_SECONDS * 0.8)
    assert isinstance(await store.open(request, holder="other", wait_seconds=0), RunningTurn)


async def test_message_to_a_busy_conversation_is_refused_after_its_wait(
    store: DatabaseTurnStore, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    turn = await opened(store, say("add milk"))
    with pytest.raises(ConversationBusy):
        await store.open(say("add eggs", turn.conversation_id), holder="h", wait_seconds=0)
    async with unit_of_work(actor, read_only=True) as uow:
        assert len((await uow.session.exec(owned(uow, Message))).all()) == 1


async def test_message_to_a_busy_conversation_goes_on_when_the_turn_closes(
    store: DatabaseTurnStore,
) -> None:
    first = await opened(store, say("add milk"))
    second = say("add eggs", first.conversation_id)
    waiting = asyncio.create_task(store.open(second, holder="h", wait_seconds=60))
    await close(store, first)
    turn = await waiting
    assert isinstance(turn, OpenTurn)
    assert len(turn.history) == 2


async def test_another_conversation_does_not_wait(store: DatabaseTurnStore) -> None:
    await opened(store, say("add milk"))
    await opened(store, say("add eggs"))


async def test_history_is_what_was_said_and_done_before_in_order(
    store: DatabaseTurnStore,
) -> None:
    first = await opened(store, say("add milk"))
    items = [
        {"type": "function_call", "call_id": "c", "name": "add_tasks", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "{}"},
        {"role": "assistant", "content": "Added “Milk”."},
    ]
    await store.close(first, Closing(answer=answer_to(first), items=items))
    second = await opened(store, say("undo", first.conversation_id))
    assert second.history == ({"role": "user", "content": "add milk"}, *items)


async def test_long_history_keeps_the_newest_messages_whole(store: DatabaseTurnStore) -> None:
    turn = await opened(store, say("message 0"))
    for number in range(1, HISTORY_MESSAGES):
        await close(store, turn)
        turn = await opened(store, say(f"message {number}", turn.conversation_id))
    assert len(turn.history) == HISTORY_MESSAGES
    assert turn.history[-2]["content"] == f"message {HISTORY_MESSAGES - 2}"

    big = {"role": "assistant", "content": "x" * HISTORY_CHARACTERS}
    await store.close(turn, Closing(answer=answer_to(turn), items=[big]))
    after = await opened(store, say("and now?", turn.conversation_id))
    assert after.history == ()


async def test_abandoned_turn_blocks_nobody_and_is_still_answered_from_before(
    store: DatabaseTurnStore, clock: Clock
) -> None:
    abandoned = say("add milk")
    first = await opened(store, abandoned)
    await store.append(first, JournalEntry(kind="output", key="0", payload="kept"))
    pass_lease(clock)
    newer = await opened(store, say("add eggs", first.conversation_id))
    assert newer.history == ({"role": "user", "content": "add milk"},)
    with pytest.raises(ConversationBusy):
        await store.open(abandoned, holder="h", wait_seconds=0)
    await close(store, newer, question=QUESTION)

    retried = await opened(store, abandoned, holder="second process")
    assert (retried.history, [entry.payload for entry in retried.journal]) == ((), ["kept"])
    await close(store, retried)
    last = await opened(store, say("yes", first.conversation_id))
    assert last.question == QUESTION


async def test_question_is_given_to_the_next_message_alone(store: DatabaseTurnStore) -> None:
    first = await opened(store, say("delete both"))
    await close(store, first, question=QUESTION)
    second = await opened(store, say("yes", first.conversation_id))
    assert second.question == QUESTION
    await close(store, second)
    assert (await opened(store, say("yes", first.conversation_id))).question is None


async def test_yes_of_a_dead_process_has_its_question_and_a_new_yes_finds_none(
    store: DatabaseTurnStore, clock: Clock
) -> None:
    first = await opened(store, say("delete both"))
    await close(store, first, question=QUESTION)
    yes = say("yes", first.conversation_id)
    await opened(store, yes)
    pass_lease(clock)
    another_yes = await opened(store, say("yes", first.conversation_id))
    assert another_yes.question is None
    await close(store, another_yes)
    retried = await opened(store, yes)
    assert (retried.question, retried.journal) == (QUESTION, ())


async def test_stop_reaches_the_holder_with_its_next_renewal(store: DatabaseTurnStore) -> None:
    request = say("add milk")
    turn = await opened(store, request)
    await store.request_stop(person=ADA, message_id=request.message_id)
    assert await store.renew(turn) is True


async def test_stop_of_a_closed_turn_changes_nothing(store: DatabaseTurnStore) -> None:
    request = say("add milk")
    answer = await close(store, await opened(store, request))
    await store.request_stop(person=ADA, message_id=request.message_id)
    assert await store.open(request, holder="h", wait_seconds=0) == answer


async def test_stop_of_another_persons_message_is_not_found(store: DatabaseTurnStore) -> None:
    request = say("add milk")
    turn = await opened(store, request)
    with pytest.raises(NotFound):
        await store.request_stop(person=BOB, message_id=request.message_id)
    assert await store.renew(turn) is False


async def test_turn_of_a_deleted_conversation_ends(
    store: DatabaseTurnStore, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    turn = await opened(store, say("add milk"))
    async with unit_of_work(actor) as uow:
        await uow.session.delete((await uow.session.exec(owned(uow, Conversation))).one())
    with pytest.raises(LeaseLost):
        await close(store, turn)


async def test_step_too_large_to_keep_is_refused(store: DatabaseTurnStore) -> None:
    turn = await opened(store, say("add milk"))
    with pytest.raises(Invalid, match="too large"):
        await store.append(turn, JournalEntry(kind="result", key="c", payload="x" * 1_000_001))


async def test_same_message_sent_many_times_at_once_opens_one_turn(
    store: DatabaseTurnStore,
) -> None:
    request = say("add milk")
    openings = await asyncio.gather(
        *(store.open(request, holder=f"process {n}", wait_seconds=0) for n in range(20))
    )
    assert sum(isinstance(opening, OpenTurn) for opening in openings) == 1
    assert sum(isinstance(opening, RunningTurn) for opening in openings) == 19
