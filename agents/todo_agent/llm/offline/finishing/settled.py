"""What a model did of a message before it failed: its effects matched with what is asked.

A request is settled by effects of its own kind on its own task: an add of the same title, a
completion, a change of the same fields, an undo. What is settled is told and never done again.
An effect that matches no request might be some model's way to what another request asks, so
those that it may have been for are left to the person and not acted on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Candidate, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from todo_agent.llm.offline.acting.effects import Effect, effects_of
from todo_agent.llm.offline.finishing.matching import Matching, Standing, Verdict
from todo_agent.llm.offline.finishing.wanted import CHANGES, of_tags, task_of
from todo_agent.recall import READING, Memory, briefs_of, candidate_of

if TYPE_CHECKING:
    from todo_agent.turn import ToolRun


@dataclass(frozen=True, slots=True)
class Settled:
    """Every request of a message as it stands, and the effects that match none of them."""

    standings: tuple[Standing, ...]
    strays: tuple[Effect, ...] = ()


def settle(requests: Sequence[Request], runs: Sequence[ToolRun], past: Memory) -> Settled:
    """Match what is asked with what these runs of another model did.

    Args:
        requests: What the message asks, in its order.
        runs: The other model's runs for this message.
        past: What was known before they ran.
    """
    effects = effects_of(runs)
    if not effects:
        return Settled(tuple(Standing(each) for each in requests))
    matching = Matching(requests, effects, past=past, pool=_pool(runs, past))
    matching.match()
    strays = tuple(matching.unclaimed())
    for place, standing in enumerate(matching.standings):
        if standing.verdict is Verdict.OPEN and _may_be_for(standing.request, strays):
            standing.verdict = Verdict.LEFT
        if standing.request.intent is Intent.UNDO:
            _settle_undo(standing, matching.standings[:place], effects)
    return Settled(tuple(matching.standings), strays)


def _pool(runs: Iterable[ToolRun], past: Memory) -> dict[int, Candidate]:
    """The tasks that may be meant, under the titles they had before they were changed."""
    pool = dict(past.known)
    written: set[int] = set()
    for run in runs:
        for brief in briefs_of(run):
            if run.name in READING and brief["id"] not in written:
                pool[brief["id"]] = candidate_of(brief)
            elif run.name not in READING:
                pool.setdefault(brief["id"], candidate_of(brief))
                written.add(brief["id"])
    return pool


_READS = frozenset({Intent.LIST, Intent.AGENDA, Intent.CHOOSE})


def _may_be_for(request: Request, strays: Sequence[Effect]) -> bool:
    """Whether one of these effects may have been another model's way to what is asked."""
    request = request.instead or request
    if request.intent in _READS or request.intent is Intent.UNDO:
        return False
    if task_of(request) is not None and not request.bare:
        return any(each.name == "add_tasks" for each in strays)
    if of_tags(request):
        return any(each.name.endswith("_tag") for each in strays)
    return any(not _on_another_task(request, each) for each in strays)


def _on_another_task(request: Request, effect: Effect) -> bool:
    """Whether an effect is surely not on what the request is about."""
    if request.intent not in _ON_TASKS:
        return False
    if effect.name in {"add_tasks", "undo"} or effect.name.endswith("_tag"):
        return True
    target = request.target
    numbered = target is not None and target.kind is ReferenceKind.NUMBER and effect.number
    return bool(numbered) and target is not None and effect.number not in target.numbers


_ON_TASKS = CHANGES | {
    Intent.COMPLETE,
    Intent.UNCOMPLETE,
    Intent.DELETE,
    Intent.SKIP,
    Intent.REMIND,
    Intent.SNOOZE,
    Intent.MOVE_REMINDER,
    Intent.CANCEL_REMINDER,
}


def _settle_undo(
    standing: Standing, earlier: Sequence[Standing], effects: Sequence[Effect]
) -> None:
    """Take nothing back twice in a turn, nor what the message asks for after it."""
    if standing.effects:
        return
    before = {id(effect) for each in earlier for effect in each.effects}
    again = any(effect.name == "undo" for effect in effects)
    if again or any(id(effect) not in before for effect in effects):
        standing.verdict = Verdict.LEFT
