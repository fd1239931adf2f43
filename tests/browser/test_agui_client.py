"""AG-UI's own client for JavaScript against a real server."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Server

pytestmark = pytest.mark.anyio

SCRIPT = Path(__file__).with_name("agui_client.mjs")


async def said(modules: Path, folder: Path, server: Server, *texts: str) -> dict[str, Any]:
    """Say these texts with the client, one run after the other."""
    script = Path(shutil.copy(SCRIPT, folder))
    (folder / "node_modules").symlink_to(modules)
    process = await asyncio.create_subprocess_exec(
        "node", script, server.url, *texts, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    seen: dict[str, Any] = json.loads(output)
    return seen


async def test_a_run_is_told_to_ag_uis_client_and_what_is_asked_is_resumed(
    modules: Path, tmp_path_factory: pytest.TempPathFactory, server: Server
) -> None:
    folder = tmp_path_factory.mktemp("client")
    texts = ("add milk and bread", "delete all my tasks", "yes")
    seen = await said(modules, folder, server, *texts)
    added, asked, deleted = seen["runs"]
    assert added["events"][0] == "RUN_STARTED"
    assert added["events"][-1] == "RUN_FINISHED"
    assert {"TOOL_CALL_RESULT", "STATE_SNAPSHOT", "TEXT_MESSAGE_CONTENT"} <= set(added["events"])
    assert (added["interrupts"], len(asked["interrupts"]), deleted["interrupts"]) == ([], 1, [])
    assert "Deleted 2 tasks" in deleted["state"]["response"]
    roles = {message["role"] for message in seen["messages"]}
    assert roles == {"user", "assistant", "tool"}
