"""A turn as AG-UI tells it, event by event, and what its clients send."""

from typing import Any

import pytest
from ag_ui.core import RunAgentInput

from chat_api.protocols import agui
from evolution_todo.domain.errors import Invalid
from tests.unit.chat_api.told import DELETE, TURN, WHICH, answer, to_problem, told
from todo_agent.turn import Failed, Finished, Question, Token, ToolReturned, TurnEvent


def run(**more: Any) -> RunAgentInput:
    said = {"id": "5c4c9f7a-5f4e-4a77-b0e2-37e8e3c6c5a1", "role": "user", "content": "add milk"}
    given = {"threadId": "th", "runId": "r", "messages": [said]} | more
    return RunAgentInput.model_validate(given)


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


def test_agui_tells_the_rest_of_an_answer_that_another_process_finished() -> None:
    assert agui_told(Finished(answer()))[3]["delta"] == "Added “Milk”."
