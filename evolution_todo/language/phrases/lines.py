"""Lists written or pasted line by line: each line a task."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from evolution_todo.language.building import moved
from evolution_todo.language.framing.reading import own_words
from evolution_todo.language.phrases.reading import is_order, is_task_like
from evolution_todo.language.phrases.said_of_it import is_said_of_it
from evolution_todo.language.requests.filters import list_tag
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import NO_CHANGES, capitalised, read_task
from evolution_todo.language.text.clauses import BULLET, bare_clause, is_request
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import TASK_VERBS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd

_HEADING = re.compile(
    r"(?:(?:please )?(?:add|new|create|todo|to-do|to do)(?: (?:these|the following|all|some|my|the"
    r"|to my list|to the list|tasks?|to-?dos?|items?|things?|list|this|for me|(?:to|on) my list))*"
    r"|my (?:list|tasks|to-?dos?)|(?:shopping|grocery|to-?do) list|i (?:need|have) to|tasks?"
    r"|todos?)"
    r"\s*:?\s*"
)
_ADD = re.compile(
    r"(?:please )?add (?:(?:these|this|the following|tasks|items|things|to-?dos)(?: \w+){0,4}: ?"
    r"|(?!to\b|on\b|it\b|that\b|this\b))"
    r"|(?:please )?(?:remember|don'?t forget|(?:i|we)(?:'ve)? (?:need|have|got)|need|have) to "
    r"|(?:(?:i|we)(?:'ve)? )?gotta |(?:i|we) (?:must|should) "
    r"|(?:to-?\s?dos?|tasks?|things to do): ?"
)
_LED = re.compile(r"(?:remind me|put in|add(?: [\w ]{1,40})?:(?=.)|new(?: tasks?)?: ?(?=.))")
"""An order that the first of several things stands with: what follows it goes on from it."""
_ENUMERATED = re.compile(r"(?:^|(?<=\s))(?P<number>\d{1,2})[.)](?=\s+[^\W\d])")
_FEWEST, _MOST_LINES = 2, 500
_MOST_READ = 55
"""Lines of which the dates and tags are read: more than one call ever adds."""
_LONGEST = 160
"""Characters beyond which a line is prose."""


LINES = "a list of lines"
"""The rule of things typed one under the other."""


def laid_out(text: str) -> str:
    """“1. call Ann 2. post the letter” with each thing on a line, every character in its place."""
    found = list(_ENUMERATED.finditer(text))
    if "\n" in text or [int(each["number"]) for each in found] != list(range(1, len(found) + 1)):
        return text
    if len(found) < _FEWEST:
        return text
    for each in found:
        start, end = each.span()
        text = f"{text[:start]}{chr(10).ljust(end - start)}{text[end:]}"
    return text


def with_commas(text: str) -> str:
    """“Buy: jam; tea; rice”: behind one heading semicolons are commas, each in its place."""
    found = _HEADED.fullmatch(text)
    if found is None or _WORDY.search(found["things"]):
        return text
    return f"{found['head']}{found['things'].replace(';', ',')}"


_HEADED = re.compile(
    r"(?P<head>\s*[A-Za-z][\w' -]{1,40}:\s)"
    r"(?P<things>[^;:,.!?\n]{1,40}(?:;[^;:,.!?\n]{1,40})+)[;.\s]*"
)
_WORDY = re.compile(r"(?:[^;\s]+\s+){4}[^;\s]|\d")
"""What is more than a thing to get: such a one is a line of its own."""


def announced(text: str) -> str:
    """“Can I add a few things? jam, tea”: a colon for the stop, every character in its place."""
    found = _ANNOUNCED.match(text)
    rest = text[found.end() :].lower() if found else ""
    if found is None or "?" in rest or is_request(rest) or is_order(rest) or _ASIDE.match(rest):
        return text
    start, end = found.start("stop"), found.end()
    return f"{text[:start]}{':'.ljust(end - start)}{text[end:]}"


_ANNOUNCED = re.compile(
    r"[^.?!\n:;,]{0,30}?\b(?:(?:add|create|make|put in|note down|new)(?: me)?"
    r"(?: (?:an?|some|few|couple|of|two|three|four|five|\d|more|new|other|another)){0,4}"
    r" (?:tasks?|things|items?|to-?\s?dos?)|(?:add|save|note|write|put)(?: down)? this(?: down)?)"
    r"(?:,? (?:for me|please|(?:to|on) (?:my|the) list))*"
    r"\s?(?P<stop>[.?!])\s+(?:(?:title|name|task)\s?:\s*)?(?=\w)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:thanks?|thank you|please|ok|okay|yes|no|cheers|i|it|that|this|not)\b|\w+\W*$"
)


def read_lines(text: str, low: str, spans: Sequence[Span], now: datetime) -> tuple[Request, ...]:
    """The tasks that a list names, one a line (or one behind each semicolon).

    Asked for ("add: …"), dashed or with a date, tag or the like in it, they are to be added; a
    plain list is offered. Empty when the message is no list.
    """
    if not _FEWEST <= len(spans) <= _MOST_LINES or not _parted(low, spans):
        return ()
    if _LED.match(bare_clause(spans[0].of(low), spans[0].start).of(low)):
        return ()
    asked, rest = _asked(low, spans)
    heading = _heading(text, low, spans[0], now)
    if heading:
        asked, rest = True, list(spans[1:])
    cores = [own_words(low, bare_clause(span.of(low), span.start)) for span in rest]
    dashed = len(BULLET.findall(text)) >= len(cores)
    plainly = asked or dashed or _goes_on(low, cores)
    if not cores or not all(_is_line(low, core, now, asked=plainly) for core in cores):
        return ()
    words = [core.of(low) for core in cores]
    if not heading and not dashed and any(is_request(each) for each in words[asked:]):
        return ()
    if not asked and all(map(is_order, words)):
        return ()
    if any(is_said_of_it(span.of(text), now) for span in rest[1:]):
        return ()
    tasks = [_task(text, core, now, read=at < _MOST_READ) for at, core in enumerate(cores)]
    if heading:
        tasks = [_under(heading, task) for task in tasks]
    if any(not task.title for task in tasks):
        return ()
    sure = asked or dashed or any(task.marked for task in tasks)
    plain = Request(Intent.ADD, Span(0, len(text)), text, bare=not sure, rule=LINES)
    confidence = 1.0 if sure else 0.4
    return tuple(
        replace(plain, span=core, text=core.of(text), task=task, confidence=confidence)
        for core, task in zip(cores, tasks, strict=True)
    )


def _goes_on(low: str, cores: Sequence[Span]) -> bool:
    """“Buy tinsel; lights; baubles”: a deed, and then short things that go on from it."""
    deed, *rest = [core.of(low).split() for core in cores] or [[]]
    joints = (low[a.end : b.start] for a, b in pairwise(cores))
    led = deed[:1] and deed[0] in TASK_VERBS and all(";" in joint for joint in joints)
    return bool(led and rest and all(len(words) <= _SHORT for words in rest))


_SHORT = 2
"""Words of a thing that goes on from another."""

_OF_A_LIST = re.compile(
    r"(?:(?:my|the|a) )?(?:shopping|groceries|errands|chores|jobs|things|stuff|tasks|to-?\s?dos?"
    r"|list|plan)(?: list)?(?: to (?:do|get|buy))?(?: (?:for|on|due))?",
    re.IGNORECASE,
)


def _heading(text: str, low: str, first: Span, now: datetime) -> QuickAdd | None:
    """What a first line such as “Shopping for tomorrow:” says of all lines below it."""
    if not first.of(low).rstrip().endswith(":"):
        return None
    said = read_task(first.of(text).strip(" :\n"), now)
    if said.title and not _OF_A_LIST.fullmatch(said.title):
        return None
    tag = list_tag(said.title)
    tags = tuple(dict.fromkeys((*said.tags, *((tag,) if tag else ()))))
    return replace(said, tags=tags) if tags or said.marked else None


def _under(heading: QuickAdd, task: QuickAdd) -> QuickAdd:
    """A line's task with what its heading says, unless it says its own."""
    own = task.due or task.recurrence
    return replace(
        task,
        due=task.due if own else heading.due,
        recurrence=task.recurrence if own else heading.recurrence,
        tags=tuple(dict.fromkeys((*task.tags, *heading.tags))),
        priority=task.priority or heading.priority,
        marked=True,
    )


def _task(text: str, core: Span, now: datetime, *, read: bool) -> QuickAdd:
    if read:
        return moved(read_task(core.of(text), now), core.start)
    return replace(NO_CHANGES, title=capitalised(core.of(text)))


def _parted(low: str, spans: Sequence[Span]) -> bool:
    """Whether lines or semicolons part them all, and no full stops or ended paragraphs."""
    return all(
        set(low[span.start : span.end]).isdisjoint("?")
        and ".\n\n" not in low[span.start : span.end + 1]
        and low[span.start : span.end].rstrip(" ")[-1:] in {"\n", ";", ":"}
        for span in spans[:-1]
    )


def _asked(low: str, spans: Sequence[Span]) -> tuple[bool, list[Span]]:
    """Whether the first line asks to add what follows, and the lines of the list."""
    first = bare_clause(spans[0].of(low), spans[0].start)
    said = first.of(low)
    if _HEADING.fullmatch(said):
        return True, list(spans[1:])
    lead = _ADD.match(said)
    if lead:
        return True, [Span(first.start + lead.end(), spans[0].end), *spans[1:]]
    return False, list(spans)


def _is_line(low: str, core: Span, now: datetime, *, asked: bool) -> bool:
    said = core.of(low)
    return 0 < len(said) <= _LONGEST and is_task_like(said, now, asked=asked)
