"""Batches that settle item by item."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel

from evolution_todo.domain.errors import DomainError, Invalid
from evolution_todo.domain.ports import UnitOfWork

LARGEST_BATCH = 50

Item = TypeVar("Item")
Result = TypeVar("Result")


class Failure(BaseModel):
    """Why one item of a batch was not done."""

    item: int
    """Its position in the request, from 0."""
    code: str
    field: str | None
    message: str
    next_step: str


class Settled(BaseModel, Generic[Result]):
    """What became of a batch."""

    results: list[Result]
    failures: list[Failure]


async def settle_each(
    uow: UnitOfWork, items: Sequence[Item], write: Callable[[Item], Awaitable[Result]]
) -> Settled[Result]:
    """Write each item; one that fails leaves nothing behind and the others go on.

    Raises:
        Invalid: there are none, or more than 50.
    """
    if not 1 <= len(items) <= LARGEST_BATCH:
        raise Invalid(
            f"A batch has 1-{LARGEST_BATCH} items",
            field="items",
            code="invalid_batch",
            next_step=f"It has {len(items)}: send 1 to {LARGEST_BATCH} at a time.",
        )
    settled: Settled[Result] = Settled(results=[], failures=[])
    for position, item in enumerate(items):
        try:
            async with uow.item():
                settled.results.append(await write(item))
        except DomainError as error:
            settled.failures.append(
                Failure(
                    item=position,
                    code=error.code,
                    field=error.field,
                    message=error.message,
                    next_step=error.next_step,
                )
            )
    return settled
