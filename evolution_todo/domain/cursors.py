"""Keyset pages and their opaque cursors."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import GenericAlias
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field, TypeAdapter

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.owned import LARGEST_ID, LARGEST_LONG_ID
from evolution_todo.domain.views import Page

Row = TypeVar("Row")
View = TypeVar("View")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # of the first and last hours of the calendar
        raise ValueError("no instant in UTC") from error


Id = Annotated[int, Field(ge=0, le=LARGEST_ID)]
LongId = Annotated[int, Field(ge=0, le=LARGEST_LONG_ID)]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""PostgreSQL takes no NUL, not even to compare with."""
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Cursors:
    """The cursors of one list in one order.

    Args:
        kind: The list and its order, so that the cursor of another is refused.
        types: What a cursor holds of the last item shown, as the database can compare it.
    """

    def __init__(self, kind: str, *types: Any) -> None:
        self._kind = kind
        form: Any = GenericAlias(tuple, (Literal[kind], *types))
        self._form: TypeAdapter[tuple[Any, ...]] = TypeAdapter(form)

    def encode(self, *values: Any) -> str:
        """Return a cursor that holds the sort values of the last item shown."""
        text = self._form.dump_json((self._kind, *values))
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    def decode(self, cursor: str) -> tuple[Any, ...]:
        """Return the values that a cursor holds.

        Raises:
            Invalid: it was not made by `encode` for the same list and order.
        """
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            text = base64.b64decode(padded, altchars=b"-_", validate=True)
            return self._form.validate_json(text, strict=True)[1:]
        except (ValueError, binascii.Error) as error:
            raise Invalid(
                "The cursor is not one of this list",
                field="cursor",
                code="invalid_cursor",
                next_step="Use next_cursor of the last page with the same sort, or leave it out.",
            ) from error

    def page(
        self,
        rows: Sequence[Row],
        *,
        limit: int,
        mark: Callable[[Row], Sequence[Any]],
        show: Callable[[Row], View],
    ) -> Page[View]:
        """Return rows of which one more than the limit was asked for as a page.

        Args:
            rows: What was read; more than the limit means that there is another page.
            limit: How many to show.
            mark: Gives the sort values from which the next page goes on.
            show: Gives a row as its owner sees it.
        """
        shown = rows[:limit]
        more = self.encode(*mark(shown[-1])) if len(rows) > limit else None
        return Page(items=[show(row) for row in shown], next_cursor=more)
