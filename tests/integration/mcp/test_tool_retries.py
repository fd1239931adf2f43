"""The same request again: one effect, one answer; and a client that goes in the middle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.server.context import CallNext, HandlerResult
from sqlmodel import select

from evolution_todo.domain.ports import Actor, OpenUnitOfWork, UnitOfWork
from mcp_server.app import build_server
from mcp_server.context import Caller, Request
from models import Change, Operation, OutboxEvent, Task
from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio

MILK = {"tasks": [{"title": "Milk", "due": "tomorrow", "tags": ["shop"]}]}


async def test_keyed_call_again_is_answered_the_same_and_done_once(tools: Tools) -> None:
    first = await tools("add_tasks", MILK, idempotency_key="k1")
    again = await tools("add_tasks", MILK, idempotency_key="k1")
    assert again == first
    assert await tools.titles() == ["Milk"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("add_tag", {"tag": {"name": "home"}}),
        ("delete_tasks", {"tasks": [{"number": 1}]}),
        ("update_tasks", {"updates": [{"task": {"number": 1, "version": 1}, "title": "Oat milk"}]}),
        ("add_reminder", {"task": {"number": 1}, "reminder": {"when": "tomorrow 8am"}}),
        ("undo", {}),
    ],
)
async def test_every_write_replays_its_answer(
    tools: Tools, name: str, arguments: dict[str, Any]
) -> None:
    await tools("add_tasks", MILK)
    first = await tools.call(name, arguments, idempotency_key="k")
    again = await tools.call(name, arguments, idempotency_key="k")
    assert not first.is_error
    assert again.structured_content == first.structured_content


async def test_key_of_another_request_is_refused(tools: Tools) -> None:
    await tools("add_tasks", MILK, idempotency_key="k1")
    other = {"tasks": [{"title": "Bread"}]}
    refused = await tools.refused("add_tasks", other, idempotency_key="k1")
    assert refused["code"] == "idempotency_key_reused"
    delete = {"tasks": [{"number": 1}]}
    elsewhere = await tools.refused("delete_tasks", delete, idempotency_key="k1")
    assert elsewhere["code"] == "idempotency_key_reused"
    assert await tools.titles() == ["Milk"]


async def test_key_is_each_persons_own(tools: Tools, bobs_tools: Tools) -> None:
    await tools("add_tasks", MILK, idempotency_key="k1")
    await bobs_tools("add_tasks", {"tasks": [{"title": "Bread"}]}, idempotency_key="k1")
    assert await bobs_tools.titles() == ["Bread"]


async def test_reads_take_no_notice_of_a_key(tools: Tools) -> None:
    assert (await tools("find_tasks", idempotency_key="k1"))["total"] == 0
    await tools("add_tasks", MILK, idempotency_key="k1")
    assert (await tools("find_tasks", idempotency_key="k1"))["total"] == 1


async def test_refused_call_leaves_its_key_free(tools: Tools) -> None:
    rename = {"tag_id": 1, "changes": {"name": "home"}}
    assert (await tools.refused("update_tag", rename, idempotency_key="k"))["code"] == (
        "tag_not_found"
    )
    await tools("add_tag", {"tag": {"name": "hom"}})
    assert (await tools("update_tag", rename, idempotency_key="k"))["results"][0]["name"] == "home"


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x00", 7])
async def test_key_that_cannot_be_one_is_refused(tools: Tools, key: object) -> None:
    refused = await tools.refused("add_tasks", MILK, idempotency_key=key)
    assert refused["code"] == "invalid_idempotency_key"
    assert await tools.titles() == []


async def test_of_fifty_identical_keyed_calls_at_once_one_executes(tools: Tools) -> None:
    calls = (tools("add_tasks", MILK, idempotency_key="k1") for _ in range(50))
    first, *others = await asyncio.gather(*calls)
    assert all(other == first for other in others)
    assert await tools.titles() == ["Milk"]


class Gate:
    """Holds every write just before its end until it is let go."""

    def __init__(self, open_unit: OpenUnitOfWork) -> None:
        self._open = open_unit
        self.reached = anyio.Event()
        self.released = anyio.Event()

    @asynccontextmanager
    async def __call__(self, actor: Actor, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        async with self._open(actor, read_only=read_only) as uow:
            yield uow
            if not read_only:
                self.reached.set()
                await self.released.wait()


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
async def test_client_that_goes_in_the_middle_of_a_write_leaves_it_whole(
    unit_of_work: OpenUnitOfWork, actor: Actor, ada: Caller, mode: str
) -> None:
    gate = Gate(unit_of_work)
    server = build_server(unit_of_work=gate, local_person=lambda: ada, version="1")
    told = anyio.Event()

    async def hear_of_cancelling(ctx: Request, call_next: CallNext) -> HandlerResult:
        if ctx.method == "notifications/cancelled":
            told.set()
        return await call_next(ctx)

    server.middleware.append(hear_of_cancelling)
    impatience = anyio.CancelScope()

    async def call_and_go(client: Client) -> None:
        with impatience:
            await Tools(client)("add_tasks", MILK)

    async with Client(server, mode=mode) as client, anyio.create_task_group() as calls:
        calls.start_soon(call_and_go, client)
        await gate.reached.wait()
        impatience.cancel()
        if mode == "legacy":
            await told.wait()
        gate.released.set()
    async with unit_of_work(actor) as uow:  # in line behind the write
        tasks, operations, changes, events = [
            (await uow.session.exec(select(table).where(table.user_id == actor.user_id))).all()
            for table in (Task, Operation, Change, OutboxEvent)
        ]
    assert (len(tasks), len(operations)) == (1, 1)
    assert sorted(vars(change)["entity_type"] for change in changes) == ["tag", "task"]
    assert events
