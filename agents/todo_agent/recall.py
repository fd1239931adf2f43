"""What the tools' results of a conversation tell of tasks: known, last shown, last touched."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from evolution_todo.language.references import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from todo_agent.turn import Json

LISTS = frozenset({"find_tasks", "get_overview"})
"""The tools whose result is a list of tasks, of which “the second one” may be said."""
READING = LISTS | {"get_task", "list_tags", "list_reminders", "changes_since"}
"""The tools that change nothing."""


@dataclass(slots=True)
class Recall:
    """Tasks as the conversation last saw them, by id.

    Attributes:
        tasks: The latest brief of each task; a deleted one is gone.
        shown: Ids of the list last shown, in its order.
        recent: Ids last written or looked at one by one, newest first.
        operations: Ids of the operations that the results report.
    """

    tasks: dict[int, Json] = field(default_factory=dict)
    shown: tuple[int, ...] = ()
    recent: tuple[int, ...] = ()
    operations: set[int] = field(default_factory=set)

    def read(self, name: str, result: Json) -> None:
        """Learn from one result of a tool."""
        if not isinstance(result, dict):
            return
        if isinstance(result.get("operation_id"), int):
            self.operations.add(result["operation_id"])
        ids = [brief["id"] for brief in briefs_in(result)]
        if name == "delete_tasks":
            self._forget(ids)
            return
        self.tasks.update((brief["id"], brief) for brief in briefs_in(result))
        if name == "get_task" or name not in READING:
            self.recent = tuple(dict.fromkeys([*ids, *self.recent]))

    def _forget(self, ids: Iterable[int]) -> None:
        for key in ids:
            self.tasks.pop(key, None)

    def numbered(self, number: int) -> Json | None:
        """The brief of the person's task of this number, when it was seen."""
        return next((each for each in self.tasks.values() if each.get("number") == number), None)


def recall(history: Sequence[Json]) -> Recall:
    """Read a conversation's items.

    A list counts as shown when its turn changed nothing: otherwise it was a look-up on the
    way to a change, and “the second one” still means the list before it.
    """
    memory = Recall()
    for turn in _turns(history):
        results = list(_results(turn))
        for name, result in results:
            memory.read(name, result)
        lists = [result for name, result in results if name in LISTS]
        if lists and all(name in READING for name, _ in results):
            memory.shown = tuple(brief["id"] for brief in briefs_in(lists[-1]))
    return memory


def candidate(brief: Json, zone: ZoneInfo) -> Candidate:
    """A task's brief as the language compares it; its due moment in the person's zone."""
    return Candidate(
        id=brief["id"],
        number=brief.get("number", 0),
        title=brief["title"],
        completed=bool(brief.get("completed")),
        due=_moment(brief.get("due"), zone),
        tags=tuple(brief.get("tags") or ()),
    )


def briefs_in(result: Json) -> list[Json]:
    """The task briefs of a tool's result, in its order."""
    if not isinstance(result, dict):
        return []
    lists = [_list(result, name) for name in _LISTS]
    found = [*(each for one in lists for each in one), result]
    return [each for each in found if _is_brief(each)]


def imported(result: Json) -> bool:
    """Whether a result carries text that came by import, anywhere in it."""
    if isinstance(result, dict):
        return result.get("imported") is True or any(imported(each) for each in result.values())
    return isinstance(result, list) and any(imported(each) for each in result)


_LISTS = ("items", "results", "overdue", "today", "upcoming")


def _list(result: Json, name: str) -> list[Json]:
    value = result.get(name)
    return value if isinstance(value, list) else []


def _is_brief(value: Json) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), int)
        and isinstance(value.get("title"), str)
    )


def _moment(due: Json, zone: ZoneInfo) -> datetime | None:
    if not isinstance(due, str):
        return None
    try:
        if len(due) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(due), time(), zone)
        return datetime.fromisoformat(due).astimezone(zone)
    except ValueError:
        return None


def _turns(history: Sequence[Json]) -> Iterator[list[Json]]:
    """The items of each turn, without the person's messages."""
    turn: list[Json] = []
    for item in history:
        if item.get("role") == "user":
            yield turn
            turn = []
        else:
            turn.append(item)
    yield turn


def _results(turn: Iterable[Json]) -> Iterator[tuple[str, Json]]:
    names: dict[str, str] = {}
    for item in turn:
        if item.get("type") == "function_call":
            names[item["call_id"]] = item["name"]
        elif item.get("type") == "function_call_output" and item["call_id"] in names:
            yield names[item["call_id"]], _parsed(item.get("output"))


def _parsed(output: Json) -> Json:
    if not isinstance(output, str):
        return None
    try:
        return json.loads(output)
    except ValueError:
        return None
