"""A turn that runs in another process, as those hear it who asked this one."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from agents.testing import ScriptedModel

from tests.unit.todo_agent.support import Tasks, World, asking, call, events_of, kinds, say
from todo_agent.live import LiveTurn
from todo_agent.retelling import Heard
from todo_agent.turn import Finished, Token, ToolCalled, ToolReturned, TurnEvent

pytestmark = pytest.mark.anyio

ADD_TEA = call("add_tasks", {"tasks": [{"title": "Tea"}]}, call_id="tea")
ADD_EGGS = call("add_tasks", {"tasks": [{"title": "Eggs"}]}, call_id="eggs")


def text_of(events: list[TurnEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Token))


async def attached_between_calls(world: World) -> tuple[LiveTurn, LiveTurn, asyncio.Event]:
    """Begin a turn of two calls here, attach there, and hold the second call."""
    first, second = asyncio.Event(), asyncio.Event()
    world.server.hold = first
    world.script([say("One moment."), ADD_TEA], ADD_EGGS, say("Added."))
    here = await world.start("add tea and eggs", message_id="m1")
    await world.server.holding.wait()
    there = await world.turns().start(asking("add tea and eggs", "m1"))
    world.server.hold, world.server.holding = second, asyncio.Event()
    first.set()
    await world.server.holding.wait()
    return here, there, second


async def test_calls_and_words_are_told_as_they_are_stored() -> None:
    here, there, hold = await attached_between_calls(World(Tasks()))
    events = there.events()
    told = [await anext(events) for _ in range(3)]
    assert [type(event) for event in told] == [Token, ToolCalled, ToolReturned]
    assert text_of(told) == "One moment."
    hold.set()
    rest = [event async for event in events]
    assert kinds(rest) == ["ToolCalled", "ToolReturned", "Token", "Token", "Finished"]
    assert text_of(told + rest) == (await here.answer()).response == "One moment.\n\nAdded."


async def test_turn_taken_over_half_told_is_told_on_from_there() -> None:
    world = World(Tasks())
    _, there, hold = await attached_between_calls(world)
    events = there.events()
    told = [await anext(events) for _ in range(3)]
    world.models = [ScriptedModel([[say("Added both.")]])]
    leaving = asyncio.create_task(world.turns_made[0].aclose(grace_seconds=0))
    hold.set()
    await leaving
    told += [event async for event in events]
    ids = [event.id for event in told if isinstance(event, ToolCalled)]
    assert ids == ["tea", "eggs"]
    assert text_of(told) == (await there.answer()).response == "One moment.\n\nAdded both."
    assert len(world.server.writes) == 2


async def test_turn_that_ended_elsewhere_is_told_whole() -> None:
    world = World(Tasks())
    answer = await world.said("add tea", [say("One moment."), ADD_TEA], say("Added."))
    again = await world.turns().start(asking("add tea", answer.message_id))
    events = await events_of(again)
    assert kinds(events) == ["ToolCalled", "ToolReturned", "Token", "Finished"]
    assert text_of(events) == answer.response


def news(heard: Heard, *texts: str) -> str:
    heard.begin_anew()
    told = [heard.news(Token(text)) for text in texts]
    return text_of([event for event in told if event is not None])


def test_words_are_told_once_however_they_are_cut() -> None:
    heard = Heard()
    assert news(heard, "One ", "moment.", "\n\n", "Ad") == "One moment.\n\nAd"
    assert news(heard, "One moment.", "\n\n", "Added.") == "ded."
    whole = "One moment.\n\nAdded. Bye."
    for cut in range(len(whole)):
        assert news(Heard(), whole[:cut], whole[cut:]) == whole
        heard = Heard()
        assert news(heard, whole[:cut]) + news(heard, whole) == whole


def test_other_words_than_those_heard_are_not_put_behind_them() -> None:
    heard = Heard()
    assert news(heard, "I will add te") == "I will add te"
    assert news(heard, "Done: tea.", "\n\n", "Anything else?") == ""
    assert news(heard, "Done: tea.") == ""


def test_last_event_is_always_told() -> None:
    heard = Heard()
    ending = Finished(answer=None)  # type: ignore[arg-type]  # what it holds is passed on unseen
    assert heard.news(ending) is ending


def test_nothing_is_told_out_of_order() -> None:
    pieces = ["a", "bc", "def", "ghij"]
    heard = Heard()
    said = [news(heard, *pieces[:upto]) for upto in range(1, 5)]
    assert all(before and after for before, after in pairwise(said))
    assert "".join(said) == "abcdefghij"
