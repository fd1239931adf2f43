"""What language read, as the arguments of tools: dates and rules stay the words of the person."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from evolution_todo.language.text.wording import place_words
from evolution_todo.language.times.reading import Offset, Time
from todo_agent.llm.offline.telling.local import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evolution_todo.language.requests.request import Filter, Request
    from evolution_todo.language.tasks.quickadd import QuickAdd
    from todo_agent.turn import Json

MOST = 50
"""How many tasks one call may write."""


def new_task(task: QuickAdd) -> dict[str, Json]:
    """The argument of `add_tasks` for a task as it was said."""
    fields: dict[str, Json] = {
        "title": task.title,
        "description": task.description,
        "priority": task.priority and task.priority.value,
        "due": (task.due and task.due.text) or begin(task),
        "tags": list(task.tags),
        "reminders": [when(reminder) for reminder in task.reminders],
        "recurrence": rule(task),
    }
    return {name: value for name, value in fields.items() if value}


def rule(task: QuickAdd) -> dict[str, Json] | None:
    """The recurrence as it was said."""
    found = task.recurrence
    if found is None:
        return None
    mode = {"mode": found.mode} if found.mode != "schedule" else {}
    return {"rule": found.text, **mode}


def begin(task: QuickAdd) -> str | None:
    """Where a recurrence begins, when its own words do not say it."""
    found = task.recurrence
    if found is None or not found.apart:
        return None
    return f"{found.start:%Y-%m-%d}" if found.all_day else found.start.isoformat()


_OF_TODAY = re.compile(r"(?:this|tonight|today|later)\b", re.IGNORECASE)
"""What would be read as of the day on which the task is due."""


def is_of_today(moment: Time) -> bool:
    """Whether a time of day is that of today: “tonight”, “at 8 this evening”."""
    return _TODAY.search(moment.text) is not None


_TODAY = re.compile(
    r"\b(?:tonight|today|this (?:morning|lunchtime|afternoon|evening))\b", re.IGNORECASE
)


def when(reminder: Offset | Time) -> str:
    """A reminder's moment in words that read back as the same."""
    if isinstance(reminder, Time):
        of_today = _OF_TODAY.match(reminder.text) or is_of_today(reminder)
        return f"{reminder.start:%Y-%m-%d %H:%M}" if of_today else reminder.text
    if reminder.clock is None:
        return f"{reminder.minutes} minutes before"
    days = reminder.minutes // 1440
    day = f"{days} days before" if days else "on the day"
    return f"{day} at {clock(reminder.clock)}"


def task_filter(asked: Filter | None) -> dict[str, Json]:
    """The `filter` of `find_tasks`, empty when everything is asked."""
    if asked is None:
        return {}
    fields: dict[str, Json] = {
        "text": asked.search,
        "priority": [priority.value for priority in asked.priority],
        "tags": list(asked.tags),
        "due_after": asked.due_after and asked.due_after.isoformat(),
        "due_before": asked.due_before and asked.due_before.isoformat(),
        "completed_after": asked.completed_after and asked.completed_after.isoformat(),
        "completed_before": asked.completed_before and asked.completed_before.isoformat(),
        "overdue": asked.overdue,
        "recurring": asked.recurring,
        "no_due": asked.no_due,
    }
    if asked.time_of_day:
        fields["time_from"], fields["time_to"] = map(clock, asked.time_of_day)
    chosen = {name: value for name, value in fields.items() if value}
    if asked.recurring is False:
        chosen["recurring"] = False
    return chosen if asked.completed is None else {**chosen, "completed": asked.completed}


def clock(moment: time) -> str:
    """A time of day as tools read it."""
    return f"{moment:%H:%M}"


def task_update(request: Request) -> dict[str, Json]:
    """What an `update_tasks` entry changes, without the task; empty when nothing was said."""
    fields: dict[str, Json] = {"title": request.new_title}
    if request.changes is not None:
        fields |= _values(request.changes)
    if request.paused is not None:
        fields["recurrence"] = {"paused": request.paused}
    fields["clear"] = [_CLEARED.get(name, name) for name in request.clear if name != "time"]
    return {name: value for name, value in fields.items() if value}


def _values(said: QuickAdd) -> dict[str, Json]:
    fields: dict[str, Json] = due(said.due) if said.due and not said.recurrence else {}
    fields |= {
        "priority": said.priority and said.priority.value,
        "description": said.description,
        "add_tags": list(said.tags),
        "reminders": [when(reminder) for reminder in said.reminders],
        "recurrence": rule(said),
    }
    first = begin(said)
    return fields | ({"due": first} if first else {})


def scope(request: Request) -> dict[str, Json]:
    """That the whole series is meant, where it was said; else it is the one occurrence."""
    return {"scope": "series"} if request.series else {}


_CLEARED = {"reminder": "reminders", "tag": "tags"}


def due(moment: Time) -> dict[str, Json]:
    """The new due moment; a clock alone keeps each task's date, which “tonight” is none of."""
    if moment.dated or moment.all_day:
        return {"due": moment.text}
    if is_of_today(moment):
        return {"due": f"{moment.start:%Y-%m-%d %H:%M}"}
    return {"due_time": clock(moment.start.time())}


SNOOZE_MINUTES = 10
"""How long an unsaid snooze is."""


def put_off(request: Request, reminder: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """How a reminder is to change: to a moment, or for a while.

    The while is counted from now where it has gone out, else from when it is to go out.
    """
    said = request.reminder
    if isinstance(said, Time) and said.text[:3].lower() != "in ":
        return {"when": said.text}
    shift = request.shift_minutes or (None if said else SNOOZE_MINUTES)
    if shift and reminder["status"] == "pending" and local(reminder["remind_at"], now) > now:
        later = replace(request, shift_minutes=shift)
        return {"when": reminder_moment(later, reminder, now)}
    if isinstance(said, Time):
        return {"snooze_minutes": round((said.start - now).total_seconds() / 60)}
    return {"snooze_minutes": said.minutes if said else SNOOZE_MINUTES}


def reminder_moment(request: Request, reminder: Mapping[str, Json], now: datetime) -> str:
    """When a reminder is to go out: later or earlier than it does, or at another hour of its day.

    One that is told from its task's due time stays so when it is shifted.
    """
    present = local(reminder["remind_at"], now)
    offset = reminder.get("offset_minutes")
    if request.shift_minutes is not None:
        if isinstance(offset, int) and offset >= request.shift_minutes:
            return f"{offset - request.shift_minutes} minutes before"
        return (present + timedelta(minutes=request.shift_minutes)).isoformat()
    said = request.reminder
    if not isinstance(said, Time) or said.dated or is_of_today(said):
        return when(said) if said else ""
    hours = [present.replace(hour=said.start.hour, minute=said.start.minute)]
    if said.alternatives:
        hours.append(hours[0].replace(hour=(said.start.hour + 12) % 24))
    return min(hours, key=lambda each: abs(each - present)).isoformat()


def on_day(moment: Time, brief: Mapping[str, Json], now: datetime) -> str:
    """A due moment on the day said, at the time of day the task has."""
    present = brief.get("due")
    if not moment.all_day and isinstance(present, str) and "T" in present:
        return _in_its_half(moment, local(present, now))
    if not (moment.all_day or moment.dated) and isinstance(present, str):
        return _by_day(moment, date.fromisoformat(present), now)
    if not moment.all_day or not isinstance(present, str):
        return moment.text.removeprefix("the following ").removeprefix("following ")
    if "T" not in present:
        day = _day(moment, brief, now)
        return moment.text if day == moment.start.date() else day.isoformat()
    day = _day(moment, brief, now)
    return datetime.combine(day, local(present, now).time(), now.tzinfo).isoformat()


def _in_its_half(moment: Time, present: datetime) -> str:
    """“At 8” in the half of the day that is nearer to when the task is, unless people sleep then.

    What is at 8 am is at 6 am then, what is at 10 am at 2 pm, and what is at 3 pm at 10 am.
    """
    if not in_either_half(moment):
        return moment.text
    hours = [moment.start.hour % _NOON, moment.start.hour % _NOON + _NOON]
    up = [hour for hour in hours if _is_up(hour) or abs(hour - present.hour) <= _NEAR]
    hour = min(up, key=lambda each: abs(each - present.hour))
    day = moment.start.date() if moment.dated else present.date()
    return datetime.combine(day, time(hour, moment.start.minute), present.tzinfo).isoformat()


def _is_up(hour: int) -> bool:
    return _RISEN <= hour <= _LATE


_RISEN, _LATE = 7, 22
"""Between which hours something is at any distance from where it was."""
_NEAR = 2
"""How many hours from where it was it may be at night."""


def in_either_half(moment: Time) -> bool:
    """Whether an hour may be of the morning and of the evening."""
    return bool(moment.alternatives or _SPOKEN.search(moment.text.lower()))


_SPOKEN = re.compile(r"^(?!.*\b(?:[ap]\.?m|morning|noon|midnight)\b).*\b(?:half|quarter|past)\b")
"""“Half past 8”, which says no half of the day either."""


def _by_day(moment: Time, day: date, now: datetime) -> str:
    """“At 2” on a day without a time: at an hour when people are up."""
    hour = moment.start.hour
    if moment.alternatives:
        hour = hour % _NOON + (_NOON if hour % _NOON <= _MORNING else 0)
    at = time(hour, moment.start.minute)
    return datetime.combine(day, at, now.tzinfo).isoformat()


_MORNING, _NOON = 6, 12
"""The hours from which nobody sleeps, and from which it is afternoon."""


def _day(moment: Time, brief: Mapping[str, Json], now: datetime) -> date:
    """The day said; one that names no month is in the month that the task is due in."""
    day, due = moment.start.date(), str(brief.get("due") or "")
    if not due:
        return day
    present = local(due, now).date() if "T" in due else date.fromisoformat(due)
    if "following" in moment.text:
        return present + timedelta(days=(day.weekday() - present.weekday() - 1) % 7 + 1)
    if not _OF_A_MONTH.fullmatch(moment.text):
        return day
    with contextlib.suppress(ValueError):
        there = present.replace(day=day.day)
        return there if there > now.date() else day
    return day


_OF_A_MONTH = re.compile(
    r"(?:due )?(?:on |to |for |by )?(?:the )?\d{1,2}(?:st|nd|rd|th)"
    r"(?: of (?:the|each|every) month)?",
    re.IGNORECASE,
)
OF_ANY_WEEK_OR_MONTH = re.compile(
    rf"(?:on |to |for )?(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
    rf"(?: at .{{1,12}})?|{_OF_A_MONTH.pattern}",
    re.IGNORECASE,
)
"""A day that is of no one week or month, as “Wednesday” and “the 5th” are and “tomorrow” is not."""


def at_its_time(
    change: dict[str, Json], brief: Mapping[str, Json], now: datetime
) -> dict[str, Json]:
    """A new rule without a time of day, at the one that the task has."""
    present, new = brief.get("due"), change.get("recurrence")
    if new is None or not isinstance(present, str) or "T" not in present:
        return change
    timed = f"{new['rule']} at {clock(local(present, now).time())}"
    return change | {"recurrence": {**new, "rule": timed}}


def hour_on(moment: Time, brief: Mapping[str, Json], now: datetime) -> time:
    """The time of day that a task gets, in the half of the day it is in where none is said."""
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(on_day(moment, brief, now)).time()
    return moment.start.time()


def moved_rule(rule: str, moment: Time, at: time) -> str | None:
    """A rule on another weekday, day of the month or time of day; None where it has no single one.

    Args:
        rule: The rule in words.
        moment: When it is to be.
        at: The time of day, where one is said.
    """
    if moment.dated or moment.all_day:
        kind, new = _WEEKDAY, f"{moment.start:%A}"
        if _OF_A_MONTH.fullmatch(moment.text):
            kind, new = _NTH, place_words(moment.start.day)
        if len(kind.findall(rule)) != 1:
            return None
        rule = kind.sub(new, rule)
    if moment.all_day:
        return rule
    rule, without, days = rule.partition(" except ")
    return f"{_CLOCK.sub('', rule)} at {clock(at)}{without}{days}"


_NTH = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b")
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_CLOCK = re.compile(r" at \d{1,2}(?::\d{2})?(?: ?[ap]m)?\b| at (?:noon|midnight)\b")


def shifted(present: str, *, minutes: int = 0, months: int = 0, now: datetime) -> str:
    """A due moment moved: whole days and months keep the clock, and a date stays a date."""
    days, rest = divmod(minutes, 1440)
    all_day = "T" not in present
    moment = (
        datetime.fromisoformat(present).replace(tzinfo=now.tzinfo)
        if all_day
        else local(present, now)
    )
    if rest == 0:
        moved = moment + timedelta(days=days) + relativedelta(months=months)
    else:
        moved = (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)
    return moved.date().isoformat() if all_day and rest == 0 else moved.isoformat()


def day_of(present: str, now: datetime) -> str:
    """The calendar day of a due moment, in the zone of `now`."""
    return local(present, now).date().isoformat() if "T" in present else present


def without_words(asked: Filter) -> Filter:
    """The same filter without its search, for words that only a reader of titles can match."""
    return replace(asked, search=None)
