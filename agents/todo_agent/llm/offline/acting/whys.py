"""Why something was done: what the person had said, since nothing is done for another reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evolution_todo.language.text.words import content
from todo_agent.llm.offline.telling.answers import quote
from todo_agent.recall import briefs_of

if TYPE_CHECKING:
    from todo_agent.recall import Exchange, Memory

_BY = (
    ("delete_tasks", ("delet", "remov", "cancel", "skip", "gone")),
    ("add_tasks", ("add", "creat")),
    ("set_tasks_completed", ("complet", "tick", "mark")),
    ("update_tasks", ("mov", "chang", "renam", "tag", "put", "set", "mak", "mad")),
)
"""The tool that does what a verb asks about."""


def say_why(verb: str, thing: str, memory: Memory) -> str:
    """What the person said before it was done, and what was answered.

    Args:
        verb: What was done, in any form: “deleted”.
        thing: The words for what it was done to: “the school one”.
        memory: The conversation.
    """
    tool = next((name for name, roots in _BY if verb.startswith(roots)), None)
    words = set(content(thing)) - _IDLE
    found = next(_done(memory.past.exchanges, tool, words), None)
    if found is None:
        return (
            "In this conversation I have done nothing like that. “What changed today?” tells all."
        )
    before, deed = found
    asked = before.question if before else None
    put = f"I asked {quote(str(asked.arguments.get('question')))}, " if asked else ""
    said = f"{put}{'you' if put else 'You'} said {quote(deed.message)}, and I answered:"
    return (
        f"{said}\n{deed.reply}\nIf that is not what you meant, “undo” takes back what I did last."
    )


_IDLE = frozenset(content("that this it one those them do done again like now so off"))


def _done(
    exchanges: Sequence[Exchange], tool: str | None, words: set[str]
) -> Iterator[tuple[Exchange | None, Exchange]]:
    """The exchanges that did it, each with the one before it, the newest first."""
    for at in reversed(range(len(exchanges))):
        each = exchanges[at]
        runs = [run for run in each.done if tool in {None, run.name}]
        told = [f"{brief['title']} {' '.join(brief.get('tags') or ())}" for run in runs
                for brief in briefs_of(run)]  # fmt: skip
        if runs and (not words or words & set(content(" ".join(told)))):
            yield (exchanges[at - 1] if at else None), each
