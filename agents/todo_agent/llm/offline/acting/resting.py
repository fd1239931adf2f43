"""Series that rest for a while: they go on with a later occurrence, and nothing is made before."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from evolution_todo.language.recurrence.occurrences import occurrences
from evolution_todo.language.recurrence.reading import read_recurrence
from evolution_todo.language.times.reading import TimeError
from todo_agent.llm.offline.acting.deeds import do_all, nothing_fits
from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.turn import Call, Json, ToolRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evolution_todo.language.requests.request import Request

_MOST = 8
"""How many series one message lets rest: each is looked at by itself."""

Later: TypeAlias = Callable[[answers.Brief], "datetime | None"]
"""When a series goes on; None where it has no such occurrence."""


def rest(request: Request, desk: Desk) -> Steps:
    """Let series go on with their first occurrence from a day on."""
    until = request.changes.due.start if request.changes and request.changes.due else desk.now

    def later(task: answers.Brief) -> datetime | None:
        if task.get("mode") == "after_completion":
            return _at_its_time(task, until)
        return next((each for each in _coming(task) if each >= until), None)

    return (yield from _go_on(request, desk, later, verb="pause"))


def skip_several(request: Request, desk: Desk, count: int) -> Steps:
    """Leave out the open occurrence of a series and those after it, so many in all."""

    def later(task: answers.Brief) -> datetime | None:
        return next(islice(_coming(task), count, None), None)

    narrowed = replace(request, filter=request.filter and replace(request.filter, limit=None))
    return (yield from _go_on(narrowed, desk, later, verb="skip"))


def _go_on(request: Request, desk: Desk, later: Later, *, verb: str) -> Steps:
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs:
        return nothing_fits(request, found)
    if not found.sure:
        return Part(answers.ask_which(verb))
    if found.total > _MOST:
        return Part(f"{found.total} tasks fit, and I {verb} at most {_MOST} at a time: name some.")
    updates, said = yield from _updates(found.refs, desk, later, verb=verb)
    if updates:
        said += yield from do_all([Call("update_tasks", {"updates": updates})], desk)
        said.append("None comes before then.")
    return Part("\n".join(said))


def _updates(
    refs: Sequence[dict[str, Json]], desk: Desk, later: Later, *, verb: str
) -> Generator[Call, ToolRun, tuple[list[Json], list[str]]]:
    """The changes that let these series go on later, and why some do not."""
    updates: list[Json] = []
    said: list[str] = []
    for ref in refs:
        run = yield Call("get_task", {"task": ref})
        told = _unmoved(run, later, desk, verb=verb)
        if told:
            said.append(told)
            continue
        moment = later(run.result)
        due = moment.isoformat() if moment else ""
        update: dict[str, Json] = {"task": ref, "due": due, "scope": "series"}
        if "T" not in str(run.result["due"]):
            update["due"] = due[:10]
        if run.result.get("paused"):
            update["recurrence"] = {"paused": False}
        updates.append(update)
    return updates, said


def _unmoved(run: ToolRun, later: Later, desk: Desk, *, verb: str) -> str:
    """Why a series is not moved, empty where it can be."""
    task = run.result
    if not task.get("recurrence") or not task.get("due"):
        return f"{answers.name(task)} does not repeat, so there is nothing to {verb}."
    moment = later(task)
    if moment is None:
        return f"{answers.name(task)} does not occur any more after that, so I changed nothing."
    if moment <= _due(task):
        due = answers.say_due(task["due"], desk.now)
        return f"{answers.name(task)} is due {due}, not before then: nothing to {verb}."
    return ""


def _coming(task: answers.Brief) -> Iterator[datetime]:
    """When a series occurs, from its open task on, on the clocks of its zone."""
    start = _due(task)
    yield start
    yield from occurrences(
        rrule=task.get("rrule"),
        cron=task.get("cron"),
        zone=ZoneInfo(task["timezone"]),
        start=start,
        after=start,
        exceptions=_left_out(task, start),
    )


def _left_out(task: answers.Brief, start: datetime) -> tuple[date, ...]:
    """The days that its rule leaves out, which stand in the words for it alone."""
    try:
        return read_recurrence(str(task["recurrence"]), start).exceptions
    except TimeError:
        return ()


def _due(task: answers.Brief) -> datetime:
    zone, due = ZoneInfo(task["timezone"]), datetime.fromisoformat(task["due"])
    return due.replace(tzinfo=zone) if "T" not in task["due"] else due.astimezone(zone)


def _at_its_time(task: answers.Brief, day: datetime) -> datetime:
    clock = _due(task).timetz()
    return datetime.combine(day.date(), clock.replace(tzinfo=None), ZoneInfo(task["timezone"]))
