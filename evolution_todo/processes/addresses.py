"""Where a process answers, and under which names."""

from evolution_todo.adapters.settings import Settings


def address_of(settings: Settings) -> str:
    """Return where a browser on this machine finds the server."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def hosts_of(settings: Settings) -> list[str]:
    """Return the values of Host that are answered: this machine's own names, and those allowed."""
    port = settings.port
    own = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]", settings.host)]
    return list(dict.fromkeys([*own, *settings.allowed_hosts]))
