"""Turns over the real store and the real MCP server, on a database of either kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from agents.testing import ScriptedModel, assistant_message

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.pruning import DatabaseLeftovers
from evolution_todo.domain import conversations
from evolution_todo.domain.errors import Conflict, ConversationBusy, MessageIdReused, NotFound
from evolution_todo.domain.ports import Actor
from tests.conftest import Clock
from tests.integration.house import House, Killed, Output, Silent, add, call, dying_at
from todo_agent import runner
from todo_agent.errors import MessageWithdrawn
from todo_agent.turn import (
    LEASE_SECONDS,
    Answer,
    JournalEntry,
    Opening,
    OpenTurn,
    Step,
    TurnRequest,
)

pytestmark = pytest.mark.anyio

ADD_TWO = [add("Milk"), add("Eggs")]
ADD_TEA = [add("Tea")]
DONE = [assistant_message("Done.")]
SCRIPT = (ADD_TWO, ADD_TEA, DONE)
THREE = "add milk, eggs and tea again"


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    house = House(database)
    yield house
    for turns in house.made:
        await turns.aclose(grace_seconds=0)


async def said(house: House, message: str, *outputs: Output, again: bool = False) -> Answer:
    """Say a message that a model answers with these outputs."""
    return await house.said(message, ScriptedModel(outputs), again=again)


async def test_a_turn_that_dies_at_any_step_leaves_each_task_once(house: House) -> None:
    await said(house, THREE, *SCRIPT)
    steps = list(house.steps)
    assert set(steps) == set(Step)
    for death, step in enumerate(steps, 1):
        house.steps.clear()
        house.at_step = dying_at(death)
        house.process()
        with pytest.raises(Killed):
            await said(house, THREE, *SCRIPT)
        house.at_step = dying_at(0)
        left = SCRIPT[house.steps.count(Step.OUTPUT_STORED) :]
        house.process()
        answer = await said(house, THREE, *left, again=True)
        assert answer.response == "Done."
        assert [run.ok for run in answer.tool_calls] == [True, True, True]
        assert await house.titles() == ["Milk", "Eggs", "Tea"] * (death + 1), step


async def test_a_turn_of_a_dead_holder_is_taken_over_when_its_lease_has_run_out(
    house: House, clock: Clock
) -> None:
    await house.store.open(house.request("add tea"), holder="dead", wait_seconds=0)
    live = await house.start("add tea", ScriptedModel([ADD_TEA, DONE]), again=True)
    clock.now += timedelta(seconds=LEASE_SECONDS + 1)
    assert (await live.answer()).response == "Done."
    assert await house.titles() == ["Tea"]


async def test_what_the_store_refuses_reaches_the_caller_before_any_event(house: House) -> None:
    await said(house, "hello", [assistant_message("Hello.")])
    with pytest.raises(MessageIdReused):
        await house.start("something else", again=True)
    slow = replace(house.request("slow"), message_id="another")
    await house.store.open(slow, holder="elsewhere", wait_seconds=0)
    with pytest.raises(ConversationBusy):
        await house.start("quick")


async def test_a_yes_deletes_exactly_what_was_asked_about_and_undo_brings_it_back(
    house: House,
) -> None:
    await said(house, "add milk and eggs", ADD_TWO, DONE)
    both = call("delete_tasks", tasks=[{"number": 1}, {"number": 2}])
    asked = await said(house, "delete everything", [both])
    assert asked.response == "Delete 2 tasks: “Milk”, “Eggs”?"
    assert await house.titles() == ["Milk", "Eggs"]
    house.process()
    await said(house, "yes", DONE)
    assert await house.titles() == []
    await said(house, "yes", [assistant_message("Yes to what?")])
    await said(house, "undo", [call("undo")], DONE)
    assert await house.titles() == ["Milk", "Eggs"]


async def test_a_stop_asked_of_another_process_ends_the_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RENEW_SECONDS", 0.001)
    first, second = house.process(), house.process()
    live = await house.start("tell me everything", Silent([]), turns=first)
    await second.stop(person=house.person, message_id=live.request.message_id)
    assert (await live.answer()).response == "Stopped. Nothing was changed."


async def test_a_stopped_message_that_waits_in_line_is_withdrawn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = house.process(wait_seconds=60)
    first = await house.start("tell me everything", Silent([]))
    ahead = first.request.message_id
    in_line, opened = asyncio.Event(), house.store.open

    async def noted(request: TurnRequest, *, holder: str, wait_seconds: float) -> Opening:
        in_line.set()
        return await opened(request, holder=holder, wait_seconds=wait_seconds)

    monkeypatch.setattr(house.store, "open", noted)
    waiting = asyncio.create_task(house.start("add eggs", Silent([])))
    await in_line.wait()
    await turns.stop(person=house.person, message_id=house.request("").message_id)
    with pytest.raises(MessageWithdrawn):
        await waiting
    await turns.stop(person=house.person, message_id=ahead)
    assert (await first.answer()).response == "Stopped. Nothing was changed."
    assert (await said(house, "add eggs", [add("Eggs")], DONE, again=True)).response == "Done."
    assert await house.titles() == ["Eggs"]


async def test_an_answered_message_is_answered_the_same_by_another_process(house: House) -> None:
    first = await said(house, "add tea", ADD_TEA, DONE)
    elsewhere = await house.start("add tea", Silent([]), again=True, turns=house.process())
    assert await elsewhere.answer() == first
    assert await house.titles() == ["Tea"]


async def test_a_message_whose_conversation_is_deleted_meanwhile_acts_once_and_begins_no_other(
    house: House, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = house.store.append

    async def after_deletion(turn: OpenTurn, entry: JournalEntry) -> bool:
        if entry.kind == "result":
            ada = replace(actor, user_id=house.person.user_id)
            async with house.database.unit_of_work(ada) as uow:
                await conversations.delete(uow, turn.conversation_id)
        return await append(turn, entry)

    monkeypatch.setattr(house.store, "append", after_deletion)
    with pytest.raises(NotFound) as gone:
        await said(house, "add tea", ADD_TEA, DONE)
    assert gone.value.code == "conversation_not_found"
    assert await house.titles() == ["Tea"]


async def test_a_message_left_unfinished_for_a_day_is_not_acted_on_again(
    house: House, clock: Clock, database: Database
) -> None:
    house.at_step = lambda _count, step: dies_at(step, Step.TOOL_RETURNED)
    with pytest.raises(Killed):
        await said(house, "add tea", ADD_TEA, DONE)
    house.at_step = dying_at(0)
    clock.now += timedelta(hours=25)
    while await DatabaseLeftovers(database).prune():
        pass
    house.process()
    with pytest.raises(Conflict) as old:
        await said(house, "add tea", ADD_TEA, DONE, again=True)
    assert old.value.code == "message_too_old"
    assert await house.titles() == ["Tea"]


def dies_at(step: Step, last: Step) -> None:
    if step is last:
        raise Killed
