"""The socket that `serve` listens on."""

import asyncio
import logging
import socket
from pathlib import Path
from typing import Any

import pytest

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.listening import bound
from evolution_todo.serving import listen

pytestmark = pytest.mark.anyio


async def test_an_answer_does_not_wait_until_the_one_before_was_acknowledged(
    tmp_path: Path,
) -> None:
    accepted: asyncio.Queue[int] = asyncio.Queue()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours: socket.socket = writer.get_extra_info("socket")
        accepted.put_nowait(ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
        await writer.wait_closed()

    settings = Settings.model_construct(host="127.0.0.1", port=0, data_dir=tmp_path)
    with bound(settings) as listener:
        async with await asyncio.start_server(answer, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            assert await accepted.get()
            writer.close()
            await writer.wait_closed()


async def test_a_start_that_is_interrupted_ends_before_anything_listens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        begun.append(scope["type"])
        await receive()
        await send({"type": "lifespan.startup.complete"})

    def nothing() -> None:
        raise AssertionError("it listened")

    async def interrupted() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()  # as asyncio does on SIGINT, while imports keep the loop busy
        with bound(settings) as listener:
            await listen(app, listener, ready=nothing, stopping=nothing, drain_seconds=0)

    settings = Settings.model_construct(host="127.0.0.1", port=0, data_dir=tmp_path)
    with caplog.at_level(logging.ERROR), pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(interrupted())
    assert (begun, caplog.records) == ([], [])
