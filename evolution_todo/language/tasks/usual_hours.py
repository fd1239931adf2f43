"""The hour at which a thing usually begins, where what is said may be morning or evening."""

import re
from dataclasses import replace
from datetime import timedelta

from evolution_todo.language.text.wording import say_fully
from evolution_todo.language.text.words import TASK_VERBS
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.reading import Grain, Time

_GOING = (
    r"(?:(?:have|eat|make|cook|host|attend|get|go (?:out )?(?:to|for)"
    r"|(?:meet|see|join) .{1,40} for) )"
)
_VERB = "|".join(sorted(TASK_VERBS))


def _head(words: str) -> re.Pattern[str]:
    """A title of such a thing: “dinner with Ann”, “go to the party”, and not “buy party hats”."""
    return re.compile(
        rf"{_GOING}?(?!(?:{_VERB})\b)(?:[\w'’-]+ ){{0,2}}?(?:{words})"
        r"(?: (?:with|at|for|in|and|on|to|by|of)\b.*)?"
    )


_HOURS = (
    (re.compile(r".*\b(?:wake|get|be) up\b.*|up\b.*"), 4),
    (_head("dinner|supper|drinks|date night|gig|party|concert|theat(?:re|er)|movies?|cinema"), 17),
    (_head("lunch|brunch"), 11),
    (_head("breakfast"), 5),
)


_CLOCKS = frozenset({Grain.HOUR, Grain.MINUTE})
_LASTS = 7
"""Hours within which such a thing begins."""


def as_titled(due: Time, title: str, context: Context) -> Time:
    """An hour that may be of the morning or the evening, as what is done then tells."""
    first = next((hour for said, hour in _HOURS if said.fullmatch(title.lower())), None)
    if first is None or not due.alternatives or due.all_day or due.grain not in _CLOCKS:
        return due
    half_day = timedelta(hours=12)
    near = [due.start - half_day, due.start, due.start + half_day]
    fitting = [
        each
        for each in near
        if first <= each.hour < first + _LASTS
        and each > context.now
        and (not due.dated or each.date() == due.start.date())
    ]
    if not fitting:
        return due
    start = fitting[0]
    reading, text = say_fully(start, all_day=False), f"{start:%Y-%m-%d %H:%M}"
    return replace(due, start=start, text=text, reading=reading, alternatives=(), confidence=0.8)
