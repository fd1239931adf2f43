"""Requests about a recurring task: leaving one occurrence out, or meaning all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.requests.filters import read_filter
from evolution_todo.language.requests.request import Filter
from todo_agent.llm.offline.acting.changing import delete as remove
from todo_agent.llm.offline.acting.changing import says_every, update
from todo_agent.llm.offline.acting.deeds import SURE, Deed, act, as_sure_as, do_all, which
from todo_agent.llm.offline.acting.moving import briefs_now
from todo_agent.llm.offline.acting.plan import Ask, Part, Steps
from todo_agent.llm.offline.acting.repeating import (
    all_repeat,
    coming,
    due_of,
    say_moments,
    without,
)
from todo_agent.llm.offline.acting.resting import rest, skip_several
from todo_agent.llm.offline.acting.targets import Desk, Looking, Targets, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Json, Option

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Request
    from todo_agent.turn import ToolRun


def skip(request: Request, desk: Desk) -> Steps:
    """Leave out one occurrence: it is deleted, and the series goes on with the next."""
    if request.filter is not None and request.filter.limit:
        return (yield from skip_several(request, desk, request.filter.limit))
    if left_out := (yield from _left_out(request, desk)):
        return left_out
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs:
        return (yield from _none_then(request, desk))
    deed = Deed("skip", _deleted)
    found = as_sure_as(request, found)
    named_one_by_one = len(found.refs) == 1 or _AND.search(found.words)
    if not found.sure or not named_one_by_one:
        return Part(ask=which(found, deed, desk))
    for ref in found.refs:
        run = yield Call("get_task", {"task": ref})
        if not run.result.get("recurrence"):
            told = (
                f"{answers.name(run.result)} does not repeat: there is no next one to go on with."
            )
            return Part(told, which(found, Deed("delete", _deleted), desk))
    return (yield from act(found, deed, desk))


def falls_then(request: Request, desk: Desk) -> Looking:
    """The one series of the name said that falls into the days said; none else.

    Only its next occurrence is a task, and the one meant may come behind it.
    """
    window = request.filter
    if window is None or window.due_before is None or request.target is None:
        return Targets()
    whenever = replace(request, filter=Filter(recurring=True))
    found = yield from find_targets(whenever, desk, completed=False)
    if len(found.refs) != 1 or not found.sure or found.guessed:
        return Targets()
    (brief,) = (yield from briefs_now(found)) or ({},)
    since = window.due_after or desk.now
    falls = next(coming(brief, desk.now, since=since, until=window.due_before), None)
    return found if falls else Targets()


def _left_out(request: Request, desk: Desk) -> Generator[Call, ToolRun, Part | None]:
    """Take later days out of a rule; None where the next occurrence alone is to be skipped."""
    found = yield from falls_then(request, desk)
    window = request.filter
    if not found.refs or window is None or window.due_before is None:
        return None
    (brief,) = yield from briefs_now(found)
    since = window.due_after or desk.now
    moments = [*coming(brief, desk.now, since=since, until=window.due_before)]
    head = due_of(brief, desk.now)
    days = [*([head] if since <= head < window.due_before else []), *moments]
    dates = list(dict.fromkeys(moment.date() for moment in days))
    rule = without(brief, dates, desk.now) if len(dates) <= _MOST_DAYS else None
    if rule is None:
        return Part(answers.ask_rule(brief))
    update = {"task": {"id": brief["id"]}, "recurrence": {"rule": rule}}
    call = Call("update_tasks", {"updates": [update]})
    told = say_moments(days, brief, desk.now)
    if request.confidence < SURE:
        title = answers.quote(str(brief["title"]))
        return Part(ask=Ask(f"Leave {title} out {told}?", (Option("Yes", (call,)),)))
    said = yield from do_all([call], desk)
    return Part("\n".join([*said, f"Left out: {told}."]))


def delete(request: Request, desk: Desk) -> Steps:
    """Delete tasks; “yoga on Christmas Eve” is that day of a series, which goes on without it."""
    target = request.target
    if target is not None and target.kind is ReferenceKind.TITLE and request.filter is None:
        said = read_filter(target.words, desk.now)
        window = Filter(recurring=True, due_after=said.due_after, due_before=said.due_before)
        named = read_reference(said.search) if said.search and said.due_before else None
        skipped = replace(request, target=named, filter=window)
        if named and (left_out := (yield from _left_out(skipped, desk))):
            return left_out
    return (yield from remove(request, desk))


_MOST_DAYS = 10
"""How many days are taken out of a rule one by one."""


def _deleted(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
    return (Call("delete_tasks", {"tasks": list(refs)}),)


_AND = re.compile(r",|&|\band\b", re.IGNORECASE)


def change(request: Request, desk: Desk) -> Steps:
    """Change what was said of tasks; a pause that has an end is a rest.

    A name is that of the series, so that the next one bears it too.
    """
    if request.paused and request.changes is not None:
        return (yield from rest(request, desk))
    if request.new_title and not _ONE_ALONE.search(request.text):
        found = yield from find_targets(request, desk, completed=False)
        request = replace(request, series=(yield from all_repeat(found)))
    return (yield from update(request, desk))


_ONE_ALONE = re.compile(r"\b(?:just|only) (?:this|that|the)\b|\bthis (?:one|time)\b", re.IGNORECASE)
"""“Rename just this one”, and no other of its series."""


def _none_then(request: Request, desk: Desk) -> Steps:
    """Say which one comes next where none falls on the day that was said."""
    whenever = replace(request, filter=Filter(recurring=True))
    if request.filter is not None and request.filter != whenever.filter:
        found = yield from find_targets(whenever, desk, completed=False)
        if len(found.tasks) == 1 and found.tasks[0].due is not None:
            (task,) = found.tasks
            due = answers.say_due(found.tasks[0].due.isoformat(), desk.now)
            return Part(
                f"The next {answers.quote(task.title)} is {due}; there is none on the day you "
                "said, so I changed nothing."
            )
    once = yield from find_targets(replace(request, filter=None), desk, completed=False)
    if len(once.tasks) == 1 and not once.guessed:
        told = f"{answers.quote(once.tasks[0].title)} does not repeat."
        return Part(told, which(once, Deed("delete", _deleted), desk))
    words = request.target.words if request.target else ""
    return Part(f"I found no open task that repeats like {answers.quote(words or 'that')}.")


def of_all(
    deed: Callable[[Request, Desk], Steps],
) -> Callable[[Request, Desk], Steps]:
    """Let a change of “every standup” be of the series, where what is named is recurring."""

    def widened(request: Request, desk: Desk) -> Steps:
        if says_every(request) and (yield from _all_repeat(request)):
            request = replace(request, series=True)
        return (yield from deed(request, desk))

    return widened


def _all_repeat(request: Request) -> Generator[Call, ToolRun, bool]:
    words = request.target.words if request.target else ""
    run = yield Call("find_tasks", {"filter": {"text": words, "completed": False}})
    briefs = list(briefs_of(run))
    return bool(briefs) and all(brief.get("recurrence") for brief in briefs)
