"""Work that a cancellation of its caller must not tear."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """Carry `work` through; a cancellation of the caller goes on right after it."""
    task = asyncio.ensure_future(work)
    cancellation = await _end_of(task)
    if cancellation is not None:
        raise cancellation from task.exception()
    return task.result()


async def deferred(work: asyncio.Future[T]) -> T:
    """Wait for `work` to its end; a cancellation comes at the caller's next wait for others.

    For drivers whose layers above cannot be torn either: they get their result and go on.
    """
    cancellation = await _end_of(work)
    caller = asyncio.current_task()
    if cancellation is not None and caller is not None:
        caller.uncancel()  # the same cancellation, not a second one
        caller.cancel(*cancellation.args)
    return work.result()


async def _end_of(work: asyncio.Future[Any]) -> asyncio.CancelledError | None:
    cancellation: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as error:
            cancellation = error
    return cancellation
