"""Which request the running task works for, wherever that request began."""

from contextvars import ContextVar

correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)
"""Joins all that one request caused, across processes."""
