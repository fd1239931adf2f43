"""The same turn as each protocol tells it, event by event."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from ag_ui.core import RunAgentInput

from chat_api.errors import OpenAIError, Problem
from chat_api.protocols import agui, completions, responses
from chat_api.protocols.wire import unsaid
from evolution_todo.domain.errors import Invalid
from todo_agent.turn import (
    Answer,
    Failed,
    Finished,
    Option,
    Question,
    Spent,
    Token,
    ToolCalled,
    ToolReturned,
    TurnEvent,
)

MILK = {"tasks": [{"title": "Milk"}]}
SPENT = Spent(model="openai/gpt-5", input_tokens=12, output_tokens=3, cost_usd=None)
DELETE = Question(id="q1", text="Delete 2 tasks?", options=(Option("Delete", ()),))
WHICH = Question(id="q2", text="Which?", options=(Option("Bread", ()), Option("Beer", ())))


def answer(question: Question | None = None) -> Answer:
    return Answer(
        conversation_id="c",
        message_id="m",
        response="Added “Milk”.",
        suggestions=("Undo",),
        question=question,
        usage=SPENT,
    )


TURN = (
    ToolCalled("t1", "add_tasks", MILK),
    ToolReturned("t1", True, {"operation_id": 7}),
    Token("Added "),
    Token("“Milk”."),
    Finished(answer()),
)


def to_problem(error: Exception) -> Problem:
    told = OpenAIError(message=str(error), type="server_error", param=None, code="unavailable")
    return Problem(
        type="urn:x",
        title="t",
        status=503,
        detail=str(error),
        code="unavailable",
        errors=[],
        correlation_id="id",
        error=told,
    )


def run(**more: Any) -> RunAgentInput:
    said = {"id": "5c4c9f7a-5f4e-4a77-b0e2-37e8e3c6c5a1", "role": "user", "content": "add milk"}
    given = {"threadId": "th", "runId": "r", "messages": [said]} | more
    return RunAgentInput.model_validate(given)


def data_of(frames: Iterable[bytes]) -> list[Any]:
    lines = b"".join(frames).decode().split("\n")
    return [
        data if data == "[DONE]" else json.loads(data)
        for data in (line[6:] for line in lines if line.startswith("data: "))
    ]


def told(encoder: Any, events: Iterable[TurnEvent]) -> list[Any]:
    def frames() -> Iterator[bytes]:
        yield from encoder.opening()
        for event in events:
            yield from encoder(event)

    return data_of(frames())


def agui_told(*events: TurnEvent) -> list[Any]:
    encoder = agui.Encoder(run=run(), message_id="m", conversation_id="c", to_problem=to_problem)
    return told(encoder, events)


def test_agui_tells_a_turn_as_a_run() -> None:
    ids = {"threadId": "th", "runId": "r"}
    state = {"conversation_id": "c", "message_id": "m"}
    usage = {"provider": "openai", "model": "gpt-5", "inputTokens": 12, "outputTokens": 3}
    text = {"messageId": "m-text-1"}
    assert agui_told(*TURN) == [
        {"type": "RUN_STARTED", **ids, "protocolVersion": "1.0"},
        {"type": "STATE_SNAPSHOT", "snapshot": {**state, "response": None, "suggestions": []}},
        {"type": "TOOL_CALL_START", "toolCallId": "t1", "toolCallName": "add_tasks"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": "t1", "delta": '{"tasks":[{"title":"Milk"}]}'},
        {"type": "TOOL_CALL_END", "toolCallId": "t1"},
        {
            "type": "TOOL_CALL_RESULT",
            "messageId": "t1-result",
            "toolCallId": "t1",
            "content": '{"operation_id":7}',
        },
        {"type": "TEXT_MESSAGE_START", **text, "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", **text, "delta": "Added "},
        {"type": "TEXT_MESSAGE_CONTENT", **text, "delta": "“Milk”."},
        {"type": "TEXT_MESSAGE_END", **text},
        {
            "type": "STATE_SNAPSHOT",
            "snapshot": {**state, "response": "Added “Milk”.", "suggestions": ["Undo"]},
        },
        {"type": "RUN_FINISHED", **ids, "outcome": {"type": "success"}, "usage": [usage]},
    ]


@pytest.mark.parametrize(
    ("question", "reason", "answers"),
    [
        (DELETE, "confirmation", {"approved": {"type": "boolean"}}),
        (WHICH, "choice", {"choice": {"enum": ["Bread", "Beer"]}}),
    ],
)
def test_agui_tells_a_question_as_an_interrupt(
    question: Question, reason: str, answers: dict[str, Any]
) -> None:
    outcome = agui_told(Finished(answer(question)))[-1]["outcome"]
    schema = {"type": "object", "properties": answers, "required": list(answers)}
    interrupt = {
        "id": question.id,
        "reason": reason,
        "message": question.text,
        "responseSchema": schema,
    }
    assert outcome == {"type": "interrupt", "interrupts": [interrupt]}


def test_agui_ends_a_text_before_a_tool_and_before_an_error() -> None:
    names = [
        each["type"]
        for each in agui_told(Token("Let me see."), *TURN[:2], Token("…"), Failed(OSError("gone")))
    ]
    assert names[2:5] == ["TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END"]
    assert names[-2:] == ["TEXT_MESSAGE_END", "RUN_ERROR"]
    assert agui_told(Failed(OSError("gone")))[-1] == {
        "type": "RUN_ERROR",
        "message": "gone",
        "code": "unavailable",
    }


def test_agui_says_that_a_tool_failed() -> None:
    (result,) = agui_told(ToolReturned("t1", False, {"code": "x"}))[2:]
    assert (result["content"], result["metadata"]) == ('{"code":"x"}', {"ok": False})


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"status": "resolved", "payload": {"approved": True}}, "Yes"),
        ({"status": "resolved", "payload": {"approved": False}}, "No"),
        ({"status": "resolved", "payload": {"choice": "Bread"}}, "Bread"),
        ({"status": "cancelled"}, "No"),
    ],
)
def test_agui_reads_a_resume_as_the_answer_to_its_question(
    entry: dict[str, Any], text: str
) -> None:
    said = agui.said(run(resume=[{"interruptId": "q1", **entry}]))
    assert (said.text, said.answers) == (text, "q1")
    assert said.message_id == agui.said(run(resume=[{"interruptId": "q1", **entry}])).message_id


@pytest.mark.parametrize(
    "more",
    [
        {"resume": [{"interruptId": "q", "status": "resolved", "payload": "sure"}]},
        {"resume": [{"interruptId": "q", "status": "cancelled"}] * 2},
        {"messages": []},
        {"messages": [{"id": "a", "role": "assistant", "content": "hi"}]},
    ],
)
def test_agui_refuses_a_run_that_asks_nothing(more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        agui.said(run(**more))


def test_agui_keeps_apart_the_same_short_id_of_two_threads() -> None:
    said = [{"id": "1", "role": "user", "content": [{"type": "text", "text": "add milk"}]}]
    here, there = (agui.said(run(threadId=name, messages=said)) for name in ("a", "b"))
    assert here.text == "add milk"
    assert here.message_id != there.message_id


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


def test_half_a_surrogate_pair_breaks_no_stream() -> None:
    for events in (agui_told, completed, responded):
        assert "a?" in json.dumps(events(Token("a\ud83d")))


def test_an_answer_that_another_process_finished_is_told_whole() -> None:
    assert unsaid("", "All of it.") == "All of it."
    assert unsaid("All of", "All of it.") == " it."
    assert unsaid("All of it. ", "All of it.") == ""
    assert unsaid("I am looking", "All of it.") == "\n\nAll of it."
    assert agui_told(Finished(answer()))[3]["delta"] == "Added “Milk”."
