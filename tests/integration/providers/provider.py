"""A provider on this machine: a real HTTP server that answers by a script."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.integration.providers.wires import KEY, Refused, Reply, Seen, Wire


@dataclass(frozen=True, kw_only=True)
class Status:
    """An error instead of a reply."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A reply whose connection breaks after this many frames; None: it ends there in order."""

    reply: Reply
    frames: int
    in_order: bool = False


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Bytes instead of a stream, repeated without an end if `endless`."""

    data: bytes
    endless: bool = False


Answer: TypeAlias = Reply | Status | Cut | Raw


class Provider:
    """Answers each request by the next entry of its script; without one it fails with 500."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.script: list[Answer] = []
        self.bodies: list[Any] = []
        self.address = ""

    @property
    def last(self) -> list[Seen]:
        """The conversation of the last request."""
        return self.wire.seen(self.bodies[-1])

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answered, methods=["POST"])])

    async def _answered(self, request: Request) -> Response:
        if KEY not in str(request.headers):
            return JSONResponse(self.wire.error(401, "no key"), 401)
        body = await request.json()
        self.bodies.append(body)
        try:
            self.wire.seen(body)
        except Refused as why:
            return JSONResponse(self.wire.error(400, str(why)), 400)
        answer = self.script.pop(0) if self.script else Status(code=500)
        if isinstance(answer, Status):
            said = answer.body or self.wire.error(answer.code, f"failed, with {KEY}")
            return JSONResponse(said, answer.code, dict(answer.headers))
        return StreamingResponse(self._streamed(answer), media_type="text/event-stream")

    async def _streamed(self, answer: Reply | Cut | Raw) -> AsyncIterator[bytes]:
        if isinstance(answer, Raw):
            yield answer.data
            while answer.endless:
                await asyncio.sleep(0)
                yield answer.data
            return
        frames: Iterator[bytes] = self.wire.frames(
            answer.reply if isinstance(answer, Cut) else answer
        )
        for at, frame in enumerate(frames):
            if isinstance(answer, Cut) and at == answer.frames:
                if answer.in_order:
                    return
                raise ConnectionAbortedError
            yield frame


@asynccontextmanager
async def serving(wire: Wire) -> AsyncIterator[Provider]:
    """A provider that listens on a free port of the loopback."""
    provider = Provider(wire)
    config = uvicorn.Config(
        provider.app(), log_config=None, lifespan="off", timeout_graceful_shutdown=0
    )
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        provider.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0)
            yield provider
        finally:
            server.should_exit = True
            await task
