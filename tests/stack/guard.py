"""Ends the servers of a harness that was itself killed before it could end them."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path


class Guard:
    """A process of its own that is told of what runs, and outlives this one by a moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def watch(self, what: int | Path) -> None:
        """Have a process ended, or a folder removed, when this process ends however it does."""
        self._tell(f"+{what}")

    def forget(self, what: int | Path) -> None:
        """Take back a word: it has ended or gone."""
        self._tell(f"-{what}")

    def _tell(self, line: str) -> None:
        with self._lock:
            if self._process is None:
                self._process = self._started()
            assert self._process.stdin is not None
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()

    def _started(self) -> "subprocess.Popen[str]":
        process = subprocess.Popen(  # noqa: S603  this file
            [sys.executable, "-S", __file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C in the terminal is not for it
        )
        atexit.register(process.communicate)
        return process


GUARD = Guard()


def main() -> None:
    """Listen until the harness has gone, however it went, and end what it left."""
    left: dict[str, None] = {}
    for line in sys.stdin:
        what = line.rstrip("\n")
        if what.startswith("+"):
            left[what[1:]] = None
        else:
            left.pop(what[1:], None)
    for what in reversed(left):
        _end(what)


def _end(what: str) -> None:
    if what.isdecimal():
        with suppress(ProcessLookupError):
            os.killpg(int(what), signal.SIGKILL)
    else:
        shutil.rmtree(what, ignore_errors=True)


if __name__ == "__main__":
    main()
