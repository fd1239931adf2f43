"""The socket that a process listens on."""

import contextlib
import socket
from collections.abc import Iterator

from evolution_todo.adapters.errors import AlreadyServing
from evolution_todo.adapters.settings import Settings


@contextlib.contextmanager
def bound(settings: Settings) -> Iterator[socket.socket]:
    """Bind the settings' address; raises AlreadyServing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named, not left to be found: asyncio turns Nagle's delay of 40 ms off for TCP by its number.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise AlreadyServing(
                f"{settings.host}:{settings.port} cannot be used: {error.strerror}.",
                next_step="Choose another with EVOLUTION_TODO_PORT, "
                "or end the program that uses this one.",
            ) from error
        listener.set_inheritable(True)
        yield listener
