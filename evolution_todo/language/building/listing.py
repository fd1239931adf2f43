"""Several tasks said at once: where each stands, and what is said of all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.verbs import bases
from evolution_todo.language.text.words import FUNCTION_WORDS, TASK_VERBS, vocabulary
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd
    from evolution_todo.language.times.reading import Time


_SEPARATOR = re.compile(
    r"\s*(?:,(?!\s*(?:(?:it|this|that)(?:'s|\s+is)|they|he|she|we|i|there)\b)\s*(?:oh,?\s+)?(?:and\s+)?|;\s*|\s+(?:and|n)\s+|\s+[&+]\s+|\s+plus\s+)"
    r"(?:(?:then|also)\s+)*",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"\b(?:with|for|to|from|about|at|by|on|in|between|of|that|who|which|when|before|after|remind|me"
    r"|we|he|she)\b"
)
_ARTICLE = re.compile(r"^(?:(?:some|a|an|the|my|more|also)\s+)+", re.IGNORECASE)


def items(text: str, low: str, span: Span, now: datetime) -> list[Span]:
    """The separate things a list of items names.

    "milk, eggs and bread" are three: each part is a short noun phrase. "buy bread and
    butter" is one: it begins with a verb whose object the rest belongs to, unless every
    part that follows has a verb and an object of its own.
    """
    parts = _rules_whole(text, split(low, span), now)
    parts = _with_what_is_said_of_all(text, with_marks(text, parts, now), now)
    if len(parts) < 2:
        return in_a_row(text, low, span, now) or [_without_article(low, span)]
    said = [_ARTICLE.sub("", part.of(low), count=1).split() for part in parts]
    if len(said[-1]) > 1:
        plain = read_task(parts[-1].of(text), now).title
        said[-1] = _ARTICLE.sub("", plain.lower(), count=1).split()
    together = _all_nouns(said) or _all_commands(said) or _thing_then_commands(said)
    if together or _each_timed(text, parts, now):
        return [_without_article(low, part) for part in parts]
    return [_without_article(low, part) for part in joined(low, span)]


def listed(low: str, span: Span) -> list[Span]:
    """What stands between commas where several things are announced: each is one."""
    parts, position = [], span.start
    for joint in _COMMAS.finditer(low, span.start, span.end):
        parts.append(Span(position, joint.start()))
        position = joint.end()
    return [*parts, Span(position, span.end)]


_COMMAS = re.compile(r"\s*[,;]\s*(?:and\s+)?")


def apart(text: str, low: str, span: Span, now: datetime) -> list[Span]:
    """The parts of a task that are tasks of their own: each has a time of its own."""
    return timed_apart(text, low, span, now) or deeds(low, span) or joined(low, span)


def deeds(low: str, span: Span) -> list[Span]:
    """“Wash the car, feed the cat and call Ann”: three deeds or more; none where it is not so."""
    parts = split(low, span)
    said = [part.of(low).split() for part in parts]
    return parts if len(parts) >= _FEWEST_DEEDS and _all_commands(said) else []


_FEWEST_DEEDS = 3


def joined(low: str, span: Span) -> list[Span]:
    """What is cut by “and also”, “, and then” or “, and” before a verb: tasks of their own."""
    parts, position = [], span.start
    for joint in _AND_ALSO.finditer(low, span.start, span.end):
        if joint.start() > position:
            parts.append(Span(position, joint.start()))
        position = joint.end()
    return [*parts, Span(position, span.end)]


_AND_ALSO = re.compile(
    r"(?:,\s{1,4}(?:(?:and|also|plus)\s{1,4})?(?:(?:i|we)\s{1,4})?(?:(?:need|have|got)\s{1,4}to|gotta|must)\s{1,4}"
    rf"(?=(?:{'|'.join(sorted(TASK_VERBS))})\s)"
    r"|,?\s{1,4}and\s{1,4}another(?:\s(?:one|task|to-?do|item))?\sto\s{1,4}(?!(?:the|my|our|an?)\s)"
    r"|(?:,?\s{1,4}and\s{1,4}(?:also|then)|,\s{1,4}(?:and|then|also|plus)|,?\s{1,4}(?:plus|then))\s{1,4}"
    rf"(?:(?:i )?(?:also )?(?:need|have|want) to |to |an? (?:task|todo|reminder) (?:to"
    rf"|for) )?(?=(?:{'|'.join(sorted(TASK_VERBS))})\s))"
)


def timed_apart(text: str, low: str, span: Span, now: datetime) -> list[Span]:
    """The parts of what is said where each has a time of its own; none where it is not so.

    “Pick up mulch tomorrow and call Ann” are two as well: the first ends with its time.
    """
    parts = _rules_whole(text, split(low, span), now)
    if len(parts) < 2:
        return in_a_row(text, low, span, now)
    return parts if _each_timed(text, parts, now) or _timed_first(text, low, parts, now) else []


def in_a_row(text: str, low: str, span: Span, now: datetime) -> list[Span]:
    """“Gym Monday yoga Tuesday”: each thing ends with its day, with nothing that joins them.

    All are things, or all are deeds: “book Sunday lunch Monday” and “email Bob Friday figures
    Monday” are one.
    """
    ends = [each.end() for each in _DAY_BEHIND.finditer(low, span.start, span.end)]
    if not 1 < len(ends) <= _MOST_TIMED or ends[-1] < span.end:
        return []
    starts = [span.start, *ends[:-1]]
    parts = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
    tasks = [read_task(part.of(text), now) for part in parts]
    words = [task.title.lower().split() for task in tasks]
    dated = all(task.due and task.due.dated for task in tasks)
    if not dated or not all(_is_whole(task.title.split()) for task in tasks):
        return []
    deeds = [each[0] in TASK_VERBS for each in words]
    alike = all(map(_is_command, words)) if any(deeds) else True
    return [_trimmed(low, part) for part in parts] if alike else []


_DAY_BEHIND = re.compile(
    r"(?<=\w )(?:(?:on|by|this|next) )?(?:today|tomorrow|tonight"
    r"|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day))(?!\w|['’-])"
    r"(?: (?:at )?\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?\b)?"
)


def _is_whole(title: list[str]) -> bool:
    """Whether a title is one by itself: no end of the words before it, and not what became of them.

    The “A” of “form A” is a name.
    """
    if not title or title[0].lower() in FUNCTION_WORDS or bases(title[0].lower()):
        return False
    return title[-1].lower() not in FUNCTION_WORDS or title[-1].isupper()


def _trimmed(low: str, span: Span) -> Span:
    said = span.of(low)
    return Span(span.end - len(said.lstrip()), span.end)


def _timed_first(text: str, low: str, parts: list[Span], now: datetime) -> bool:
    if not _all_commands([part.of(low).split() for part in parts]):
        return False
    first = parts[0]
    due = read_task(first.of(text), now).due
    return due is not None and due.span.end >= len(first.of(text).rstrip())


def _each_timed(text: str, parts: list[Span], now: datetime) -> bool:
    """Whether each has a time of its own: “night shift on Friday and day shift on Monday”."""
    if len(parts) > _MOST_TIMED:
        return False
    tasks = [read_task(part.of(text), now) for part in parts]
    times = [when for task in tasks if task.title and (when := task.due or task.recurrence)]
    if len(times) < len(tasks):
        return False
    days = [task.recurrence is not None or bool(task.due and task.due.dated) for task in tasks]
    return all(days) or not any(each.all_day for each in times)


def on_one_day(tasks: list[QuickAdd], told: Sequence[str], now: datetime) -> list[QuickAdd]:
    """“Dentist at 9 and the vet at 11 on Monday”: a day said once is that of the others.

    One without a day is on that of the task before it, or else of the first that has one.
    """
    if len(tasks) == _PAIR and tasks[1].due is None:
        return _going_on(tasks, told, now)
    days = [each.due.start.date() for each in tasks if each.due and _names_a_day(each.due)]
    if not days or len(days) == len(tasks):
        return tasks
    kept, day = [], days[0]
    for task, said in zip(tasks, told, strict=True):
        if task.due and _names_a_day(task.due):
            day = task.due.start.date()
        clock_alone = task.due and not _names_a_day(task.due)
        kept.append(on_day(day, task, said, now) if clock_alone else task)
    return kept


_PAIR = 2


def _names_a_day(due: Time) -> bool:
    """Whether a time says which day it is on, as “tonight” does too."""
    return due.dated or "tonight" in due.text.lower()


def _going_on(tasks: list[QuickAdd], told: Sequence[str], now: datetime) -> list[QuickAdd]:
    """“Go to town tomorrow and buy a book”: both tomorrow; “by Friday”, “at 6” are of the first."""
    first, then = tasks
    led = then.title.partition(" ")[0].lower() in TASK_VERBS and not then.recurrence
    if not (led and first.due and first.due.all_day) or _OF_ONE.match(first.due.text.lower()):
        return tasks
    return [first, replace(on_day(first.due.start.date(), then, told[1], now), marked=True)]


_OF_ONE = re.compile(r"(?:for|by|before|until|till|due)\b")


def on_day(day: date, task: QuickAdd, said: str, now: datetime) -> QuickAdd:
    """A task on a day, at the time of day it says."""
    due = read_task(f"{said.strip(' ,.')} on {day.day} {day:%B %Y}", now).due
    if due is None:
        return task
    return replace(task, due=replace(due, span=task.due.span if task.due else _NOWHERE))


_NOWHERE = Span(0, 0)


def at_each_time(said: str, now: datetime) -> list[QuickAdd]:
    """“Feed Muffin at 8am and 6pm tomorrow”: the task at each of two times; else none."""
    whole, times = read_task(said, now), find_times(said, now)
    settled = whole.due or whole.recurrence
    if settled or len(times) != _PAIR or any(each.all_day for each in times):
        return []
    first, then = times
    if not _AND.fullmatch(said, first.span.end, then.span.start):
        return []
    title, day = said[: first.span.start], next((each for each in times if each.dated), None)
    rest = said[then.span.end :]
    tasks = [read_task(f"{title}{each.text}{rest}", now) for each in times]
    if day is None:
        return tasks
    texts = [f"{title}{each.text}{rest}" for each in times]
    return [
        task if each.dated else on_day(day.start.date(), task, text, now)
        for task, each, text in zip(tasks, times, texts, strict=True)
    ]


_AND = re.compile(r"\s*(?:,|and|&|,\s*and)\s*(?:then |again )?", re.IGNORECASE)


def _with_what_is_said_of_all(text: str, parts: list[Span], now: datetime) -> list[Span]:
    """“jam, tea and rice, all for Friday”: the last part is no thing but stands with one."""
    if len(parts) < _FEWEST_AND_ALL or not _OF_ALL.fullmatch(
        read_task(parts[-1].of(text), now).title
    ):
        return parts
    *others, named, said = parts
    return [*others, Span(named.start, said.end)]


def _rules_whole(text: str, parts: list[Span], now: datetime) -> list[Span]:
    """“Yoga every Monday and Thursday at 6 until March”: what one rule joins stays together."""
    start, end = parts[0].start, parts[-1].end
    if len(parts) < 2 or not _AGAIN.search(text, start, end):
        return parts
    rule = read_task(text[start:end], now).recurrence
    if rule is None:
        return parts
    inside = Span(start + rule.span.start + 1, start + rule.span.end)
    return _merged(parts, lambda part: inside.start <= part.start < inside.end)


_AGAIN = re.compile(r"\b(?:every|each)\b|(?:days?|ly)\b", re.IGNORECASE)
"""What a rule that joins something is said with."""


def with_marks(text: str, parts: list[Span], now: datetime) -> list[Span]:
    """“Jam, low priority, and tea, high priority”: a mark alone is of what stands before it."""

    def is_a_mark(part: Span) -> bool:
        said = read_task(part.of(text), now)
        return said.marked and not said.title

    return _merged(parts, is_a_mark)


def _merged(parts: list[Span], goes_on: Callable[[Span], bool]) -> list[Span]:
    """The parts, each that goes on with the one before it made one with that."""
    kept = parts[:1]
    for part in parts[1:]:
        if goes_on(part):
            kept[-1] = Span(kept[-1].start, part.end)
        else:
            kept.append(part)
    return kept


_FEWEST_AND_ALL = 3
_OF_ALL = re.compile(
    r"(?:^|[\s,;–-]+)(?:both|all|each)(?: (?:two|three|four|of (?:them|these|those)))?"
    r"(?: (?:are|is|to be|due))*$",
    re.IGNORECASE,
)


def said_of_all(found: Sequence[Request]) -> list[Request]:
    """“add jam and add tea, both for Friday”: what the last says holds for all tasks before it."""
    *others, last = found
    tail = last.task and _OF_ALL.search(last.task.title)
    if not (tail and last.task and others and all(each.task for each in others)):
        return list(found)
    kept = replace(last.task, title=last.task.title[: tail.start()])
    told = [replace(each, task=_as(each.task, kept)) for each in others]
    return [*told, replace(last, task=kept)] if kept.title else told


def _as(task: QuickAdd | None, last: QuickAdd) -> QuickAdd | None:
    """A task without marks of its own, with those of the last."""
    if task is None or task.marked:
        return task
    return replace(last, title=task.title, spans=task.spans)


_MOST_TIMED = 8


def _thing_then_commands(parts: list[list[str]]) -> bool:
    """“milk and call mom”: what follows can only be a task of its own."""
    return _all_nouns(parts[:1]) and _all_commands(parts[1:])


def _all_nouns(parts: list[list[str]]) -> bool:
    return all(
        0 < len(words) <= 3
        and words[0] not in TASK_VERBS
        and not _LINKED.search(" ".join(words))
        and not (words[0].endswith("ing") and len(words) == 1)
        for words in parts
    )


def _all_commands(parts: list[list[str]]) -> bool:
    return all(map(_is_command, parts))


def _is_command(words: list[str]) -> bool:
    """“Call Ann”, and “oil the gate” by its article, whatever verb that may be."""
    if len(words) < 2:
        return False
    articled = len(words) > 2 and words[1] in _ARTICLES
    if words[0] in FUNCTION_WORDS:
        return articled and words[0] in TASK_VERBS  # “do the dishes”
    return articled or words[0] in TASK_VERBS


_ARTICLES = vocabulary("the a an my our his her their")


def split(low: str, span: Span) -> list[Span]:
    """What stands between commas, “and” and the like."""
    parts, position = [], span.start
    for joint in _SEPARATOR.finditer(low, span.start, span.end):
        if joint.start() > position:
            parts.append(Span(position, joint.start()))
        position = joint.end()
    return [*parts, Span(position, span.end)] if position < span.end else parts


def _without_article(low: str, span: Span) -> Span:
    lead = re.compile(r"(?:some|more|also)\s+").match(low, span.start, span.end)
    return Span(lead.end(), span.end) if lead and lead.end() < span.end else span
