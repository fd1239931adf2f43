"""What all protocols have in common: loose requests, frames, heartbeats, and whole answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict

from chat_api.errors import Problem
from todo_agent.turn import TurnEvent

HEARTBEAT_SECONDS = 15.0
"""Silence after which a comment is sent, so that nobody in between takes the stream for dead."""

HEARTBEAT = b": still working\n\n"

DONE = b"data: [DONE]\n\n"
"""How OpenAI's streams end."""

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

ToProblem: TypeAlias = Callable[[Exception], Problem]
Encode: TypeAlias = Callable[[TurnEvent], Iterable[bytes]]


class Loose(BaseModel):
    """Base of what other programs' clients send: of all their options few have a meaning here."""

    model_config = ConfigDict(extra="ignore")


async def streamed(
    events: AsyncIterator[TurnEvent],
    encode: Encode,
    *,
    opening: Iterable[bytes] = (),
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncGenerator[bytes]:
    """Give a turn as frames, `opening` first, with a heartbeat in every long silence.

    Whoever stops listening ends this iterator and not the turn.
    """
    following = asyncio.ensure_future(anext(events, None))
    try:
        for frame in opening:
            yield frame
        while True:
            await asyncio.wait([following], timeout=heartbeat_seconds)
            if not following.done():
                yield HEARTBEAT
                continue
            event = following.result()
            if event is None:
                return
            for frame in encode(event):
                yield frame
            following = asyncio.ensure_future(anext(events, None))
    finally:
        following.cancel()
        await asyncio.wait([following])
        if isinstance(events, AsyncGenerator):
            await events.aclose()


def framed(body: Any, *, event: str | None = None) -> bytes:
    """Return a server-sent event with JSON data."""
    # JSON escapes line breaks, so that one `data:` line holds it all.
    name = f"event: {event}\n" if event else ""
    return f"{name}data: {compact(body)}\n\n".encode(errors="replace")  # half a surrogate pair


def compact(body: Any) -> str:
    """Return JSON without blanks."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def unsaid(told: str, response: str) -> str:
    """Return what of an answer its pieces have not told.

    A turn that another process finished has told part of its answer, or of one that was not kept:
    that one is then followed by the whole.
    """
    if told.strip() == response.strip():
        return ""
    if response.startswith(told):
        return response[len(told) :]
    return f"\n\n{response}"
