"""New names said right behind the old: “rename buy milk buy oat milk”."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import (
    Candidate,
    Reference,
    ReferenceKind,
    key_of,
    read_reference,
    resolve,
)
from evolution_todo.language.requests.request import Intent, Placing
from evolution_todo.language.tasks.quickadd import capitalised, read_task
from evolution_todo.language.text import rewording
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.rewording import holds
from evolution_todo.language.text.words import TASK_VERBS
from todo_agent.llm.offline.acting.deeds import SURE
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.recall import briefs_of, candidate_of
from todo_agent.turn import Call, ToolRun

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.requests.request import Request

_SOMETHING_ELSE = "make it something else"
UNPARTED = frozenset({"rename, the new name right behind the old", _SOMETHING_ELSE})
"""The rules that cannot tell where the old name ends: the titles on the list do."""
_LOOKED_THROUGH = 100
_JOINT = re.compile(r"^(?:in ?to|to|as|be|say)\s+", re.IGNORECASE)


def parted(request: Request, now: datetime) -> Generator[Call, ToolRun, Request | None]:
    """The request with the old name as its target and the rest as the new; None without either.

    The whole title is the old name if it stands there, else the fewest words that name one task.
    What is a time and no name, as “10 mins” and “morning only”, moves it.
    """
    if request.target is None or request.target.kind is not ReferenceKind.TITLE:
        return None
    page = yield Call("find_tasks", {"filter": {"completed": False}, "limit": _LOOKED_THROUGH})
    tasks = [candidate_of(brief) for brief in briefs_of(page)]
    if _one_named(request.target, tasks):
        return None
    words = request.target.words.split()
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    for old, new in (*reversed(_exact(cuts, tasks)), *cuts):
        target = read_reference(old, start=request.target.span.start)
        named = target and _one_named(target, tasks)
        if named:
            kept = replace(request.target, kind=ReferenceKind.NUMBER, numbers=(named.number,))
            meant = replace(request, target=kept, new_title=capitalised(_JOINT.sub("", new)))
            return _as_a_time(meant, now) or meant
    return None


def _as_a_time(request: Request, now: datetime) -> Request | None:
    """“Make the pasta 10 mins”, “make the pills morning only”: when it is to be, and no name."""
    new = (request.new_title or "").lower()
    plain = _ONLY.sub("", _THING.sub("", new)).strip(" ,")
    part = _PART_OF_DAY.fullmatch(plain)
    said = f"in the {part['part']}" if part else plain
    length = compiled(r"(?:<LENGTH>)").fullmatch(said)
    task = read_task(f"in {said}" if length else said, now)
    if task.title or not (task.due or task.recurrence) or request.rule != _SOMETHING_ELSE:
        return None
    for_good = _ONLY.search(new) is not None or part is not None
    return replace(request, intent=Intent.RESCHEDULE, new_title=None, changes=task, series=for_good)


_THING = re.compile(r"^(?:thing|one|task|timer|alarm|reminder)\b ?")
_ONLY = re.compile(r"\b(?:only|just)\b")
_PART_OF_DAY = re.compile(r"(?:(?:in )?the )?(?P<part>morning|afternoon|evening)s?")


def reworded(request: Request, desk: Desk) -> Generator[Call, ToolRun, Request]:
    """The request with the whole new title, where only some words of the old are to be others.

    “Change Sue to Sam” makes “Call Sam” of “Call Sue”; a new title with a verb of its own is whole.
    """
    found = yield from find_targets(request, desk, completed=False)
    if len(found.refs) != 1 or not found.sure:
        return request
    run = yield Call("get_task", {"task": found.refs[0]})
    title = str(run.result.get("title") or "")
    target = Reference(
        ReferenceKind.NUMBER, request.span, title, numbers=(int(run.result["number"]),)
    )
    asked_about = request.confidence < SURE and bool(found.tasks)
    return replace(
        request,
        target=request.target if asked_about else target,
        new_title=_worded(request, title),
        in_place_of="",
        placing=Placing.WHOLE,
    )


def _worded(request: Request, title: str) -> str:
    """The title with what is said of it; empty where that changes nothing."""
    new = request.new_title or ""
    whole = len(new.split()) > 1 and new.split()[0].lower() in TASK_VERBS
    if request.placing is Placing.BEFORE:
        return f"{new} {title}"
    if request.placing is Placing.BEHIND:
        return f"{title} {new}"
    if request.placing is Placing.EITHER and not rewording.shares_a_word(title, new):
        return capitalised(new)
    if request.placing is Placing.WHOLE and (whole or not holds(title, request.in_place_of)):
        return new
    if request.in_place_of[:1].islower():
        new = f"{new[:1].lower()}{new[1:]}"
    worded = rewording.reworded(title, new, old=request.in_place_of)
    return "" if worded == title else worded


def _exact(cuts: Sequence[tuple[str, str]], tasks: Sequence[Candidate]) -> list[tuple[str, str]]:
    titles = {key_of(each.title) for each in tasks}
    return [(old, new) for old, new in cuts if key_of(old) in titles]


def _one_named(target: Reference, tasks: Sequence[Candidate]) -> Candidate | None:
    match = resolve(replace(target, plural=False), tasks)
    return match.candidates[0] if match.sure and len(match.candidates) == 1 else None
