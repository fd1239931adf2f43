"""Moments that are over: said before anything is written for one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.times.reading import Time, say_time
from todo_agent.llm.offline.telling.answers import say_due
from todo_agent.llm.offline.telling.local import local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd


def is_past(said: Time, now: datetime) -> bool:
    """Whether a moment is over; a part of today (“this morning”) may still be going on."""
    if said.all_day or not _CLOCK.search(said.text.lower()):
        return (said.end or said.start).date() < now.date() and said.start.date() < now.date()
    return said.start < now


_CLOCK = re.compile(r"\d|noon|midday|midnight|\b(?:one|two|three|four|five|six|seven|eight|nine)\b")


def say_past(said: Time, now: datetime) -> str:
    """That it is past: “Yesterday at 3 pm is past.”."""
    told = say_time(said.start, all_day=said.all_day, now=now)
    return f"{told[:1].upper()}{told[1:]} is past."


def rings_in_the_past(task: QuickAdd, now: datetime) -> Time | None:
    """The moment that is over at which a task would remind, if it is such a one."""
    when = [
        task.due if each.span == (task.due and task.due.span) else each for each in task.reminders
    ]
    times = [each for each in when if isinstance(each, Time)]
    return next((each for each in times if is_past(each, now)), None)


def overdue_at_once(tasks: Iterable[QuickAdd], now: datetime) -> list[str]:
    """What there is to say of tasks added for a moment that is over."""
    past = any(task.due and is_past(task.due, now) for task in tasks)
    return ["That is past: say “move it to Friday”, if you meant another day."] if past else []


def say_if_over(dues: Iterable[str], now: datetime) -> str:
    """That a moment of a result is over, if one is; else nothing."""
    over = (due for due in dues if _is_over(due, now))
    told = next((say_due(due, now) for due in over), "")
    return f"{told[:1].upper()}{told[1:]} is past." if told else ""


def _is_over(due: str, now: datetime) -> bool:
    return local(due, now) < now if "T" in due else due < f"{now:%Y-%m-%d}"
