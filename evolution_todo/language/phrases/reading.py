"""Phrases without a verb of ours: a task to offer, a word to look for, or just talk."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building import moved
from evolution_todo.language.building.likewise import gapped, shared
from evolution_todo.language.building.listing import (
    at_each_time,
    deeds,
    items,
    joined,
    on_one_day,
    timed_apart,
)
from evolution_todo.language.framing.frames import Kind
from evolution_todo.language.framing.reading import Framed, fits, is_duty, is_own_plan, read_frame
from evolution_todo.language.framing.remarks import (
    ASKING,
    MOST_WORDS,
    PERSONS,
    SERVED,
    STATED,
    TALK_OPENERS,
    TOLD,
    has_day,
    is_asked,
    is_foreign,
    is_hollow,
    is_marked,
    is_named,
    is_passive,
    is_planned,
    is_plausible,
    is_question,
    is_remark,
    is_statement,
    is_talk,
)
from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.requests.request import Filter, Intent, Request
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.clauses import bare_clause
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import FOREIGN, TASK_NOUNS, TASK_VERBS, vocabulary

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.references.reading import Reference
    from evolution_todo.language.tasks.quickadd import QuickAdd

_TO_YOU = r"\b(?:can|could|would|will) (?:you|u)\b|\byou (?:can|could|should|to)\b"
_ORDERED = re.compile(_TO_YOU)
_ADDRESSED = re.compile(
    rf"{_TO_YOU}"
    r"|\b(?:can|could|may) (?:i|we)\b|\bwanna\b|\bi(?:'d| would)? (?:want|need|like|love|wish)\b"
)
# “Tomorrow will be better” tells of a day.
_FINITE = vocabulary("will would is was are were has had can could may might shall does did")


def read_phrase(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """The offer a bare phrase is (several when it lists things), a lookup of one word, or NONE."""
    several = _each_at_its_time(text, low, clause, now) or _each_deed(text, low, clause, now)
    if several:
        return several
    whole = _whole_phrase(text, low, clause, now)
    span = whole.span
    if whole.intent is Intent.ADD and (twice := at_each_time(span.of(text), now)):
        tasks = [moved(each, span.start) for each in twice]
        return tuple(replace(whole, task=each, confidence=0.8) for each in tasks)
    if whole.intent is not Intent.ADD or whole.task is None or not _JOINT.search(span.of(low)):
        return (whole,)
    if (begin := _behind_times(whole.task, span)) > span.start:
        lead = _MARKS.match(low, begin)
        span = Span(lead.end() if lead else begin, span.end)
        whole = replace(whole, span=span, text=span.of(text))
    if len(apart := joined(low, span)) > 1 and not deeds(low, span):
        return _each(whole, text, apart, now)
    parts = items(text, low, span, now)
    told = [moved(read_task(part.of(text), now), part.start) for part in parts]
    words = [part.of(text) for part in parts]
    tasks = _on_its_day(whole, shared(gapped(told, words), words))
    sure = whole.task is not None and whole.task.marked
    tasks = [replace(each, marked=each.marked or sure) for each in tasks]
    if len(parts) < _LISTED_FROM and not (len(parts) > 1 and all(each.due for each in told)):
        return (whole,)
    return tuple(
        replace(whole, span=part, text=part.of(text), task=task)
        for part, task in zip(parts, tasks, strict=True)
    )


def _each_at_its_time(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """“I have a call with Ann at 2 and another with Bea at 4”: as many as there are times."""
    core = _with_duty(low, clause)
    if not _JOINT.search(core.of(low)) and not _SEVERAL_DAYS.search(core.of(low)):
        return ()
    frame = read_frame(low, clause, core, now)
    own = Span(frame.span.end, core.end) if frame else core
    parts = timed_apart(text, low, own, now)
    if not parts or any(PERSONS & {part.of(low).split()[0]} for part in parts[1:]):
        return ()
    first = _whole_phrase(text, low, Span(clause.start, parts[0].end), now)
    if first.intent is not Intent.ADD or first.task is None or not first.task.marked:
        return ()
    told = [part.of(text) for part in parts]
    others = [moved(read_task(part.of(text), now), part.start) for part in parts[1:]]
    tasks = on_one_day(gapped([first.task, *others], told), told, now)
    if frame and frame.kind is Kind.ENTRY:
        parts[0] = Span(core.start, parts[0].end)  # with its verb, which may move a task
    return tuple(
        replace(first, span=part, text=part.of(text), task=replace(task, marked=True))
        for part, task in zip(parts, tasks, strict=True)
    )


def _each_deed(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """“On Monday I have to wash the car, feed the cat and call Ann”: so many deeds of that day."""
    core = _with_duty(low, clause)
    frame = read_frame(low, clause, core, now)
    parts = deeds(low, Span(frame.span.end, core.end) if frame else core)
    if not parts:
        return ()
    first = _whole_phrase(text, low, Span(clause.start, parts[0].end), now)
    if first.intent is not Intent.ADD or first.task is None:
        return ()
    told = [moved(read_task(part.of(text), now), part.start) for part in parts]
    tasks = shared(told, [part.of(text) for part in parts])
    day = first.task.due or first.task.recurrence
    if day and day.span.end <= parts[0].start and not any(each.marked for each in tasks):
        tasks = [replace(first.task, title=each.title) for each in tasks]
    return tuple(
        replace(first, span=part, text=part.of(text), task=task,
                confidence=_DATED if task.marked else first.confidence)
        for part, task in zip(parts, tasks, strict=True)
    )  # fmt: skip


_DATED = 0.8
"""How sure it is that a phrase with a date is to be added."""


def _each(whole: Request, text: str, parts: list[Span], now: datetime) -> tuple[Request, ...]:
    """“I need to call Ann, and also pay the rent by Friday”: meant together, each with its own."""
    tasks = [moved(read_task(part.of(text), now), part.start) for part in parts]
    if all(each.due for each in tasks):
        tasks = on_one_day(tasks, [part.of(text) for part in parts], now)
    sure = whole.task is not None and whole.task.marked
    return tuple(
        replace(whole, task=replace(task, marked=sure), span=part, text=part.of(text))
        for part, task in zip(parts, _on_its_day(whole, tasks), strict=True)
        if task.title
    )


def _on_its_day(whole: Request, tasks: list[QuickAdd]) -> list[QuickAdd]:
    """“On Monday I need to call Ann, feed the cat and pay rent”: the day is that of all."""
    day = whole.task.due if whole.task else None
    if day is None or day.span.end > whole.span.start or any(each.marked for each in tasks):
        return tasks
    return [replace(each, due=day, marked=True) for each in tasks]


_MARKS = re.compile(r"[\s,:;–-]*")
_JOINT = re.compile(r",|\b(?:and|plus|then)\b")
_SEVERAL_DAYS = re.compile(r"\b(?:day|tomorrow|mon|tue|wed|thu|fri|sat|sun)")
_LISTED_FROM = 3
"""How many things make a phrase a list of tasks; two do when each has a day of its own."""


def _whole_phrase(text: str, low: str, clause: Span, now: datetime) -> Request:
    core = _with_duty(low, clause)
    pointed = _choice(low, core)
    if pointed:
        return Request(Intent.CHOOSE, core, core.of(text), target=pointed, rule="a task pointed at")
    frame = read_frame(low, clause, core, now)
    task = None if is_asked(low, clause) else _unframed(text, core, frame, now)
    words = re.findall(r"[\w'-]+", task.title.lower()) if task else []
    if frame and words and task and fits(frame.kind, task, words, now):
        return _framed(text, low, clause, frame, task, now)
    if frame and task and _is_hollow(frame, task):
        return Request(Intent.NONE, core, core.of(text))
    return _unled(text, low, clause, now)


_DUTY = re.compile(
    r"\b(?:i|we)(?:'ve|'d| have| had)? (?:(?:really|also|still) )?(?:need to|should|must|ought to"
    r"|have to|better|gotta|got to|want to|might)"
    r" (?=(?:make|set|create|change|update|mark|take|remove|delete|cross|cancel|rename)\b)"
)


def _with_duty(low: str, clause: Span) -> Span:
    """The clause without its courtesies, of which “I need to” before “make …” is none."""
    core = bare_clause(clause.of(low), clause.start)
    duty = _DUTY.search(low, clause.start, core.end)
    return Span(duty.start(), core.end) if duty and duty.end() == core.start else core


def _is_hollow(frame: Framed, task: QuickAdd) -> bool:
    """Whether a frame that nothing fits is just talk ("i have to say")."""
    said = frame.span.end > frame.span.start
    return said and (not task.marked or frame.kind is Kind.WISH)


def _unframed(text: str, core: Span, frame: Framed | None, now: datetime) -> QuickAdd | None:
    """The task behind a frame, with the date before it; None where there is none."""
    if frame is None:
        return None
    before = text[core.start : frame.span.start]
    blank = ("," if before else "").ljust(frame.span.end - frame.span.start)
    return moved(read_task(f"{before}{blank}{text[frame.span.end : core.end]}", now), core.start)


def _framed(
    text: str, low: str, clause: Span, frame: Framed, task: QuickAdd, now: datetime
) -> Request:
    """The task that someone says is theirs to do: added with a date, else offered."""
    core = _with_duty(low, clause)
    words = re.findall(r"[\w'-]+", task.title.lower())
    wished = frame.kind is Kind.WISH
    led = frame.span.start == frame.span.end
    talk = wished and led and not task.marked and words[0] in TALK_OPENERS
    if len(words) > MOST_WORDS or talk:
        return Request(Intent.NONE, core, core.of(text))
    ordered = led and _ORDERED.search(low[clause.start : core.start])
    theirs = is_foreign(words, planned=has_day(task, now))
    if (
        theirs
        or ordered
        or _is_over(task, now)
        or (wished and not is_own_plan(words, dated=has_day(task, now)))
    ):
        task = replace(task, marked=False)
    own = Span(max(core.start, frame.span.end), core.end)
    if task.marked or not wished:
        sure = 0.8 if task.marked else 0.4
        said = own.of(text)
        return Request(Intent.ADD, own, said, sure, task=task, bare=True, rule=OF_ONESELF)
    return _offer(task, own, text, words)


OF_ONESELF = "said of oneself"
"""The rule of what one has to do, needs or has on."""


def _is_over(task: QuickAdd, now: datetime) -> bool:
    return bool(task.due and task.due.start.date() < now.date())


def _unled(text: str, low: str, clause: Span, now: datetime) -> Request:
    """What a clause without a frame is."""
    core = bare_clause(clause.of(low), clause.start)
    said = core.of(low)
    nothing = Request(Intent.NONE, core, core.of(text))
    if not said or is_question(low, clause, said):
        return nothing
    task = moved(read_task(core.of(text), now), core.start)
    words = re.findall(r"[\w'-]+", task.title.lower())
    if not words or len(words) > MOST_WORDS or words[1:2] in (["me"], ["us"]):
        return nothing
    if words[0] in _FINITE:
        return nothing
    behind = low[_behind_times(task, core) : core.end].strip(" ,:;-")
    if (
        behind
        and is_talk(behind)
        and not (is_marked(said) or is_planned(task, words) or is_named(task, words, now))
        and not (task.priority and _behind_times(task, core) > core.start)
    ):
        return _new_thing(task, core, text, words) or _errand(task, core, text, words)
    if is_remark(task, words, now) or is_hollow(words) or is_passive(said):
        return nothing
    told = TOLD & set(words[1:]) and words[0] not in TASK_VERBS
    if told or is_statement(said, words):
        task = replace(task, marked=False)
    addressed = _ADDRESSED.search(low[clause.start : core.start])
    theirs = not (task.recurrence or task.tags) and is_foreign(words, planned=has_day(task, now))
    if theirs or addressed:
        task = replace(task, marked=False)
    return _offer(task, core, text, words)


def _behind_times(task: QuickAdd, core: Span) -> int:
    """Where a clause goes on behind the times it opens with: “next Tuesday | haircut”."""
    start = core.start
    for span in task.spans:
        if span.start <= start + 2:
            start = max(start, span.end)
    return start


def _errand(task: QuickAdd, core: Span, text: str, words: list[str]) -> Request:
    """“Change the bedding”: an order of ours to something that is no task may be a task itself."""
    own = words[0] in _ERRANDS and 1 < len(words) <= _MOST_ERRAND and not task.marked
    if own and not (FOREIGN | PERSONS | TASK_NOUNS | _NO_OBJECTS) & set(words[1:]):
        return Request(
            Intent.ADD, core, core.of(text), 0.4, task=task, bare=True, rule="a bare phrase"
        )
    return Request(Intent.NONE, core, core.of(text))


def _new_thing(task: QuickAdd, core: Span, text: str, words: list[str]) -> Request | None:
    """“A new kettle”: a thing that is wanted, to offer."""
    if words[0] not in _INDEFINITE or len(words) < _FEWEST or not is_plausible(words[1:]):
        return None
    return _offer(replace(task, marked=False), core, text, words[1:])


_INDEFINITE = vocabulary("a an some")
_FEWEST = 3


_ERRANDS = vocabulary(
    "sort find list show move change update open read undo remove delete finish complete cancel"
    " close clear post request track report"
)
_NO_OBJECTS = vocabulary(
    "all everything anything that this these those there to up back except but"
)
_MOST_ERRAND = 6


def _offer(task: QuickAdd, core: Span, text: str, words: list[str]) -> Request:
    """An unmarked phrase is a guess; a single word is looked for, as in a search box."""
    said = core.of(text)
    if task.marked:
        return Request(Intent.ADD, core, said, 0.8, task=task, bare=True, rule=MARKED)
    if not is_plausible(words):
        return Request(Intent.NONE, core, said)
    if len(words) > 1:
        return Request(Intent.ADD, core, said, 0.4, task=task, bare=True, rule="a bare phrase")
    search = Filter(search=words[0])
    return Request(
        Intent.LIST, core, said, 0.4, task=task, bare=True, filter=search, rule="a single word"
    )


MARKED = "a marked phrase"
"""The rule of a phrase with a date, a rule or a mark, which is added unasked."""


def is_task_like(said: str, now: datetime, *, asked: bool) -> bool:
    """Whether a line of a list reads as a task, and not as a question, a remark or an order.

    `asked` says that the person asked for the list to be added, so a plain noun will do.
    """
    first = said.split()[0].strip(",.!")
    if "?" in said or first in ASKING or _ANSWERS.fullmatch(said):
        return False
    duty = is_duty(said, now)
    if read_reference(said) is None or duty:
        return duty
    if asked:
        return not (is_order(said) and _OUR_OBJECTS.search(said))
    words = re.findall(r"[\w'#!/-]+", said)
    openers = is_talk(said) or bool(STATED.search(said))
    led = first in TASK_VERBS
    own = not openers or (led and first not in SERVED)
    return len(words) <= MOST_WORDS and own and (led or not FOREIGN & set(words))


def is_order(said: str) -> bool:
    """Whether a line begins with a verb of ours, and so may be an order instead of a task."""
    first, *_ = said.split() or [""]
    return first.strip(",.!:") in _OUR_VERBS


def is_unread_order(request: Request) -> bool:
    """Whether a request opens as an order and nothing is read of it: not to be passed over."""
    said = request.text.lower()
    guessed = request.intent is Intent.ADD and request.bare
    return (guessed or request.intent is Intent.NONE) and is_order(said) and said[:4] != "what"


_OUR_OBJECTS = re.compile(r"#?\b\d{1,6}\b|\b(?:it|tasks?|all|everything|lists?|them|me|done)\b")
_OUR_VERBS = vocabulary(
    "add delete remove show list mark complete undo reschedule rename tag untag snooze cancel what"
    " remind move change update"
)
_ANSWERS = re.compile(r"(?:yes|no|ok|okay|thanks|thank you|hello|hi|hey|sure|undo|help)\b.*")
_POINTING = re.compile(r"(?:the|my|that) (?:#?[\w'-]+ ){1,4}(?:one|task|item|reminder)s?")


def _choice(low: str, core: Span) -> Reference | None:
    """A task pointed at and nothing said of it: “task 3”, “the dentist one”, “both”."""
    said = core.of(low)
    reference = read_reference(said, start=core.start)
    if reference is None or reference.kind is ReferenceKind.PRONOUN:
        return None
    titled = reference.kind is ReferenceKind.TITLE
    return reference if not titled or _POINTING.fullmatch(said) else None
