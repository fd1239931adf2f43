"""The one place that asks a provider again: when it failed in passing, before it said a word."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from openai.types.responses import ResponseCompletedEvent, ResponseTextDeltaEvent

from todo_agent.llm.failures import ReplyCut, is_passing, retry_after, status_of
from todo_agent.llm.streaming import Events, StreamedModel

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from agents import Model
    from agents.items import TResponseStreamEvent

_log = logging.getLogger(__name__)

TRIES = 3
FIRST_WAIT_SECONDS = 0.5
"""Before the second try; doubled before each further one, and shortened by up to a half."""
LONGEST_WAIT_SECONDS = 20.0
"""A provider that asks for more is not waited for: a person sits at the other end."""


class RetryingModel(StreamedModel):
    """Asks a model again when it fails in passing; what fails after that goes to the caller.

    Nothing of a reply is given on before its first word or its end, so that a reply which is
    begun again was heard by nobody. After its first word it is never asked for again.

    Args:
        build: Makes the model, in a thread at its first use: its library takes long to import.
        label: The model's name, which its responses then bear.
        sleep: Waits, in seconds.
        now: The time as a Unix time, which a date in Retry-After is compared with.
        chance: A number from 0 to 1 that spreads the waits of many.
    """

    def __init__(
        self,
        build: Callable[[], Model],
        *,
        label: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._build = build
        self._label = label
        self._sleep = sleep
        self._now = now
        self._chance = chance
        self._model: Model | None = None
        self._building = asyncio.Lock()

    async def stream_response(self, *args: Any, **kwargs: Any) -> Events:
        """Stream the reply; the arguments are those of Model. Raises what the last try raised."""
        model = await self._built()
        for failed in range(1, TRIES + 1):
            said = False
            try:
                reply = cast(
                    "AsyncGenerator[TResponseStreamEvent]", model.stream_response(*args, **kwargs)
                )
                async with aclosing(_held_back(reply)) as events:
                    async for event in events:
                        said = True
                        yield self._labelled(event)
            except Exception as error:
                wait = None if said else self._wait(error, failed)
                _note(error, self._label, wait)
                if wait is None:
                    raise
            else:
                return
            await self._sleep(wait)

    async def close(self) -> None:
        """Close the model's connections."""
        if self._model is not None:
            await self._model.close()

    async def _built(self) -> Model:
        async with self._building:
            if self._model is None:
                self._model = await asyncio.to_thread(self._build)
        return self._model

    def _wait(self, error: Exception, failed: int) -> float | None:
        """How long to wait before the next try; None when there is to be none."""
        if failed == TRIES or not is_passing(error):
            return None
        asked = retry_after(error, now=self._now())
        if asked is not None:
            return asked if asked <= LONGEST_WAIT_SECONDS else None
        wait = FIRST_WAIT_SECONDS * float(2 ** (failed - 1))
        return wait * (1 - self._chance() / 2)

    def _labelled(self, event: TResponseStreamEvent) -> TResponseStreamEvent:
        if isinstance(event, ResponseCompletedEvent):
            event.response.model = self._label
        return event


async def _held_back(
    reply: AsyncGenerator[TResponseStreamEvent],
) -> AsyncGenerator[TResponseStreamEvent]:
    """The events from the first word on, after those before it; ends with the completed response.

    Raises:
        ReplyCut: the stream ended without one.
    """
    held: list[TResponseStreamEvent] = []
    heard = False
    async with aclosing(reply):
        async for event in reply:
            ended = isinstance(event, ResponseCompletedEvent)
            heard = heard or ended or _says_something(event)
            held.append(event)
            if heard:
                for each in held:
                    yield each
                held.clear()
            if ended:
                return
    raise ReplyCut


def _says_something(event: TResponseStreamEvent) -> bool:
    return isinstance(event, ResponseTextDeltaEvent) and bool(event.delta)


def _note(error: Exception, label: str, wait: float | None) -> None:
    """Log the kind of failure alone: a provider's text may repeat what it was sent."""
    status = status_of(error)
    what = type(error).__name__ if status is None else f"{type(error).__name__} {status}"
    then = "it is given up" if wait is None else f"it is asked again in {wait:.1f} s"
    _log.warning("%s failed (%s); %s", label, what, then)
