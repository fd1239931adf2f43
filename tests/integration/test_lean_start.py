"""What a server at rest holds in memory."""

import subprocess
import sys
from pathlib import Path

from tests.servers import environment_of
from tests.stack.processes import free_port

NEEDLESS = ("httpcore2", "prometheus_client", "pydantic.v1", "rich.console", "websockets")

STARTED = f"""
import asyncio, os, signal, sys, urllib.request
from evolution_todo import processes
from evolution_todo.adapters.configuring import load_settings

settings = load_settings()

def ask_and_tell():
    urllib.request.urlopen(f"http://127.0.0.1:{{settings.port}}/health").read()
    print([name for name in {NEEDLESS!r} if sys.modules.get(name)])
    os.kill(os.getpid(), signal.SIGTERM)

def ready():
    asyncio.get_running_loop().run_in_executor(None, ask_and_tell)

asyncio.run(processes.serve(settings, ready=ready))
"""


def test_a_server_answers_without_having_imported_what_it_never_uses(tmp_path: Path) -> None:
    environment = environment_of(tmp_path) | {"EVOLUTION_TODO_PORT": str(free_port())}
    done = subprocess.run(  # noqa: S603, PLW1510  a fixed command, judged by what it prints
        [sys.executable, "-c", STARTED], env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr
