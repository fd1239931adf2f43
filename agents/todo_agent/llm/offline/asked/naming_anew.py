"""Whether a phrase behind a message names a task of its own, and tells nothing of that one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.supposing.reading import names_nothing

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd


def is_a_name_with_a_day(request: Request, now: datetime) -> bool:
    """Whether a phrase is a new task and no news of another: “yoga Monday 6pm”."""
    task = request.task
    if not request.bare or task is None or not task.marked or names_nothing(request.text, now):
        return False
    return is_planned(task) or not (_NEWS.search(request.text) or HITCH.search(request.text))


def is_planned(task: QuickAdd) -> bool:
    """Whether a name has how to remind of it or when it comes again beside its day.

    “Dentist Thursday 3pm, remind me an hour before”, “yoga every Monday until March”: the words of
    a reminder and of a rule tell nothing of another task, which those of a title may.
    """
    whole = task.recurrence is not None or (task.due is not None and bool(task.reminders))
    return whole and bool(task.title) and not _NEWS.search(task.title)


_NEWS = re.compile(
    r"\b(?:i|we|you|he|she|it|they|that|this|there|them|him|us|me|both|everything|is|are|was|were"
    r"|be|been|has|have|had|can|could|will|would|won't|must|should|may|might|needs?|wants?|says?"
    r"|said|gets?|got|goes|comes?|starts?|moved?|moves|shut|shuts|closes|closed|works?|suits?"
    r"|fits|only|not|no|never|instead|rather|so|then|now|actually|too|also|again|later|earlier"
    r"|sooner|before|after|until|till|least|latest|let's|make|more|better|else|fine|enough"
    r"|still|yet)\b|\w['’](?:re|ll|d|ve)\b|\w['’]s (?:at|on|in|the|a|not|now|been|by)\b"
    r"|\b\w+n['’]t\b",
    re.IGNORECASE,
)
"""Words of a statement: what has none of them names a thing and says nothing of it."""
HITCH = re.compile(
    r"\b(?:plans|(?:change|changes) (?:of|in|to)|mix-?up|delays?|delayed|snag|hiccup|hitch|clash"
    r"|hold-?up|problems?|trouble|emergency|news|typo|oversight)\b",
    re.IGNORECASE,
)
"""What comes between a task and its day, and is no thing to do: “mix-up there, Monday 1pm”."""
