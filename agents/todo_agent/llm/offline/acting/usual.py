"""Requests that leave something out: what there is to choose from is looked up and offered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.tasks.quickadd import NO_CHANGES
from evolution_todo.language.times.reading import read_time
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.adding import add_call, offering
from todo_agent.llm.offline.acting.deeds import nothing_fits
from todo_agent.llm.offline.acting.plan import Ask, Part, Steps
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.local import local
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd
    from todo_agent.turn import Json

    Remind: TypeAlias = Callable[[Sequence[dict[str, Json]]], tuple[Call, ...]]

USUAL = "tomorrow at 9 am"
"""When one is reminded of what has no time of its own."""
_OFFERED = 6
_HELD = 5


def ask_what_to_add(request: Request, desk: Desk) -> Steps:
    """Say what the list holds that something is to be added to, and ask what."""
    if request.target is not None and (again := _once_more(request, desk)):
        return Part(ask=offering(again))
    wanted = arguments.task_filter(request.filter) | {"completed": False}
    run = yield Call("find_tasks", {"filter": wanted, "sort": "due", "limit": _HELD})
    titles = [answers.quote(str(brief["title"])) for brief in briefs_of(run)]
    left = int(run.result.get("total") or 0) - len(titles)
    told = answers.join([*titles, f"{left} more"] if left > 0 else titles)
    return Part("\n".join([*([f"On it now: {told}."] if told else []), answers.ASK_WHAT_TO_ADD]))


def _once_more(request: Request, desk: Desk) -> list[QuickAdd]:
    """“Add them all again for Monday”: the tasks spoken of as new ones, on the day said."""
    target, when = request.target, request.changes or NO_CHANGES
    if target is None:
        return []
    spoken_of = desk.memory.resolve(target, list(desk.memory.known.values())).candidates
    return [
        replace(when, title=each.title, tags=tuple(dict.fromkeys((*each.tags, *when.tags))))
        for each in spoken_of
    ]


def ask_which_tag() -> Steps:
    """Say which tags there are, and ask for a new one."""
    run = yield Call("list_tags", {})
    names = [f"#{tag['name']}" for tag in run.result.get("items") or ()]
    there = [f"You have {answers.join(names[:_HELD])}."] if names else []
    return Part("\n".join([*there, answers.ASK_TAG]))


def ask_of_what(desk: Desk, remind: Remind | None = None) -> Steps:
    """Ask what to be reminded of, with what is open to choose from.

    Args:
        desk: What the conversation knows.
        remind: The calls that remind of a task at the time that was said; None where none was.
    """
    run = yield Call(
        "find_tasks", {"filter": {"completed": False}, "sort": "due", "limit": _OFFERED}
    )
    briefs = list(briefs_of(run))
    question = answers.ASK_OF_WHAT if remind else answers.ASK_WHAT_AND_WHEN
    if not briefs:
        return Part(question)
    options = _named(briefs, remind) if remind else _options(briefs, desk)
    return Part(ask=Ask(question, options))


def _named(briefs: Sequence[answers.Brief], remind: Remind) -> tuple[Option, ...]:
    return tuple(
        Option(answers.name(brief)[:200], remind([{"id": brief["id"]}])) for brief in briefs
    )


def _options(briefs: Sequence[answers.Brief], desk: Desk) -> tuple[Option, ...]:
    return tuple(
        Option(f"{answers.name(brief)}: {_said(brief, desk)}"[:200], (_remind(brief, desk),))
        for brief in briefs
    )


def ask_at_what_time(request: Request, desk: Desk) -> Steps:
    """Offer a usual moment for a reminder, where none was said."""
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs and request.task is None:
        return nothing_fits(request, found)
    if not found.refs and request.task is not None:
        return Part(ask=_adding(request.task, desk))
    if len(found.refs) > 1:
        numbers = [each.number for each in found.tasks[:_OFFERED]]
        run = yield Call("find_tasks", {"filter": {"numbers": numbers}})
        return Part(ask=Ask(answers.ASK_WHEN, _options(list(briefs_of(run)), desk)))
    run = yield Call("get_task", {"task": found.refs[0]})
    title = answers.quote(str(run.result["title"]))
    question = f"Remind you of {title} {_said(run.result, desk)}? {answers.OR_WHEN}"
    return Part(ask=Ask(question, (Option("Yes", (_remind(run.result, desk),)),)))


def _adding(task: QuickAdd, desk: Desk) -> Ask:
    """The question whether to add a task and be reminded of it at the usual moment."""
    moment = read_time(USUAL, desk.now)
    added = replace(task, due=task.due or moment, reminders=(moment,))
    question = f"Add {answers.quote(task.title)} and remind you {USUAL}? {answers.OR_WHEN}"
    return Ask(question, (Option("Yes", (add_call([added]),)),))


def _rings_when_due(brief: answers.Brief, desk: Desk) -> bool:
    due = str(brief.get("due") or "")
    return "T" in due and local(due, desk.now) > desk.now


def _said(brief: answers.Brief, desk: Desk) -> str:
    if _rings_when_due(brief, desk):
        return f"when it is due, {answers.say_due(brief['due'], desk.now)}"
    return USUAL


def _remind(brief: answers.Brief, desk: Desk) -> Call:
    moment = "0 minutes before" if _rings_when_due(brief, desk) else USUAL
    return Call("add_reminder", {"task": {"id": brief["id"]}, "reminder": {"when": moment}})
