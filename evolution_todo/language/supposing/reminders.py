"""When a message is supposed to want a reminder, once it is known to want one.

A length alone is so long before the task, or, of one that is put off, from now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.building.shifts import find_shift
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.changes import change_of_mentioned
from evolution_todo.language.supposing.meant import meant_time
from evolution_todo.language.text.contrasts import meant_alone
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.times.reading import Offset, find_offsets, find_times, read_offset

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.times.reading import Time


def reminded(request: Request, now: datetime) -> Request | None:
    """A reminder beside those there are."""
    moment = _moment(request.text, now)
    return change_of_mentioned(request, Intent.REMIND, reminder=moment) if moment else None


def rung_otherwise(request: Request, now: datetime) -> Request | None:
    """The reminder that there is, at another moment."""
    if minutes := _notice(request.text):
        return change_of_mentioned(request, Intent.MOVE_REMINDER, shift_minutes=minutes)
    moment = _moment(request.text, now)
    return change_of_mentioned(request, Intent.MOVE_REMINDER, reminder=moment) if moment else None


def snoozed(request: Request, now: datetime) -> Request | None:
    """The reminder that has rung, again in a while."""
    low = meant_alone(request.text.lower())
    length = compiled(_LENGTH).search(low)
    said = f"in {length['length']}" if length else ""
    moments = find_times(said, now)
    moment = moments[0] if moments else meant_time(low, now)
    return change_of_mentioned(request, Intent.SNOOZE, reminder=moment) if moment else None


def _moment(text: str, now: datetime) -> Offset | Time | None:
    """So long before the task or at its day, else at a time."""
    low = meant_alone(text.lower())
    low = _AHEAD.sub(r"\g<lead> before", low)
    if offsets := find_offsets(low):
        return offsets[-1]
    length = compiled(_LENGTH).search(low)
    if length and not find_times(low, now):
        return read_offset(length["length"])
    return meant_time(low, now)


_AHEAD = re.compile(r"\b(?P<lead>(?:the|a) (?:day|night|evening|morning)) (?:ahead|prior|early)\b")
_LENGTH = r"\b(?P<length><LENGTH>|(?:a )?quarter (?:of an )?hour|half (?:an )?hour)\b(?! ago\b)"


def _notice(text: str) -> int | None:
    """How much later the reminder is to be, in minutes; more notice is earlier."""
    shift = find_shift(text.lower())
    minutes = shift.get("shift_minutes") if shift else None
    if minutes is None:
        return None
    return -abs(minutes) if _MORE_NOTICE.search(text.lower()) else minutes


_MORE_NOTICE = re.compile(r"\bmore (?:notice|warning|room|time)\b|\bback it up\b|\bearlier\b")
