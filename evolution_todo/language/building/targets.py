"""Pointing at tasks: which ones a request is about, and what narrows them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.filters import list_tag, read_filter
from evolution_todo.language.requests.request import Filter
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import FOREIGN, TASK_VERBS

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from evolution_todo.language.building.heard import Built, Heard, Values
    from evolution_todo.language.requests.request import Request


_LIST_TAIL = (
    r"(?:[ ,](?:that is |that's |which is )?(?:off of|off|on|from|in|of|under|to)|^from|^off)"
    r" <LIST>(?: (?:today|please))?$"
)
_DAY = r"(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|this week)"
_EVERY = re.compile(
    rf"(?=(?:the )?{_DAY}['’]?s? (?:stuff|things|tasks|jobs|lot|list|bits|to-?dos)$)"
    r"|(?:whatever|what)(?: is|'s|’s)? (?:on |due |left |there )+(?:for )?"
    r"|(?:(?:all|both|every|each|any)\b(?: of)?(?: (?:my|the|our|those|these)\b)?"
    r"(?: (?:two|three|four|five|six)\b)?|everything"
    r"|anything)\s*"
    r"(?:(?:that|which|i)(?: is|'s| are| was| were|'ve| have)? |(?:i|we)(?:'ve| have) )*"
)
_SOME = re.compile(
    r"(?:(?:the|my|our|those|these) )?(?:tasks|to-?\s?dos|things|jobs|items|ones) "
    r"(?=(?:that are )?(?:tagged|labell?ed|marked|due|with|without)\b)"
)
"""“The tasks tagged shop” are several, which their state tells."""
_STATE = re.compile(r"(?:the )?(?:completed|done|finished|overdue)(?: ones)?")
_ANYTHING = frozenset({"jobs", "things", "stuff", "bits"})
"""What is no name of tasks, where a day or a state tells which: “both Saturday jobs”."""
EXCEPTED = re.compile(
    r",? \b(?:except(?:ing)?(?: for)?|but(?: (?:not|keep|leave))?|apart from|other than|besides"
    r"|unless|save for|excluding|bar(?= (?:the|my|for|#?\d)\b))\b"
)
_SERIES = (
    r"(?:(?:all|every|each)(?: of)?(?: the)?(?: future| coming| upcoming| remaining)?"
    r" (?:occurrence|repeat|repetition|instance)s?|(?:the )?(?:whole |entire )?series)"
    r"(?: (?:of|for) (?P<named>.{1,200}))?"
    r"|(?:the )?(?:whole|entire|complete) (?P<named2>.{1,200}?)(?: series)?"
    r"|(?P<named3>.{1,200}?) series"
    r"|(?:all|every|each)(?: of)?(?: (?:the|my|our))? (?:future|coming|upcoming|remaining)"
    r" (?P<named4>.{1,200})"
)
_INDEFINITE = re.compile(r"(?:a|an|another|new|some|more) ")


def target_of(heard: Heard) -> tuple[Reference | None, Filter | None]:
    """The tasks a request is about, and what narrows them."""
    span = _one_of_series(heard) or heard.part("target")
    if span is None:
        return None, None
    said = span.of(heard.low)
    tags = list_tags(heard)
    tail = compiled(_LIST_TAIL).search(said)
    if tail and tail.start() > 0:
        tag = list_tag(tail["list"])
        tags = (*tags, tag) if tag else tags
        span = Span(span.start, span.start + tail.start())
        said = span.of(heard.low)
    reference = read_reference(span.of(heard.text), start=span.start)
    narrowed = Filter(tags=tags) if tags else None
    if reference is None:
        return None, narrowed
    return narrow(reference, said, heard.now, narrowed=narrowed)


def narrow(
    reference: Reference, said: str, now: datetime, *, narrowed: Filter | None = None
) -> tuple[Reference, Filter | None]:
    """“all overdue tasks” selects by its filter, “my morning meetings” by words and filter."""
    every = _EVERY.match(said.strip())
    some = _SOME.match(said.strip())
    if reference.kind not in {ReferenceKind.TITLE, ReferenceKind.ALL} or not (
        every
        or some
        or _STATE.fullmatch(said.strip())
        or (reference.plural and reference.kind is ReferenceKind.TITLE)
    ):
        return reference, narrowed
    chosen = read_filter(said.strip()[every.end() :] if every else said, now)
    if narrowed:
        chosen = replace(chosen, tags=tuple(dict.fromkeys((*chosen.tags, *narrowed.tags))))
    words = chosen.search
    chosen = replace(chosen, search=None, sort=None, count=False)
    if chosen == Filter() and not every:
        return reference, narrowed
    if words in _ANYTHING and chosen != (narrowed or Filter()):
        words = None
    kept = chosen if chosen != Filter() else None
    if words:
        if chosen == (narrowed or Filter()) and not every:
            words = reference.words
        return replace(reference, kind=ReferenceKind.TITLE, words=words, plural=True), kept
    return replace(reference, kind=ReferenceKind.ALL, plural=True), kept


def _series(heard: Heard) -> re.Match[str] | None:
    """How the target says that a whole series is meant ("all occurrences of the standup")."""
    return compiled(_SERIES).fullmatch(heard.said("target"))


def _one_of_series(heard: Heard) -> Span | None:
    """Where the task of a series is named in the target."""
    span, match = heard.part("target"), _series(heard)
    if span is None or match is None:
        return None
    named = next((name for name in match.groupdict() if match[name]), None)
    if named is None:
        return None
    lead = len(span.of(heard.low)) - len(span.of(heard.low).lstrip())
    start, end = match.span(named)
    return Span(span.start + lead + start, span.start + lead + end)


def explicit(heard: Heard) -> bool:
    """Whether the target says that it is a task: a number, a pronoun, "the … task", a quotation."""
    return names_a_task(heard.said("target"))


def names_a_task(said: str) -> bool:
    """Whether a phrase can only mean a task of ours."""
    pointed = compiled("<REF>").fullmatch(said) or re.search(r"\b(?:tasks?|to-?dos?)\b", said)
    return bool(pointed or _STATE.fullmatch(said) or said[:1] in {'"', "'"})


_OURS = re.compile(r"\b(?:tasks?|to-?dos?|items?|reminders?)\b|^[\"']")
_THE_ONE = re.compile(r"(?:the|my|that) (?:[\w'-]+ ){1,5}ones?")


def foreign(heard: Heard) -> bool:
    """Whether the target is what another assistant keeps ("my reservation")."""
    if heard.at_home:
        return False
    said = heard.said("target")
    words = said.split()
    spoken_of = len(words) > 1 and words[0] in TASK_VERBS - FOREIGN
    repeats = heard.has("recur") and heard.has("plain")
    ours = (
        spoken_of or repeats or heard.has("news") or _OURS.search(said) or _THE_ONE.fullmatch(said)
    )
    return not ours and bool(set(re.findall(r"[\w']+", said)) & FOREIGN)


def pointed(heard: Heard, **values: Unpack[Values]) -> Built:
    """The request with its target, unless that is foreign or any task at all."""
    said = heard.said("target")
    if foreign(heard) or _INDEFINITE.match(said):
        return None
    if excepted := EXCEPTED.search(said):
        return _all_but(heard, excepted, values)
    if series := _series(heard):
        values["series"] = True
        if not any(series.groupdict().values()):
            it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
            return (heard.request(**values | {"target": it}),)
    values["target"], values["filter"] = target_of(heard)
    return (heard.request(**values),)


def _all_but(heard: Heard, excepted: re.Match[str], values: Values) -> Built:
    """“Move everything except the milk to Friday”: of less than all, it is not plain."""
    span = heard.part("target")
    if span is None or excepted[0].strip(" ,") == "unless":
        return None
    lead = len(span.of(heard.low)) - len(span.of(heard.low).lstrip())
    kept = Span(span.start + lead + excepted.end(), span.end)
    spared = read_reference(kept.of(heard.text), start=kept.start)
    said = heard.said("target")[: excepted.start()].strip()
    reference = read_reference(said, start=span.start)
    if reference is None or spared is None or spared.kind is ReferenceKind.ALL:
        return None
    target, narrowed = narrow(reference, said, heard.now)
    if not target.plural or (target.kind is ReferenceKind.TITLE and not _EVERY.match(said)):
        return None
    return (heard.request(**values | {"target": target, "filter": narrowed, "spared": spared}),)


def list_tags(heard: Heard) -> tuple[str, ...]:
    """The tag of the list a clause names, if it stands for one."""
    name = heard.said("list")
    tag = list_tag(name) if name else None
    return (tag,) if tag else ()


_WHOLE_LIST = (
    r"(?:(?:all|everything|the (?:[\w]+ )?items?) (?:in|on|from|off) )?<LIST>"
    r"(?: is (?:clear|empty))?"
)
_ITEMS_OF = r"(?:all|everything|(?:all )?the (?:[\w]+ )?items?) (?:in|on|from) <LIST>"


def whole_list(heard: Heard, said: str) -> Built:
    """“set the grocery list as finished”: everything on it."""
    match = compiled(_WHOLE_LIST).fullmatch(said) or compiled(_ITEMS_OF).fullmatch(said)
    span = heard.part("target")
    if match is None or span is None or re.fullmatch(r"to-?\s?dos?", said):
        return None
    return (of_list(heard, match["list"], span),)


def of_list(heard: Heard, name: str, span: Span) -> Request:
    """A request about everything on a list."""
    everything = Reference(ReferenceKind.ALL, span, span.of(heard.text), plural=True)
    return heard.request(target=everything, filter=list_filter(name, heard.now))


def list_filter(name: str, now: datetime) -> Filter | None:
    """“today's list” is a time, “my shopping list” a tag, “my list” everything."""
    timed = read_filter(re.sub(r"\blists?\b", " ", name), now)
    if timed.due_after or timed.due_before:
        return Filter(due_after=timed.due_after, due_before=timed.due_before)
    tag = list_tag(name)
    return Filter(tags=(tag,)) if tag else None
