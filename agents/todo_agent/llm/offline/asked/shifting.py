"""“Actually two weeks”, right after something was moved by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.times.reading import Offset, find_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from todo_agent.recall import Exchange


def shifted_otherwise(
    requests: Sequence[Request], before: Exchange, now: datetime
) -> list[Request]:
    """The rest of the way where another length is meant than the one just moved by; else empty.

    Args:
        requests: What the message is read as alone: a length, as of a reminder.
        before: The message before it, which moved something.
        now: The clock, in the person's zone.
    """
    if len(requests) != 1 or [run.name for run in before.done] != ["update_tasks"]:
        return []
    said, moved = requests[0], _minutes_moved(before.message, now)
    length = said.reminder if said.corrects else None
    if moved is None or not isinstance(length, Offset) or find_offsets(said.text):
        return []
    meant = -length.minutes if moved < 0 else length.minutes
    several = len(before.touched) > 1
    it = Reference(ReferenceKind.PRONOUN, said.span, "them" if several else "it", plural=several)
    return [
        Request(Intent.RESCHEDULE, said.span, said.text, target=it, shift_minutes=meant - moved)
    ]


def _minutes_moved(message: str, now: datetime) -> int | None:
    """By how many minutes a message asked to move one thing, if it did."""
    asked = [each.instead or each for each in read_requests(message, now)]
    return asked[0].shift_minutes if len(asked) == 1 else None
