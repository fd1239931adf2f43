"""The installed server as a process of its own, and the socket on which it tells its steps."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from typing import Any, Self

import httpx2

from tests.stack.processes import free_port

COMMAND = Path(sys.executable).with_name("evolution-todo")
START_SECONDS = 180


async def _answers(client: httpx2.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx2.TransportError:
        return False


def environment_of(folder: Path) -> dict[str, str]:
    """Return this process's environment with no setting but the data folder and the zone."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("EVOLUTION_TODO_", "OPENAI_", "GEMINI_", "GOOGLE_"))
    }
    return kept | {
        "EVOLUTION_TODO_DATA_DIR": str(folder),
        "EVOLUTION_TODO_TIMEZONE": "Europe/Berlin",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command that has ended left behind."""

    code: int
    output: str
    errors: str


async def run(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run the installed command to its end."""
    process = await asyncio.create_subprocess_exec(
        COMMAND,
        *arguments,
        env=environment_of(folder) | {f"EVOLUTION_TODO_{k}": v for k, v in settings.items()},
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return Ended(code=process.returncode or 0, output=output.decode(), errors=errors.decode())


class Server:
    """One `evolution-todo serve`, or another of its processes, on a data folder.

    As a context it runs from its beginning to its end.
    """

    def __init__(self, folder: Path, *command: str, steps: Path | None = None) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = environment_of(folder) | {"EVOLUTION_TODO_PORT": str(port)}
        if steps is not None:
            self.environment["EVOLUTION_TODO_STEP_SOCKET"] = str(steps)
        self._folder = folder
        self._command = command or ("serve",)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the process and wait until it answers."""
        await self.launch()
        assert self._process is not None
        async with asyncio.timeout(START_SECONDS), httpx2.AsyncClient() as client:
            while True:
                assert self._process.returncode is None, "the server ended while starting"
                if await _answers(client, f"{self.url}/health"):
                    return
                await asyncio.sleep(0.05)

    async def launch(self) -> None:
        """Start the process, which may be killed before it answers."""
        log = (self._folder / "server.log").open("ab")
        self._process = await asyncio.create_subprocess_exec(
            COMMAND, *self._command, env=self.environment, stdout=log, stderr=log
        )
        log.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(SIGKILL)

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self.signal(SIGTERM)

    def signal(self, number: Signals) -> None:
        """Send a signal, unless it has ended."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def gone(self) -> int:
        """Wait for the process to have ended; returns its exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """End it kindly, if it still runs."""
        if self._process is not None and self._process.returncode is None:
            self.ask_to_stop()
            await self.gone()


Tell = Callable[[dict[str, Any]], Awaitable[None]]


@asynccontextmanager
async def step_socket(path: Path, tell: Tell) -> AsyncIterator[None]:
    """Hear each step of each turn; the turn goes on when `tell` has returned."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                await tell(json.loads(line))
                writer.write(b"go\n")
                await writer.drain()
        except ConnectionError:
            pass  # the server was killed on purpose
        finally:
            writer.close()

    listener = await asyncio.start_unix_server(hear, path)
    async with listener:
        yield
