"""What a call points at, writes and says, as its arguments have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from todo_agent.recall import ASK, READING, UNAVAILABLE

if TYPE_CHECKING:
    from todo_agent.turn import Call, Json, ToolRun


CHANGING = frozenset({"update_tasks", "set_tasks_completed"})
"""The tools that change tasks which are there already."""
_TEXTS = frozenset({"title", "description", "name", "tags", "add_tags", "remove_tags"})
"""The arguments whose text could carry more than the person said."""


def written_items(call: Call) -> int:
    """How many things a call would write: the length of its batch, or one."""
    if call.name in READING:
        return 0
    batch = next((each for each in call.arguments.values() if isinstance(each, list)), None)
    return 1 if batch is None else max(1, len(batch))


def has_changed(run: ToolRun) -> bool:
    """Whether a call may have changed something: one that got no answer may have."""
    if run.name in READING or run.name == ASK:
        return False
    result = run.result if isinstance(run.result, Mapping) else {}
    if not run.ok:
        return result.get("code") == UNAVAILABLE
    if run.name == "undo":
        return bool(result.get("undone"))
    return bool(result.get("results") or not result.get("failures"))


def points_nowhere(call: Call) -> bool:
    """Whether a call points at tasks in a way that its tool does not know, and will refuse."""
    refs = refs_of(call)
    return bool(refs) and not any(key_of(ref) for ref in refs)


def refs_of(call: Call) -> list[Json]:
    """The tasks that a call points at, as it points at them."""
    match call.name:
        case "delete_tasks" | "set_tasks_completed":
            refs = call.arguments.get("tasks")
        case "update_tasks":
            refs = [each.get("task") for each in dicts(call.arguments.get("updates"))]
        case "add_reminder":
            refs = [call.arguments.get("task")]
        case _:
            refs = []
    return dicts(refs)


def changed_by(call: Call) -> list[Json]:
    """The tasks that a call changes, as it points at them."""
    return refs_of(call) if call.name in CHANGING else []


def id_in(call: Call, name: str) -> int | None:
    """The id that a call names; one that is no number its tool refuses."""
    given = call.arguments.get(name)
    return given if isinstance(given, int) else None


def key_of(ref: Json) -> Json:
    """The names that a reference gives its task by, without a version."""
    known = {"id", "number"}
    return {key: value for key, value in ref.items() if key in known and value is not None}


def dicts(value: Json) -> list[Json]:
    """The objects in a list; of anything else none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts_of(value: Json) -> Iterator[str]:
    """Every free text in a call's arguments."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in _TEXTS:
                texts = inner if isinstance(inner, list) else [inner]
                yield from (str(each) for each in texts if each is not None)
            else:
                yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


def reminders_in(result: Json) -> list[Json]:
    """The reminders of a result."""
    found = (result.get("items") or result.get("results")) if isinstance(result, Mapping) else []
    return [each for each in dicts(found) if "task_id" in each]
