"""OpenAI's own client, and what Open WebUI and LibreChat send, against real turns."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from agents.testing import ModelCall, ModelStep, ScriptedModel, assistant_message, function_call
from openai import AsyncOpenAI, NotFoundError, UnprocessableEntityError

from tests.conftest import Clock
from tests.integration.api.conftest import Client, titles

pytestmark = pytest.mark.anyio

ADD = function_call("add_tasks", {"tasks": [{"title": "Milk"}]}, call_id="c1")
DONE = assistant_message("Added “Milk”.")
MILK: list[Any] = [{"role": "user", "content": "add milk"}]
COMPLETE = {"model": "evolution-todo", "messages": MILK}


@pytest.fixture
def openai(client: Client) -> AsyncOpenAI:
    base = str(client.base_url.join("/v1"))
    return AsyncOpenAI(api_key="unused", base_url=base, http_client=client, max_retries=0)


async def completed(client: Client, *said: str, **headers: str) -> str:
    """Send a conversation as Chat Completions; every second of its texts is the assistant's."""
    messages = [
        {"role": "assistant" if at % 2 else "user", "content": text} for at, text in enumerate(said)
    ]
    response = await client.post(
        "/v1/chat/completions", json={"messages": messages}, headers=headers
    )
    text: str = response.json()["choices"][0]["message"]["content"]
    return text


async def conversations(client: Client) -> list[str]:
    return [each["id"] for each in (await client.get("/api/conversations")).json()["items"]]


async def test_openais_client_reads_a_completion(
    openai: AsyncOpenAI, client: Client, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    answer = await openai.chat.completions.create(model="evolution-todo", messages=MILK)
    assert answer.choices[0].message.content == "Added “Milk”."
    assert answer.choices[0].message.tool_calls is None
    assert await titles(client) == ["Milk"]


async def test_openais_client_reads_a_streamed_completion(
    openai: AsyncOpenAI, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    stream = await openai.chat.completions.create(
        model="evolution-todo",
        messages=MILK,
        stream=True,
        stream_options={"include_usage": True},
    )
    pieces = [piece async for piece in stream]
    deltas = [piece.choices[0].delta for piece in pieces if piece.choices]
    assert "".join(delta.content or "" for delta in deltas) == "Added “Milk”."
    assert not any(delta.tool_calls for delta in deltas)
    thought = "".join(getattr(delta, "reasoning_content", "") for delta in deltas)
    assert "add_tasks" in thought
    assert pieces[-1].usage is not None


async def test_openais_client_reads_a_response(openai: AsyncOpenAI, model: ScriptedModel) -> None:
    model.extend([[ADD], [DONE]])
    response = await openai.responses.create(model="evolution-todo", input="add milk")
    assert response.output_text == "Added “Milk”."
    assert [item.type for item in response.output] == [
        "function_call",
        "function_call_output",
        "message",
    ]


async def test_openais_client_reads_a_streamed_response(
    openai: AsyncOpenAI, model: ScriptedModel
) -> None:
    model.extend([[ADD], [DONE]])
    async with openai.responses.stream(model="evolution-todo", input="add milk") as stream:
        async for _event in stream:
            pass
        response = await stream.get_final_response()
    assert response.output_text == "Added “Milk”."
    assert response.status == "completed"


async def test_a_response_goes_on_from_the_one_before(
    openai: AsyncOpenAI, client: Client, model: ScriptedModel
) -> None:
    model.extend([[DONE], [assistant_message("Gladly.")]])
    first = await openai.responses.create(model="evolution-todo", input="add milk")
    await openai.responses.create(
        model="evolution-todo", input="thanks", previous_response_id=first.id
    )
    assert len(await conversations(client)) == 1
    with pytest.raises(NotFoundError) as caught:
        await openai.responses.create(input="thanks", previous_response_id="resp_none")
    assert caught.value.code == "response_not_found"


async def test_the_model_is_listed_and_read(openai: AsyncOpenAI) -> None:
    assert [model.id async for model in openai.models.list()] == ["evolution-todo"]
    assert (await openai.models.retrieve("evolution-todo")).id == "evolution-todo"
    with pytest.raises(NotFoundError):
        await openai.models.retrieve("gpt-5")


async def test_an_error_is_told_as_openais_client_reads_it(openai: AsyncOpenAI) -> None:
    with pytest.raises(UnprocessableEntityError) as caught:
        await openai.chat.completions.create(
            model="evolution-todo", messages=[{"role": "user", "content": " "}]
        )
    assert (caught.value.code, caught.value.param) == ("invalid_message", "message")


async def test_the_same_list_within_a_minute_is_one_turn(
    client: Client, model: ScriptedModel, clock: Clock
) -> None:
    model.extend([[ADD], [DONE]])
    first = await completed(client, "add milk")
    clock.now += timedelta(seconds=59)
    assert await completed(client, "add milk") == first
    assert await titles(client) == ["Milk"]


async def test_the_same_list_after_a_minute_is_a_new_turn(
    client: Client, model: ScriptedModel, clock: Clock
) -> None:
    model.extend([[assistant_message("One.")], [assistant_message("Two.")]])
    assert await completed(client, "hi") == "One."
    clock.now += timedelta(seconds=61)
    assert await completed(client, "hi") == "Two."
    clock.now += timedelta(seconds=59)
    assert await completed(client, "hi") == "Two."


async def test_the_minute_is_counted_from_the_end_of_a_turn_that_took_long(
    client: Client, model: ScriptedModel, clock: Clock
) -> None:
    async def take_long(_call: ModelCall) -> list[Any]:
        clock.now += timedelta(minutes=2)
        return [DONE]

    model.extend([[ADD], ModelStep(responder=take_long)])
    first = await completed(client, "add milk")
    clock.now += timedelta(seconds=59)
    assert await completed(client, "add milk") == first
    assert await titles(client) == ["Milk"]


async def test_the_same_list_while_it_runs_is_one_turn(
    client: Client, model: ScriptedModel
) -> None:
    reached, go = asyncio.Event(), asyncio.Event()

    async def wait(_call: ModelCall) -> list[Any]:
        reached.set()
        await go.wait()
        return [DONE]

    model.extend([[ADD], ModelStep(responder=wait)])
    first = asyncio.create_task(completed(client, "add milk"))
    await reached.wait()
    second = asyncio.create_task(completed(client, "add milk"))
    go.set()
    assert await first == await second
    assert await titles(client) == ["Milk"]


async def test_a_conversation_sent_whole_goes_on_where_it_was(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[DONE], [assistant_message("Gladly.")]])
    first = await completed(client, "add milk")
    await completed(client, "add milk", first, "thanks")
    assert len(await conversations(client)) == 1


async def test_chats_that_begin_alike_are_told_apart_by_the_name_open_webui_forwards(
    client: Client, model: ScriptedModel
) -> None:
    model.extend([[DONE], [DONE], [assistant_message("Gladly.")]])
    for chat in ("one", "two"):
        await completed(client, "add milk", **{"X-OpenWebUI-Chat-Id": chat})
    assert len(await conversations(client)) == 2
    await completed(client, "add milk", "ok", "thanks", **{"X-OpenWebUI-Chat-Id": "one"})
    assert len(await conversations(client)) == 2


async def test_a_text_answers_what_was_asked(client: Client, model: ScriptedModel) -> None:
    add = {"name": "add_tasks", "arguments": {"tasks": [{"title": "Milk"}]}}
    ask = {"question": "Add “Milk”?", "options": [{"label": "Add", "calls": [add]}]}
    model.extend([[function_call("ask_person", ask, call_id="q1")], [DONE]])
    asked = await completed(client, "milk")
    assert asked == "Add “Milk”?"
    assert await titles(client) == []
    await completed(client, "milk", asked, "yes")
    assert await titles(client) == ["Milk"]


async def test_the_errands_of_open_webui_run_no_turn(client: Client) -> None:
    prompt = (
        "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history."
        "\n### Chat History:\n<chat_history>\nUSER: add milk\nASSISTANT: Added.\n</chat_history>"
    )
    assert json.loads(await completed(client, prompt)) == {"title": "add milk"}
    streamed = await client.post(
        "/v1/responses", json={"input": prompt, "stream": True, "model": "evolution-todo"}
    )
    assert "add milk" in streamed.text
    assert await conversations(client) == []


OPEN_WEBUI = {
    "stream": True,
    "model": "evolution-todo",
    "messages": [{"role": "system", "content": "Be kind."}, *MILK],
    "stream_options": {"include_usage": True},
    "temperature": 0.8,
    "metadata": {"chat_id": "x"},
}
LIBRECHAT = {
    "model": "evolution-todo",
    "user": "65f0",
    "stream": True,
    "messages": [{"role": "user", "content": [{"type": "text", "text": "add milk"}]}],
    "temperature": 1,
    "top_p": 1,
    "presence_penalty": 0,
    "frequency_penalty": 0,
}


@pytest.mark.parametrize("body", [OPEN_WEBUI, LIBRECHAT], ids=["Open WebUI", "LibreChat"])
async def test_what_known_clients_send_is_answered(
    client: Client, model: ScriptedModel, body: dict[str, Any]
) -> None:
    model.extend([[ADD], [DONE]])
    response = await client.post("/v1/chat/completions", json=body)
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.text.endswith("data: [DONE]\n\n")
    assert await titles(client) == ["Milk"]
