"""What a message says of the reminders that the turn before it set or showed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.shifts import find_shift
from evolution_todo.language.changes.reminders import read_another_reminder
from evolution_todo.language.followups.reading import read_follow_up, read_number_alone
from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent, Request, Subject
from evolution_todo.language.tasks.quickadd import NO_CHANGES
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.contrasts import is_set_right
from evolution_todo.language.text.spans import Span, substituted
from evolution_todo.language.times.reading import Offset, find_offsets, read_time
from todo_agent.llm.offline.acting.reminders_shown import pointed_at, shown_now
from todo_agent.questions import requests_in
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from todo_agent.recall import Exchange

_SET = frozenset({"add_reminder", "update_reminder"})
_OF_A_REMINDER = {
    Intent.DELETE: Intent.CANCEL_REMINDER,
    Intent.RESCHEDULE: Intent.MOVE_REMINDER,
    Intent.REMIND: Intent.MOVE_REMINDER,
    **{each: each for each in (Intent.CANCEL_REMINDER, Intent.MOVE_REMINDER, Intent.SNOOZE)},
}
"""What is asked of a reminder by words that would ask the other of its task."""


def about_reminders(
    requests: Sequence[Request], memory: Memory, before: Exchange, now: datetime
) -> list[Request]:
    """What a message asks of a reminder just set or shown; empty for any other message.

    Args:
        requests: What the message is read as alone.
        memory: The conversation, this message its last.
        before: The message before it.
        now: The clock, in the person's zone.
    """
    message = memory.present.message
    if any(each.intent is Intent.MOVE_REMINDER for each in requests):
        return list(requests)
    another = _another(memory, before, now)
    if another or (another := _in_its_unit(message, before) or _so_long_from_now(memory, now)):
        return [another]
    otherwise = _otherwise(requests, memory, now) if _rings(memory, before) else None
    return [otherwise] if otherwise else []


def _another(memory: Memory, before: Exchange, now: datetime) -> Request | None:
    """One more reminder, of the task whose reminders were just asked about, else of the last."""
    another = read_another_reminder(memory.present.message, now)
    asked = [each.filter for each in requests_in(before.message, now) if each.filter]
    about = asked[0].search if len(asked) == 1 and asked[0].subject is Subject.REMINDERS else None
    if another and about:
        return replace(another, target=read_reference(about))
    return another if memory.recent else None


def of_the_reminder(said: Request, before: Exchange) -> Request:
    """A time said where only a reminder was set is that reminder's: “remind me …”, “no, at 10”."""
    set_alone = before.done and all(run.name in _SET for run in before.done)
    moment = said.changes.due if said.changes else None
    if not set_alone or said.intent is not Intent.RESCHEDULE or moment is None:
        return said
    return replace(said, intent=Intent.MOVE_REMINDER, reminder=moment, changes=None)


def of_those_shown(request: Request, memory: Memory) -> Request:
    """“Cancel the hygienist”, right after the reminders were listed, is of the reminder."""
    shown = shown_now(memory)
    if not shown or "task" in memory.present.message.lower():
        return request
    if request.instead is not None:
        instead = of_those_shown(request.instead, memory)
        rung = instead.intent in _OF_A_REMINDER.values()
        return instead if rung else replace(request, instead=instead)
    meant = request.intent in _OF_A_REMINDER and pointed_at(request.target, shown)
    return _of_a_reminder(request) if meant else request


def _of_a_reminder(request: Request) -> Request:
    moment = request.reminder or (request.changes.due if request.changes else None)
    intent = _OF_A_REMINDER[request.intent]
    return replace(request, intent=intent, reminder=moment, changes=None, filter=None, task=None)


def told_of_reminders(memory: Memory) -> Memory:
    """The conversation, its last message naming the reminders that were listed just before it.

    “The hygienist one” is a reminder then, and so is “it” where there is one alone.
    """
    shown = shown_now(memory)
    if not shown:
        return memory
    said = substituted(_ONE, r"\g<which>reminder\g<several>", memory.present.message)
    said = substituted(_PLACE, r"\g<0> reminder", said)
    if len(shown) == 1:
        said = substituted(_IT, "the reminder", said)
    else:
        said = substituted(_ALL, "all reminders", said)
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=said)))


_ONE = re.compile(
    r"\b(?P<which>(?:the|my|that|this|those|these|other) (?:[\w'’-]+ ){0,4}?)one(?P<several>s?)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\bthe (?:first|second|third|fourth|last)(?= (?:should|can|is|to|needs)\b|\W*$)", re.IGNORECASE
)
_IT = re.compile(
    r"\bit\b(?!['’])|(?:(?<=make )|(?<=move )|(?<=change ))that\b|(?<=\w )(?:that|this)(?=\W*$)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:(?:all|both|every one|each) of (?:them|those|these)|(?:them|those|these)(?: all| both)?"
    r"|both|all|everything|the lot)(?=\W*$)",
    re.IGNORECASE,
)


def _rings(memory: Memory, before: Exchange) -> bool:
    """Whether the task dealt with last has a reminder."""
    set_now = any(run.name in _SET for run in before.done)
    return set_now or any(memory.tasks.get(key, {}).get("reminders") for key in memory.recent[:1])


def _otherwise(requests: Sequence[Request], memory: Memory, now: datetime) -> Request | None:
    """“Actually remind me two hours before”: in the place of the reminder that there is."""
    message = memory.present.message
    if not is_set_right(masked(message)) or _moves_the_task(message, memory):
        return None
    asked = [each for each in requests if each.intent is not Intent.REFUSE]
    single = len(asked) == 1 and asked[0].intent is Intent.REMIND
    said = asked[0] if single else read_follow_up(message, now)
    if said is None or said.intent is not Intent.REMIND or not said.reminder or said.task:
        return None
    if said.target is not None and said.target.kind is not ReferenceKind.PRONOUN:
        return None
    it = Reference(ReferenceKind.PRONOUN, said.span, "it")
    return replace(said, intent=Intent.MOVE_REMINDER, target=it, corrects=False)


def _moves_the_task(message: str, memory: Memory) -> bool:
    """Whether “make it an hour earlier” is of the task, and not of a reminder set alone."""
    done = memory.before.done if memory.before else ()
    return find_shift(masked(message)) is not None and not any(run.name in _SET for run in done)


def _in_its_unit(message: str, before: Exchange) -> Request | None:
    """“Make it 20”, of a reminder so long before that was just set: in the unit it was said in."""
    number = read_number_alone(message)
    lead = _lead_set(before, of_a_new_task=bool(_NOTICE.search(message))) if number else None
    if not lead or not number or not int(lead[1]):
        return None
    unit = next(each for each in (1440, 60, 1) if int(lead[1]) % each == 0)
    span = Span(0, len(message))
    moment = Offset(span, number * unit)
    return Request(Intent.REMIND, span, message, reminder=moment, corrects=True)


def _so_long_from_now(memory: Memory, now: datetime) -> Request | None:
    """“Make that 15”, of what was just added for “in 20 min”."""
    message = memory.present.message
    last = memory.before.done[-1] if memory.before and memory.before.done else None
    tasks = list(last.arguments["tasks"]) if last and last.name == "add_tasks" else []
    due = _FROM_NOW.fullmatch(str(tasks[0].get("due"))) if len(tasks) == 1 else None
    length = _length_alone(message, due["unit"], now) if due else ""
    if not length:
        return None
    span = Span(0, len(message))
    moment = replace(NO_CHANGES, due=read_time(f"in {length}", now))
    it = Reference(ReferenceKind.PRONOUN, span, "it")
    return Request(Intent.RESCHEDULE, span, message, target=it, changes=moment)


def _length_alone(message: str, unit: str, now: datetime) -> str:
    """The length that a message is and nothing else, a number being so many units."""
    if number := read_number_alone(message):
        return f"{number} {unit}"
    said = read_follow_up(message, now)
    lead = said.reminder if said and said.corrects and not find_offsets(message) else None
    return f"{lead.minutes} minutes" if isinstance(lead, Offset) else ""


_FROM_NOW = re.compile(r"in \S+(?: \S+)? (?P<unit>minutes?|mins?|hours?|hrs?)", re.IGNORECASE)
_NOTICE = re.compile(r"\b(?:enough|notice|warning|heads-?up|remind\w*)\b", re.IGNORECASE)
"""Words that tell a number of a reminder from an hour: “an hour isn't enough, make it two”."""


def _lead_set(before: Exchange, *, of_a_new_task: bool) -> re.Match[str] | None:
    """How many minutes before the reminder is that was set last."""
    last = before.done[-1] if before.done else None
    if last is None:
        return None
    said = last.arguments.get("reminder") or last.arguments.get("change") or {}
    when = str(said.get("when"))
    if of_a_new_task and last.name == "add_tasks":
        reminders = [
            when for task in last.arguments["tasks"] for when in task.get("reminders") or ()
        ]
        when = str(reminders[0]) if len(reminders) == 1 else ""
    return re.fullmatch(r"(\d+) minutes before", when)
