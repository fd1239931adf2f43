from __future__ import annotations

from typing import Any

import pytest
from agents import Agent, Runner, Usage
from agents.testing import ScriptedModel
from openai.types.responses import ResponseFunctionToolCall, ResponseReasoningItem
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from tests.unit.todo_agent.support import NOW, Tasks, World, asking, call, say
from todo_agent.journal import Journal, JournaledModel, Output, Voice, parsed_arguments
from todo_agent.stopping import Stop
from todo_agent.turn import JournalEntry, OpenTurn, Step, Token, TurnEvent

pytestmark = pytest.mark.anyio

SIGNED = ResponseFunctionToolCall.model_validate(
    {
        "type": "function_call",
        "call_id": "c1",
        "name": "add_tasks",
        "arguments": "{}",
        "provider_data": {"thought_signature": "c2lnbmVk"},
    }
)
THOUGHT = ResponseReasoningItem(id="r1", type="reasoning", summary=[])


def test_an_output_comes_back_from_the_journal_as_the_same_items_and_usage() -> None:
    usage = Usage(
        requests=1,
        input_tokens=5,
        input_tokens_details=InputTokensDetails(cached_tokens=3, cache_write_tokens=0),
        output_tokens=2,
        output_tokens_details=OutputTokensDetails(reasoning_tokens=1),
        total_tokens=7,
    )
    output = Output([THOUGHT, say("Adding."), SIGNED], "model", usage, "openai/gpt-5")
    again = Output.from_json(output.to_json())
    assert again.items == output.items
    assert [type(item) for item in again.items] == [type(item) for item in output.items]
    assert (again.usage, again.model) == (usage, "openai/gpt-5")
    assert again.calls[0].model_extra == {"provider_data": {"thought_signature": "c2lnbmVk"}}


@pytest.mark.parametrize(
    "raw", ["", "[]", "null", '{"a": ', '{"a": ' * 40 + "1" + "}" * 40, '"x"' * 9, "[" * 99_000]
)
def test_arguments_that_are_no_shallow_json_object_are_none(raw: str) -> None:
    assert parsed_arguments(raw) == ({} if raw == "" else None)


async def test_a_streamed_run_replays_stored_outputs_too() -> None:
    stored = Output([say("Stored.")], "model", Usage(requests=1, total_tokens=7))
    turn = OpenTurn(
        id="t1",
        conversation_id="c1",
        request=asking("hi", "m1"),
        fence=1,
        opened_at=NOW,
        journal=(JournalEntry(kind="output", key="0", payload=stored.to_json()),),
    )

    async def announce(_step: Step, _turn_id: str) -> None: ...

    async def think(_ask: Any) -> Output:
        raise AssertionError("The journal has it")

    heard: list[TurnEvent] = []
    journal = Journal(turn, store=World(Tasks()).store, announce=announce, stop=Stop())
    model = JournaledModel(journal, think=think, voice=Voice(heard.append))
    result = Runner.run_streamed(Agent(name="a", model=model), "hi")
    async for _ in result.stream_events():
        pass
    assert result.final_output == "Stored."
    assert result.context_wrapper.usage.total_tokens == 7
    assert heard == [Token("Stored.")]


async def test_nothing_is_done_of_an_output_that_could_not_be_stored() -> None:
    world = World(Tasks())

    async def refuse(turn: OpenTurn, entry: JournalEntry) -> bool:
        raise OSError("disk full")

    world.store.append = refuse  # type: ignore[method-assign]  # a fault of the outside
    world.models.append(ScriptedModel([[call("add_tasks", {"tasks": [{"title": "Tea"}]})]]))
    with pytest.raises(OSError, match="disk full"):
        await world.said("add tea")
    assert world.server.writes == []


async def test_a_result_that_could_not_be_stored_is_not_shown_to_the_model() -> None:
    world = World(Tasks())
    append = world.store.append

    async def refuse_results(turn: OpenTurn, entry: JournalEntry) -> bool:
        if entry.kind == "result":
            raise OSError("disk full")
        return await append(turn, entry)

    world.store.append = refuse_results  # type: ignore[method-assign]  # a fault of the outside
    model = world.script(call("add_tasks", {"tasks": [{"title": "Tea"}]}), say("never said"))
    with pytest.raises(OSError, match="disk full"):
        await world.said("add tea")
    assert len(model.calls) == 1
