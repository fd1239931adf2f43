"""A reminder that there is, set to another moment: “the bins reminder should be at 7”.

Recognised by a reminder that is spoken of as a thing beside a change of it, or by being reminded
then and not at another moment. What it is to be is read by the grammar of times; the task is the
one that is mentioned, else the one dealt with last, else that of the only reminder.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.shifts import find_shift
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.contrasts import meant_alone
from evolution_todo.language.text.nudges import NUDGES
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import LONG_CLAUSE, Span
from evolution_todo.language.times.reading import Offset, find_offsets, find_times, read_offset

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.times.reading import Time

_NOUN = r"(?:reminder|alert|nudge|heads?[- ]?up|notification)\b"
_THE_REMINDER = (
    rf"(?:(?:the|my|that|this|its|his|her) (?:[\w'-]+ ){{0,5}}?|[\w'-]+'s ){_NOUN}"
    r"(?: (?:for|of|about|on) (?:(?!at\b|to\b)[\w'-]+ ?){1,6}?)?"
)
_OTHERWISE = r"(?:instead\b|rather\b|(?:,| and| but) not (?!to\b)|\bnot (?:the|an?|at|on|\d)\b)"
_REMIND = r"\b(?:remind|alert|ping|nudge|warn|notify|tell) me\b"
_NAMED = (
    r"^(?!(?:(?:please|pls|can you|could you) )*(?:add|create|make|set|new|an?|another|one)\b)"
    rf"(?:[\w'-]+ ){{1,5}}?{_NOUN}:"
)
"""“Dentist reminder: 4 pm”, which “a new reminder: …” is none of."""
_CHANGED = (
    r"(?:^|\b(?:please|you|to|and|actually|then|can|could|now|just) )(?:move|change|set|make|push"
    r"|shift|switch|bring|put|bump|adjust|delay|postpone|alter|update|pull|have)"
    rf"(?: back| forward)? {_THE_REMINDER}"
    rf"|{_THE_REMINDER} ?(?:should|needs? to|has to|must|ought to|can|could)"
    r" (?:be|come|go (?=\w))"
    rf"|\b(?:can|could|should|may) {_THE_REMINDER} ?(?:be|come|go)\b"
    rf"|{_THE_REMINDER} ?(?:is|was|comes|goes off) (?:too|not|wrong)\b"
    rf"|\b(?:want|need|like)(?: to have)? {_THE_REMINDER}|{_NAMED}"
    rf"|{_REMIND}(?!.*\bto (?:<VERB>)\b).*{_OTHERWISE}"
    r"|\b(?:rather|sooner|prefer(?: to)?) (?:be (?:reminded|alerted|warned|nudged)\b"
    rf"|have (?:(?:the|my|that|a) )?(?:[\w'-]+ ){{0,3}}?{_NOUN})"
    rf"|\b(?:let's|make|do|have|go for)\b .{{1,40}} for {_THE_REMINDER}"
)


def is_of_a_reminder(low: str) -> bool:
    """Whether a message says that a reminder is to be another."""
    if len(low) > LONG_CLAUSE or not any(word in low for word in _SIGNALS):
        return False
    return compiled(_CHANGED).search(low) is not None


_SIGNALS = (*NUDGES, "notif", "tell")
"""Letters of which every such message has some."""


def read_reminder_change(text: str, low: str, clause: Span, now: datetime) -> Request | None:
    """The change of a reminder that a clause asks for; None when it asks for none.

    Raises:
        TimeError: It names a time that cannot be.
    """
    said = clause.of(low)
    if not is_of_a_reminder(said):
        return None
    meant = meant_alone(said)
    target = Reference(ReferenceKind.MENTIONED, clause, clause.of(text))
    asked = Request(Intent.MOVE_REMINDER, clause, clause.of(text), target=target, rule=_RULE)
    if shift := find_shift(meant):
        minutes = shift.get("shift_minutes")
        return replace(asked, shift_minutes=minutes) if minutes is not None else None
    moment = _moment(meant, now)
    return replace(asked, reminder=moment) if moment else None


_RULE = "a reminder set to another moment"


def _moment(said: str, now: datetime) -> Offset | Time | None:
    """The moment said last: before the task, at a time, or a length alone."""
    if offsets := find_offsets(said):
        return offsets[-1]
    times = find_times(said, now) or find_times(_HOUR.sub(r"at \g<0>", said), now)
    if times:
        return times[-1]
    length = compiled(r"<LENGTH>\b").search(said)
    return read_offset(length[0]) if length else None


_HOUR = re.compile(r"(?:(?<=\bto )|(?<=reminder ))\d{1,2}\b(?! (?:min|hour|hr|day|week))")


def read_another_reminder(text: str, now: datetime) -> Request | None:
    """“Also remind me the morning of”, “plus one 15 minutes before”: one beside those there are.

    Raises:
        TimeError: It names a time that cannot be.
    """
    low = masked(text)
    said = _ANOTHER.fullmatch(low)
    if said is None or not any(map(said.group, ("lead", "other", "also", "too", "added"))):
        return None
    when = said["when"]
    moment = read_offset(when) or next(iter(find_times(when, now)), None)
    if moment is None or moment.span.of(when).strip(" ,") != when.strip(" ,"):
        return None
    ahead = isinstance(moment, Offset) and bool(find_offsets(when))
    if not ahead and (said["added"] or not said["noun"]):
        return None  # “also tomorrow” is no reminder, nor is “an hour too” or “add one at 9”
    it = Reference(ReferenceKind.PRONOUN, Span(0, len(text)), "it")
    return Request(Intent.REMIND, it.span, text, target=it, reminder=moment, rule="another")


_ANOTHER = re.compile(
    r"\W*(?:(?:oh|ok|okay|yes|great|perfect|thanks|thank you)\W+)*"
    r"(?P<lead>(?:(?:and|also|plus)\W+)*(?:also|plus)\W+(?:and\W+)?)?(?:and\W+)?"
    r"(?:(?:can|could|will|would) you |please |i'd like |i want |i need |let's have |have |with "
    r"|(?P<added>(?:give me|add|set|put) (?=one\b))|(?:give me|add|set|put) )*"
    r"(?P<noun>(?:remind me|(?:(?P<other>another|an? (?:second|third|further|extra|additional)"
    r"|one more) ?)?(?:an? )?(?:reminder|alert|nudge|heads-?up|one|ping)?)"
    r"(?P<also> (?:also|as well|too|again))?(?: (?:for|at))? )?(?P<when>.{2,60}?)"
    r"(?P<too>,? (?:as well|too|also|again))?(?: please)?\W*"
)
