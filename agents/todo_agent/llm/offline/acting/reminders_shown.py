"""The reminders that the turn before this one listed, and which of them are meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Candidate, Reference, ReferenceKind, resolve
from evolution_todo.language.times.reading import read_offset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from todo_agent.recall import Memory
    from todo_agent.turn import Json


def shown_now(memory: Memory) -> list[dict[str, Json]]:
    """The reminders that the turn before this one listed."""
    last = memory.before.runs[-1] if memory.before and memory.before.runs else None
    if last is None or last.name != "list_reminders":
        return []
    return by_moment(last.result.get("items") or ())


def by_moment(reminders: Iterable[Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Reminders in the order they are shown in, the next first."""
    return sorted(map(dict, reminders), key=lambda each: datetime.fromisoformat(each["remind_at"]))


def pointed_at(target: Reference | None, reminders: Sequence[dict[str, Json]]) -> list[Json]:
    """Those of the reminders that a reference means: by title, place or lead (“the hour one”)."""
    if target is None:
        return []
    if target.kind is ReferenceKind.NUMBER:
        target = replace(target, kind=ReferenceKind.POSITION, positions=target.numbers)
    by_id = {each["id"]: each for each in reminders}
    there = [
        Candidate(each["id"], each["task_number"], str(each["task_title"])) for each in reminders
    ]
    match = resolve(target, there, shown=list(by_id))
    if match.sure:
        return [by_id[each.id] for each in match.candidates]
    lead = read_offset(f"an {target.words}") or read_offset(target.words)
    so_long_before = [
        each for each in reminders if lead and each.get("offset_minutes") == lead.minutes
    ]
    return so_long_before if len(so_long_before) == 1 else []
