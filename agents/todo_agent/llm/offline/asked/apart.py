"""A message parted where another request begins, as the person's own tasks tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.pieces import read_cuts
from evolution_todo.language.references.reading import Candidate, Match, Reference, resolve
from todo_agent.llm.offline.acting.plan import is_agreed
from todo_agent.recall import LOOKED, Memory, briefs_of, candidate_of
from todo_agent.turn import Call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.pieces import Cut
    from todo_agent.turn import ToolRun

LOOK = Call("find_tasks", {"filter": {"completed": False}, "limit": 100})
"""What shows the tasks that a message may be about."""


def is_to_be_parted(memory: Memory, now: datetime) -> bool:
    """Whether it takes a look at the tasks to tell how many requests the message is."""
    answered = any(is_agreed(run.id) for run in memory.present.runs)
    return not answered and bool(read_cuts(memory.present.message, now))


def parted(memory: Memory, look: ToolRun, now: datetime) -> Memory:
    """The message with a paragraph for every piece that is about a task of its own."""
    message = memory.present.message
    tasks = [candidate_of(each) for each in briefs_of(look)]
    for cut in reversed(read_cuts(message, now)):
        if _is_of_another(cut, tasks):
            message = f"{message[: cut.joint.start]}.\n\n{message[cut.joint.end :]}"
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=message)))


def as_parted(memory: Memory, now: datetime) -> Memory:
    """The message as it was parted, if it took a look."""
    looks = (run for run in memory.present.runs if f"_{LOOKED}_" in run.id)
    look = next(looks, None)
    return parted(memory, look, now) if look else memory


def _is_of_another(cut: Cut, tasks: Sequence[Candidate]) -> bool:
    """Whether a piece names a task, and not the one that the piece before it is about."""
    named, before = _named(cut.target, tasks), _named(cut.before, tasks)
    return bool(named or (cut.target is None and before)) and not named & before


def _named(target: Reference | None, tasks: Sequence[Candidate]) -> frozenset[int]:
    match = resolve(target, tasks) if target else Match()
    return frozenset(each.id for each in match.candidates) if not match.guessed else frozenset()
