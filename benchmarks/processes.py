"""Processes that are started to be measured."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OUR_COMMAND = str(Path(sys.executable).with_name("evolution-todo"))

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took until it wrote its first line, and the line."""

    seconds: float
    cpu_seconds: float
    line: str


def spent(command: list[str], environment: dict[str, str], *, request: str = "") -> Spent:
    """Measure a process from its start to its first line."""
    begun = time.perf_counter()
    with started(command, environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(request)
        process.stdin.flush()
        line = process.stdout.readline()
        return Spent(time.perf_counter() - begun, cpu_seconds(process.pid), line)


@contextlib.contextmanager
def place() -> Iterator[tuple[dict[str, str], int]]:
    """Give the environment of a server of ours, on a folder and a port of its own, and the port."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        yield (
            os.environ | {"EVOLUTION_TODO_DATA_DIR": folder, "EVOLUTION_TODO_PORT": str(port)},
            port,
        )


@contextlib.contextmanager
def started(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Start a process and end it by SIGTERM on leaving."""
    with subprocess.Popen(  # noqa: S603  our own commands
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextlib.contextmanager
def server(*command: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Start a server on a new folder; gives its process and its port when it listens."""
    with place() as (environment, port), started(list(command), environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # it says where it listens
        yield process, port


def cpu_seconds(pid: int) -> float:
    """Return the time a process has been on a processor, in user mode and in the kernel."""
    after_name = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """Return a process's resident and proportional set size, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
    sizes = {name: int(rest.split()[0]) * KIB / MIB for name, rest in _pairs(lines)}
    return sizes["Rss"], sizes["Pss"]


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, _, rest = line.partition(":")
        yield name, rest


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
