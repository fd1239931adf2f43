"""Moments as programs write them (RFC 3339)."""

import re
from datetime import UTC, datetime

from evolution_todo.domain.errors import Invalid

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def instant(text: str, *, field: str) -> datetime:
    """Return a moment in UTC.

    Raises:
        Invalid: it is not written as RFC 3339 has it, or is outside of all calendars.
    """
    try:
        moment = datetime.fromisoformat(text if _RFC3339.fullmatch(text) else "")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"{field} is not a time of RFC 3339",
            field=field,
            code=f"invalid_{field}",
            next_step="Write it like 2026-06-10T09:00:00Z; in an address a + is %2B.",
        ) from None
