"""Asking the person before something is deleted, where the client has a way to ask."""

from collections.abc import Sequence

from mcp.server.elicitation import AcceptedElicitation, ElicitationResult
from pydantic import BaseModel, Field

from evolution_todo.domain.errors import Conflict

LISTED_AT_MOST = 5


class Consent(BaseModel):
    """What the person answers."""

    confirm: bool = Field(default=True, title="Delete", description="Go ahead")


UNASKED = Consent()
"""There was nothing to ask, or no way to: then the client's own approval stands."""


def require(answer: ElicitationResult[Consent]) -> None:
    """Go on only if the person agreed.

    Raises:
        Conflict: they did not; nothing has been done.
    """
    if not (isinstance(answer, AcceptedElicitation) and answer.data.confirm):
        raise Conflict(
            "Nothing was deleted: the person said no",
            code="declined",
            next_step="Leave it, or ask what they want instead.",
        )


def question(titles: Sequence[str], *, noun: str, also: Sequence[str] = ()) -> str:
    """Say what would be deleted: “Delete 2 tasks: “A”, “B”?”; `also` goes with them."""
    shown = ", ".join(f"“{title}”" for title in titles[:LISTED_AT_MOST])
    more = f" and {len(titles) - LISTED_AT_MOST} more" if len(titles) > LISTED_AT_MOST else ""
    told = f", and with it {', '.join(dict.fromkeys(also))}" if also else ""
    return f"Delete {noun}: {shown}{more}{told}?"
