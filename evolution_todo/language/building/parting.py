"""“Remind me | at 9 tomorrow | to | call the bank”: where the words of when end.

What one is to be reminded of stands behind the last word that leads to it ("to", "about", a
colon) with nothing but times before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import TASK_VERBS, vocabulary
from evolution_todo.language.times.reading import Offset, find_times, read_offset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evolution_todo.language.building.heard import Heard

_LEADS = re.compile(
    r"(?:(?:^|(?<=[\s,]))(?P<by>to|2(?= [a-z])|tae|that(?: says)?|saying|about|abt|of|for|re"
    r"|regarding"
    rf"|before (?:i|we)(?:(?: (?:have|need|am due|are due)|'m (?:meant|supposed|due)"
    r"|(?:'re| are| am) (?:meant|supposed)) to| must)?"
    rf"(?= (?:{'|'.join(sorted(TASK_VERBS))}) )|before"
    r"|prior to|ahead of|when it(?:'s| is) time to|so (?:that )?i can|i (?:have|need) to)(?=[\s:,])"
    r"|\s*(?:[,–]|:(?=\s)|(?<!\S)-+(?!\S)))[\s:,]*(?:(?:um+|uh+|erm?|like),? )*"
)
_AHEAD = frozenset({"before", "prior to", "ahead of"})
_BEFORE_I = ("before i", "before we")
_OF_THINGS = _AHEAD | vocabulary("about abt of for re regarding")
# What may stand beside the times without saying anything.
_FILLERS = vocabulary(
    "and please pls again also like um uh erm maybe perhaps around at on for in when it's its it is"
    " me up set later sometime the just kindly gently too going off asap twice nearer closer time"
)
_ANCHORED = re.compile(
    r"\s*(?P<offset>.{2,30}?) (?:before|prior to|ahead of) "
    r"(?P<anchor>(?!(?:i|we|you|he|she|they)\b).{2,80})"
)
_DEED_LED = re.compile(rf" to (?:{'|'.join(sorted(TASK_VERBS))})\b")
_IS_NOTHING = re.compile(r"[\s,.:-]*$")
_SOMEONE = re.compile(r"\s*(?:i|we|you|he|she|they|it(?! *$))\b")
_MOST_LEADS = 12


@dataclass(frozen=True, slots=True)
class Way:
    """One way of parting what follows a nudge: the words of when, what leads on, and the thing."""

    when: tuple[Span, ...]
    by: str
    what: Span

    @property
    def ahead(self) -> bool:
        """Whether the words of when are how long before the thing ("an hour before the vet")."""
        return self.by in _AHEAD or self.by.startswith(_BEFORE_I)

    @property
    def of_a_thing(self) -> bool:
        """Whether a thing is led to, as “about” does, and no deed."""
        return self.by in _OF_THINGS or self.ahead


def last_way(heard: Heard, when: tuple[Span, ...], said: Span) -> Way | None:
    """The way that leaves most to the words of when, beside those said before the nudge."""
    *_, way = (None, *_ways(heard, when, said))
    return way


def _ways(heard: Heard, when: tuple[Span, ...], said: Span) -> Iterator[Way]:
    times = _times_in(heard, said)
    for lead in list(_LEADS.finditer(heard.low, said.start, said.end))[:_MOST_LEADS]:
        within = any(each.start < lead.end() and lead.start() < each.end for each in times)
        pre = (*when, Span(said.start, lead.start()))
        way = Way(pre, lead["by"] or ":", Span(lead.end(), said.end))
        if not within and _leads_on(heard, way):
            yield way


def _leads_on(heard: Heard, way: Way) -> bool:
    what = way.what.of(heard.low)
    if _IS_NOTHING.match(what):
        return False
    if way.by.startswith(_BEFORE_I):
        return length_ahead(heard, way.when) is not None and not _DEED_LED.search(what)
    if way.ahead:
        return not _SOMEONE.match(what) and _says_length(heard, way.when)
    return says_when(heard, way.when)


def _times_in(heard: Heard, said: Span) -> list[Span]:
    """Where the times of these words stand: nothing leads on within one."""
    found = find_times(said.of(heard.text), heard.now)
    rule = heard.task(said).recurrence
    spans = [Span(said.start + each.span.start, said.start + each.span.end) for each in found]
    return [*spans, rule.span] if rule else spans


def says_when(heard: Heard, spans: tuple[Span, ...]) -> bool:
    """Whether words say when and nothing else, as "an hour before dinner" does too."""
    return not beside_times(heard, spans) or _ahead_of(heard, spans) is not None


def beside_times(heard: Heard, spans: tuple[Span, ...]) -> list[str]:
    """The words that are neither a time nor say nothing."""
    offsets = tuple(each.span for each in heard.offsets(*spans))
    left = heard.task(*spans, without=offsets).title.lower()
    for time in find_times(left, heard.now):
        left = left.replace(time.text, " ", 1)
    return [word for word in re.findall(r"[^\s,.:]+", left) if word not in _FILLERS]


def _says_length(heard: Heard, spans: tuple[Span, ...]) -> bool:
    """Whether words say how long before ("half an hour", "the day"), or nothing."""
    return not "".join(each.of(heard.low) for each in spans).strip(" ,:") or bool(
        length_ahead(heard, spans)
    )


def length_ahead(heard: Heard, spans: tuple[Span, ...]) -> Offset | None:
    """How long before, where words say that alone: the "half an hour" of a "before"."""
    said = " ".join(each.of(heard.low) for each in spans).strip(" ,:")
    return read_offset(f"{said} before") if said else None


def anchor(heard: Heard, spans: tuple[Span, ...]) -> tuple[Offset, Span] | None:
    """“An hour before dinner at 7”: how long before what, which is no plain time."""
    return _ahead_of(heard, spans) if beside_times(heard, spans) else None


def _ahead_of(heard: Heard, spans: tuple[Span, ...]) -> tuple[Offset, Span] | None:
    said = next((each for each in reversed(spans) if each.of(heard.low).strip(" ,:")), None)
    found = _ANCHORED.fullmatch(heard.low, said.start, said.end) if said else None
    offset = read_offset(f"{found['offset'].strip(' ,:')} before") if found else None
    if not found or not offset or _DEED_LED.search(found["anchor"]):
        return None
    return offset, Span(*found.span("anchor"))


def told_at(heard: Heard) -> Heard:
    """With “an alarm for 7” and “when it's 7” as “at 7”, every character in its place."""
    said = heard.part("said")
    lead = _CLOCK_LED.match(heard.low, said.start) if said else None
    if lead is None:
        return heard
    start, end = lead.span("lead")
    at = "at".ljust(end - start)
    low = f"{heard.low[:start]}{at}{heard.low[end:]}"
    return replace(heard, low=low, text=f"{heard.text[:start]}{at}{heard.text[end:]}")


_CLOCK_LED = re.compile(
    r"\s*(?P<lead>for|when it'?s|when it is)(?= (?:\d|half|quarter|noon|midday|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve))"
)
