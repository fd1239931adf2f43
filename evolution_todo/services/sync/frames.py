"""Server-sent events as they go over the wire."""

import json
from typing import Any

HEARTBEAT = b":\n\n"
"""A comment: nobody in between takes the stream for dead, and a reader that is gone is noticed."""


def opening(name: str, seq: int, *, retry_milliseconds: int, **data: Any) -> bytes:
    """Return a stream's first event; it tells the number from which to go on after a break."""
    return f"retry: {retry_milliseconds}\n".encode() + event(name, seq, {"seq": seq, **data})


def event(name: str, seq: int, data: dict[str, Any]) -> bytes:
    """Return one event; its id is the number of the change."""
    # JSON escapes line breaks, so that one `data:` line holds it all.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {seq}\nevent: {name}\ndata: {text}\n\n".encode(errors="replace")
