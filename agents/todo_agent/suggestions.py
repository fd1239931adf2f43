"""Quick replies under an answer: what people say next, made by code from what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from todo_agent.turn import Json, Question, ToolRun

_START = ("Buy milk tomorrow at 5 pm", "What's pending?", "Help")
_WRITES = frozenset(
    {
        "add_tasks",
        "update_tasks",
        "set_tasks_completed",
        "delete_tasks",
        "add_tag",
        "update_tag",
        "delete_tag",
        "add_reminder",
        "update_reminder",
        "delete_reminder",
    }
)


def suggest(tool_runs: Sequence[ToolRun], question: Question | None) -> tuple[str, ...]:
    """Two or three quick replies; each can be sent as it stands.

    Args:
        tool_runs: The turn's calls in order, with their results.
        question: What the answer asks: its options, or yes and no, are the replies then.
    """
    if question is not None:
        labels = tuple(option.label for option in question.options)
        return labels if len(labels) > 1 else ("Yes", "No")
    done = [run for run in tool_runs if run.ok]
    if not done:
        return _START
    if any(run.name in _WRITES and run.result.get("operation_id") for run in done):
        return _after_write(done[-1])
    return _after_reading(done[-1])


def _after_write(last: ToolRun) -> tuple[str, ...]:
    if last.name == "add_tasks" and (number := _only_number(last)):
        return ("Undo", "What's pending?", f"Mark task {number} as complete")
    return ("Undo", "What's pending?")


def _after_reading(last: ToolRun) -> tuple[str, ...]:
    if last.name == "undo":
        return ("What's pending?", "Undo")
    tasks = [each for each in _tasks(last.result) if not each.get("completed")]
    if not tasks:
        return (_START[0], "Show all my tasks")
    more = ("Next",) if last.result.get("next_cursor") else ("What's due today?",)
    return (f"Mark task {tasks[0]['number']} as complete", *more)


def _only_number(run: ToolRun) -> int | None:
    results = run.result.get("results") or []
    return results[0].get("number") if len(results) == 1 else None


def _tasks(result: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    groups = (result.get(key) or () for key in ("overdue", "today", "upcoming", "items"))
    return [each for group in groups for each in group if "number" in each]
