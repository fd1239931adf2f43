"""A conversation as a provider takes it: what another model left in its items is taken out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import BaseModel

from todo_agent.history import RESULT_TOKENS, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agents.items import TResponseInputItem

    from todo_agent.turn import Json

MADE_BY = "made_by"
"""In an item's `provider_data`: the label of the model that made it."""

Item = TypeVar("Item", bound=BaseModel)


def marked(item: Item, label: str, **data: Json) -> Item:
    """An output item that bears who made it, and what only they can read."""
    before = getattr(item, "provider_data", None) or {}
    return item.model_copy(update={"provider_data": {**before, MADE_BY: label, **data}})


def data_of(item: Mapping[str, Json], label: str) -> dict[str, Json] | None:
    """What this very model left in an item; None where another, a person or code made it."""
    data = item.get("provider_data")
    if not isinstance(data, dict) or data.get(MADE_BY) != label:
        return None
    return {name: value for name, value in data.items() if name != MADE_BY}


def given(conversation: str | Sequence[TResponseInputItem]) -> list[dict[str, Json]]:
    """The input of a model as items, each call with its result and each result with its call."""
    if isinstance(conversation, str):
        return [{"role": "user", "content": conversation}]
    items = [dict(cast("Mapping[str, Json]", item)) for item in conversation]
    called = _ids(items, "function_call")
    answered = _ids(items, "function_call_output")
    return [item for item in items if item.get("call_id") in {None} | (called & answered)]


def plain(item: Mapping[str, Json]) -> dict[str, Json] | None:
    """An item as every provider takes it: no ids but the call's; None for what has no such form."""
    match kind(item):
        case "message":
            return {"role": item["role"], "content": text_of(item)}
        case "function_call":
            return {
                "type": "function_call",
                "call_id": item["call_id"],
                "name": callable_name(item["name"]),
                "arguments": item["arguments"] or "{}",
            }
        case "function_call_output":
            return {
                "type": "function_call_output",
                "call_id": item["call_id"],
                "output": shortened(text_in(item["output"]), RESULT_TOKENS),
            }
    return None


def kind(item: Mapping[str, Json]) -> str:
    """The type of an item; a message may leave it out."""
    return str(item.get("type", "message"))


def text_of(message: Mapping[str, Json]) -> str:
    """The words of a message item, a refusal's too."""
    return text_in(message["content"])


def text_in(content: Json) -> str:
    """The words of a content, whole or in parts."""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in content)


def callable_name(name: str) -> str:
    """A tool's name as every provider takes it, even one that a model made up."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:64] or "unknown"


def _ids(items: Iterable[Mapping[str, Json]], of_kind: str) -> set[Json]:
    return {item.get("call_id") for item in items if kind(item) == of_kind}
