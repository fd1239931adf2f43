"""The harness itself: real servers that keep what they are given, and that leave nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer

from tests.stack.dapr import Sidecar
from tests.stack.processes import Server, answers
from tests.stack.stack import Stack
from tests.stack.waiting import soon

TOPIC = "harness"
PUBSUB, STATE = "kafka-pubsub", "statestore"
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
"""The addresses of this machine alone, as the kernel writes them."""
LISTENING = "0A"


@pytest.fixture(scope="module")
def publisher(stack: Stack) -> Iterator[Sidecar]:
    with stack.sidecar("relay") as sidecar:
        yield sidecar


@pytest.fixture(scope="module")
def keeper(stack: Stack) -> Iterator[Sidecar]:
    with stack.sidecar("api") as sidecar:
        yield sidecar


def records(stack: Stack, count: int) -> list[str]:
    """Read a topic by a client that knows nothing of Dapr."""

    async def read() -> list[str]:
        consumer = AIOKafkaConsumer(
            TOPIC, bootstrap_servers=stack.kafka.bootstrap, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            async with asyncio.timeout(30):
                return [(await consumer.getone()).value.decode() for _ in range(count)]
        finally:
            await consumer.stop()

    return asyncio.run(read())


def test_what_is_published_outlives_the_broker(stack: Stack, publisher: Sidecar) -> None:
    url = f"{publisher.url}/v1.0/publish/{PUBSUB}/{TOPIC}"
    assert httpx2.post(url, json="kept", params={"metadata.rawPayload": "true"}).is_success
    stack.kafka.server.kill()
    stack.kafka.server.start()
    assert records(stack, 1) == ['"kept"']


def test_state_outlives_redis_and_is_under_the_very_key(stack: Stack, keeper: Sidecar) -> None:
    url = f"{keeper.url}/v1.0/state/{STATE}"
    assert httpx2.post(url, json=[{"key": "todo-app::k", "value": 1}]).is_success
    stack.redis.server.kill()
    stack.redis.server.start()
    assert stack.redis.run("HGET", "todo-app::k", "data") == "1"


def test_jobs_outlive_the_scheduler(stack: Stack, keeper: Sidecar) -> None:
    path, job = "/v1.0/jobs/kept", {"dueTime": "2199-01-01T00:00:00Z", "data": "a nudge"}
    assert httpx2.post(f"{keeper.url}{path}", json=job, timeout=30).is_success
    stack.scheduler.server.stop()  # one that was killed leads again only after 20 seconds
    stack.scheduler.server.start()
    with stack.sidecar("api") as another:  # one that has seen it go looks for it as long
        kept = httpx2.get(f"{another.url}{path}", timeout=30).json()
    assert kept["dueTime"] == job["dueTime"]


def test_rows_outlive_postgresql(stack: Stack) -> None:
    stack.postgres.run("CREATE TABLE kept (id int)")
    stack.postgres.server.kill()
    stack.postgres.server.start()
    stack.postgres.run("SELECT id FROM kept")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux lists sockets in files")
def test_nothing_listens_off_the_loopback(stack: Stack, keeper: Sidecar) -> None:
    servers = [
        each.server for each in (stack.postgres, stack.redis, stack.kafka, stack.scheduler, keeper)
    ]
    listening = [_listening(server) for server in servers]
    assert all(listening)
    assert set.union(*listening) <= LOOPBACK


def _listening(server: Server) -> set[str]:
    """Return the addresses that a process listens on."""
    mine = set()
    for file in Path(f"/proc/{server.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            mine.add(str(file.readlink()))
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{server.pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {
        row[1].split(":")[0] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in mine
    }


BEGINS_AND_WAITS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from tests.stack.redis import redis
with redis() as server:
    print(server.port, server.server.log.parent, flush=True)
    input()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_harness_that_dies_leaves_nothing_behind(number: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-c", BEGINS_AND_WAITS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as harness:
        assert harness.stdout is not None
        port, home = harness.stdout.readline().split()
        assert answers(int(port))
        os.kill(harness.pid, number)
        harness.stdout.read()  # its guard has the same output, and has ended at the end of it
    asyncio.run(soon(partial(_is_silent, int(port))))  # a killed process listens for a moment more
    assert not Path(home).exists()


async def _is_silent(port: int) -> bool:
    return not answers(port)


def test_a_server_that_does_not_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    server = Server(
        [sys.executable, "-c", "raise SystemExit('no room')"],
        log=tmp_path / "log",
        is_ready=lambda: False,
    )
    with pytest.raises(RuntimeError, match="ended with 1:\nno room"):
        server.start()
