"""A turn as OpenAI's protocols tell it, piece by piece."""

from typing import Any

from chat_api.protocols import completions, responses
from tests.unit.chat_api.told import TURN, to_problem, told
from todo_agent.turn import Failed, TurnEvent


def completed(*events: TurnEvent, include_usage: bool = False) -> list[Any]:
    head = completions.Head(id="chatcmpl-m", created=5)
    return told(
        completions.Encoder(head=head, include_usage=include_usage, to_problem=to_problem), events
    )


def test_completions_tell_tools_as_thoughts_and_never_as_calls_to_make() -> None:
    *pieces, spent, done = completed(*TURN, include_usage=True)
    assert all(
        (each["id"], each["object"], each["created"], each["model"])
        == ("chatcmpl-m", "chat.completion.chunk", 5, "evolution-todo")
        for each in pieces
    )
    assert [
        (each["choices"][0]["delta"], each["choices"][0]["finish_reason"]) for each in pieces
    ] == [
        ({"role": "assistant", "content": ""}, None),
        ({"reasoning_content": '→ add_tasks {"tasks":[{"title":"Milk"}]}\n'}, None),
        ({"reasoning_content": '✓ {"operation_id":7}\n'}, None),
        ({"content": "Added "}, None),
        ({"content": "“Milk”."}, None),
        ({}, "stop"),
    ]
    assert spent["choices"] == []
    assert spent["usage"] == {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}
    assert done == "[DONE]"


def test_a_failed_completion_says_so_as_openai_does() -> None:
    error, done = completed(Failed(OSError("gone")))[-2:]
    assert error == {
        "error": {"message": "gone", "type": "server_error", "param": None, "code": "unavailable"}
    }
    assert done == "[DONE]"


def responded(*events: TurnEvent) -> list[Any]:
    return told(responses.Encoder(id="resp_m", created=5, to_problem=to_problem), events)


def test_responses_tell_each_item_from_its_beginning_to_its_end() -> None:
    events = responded(*TURN)
    assert [each["sequence_number"] for each in events] == list(range(len(events)))
    assert [
        (each["type"].removeprefix("response."), each.get("output_index")) for each in events
    ] == [
        ("created", None),
        ("in_progress", None),
        ("output_item.added", 0),
        ("function_call_arguments.delta", 0),
        ("function_call_arguments.done", 0),
        ("output_item.done", 0),
        ("output_item.added", 1),
        ("output_item.done", 1),
        ("output_item.added", 2),
        ("content_part.added", 2),
        ("output_text.delta", 2),
        ("output_text.delta", 2),
        ("output_text.done", 2),
        ("content_part.done", 2),
        ("output_item.done", 2),
        ("completed", None),
    ]
    body = events[-1]["response"]
    call, result, message = body["output"]
    assert (call["type"], call["call_id"], call["status"]) == ("function_call", "t1", "completed")
    # A plain text here makes Open WebUI wait for ever.
    assert result["output"] == [{"type": "input_text", "text": '{"operation_id":7}'}]
    assert (result["type"], result["call_id"]) == ("function_call_output", "t1")
    assert message["content"][0]["text"] == "Added “Milk”."
    assert body["usage"]["total_tokens"] == 15


def test_a_failed_response_says_so() -> None:
    failed = responded(Failed(OSError("gone")))[-1]
    assert failed["type"] == "response.failed"
    assert failed["response"]["error"] == {"code": "server_error", "message": "gone"}
