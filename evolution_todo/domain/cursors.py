"""Keyset pages and their opaque cursors."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.views import Page

Row = TypeVar("Row")
View = TypeVar("View")


def page(
    kind: str,
    rows: Sequence[Row],
    *,
    limit: int,
    mark: Callable[[Row], Any],
    show: Callable[[Row], View],
) -> Page[View]:
    """Return rows of which one more than the limit was asked for as a page.

    Args:
        kind: The list, for its cursors.
        rows: What was read; more than the limit means that there is another page.
        limit: How many to show.
        mark: Gives the sort value from which the next page goes on.
        show: Gives a row as its owner sees it.
    """
    shown = rows[:limit]
    more = encode(kind, mark(shown[-1])) if len(rows) > limit else None
    return Page(items=[show(row) for row in shown], next_cursor=more)


def encode(kind: str, *values: Any) -> str:
    """Return a cursor that holds the sort values of the last item shown."""
    text = json.dumps([kind, *values], separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, kind: str, *types: type[Any]) -> list[Any]:
    """Return the values that a cursor of this kind holds.

    Raises:
        Invalid: it was not made by `encode` for the same list and order.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values: list[Any]
        found, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _invalid() from error
    fits = len(values) == len(types) and all(map(isinstance, values, types))
    if found != kind or not fits:
        raise _invalid()
    return values


def _invalid() -> Invalid:
    return Invalid(
        "The cursor is not one of this list",
        field="cursor",
        code="invalid_cursor",
        next_step="Use next_cursor of the last page with the same sort, or leave it out.",
    )
