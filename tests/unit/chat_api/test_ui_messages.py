"""A turn as the AI SDK's UI message stream tells it, chunk by chunk, and what `useChat` sends."""

from typing import Any

import pytest

from chat_api.protocols import ui_messages
from chat_api.protocols.ui_messages import Approval, Said, UIChat
from evolution_todo.domain.errors import Invalid
from tests.unit.chat_api.told import ADDED, DELETE, MILK, TURN, WHICH, answer, to_problem, told
from todo_agent.turn import Failed, Finished, Question, Token, ToolReturned, TurnEvent

SERVERS = {"dynamic": True, "providerExecuted": True}


def ui_told(*events: TurnEvent, answers: Approval | None = None) -> list[Any]:
    said = Said(text="add milk", message_id="m", answers=answers)
    return told(ui_messages.Encoder(said=said, to_problem=to_problem), events)


def user(text: str, *, id_: str = "u1") -> dict[str, Any]:
    return {"id": id_, "role": "user", "parts": [{"type": "text", "text": text}]}


def approving(*, approved: bool) -> dict[str, Any]:
    approval = {"id": "q1", "approved": approved}
    part = {"type": "dynamic-tool", "state": "approval-responded", "approval": approval}
    return {"id": "a1", "role": "assistant", "parts": [{"type": "step-start"}, part]}


def read(*messages: dict[str, Any], chat: str = "c") -> Said:
    return ui_messages.said(UIChat.model_validate({"id": chat, "messages": messages}))


def test_a_turn_is_told_as_the_parts_of_a_message() -> None:
    turn = {"conversation_id": "c", "message_id": "m", "suggestions": ["Undo"], "choices": []}
    call = {"toolCallId": "t1", "toolName": "add_tasks", "input": MILK}
    assert ui_told(*TURN) == [
        {"type": "start"},
        {"type": "start-step"},
        {"type": "tool-input-available", **call, **SERVERS},
        {"type": "tool-output-available", "toolCallId": "t1", "output": ADDED, **SERVERS},
        {"type": "text-start", "id": "text-1"},
        {"type": "text-delta", "id": "text-1", "delta": "Added "},
        {"type": "text-delta", "id": "text-1", "delta": "“Milk”."},
        {"type": "text-end", "id": "text-1"},
        {"type": "data-turn", "data": turn},
        {"type": "finish-step"},
        {"type": "finish", "finishReason": "stop"},
        "[DONE]",
    ]


def test_a_question_waits_for_approval() -> None:
    call, request = ui_told(Finished(answer(DELETE)))[5:7]
    assert (call["toolCallId"], call["input"]) == ("q1", {"question": "Delete 2 tasks?"})
    assert request == {"type": "tool-approval-request", "approvalId": "q1", "toolCallId": "q1"}


@pytest.mark.parametrize(
    ("question", "choices"), [(None, []), (DELETE, []), (WHICH, ["Bread", "Beer"])]
)
def test_a_choice_is_offered_as_texts_to_answer_with(
    question: Question | None, choices: list[str]
) -> None:
    events = ui_told(Finished(answer(question)))
    (turn,) = (each["data"] for each in events[:-1] if each["type"] == "data-turn")
    assert turn["choices"] == choices


@pytest.mark.parametrize(
    ("approved", "settled"),
    [
        (True, {"type": "tool-output-available", "output": {"approved": True}, **SERVERS}),
        (False, {"type": "tool-output-denied"}),
    ],
)
def test_an_approval_that_was_answered_is_settled_before_the_next_step(
    approved: bool,
    settled: dict[str, Any],
) -> None:
    opening = ui_told(answers=Approval(id="q1", approved=approved))
    assert opening == [{"type": "start"}, {**settled, "toolCallId": "q1"}, {"type": "start-step"}]


def test_what_failed_is_told_as_such() -> None:
    refusal = {"code": "not_found", "message": "Task not found"}
    tool, error, done = ui_told(ToolReturned("t1", False, refusal), Failed(OSError("gone")))[2:]
    assert (tool["type"], tool["errorText"]) == ("tool-output-error", "Task not found")
    assert error == {"type": "error", "errorText": "gone"}
    assert done == "[DONE]"


def test_a_text_ends_before_a_tool() -> None:
    kinds = [each["type"] for each in ui_told(Token("Let me see."), *TURN[:1])]
    assert kinds[2:] == ["text-start", "text-delta", "text-end", "tool-input-available"]


def test_the_last_message_is_what_is_said() -> None:
    said = read(user("add milk"), user("add bread", id_="u2"))
    assert (said.text, said.answers) == ("add bread", None)
    again = read(user("add bread", id_="u2"))
    assert again.message_id == said.message_id


def test_an_edited_message_and_the_same_id_elsewhere_are_other_messages() -> None:
    said = [read(user("add milk")), read(user("add oat milk")), read(user("add milk"), chat="d")]
    assert len({each.message_id for each in said}) == 3


@pytest.mark.parametrize(("approved", "text"), [(True, "Yes"), (False, "No")])
def test_an_answered_approval_answers_its_question(
    approved: bool,
    text: str,
) -> None:
    said = read(user("delete all"), approving(approved=approved))
    assert said.text == text
    assert said.answers == Approval(id="q1", approved=approved)


@pytest.mark.parametrize(
    "messages", [[], [{"id": "a", "role": "assistant", "parts": [{"type": "text", "text": "hi"}]}]]
)
def test_a_chat_that_asks_nothing_is_refused(messages: list[dict[str, Any]]) -> None:
    with pytest.raises(Invalid):
        read(*messages)
