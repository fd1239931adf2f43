"""One task for several things of which only some are done: “the car is done, the dog isn't”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.text.words import content
from todo_agent.llm.offline.telling.answers import join, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evolution_todo.language.references.reading import Candidate

_NOT_DONE = re.compile(
    r"(?:^|[.;,!]\s+)(?P<thing>[^.;,!?\n]{1,60}?) (?:isn['’]t|aren['’]t|is not|are not) done\b",
    re.IGNORECASE,
)


def half_done(tasks: Sequence[Candidate], message: str) -> tuple[Candidate, ...]:
    """Those of the tasks that name a thing which the message says is not done, and more."""
    undone = [frozenset(content(found["thing"])) for found in _NOT_DONE.finditer(message)]
    return tuple(
        task
        for task in tasks
        if any(thing and thing < frozenset(content(task.title)) for thing in undone)
    )


def say_half(tasks: Sequence[Candidate]) -> str:
    """That they are left open, since not all of them is done."""
    names = join([quote(task.title) for task in tasks])
    return f"Not all of {names} is done, so I left {'it' if len(tasks) == 1 else 'them'} open."
