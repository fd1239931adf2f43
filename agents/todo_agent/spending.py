"""The tokens of a turn: kept with each output, summed and priced for the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from agents import Usage
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from todo_agent.llm.pricing import cost_usd
from todo_agent.turn import Spent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from todo_agent.journal import Output
    from todo_agent.turn import Json

_COUNTS = ("requests", "input_tokens", "output_tokens", "total_tokens")


def usage_to_json(usage: Usage) -> Json:
    """A usage as the journal keeps it."""
    return {name: getattr(usage, name) for name in _COUNTS} | {
        "cached_tokens": usage.input_tokens_details.cached_tokens,
        "reasoning_tokens": usage.output_tokens_details.reasoning_tokens,
    }


def usage_from_json(payload: Json) -> Usage:
    """The same usage again; what an older journal does not tell is 0."""
    return Usage(
        **{name: payload[name] for name in _COUNTS},
        input_tokens_details=InputTokensDetails(
            cached_tokens=payload.get("cached_tokens", 0), cache_write_tokens=0
        ),
        output_tokens_details=OutputTokensDetails(
            reasoning_tokens=payload.get("reasoning_tokens", 0)
        ),
    )


async def spent(outputs: Iterable[Output]) -> Spent | None:
    """What a turn's outputs used and cost; None when no provider was paid with tokens."""
    paid = [
        (output.model, output.usage)
        for output in outputs
        if output.model is not None and output.usage.total_tokens
    ]
    if not paid:
        return None
    costs = await asyncio.to_thread(lambda: [cost_usd(model, usage) for model, usage in paid])
    return Spent(
        model=paid[-1][0],
        input_tokens=sum(usage.input_tokens for _, usage in paid),
        output_tokens=sum(usage.output_tokens for _, usage in paid),
        cost_usd=_sum(costs),
    )


def _sum(costs: Iterable[Decimal | None]) -> float | None:
    """The sum, if all are known: half a price is a wrong one."""
    known: list[Decimal] = []
    for cost in costs:
        if cost is None:
            return None
        known.append(cost)
    return float(sum(known))
