"""Messages typed in a hurry, or with half of it left out, as they are read."""

from __future__ import annotations

from dataclasses import replace

from evolution_todo.language.text.ellipses import said_in_full
from evolution_todo.language.text.shorthand import written_out
from evolution_todo.language.text.spelling import with_our_nouns, with_our_openers
from todo_agent.recall import Memory


def written_in_full(memory: Memory) -> Memory:
    """The conversation as if nothing in it had been typed in a hurry or left out."""
    told = memory.exchanges
    typed = [_in_full(each.message) for each in told]
    return Memory(tuple(replace(a, message=b) for a, b in zip(told, typed, strict=True)))


def _in_full(message: str) -> str:
    return said_in_full(with_our_openers(with_our_nouns(written_out(message))))
