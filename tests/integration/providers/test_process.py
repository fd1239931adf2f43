"""The installed program with a provider: chosen by its settings, told by doctor, never its key."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from tests.integration.providers.provider import Provider, Status, serving
from tests.integration.providers.wires import KEY, Call, GeminiWire, Reply
from tests.servers import Server, run
from todo_agent import wording

pytestmark = pytest.mark.anyio

COMPATIBLE = "EVOLUTION_TODO_MODEL=openai-compatible/qwen3"
ADD_MILK = Reply(calls=[Call(name="add_tasks", arguments={"tasks": [{"title": "Milk"}]})])
DONE = Reply(words=["All ", "done."])
SPENT = {
    "model": "gemini/gemini-3.8-flash",
    "input_tokens": 2000,
    "output_tokens": 100,
    "cost_usd": pytest.approx(2 * 0.0006675),
}


async def test_a_server_thinks_with_the_model_of_its_settings_and_tells_what_it_spent(
    tmp_path: Path,
) -> None:
    async with serving(GeminiWire()) as provider:
        server = Server(tmp_path)
        server.environment |= {
            "EVOLUTION_TODO_MODEL": "gemini/gemini-3.8-flash",
            "EVOLUTION_TODO_MODEL_BASE_URL": provider.address,
            "EVOLUTION_TODO_LOG_LEVEL": "debug",
            "GEMINI_API_KEY": KEY,
        }
        async with server, httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
            await _conversation(client, provider)
    log = (tmp_path / "server.log").read_text()
    assert "Messages go to gemini/gemini-3.8-flash. Ctrl-C stops." in log
    assert "gemini/gemini-3.8-flash failed (ClientError 401); it is given up" in log
    assert KEY not in log
    assert "milk" not in log.lower()


async def _conversation(client: httpx2.AsyncClient, provider: Provider) -> None:
    provider.script = [ADD_MILK, DONE]
    say = {"message": "add milk", "message_id": "one"}
    answer = (await client.post("/api/chat", json=say)).json()
    assert (answer["response"], answer["usage"]) == ("All done.", SPENT)
    again = await client.post("/api/chat/stream", json=say)
    assert json.loads(again.text.rpartition("data: ")[2])["usage"] == SPENT
    provider.script = [Status(code=401)]
    answer = (await client.post("/api/chat", json={"message": "add eggs"})).json()
    assert wording.REFUSED in answer["response"]
    assert answer["usage"] is None
    titles = [task["title"] for task in (await client.get("/api/tasks")).json()["items"]]
    assert sorted(titles) == ["Eggs", "Milk"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "the offline planner; no message is sent anywhere"),
        (f"GOOGLE_API_KEY={KEY}", "gemini/gemini-3.8-flash, with a key"),
        (
            f"{COMPATIBLE}\nEVOLUTION_TODO_MODEL_BASE_URL=http://me:{KEY}@127.0.0.1:11434/v1",
            "openai-compatible/qwen3 at http://127.0.0.1:11434/v1, without a key",
        ),
    ],
)
async def test_doctor_tells_which_model_answers_and_where_and_no_key(
    tmp_path: Path, lines: str, told: str
) -> None:
    (tmp_path / ".env").write_text(lines)
    ended = await run(tmp_path, "doctor")
    assert told in " ".join(ended.output.split())
    assert KEY not in ended.output + ended.errors


async def test_a_model_without_its_key_stops_the_start(tmp_path: Path) -> None:
    ended = await run(tmp_path, "serve", MODEL="openai/gpt-5")
    assert ended.code != 0
    assert "EVOLUTION_TODO_MODEL is openai/gpt-5, which needs a key" in ended.errors
    assert "Set OPENAI_API_KEY" in ended.errors
