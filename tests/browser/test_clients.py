"""Other people's clients for JavaScript against a real server."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.servers import Server

pytestmark = pytest.mark.anyio

SCRIPTS = Path(__file__).parent

Say = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def said_by(modules: Path, tmp_path_factory: pytest.TempPathFactory, server: Server) -> Say:
    """Says texts with a client, one after the other; returns what it saw."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "node_modules").symlink_to(modules)

    async def said(script: str, *texts: str) -> dict[str, Any]:
        program = shutil.copy(SCRIPTS / script, folder)
        process = await asyncio.create_subprocess_exec(
            "node", program, server.url, *texts, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        assert process.returncode == 0
        seen: dict[str, Any] = json.loads(output)
        return seen

    return said


async def test_a_run_is_told_to_ag_uis_client_and_what_is_asked_is_resumed(said_by: Say) -> None:
    texts = ("add milk and bread", "delete all my tasks", "yes")
    seen = await said_by("agui_client.mjs", *texts)
    added, asked, deleted = seen["runs"]
    assert added["events"][0] == "RUN_STARTED"
    assert added["events"][-1] == "RUN_FINISHED"
    assert {"TOOL_CALL_RESULT", "STATE_SNAPSHOT", "TEXT_MESSAGE_CONTENT"} <= set(added["events"])
    assert (added["interrupts"], len(asked["interrupts"]), deleted["interrupts"]) == ([], 1, [])
    assert "Deleted 2 tasks" in deleted["state"]["response"]
    roles = {message["role"] for message in seen["messages"]}
    assert roles == {"user", "assistant", "tool"}


async def test_a_message_is_told_to_the_ai_sdks_chat_and_what_is_asked_is_approved(
    said_by: Say, rest: httpx2.AsyncClient
) -> None:
    texts = ("add milk and bread", "delete all my tasks", "yes")
    seen = await said_by("ai_sdk_client.mjs", *texts)
    _, added, _, deleted = seen["messages"]
    tool, text = added["parts"][1:3]
    assert (tool["toolName"], tool["state"]) == ("add_tasks", "output-available")
    assert text["text"].startswith("Added 2 tasks")
    (approval,) = (part for part in deleted["parts"] if "approval" in part)
    assert (approval["state"], approval["output"]) == ("output-available", {"approved": True})
    assert "Deleted 2 tasks" in "".join(part.get("text", "") for part in deleted["parts"])
    assert seen["called"] == []  # the client is left nothing to run
    assert (await rest.get("/api/tasks")).json()["items"] == []


async def test_an_answer_that_the_ai_sdk_asks_for_again_is_the_same_turn(
    said_by: Say, rest: httpx2.AsyncClient
) -> None:
    seen = await said_by("ai_sdk_client.mjs", "add milk", "(again)")
    assert [message["role"] for message in seen["messages"]] == ["user", "assistant"]
    tasks = (await rest.get("/api/tasks")).json()["items"]
    assert [task["title"] for task in tasks] == ["Milk"]
