"""Which processes a way of events calls for: one that does everything, or one for each service."""

from evolution_todo.adapters.errors import SettingsError
from evolution_todo.adapters.settings import Settings, variable

APART = ("api", "mcp --http", "relay", "notification", "recurring", "audit", "sync")
"""The commands of a deployment whose services are processes of their own."""


def do_everything(settings: Settings) -> None:
    """Let one process be every service, which it cannot be for Dapr.

    Raises:
        SettingsError: events go through Dapr.
    """
    if settings.events == "dapr":
        commands = ", ".join(f"`{name}`" for name in APART)
        raise SettingsError(
            f"{variable('events')} is dapr, where each service has a sidecar of its own: "
            "all of them in one process would be one app id.",
            next_step=f"Start {commands} each beside its sidecar, "
            f"or leave {variable('events')} at local.",
        )


def be_one_persons(settings: Settings) -> None:
    """Let a process serve whoever starts it, who is nobody in particular where tokens are asked.

    Raises:
        SettingsError: there are many people.
    """
    if settings.auth == "jwt":
        raise SettingsError(
            f"{variable('auth')} is jwt, and it is not known whose tasks are meant here.",
            next_step="Reach the server over HTTP with a token that `evolution-todo token create` "
            f"makes; `evolution-todo chat` takes it in {variable('token')}.",
        )


def do_one_thing(settings: Settings) -> None:
    """Let a process be one service, which gets its events through Dapr alone.

    Raises:
        SettingsError: events stay in the process that writes them.
    """
    if settings.events == "local":
        raise SettingsError(
            f"{variable('events')} is local, where `evolution-todo serve` does this itself.",
            next_step=f"Start `serve` alone, or set {variable('events')}=dapr for every process.",
        )
