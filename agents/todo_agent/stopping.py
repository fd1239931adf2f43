"""The person's wish that a turn end, heard between steps and by whoever waits for long."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator


class Stop:
    """Set once, by whoever hears of the wish; costs no task to wait for."""

    def __init__(self) -> None:
        self._is_set = False
        self._limit: asyncio.Timeout | None = None

    def set(self) -> None:
        """Ask the turn to end after the step it is in; a model's answer is not awaited."""
        self._is_set = True
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(0)

    def is_set(self) -> bool:
        """Whether the turn is to end."""
        return self._is_set

    @contextmanager
    def cutting_short(self, limit: asyncio.Timeout) -> Iterator[None]:
        """Let a stop expire this time limit, at once or when it comes."""
        self._limit = limit
        if self._is_set:
            self.set()
        try:
            yield
        finally:
            self._limit = None
