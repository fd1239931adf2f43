"""What the product consists of where each service is a process of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One process and how it is started; its app id is its name."""

    name: str
    arguments: tuple[str, ...]
    has_sidecar: bool = True


SERVICES = {
    service.name: service
    for service in (
        Service(name="api", arguments=("api",)),
        Service(name="mcp", arguments=("mcp", "--http"), has_sidecar=False),
        Service(name="relay", arguments=("relay",)),
        Service(name="notification", arguments=("notification",)),
        Service(name="recurring", arguments=("recurring",)),
        Service(name="audit", arguments=("audit",)),
        Service(name="sync", arguments=("sync",)),
    )
}
