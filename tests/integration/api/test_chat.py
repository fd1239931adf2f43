"""Chat over HTTP: real turns on a real database; only the model is scripted."""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from agents.testing import ModelCall, ModelStep, ScriptedModel, assistant_message, function_call
from fastapi import FastAPI

from tests.integration.api.conftest import Client, titles
from todo_agent.errors import MessageWithdrawn
from todo_agent.live import Turns
from todo_agent.turn import TurnRequest

pytestmark = pytest.mark.anyio

ADD = function_call("add_tasks", {"tasks": [{"title": "Milk"}]}, call_id="c1")
DONE = assistant_message("Added “Milk”.")
SAY = {"message": "add milk", "message_id": "m-1"}


def events_of(text: str) -> list[tuple[str, Any]]:
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in (block.split("\n") for block in blocks)
    ]


async def test_a_message_is_answered_with_what_was_done(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    response = await client.post("/api/chat", json=SAY)
    assert response.status_code == 200
    answer = response.json()
    assert answer.keys() == {
        "conversation_id",
        "message_id",
        "response",
        "tool_calls",
        "suggestions",
        "confirmation",
        "usage",
    }
    assert (answer["message_id"], answer["response"]) == ("m-1", "Added “Milk”.")
    (call,) = answer["tool_calls"]
    assert call.keys() == {"name", "arguments", "result", "ok"}
    assert (call["name"], call["ok"]) == ("add_tasks", True)
    assert await titles(client) == ["Milk"]


async def test_the_same_message_id_is_the_same_turn(client: Client, model: ScriptedModel) -> None:
    model.extend([[ADD], [DONE]])
    first = await client.post("/api/chat", json=SAY)
    again = await client.post("/api/chat", json=SAY)
    assert again.json() == first.json()
    assert await titles(client) == ["Milk"]


async def test_an_idempotency_key_stands_for_a_message_id(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    key = {"Idempotency-Key": "k-1"}
    first = await client.post("/api/chat", json={"message": "add milk"}, headers=key)
    again = await client.post("/api/chat", json={"message": "add milk"}, headers=key)
    assert first.json()["message_id"] == "k-1"
    assert again.json() == first.json()
    assert await titles(client) == ["Milk"]


async def test_an_idempotency_key_may_be_longer_than_a_message_id(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    key = {"Idempotency-Key": "k" * 255}
    first = await client.post("/api/chat", json={"message": "add milk"}, headers=key)
    again = await client.post("/api/chat", json={"message": "add milk"}, headers=key)
    assert first.status_code == 200, first.text
    assert again.json() == first.json()
    assert await titles(client) == ["Milk"]


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
@pytest.mark.parametrize("key", ["", "a b", "k" * 256])
async def test_an_idempotency_key_that_cannot_be_is_named(
    client: Client, path: str, key: str
) -> None:
    headers = {"Idempotency-Key": key}
    refused = await client.post(path, json={"message": "add milk"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_idempotency_key")


async def test_a_message_without_an_id_is_given_one(client: Client, model: ScriptedModel) -> None:
    model.extend([[assistant_message("Hello!")], [assistant_message("Hello again!")]])
    first = await client.post("/api/chat", json={"message": "hi"})
    second = await client.post("/api/chat", json={"message": "hi"})
    assert first.json()["message_id"] != second.json()["message_id"]


async def test_a_message_id_of_another_text_is_refused(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    await client.post("/api/chat", json=SAY)
    for path in ("/api/chat", "/api/chat/stream"):
        other = await client.post(path, json=SAY | {"message": "add bread"})
        assert (other.status_code, other.json()["code"]) == (409, "message_id_reused")


async def test_a_turn_is_told_as_it_happens(client: Client, model: ScriptedModel) -> None:
    model.extend([[ADD], [DONE]])
    response = await client.post("/api/chat/stream", json=SAY)
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Control"] == "no-store"
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names[:2] == ["tool_call", "tool_result"]
    assert set(names[2:-1]) == {"token"}
    assert "".join(data["text"] for name, data in events if name == "token") == "Added “Milk”."
    name, answer = events[-1]
    assert name == "done"
    assert response.headers["X-Conversation-Id"] == answer["conversation_id"]
    assert response.headers["X-Message-Id"] == answer["message_id"] == "m-1"
    assert (await client.post("/api/chat", json=SAY)).json() == answer


async def test_a_repeated_stream_tells_it_all_again(client: Client, model: ScriptedModel) -> None:
    model.extend([[ADD], [DONE]])
    first = await client.post("/api/chat/stream", json=SAY)
    again = await client.post("/api/chat/stream", json=SAY)
    assert events_of(again.text)[-1] == events_of(first.text)[-1]
    assert {name for name, _ in events_of(again.text)} == {
        "tool_call",
        "tool_result",
        "token",
        "done",
    }
    assert await titles(client) == ["Milk"]


async def test_a_question_waits_for_a_yes(client: Client, model: ScriptedModel) -> None:
    for title in ("Milk", "Bread"):
        await client.post("/api/tasks", json={"title": title})
    delete = function_call("delete_tasks", {"tasks": [{"number": 1}, {"number": 2}]}, call_id="c1")
    model.extend([[delete]])
    asked = (await client.post("/api/chat", json={"message": "clean up"})).json()
    assert asked["confirmation"].keys() == {"id", "text"}
    assert asked["tool_calls"] == []
    assert len(await titles(client)) == 2
    model.extend([[assistant_message("Deleted both.")]])
    conversation = {"conversation_id": asked["conversation_id"]}
    answer = (await client.post("/api/chat", json={"message": "yes"} | conversation)).json()
    assert answer["confirmation"] is None
    assert await titles(client) == []


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
@pytest.mark.parametrize("message", ["", "  \n", "x" * 4001, "a\u0000b", 5, None])
async def test_a_message_that_cannot_be_is_refused(client: Client, path: str, message: Any) -> None:
    response = await client.post(path, json={"message": message})
    assert response.status_code == 422
    problem = response.json()
    assert problem["errors"][0]["field"] == "message"
    assert problem["detail"] == "Message must be 1-4000 characters"
    assert (await client.get("/api/conversations")).json()["items"] == []


async def test_a_message_of_four_thousand_characters_is_taken(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[assistant_message("That was long.")]])
    assert (await client.post("/api/chat", json={"message": "x" * 4000})).status_code == 200


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_a_conversation_of_somebody_else_is_not_found(
    client: Client, stranger: Client, model: ScriptedModel, path: str
) -> None:
    model.extend([[assistant_message("Hello!")]])
    mine = (await client.post("/api/chat", json={"message": "hi"})).json()["conversation_id"]
    answers = []
    for conversation_id in (mine, "nowhere"):
        body = {"message": "hi", "conversation_id": conversation_id}
        response = await stranger.post(path, json=body)
        assert response.headers["Content-Type"] == "application/problem+json"
        answers.append((response.status_code, response.json()["code"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


class HeldModel:
    """A scripted model that answers only when it is let."""

    def __init__(self, model: ScriptedModel, output: Any) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.output = output
        model.enqueue(ModelStep(responder=self._answer))

    async def _answer(self, call: ModelCall) -> Any:
        del call
        self.asked.set()
        await self.may_answer.wait()
        return [self.output]


class Caller:
    """One HTTP call of which the caller may go away at any time."""

    def __init__(self, app: FastAPI, path: str, body: dict[str, Any]) -> None:
        self.gone = asyncio.Event()
        self.heard = b""
        self._body: bytes | None = json.dumps(body).encode()
        self.done = asyncio.create_task(app(self._scope(path), self._receive, self._send))

    def _scope(self, path: str) -> dict[str, Any]:
        return {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "scheme": "http",
            "server": ("testserver", 80),
            "client": ("127.0.0.1", 1),
            "headers": [(b"host", b"testserver"), (b"content-type", b"application/json")],
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "state": {},
        }

    async def _receive(self) -> Any:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.heard += message.get("body", b"")


async def test_whoever_hangs_up_leaves_the_turn_running(
    app: FastAPI, client: Client, model: ScriptedModel
) -> None:
    held = HeldModel(model, ADD)
    model.enqueue([DONE])
    caller = Caller(app, "/api/chat/stream", SAY)
    await held.asked.wait()
    caller.gone.set()
    await caller.done
    held.may_answer.set()
    answer = await client.post("/api/chat", json=SAY)
    assert answer.json()["response"] == "Added “Milk”."
    assert await titles(client) == ["Milk"]


async def test_a_second_listener_hears_the_whole_turn(client: Client, model: ScriptedModel) -> None:
    held = HeldModel(model, ADD)
    model.enqueue([DONE])
    first = asyncio.create_task(client.post("/api/chat/stream", json=SAY))
    await held.asked.wait()
    second = asyncio.create_task(client.post("/api/chat/stream", json=SAY))
    held.may_answer.set()
    one, other = await asyncio.gather(first, second)
    assert events_of(one.text) == events_of(other.text)
    assert await titles(client) == ["Milk"]


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_another_message_of_a_busy_conversation_is_refused(
    client: Client, model: ScriptedModel, path: str
) -> None:
    model.enqueue([assistant_message("Hello!")])
    hello = (await client.post("/api/chat", json={"message": "hi"})).json()
    conversation = {"conversation_id": hello["conversation_id"]}
    held = HeldModel(model, DONE)
    first = asyncio.create_task(client.post("/api/chat", json=SAY | conversation))
    await held.asked.wait()
    other = await client.post(path, json={"message": "and bread"} | conversation)
    held.may_answer.set()
    await first
    assert (other.status_code, other.json()["code"]) == (409, "conversation_busy")
    assert other.headers["Content-Type"] == "application/problem+json"
    assert other.headers["Retry-After"].isdecimal()


@pytest.mark.parametrize("message_id", ["m-1", "mail/7/part?2"])
async def test_a_turn_is_stopped_and_says_so(
    client: Client, model: ScriptedModel, message_id: str
) -> None:
    held = HeldModel(model, ADD)
    turn = asyncio.create_task(client.post("/api/chat", json=SAY | {"message_id": message_id}))
    await held.asked.wait()
    stopped = await client.post(f"/api/chat/{quote(message_id, safe='')}/stop")
    assert (stopped.status_code, stopped.json()["status"]) == (202, "stopping")
    answer = await turn
    assert (answer.status_code, answer.json()["tool_calls"]) == (200, [])
    assert await titles(client) == []


async def test_a_message_that_was_withdrawn_is_nothing_to_send_again_by_itself(
    client: Client, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def withdrawn(_request: TurnRequest) -> None:
        raise MessageWithdrawn

    monkeypatch.setattr(turns, "start", withdrawn)
    for path in ("/api/chat", "/api/chat/stream"):
        refused = await client.post(path, json=SAY)
        assert (refused.status_code, refused.json()["code"]) == (409, "message_withdrawn")
        assert "Retry-After" not in refused.headers


async def test_a_turn_of_nobody_or_somebody_else_cannot_be_stopped(
    client: Client, stranger: Client, model: ScriptedModel
) -> None:
    model.enqueue([assistant_message("Hello!")])
    await client.post("/api/chat", json=SAY)
    theirs = await stranger.post("/api/chat/m-1/stop")
    none = await stranger.post("/api/chat/m-2/stop")
    assert theirs.status_code == none.status_code == 404
    assert theirs.json()["code"] == none.json()["code"]


@pytest.fixture
def quiet_failures(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.CRITICAL)
    return caplog


@pytest.mark.usefixtures("quiet_failures")
async def test_a_model_that_fails_is_a_problem_and_a_retry_goes_on(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([RuntimeError("secret address"), RuntimeError("secret address")])
    failed = await client.post("/api/chat", json=SAY)
    assert (failed.status_code, failed.json()["code"]) == (503, "assistant_unavailable")
    (name, problem) = events_of((await client.post("/api/chat/stream", json=SAY)).text)[-1]
    assert (name, problem["status"], problem["code"]) == ("error", 503, "assistant_unavailable")
    assert "secret" not in failed.text + json.dumps(problem)
    model.extend([[ADD], [DONE]])
    assert (await client.post("/api/chat", json=SAY)).json()["response"] == "Added “Milk”."
    assert await titles(client) == ["Milk"]


async def test_a_stopping_server_sends_callers_away_for_a_moment(
    client: Client, turns: Turns
) -> None:
    await turns.aclose(grace_seconds=0)
    for path in ("/api/chat", "/api/chat/stream"):
        response = await client.post(path, json=SAY)
        assert (response.status_code, response.json()["code"]) == (503, "server_stopping")
        assert response.headers["Retry-After"].isdecimal()


async def test_thirty_two_chats_at_once_are_all_answered(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[assistant_message("Hello!")]] * 32)

    async def said() -> httpx2.Response:
        return await client.post("/api/chat", json={"message": "hi"})

    answers = await asyncio.gather(*(said() for _ in range(32)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["conversation_id"] for answer in answers}) == 32
