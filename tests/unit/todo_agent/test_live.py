from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from agents import Model, TracingProcessor, add_trace_processor
from agents.testing import ModelStep, ScriptedModel
from openai.types.responses import ResponseOutputRefusal

from tests.unit.todo_agent.support import (
    ANNA,
    Busy,
    Reused,
    Tasks,
    World,
    asking,
    call,
    events_of,
    say,
)
from todo_agent.budgets import Limits
from todo_agent.errors import AssistantUnavailable
from todo_agent.live import LiveTurn
from todo_agent.turn import Finished, Step, Token, ToolCalled, ToolReturned

pytestmark = pytest.mark.anyio

ADD_TEA = call("add_tasks", {"tasks": [{"title": "Tea"}]}, call_id="tea")


class Speaker(ScriptedModel):
    """A model that says the first half of its answer and then waits to be let go on."""

    def __init__(self, *outputs: Any) -> None:
        super().__init__([[each] for each in outputs])
        self.spoke = asyncio.Event()
        self.go_on = asyncio.Event()

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async for event in super().stream_response(*args, **kwargs):
            yield event
            if event.type == "response.output_text.delta":
                self.spoke.set()
                await self.go_on.wait()


async def test_a_turn_streams_its_calls_and_words_and_ends_with_the_whole_answer() -> None:
    world = World(Tasks())
    world.script([say("One moment."), ADD_TEA], say("Added."))
    events = await events_of(await world.start("add tea"))
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert ToolCalled("tea", "add_tasks", {"tasks": [{"title": "Tea"}]}) in events
    returned = next(event for event in events if isinstance(event, ToolReturned))
    assert returned.ok
    assert returned.result == finished.answer.tool_calls[0].result
    said = "".join(event.text for event in events if isinstance(event, Token))
    assert said == finished.answer.response == "One moment.\n\nAdded."
    assert finished.answer.conversation_id == "c1"


async def test_words_reach_the_listener_before_the_model_has_finished() -> None:
    world = World(Tasks())
    model = Speaker(say("Hello."))
    world.models.append(model)
    live = await world.start("hi")
    await model.spoke.wait()
    assert isinstance(await anext(live.events()), Token)
    model.go_on.set()
    assert (await live.answer()).response == "Hello."


async def test_two_listeners_hear_the_same_whenever_they_come() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    world.script(ADD_TEA, say("Added."))
    first = await world.start("add tea", message_id="m1")
    await world.server.holding.wait()
    second = await world.start("add tea", message_id="m1")
    early = asyncio.create_task(events_of(first))
    world.server.hold.set()
    late = await events_of(second)
    assert await early == late == await events_of(first)
    assert len(world.server.writes) == 1


async def test_a_listener_who_leaves_does_not_stop_the_turn() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    world.script(ADD_TEA, say("Added."))
    live = await world.start("add tea", message_id="m1")
    listener = asyncio.create_task(events_of(live))
    await world.server.holding.wait()
    listener.cancel()
    world.server.hold.set()
    assert (await live.answer()).response == "Added."
    assert world.server.titles == ["Tea"]


async def test_the_same_message_started_twice_at_once_is_one_turn() -> None:
    world = World(Tasks())
    turns = world.turns()
    world.script(ADD_TEA, say("Added."))
    request = asking("add tea", "m1")
    lives = await asyncio.gather(*(turns.start(request) for _ in range(5)))
    answers = [await live.answer() for live in lives]
    assert len({id(live) for live in lives}) == 1
    assert all(answer == answers[0] for answer in answers)
    assert len(world.server.writes) == 1


async def test_what_the_store_refuses_is_raised_before_anything_is_emitted() -> None:
    world = World(Tasks())
    turns = world.turns()
    world.server.hold = asyncio.Event()
    world.script(ADD_TEA, say("Added."))
    live = await turns.start(asking("add tea", "m1"))
    with pytest.raises(Reused):
        await turns.start(asking("add coffee", "m1"))
    with pytest.raises(Busy):
        await turns.start(asking("add coffee", "m2"))
    world.server.hold.set()
    await live.answer()
    with pytest.raises(Reused):
        await turns.start(asking("add coffee", "m1"))


async def test_a_stop_during_a_tool_lets_it_finish_and_says_what_was_done() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    add_milk = call("add_tasks", {"tasks": [{"title": "Milk"}]})
    model = world.script([ADD_TEA, add_milk], say("never said"))
    live = await world.start("add tea and milk", message_id="m1")
    await world.server.holding.wait()
    await world.turns_made[0].stop(person=ANNA, message_id="m1")
    world.server.hold.set()
    answer = await live.answer()
    assert answer.response == "Stopped. Added “Tea”."
    assert world.server.titles == ["Tea"]
    assert [run.ok for run in answer.tool_calls] == [True]
    assert len(model.calls) == 1


async def test_a_stop_while_the_model_speaks_ends_the_turn_at_once() -> None:
    world = World(Tasks())
    model = Speaker(say("A very long answer"))
    world.models.append(model)
    live = await world.start("hi", message_id="m1")
    await model.spoke.wait()
    await world.turns_made[0].stop(person=ANNA, message_id="m1")
    assert (await live.answer()).response == "Stopped. Nothing was changed."


async def test_a_stop_that_an_earlier_holder_was_asked_for_holds_on_replay() -> None:
    world = World(Tasks())

    def die(_count: int, step: Step) -> None:
        if step is Step.RESULT_STORED:
            raise RuntimeError("died")

    world.at_step = die
    with pytest.raises(RuntimeError, match="died"):
        await world.said("add tea", ADD_TEA, message_id="m1")
    world.at_step = lambda _count, _step: None
    await world.store.request_stop(person=ANNA, message_id="m1")
    model = world.script(say("never said"))
    answer = await world.said("add tea", message_id="m1")
    assert answer.response == "Stopped. Added “Tea”."
    assert model.calls == ()


async def test_thirty_two_turns_at_once_do_not_wait_for_one_another() -> None:
    world = World(Tasks())
    world.server.hold = asyncio.Event()
    turns = world.turns()
    lives = []
    for at in range(32):
        world.server.holding.clear()
        world.script(call("add_tasks", {"tasks": [{"title": f"T{at}"}]}), say("Added."))
        lives.append(await turns.start(asking("add", f"m{at}", conversation_id=f"c{at}")))
        await world.server.holding.wait()
    world.server.hold.set()
    await asyncio.gather(*(live.answer() for live in lives))
    assert len(world.server.titles) == 32


async def test_calls_carry_the_turn_its_conversation_and_the_persons_zone() -> None:
    world = World(Tasks())
    await world.said("add tea", ADD_TEA, say("Added."), message_id="m1")
    sent = {
        key: value for key, value in world.server.written_under[0].items() if "evolution" in key
    }
    assert sent == {
        "evolution-todo/idempotency-key": "t-m1:tea",
        "evolution-todo/conversation-id": "c1",
        "evolution-todo/turn-id": "t-m1",
        "evolution-todo/correlation-id": "x1",
        "evolution-todo/timezone": "Europe/Berlin",
        "evolution-todo/client": "web",
    }


async def test_the_model_is_told_the_day_and_zone_and_has_no_tool_with_a_user() -> None:
    world = World(Tasks())
    model = world.script(say("Hello."))
    await world.said("hi")
    asked = model.calls[0]
    assert asked.system_instructions is not None
    assert "Monday 08 June 2026, 10:00" in asked.system_instructions
    assert "Europe/Berlin" in asked.system_instructions
    assert "ask_person" in {tool.name for tool in asked.tools}


async def test_an_unknown_tool_and_garbage_arguments_are_errors_that_the_model_reads() -> None:
    world = World(Tasks())
    garbage = call("add_tasks", {})
    garbage.arguments = '{"tasks": [' * 5000
    model = world.script([call("format_disk", {}), garbage], say("Sorry."))
    answer = await world.said("hi")
    unreadable, unknown = (item["output"] for item in model.calls[1].input[-2:])
    assert '"code": "unknown_tool"' in unknown
    assert '"code": "invalid_arguments"' in unreadable
    assert '"next_step"' in unreadable
    assert answer.response == "Sorry."
    assert answer.tool_calls == ()


async def test_an_error_of_a_tool_reaches_the_model_in_its_four_parts() -> None:
    world = World(Tasks())
    model = world.script(call("get_task", {"task": {"number": 9}}), say("There is no task 9."))
    answer = await world.said("what is task 9?")
    assert model.calls[1].input[-1]["output"] == (
        '{"code": "not_found", "field": null, '
        '"message": "There is no such task", "next_step": "Look again."}'
    )
    assert answer.tool_calls[0].ok is False
    assert "Undo" not in answer.suggestions


async def test_an_output_without_words_or_calls_gets_a_friendly_answer() -> None:
    world = World(Tasks())
    world.models.append(ScriptedModel([[]]))
    assert (await world.said("hi")).response.startswith("Sorry, I have no answer")


def endless(limit: int, **arguments: Any) -> list[Any]:
    return [call("add_tasks", {"tasks": [{"title": f"T{at}"}]}) for at in range(limit)]


@pytest.mark.parametrize(
    ("limits", "done"),
    [
        (Limits(tool_calls=3), 3),
        (Limits(written_items=4), 4),
        (Limits(model_calls=2), 2),
    ],
)
async def test_a_loop_of_calls_ends_politely_with_what_was_done(limits: Limits, done: int) -> None:
    world = World(Tasks(), limits=limits)
    answer = await world.said("add", *endless(9))
    assert len(world.server.titles) == done
    assert answer.response.startswith("That is more than one message may do, so I stopped here.")
    assert answer.response.endswith(f"Added “T{done - 1}”.")


async def test_a_tool_that_does_not_answer_is_given_up_and_the_model_told() -> None:
    world = World(Tasks(), limits=Limits(tool_seconds=0.05))
    world.server.hold = asyncio.Event()
    answer = await world.said("add tea", *endless(1), say("It gave no answer."))
    assert answer.tool_calls[0].result["code"] == "tool_unavailable"
    assert answer.response == "It gave no answer."


async def test_a_model_that_looks_the_same_up_again_and_again_is_stopped_soon() -> None:
    world = World(Tasks("Milk"))
    answer = await world.said("what is open?", *[call("find_tasks", {})] * 9)
    assert answer.response.startswith("I was going round in circles, so I stopped here.")
    assert len(answer.tool_calls) == 3


async def test_what_was_written_may_be_looked_up_anew_each_time() -> None:
    world = World(Tasks("Milk"))
    teas = [call("add_tasks", {"tasks": [{"title": f"T{at}"}]}) for at in range(4)]
    calls = [each for tea in teas for each in (call("find_tasks", {}), tea)]
    answer = await world.said("add four, one by one", *calls, say("All four are there."))
    assert answer.response == "All four are there."


async def test_a_batch_over_the_budget_is_not_begun() -> None:
    world = World(Tasks(), limits=Limits(tool_calls=3))
    answer = await world.said("add", endless(4))
    assert world.server.titles == []
    assert answer.response.endswith("Nothing was changed.")


async def test_a_turn_that_has_spent_its_tokens_asks_no_model_again() -> None:
    world = World(Tasks(), limits=Limits(tokens=100))
    model = world.script(ADD_TEA, say("never said"))
    usage = model_usage(100)
    model.set_default_usage(usage)
    answer = await world.said("add tea")
    assert answer.response.endswith("Added “Tea”.")
    assert len(model.calls) == 1


async def test_a_model_that_takes_too_long_is_cut_off_politely() -> None:
    world = World(Tasks(), limits=Limits(seconds=0.05))
    world.models.append(Speaker(say("never ends")))
    answer = await world.said("hi")
    assert answer.response == "That took too long, so I stopped here. Nothing was changed."


def model_usage(tokens: int) -> Any:
    from agents import Usage

    return Usage(requests=1, input_tokens=tokens, output_tokens=0, total_tokens=tokens)


def broken(*before: Any) -> Model:
    return ScriptedModel([*([each] for each in before), ModelStep.raise_error(OSError("429"))])


async def test_a_failing_model_fails_the_turn_keeps_its_journal_and_gives_the_lease_back() -> None:
    world = World(Tasks())
    world.models.append(broken(ADD_TEA))
    with pytest.raises(AssistantUnavailable) as caught:
        await world.said("add tea", message_id="m1")
    assert caught.value.code == "assistant_unavailable"
    world.models.append(ScriptedModel([[say("Added.")]]))
    answer = await world.said("add tea", message_id="m1")
    assert answer.response == "Added."
    assert len(world.server.writes) == 1


async def test_the_fallback_model_finishes_from_the_journal_and_says_so() -> None:
    fallback = ScriptedModel([[say("Added “Tea”.")]])
    world = World(Tasks(), fallback=fallback)
    world.models.append(broken(ADD_TEA))
    live = await world.start("add tea", message_id="m1")
    answer = await live.answer()
    assert answer.response == (
        "The language model cannot be reached, so the built-in planner answers this message."
        "\n\nAdded “Tea”."
    )
    words = [event.text for event in await events_of(live) if isinstance(event, Token)]
    assert "".join(words) == answer.response
    assert fallback.calls[0].input[-1]["type"] == "function_call_output"
    assert len(world.server.writes) == 1


async def test_tools_that_cannot_be_reached_fail_the_turn_with_a_next_step() -> None:
    world = World(Tasks())

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise ConnectionError

    world.connect = refuse  # type: ignore[method-assign]  # a fault of the outside
    with pytest.raises(AssistantUnavailable, match="tools"):
        await world.said("hi", say("never said"))


async def test_history_reaches_the_model_in_whole_turns_and_not_without_end() -> None:
    world = World(Tasks())
    for at in range(12):
        await world.said("tell me " + "x" * 3000, say(f"Answer {at}"))
    model = world.script(say("Hello."))
    await world.said("hi")
    given = model.calls[0].input
    assert given[0]["role"] == "user"
    assert given[-2]["content"][0]["text"] == "Answer 11"
    assert len(given) < 20


async def test_nothing_of_a_turn_is_traced() -> None:
    class Recorder(TracingProcessor):
        seen: ClassVar[list[Any]] = []

        def on_trace_start(self, trace: Any) -> None:
            self.seen.append(trace)

        def on_span_start(self, span: Any) -> None:
            self.seen.append(span)

        def on_trace_end(self, trace: Any) -> None: ...
        def on_span_end(self, span: Any) -> None: ...
        def shutdown(self) -> None: ...
        def force_flush(self) -> None: ...

    add_trace_processor(Recorder())
    world = World(Tasks())
    await world.said("add tea", ADD_TEA, say("Added."))
    assert Recorder.seen == []


async def test_a_refusal_of_the_model_is_its_answer() -> None:
    world = World(Tasks())
    refusal = ResponseOutputRefusal(type="refusal", refusal="I would rather not.")
    said = say("").model_copy(update={"content": [refusal]})
    assert (await world.said("hi", said)).response == "I would rather not."


async def test_a_stop_after_a_question_was_made_asks_nothing() -> None:
    world = World(Tasks())
    offered = {"question": "Add “Tea”?", "options": [{"label": "Yes", "calls": []}]}
    lives: list[LiveTurn] = []
    world.at_step = lambda _count, step: (
        lives[0].stop.set() if step is Step.OUTPUT_STORED and lives else None
    )
    world.script(call("ask_person", offered), say("never said"))
    lives.append(await world.start("tea", message_id="m1"))
    answer = await lives[0].answer()
    assert answer.question is None
    assert answer.response == "Stopped. Nothing was changed."
