"""Which of several is picked by when it is due: “the later one”, “the Monday one”, “Thursday's”."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.reasons import TOLD
from evolution_todo.language.times.reading import TimeError, read_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from evolution_todo.language.times.reading import Time

_NOUN = r"(?:one|task|appointment)"
_OF_THEM = r"(?: of (?:the|them|those|these)(?: two)?)?"
_EARLIER = re.compile(
    rf"(?:the )?(?:earlier|earliest|sooner|soonest|nearer)(?: {_NOUN})?{_OF_THEM}"
    r"|(?:the one|whichever)(?: that)?(?:'s| is) (?:due )?(?:first|earlier|earliest|sooner)"
)
_LATER = re.compile(
    rf"(?:the )?(?:later|latest)(?: {_NOUN})?{_OF_THEM}"
    r"|(?:the one|whichever)(?: that)?(?:'s| is) (?:due )?(?:last|later|latest)"
)
_UNDATED = re.compile(
    r"(?:the )?one (?:without|with no|that has no) (?:an? )?(?:due )?(?:date|day|deadline)"
    r"|the undated(?: one)?"
)
_DAYS = (
    re.compile(rf"(?:the |my )?(?P<when>[^,;]{{2,40}}?)(?:'s)? {_NOUN}"),
    re.compile(
        rf"(?:the |my )?{_NOUN} (?:(?:that is |that's )?due )?(?:on |for |at )?"
        r"(?P<when>[^,;]{2,40})"
    ),
    re.compile(r"(?:on |for )?(?P<when>[^,;]{2,40}?)(?:'s)?"),
)
_LEADING = (
    r"oh|um+|er+m?|h+m+|well|yes|yeah|yep|ok|okay|just|only|please|it's|that's|sorry|let's say"
    r"|i (?:mean|meant|think|guess)|i'd say|i'll (?:take|go (?:for|with))|make it|go (?:for|with)"
    r"|pick|choose|take|probably|maybe|actually|in fact"
)
_TRAILING = (
    r"please|pls|plz|thanks|thank you|ta|cheers|then|i (?:think|guess|mean|meant|reckon)|obviously"
    r"|of course|will do|if possible|mate|for me|actually|tbh|in fact"
)
_AROUND = re.compile(
    rf"(?:(?:{_LEADING})[, .!]+)*(?P<core>.+?)"
    rf"(?:,? (?:{_TRAILING}))*(?:, (?:because |as )?{TOLD}.*)?"
)


def core_of(said: str) -> str:
    """An answer without its courtesies and its reason: “the Sara one” of “um, the Sara one pls”."""
    low = masked(said).rstrip(" .!")
    start = len(low) - len(low.lstrip(" .!"))
    found = _AROUND.fullmatch(low, start)
    core = said[found.start("core") : found.end("core")] if found else ""
    return _TAGGED.sub(r"the \g<tag> one", core)


_TAGGED = re.compile(
    r"^(?:the |that )?(?:one|task)(?: that(?:['’]s| is))?"
    r" (?:tagged|labelled|with (?:the )?tag|under)"
    r"(?: as)? #?(?P<tag>[\w-]+)$",
    re.IGNORECASE,
)


def pick_by_due(said: str, dues: Sequence[date | None], now: datetime) -> int | None:
    """The place of the one meant; None where the words do not say when, or two are as right.

    Args:
        said: The whole message.
        dues: When each is due.
        now: The clock, in the person's zone.
    """
    core = masked(core_of(said))
    dated = sorted((at for at, due in enumerate(dues) if due), key=lambda at: str(dues[at]))
    if _UNDATED.fullmatch(core):
        return _alone([at for at, due in enumerate(dues) if not due])
    for pattern, end in ((_EARLIER, dated[:2]), (_LATER, dated[:-3:-1])):
        if pattern.fullmatch(core):
            return end[0] if len({str(dues[at]) for at in end}) > 1 else None
    when = _when_in(core, now)
    if when is None:
        return None
    if when.dated:
        return _alone([at for at in dated if _day_of(dues[at]) == when.start.date()])
    hours = [at for at in dated if _A_CLOCK.search(core) and _is_at(dues[at], when.start)]
    return _alone(hours)


def _alone(places: Sequence[int]) -> int | None:
    return places[0] if len(places) == 1 else None


_A_CLOCK = re.compile(
    r"o['’]?clock|\d ?[ap]\.?m\b|\d[:.]\d\d|\b(?:noon|midday|midnight|half|quarter|at)\b"
)
"""What tells an hour from a place in the list: “the 3 o'clock one”."""


def _is_at(due: date | None, moment: datetime) -> bool:
    """Whether a task is due at a time of day, on whichever half of the day it was heard."""
    if not isinstance(due, datetime):
        return False
    return (due.hour % 12, due.minute) == (moment.hour % 12, moment.minute)


def _when_in(core: str, now: datetime) -> Time | None:
    """The day or hour by which a task is named: “the Monday one”, “the 3 o'clock one”."""
    for pattern in _DAYS:
        if found := pattern.fullmatch(core):
            try:
                when = read_time(found["when"], now)
            except TimeError:
                continue
            return when if when.dated or not when.all_day else None
    return None


def _day_of(due: date | None) -> date | None:
    return due.date() if isinstance(due, datetime) else due
