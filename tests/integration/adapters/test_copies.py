"""Copies of conversations in the state store: fast where they are right, harmless where not."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from evolution_todo.adapters import copies as module
from evolution_todo.adapters.copies import TTL_SECONDS, ConversationCopies, key
from evolution_todo.adapters.statestore import StateConflict, Stored
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain import conversations
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from tests.integration.adapters.test_turnstore import (
    BOB,
    QUESTION,
    close,
    opened,
    say,
)

pytestmark = pytest.mark.anyio


async def go_on() -> None:
    """What happens at a call of the state store where nothing is to happen."""


@dataclass
class MemoryState:
    """A state store of this process: etags as Dapr has them, and hands on every call."""

    kept: dict[str, Stored] = field(default_factory=dict)
    ttls: dict[str, int | None] = field(default_factory=dict)
    reads: int = 0
    before_read: Callable[[], Awaitable[None]] = go_on
    before_save: Callable[[], Awaitable[None]] = go_on
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def get(self, name: str) -> Stored | None:
        self.reads += 1
        await self.before_read()
        return self.kept.get(name)

    async def save(
        self, name: str, value: object, *, ttl_seconds: int | None = None, etag: str | None = None
    ) -> None:
        await self.before_save()
        there = self.kept.get(name)
        if etag is not None and there is not None and there.etag != etag:
            raise StateConflict(name)
        self.put(name, value)
        self.ttls[name] = ttl_seconds

    async def delete(self, name: str) -> None:
        self.kept.pop(name, None)

    def put(self, name: str, value: object) -> None:
        self.kept[name] = Stored(value=value, etag=str(next(self.numbers)))


@pytest.fixture
def state() -> MemoryState:
    return MemoryState()


@dataclass
class Replica:
    """A process with copies of its own and the database of all."""

    unit_of_work: OpenUnitOfWork
    state: MemoryState

    def __post_init__(self) -> None:
        self.copies = ConversationCopies(self.state)
        self.store = DatabaseTurnStore(self.unit_of_work, copies=self.copies)

    async def said(self, message: str, conversation: str | None = None, **more: Any) -> str:
        """Have a message answered, and its conversation's copy written."""
        turn = await opened(self.store, say(message, conversation))
        await close(self.store, turn, **more)
        await self.written()
        return turn.conversation_id

    async def written(self) -> None:
        async with self.copies:
            pass

    async def history(self, conversation: str) -> list[str]:
        """What a new message's turn is given of what people said; it is handed back."""
        turn = await opened(self.store, say("and now?", conversation))
        await close(self.store, turn)
        return [item["content"] for item in turn.history if item["role"] == "user"]


@pytest.fixture
async def replica(unit_of_work: OpenUnitOfWork, state: MemoryState) -> AsyncIterator[Replica]:
    replica = Replica(unit_of_work, state)
    yield replica
    await replica.written()


@pytest.fixture
async def another(unit_of_work: OpenUnitOfWork, state: MemoryState) -> AsyncIterator[Replica]:
    another = Replica(unit_of_work, state)
    yield another
    await another.written()


def texts(state: MemoryState, conversation: str) -> list[str]:
    value = state.kept[key(conversation)].value
    return [message["content"] for message in value["messages"]]


async def test_copy_has_the_seeds_key_shape_and_hour(replica: Replica, state: MemoryState) -> None:
    conversation = await replica.said("add milk", question=QUESTION)
    name = f"todo-app::conversation::{conversation}"
    assert state.ttls == {name: TTL_SECONDS} == {name: 3600}
    value = state.kept[name].value
    assert set(value) == {"messages", "context"}
    assert [(each["role"], each["content"]) for each in value["messages"]] == [
        ("user", "add milk"),
        ("assistant", "Done."),
    ]
    context = value["context"]
    assert (context["conversation_id"], context["user_id"]) == (conversation, "ada")
    assert context["last_message_id"] == value["messages"][-1]["id"]
    assert context["question"]["text"] == QUESTION.text


async def test_next_turn_is_given_the_copy_where_it_is_right(
    replica: Replica, another: Replica, state: MemoryState
) -> None:
    conversation = await replica.said("add milk")
    state.kept[key(conversation)].value["messages"][0]["content"] = "as the copy has it"
    assert await another.history(conversation) == ["as the copy has it"]


async def test_copy_that_is_behind_is_not_believed(
    replica: Replica, unit_of_work: OpenUnitOfWork
) -> None:
    conversation = await replica.said("add milk")
    apart = DatabaseTurnStore(unit_of_work)
    await close(apart, await opened(apart, say("add eggs", conversation)))
    assert await replica.history(conversation) == ["add milk", "add eggs"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "milk",
        {"messages": []},
        {"messages": [], "context": {"user_id": "bob", "last_message_id": 2}},
        {"messages": [], "context": {"user_id": "ada", "last_message_id": None}},
    ],
)
async def test_what_is_no_copy_of_this_persons_conversation_is_not_believed(
    replica: Replica, state: MemoryState, value: object
) -> None:
    conversation = await replica.said("add milk")
    state.put(key(conversation), value)
    assert await replica.history(conversation) == ["add milk"]


async def test_copy_is_given_to_its_person_alone(replica: Replica, another: Replica) -> None:
    conversation = await replica.said("add milk")
    with pytest.raises(Exception, match="Conversation not found"):
        await another.store.open(say("hi", conversation, by=BOB), holder="h", wait_seconds=0)


async def gone() -> None:
    raise Unavailable("There is no Redis.", next_step="Start it.")


async def silent() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("outage", [gone, silent])
async def test_without_the_store_turns_go_on_from_the_rows_and_ask_it_once(
    replica: Replica,
    another: Replica,
    state: MemoryState,
    outage: Callable[[], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 0.01)
    conversation = await replica.said("add milk")
    state.before_read = outage
    reads = state.reads
    turns = [await opened(another.store, say("add eggs", conversation))]
    await another.store.release(turns[0])
    turns.append(await opened(another.store, say("add tea", conversation)))
    assert state.reads == reads + 1
    assert [item["content"] for item in turns[1].history if item["role"] == "user"] == [
        "add milk",
        "add eggs",
    ]


async def test_store_that_is_back_gets_the_right_copy_with_the_next_turn(
    replica: Replica, state: MemoryState
) -> None:
    conversation = await replica.said("add milk")
    state.before_read = gone
    await replica.said("add eggs", conversation)
    assert texts(state, conversation) == ["add milk", "Done."]
    state.before_read = go_on
    await replica.said("add tea", conversation)
    assert texts(state, conversation)[::2] == ["add milk", "add eggs", "add tea"]
    assert await replica.history(conversation) == ["add milk", "add eggs", "add tea"]


async def test_writer_that_is_late_does_not_put_the_older_over_the_newer(
    replica: Replica, another: Replica, state: MemoryState
) -> None:
    conversation = await replica.said("add milk")

    async def be_overtaken() -> None:
        state.before_save = go_on
        await another.said("add eggs", conversation)

    state.before_save = be_overtaken
    await replica.said("add tea", conversation)
    said = texts(state, conversation)[::2]
    assert sorted(said) == ["add eggs", "add milk", "add tea"]
    assert await replica.history(conversation) == said


async def test_first_writers_at_once_leave_the_newer(
    replica: Replica, another: Replica, state: MemoryState
) -> None:
    async def be_overtaken() -> None:
        state.before_save = go_on
        (conversation,) = conversation_ids
        await another.said("add eggs", conversation)

    turn = await opened(replica.store, say("add milk"))
    conversation_ids = {turn.conversation_id}
    state.before_save = be_overtaken
    await close(replica.store, turn)
    await replica.written()
    assert texts(state, turn.conversation_id)[::2] == ["add milk", "add eggs"]


async def test_deleted_conversation_leaves_no_copy(
    replica: Replica, state: MemoryState, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    conversation = await replica.said("add milk")
    async with unit_of_work(actor) as uow:
        await conversations.delete(uow, conversation)
    replica.copies.forget_soon(conversation)
    await replica.written()
    assert state.kept == {}
