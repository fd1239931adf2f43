"""One verb for several tasks: “move the run to sunday and the swim to monday”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.request_rules.tagging import BY_ITS_LAST_WORD
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from evolution_todo.language.building.heard import Built

_VERB = re.compile(
    r"(?:move|reschedule|push|shift|postpone|delay|defer|bump|bring|put|change|set|make|mark|tag"
    r"|label|flag|give)(?: back| forward| out| off)?\b"
)
_JOINT = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*;\s*")
_MOST = 6
_GAPPED = frozenset({Intent.RESCHEDULE, Intent.UPDATE, Intent.TAG, Intent.COMPLETE})


def read_gapped(
    text: str, low: str, core: Span, read: Callable[[str, str, Span], Built]
) -> tuple[Request, ...]:
    """The requests of a clause that says its verb once; empty for any other clause.

    Args:
        text: The message.
        low: The message as the grammar reads it.
        core: The clause.
        read: What the rules make of a clause of a message.
    """
    verb = _VERB.match(low, core.start, core.end)
    if verb is None:
        return ()
    for joint in list(_JOINT.finditer(low, verb.end(), core.end))[:_MOST]:
        first = _of_one(read(text, low, Span(core.start, joint.start())))
        rest = Span(joint.end(), core.end)
        others = _others(text, low, verb[0], rest, read) if first else ()
        if first and others and others[0].intent is first.intent:
            return (first, *others)
    return ()


def _others(
    text: str, low: str, verb: str, rest: Span, read: Callable[[str, str, Span], Built]
) -> tuple[Request, ...]:
    """What follows, read as if the verb stood before it."""
    start = rest.start - len(verb) - 1
    said = f"{verb} "
    text, low = (f"{each[:start]}{said}{each[rest.start :]}" for each in (text, low))
    core = Span(start, rest.end)
    found = read_gapped(text, low, core, read)
    one = None if found else _of_one(read(text, low, core))
    first, *more = found or ((one,) if one else (None,))
    if first is None:
        return ()
    kept = Span(rest.start, first.span.end)
    return (replace(first, span=kept, text=kept.of(text)), *more)


def _of_one(built: Built) -> Request | None:
    """A request that says what is to become of a task."""
    if not built or len(built) > 1 or built[0].intent not in _GAPPED:
        return None
    if built[0].rule == BY_ITS_LAST_WORD:
        return None  # with “urgent and final” behind it, which names no task
    (request,) = built
    says = request.changes is not None or request.intent is Intent.COMPLETE
    return request if says and request.target and not request.new_title else None
