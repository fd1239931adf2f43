from __future__ import annotations

import asyncio

import pytest
from agents.testing import ScriptedModel

from tests.unit.todo_agent.support import (
    ANNA,
    Killed,
    Tasks,
    World,
    asking,
    call,
    events_of,
    kinds,
    say,
)
from todo_agent.errors import ServerStopping
from todo_agent.turn import Answer, Step, Token, ToolCalled

pytestmark = pytest.mark.anyio

ADD_MILK = call("add_tasks", {"tasks": [{"title": "Milk"}]}, call_id="one")
ADD_EGGS = call("add_tasks", {"tasks": [{"title": "Eggs"}]}, call_id="two")
ADD_TEA = call("add_tasks", {"tasks": [{"title": "Tea"}]}, call_id="three")
OUTPUTS = ([ADD_MILK, ADD_EGGS], [ADD_TEA], [say("Added all three.")])


def model_from(world: World) -> ScriptedModel:
    """A model that gives what it has not yet been journalled to have given."""
    stored = [entry for row in world.store.rows.values() for entry in row.journal]
    return ScriptedModel(OUTPUTS[sum(entry.kind == "output" for entry in stored) :])


async def lived_through(*, deaths: tuple[int, ...]) -> tuple[World, Answer]:
    """Answer one message with the process dying at these announcements, counted over all."""
    world = World(Tasks())

    def die(count: int, _step: Step) -> None:
        if count in deaths:
            raise Killed

    world.at_step = die
    for _ in range(len(deaths) + 1):
        world.models = [model_from(world)]
        live = await world.turns().start(asking("add milk, eggs and tea", "m1"))
        try:
            return world, await live.answer()
        except Killed:
            continue
    raise AssertionError("It died more often than it was told to")


async def test_a_turn_that_dies_at_any_step_acts_once_and_answers_the_same() -> None:
    whole, answer = await lived_through(deaths=())
    assert set(whole.steps) == set(Step)
    for death in range(1, len(whole.steps) + 1):
        world, again = await lived_through(deaths=(death,))
        assert world.server.titles == ["Milk", "Eggs", "Tea"], whole.steps[death - 1]
        assert len(world.server.writes) == 3
        assert again == answer


async def test_a_turn_that_dies_again_and_again_acts_once() -> None:
    world, answer = await lived_through(deaths=(2, 4, 7, 9, 12, 14, 17, 20))
    assert world.server.titles == ["Milk", "Eggs", "Tea"]
    assert answer.response == "Added all three."


async def test_an_output_that_was_stored_is_not_asked_for_again() -> None:
    world = World(Tasks())

    def die(_count: int, step: Step) -> None:
        if step is Step.TOOL_RETURNED:
            raise Killed

    world.at_step = die
    first = world.script(ADD_TEA, say("never reached"))
    with pytest.raises(Killed):
        await world.said("add tea", message_id="m1")
    world.at_step = lambda _count, _step: None
    second = world.script(say("Added."))
    await world.said("add tea", message_id="m1")
    assert len(first.calls) == len(second.calls) == 1
    assert len(world.server.written_under) == 2
    assert len(world.server.writes) == 1
    keys = {meta["evolution-todo/idempotency-key"] for meta in world.server.written_under}
    assert keys == {"t-m1:three"}


async def test_parallel_calls_carry_keys_of_their_own_even_under_one_id() -> None:
    world = World(Tasks())
    twin = call("add_tasks", {"tasks": [{"title": "Eggs"}]}, call_id="one")
    await world.said("add milk and eggs", [ADD_MILK, twin], say("Added."))
    await world.said("add milk again", ADD_MILK, say("Added."))
    keys = [meta["evolution-todo/idempotency-key"] for meta in world.server.written_under]
    assert len(set(keys)) == 3
    assert sorted(world.server.titles) == ["Eggs", "Milk", "Milk"]


async def test_a_replay_tells_its_listener_what_was_done_before_it() -> None:
    world = World(Tasks())

    def die(_count: int, step: Step) -> None:
        if step is Step.ANSWERED:
            raise Killed

    world.at_step = die
    with pytest.raises(Killed):
        await world.said("add tea", [say("One moment."), ADD_TEA], say("Added."), message_id="m1")
    world.at_step = lambda _count, _step: None
    model = world.script()
    events = await events_of(await world.start("add tea", message_id="m1"))
    assert model.calls == ()
    assert kinds(events) == [
        "Token",
        "ToolCalled",
        "ToolReturned",
        "Token",
        "Token",
        "Finished",
    ]
    said = "".join(event.text for event in events if isinstance(event, Token))
    assert said == "One moment.\n\nAdded."


async def test_what_runs_under_a_lost_lease_ends_silently_and_stores_nothing() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    world.script(ADD_TEA, say("never said here"))
    live = await world.start("add tea", message_id="m1")
    await world.server.holding.wait()
    world.store.take_over("m1")
    other = world.turns()
    world.models = [ScriptedModel([[say("Added, said the other.")]])]
    taken = await other.start(asking("add tea", "m1"))
    world.server.hold.set()
    assert (await taken.answer()).response == "Added, said the other."
    assert await live.answer() == await taken.answer()
    assert len(world.server.writes) == 1
    row = world.store.rows[ANNA.user_id, "m1"]
    assert [entry.kind for entry in row.journal] == ["output", "result", "output"]


async def test_a_turn_that_runs_elsewhere_is_waited_for() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    world.script(ADD_TEA, say("Added."))
    here = await world.start("add tea", message_id="m1")
    await world.server.holding.wait()
    there = await world.turns().start(asking("add tea", "m1"))
    world.server.hold.set()
    assert await there.answer() == await here.answer()
    events = await events_of(there)
    assert [type(event) for event in events][:1] == [ToolCalled]
    assert len(world.server.writes) == 1


async def test_an_answered_message_gives_its_answer_again() -> None:
    world = World(Tasks())
    answer = await world.said("add tea", ADD_TEA, say("Added."), message_id="m1")
    again = await world.start("add tea", message_id="m1")
    assert await again.answer() == answer
    assert len(world.server.writes) == 1


async def test_closing_hands_an_unfinished_turn_back_with_its_running_tool_finished() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    world.script(ADD_TEA)
    live = await world.start("add tea", message_id="m1")
    await world.server.holding.wait()
    closing = asyncio.create_task(world.turns_made[0].aclose(grace_seconds=0))
    await asyncio.sleep(0)
    world.server.hold.set()
    await closing
    with pytest.raises(ServerStopping):
        await live.answer()
    with pytest.raises(ServerStopping):
        await world.turns_made[0].start(asking("hello", "m2"))
    row = world.store.rows[ANNA.user_id, "m1"]
    assert row.holder is None
    assert [entry.kind for entry in row.journal] == ["output", "result"]
    world.models = [ScriptedModel([[say("Added.")]])]
    resumed = await world.turns().start(asking("add tea", "m1"))
    assert (await resumed.answer()).response == "Added."
    assert len(world.server.writes) == 1
