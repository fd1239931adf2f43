"""A real server of a test's own: on loopback, with its log, ended by whoever began it."""

import asyncio
import contextlib
import functools
import itertools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, TypeVar

import httpx2
from filelock import FileLock, Timeout

from tests.stack.guard import GUARD

READY_SECONDS = 180.0
STOP_SECONDS = 20.0
T = TypeVar("T")

TAIL = 2_000
"""How much of a log is shown when its process does not start."""


BLOCK = 500
BLOCKS = range(15_000, 32_000, BLOCK)
"""Below the ports that systems hand out: no client takes one while its server restarts."""

_choosing = threading.Lock()


def free_port() -> int:
    """Return a port of the loopback that nothing listens on, and that is given to nobody else."""
    with _choosing:
        return next(port for port in _block()[1] if is_free(port))


@functools.cache
def _block() -> tuple[FileLock, Iterator[int]]:
    """Take ports that no other harness on this machine gives away as long as this one runs."""
    for first in random.sample(BLOCKS, len(BLOCKS)):
        lock = FileLock(Path(tempfile.gettempdir()) / f"evolution-todo-ports-{first}.lock")
        with contextlib.suppress(Timeout, OSError):  # another person's file is not ours to lock
            lock.acquire(blocking=False)
            return lock, itertools.cycle(range(first, first + BLOCK))
    raise RuntimeError("all ports for tests are taken by other runs")


def is_free(port: int) -> bool:
    """Say whether nothing listens on a port of the loopback."""
    with contextlib.suppress(OSError), socket.socket() as listener:
        listener.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # past connections do not count
        listener.bind(("127.0.0.1", port))
        return True
    return False


def unprivileged() -> str | None:
    """Return an existing user for servers that refuse to run as root; None for anybody else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


@contextlib.contextmanager
def folder(name: str, *, user: str | None = None) -> Iterator[Path]:
    """Make a folder that its user may enter and that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix=f"evolution-todo-{name}-"))
    GUARD.watch(path)
    try:
        if user is not None:
            shutil.chown(path, user)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        GUARD.forget(path)


def enter_together(held: ExitStack, **managers: AbstractContextManager[Any]) -> dict[str, Any]:
    """Enter all at once; those that are entered are left with `held`, even when one fails."""
    with ThreadPoolExecutor(len(managers)) as threads:
        entered = threads.map(held.enter_context, managers.values())
        return dict(zip(managers, entered, strict=True))


@contextlib.asynccontextmanager
async def entered(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """Enter what waits for processes, in a thread: whom they ask meanwhile can answer."""
    held = await asyncio.to_thread(manager.__enter__)
    try:
        yield held
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)


class Server:
    """A program that runs until it is stopped, on the same ports and data each time.

    Args:
        command: What to run.
        log: Where its output goes.
        is_ready: Says whether it serves.
        user: As whom it runs, if not as this process.
        environment: Its variables, if not those of this process; changed, from its next start on.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        is_ready: Callable[[], bool],
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.log = log
        self._command = [str(word) for word in command]
        self._is_ready = is_ready
        self._user = user
        self.environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """With what it has ended; negative for a signal, None while it runs."""
        assert self._process is not None
        return self._process.poll()

    def start(self) -> None:
        """Begin, and return once it serves."""
        self.begin()
        try:
            self.wait()
        except BaseException:
            self.kill()
            raise

    def begin(self) -> None:
        """Begin without waiting."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  the caller's fixed command
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self._user,
                group=None if self._user is None else pwd.getpwnam(self._user).pw_gid,
                env=self.environment,
                cwd=self.log.parent,
                start_new_session=True,  # whoever began it ends it, not Ctrl-C in the terminal
            )
        GUARD.watch(self._process.pid)

    def wait(self) -> None:
        """Return once it serves."""
        assert self._process is not None
        until = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            ended = self._process.poll()
            if ended is not None or time.monotonic() > until:
                what = f"ended with {ended}" if ended is not None else "does not serve"
                tail = self.log.read_text(errors="replace")[-TAIL:]
                raise RuntimeError(f"{self._command[0]} {what}:\n{tail}")
            time.sleep(0.05)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            GUARD.forget(self._process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it as its operator would; kill it if it does not end in time."""
        if not self.is_running:
            return
        assert self._process is not None
        self.send(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        self.kill()


def answers(port: int) -> bool:
    """Say whether something listens on a port of the loopback."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def is_healthy(url: str) -> bool:
    """Say whether an address answers that all is well."""
    try:
        return httpx2.get(url, timeout=1, trust_env=False).is_success
    except httpx2.TransportError:
        return False
