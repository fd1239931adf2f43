"""The production set on servers that let in nobody else, with tokens between apps and sidecars."""

import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from evolution_todo.domain.events import TASK_EVENTS
from evolution_todo.services.deliveries import TOKEN_HEADER
from tests.stack.asking import items, live, published, say, told_of
from tests.stack.processes import entered
from tests.stack.production import production
from tests.stack.protection import protection
from tests.stack.stack import Process, Stack
from tests.stack.waiting import SOON_SECONDS, soon

pytestmark = pytest.mark.anyio

OURS = {
    "notification": [
        "/dapr/events/reminders",
        "/dapr/dead/reminders",
        "/job/any",
        "/reminder-cron",
    ],
    "recurring": ["/dapr/events/task-events", "/dapr/dead/task-events"],
    "audit": ["/dapr/events/task-events", "/dapr/dead/task-events"],
    "sync": ["/dapr/events/task-updates", "/dapr/dead/task-updates"],
}
"""What a sidecar alone may call."""
UNKNOWN = "certificate signed by unknown authority"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with production() as servers:
        yield servers


@pytest.fixture(scope="module")
async def product(stack: Stack) -> AsyncIterator[dict[str, Process]]:
    async with entered(stack.product()) as services:
        yield services


@pytest.fixture
async def api(product: dict[str, Process]) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=product["api"].url, timeout=SOON_SECONDS) as client:
        yield client


async def test_message_reaches_kafka_and_whoever_listens(
    stack: Stack, product: dict[str, Process], api: httpx2.AsyncClient
) -> None:
    async with live(product["api"]) as reader:
        await reader.take(1)  # it says that it is ready
        _, request = await say(api, "Add a task to buy milk")
        assert (await told_of(reader, request)).data["changes"]["title"] == "Buy milk"
    (record,) = await published(stack, TASK_EVENTS, request)
    assert record.event["data"]["task_data"]["title"] == "Buy milk"
    (row,) = await soon(lambda: items(api, "/api/audit", correlation_id=request))
    assert row["new_values"]["title"] == "Buy milk"


async def test_conversation_has_its_copy_in_redis(stack: Stack, api: httpx2.AsyncClient) -> None:
    answer, _ = await say(api, "Add a task to buy bread")
    key = f"todo-app::conversation::{answer['conversation_id']}"

    async def copy() -> str:
        return stack.redis.run("HGET", key, "data")

    messages = json.loads(await soon(copy))["messages"]
    assert "Add a task to buy bread" in [message["content"] for message in messages]


async def test_job_of_a_reminder_wakes_its_service(
    product: dict[str, Process], api: httpx2.AsyncClient
) -> None:
    due = datetime.now(UTC) + timedelta(seconds=3)
    task = {"title": "Call the dentist", "reminder_at": due.isoformat()}
    (await api.post("/api/tasks", json=task)).raise_for_status()
    sidecar = product["notification"].sidecar
    assert sidecar is not None

    async def woken() -> str:
        async with httpx2.AsyncClient() as client:
            counted = (await client.get(sidecar.metrics_url)).text
        return counted if "dapr_component_job_success_count{" in counted else ""

    assert "dapr_component_job_failure_count{" not in await soon(woken)


def shown(process: Process) -> dict[str, str]:
    """What a process shows its sidecar."""
    return {"dapr-api-token": process.app.environment["DAPR_API_TOKEN"]}


@pytest.mark.parametrize("name", OURS)
async def test_delivery_without_the_token_of_the_app_is_refused(
    name: str, product: dict[str, Process]
) -> None:
    process = product[name]
    token = process.app.environment["APP_API_TOKEN"]
    async with httpx2.AsyncClient(base_url=process.url) as client:
        for path in OURS[name]:
            for headers in ({}, {TOKEN_HEADER: "another"}, shown(process)):
                assert (await client.post(path, json={}, headers=headers)).status_code == 401
            allowed = await client.post(path, json={}, headers={TOKEN_HEADER: token})
            assert allowed.is_success


async def test_sidecar_does_nothing_for_whoever_shows_no_token(product: dict[str, Process]) -> None:
    sidecar = product["api"].sidecar
    assert sidecar is not None
    async with httpx2.AsyncClient(base_url=sidecar.url) as client:
        assert (await client.get("/v1.0/state/statestore/any")).status_code == 401
        allowed = await client.get("/v1.0/state/statestore/any", headers=shown(product["api"]))
    assert allowed.is_success


async def test_broker_lets_nobody_else_in(stack: Stack) -> None:
    stranger = AIOKafkaConsumer(
        TASK_EVENTS, **stack.kafka.clients | {"sasl_plain_password": "another"}
    )
    with pytest.raises(KafkaError):
        await stranger.start()
    await stranger.stop()


def test_store_lets_nobody_else_in(stack: Stack) -> None:
    command = stack.redis.cli.partition(" --")[0]
    told = subprocess.check_output([*command.split(), "KEYS", "*"], text=True)  # noqa: S603  # a program found here
    assert "NOAUTH" in told


async def test_sidecar_that_trusts_another_authority_gets_no_broker(
    stack: Stack, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match=UNKNOWN):
        async with entered(stack.sidecar("relay", None, **trusting_another(tmp_path))):
            pass


async def test_sidecar_that_trusts_another_authority_gets_no_store(
    stack: Stack, product: dict[str, Process], tmp_path: Path
) -> None:
    async with entered(stack.sidecar("api", None, **trusting_another(tmp_path))) as sidecar:
        async with httpx2.AsyncClient(headers=shown(product["api"])) as client:
            assert not (await client.get(f"{sidecar.url}/v1.0/state/statestore/any")).is_success
        assert UNKNOWN in sidecar.server.log.read_text()


def trusting_another(folder: Path) -> dict[str, str]:
    return {"SSL_CERT_FILE": str(protection(folder).authority), "SSL_CERT_DIR": ""}


async def test_sidecar_that_the_cluster_gives_no_secrets_does_not_start(stack: Stack) -> None:
    with pytest.raises(RuntimeError, match="daprd ended"):
        async with entered(stack.sidecar("relay", NAMESPACE="another")):
            pass
