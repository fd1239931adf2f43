"""A reminder that comes due while a chat is open in a terminal is told there."""

import asyncio
import os
import pty
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest

from tests.servers import COMMAND, Server, environment_of

pytestmark = pytest.mark.anyio

SOON_SECONDS = 60
WHERE_IS_THE_CURSOR, AT_THE_START = b"\x1b[6n", b"\x1b[1;1R"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07|\r")


class Terminal:
    """A terminal with a chat in it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._shown = b""
        self._news = asyncio.Event()

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._descriptor, text.encode())

    async def shows(self, words: str) -> None:
        """Wait until it has shown these words, and forget what it has shown up to them."""
        try:
            async with asyncio.timeout(SOON_SECONDS):
                while words not in self._text:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"“{words}” is not in what it shows: {self._text}") from None
        self._shown = self._text.partition(words)[2].encode()

    @property
    def _text(self) -> str:
        return CONTROL.sub("", self._shown.decode(errors="replace"))

    def take(self) -> None:
        """Take what the chat has written."""
        try:
            written = os.read(self._descriptor, 65_536)
        except OSError:  # the chat has ended
            asyncio.get_running_loop().remove_reader(self._descriptor)
            return
        if WHERE_IS_THE_CURSOR in written:
            os.write(self._descriptor, AT_THE_START)
        self._shown += written
        self._news.set()


@asynccontextmanager
async def chat(folder: Path) -> AsyncIterator[Terminal]:
    """Open a chat on a data folder, and leave it."""
    ours, its = pty.openpty()
    environment = environment_of(folder) | {"TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
    process = await asyncio.create_subprocess_exec(
        COMMAND, "chat", stdin=its, stdout=its, stderr=its, env=environment
    )
    os.close(its)
    terminal = Terminal(ours)
    asyncio.get_running_loop().add_reader(ours, terminal.take)
    try:
        await terminal.shows("leaves.")
        yield terminal
        terminal.type("exit\r")
        async with asyncio.timeout(SOON_SECONDS):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        asyncio.get_running_loop().remove_reader(ours)
        os.close(ours)


@pytest.mark.parametrize("through_a_server", [True, False])
async def test_a_reminder_rings_above_the_line_that_is_typed(
    tmp_path: Path, *, through_a_server: bool
) -> None:
    async with Server(tmp_path) if through_a_server else nullcontext(), chat(tmp_path) as terminal:
        terminal.type("remind me to stretch in 3 seconds\r")
        await terminal.shows("Added “Stretch”")
        terminal.type("add half a ")
        await terminal.shows("⏰ Reminder: Stretch, due today at ")
        terminal.type("line\r")
        await terminal.shows("Added “Half a line”")
