"""How much of a conversation a model is given: whole turns, the newest first, within a budget."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from todo_agent.turn import Json

HISTORY_TOKENS = 8_000
"""All of the conversation before this turn; with the tools and the instructions about 12,500."""
TURN_TOKENS = 4_000
"""One turn of it; a larger one is shortened, so that it pushes no others out."""
RESULT_TOKENS = 10_000
"""One result of a tool in the turn that goes on."""

SHORTENED = "shortened"
"""The mark of what was cut: a key in JSON, or “ … (shortened)” in words."""

_MARK = 20
"""Room for the mark, in tokens."""
_CARGO = {"function_call": "arguments", "function_call_output": "output", "message": "content"}
"""Where each kind of item has what may be cut."""


def tokens(text: str) -> int:
    """About how many tokens a text is: two for five bytes of UTF-8, rounded up.

    OpenAI's o200k counts 2.65 bytes a token in the tools' JSON and over 4 in prose of any
    language, so that this is on the safe side; only a run of emoji is denser.
    """
    return -(-len(text.encode(errors="replace")) * 2 // 5)


def size(items: Iterable[Json]) -> int:
    """About how many tokens items are: what they say, and what is written around it."""
    total = 0
    for item in items:
        field = _field(item)
        total += tokens(_json(item | {field: ""})) + tokens(_cargo(item))
    return total


def within_budget(history: Sequence[Json]) -> list[Json]:
    """The newest whole turns that fit; each begins with what the person said."""
    kept: list[Json] = []
    room = HISTORY_TOKENS
    for turn in reversed(_turns(history)):
        fitting = _fitting(turn)
        room -= size(fitting)
        if room < 0:
            break
        kept = [*fitting, *kept]
    return kept


def shortened(text: str, most: int) -> str:
    """A text of at most this many tokens, give or take its mark; JSON stays JSON.

    An object loses the last entries of its longest lists, and tells how many; of anything else
    the beginning stays.
    """
    if tokens(text) <= most:
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return f"{_cut(text, most)} … ({SHORTENED})"
    lists = _with_shorter_lists(value, most) if isinstance(value, dict) else None
    return _json({SHORTENED: f"{_cut(text, most)} …"} if lists is None else lists)


def _turns(history: Sequence[Json]) -> list[list[Json]]:
    """The history cut before each of the person's messages; what comes before the first goes."""
    turns: list[list[Json]] = []
    for item in history:
        if item.get("role") == "user":
            turns.append([])
        if turns:
            turns[-1].append(item)
    return turns


def _fitting(turn: list[Json]) -> list[Json]:
    """A turn within its own budget: at first without its signatures, then with shorter texts."""
    if size(turn) <= TURN_TOKENS:
        return turn
    kept = [item for item in turn if item.get("type", "message") in _CARGO]
    bare = [_without_cargo(item) for item in kept]
    texts = [_cargo(item) for item in kept]
    level = _level([tokens(text) for text in texts], TURN_TOKENS - size(bare))
    return [
        item | {_field(item): shortened(text, level)}
        for item, text in zip(bare, texts, strict=True)
    ]


def _level(sizes: Iterable[int], room: int) -> int:
    """The highest limit on each size that lets all of them fit in the room."""
    rising = sorted(sizes)
    for at, size in enumerate(rising):
        share = room // (len(rising) - at)
        if size > share:
            return max(share, 0)
        room -= size
    return rising[-1] if rising else 0


def _field(item: Mapping[str, Json]) -> str:
    return _CARGO.get(item.get("type", "message"), "content")


def _cargo(item: Mapping[str, Json]) -> str:
    """What an item says, as text."""
    content = item.get(_field(item)) or ""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in content)


def _without_cargo(item: Mapping[str, Json]) -> dict[str, Json]:
    """An item without its texts, and without the signature of them."""
    kept = {name: value for name, value in item.items() if name != "provider_data"}
    return kept | {_field(item): ""}


def _with_shorter_lists(value: dict[str, Json], most: int) -> dict[str, Json] | None:
    """An object that fits without the last entries of its lists; None when that is not enough."""
    lists = {name: list(each) for name, each in value.items() if isinstance(each, list)}
    room = most - tokens(_json(value | dict.fromkeys(lists, ())))
    if room <= 0 or not lists:
        return None
    sizes = {name: [tokens(_json(each)) + 1 for each in lists[name]] for name in lists}
    left_out = 0
    while sum(map(sum, sizes.values())) > room:
        longest = max(sizes, key=lambda name: sum(sizes[name]))
        sizes[longest].pop()
        lists[longest].pop()
        left_out += 1
    return value | lists | {SHORTENED: f"{left_out} more entries are left out here"}


def _cut(text: str, most: int) -> str:
    return text.encode(errors="replace")[: max(0, most - _MARK) * 5 // 2].decode(errors="ignore")


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
