"""A no that says what is let be: “nah, forget the umbrella”, “leave the roses”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.words import content
from todo_agent.recall import ids_in

if TYPE_CHECKING:
    from todo_agent.turn import Question

_LET_BE = re.compile(
    r"\W*(?:(?:no|nah|nope|oh|ah|well|actually|sorry|please|hm+|let's|just|wait|ok|okay)\W+)*"
    r"(?:(?P<left>leave|keep|don't touch|do not touch)|forget|skip|drop|scrap|scratch|cancel"
    r"|never ?mind|no need for|(?:don't|do not) (?:add|note|bother(?: with)?|worry))"
    r"(?: about| out)? (?P<what>[^,;]{1,80}?)"
    r"(?:,? (?:out|off|on|alone|be|then|for now|thanks|thank you|please|after all|in place"
    r"|(?:just )?(?:as|how|where) (?:it|they) (?:is|are)))*\W*"
)
_ALL_OF_IT = re.compile(
    r"(?:it|that|this|them|these|those|both|all|everything|(?:all|both) of (?:it|them|these|those)"
    r"|(?:the|my|that|those|these|all|both) (?:the |my )?(?P<kind>reminder|task|tag|date|time)s?)"
)
"""What is all that a question is about, whatever it is called: “them”, “the reminder”."""


def turns_down(message: str, question: Question) -> bool:
    """Whether a message lets be what a question is about: the one task, or all of it.

    What is not there yet may be forgotten, what is there can only be left as it is: “drop the
    umbrella” agrees to its deletion.
    """
    found = _LET_BE.fullmatch(masked(message))
    if found is None or len(question.options) > 1:
        return False
    (option,) = question.options
    added = [task for call in option.calls for task in call.arguments.get("tasks") or ()]
    offered = {call.name for call in option.calls} == {"add_tasks"} and len(added) == 1
    if found["left"] and not offered and _is_all_of_it(found["what"], question):
        return True
    ids = {key for call in option.calls for key in ids_in(call.arguments)}
    named = content(found["what"])
    of_it = bool(named) and set(named) <= set(content(question.text))
    return of_it and (offered or (len(ids) == 1 and bool(found["left"])))


def _is_all_of_it(said: str, question: Question) -> bool:
    """“Actually leave the reminder”, where two reminders were to be cancelled."""
    found = _ALL_OF_IT.fullmatch(said)
    kind = found["kind"] if found else None
    return found is not None and (kind is None or kind == "task" or kind in question.text.lower())
