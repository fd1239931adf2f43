"""What repeats: whether tasks are of a series, and when their later occurrences fall."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from evolution_todo.language.recurrence.laying_out import say_left_out, zone_of
from evolution_todo.language.recurrence.occurrences import occurrences
from evolution_todo.language.recurrence.reading import read_recurrence
from evolution_todo.language.times.reading import TimeError
from todo_agent.llm.offline.acting.arguments import MOST, task_filter
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.local import local
from todo_agent.recall import briefs_of, candidate_of
from todo_agent.turn import Call

if TYPE_CHECKING:
    from evolution_todo.language.recurrence.laying_out import Recurrence
    from evolution_todo.language.requests.request import Filter, Request
    from todo_agent.llm.offline.acting.targets import Targets
    from todo_agent.turn import Json, ToolRun

_LOOKED_THROUGH = 100
_INSTANT = timedelta(microseconds=1)
_FEW = 3
"""So many occurrences of a series are told one by one; of more its rule is told."""


def all_repeat(found: Targets) -> Generator[Call, ToolRun, bool]:
    """Whether each of the tasks found is of a series."""
    tasks = found.tasks
    if found.refs and not tasks:
        numbers: list[Json] = [ref["number"] for ref in found.refs]
        page = yield Call("find_tasks", {"filter": {"numbers": numbers}, "limit": MOST})
        tasks = tuple(map(candidate_of, briefs_of(page)))
    return bool(tasks) and all(each.recurs for each in tasks)


def tells_a_routine(request: Request) -> bool:
    """Whether a phrase tells what repeats: “invoices go out every Friday” is of no invoice.

    “Make gym every Monday” and “gym is every Monday” may be changes of one that there is.
    """
    task = request.task if request.bare else None
    return bool(task and task.recurrence) and not _CHANGED.match(request.text)


_CHANGED = re.compile(
    r"\W*(?:make|have|set|turn|put|move|change|repeat|let|get)\b|.*\b(?:is|are)\b", re.IGNORECASE
)


def rule_of(brief: answers.Brief, now: datetime) -> Recurrence | None:
    """The rule of a task as its words say it, begun with it; None where it tells no dates.

    What is counted from its completion, or up to a number, falls on days that are not known here.
    """
    rule, due = str(brief.get("recurrence") or ""), str(brief.get("due") or "")
    if not rule or not due or brief.get("paused"):
        return None
    try:
        read = read_recurrence(rule, _start(due, now))
    except TimeError:
        return None
    counted = read.mode == "after_completion" or "COUNT=" in (read.rrule or "")
    return None if counted else read


def coming(
    brief: answers.Brief, now: datetime, *, since: datetime, until: datetime
) -> Iterator[datetime]:
    """When a series falls from one moment up to another, behind its open task."""
    rule = rule_of(brief, now)
    if rule is None:
        return
    start = due_of(brief, now)
    found = occurrences(
        rrule=rule.rrule,
        cron=rule.cron,
        zone=zone_of(now),
        start=start,
        after=max(start, since - _INSTANT),
        exceptions=rule.exceptions,
    )
    yield from takewhile(lambda moment: moment < until, found)


def due_of(brief: answers.Brief, now: datetime) -> datetime:
    """When a task is due, a date from its midnight on."""
    return _start(str(brief["due"]), now)


def _start(due: str, now: datetime) -> datetime:
    if "T" in due:
        return local(due, now)
    return datetime.combine(date.fromisoformat(due), datetime.min.time(), now.tzinfo)


def also_coming(asked: Filter, now: datetime) -> Generator[Call, ToolRun, str]:
    """What falls into the days asked about by the rules of series, of which only the next is there.

    Looked up before the list itself, so that “the second one” is of that.
    """
    until = asked.due_before
    if until is None or until <= now or asked.completed or asked.recurring is False:
        return ""
    whenever = task_filter(asked) | {"completed": False, "recurring": True}
    named = {key: whenever[key] for key in _OF_A_SERIES if key in whenever}
    page = yield Call("find_tasks", {"filter": named, "sort": "due", "limit": _LOOKED_THROUGH})
    since = max(asked.due_after or now, now)
    told = [_told(brief, now, since=since, until=until) for brief in briefs_of(page)]
    lines = [line for _, line in sorted(each for each in told if each)]
    return "\n".join(["By their rules these come too:", *lines]) if lines else ""


_OF_A_SERIES = ("completed", "recurring", "text", "tags", "priority")
"""What of a filter holds for each occurrence alike."""


def _told(
    brief: answers.Brief, now: datetime, *, since: datetime, until: datetime
) -> tuple[datetime, str] | None:
    """When a series falls then first, and the line that tells of it."""
    moments = list(islice(coming(brief, now, since=since, until=until), _FEW + 1))
    if not moments:
        return None
    when = f"{brief['recurrence']}" if len(moments) > _FEW else say_moments(moments, brief, now)
    return moments[0], f"• {brief['title']} — {when}"


def without(brief: answers.Brief, days: Sequence[date], now: datetime) -> str | None:
    """The rule of a series in words, without some days; None where that cannot be said."""
    rule = str(brief["recurrence"])
    joint = ", " if " except " in rule else " except "
    said = f"{rule}{joint}{', '.join(map(say_left_out, days))}"
    try:
        read = read_recurrence(said, due_of(brief, now))
    except TimeError:
        return None
    return said if set(days) <= set(read.exceptions) else None


def say_moments(moments: Sequence[datetime], brief: answers.Brief, now: datetime) -> str:
    """Moments of a series in words."""
    all_day = "T" not in str(brief["due"])
    said = [moment.date().isoformat() if all_day else moment.isoformat() for moment in moments]
    return answers.join([answers.say_due(each, now) for each in said])
