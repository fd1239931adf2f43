"""“Remind me …”: the task that is there, or the task to add, and when.

The times before the thing say when to remind, those behind it when it is due; said once, they
are both.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from evolution_todo.language.building.adding import (
    PLACEHOLDER,
    on_its_day,
    repeated,
    rung,
    without_lead,
)
from evolution_todo.language.building.heard import moved
from evolution_todo.language.building.likewise import gapped, shared
from evolution_todo.language.building.listing import apart, at_each_time, deeds, on_one_day
from evolution_todo.language.building.parting import (
    anchor,
    beside_times,
    last_way,
    length_ahead,
    says_when,
    told_at,
)
from evolution_todo.language.building.targets import names_a_task
from evolution_todo.language.framing.grounds import with_reason
from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import NO_CHANGES, capitalised, read_task
from evolution_todo.language.text.clauses import clauses, sentences
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import FOREIGN, TASK_VERBS, vocabulary
from evolution_todo.language.times.reading import Offset, Time, find_times

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard
    from evolution_todo.language.building.parting import Way
    from evolution_todo.language.tasks.quickadd import QuickAdd


def nudged(heard: Heard) -> Built:
    """The reminder of a task, or the task to add, that an order to remind asks for."""
    heard = told_at(heard)
    said, before = heard.part("said"), heard.part("before")
    if said is None or (before and not _is_one(heard, said)):
        return None
    if _is_news(heard, said):
        return None
    if heard.has("woken"):
        return _woken(heard, said)
    offsets = heard.offsets(said)
    if offsets and not before and not beside_times(heard, (said,)):
        return of_it(heard, offsets)
    remark = before if before and not says_when(heard, (before,)) else None
    if remark and _THEN.fullmatch(said.of(heard.low)):
        return _then(heard, remark)
    when = (before,) if before and not remark else ()
    way = last_way(heard, when, said)
    if remark:
        return _with_remark(heard, way, remark)
    if way is None:
        return _without_lead(heard, when, said)
    aimed = not way.of_a_thing or _timed(heard.task(*way.when))
    if _strict(heard) and not (aimed and _is_timed(heard, way)):
        return None
    again = not way.ahead and heard.task(*way.when, way.what).recurrence
    if not again and (way.ahead or _is_of_a_thing(way, way.what.of(heard.low))):
        return on_a_task(heard, _rung_then(_due(heard, way)))
    return _to_do(heard, way)


def _rung_then(task: QuickAdd) -> QuickAdd:
    """“The evening before the vaccination at 8”: the hour is that of the reminder."""
    ahead = task.reminders[0] if len(task.reminders) == 1 else None
    timed = task.due and not (task.due.dated or task.due.all_day)
    if not (isinstance(ahead, Offset) and ahead.clock and timed and task.due):
        return task
    hour = task.due.start.time()
    if hour.hour < _NOON <= ahead.clock.hour:
        hour = hour.replace(hour=hour.hour + _NOON)
    return replace(task, due=None, reminders=(replace(ahead, clock=hour),))


_NOON = 12


def of_it(heard: Heard, offsets: tuple[Offset, ...]) -> Built:
    """“Remind me a day before and an hour before”: of the task spoken of."""
    it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
    each = replace(NO_CHANGES, reminders=offsets) if len(offsets) > 1 else None
    return (heard.request(target=it, reminder=offsets[0], changes=each),)


_NEWS = re.compile(r".*\b(?:notify|alert|message|ping)\b")


def _is_news(heard: Heard, said: Span) -> bool:
    """“Notify me when my card is on the way”: what another assistant would know."""
    asked = _NEWS.match(heard.low[heard.core.start : said.start])
    return bool(asked and FOREIGN & set(re.findall(r"[\w-]+", said.of(heard.low))))


def _is_one(heard: Heard, said: Span) -> bool:
    """Whether nothing else is asked behind it."""
    spans = sentences(said.of(heard.low))
    return len(spans) == 1 and len(clauses(said.of(heard.low), spans[0])) == 1


def _strict(heard: Heard) -> bool:
    """Whether it is a reminder only of something to do at some time ("tell me", "an alarm")."""
    return heard.has("told") or heard.has("alarm")


def _woken(heard: Heard, said: Span) -> Built:
    """“Wake me at 6 for the flight”: to wake up is the task."""
    task = read_task(f"wake up{said.of(heard.text)}", heard.now)
    return (heard.request(intent=Intent.ADD, task=rung(task)),) if _timed(task) else None


def _with_remark(heard: Heard, way: Way | None, remark: Span) -> Built:
    """“The pie is in, remind me to check it”: what is said first goes with the task."""
    if way is None or way.by != "to" or way.when[-1].of(heard.low).strip():
        return None
    task = with_reason(_due(heard, way), remark.of(heard.text), heard.now)
    return (heard.request(intent=Intent.ADD, task=rung(task)),)


_THEN = re.compile(r"\s*(?:(?:of|about|to do) (?:it|that) )?(?:then|at that time)\s*")


def _then(heard: Heard, remark: Span) -> Built:
    """“I finish at 6 so remind me then”: of what was spoken of last, at the time that is told."""
    moment = _moment(heard.task(remark))
    it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
    return (heard.request(target=it, reminder=moment),) if moment else None


def _without_lead(heard: Heard, when: tuple[Span, ...], said: Span) -> Built:
    """“Remind me 6 pm milk”: nothing leads to the thing."""
    lead = _VERB_LED.search(heard.low, said.start, said.end)
    if lead and not _strict(heard):
        return _on_occasion(heard, Span(said.start, lead.start()), Span(lead.end(), said.end))
    task = heard.task(*when, said)
    if heard.has("told") or (heard.has("alarm") and not (task.title and _timed(task))):
        return None
    if not task.title:
        return (heard.request(reminder=_moment(task)),)
    if _ASKED.match(task.title.lower()):
        return None
    return (heard.request(intent=Intent.ADD, task=rung(task)),)


_VERB_LED = re.compile(rf"(?<=\w) to (?=(?:{'|'.join(sorted(TASK_VERBS))})\b)")
_ASKED = re.compile(r"(?:what|how|why|who|whether|if|the|of)\b")


def _on_occasion(heard: Heard, when: Span, what: Span) -> Built:
    """“Remind me before I leave to lock up”: on what occasion goes with what is to be done."""
    own, told = heard.task(what), heard.task(when)
    title = f"{own.title} {told.title[:1].lower()}{told.title[1:]}".rstrip()
    task = replace(on_its_day(told, own), title=title)
    return (heard.request(intent=Intent.ADD, task=rung(task)),)


def _to_do(heard: Heard, way: Way) -> Built:
    """What one is to be reminded to do."""
    if PLACEHOLDER.fullmatch(way.what.of(heard.low).strip(" ,.")):
        return None
    if twice := at_each_time(way.what.of(heard.text), heard.now):
        tasks = [moved(each, way.what.start) for each in twice]
        return tuple(heard.request(intent=Intent.ADD, task=rung(each)) for each in tasks)
    parts = apart(heard.text, heard.low, way.what, heard.now)
    read = [_due(heard, replace(way, what=part)) for part in parts]
    if anchor(heard, way.when) and not (read[0].due or read[0].recurrence):
        return on_a_task(heard, replace(read[0], reminders=()))
    told = [part.of(heard.text) for part in parts]
    tasks = on_one_day(gapped(read, told), told, heard.now)
    tasks = shared(tasks) if deeds(heard.low, way.what) else tasks
    return tuple(
        heard.request(intent=Intent.ADD, task=rung(repeated(heard, task))) for task in tasks
    )


def _is_of_a_thing(way: Way, said: str) -> bool:
    """“A reminder about Ann”, “a reminder to the parents' evening”: no deed is led to."""
    to_it = way.by == "to" and _THE_THING.match(said) is not None
    return to_it or (way.of_a_thing and not _is_order(said))


_THE_THING = re.compile(r"(?:the|my|our|that|this)\b")


def _is_order(said: str) -> bool:
    """“Remind me of call my sister”: what is led to as a thing is a deed."""
    first, second, *_ = (*said.split(), "", "")
    return first in TASK_VERBS and second in _OBJECTS


_OBJECTS = vocabulary("my the our a an to up")


def _is_timed(heard: Heard, way: Way) -> bool:
    return _timed(heard.task(*way.when)) or _timed(heard.task(way.what))


def _timed(task: QuickAdd) -> bool:
    return bool(task.due or task.recurrence or task.reminders)


def _due(heard: Heard, way: Way) -> QuickAdd:
    """A task with when it is due and when to remind of it."""
    if anchored := anchor(heard, way.when):
        return _before(heard, way, *anchored)
    if way.ahead:
        offset = length_ahead(heard, way.when)
        own = without_lead(heard.task(way.what))
        return replace(own, reminders=(offset,)) if offset else own
    if several := _several(heard, way):
        return replace(heard.task(way.what), due=several[0], reminders=several, marked=True)
    early = heard.offsets(*way.when)
    when = heard.task(*way.when, without=tuple(each.span for each in early))
    late = _at_the_end(heard, way.what)
    cut = (Span(late[0].span.start, late[-1].span.end),) if late else ()
    own = without_lead(heard.task(way.what, without=cut))
    offsets = (*early, *late)
    timed = _timely(heard, way, own, when)
    return replace(timed, reminders=offsets) if offsets else timed


def _several(heard: Heard, way: Way) -> tuple[Time, ...]:
    """“Tomorrow at 9 and 5”: each of several times of one day; nothing where there are not."""
    said = [each.of(heard.text) for each in way.when]
    found = [each for words in said for each in find_times(words, heard.now)]
    if len(found) < 2 or any(each.all_day for each in found):
        return ()
    day = found[0].start.date()
    return tuple(
        each if each.dated else replace(each, start=datetime.combine(day, each.start.timetz()))
        for each in found
    )


def _at_the_end(heard: Heard, what: Span) -> tuple[Offset, ...]:
    """How long before to remind, where that ends what is said of the thing."""

    def last(offset: Offset) -> bool:
        rest = Span(offset.span.end, what.end)
        without = tuple(each.span for each in found if each.span.start >= rest.start)
        return heard.task(rest, without=without).title.strip(" .,)").lower() in {"", "and", "&"}

    found = heard.offsets(what)
    return tuple(each for each in found if last(each))


def _timely(heard: Heard, way: Way, own: QuickAdd, when: QuickAdd) -> QuickAdd:
    """A task with the times around it: the earlier of two is that of the reminder."""
    if not _timed(when):
        return own
    if not _timed(own):
        return on_its_day(when, own)
    joined = without_lead(heard.task(*way.when, way.what))
    if joined.title == own.title:
        return joined
    if when.due and own.due and when.due.start <= own.due.start:
        return replace(own, reminders=(*own.reminders, when.due))
    return own


def _before(heard: Heard, way: Way, offset: Offset, event: Span) -> QuickAdd:
    """“The day before the fair on Friday, remind me to pack”: due with what it is done before."""
    own = without_lead(heard.task(way.what))
    named = own if _timed(own) else on_its_day(heard.task(event), own)
    return replace(named, reminders=(offset,), marked=True)


def on_a_task(heard: Heard, task: QuickAdd) -> Built:
    """A reminder of a task that is there, or of one that is added where none bears the name."""
    task = without_lead(task)
    target = read_reference(task.title)
    if target is None or PLACEHOLDER.fullmatch(task.title.lower()):
        return (heard.request(target=_it(heard, target, task), reminder=_moment(task)),)
    span = heard.part("target") or heard.part("said") or heard.core
    target = replace(target, span=span, words=target.words.lower())
    if names_a_task(task.title.lower()):
        return (heard.request(target=target, reminder=_moment(task)),)
    return (heard.request(target=target, task=rung(_named(heard, task)), reminder=_moment(task)),)


def _named(heard: Heard, task: QuickAdd) -> QuickAdd:
    """The task to add where there is none: “before my 5 pm call” says when that is."""
    title = _ARTICLE.sub("", task.title)
    again = read_task(title, heard.now)
    if isinstance(_moment(task), Offset) and task.due is None and again.due:
        return replace(again, reminders=task.reminders)
    return replace(task, title=capitalised(title))


_ARTICLE = re.compile(r"^(?:the|my) (?=\w)", re.IGNORECASE)


def _it(heard: Heard, target: Reference | None, task: QuickAdd) -> Reference | None:
    """“30 minutes before it” is about the task last spoken of; a bare time is about none."""
    if target and target.kind is ReferenceKind.PRONOUN:
        return target
    before = isinstance(_moment(task), Offset)
    return Reference(ReferenceKind.PRONOUN, heard.core, "it") if before else None


def _moment(task: QuickAdd) -> Offset | Time | None:
    return next((each for each in task.reminders if not _at_due(each)), task.due)


def _at_due(reminder: Offset | Time) -> bool:
    return isinstance(reminder, Offset) and not (reminder.minutes or reminder.clock)
