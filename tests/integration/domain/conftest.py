"""Short ways to act in the domain, each one transaction."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from tests.factories import Do

T = TypeVar("T")


@pytest.fixture
def do(unit_of_work: OpenUnitOfWork, actor: Actor) -> Do:
    """Run one domain function in a transaction of its own."""

    async def run(function: Callable[..., Awaitable[T]], *args: Any, **options: Any) -> T:
        who = options.pop("by", actor)
        async with unit_of_work(who) as uow:
            return await function(uow, *args, **options)

    return run
