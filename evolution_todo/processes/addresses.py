"""Where a process answers, and under which names."""

from urllib.parse import urlsplit

from evolution_todo.adapters.settings import Settings

HTTP_PORT = 80


def address_of(settings: Settings) -> str:
    """Return where a browser on this machine finds the server."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def hosts_of(settings: Settings) -> list[str]:
    """Return the values of Host that are answered: this machine's own names, and those allowed."""
    names = ["127.0.0.1", "localhost", "[::1]", settings.host]
    own = [f"{name}:{settings.port}" for name in names]
    if settings.port == HTTP_PORT:  # which no browser names
        own += names
    public = [urlsplit(settings.public_url).netloc] if settings.public_url else []
    return list(dict.fromkeys([*own, *public, *settings.allowed_hosts]))


def site_of(settings: Settings) -> str:
    """Return the address under which people and programs elsewhere find the server."""
    return settings.public_url or address_of(settings)
