import pytest
from openai.types.responses import ResponseCompletedEvent, ResponseTextDeltaEvent

from tests.unit.todo_agent.offline import NOW, Talk, asked, brief, finds, outputs, page, written
from todo_agent.llm.offline import OfflineModel

pytestmark = pytest.mark.anyio


async def test_the_stream_gives_the_words_piece_by_piece_and_ends_with_the_same_output() -> None:
    items = [{"role": "user", "content": "help"}]
    stream = OfflineModel(now=NOW).stream_response(**asked(items))
    events = [event async for event in stream]
    (message,) = await outputs(OfflineModel(now=NOW), items)
    pieces = [event.delta for event in events if isinstance(event, ResponseTextDeltaEvent)]
    assert len(pieces) > 10
    assert "".join(pieces) == message.content[0].text
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert isinstance(events[-1], ResponseCompletedEvent)
    assert events[-1].response.output == [message]


async def test_two_instances_give_the_same_output_for_the_same_conversation() -> None:
    items = [{"role": "user", "content": "add milk tomorrow and mark task 3 as complete"}]
    first = await outputs(OfflineModel(now=NOW), items)
    assert first == await outputs(OfflineModel(now=NOW), items)


async def test_call_ids_differ_in_a_turn_and_between_turns_though_the_clock_stands_still() -> None:
    task = brief(1, "Dentist")
    talk = Talk(
        find_tasks=finds(task), set_tasks_completed=written(task), delete_tasks=written(task)
    )
    for _ in range(3):
        await talk.say("complete the dentist task. delete task 2")
    assert len(talk.ids) == 9
    assert len(set(talk.ids)) == 9


async def test_a_conversation_handed_in_without_its_beginning_keeps_call_ids_apart() -> None:
    talk = Talk(find_tasks=page(brief(1, "Dentist")))
    await talk.say("show all my tasks")
    later = Talk(now=NOW.replace(minute=1), find_tasks=page())
    await later.say("show all my tasks")
    assert not set(talk.ids) & set(later.ids)
