"""Which networks a stranger's address may lead to, enforced where sockets connect.

Checking a name before a library connects is not enough: the library asks for the name once more,
and follows redirects. So the check is made by Python itself: an audit hook sees the address of
each connection, whoever opens it, and refuses it in the threads that work for a stranger.
"""

from __future__ import annotations

import os
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network
IPAddress: TypeAlias = IPv4Address | IPv6Address

_NOT_PUBLIC = (
    ip_network("100.64.0.0/10"),  # carriers' own; Python calls it neither private nor global
    ip_network("192.88.99.0/24"),  # relays to IPv6
    ip_network("fec0::/10"),  # sites' own, of old
)
_WITH_IPV4_AT_THE_END = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


class Forbidden(OSError):
    """What a thread that works for a stranger must not do."""


class Networks:
    """The public internet, and the networks that the operator allows besides."""

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def permits(self, address: object) -> bool:
        """Say whether an address may be reached; what is no IP address may not."""
        try:
            ip = ip_address(str(address).partition("%")[0])
        except ValueError:
            return False
        reached = _embedded(ip)
        return all(_is_public(each) or self._is_allowed(each) for each in reached)

    def permits_host(self, host: str) -> bool:
        """Say whether every address of a name may be reached.

        Raises:
            OSError: nothing is known of the name.
        """
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return all(self.permits(address[0]) for *_, address in found)

    def _is_allowed(self, ip: IPAddress) -> bool:
        return any(ip.version == network.version and ip in network for network in self._allowed)


def _embedded(ip: IPAddress) -> list[IPAddress]:
    """Return where packets to an address may come out: IPv6 has ways of carrying IPv4."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if any(ip in network for network in _WITH_IPV4_AT_THE_END):
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    within = [ip.sixtofour, *(ip.teredo or ())]
    return [ip, *(each for each in within if each is not None)]


def _is_public(ip: IPAddress) -> bool:
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return False
    return not any(ip.version == network.version and ip in network for network in _NOT_PUBLIC)


class Errand:
    """One piece of work in one thread: what it may reach, and the connections it has made.

    Args:
        networks: Where it may connect to; None for anywhere, for what the operator asked for. With
            networks it also may not start programs or threads, nor read files of this machine.
    """

    def __init__(self, networks: Networks | None) -> None:
        self._networks = networks
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._is_cut = False
        self.refused: str | None = None
        """What it wanted to do and may not, for people."""

    def __enter__(self) -> Errand:
        _watch()
        _threads.errand = self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _threads.errand = None
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    @property
    def for_a_stranger(self) -> bool:
        """Whether it may not do everything."""
        return self._networks is not None

    def cut(self) -> None:
        """End its connections, so that a thread that waits for an answer waits no longer."""
        with self._lock:
            self._is_cut = True
            for connection in self._connections:
                _shut(connection)

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Let an act of the thread pass, or raise Forbidden."""
        if event in _CONNECTING:
            self._see_connection(event, *arguments[:2])
        elif self._networks is not None and not _is_harmless(event, arguments):
            self._refuse("It wanted to use more of this machine than the network")

    def _see_connection(self, event: str, connection: socket.socket, address: Any) -> None:
        if address is None:
            return  # what is sent on a connection that was seen when it was made
        if self._networks is not None and not self._permits(address):
            self._refuse("Its address leads into a private network")
        if event != "socket.connect":
            return
        with self._lock:
            if self._is_cut:
                raise Forbidden("too late")
            # A copy: what wraps a connection in TLS takes the descriptor of the original.
            self._connections.append(connection.dup())

    def _permits(self, address: Any) -> bool:
        if not isinstance(address, tuple) or self._networks is None:
            return False  # a path of a local socket, or none at all
        return self._networks.permits(address[0])

    def _refuse(self, what: str) -> None:
        self.refused = what
        raise Forbidden(what)


_threads = threading.local()
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NEVER = frozenset(
    {
        "_thread.start_joinable_thread",  # from Python 3.12 on, like the next one
        "_thread.start_new_thread",
        "ctypes.dlopen",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.remove",
        "os.rename",
        "os.system",
        "pty.spawn",
        "socket.bind",
        "subprocess.Popen",
    }
)


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CONNECTING or event == "open" or event in _NEVER:
        errand: Errand | None = getattr(_threads, "errand", None)
        if errand is not None:
            errand.see(event, arguments)


def _is_harmless(event: str, arguments: tuple[Any, ...]) -> bool:
    """Say whether it only reads a file that is Python's own, or says what certificates to trust."""
    if event != "open":
        return False
    name, mode, flags = arguments
    writes = set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR)
    return not writes and isinstance(name, int | str | bytes) and _is_own(name)


def _is_own(name: int | str | bytes) -> bool:
    if isinstance(name, int):
        return True  # a descriptor that is open already
    path = os.path.realpath(os.fsdecode(name))
    return any(path == own or path.startswith(own + os.sep) for own in _own_paths())


@cache
def _own_paths() -> frozenset[str]:
    import certifi

    certificates = ssl.get_default_verify_paths()
    paths = [
        sys.prefix,
        sys.base_prefix,
        str(Path(os.__file__).parent),
        str(Path(certifi.where()).parent),
        certificates.cafile,
        certificates.capath,
        "/usr/share/zoneinfo",
        "/dev/null",
        "/dev/urandom",
    ]
    return frozenset(os.path.realpath(path) for path in paths if path)


@cache
def _watch() -> None:
    """Begin to look; a hook cannot be taken out again, and passes all other threads by."""
    _own_paths()
    sys.addaudithook(_see)


def working_for_a_stranger() -> bool:
    """Say whether this thread is on an errand that may not do everything."""
    errand: Errand | None = getattr(_threads, "errand", None)
    return errand is not None and errand.for_a_stranger


def in_thread(work: Callable[[], None], *, name: str) -> None:
    """Run work in a thread that does not keep the process from ending."""
    threading.Thread(target=work, name=name, daemon=True).start()


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # not connected yet, or not any more
