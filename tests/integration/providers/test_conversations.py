"""Each provider in a whole turn: words, tools, histories of others, and a change of provider."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from itertools import permutations

import pytest

from tests.integration.providers.provider import Provider, serving
from tests.integration.providers.talk import Talk
from tests.integration.providers.wires import WIRES, Call, GeminiWire, Reply, ResponsesWire
from todo_agent.turn import Step

pytestmark = pytest.mark.anyio

DONE = Reply(words=["All ", "done."])


def adding(*titles: str) -> list[Call]:
    return [Call(name="add_tasks", arguments={"tasks": [{"title": title}]}) for title in titles]


async def test_words_arrive_as_they_are_said_from_a_model_that_knows_its_tools_and_the_day(
    talk: Talk, provider: Provider
) -> None:
    provider.script = [Reply(words=["Good ", "mor", "ning\u2028!"])]
    answer = await talk.say("hello")
    assert talk.spoken == ["Good ", "mor", "ning\u2028!"]
    assert answer.response == "Good morning\u2028!"
    instructions, tools = provider.wire.given(provider.bodies[0])
    assert "Wednesday 10 June 2026, 11:00" in instructions
    assert "Europe/Berlin" in instructions
    assert {"add_tasks", "find_tasks", "delete_tasks", "undo", "ask_person"} <= set(tools)
    assert tools["add_tasks"]["required"] == ["tasks"]


async def test_calls_made_together_run_in_order_and_come_back_with_their_results(
    talk: Talk, provider: Provider
) -> None:
    looking = Call(name="find_tasks", arguments={})
    provider.script = [
        Reply(words=["Let me see. "], calls=adding("Milk", "Eggs")),
        Reply(calls=[looking]),
        DONE,
    ]
    answer = await talk.say("add milk and eggs, then list")
    assert await talk.titles() == ["Milk", "Eggs"]
    assert answer.response == "Let me see. \n\nAll done."
    assert [run.name for run in answer.tool_calls] == ["add_tasks", "add_tasks", "find_tasks"]
    seen = provider.last
    assert [each.call for each in seen if each.call] == ["add_tasks", "add_tasks", "find_tasks"]
    results = [json.loads(each.result) for each in seen if each.result]
    assert [each["title"] for each in results[2]["items"]] == ["Milk", "Eggs"]


COSTS = {"gemini": 3 * 0.0006675, "openai": 3 * 0.000188, "openai-compatible": None}


async def test_tokens_and_cost_are_told_for_the_whole_turn_and_again_for_its_repeat(
    talk: Talk, provider: Provider
) -> None:
    provider.script = [Reply(calls=adding("Milk")), Reply(calls=adding("Eggs")), DONE]
    answer = await talk.say("add milk, then eggs", message_id="one")
    label = provider.wire.choice("").label
    spent = answer.usage
    assert spent is not None
    assert (spent.model, spent.input_tokens, spent.output_tokens) == (label, 3000, 150)
    assert spent.cost_usd == pytest.approx(COSTS[label.partition("/")[0]])
    assert (await talk.say("add milk, then eggs", message_id="one")).usage == spent
    assert len(provider.bodies) == 3
    talk.model = None
    assert (await talk.say("add bread")).usage is None


async def test_later_messages_bring_the_conversation_with_calls_and_results(
    talk: Talk, provider: Provider
) -> None:
    provider.script = [Reply(calls=adding("Milk")), DONE, Reply(words=["Milk."])]
    await talk.say("add milk")
    assert (await talk.say("what did I add?")).response == "Milk."
    seen = provider.last
    told = [each.text or each.call or "result" for each in seen]
    assert told == ["add milk", "add_tasks", "result", "All done.", "what did I add?"]


async def test_gemini_gets_back_each_signature_with_the_part_it_signed(talk: Talk) -> None:
    wire = GeminiWire()
    async with serving(wire) as provider:
        talk.think_with(wire, provider.address)
        provider.script = [
            Reply(words=["Well. "], calls=adding("Milk", "Eggs")),
            Reply(calls=adding("Tea")),
            DONE,
            DONE,
        ]
        await talk.say("add milk, eggs and tea")
        await talk.say("thanks")
        # All but the one that the last reply was given with.
        *earlier, _last = wire.signed
        assert {each.signature for each in provider.last if each.signature} == set(earlier)


@pytest.mark.parametrize(("first", "second"), [*permutations(sorted(WIRES), 2)])
async def test_a_conversation_may_go_on_with_another_provider_and_back(
    talk: Talk, first: str, second: str
) -> None:
    talk.fallback = False
    async with AsyncExitStack() as stack:
        providers = [
            await stack.enter_async_context(serving(WIRES[name]())) for name in (first, second)
        ]
        assert "Bread" in (await talk.say("add bread")).response
        for turn in range(4):
            provider = providers[turn % 2]
            provider.script = [
                Reply(words=["Wait. "], calls=adding(f"Milk {turn}", f"Eggs {turn}")),
                Reply(calls=[Call(name="find_tasks", arguments={})]),
                DONE,
            ]
            talk.think_with(provider.wire, provider.address)
            answer = await talk.say(f"add milk and eggs, {turn}")
            assert answer.response == "Wait. \n\nAll done."
        assert len(await talk.titles()) == 9
        calls = [each.call for each in providers[1].last if each.call]
        assert calls == ["add_tasks", *["add_tasks", "add_tasks", "find_tasks"] * 4]
        talk.model = None
        assert "Milk 3" in (await talk.say("show my tasks")).response


async def test_what_a_yes_ran_is_taken_by_the_provider_as_the_call_it_was(
    talk: Talk, provider: Provider
) -> None:
    talk.fallback = False
    provider.script = [Reply(calls=adding("Milk", "Eggs")), DONE]
    await talk.say("add milk and eggs")
    everything = {"tasks": [{"number": 1}, {"number": 2}]}
    provider.script = [Reply(calls=[Call(name="delete_tasks", arguments=everything)]), DONE]
    assert (await talk.say("delete everything")).question is not None
    answer = await talk.say("yes")
    assert (answer.response, await talk.titles()) == ("All done.", [])
    assert [each.call for each in provider.last if each.call][-1] == "delete_tasks"


class Killed(Exception):
    """The process dies at a step."""


@pytest.mark.parametrize("step", [Step.OUTPUT_STORED, Step.RESULT_STORED, Step.MODEL_ASKED])
async def test_another_process_goes_on_from_the_journal_with_the_same_provider(
    talk: Talk, provider: Provider, step: Step
) -> None:
    def die(at: Step) -> None:
        if at is step and len(provider.bodies) == 1:
            raise Killed

    talk.fallback = False
    provider.script = [Reply(words=["Wait. "], calls=adding("Milk", "Eggs")), DONE]
    talk.at_step = die
    with pytest.raises(Killed):
        await talk.say("add milk and eggs", message_id="one")
    talk.at_step = lambda _: None
    talk.think_with(provider.wire, provider.address)
    answer = await talk.say("add milk and eggs", message_id="one")
    assert answer.response == "Wait. \n\nAll done."
    assert await talk.titles() == ["Milk", "Eggs"]


async def test_openai_gets_its_reasoning_back_within_the_turn_and_not_after(talk: Talk) -> None:
    wire = ResponsesWire()
    async with serving(wire) as provider:
        talk.think_with(wire, provider.address)
        provider.script = [Reply(calls=adding("Milk")), DONE, DONE]
        await talk.say("add milk")
        await talk.say("thanks")
        reasoning = [
            [item["id"] for item in body["input"] if item.get("type") == "reasoning"]
            for body in provider.bodies
        ]
        assert reasoning == [[], ["rs_2"], []]
        assert provider.bodies[0]["include"] == ["reasoning.encrypted_content"]
