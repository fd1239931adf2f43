"""What the streams of all protocols have in common: frames, heartbeats, and whole answers."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest

from chat_api.protocols.wire import HEARTBEAT, framed, streamed, unsaid
from todo_agent.turn import Token, TurnEvent

pytestmark = pytest.mark.anyio


def encode(event: TurnEvent) -> Iterable[bytes]:
    return [framed({"text": event.text})] if isinstance(event, Token) else []


def test_half_a_surrogate_pair_breaks_no_stream() -> None:
    assert framed({"text": "a\ud83d"}) == b'data: {"text":"a?"}\n\n'


def test_a_line_break_ends_no_frame() -> None:
    assert framed({"text": "a\nb"}, event="token") == b'event: token\ndata: {"text":"a\\nb"}\n\n'


def test_an_answer_that_another_process_finished_is_told_whole() -> None:
    assert unsaid("", "All of it.") == "All of it."
    assert unsaid("All of", "All of it.") == " it."
    assert unsaid("All of it. ", "All of it.") == ""
    assert unsaid("I am looking", "All of it.") == "\n\nAll of it."


async def test_silence_is_filled_with_heartbeats_and_ends_with_the_turn() -> None:
    speak = asyncio.Event()

    async def events() -> AsyncIterator[TurnEvent]:
        await speak.wait()
        yield Token("now")

    chunks = streamed(events(), encode, heartbeat_seconds=0)
    assert await anext(chunks) == HEARTBEAT
    speak.set()
    rest = [chunk async for chunk in chunks if chunk != HEARTBEAT]
    assert rest == [b'data: {"text":"now"}\n\n']


async def test_who_stops_listening_ends_the_encoding_at_once() -> None:
    ended = asyncio.Event()

    async def events() -> AsyncIterator[TurnEvent]:
        try:
            yield Token("one")
            await asyncio.Event().wait()
        finally:
            ended.set()

    chunks = streamed(events(), encode)
    await anext(chunks)
    await chunks.aclose()
    assert ended.is_set()
