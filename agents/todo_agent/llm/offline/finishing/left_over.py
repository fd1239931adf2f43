"""What a message asks besides the deed that was asked about: it is gone on with after a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent, Request
from todo_agent.llm.offline.acting.plan import is_agreed, is_ours
from todo_agent.llm.offline.finishing.matching import Verdict
from todo_agent.llm.offline.finishing.settled import settle
from todo_agent.recall import Exchange, Memory

if TYPE_CHECKING:
    from collections.abc import Sequence


def left_over(requests: Sequence[Request], memory: Memory) -> list[Request]:
    """Those of the last message's requests that its question kept from being begun.

    A question of the planner's own ends a turn in which all else is done; one of the gate's cuts it
    short. Where it is not plain which request a yes has settled, nothing is gone on with.

    Args:
        requests: What the last message asks.
        memory: The conversation, the calls that a yes let through in its last exchange.
    """
    before = memory.before
    put = before.question if before else None
    if before is None or put is None or is_ours(put.id) or len(requests) < _SEVERAL:
        return []
    agreed = [run for run in memory.present.runs if is_agreed(run.id)]
    past = Memory((*memory.exchanges[:-2], Exchange(before.message)))
    if not all(run.ok for run in agreed):
        return []
    settled = settle(requests, [*before.writes, *agreed], past)
    if settled.strays:
        return []
    return [
        each.request
        for each in settled.standings
        if each.verdict is Verdict.OPEN and each.request.intent not in _NOTHING_TO_DO
    ]


_SEVERAL = 2
_NOTHING_TO_DO = frozenset({Intent.GREET, Intent.THANKS, Intent.GOODBYE, Intent.CONFIRM})
