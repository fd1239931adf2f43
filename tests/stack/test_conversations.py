"""Conversations on two replicas of the API, with their copies in a real Redis behind Dapr."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.servers import run
from tests.stack.stack import Process, Stack

Json = dict[str, Any]

SOON_SECONDS = 60
"""After which what never comes ends its test."""


def soon(is_so: Callable[[], bool]) -> None:
    """Return once what another process is about to do is done."""
    deadline = time.monotonic() + SOON_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def replicas(stack: Stack) -> Iterator[tuple[Process, Process]]:
    database = stack.database()
    with stack.process("mcp", database=database) as tools:
        mcp_url = f"{tools.url}/mcp"
        with (
            stack.process("api", database=database, mcp_url=mcp_url) as first,
            stack.process("api", database=database, mcp_url=mcp_url) as second,
        ):
            yield first, second


def said(replica: Process, message: str, conversation: str | None = None) -> Json:
    body = {"message": message, "message_id": str(uuid4()), "conversation_id": conversation}
    answer = httpx2.post(f"{replica.url}/api/chat", json=body, timeout=60)
    return dict(answer.raise_for_status().json())


def key(conversation: str) -> str:
    return f"todo-app::conversation::{conversation}"


def copy(stack: Stack, conversation: str) -> list[str]:
    """What Redis's own tool shows of what the person said."""
    data = stack.redis.run("HGET", key(conversation), "data")
    messages = json.loads(data)["messages"] if data else []
    return [each["content"] for each in messages if each["role"] == "user"]


def test_conversation_is_under_its_key_for_an_hour_and_goes_on_at_the_other_replica(
    stack: Stack, replicas: tuple[Process, Process]
) -> None:
    first, second = replicas
    conversation = said(first, "add milk")["conversation_id"]
    soon(lambda: copy(stack, conversation) == ["add milk"])
    assert 3500 < int(stack.redis.run("TTL", key(conversation))) <= 3600
    assert "milk" in said(second, "undo", conversation)["response"].lower()
    soon(lambda: copy(stack, conversation) == ["add milk", "undo"])


def test_chat_goes_on_without_redis_and_the_copy_is_right_when_it_is_back(
    stack: Stack, replicas: tuple[Process, Process]
) -> None:
    first, second = replicas
    conversation = said(first, "add bread")["conversation_id"]
    soon(lambda: copy(stack, conversation) == ["add bread"])
    stack.redis.server.stop()
    assert "eggs" in said(second, "add eggs", conversation)["response"].lower()
    assert "eggs" in said(first, "undo", conversation)["response"].lower()
    stack.redis.server.start()
    assert copy(stack, conversation) == ["add bread"]

    def is_right() -> bool:
        """Until the sidecar has found Redis again, a copy may still be left out."""
        said(first, "what's due?", conversation)
        return copy(stack, conversation)[:3] == ["add bread", "add eggs", "undo"]

    soon(is_right)
    assert "bread" in said(second, "undo", conversation)["response"].lower()


def test_deleted_conversation_is_forgotten(stack: Stack, replicas: tuple[Process, Process]) -> None:
    first, second = replicas
    conversation = said(first, "add tea")["conversation_id"]
    soon(lambda: copy(stack, conversation) == ["add tea"])
    httpx2.delete(f"{second.url}/api/conversations/{conversation}").raise_for_status()
    soon(lambda: copy(stack, conversation) == [])


def test_what_starts_without_redis_does_its_work_and_finds_it_when_told(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = stack.database()
    stack.redis.server.stop()
    with (
        stack.process("api", database=database) as api,
        stack.process("relay", database=database),
        stack.process("recurring", database=database),
    ):
        conversation = said(api, "add a task to water the plants every day")["conversation_id"]
        said(api, "complete water the plants", conversation)
        soon(lambda: len(titled(api, "Water the plants")) == 2)
        assert "BAD  state" in doctor(api, tmp_path, monkeypatch)
        stack.redis.server.start()
        (stack.dapr / "local" / "statestore.yaml").touch()

        def is_copied() -> bool:
            """Until its sidecar has found Redis, a copy is left out."""
            said(api, "what's due?", conversation)
            return len(copy(stack, conversation)) > 2

        soon(is_copied)
        assert "ok   state" in doctor(api, tmp_path, monkeypatch)


def doctor(api: Process, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what `evolution-todo doctor` says beside a process's sidecar."""
    assert api.sidecar is not None
    for name, value in api.sidecar.environment.items():
        monkeypatch.setenv(name, value)
    return asyncio.run(run(folder, "doctor", STATE="dapr", DATABASE_URL=api.database)).output


def titled(api: Process, title: str) -> list[Json]:
    tasks = httpx2.get(f"{api.url}/api/tasks").raise_for_status().json()["items"]
    return [task for task in tasks if task["title"] == title]
