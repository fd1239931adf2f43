"""AG-UI over HTTP: real turns, threads of a client's own naming, and questions resumed once."""

import json
from typing import Any
from uuid import uuid4

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from tests.integration.api.conftest import Client, titles

pytestmark = pytest.mark.anyio

ADD = function_call("add_tasks", {"tasks": [{"title": "Milk"}]}, call_id="c1")
DONE = assistant_message("Added “Milk”.")
CALL = {"name": "add_tasks", "arguments": {"tasks": [{"title": "Milk"}]}}
ASK = {"question": "Add “Milk”?", "options": [{"label": "Add", "calls": [CALL]}]}


def asking(call_id: str) -> Any:
    return function_call("ask_person", ASK, call_id=call_id)


async def run(client: Client, text: str = "", *, thread: str = "th", **more: Any) -> list[Any]:
    said = [{"id": str(uuid4()), "role": "user", "content": text}] if text else []
    body = {"threadId": thread, "runId": str(uuid4()), "messages": said} | more
    response = await client.post("/agui", json=body)
    assert response.status_code == 200, response.text
    return [json.loads(block.removeprefix("data: ")) for block in response.text.split("\n\n")[:-1]]


async def conversations(client: Client) -> list[Any]:
    return list((await client.get("/api/conversations")).json()["items"])


def resume(id_: str, **answer: Any) -> list[Any]:
    return [{"interruptId": id_, "status": "resolved", "payload": {"approved": True}} | answer]


def interrupt_of(events: list[Any]) -> str:
    assert events[-1]["outcome"]["type"] == "interrupt"
    id_: str = events[-1]["outcome"]["interrupts"][0]["id"]
    return id_


async def test_a_run_is_told_from_its_start_to_its_end(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    events = await run(client, "add milk")
    names = [each["type"] for each in events]
    assert names[:2] == ["RUN_STARTED", "STATE_SNAPSHOT"]
    assert names[2:6] == ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "TOOL_CALL_RESULT"]
    assert names[-3:] == ["TEXT_MESSAGE_END", "STATE_SNAPSHOT", "RUN_FINISHED"]
    assert await titles(client) == ["Milk"]


async def test_a_thread_goes_on_under_its_own_name_and_under_our_id(
    client: Client, stranger: Client, model: ScriptedModel
) -> None:
    model.extend([[assistant_message("Hello!")]] * 4)
    await run(client, "hi")
    await run(client, "hi again")
    (conversation,) = await conversations(client)
    assert conversation["title"] == "hi"
    await run(client, "and again", thread=conversation["id"])
    assert len(await conversations(client)) == 1
    await run(stranger, "hi", thread=conversation["id"])
    assert len(await conversations(client)) == 1


async def test_the_same_message_in_another_run_is_the_same_turn(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    said = [{"id": "msg-1", "role": "user", "content": "add milk"}]
    first, again = [await run(client, messages=said) for _ in range(2)]
    assert again[-2] == first[-2]
    assert await titles(client) == ["Milk"]


async def test_a_question_is_an_interrupt_and_a_resume_runs_its_very_calls(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[asking("q1")], [DONE]])
    question = interrupt_of(await run(client, "milk"))
    assert await titles(client) == []
    answers = [await run(client, resume=resume(question)) for _ in range(2)]
    assert answers[0][-1]["outcome"] == {"type": "success"}
    assert await titles(client) == ["Milk"]


async def test_a_cancelled_question_does_nothing(client: Client, model: ScriptedModel) -> None:
    model.extend([[asking("q1")], [assistant_message("Nothing added.")]])
    question = interrupt_of(await run(client, "milk"))
    await run(client, resume=[{"interruptId": question, "status": "cancelled"}])
    assert await titles(client) == []


async def test_a_late_yes_does_not_answer_another_question(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[asking("q1")], [asking("q2")]])
    late = interrupt_of(await run(client, "milk"))
    assert interrupt_of(await run(client, "bread")) != late
    body = {"threadId": "th", "runId": "r", "messages": [], "resume": resume(late)}
    refused = await client.post("/agui", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "question_not_open")
    assert await titles(client) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"runId": "r", "messages": []}, "threadId"),
        ({"threadId": "th", "runId": "r", "messages": []}, "messages"),
        ({"threadId": "th", "runId": "r", "messages": [], "resume": resume("q") * 2}, "resume"),
    ],
)
async def test_a_run_that_asks_nothing_is_refused_with_its_field(
    client: Client, body: dict[str, Any], field: str
) -> None:
    response = await client.post("/agui", json=body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
