"""A yes that says again what was asked: “yes, all of them”, “both please”, “cancel them”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.text.answering import read_answer
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.words import vocabulary

if TYPE_CHECKING:
    from todo_agent.turn import Option

_EVERY = r"(?:all|both|each|every(?: single)? one)(?: (?:of )?(?:them|those|these|it))?"
_ECHO = re.compile(
    r"\W*(?:(?:please|just|you can|you may|go ahead and)\s+)*"
    r"(?!(?:both|all|each|everything)\b)(?P<verb>[a-z]+)"
    r"|\W*(?:(?:please|just|you can|you may|go ahead and)\s+)*"
    r"(?:(?P<does>[a-z]+)(?: (?:off|out|rid of|up|on|down))?\s+)?"
    rf"(?:{_EVERY}|(?:them|those|these|it|that|this)(?: all| both)?|(?P<every>everything)|the lot"
    r"|(?:the|all|those|these) (?:two|three|four|five|six|\d+)(?: of (?:them|those|these))?)"
    r"(?: (?:off|out|up|down))?(?:[,.!]? (?:please|then|now|yes|thanks|thank you))*\W*"
)
_WHOLE_SERIES = re.compile(
    r"\W*(?:(?:please|just|delete|remove|cancel)\s+)*(?:it )?(?:(?:the|all of the) )?"
    r"(?:(?:whole|entire|full) (?:series|thing|lot)|for (?:good|ever)|forever|permanently"
    r"|(?:all|every) (?:the |of the )?(?:future )?occurrences?)(?:,? (?:please|thanks))*\W*"
)
_REMOVING = vocabulary("delete remove cancel drop bin erase scrap clear kill ditch stop get take")
_CHANGING = vocabulary("move change update push shift reschedule set make put postpone")
_VERBS = {
    "add_tasks": vocabulary("add put note save create"),
    "delete_tasks": _REMOVING,
    "delete_reminder": _REMOVING,
    "update_tasks": _CHANGING | _REMOVING,
    "set_tasks_completed": vocabulary("complete finish mark tick check close reopen cross"),
    "add_reminder": vocabulary("remind add set"),
    "update_reminder": _CHANGING,
}
"""What is said of a tool's calls; any other verb asks for something else."""


def is_plain_yes(message: str, option: Option) -> bool:
    """Whether a message agrees to a question's one option and says nothing else."""
    answer = read_answer(message)
    rest = answer.rest.of(message)
    if answer.limited or answer.agrees is False:
        return False
    return (
        _echoes(rest, option, agreed=bool(answer.agrees)) if rest.strip() else bool(answer.agrees)
    )


def _echoes(said: str, option: Option, *, agreed: bool) -> bool:
    """Whether words only say again what was asked.

    A verb alone does so behind a yes, and so does “delete everything”, which by itself is a wish of
    its own: nobody was asked about everything.
    """
    low = masked(said).rstrip(" .!")
    if _WHOLE_SERIES.fullmatch(low):
        return all(call.arguments.get("scope") == "series" for call in option.calls)
    found = _ECHO.fullmatch(low)
    if found is None or ((found["verb"] or (found["does"] and found["every"])) and not agreed):
        return False
    verb = found["verb"] or found["does"]
    known = {"do"}.union(*(_VERBS.get(call.name, ()) for call in option.calls))
    return verb is None or verb in known
