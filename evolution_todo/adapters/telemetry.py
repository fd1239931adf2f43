"""Logging: to standard error, as text or JSON, each line with the request that it belongs to.

Tokens and keys are never logged, nor what people write, but for the title of a task whose reminder
goes out: the log is a way to be reminded. Other lines name things by their ids.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from datetime import UTC, datetime
from traceback import format_tb
from types import TracebackType
from typing import Literal, TypeAlias

from evolution_todo.domain.correlation import correlation_id

ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_TALKATIVE = (
    "aiosqlite", "alembic", "asyncio", "google_genai", "httpcore2", "httpx2", "mcp", "openai",
    "uvicorn",
)  # fmt: skip
"""Loggers whose lower levels tell what passes through them, or nothing that an operator needs."""


def configure_logging(
    level: Literal["debug", "info", "warning", "error"],
    format: Literal["text", "json"],  # noqa: A002 - the setting's name
) -> None:
    """Send this process's log to standard error; call it before anything else may log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format == "json" else _Text())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Text(logging.Formatter):
    """`12:00:01 WARNING name: message [correlation id]`, for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        line = super().formatMessage(record)
        joined = _joined(record)
        return f"{line} [{joined}]" if joined else line

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        return _without_what_people_wrote(ei)


class _Json(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "correlation_id": _joined(record),
        }
        if record.exc_info:
            line["error"] = _without_what_people_wrote(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _joined(record: logging.LogRecord) -> str | None:
    """Return the request that a line belongs to: its own word, else its task's."""
    named: str | None = getattr(record, "correlation_id", None)
    return named or correlation_id.get()


def _without_what_people_wrote(info: ExcInfo) -> str:
    """Return where an exception comes from, and of what kind it and its causes are.

    Messages are left out, as they quote titles, statements' parameters and keys; what the
    operating system says of a file, and SQLite of a constraint, quotes none of them.
    """
    _, error, traceback = info
    lines = [*format_tb(traceback)] if traceback else []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}{_harmless(error)}\n")
        error = error.__cause__ or error.__context__
    return "".join(lines).rstrip()


def _harmless(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return f": {error}"
    return f": {error.strerror}" if isinstance(error, OSError) else ""
