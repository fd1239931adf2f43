"""Builds every process: the only place that wires rooms together."""

from evolution_todo.processes import audit, notification, recurring, relay, sync, tools
from evolution_todo.processes.addresses import address_of
from evolution_todo.processes.apart import Build, serve_apart
from evolution_todo.processes.leading import channels, is_led
from evolution_todo.processes.opening import LOCAL_USER, folder_of, opened, version
from evolution_todo.processes.stdio import serve_mcp
from evolution_todo.processes.tokens import token_for_person
from evolution_todo.processes.whole import Embedded, embedded, serve, serve_api

__all__ = [
    "LOCAL_USER",
    "Build",
    "Embedded",
    "address_of",
    "audit",
    "channels",
    "embedded",
    "folder_of",
    "is_led",
    "notification",
    "opened",
    "recurring",
    "relay",
    "serve",
    "serve_apart",
    "serve_api",
    "serve_mcp",
    "sync",
    "token_for_person",
    "tools",
    "version",
]
