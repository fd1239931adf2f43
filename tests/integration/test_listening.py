"""The socket that `serve` listens on."""

import asyncio
import socket
from pathlib import Path

import pytest

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.listening import bound

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
