"""The HTTP server of a process: it listens, says so, and stops when told, leaving time to drain."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from evolution_todo.services.sync import CUT


async def listen(
    app: ASGIApp,
    listener: socket.socket,
    *,
    ready: Callable[[], None],
    stopping: Callable[[], None],
    drain_seconds: int,
) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM.

    Args:
        app: What is served.
        listener: The socket.
        ready: Called once it listens.
        stopping: Called when it is to stop; ends what would not end by itself.
        drain_seconds: How long the rest may take to end by itself.
    """
    config = uvicorn.Config(
        app,
        http=_Connection,
        ws="none",  # nothing here speaks it, and its library would be imported
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=drain_seconds,
    )
    await asyncio.sleep(0)  # a Ctrl-C during the imports ends the start here, not uvicorn's own
    await _Server(config, ready=ready, stopping=stopping).serve(sockets=[listener])


class _Connection(H11Protocol):
    """A connection that its response can break off.

    Uvicorn only closes one, which waits until the reader has taken what was written: for ever, if
    the reader does not read.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state | {CUT: self._cut}, _loop)

    def _cut(self) -> None:
        self.transport.abort()


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, *, ready: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals as a wish to stop.

        Uvicorn's own raises them again at the end, and the process would die of SIGTERM before it
        has handed its turns back and closed its database.
        """
        kept = {each: signal.signal(each, self.handle_exit) for each in _STOPPING}
        try:
            yield
        finally:
            for each, handler in kept.items():
                signal.signal(each, handler)


_STOPPING = (signal.SIGINT, signal.SIGTERM)
