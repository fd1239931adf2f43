"""More or fewer days of the week for what repeats: “Thursdays too”, “not on Fridays any more”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Weekdays
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.times.weekdays import DAYS, EACH_DAY, weekdays

if TYPE_CHECKING:
    from evolution_todo.language.text.spans import Span


@dataclass(frozen=True, slots=True)
class DaysSaid:
    """The days that come or go, and the words for the task, empty where it is the one spoken of."""

    days: Weekdays
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of saying it, and an example; `off` takes days out."""

    pattern: str
    example: str
    off: bool = False


_LEAD = (
    r"(?:(?:and|also|plus|but|oh|ok|okay|yes|please|actually|then|so|just|(?:can|could|would) you"
    r"|i(?:'d| would) like|let's|we(?:'re| are)?|it(?:'s| is)?)\b,? )*"
)
_TOO = r"(?:,? (?:too|as well|also))"
_END = r"(?:,? (?:now|please|then|from now on|from now))*"
_DO = r"(?:(?:do|make|have|put|repeat|set|add|include|need)(?: (?:it|that|this))? )?"
_GONE = r"(?: (?:any ?more|any longer|now|though|please|either))*"
_IT = r"(?P<about>(?:(?!\b(?:not|also|and|i|we|you)\b)[\w'’-]+ ){1,6}?)"
_RUNS = r"(?:(?:is|are|happens?|runs?|meets?|goes) )?(?:now )?"
_OUT = (
    r"(?:not on|never on|no longer on|isn't on|aren't on|not|no more|no|drop|skip|leave out|without"
    r"|except(?: for)?(?: on)?|remove|lose|take (?:out|off)|cut)"
)

WAYS = (
    _Way(rf"{_LEAD}{_DO}(?:it )?(?:on )?(?P<days>{DAYS}){_TOO}{_END}", "wednesdays too"),
    _Way(
        r"(?:and |but |please )*(?:also|plus|add|include)(?: it)?(?: on| for)? "
        rf"(?P<days>{DAYS}){_TOO}?{_END}",
        "also on fridays",
    ),
    _Way(
        rf"(?:{_DO}(?:the |my |our )?)?{_IT}{_RUNS}(?:on )?(?P<days>{EACH_DAY}){_TOO}{_END}",
        "gym class is on thursdays too",
    ),
    _Way(
        rf"(?:the |my |our )?{_IT}{_RUNS}also (?:on )?(?P<days>{EACH_DAY}){_END}",
        "the gym class is also on thursdays",
    ),
    _Way(
        rf"{_LEAD}(?:do )?{_OUT} (?P<days>{EACH_DAY}){_GONE}",
        "not on fridays any more",
        off=True,
    ),
    _Way(
        rf"{_LEAD}(?:not on|no longer on|no more) (?P<days>{DAYS}) (?:any ?more|any longer)",
        "not on friday any more",
        off=True,
    ),
    _Way(
        rf"(?:there(?:'s| is| will be) )?no (?:more )?{_IT}on (?P<days>{EACH_DAY})"
        r" (?:any ?more|any longer|from now on|now)",
        "no gym class on wednesdays any more",
        off=True,
    ),
    _Way(
        rf"(?:the |my |our )?{_IT}(?:is|are|does|do|runs?|happens?)? ?"
        r"(?:not|n't|no longer)(?: (?:be|happens?|runs?|meets?))?"
        rf" on (?P<days>{EACH_DAY}){_GONE}",
        "the gym class is no longer on wednesdays",
        off=True,
    ),
)
"""Tried one after the other on the whole of what is said."""


def read_days(low: str, core: Span) -> DaysSaid | None:
    """The days that a part of a message puts into a rule or takes out of it."""
    said = core.of(low).strip(" .!?,")
    for way in WAYS:
        if found := compiled(way.pattern).fullmatch(said):
            days = weekdays(found["days"])
            changed = Weekdays(off=days) if way.off else Weekdays(on=days)
            return DaysSaid(changed, (found.groupdict().get("about") or "").strip())
    return None
