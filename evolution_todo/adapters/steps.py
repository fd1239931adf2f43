"""Tells a fault test of every step of a turn or a service, and waits until it may go on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path

Announce = Callable[[StrEnum, str], Awaitable[None]]


def announcer(path: Path | None) -> Announce:
    """Return what is called at each step; without a socket it does nothing.

    With one, it sends `{"step": …, "turn": …}` as a line and waits for a line back; a socket that
    does not answer fails the turn. For a service, `turn` is what it works on.
    """
    if path is None:
        return _stay_silent

    async def tell(step: StrEnum, turn_id: str) -> None:
        reader, writer = await asyncio.open_unix_connection(path)
        try:
            writer.write(json.dumps({"step": step, "turn": turn_id}).encode() + b"\n")
            await writer.drain()
            if not await reader.readline():
                raise ConnectionError(f"nobody answered the step {step}")
        finally:
            writer.close()

    return tell


async def _stay_silent(step: StrEnum, turn_id: str) -> None:
    del step, turn_id
