"""What the planner makes of one first message, with a list that is imagined to the message."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from benchmarks.kinds import ADDS
from evolution_todo.language.intents import read_requests
from evolution_todo.language.text.spans import TooLong
from evolution_todo.language.times.reading import TimeError
from todo_agent.llm.offline.planner import next_move
from todo_agent.recall import ASK, Exchange, Memory
from todo_agent.turn import Call, ToolRun

MOST_ROUNDS = 30
MISSING = {"code": "task_not_found", "message": "There is no such task", "next_step": "Look."}
LONG_LIST = 45
"""How many tasks there are where a page is to be turned: more than two pages."""


@dataclass(slots=True)
class Planned:
    """What came of a message.

    Attributes:
        calls: What was called.
        offered: What a yes, or a choice, would call.
        answer: What was said.
        seconds: What understanding and planning took of the processor, the tools left out.
    """

    calls: list[Call] = field(default_factory=list)
    offered: list[Call] = field(default_factory=list)
    answer: str = ""
    seconds: float = 0.0

    @property
    def tools(self) -> frozenset[str]:
        """The tools called, or that a yes would run; a bare phrase that is offered is none."""
        asked = {call.name for call in self.offered if call.name != "add_tasks"}
        return frozenset({call.name for call in self.calls} | asked)

    @property
    def added(self) -> list[Mapping[str, Any]]:
        """The tasks added."""
        added = (call for call in self.calls if call.name == "add_tasks")
        return [task for call in added for task in call.arguments["tasks"]]


_READING = count()
"""Each message has a moment of its own, so that none is timed with what is kept of another."""


def plan(
    text: str, now: datetime, titles: Sequence[str], *, before: Exchange | None = None
) -> Planned:
    """Plan a message to its end on a list of these tasks.

    Args:
        text: The message.
        now: The clock.
        titles: The tasks on the list.
        before: What was said before it; None for a first message.
    """
    now += timedelta(microseconds=next(_READING))
    world, planned = World(titles), Planned()
    runs: list[ToolRun] = []
    for _ in range(MOST_ROUNDS):
        present = Exchange(text, tuple(runs))
        begun = time.process_time()
        move = next_move(Memory((before, present) if before else (present,)), now)
        planned.seconds += time.process_time() - begun
        planned.answer = move.text
        if not move.calls:
            break
        for pending in move.calls:
            if pending.call.name == ASK:
                planned.offered = list(_offered(pending.call))
                return planned
            planned.calls.append(pending.call)
            result = world.answer(pending.call)
            run = ToolRun(
                id=pending.id,
                name=pending.call.name,
                arguments=pending.call.arguments,
                result=result,
                ok=result is not MISSING,
            )
            runs.append(run)
    return planned


def _offered(ask: Call) -> Iterator[Call]:
    for option in ask.arguments["options"]:
        for call in option["calls"]:
            yield Call(call["name"], call["arguments"])


def matching(text: str, now: datetime) -> list[str]:
    """Titles that the message may be about: what it points at, and what it would add."""
    try:
        requests = read_requests(text, now)
    except (TimeError, TooLong):
        return []
    targets = [each.target.words for each in requests if each.target and each.target.words]
    added = [each.task.title for each in requests if each.task and each.task.title]
    searched = [each.filter.search for each in requests if each.filter and each.filter.search]
    named = {title.casefold(): title for title in (*targets, *added, *searched)}
    return [*named.values(), "Something else", "Another thing"]


class World:
    """A list as tools show it; what is written to it is taken as done."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.tasks: list[dict[str, Any]] = [
            {
                "id": 100 + number,
                "number": number,
                "title": title,
                "completed": False,
                "priority": "medium",
                "due": None,
                "tags": [],
                "version": 1,
            }
            for number, title in enumerate(titles, 1)
        ]

    def answer(self, call: Call) -> dict[str, Any]:
        """The result of a call."""
        match call.name:
            case "find_tasks":
                return self._found(call.arguments)
            case "get_overview":
                return {"overdue": [], "today": self.tasks[:3], "upcoming": [], "counts": {}}
            case "get_task":
                return self.tasks[0] if self.tasks else MISSING
            case "list_tags":
                return {"items": [], "total": 0}
            case "list_reminders":
                return self._reminders()
            case "undo":
                return {"undone": [], "conflicts": []}
        if call.name.endswith("_reminder"):
            return {"operation_id": 1, "results": self._reminders()["items"], "failures": []}
        if call.name.endswith("_tag"):
            return {"operation_id": 1, "results": [{"id": 1, "name": "tag"}], "failures": []}
        if self.tasks or call.name in ADDS:
            return {"operation_id": 1, "results": self.tasks[:1], "failures": []}
        return {"operation_id": None, "results": [], "failures": [{"item": 0, **MISSING}]}

    def _found(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        chosen = arguments.get("filter") or {}
        words = str(chosen.get("text") or "").lower()
        numbers = chosen.get("numbers") or [task["number"] for task in self.tasks]
        found = [
            task
            for task in self.tasks
            if words in task["title"].lower() and task["number"] in numbers
        ]
        begin = int((arguments.get("cursor") or {}).get("value") or 0)
        end = begin + int(arguments.get("limit") or 20)
        following = str(end) if end < len(found) else None
        return {"items": found[begin:end], "total": len(found), "next_cursor": following}

    def _reminders(self) -> dict[str, Any]:
        one = {
            "id": 1,
            "task_id": 101,
            "task_number": 1,
            "task_title": "",
            "remind_at": "2026-06-12T09:00:00+00:00",
            "status": "pending",
        }
        items = [one | {"task_title": task["title"]} for task in self.tasks[:1]]
        return {"items": items, "total": len(items), "next_cursor": None}


def turned(text: str, now: datetime) -> str | None:
    """Which page a message turns to, with the second of three shown before it."""
    titles = [f"Thing {number}" for number in range(LONG_LIST)]
    world, runs = World(titles), []
    first: dict[str, Any] = {}
    for page, arguments in enumerate((first, {"cursor": {"value": "20"}})):
        run = ToolRun(
            id=f"shown_{page}",
            name="find_tasks",
            arguments=arguments,
            result=world.answer(Call("find_tasks", arguments)),
            ok=True,
        )
        runs.append(run)
    planned = plan(text, now, titles, before=Exchange("show my tasks", tuple(runs), "A list."))
    if [call.name for call in planned.calls] != ["find_tasks"]:
        return None
    cursor = planned.calls[0].arguments.get("cursor")
    return {"40": "next"}.get(cursor["value"]) if cursor else "previous"
