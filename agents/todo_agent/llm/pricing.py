"""What a model call costs, by the price list that is installed; it asks no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from agents import Usage

_PROVIDERS = {"gemini": "google", "openai": "openai"}


def cost_usd(label: str, usage: Usage) -> Decimal | None:
    """The price of one call in US dollars; None for a model that the list does not know.

    A server of one's own has no price here, whatever the name of its model. The first call
    imports the list, which takes long: call it in a thread.
    """
    kind, _, name = label.partition("/")
    provider = _PROVIDERS.get(kind)
    if provider is None:
        return None
    import genai_prices

    spent = genai_prices.Usage(
        input_tokens=usage.input_tokens,
        cache_read_tokens=usage.input_tokens_details.cached_tokens,
        output_tokens=usage.output_tokens,
    )
    try:
        return genai_prices.calc_price(spent, name, provider_id=provider).total_price
    except LookupError:
        return None
