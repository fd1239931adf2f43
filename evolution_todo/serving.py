"""The HTTP server of a process: it listens, says so, and stops when told, leaving time to drain."""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp


async def listen(
    app: ASGIApp, listener: socket.socket, *, ready: Callable[[], None], drain_seconds: int
) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM; `ready` is called once it listens."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=drain_seconds,
    )
    await _Server(config, ready=ready).serve(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

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
