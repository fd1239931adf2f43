"""What the adapters say where no sidecar is, or one that does not answer."""

import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from evolution_todo.adapters.dapr import Sidecar
from evolution_todo.adapters.jobs import DaprJobs
from evolution_todo.adapters.pubsub import DaprPublisher
from evolution_todo.adapters.statestore import NOTHING, DaprStateStore
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import Event
from tests.stack.processes import free_port

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
EVENT = Event(
    id="0b9f2d0e-6f0c-4a51-9a5e-2f8a36f6a3c4",
    topic="task-events",
    type="com.evolution-todo.task.created",
    user_id="ada",
    data={"user_id": "ada", "correlation_id": "c"},
    correlation_id="c",
    time=NOW,
)

Call = Callable[[Sidecar], Coroutine[Any, Any, object]]

CALLS: dict[str, Call] = {
    "check": lambda sidecar: sidecar.check(),
    "publish": lambda sidecar: DaprPublisher(sidecar).publish([EVENT]),
    "get": lambda sidecar: DaprStateStore(sidecar).get("k"),
    "save": lambda sidecar: DaprStateStore(sidecar).save("k", 1),
    "save first": lambda sidecar: DaprStateStore(sidecar).save("k", 1, etag=NOTHING),
    "delete": lambda sidecar: DaprStateStore(sidecar).delete("k"),
    "schedule": lambda sidecar: DaprJobs(sidecar).schedule("reminder-1", due=NOW),
    "cancel": lambda sidecar: DaprJobs(sidecar).cancel("reminder-1"),
}


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where a connection is taken and never answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("name", CALLS)
async def test_without_a_sidecar_a_call_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAPR_GRPC_PORT", str(free_port()))
    async with Sidecar() as sidecar:
        with pytest.raises(Unavailable) as caught:
            await CALLS[name](sidecar)
    assert caught.value.code == "sidecar_unreachable"
    assert "DAPR_GRPC_PORT" in caught.value.next_step


async def test_a_sidecar_that_does_not_answer_is_not_waited_for_without_end(
    silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAPR_GRPC_PORT", str(silent_port))
    async with Sidecar() as sidecar:
        with pytest.raises(Unavailable):
            await DaprStateStore(sidecar).get("k")


def test_dapr_is_loaded_on_use_alone() -> None:
    script = (
        "import sys\n"
        "import evolution_todo.adapters.dapr, evolution_todo.adapters.jobs\n"
        "import evolution_todo.adapters.pubsub, evolution_todo.adapters.statestore\n"
        "print([name for name in ('dapr', 'grpc', 'google.protobuf') if name in sys.modules])"
    )
    loaded = subprocess.run(  # noqa: S603  our own
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
