"""The MCP Inspector, a client that is not ours, lists and calls the tools.

It is an npm package that wants Node 22, which npm has too: both are kept in the cache folder of the
person who runs the tests. Where npm is missing or cannot reach its registry these tests are left
out, but never with CI=true.
"""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from mcp import StdioServerParameters
from platformdirs import user_cache_path

pytestmark = pytest.mark.anyio

PACKAGES = ("@modelcontextprotocol/inspector@2.12.0", "node@22.23.3")
HOW = "the MCP Inspector is missing: install npm (https://nodejs.org) and run the tests online once"
REQUIRED = os.environ.get("CI") == "true"


def leave_out(why: str) -> None:
    if REQUIRED:
        pytest.fail(f"{HOW} ({why})")
    pytest.skip(f"{HOW} ({why})")


@pytest.fixture(scope="session")
def binaries() -> Path:
    """The folder with the programs `mcp-inspector` and `node`."""
    key = "-".join(package.rpartition("@")[2] for package in PACKAGES)
    home = user_cache_path("evolution-todo") / f"inspector-{key}"
    found = home / "node_modules" / ".bin"
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{home}.lock"):
        if not found.exists():
            install(home)
    return found


def install(home: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        leave_out("there is no npm on the PATH")
    draft = home.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    command = [str(npm), "install", "--no-audit", "--no-fund", "--loglevel=error", *PACKAGES]
    done = subprocess.run(  # noqa: S603  a fixed command
        command, cwd=draft, capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode:
        leave_out(f"npm says: {done.stderr.strip()[-300:]}")
    draft.rename(home)


class Inspector:
    """Its command line, with a home of its own."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self._program = str(binaries / "mcp-inspector")
        path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
        self._environment = {"PATH": path, "HOME": str(home), "NO_COLOR": "1"}

    async def __call__(self, *arguments: str) -> tuple[int, Any, str]:
        """Its exit code, what it printed, and what it complained of."""
        process = await asyncio.create_subprocess_exec(
            self._program,
            "--cli",
            *arguments,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, complaints = await process.communicate()
        assert process.returncode is not None
        return process.returncode, json.loads(out), complaints.decode()


@pytest.fixture
def inspector(binaries: Path, tmp_path: Path) -> Inspector:
    return Inspector(binaries, tmp_path)


async def look_around(inspector: Inspector, *target: str) -> None:
    code, listed, complaints = await inspector(*target, "--method", "tools/list", "--strict")
    assert code == 0, complaints
    assert len(listed["tools"]) == 17
    assert "Warning:" not in complaints  # about schemas that some clients cannot use
    call = (*target, "--method", "tools/call", "--tool-name")

    tasks = json.dumps([{"title": "Milk", "due": "tomorrow 5pm", "tags": ["shop"]}])
    code, added, complaints = await inspector(*call, "add_tasks", "--tool-arg", f"tasks={tasks}")
    assert code == 0, complaints
    assert added["structuredContent"]["results"][0]["title"] == "Milk"

    code, found, _ = await inspector(*call, "find_tasks")
    assert [task["title"] for task in found["structuredContent"]["items"]] == ["Milk"]

    code, refused, _ = await inspector(*call, "find_tasks", "--tool-arg", "owner=bob")
    assert code != 0
    assert refused["structuredContent"]["code"] == "unknown_argument"

    _, today, _ = await inspector(*target, "--method", "resources/read", "--uri", "todo://today")
    assert json.loads(today["contents"][0]["text"])["open"] == 1


async def test_inspector_lists_and_calls_over_stdio(
    inspector: Inspector, stdio: StdioServerParameters
) -> None:
    await look_around(inspector, stdio.command, *stdio.args)


async def test_inspector_lists_and_calls_over_http(inspector: Inspector, address: str) -> None:
    await look_around(inspector, address)
