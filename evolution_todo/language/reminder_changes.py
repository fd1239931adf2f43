"""A reminder that there is, set to another moment: “the bins reminder should be at 7”.

Recognised by a reminder that is spoken of as a thing beside a change of it, or by being reminded
then “instead”. What it is to be is read by the grammar of times; the task is the one that is
mentioned, else the one dealt with last, else that of the only reminder.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.changing import read_length
from evolution_todo.language.references import Reference, ReferenceKind
from evolution_todo.language.request_rules.fragments import compiled
from evolution_todo.language.requests import Intent, Request
from evolution_todo.language.times import find_offsets, find_times

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.spans import Span
    from evolution_todo.language.times import Offset, Time

_MOST = 160
_THE_REMINDER = (
    r"(?:(?:the|my|that|this|its|his|her) (?:[\w'-]+ ){0,5}?|[\w'-]+'s )"
    r"(?:reminder|alert|nudge|heads-?up|notification)\b"
)
_CHANGED = re.compile(
    r"(?:^|\b(?:please|you|to|and|actually|then|can|could|now|just) )(?:move|change|set|make|push"
    r"|shift|switch|bring|put|bump|adjust|delay|postpone|alter|update|pull|have)"
    rf"(?: back| forward)? {_THE_REMINDER}"
    rf"|{_THE_REMINDER}(?: (?:for|of|about|on) .{{1,60}}?)? (?:should|needs? to|has to|must"
    r"|ought to|can|could) (?:be|come|go)"
    r"|\b(?:remind|alert|ping|nudge|warn) me\b.*\b(?:instead|rather than)\b"
    r"|\b(?:rather|sooner|prefer to) be (?:reminded|alerted|warned|nudged)\b"
)
CONTRAST = re.compile(
    r"\b(?:rather than|instead of|not|from)\b (?:(?!to\b|but\b).)*?(?=\bto\b|\bbut\b|[,.!?]|$)"
    r"|\binstead\b"
)
"""What is not meant, beside what is: “at 8 rather than 9”, “from Monday to Tuesday”."""


def is_of_a_reminder(low: str) -> bool:
    """Whether a message says that a reminder is to be another."""
    return len(low) <= _MOST and _CHANGED.search(low) is not None


def read_reminder_change(text: str, low: str, clause: Span, now: datetime) -> Request | None:
    """The change of a reminder that a clause asks for; None when it asks for none.

    Raises:
        TimeError: It names a time that cannot be.
    """
    said = clause.of(low)
    if not is_of_a_reminder(said):
        return None
    meant = CONTRAST.sub(lambda found: " " * len(found[0]), said)
    target = Reference(ReferenceKind.MENTIONED, clause, clause.of(text))
    asked = Request(Intent.MOVE_REMINDER, clause, clause.of(text), target=target, rule=_RULE)
    if shift := compiled(_SHIFT).search(meant):
        unit, length = read_length(shift["amount"] or shift["by"])
        if unit != "minutes":
            return None
        sooner = (shift["way"] or shift["lead"]) in _SOONER
        return replace(asked, shift_minutes=round(-length if sooner else length))
    moment = _moment(meant, now)
    return replace(asked, reminder=moment) if moment else None


_RULE = "a reminder set to another moment"
_SHIFT = (
    r"(?P<amount><LENGTH>) (?P<way>earlier|sooner|later|forward|back)\b"
    r"|(?P<lead>forward|back)(?: (?!by\b)[\w'-]+){0,6}? (?:by )?(?P<by><LENGTH>)\b"
)
_SOONER = frozenset({"earlier", "sooner", "forward"})


def _moment(said: str, now: datetime) -> Offset | Time | None:
    if offsets := find_offsets(said):
        return offsets[-1]
    times = find_times(said, now) or find_times(_HOUR.sub(r"at \g<0>", said), now)
    return times[-1] if times else None


_HOUR = re.compile(r"(?<=\bto )\d{1,2}\b|(?<=reminder )\d{1,2}\b")
