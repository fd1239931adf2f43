"""A title with a day, of a task in sight that has none yet: the day is that task's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Reference, ReferenceKind, key_of
from evolution_todo.language.requests.request import Intent

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Request
    from todo_agent.recall import Memory
    from todo_agent.turn import Json


def dated(request: Request, memory: Memory) -> Request:
    """“Call dad on Monday”, when “Call dad” was just listed without a day."""
    task = request.task
    if not (request.bare and task and (task.due or task.recurrence)):
        return request
    key = key_of(task.title)
    numbers = [brief["number"] for brief in memory.past.tasks.values() if _waits(brief, key)]
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


def _waits(brief: dict[str, Json], key: tuple[str, ...]) -> bool:
    """Whether an open task bears the title and is without a day."""
    open_still = not (brief.get("completed") or brief.get("due"))
    return open_still and key_of(str(brief["title"])) == key
