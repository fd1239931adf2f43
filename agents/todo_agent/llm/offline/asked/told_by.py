"""When a task is to be, as another of the person's own tells: “the same day as the parcel”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import read_reference, resolve
from todo_agent.llm.offline.telling.local import local
from todo_agent.recall import Memory, briefs_of, candidate_of

if TYPE_CHECKING:
    from datetime import datetime

    from todo_agent.turn import ToolRun

_SAME_AS = re.compile(
    r"\b(?:on |for |at )?the same (?P<what>day|date|time|deadline|due date)(?: and time)? as"
    r" (?P<task>[\w'’ -]{2,60}?)(?=[,.;!?]|$| (?:please|too|instead|and)\b)",
    re.IGNORECASE,
)


def is_told_by_another(memory: Memory) -> bool:
    """Whether a message says when something is to be by a task that has to be looked up."""
    return _SAME_AS.search(memory.present.message) is not None


def told_out(memory: Memory, look: ToolRun, now: datetime) -> Memory:
    """The conversation, its last message saying the day of that task instead."""
    said = memory.present.message
    found = _SAME_AS.search(said)
    target = read_reference(found["task"]) if found else None
    tasks = {each["id"]: each for each in briefs_of(look)}
    match = resolve(target, [*map(candidate_of, tasks.values())]) if target else None
    due = tasks[match.candidates[0].id].get("due") if match and match.sure else None
    if found is None or not due:
        return memory
    moment = str(due)[:10] if "T" not in str(due) else f"{local(due, now):%Y-%m-%d}"
    if found["what"].lower() == "time" and "T" in str(due):
        moment += f" at {local(due, now):%H:%M}"
    said = f"{said[: found.start()]}{moment}{said[found.end() :]}"
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=said)))
