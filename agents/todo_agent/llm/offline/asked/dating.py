"""A title with a day, of a task in sight that has none yet: the day is that task's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.deeds import Fit, fit, read_deed
from evolution_todo.language.references.reading import Reference, ReferenceKind, key_of
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.verbs import of_any_deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evolution_todo.language.requests.request import Request
    from todo_agent.recall import Memory
    from todo_agent.turn import Json


def dated(request: Request, memory: Memory) -> Request:
    """“Call dad on Monday”, when “Call dad” was just listed without a day."""
    task = request.task
    if not (request.bare and task and (task.due or task.recurrence)):
        return request
    key = key_of(task.title)
    waiting = [brief for brief in memory.past.tasks.values() if _waits(brief)]
    numbers = [each["number"] for each in waiting if key_of(str(each["title"])) == key]
    numbers = numbers or _to_be_done(task.title, waiting, memory)
    if len(numbers) != 1:
        return request
    target = Reference(ReferenceKind.NUMBER, request.span, task.title, numbers=tuple(numbers))
    return replace(
        request,
        intent=Intent.RESCHEDULE,
        bare=False,
        confidence=1.0,
        task=None,
        target=target,
        changes=replace(task, title=""),
        instead=None,
    )


def _to_be_done(title: str, waiting: Sequence[dict[str, Json]], memory: Memory) -> list[Json]:
    """The numbers of those listed last that “do the menu board” may be the deed of."""
    deed = read_deed(title)
    if not title.lower().startswith("do ") or not of_any_deed(deed.verbs):
        return []
    return [
        each["number"]
        for each in waiting
        if each["id"] in memory.past.shown and fit(deed, str(each["title"])) >= Fit.THING
    ]


def _waits(brief: dict[str, Json]) -> bool:
    """Whether a task is open and without a day."""
    return not (brief.get("completed") or brief.get("due"))
