"""The domain, imported when a tool first needs it.

Its database libraries take longer to import than all the rest of the server: a client that has
just started this process sees the list of tools without waiting for them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evolution_todo.domain import (
        batches,
        drafts,
        finding,
        idempotency,
        operations,
        ports,
        recurring,
        refs,
        reminders,
        tags,
        tasks,
        views,
        when,
    )
else:
    from importlib import import_module

    def __getattr__(name: str) -> object:
        return import_module(f"evolution_todo.domain.{name}")


__all__ = [
    "batches",
    "drafts",
    "finding",
    "idempotency",
    "operations",
    "ports",
    "recurring",
    "refs",
    "reminders",
    "tags",
    "tasks",
    "views",
    "when",
]
