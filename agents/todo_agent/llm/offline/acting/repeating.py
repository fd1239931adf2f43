"""What repeats: whether tasks are of a series."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from todo_agent.llm.offline.acting.arguments import MOST
from todo_agent.recall import briefs_of, candidate_of
from todo_agent.turn import Call

if TYPE_CHECKING:
    from todo_agent.llm.offline.acting.targets import Targets
    from todo_agent.turn import Json, ToolRun


def all_repeat(found: Targets) -> Generator[Call, ToolRun, bool]:
    """Whether each of the tasks found is of a series."""
    tasks = found.tasks
    if found.refs and not tasks:
        numbers: list[Json] = [ref["number"] for ref in found.refs]
        page = yield Call("find_tasks", {"filter": {"numbers": numbers}, "limit": MOST})
        tasks = tuple(map(candidate_of, briefs_of(page)))
    return bool(tasks) and all(each.recurs for each in tasks)
