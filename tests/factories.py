"""Shared words of the tests."""

from collections.abc import Awaitable, Callable
from typing import Any

Do = Callable[..., Awaitable[Any]]
"""Runs one domain function in a transaction of its own: `await do(tasks.add, draft)`."""
