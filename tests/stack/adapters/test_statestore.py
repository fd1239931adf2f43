"""Conversations' state through a real sidecar: Redis behind it, up, down and silent."""

import asyncio
import json
import signal
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import pytest

from evolution_todo.adapters.statestore import NOTHING, DaprStateStore, StateConflict
from evolution_todo.domain.errors import Unavailable
from tests.stack import dapr
from tests.stack.adapters.conftest import back, beside
from tests.stack.stack import Stack

pytestmark = pytest.mark.anyio

KEY = "todo-app::conversation::1"


@pytest.fixture
def key() -> str:
    return f"todo-app::conversation::{uuid4()}"


async def test_a_value_is_in_redis_under_the_very_key(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    value = {"messages": [{"text": "Zoë"}], "n": 1}
    await store.save(key, value, ttl_seconds=3600)
    assert json.loads(stack.redis.run("HGET", key, "data")) == value
    assert 0 < int(stack.redis.run("TTL", key)) <= 3600
    stored = await store.get(key)
    assert stored is not None
    assert stored.value == value


async def test_saving_again_begins_the_time_again(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, 1, ttl_seconds=10)
    await store.save(key, 1, ttl_seconds=3600)
    assert int(stack.redis.run("TTL", key)) > 10


async def test_what_is_not_there_is_none_and_can_be_deleted(
    store: DaprStateStore, key: str
) -> None:
    await store.delete(key)
    assert await store.get(key) is None
    await store.save(key, 1)
    await store.delete(key)
    assert await store.get(key) is None


async def test_an_etag_saves_over_what_it_was_read_from_alone(
    store: DaprStateStore, key: str
) -> None:
    await store.save(key, "first", etag=NOTHING)
    with pytest.raises(StateConflict):
        await store.save(key, "first as well", etag=NOTHING)
    read = await store.get(key)
    assert read is not None
    await store.save(key, "second", etag=read.etag)
    with pytest.raises(StateConflict):
        await store.save(key, "second as well", etag=read.etag)
    now = await store.get(key)
    assert now is not None
    assert now.value == "second"


async def test_of_many_who_save_at_once_one_succeeds(store: DaprStateStore, key: str) -> None:
    await store.save(key, 0, etag=NOTHING)
    read = await store.get(key)
    assert read is not None
    saves = [store.save(key, at, etag=read.etag) for at in range(3)]
    done = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NoneType", *["StateConflict"] * 2]


async def test_without_an_etag_the_last_one_stays(store: DaprStateStore, key: str) -> None:
    for value in ("first", "second"):
        await store.save(key, value)
    stored = await store.get(key)
    assert stored is not None
    assert stored.value == "second"


async def test_a_value_that_somebody_else_spoilt_is_none_and_can_be_saved_over(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, 1, etag=NOTHING)
    stack.redis.run("HSET", key, "data", "{")
    stored = await store.get(key)
    assert stored is not None
    assert stored.value is None
    await store.save(key, 2, etag=stored.etag)


STATE_CALLS: dict[str, Callable[[DaprStateStore], Coroutine[Any, Any, Any]]] = {
    "get": lambda store: store.get(KEY),
    "save": lambda store: store.save(KEY, 1),
    "save first": lambda store: store.save(KEY, 1, etag=NOTHING),
    "save over": lambda store: store.save(KEY, 1, etag="3"),
    "delete": lambda store: store.delete(KEY),
}


async def test_a_store_that_is_gone_is_no_conflict_and_found_again(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, "kept")
    stack.redis.server.stop()
    for call in STATE_CALLS.values():
        with pytest.raises(Unavailable):
            await call(store)
    await asyncio.to_thread(stack.redis.server.start)
    stored = await back(lambda: store.get(key))
    assert stored.value == "kept"


async def test_a_store_that_hangs_is_not_waited_for(
    stack: Stack, store: DaprStateStore, key: str
) -> None:
    await store.save(key, "kept")
    stack.redis.server.send(signal.SIGSTOP)
    try:
        for call in STATE_CALLS.values():
            with pytest.raises(Unavailable):
                await call(store)
    finally:
        stack.redis.server.send(signal.SIGCONT)
    assert (await back(lambda: store.get(key))).value == "kept"


async def test_a_sidecar_that_was_killed_is_found_again(
    sidecars: dict[str, dapr.Sidecar],
) -> None:
    server = sidecars["notification"].server
    async with beside(sidecars["notification"]) as sidecar:
        await sidecar.check()
        server.kill()
        with pytest.raises(Unavailable) as caught:
            await sidecar.check()
        assert caught.value.code == "sidecar_unreachable"
        await asyncio.to_thread(server.start)
        await back(sidecar.check)
        await back(lambda: DaprStateStore(sidecar).get(KEY))
