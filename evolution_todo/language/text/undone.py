"""What a message says is not done yet, beside what is: “the car is done, the dog isn't”."""

from __future__ import annotations

import re

_WHAT = r"(?:(?:the|my|our) )?(?P<what{}>[a-z][\w'-]*(?: [\w'-]+){{0,2}}?)"
_UNDONE = re.compile(
    r"(?:[,;.]|\bbut\b|\band\b|\bthough\b)\s*(?:(?:and|but|though)\s+)?(?:"
    rf"not (?:yet )?{_WHAT.format(1)}"
    r"|(?:i |we )?still (?:need|have|got|to)\b(?: to)?(?: (?:do|wash|clean|get|buy|call|make))? "
    rf"{_WHAT.format(2)}"
    rf"|{_WHAT.format(3)} (?:isn't|is not|aren't|are not|hasn't|haven't|has not|not yet|not"
    r"|still)(?: (?:been |yet|done|finished|ready|to do|left|open|needs? doing))*"
    r")(?: yet)?[\s.!]*$"
)


def left_undone(said: str) -> str:
    """The words for it, in lower case; empty where a message tells of no such thing."""
    found = _UNDONE.search(said.lower().replace("’", "'"))
    return next((words for words in found.groups() if words), "") if found else ""
