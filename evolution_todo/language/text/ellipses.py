"""What a message leaves out since it was just said: “task 1 is done and so is task 4”."""

from __future__ import annotations

import re

from evolution_todo.language.text.spans import quoted
from evolution_todo.language.text.verbs import bases, is_known
from evolution_todo.language.text.words import FUNCTION_WORDS

_IS = r"(?:is|are|was|were|['’]s|has been|have been)"
_IS_DONE = (
    rf"\b(?P<said>{_IS}\s+(?:(?:all|now|already|both|finally)\s+)?"
    r"(?P<done>done|finished|completed?|sorted))"
)
_OTHER = r"(?P<other>[^,;.!?\n]{1,60}?)"
_END = r"(?:\s+(?:yet|though|too|as well))*(?=\s*(?:[;.!\n]|$))"
_OR_A_COMMA = _END.replace("[;", "[,;")
_SO_IS = re.compile(
    rf"{_IS_DONE},?\s+(?:and|&)\s+so\s+(?:is|are|was|were|has|have)\s+{_OTHER}{_OR_A_COMMA}",
    re.IGNORECASE,
)
_IS_NOT = re.compile(
    rf"{_IS_DONE}(?:\s*[,;]|,?\s+(?:and|but))\s+(?:(?:and|but)\s+)?{_OTHER}\s+"
    rf"(?:isn['’]t|is not|aren['’]t|are not|wasn['’]t|hasn['’]t)(?:\s+done)?{_END}",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(rf"{_IS_DONE},?\s+(?:but|and)\s+not\s+{_OTHER}{_END}", re.IGNORECASE)
_DEED_BUT_NOT = re.compile(
    r"^(?P<deed>\W*(?:(?:i|we)(?:['’]ve| have)?\s+)?(?:(?:just|already|finally)\s+)?"
    r"(?P<verb>[a-z]+)\s+[^,;.!?\n]{1,80}?),?\s+but\s+not\s+(?P<other>[^,;.!?\n]{1,60}?)"
    rf"{_END}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,6}")


def said_in_full(text: str) -> str:
    """The message with what it leaves out, each thing that is or is not done in a sentence of it.

    “Milk is done, eggs aren't” tells of two tasks, and “did the car but not the dog” as well.
    """
    if told := _SO_TICK_BOTH.fullmatch(text):
        return told["deeds"]
    if "?" in text or not _MAY_LEAVE_OUT.search(text) or quoted(text):
        return text
    text = _SO_IS.sub(_also, text)
    if _OF_ALL.search(text):
        return text
    text = _IS_NOT.sub(_not, text)
    text = _BUT_NOT.sub(_not, text)
    return _DEED_BUT_NOT.sub(_not_the_other, text)


_SO_TICK_BOTH = re.compile(
    r"(?P<deeds>\W*(?:i|we)(?:['’]ve| have)? (?:(?:just|already|finally|now) )*[a-z]+ "
    r"[^?!\n,;.]{1,60}?(?:,| and) [^?!\n]{1,120}?)[,;.]+ (?:(?:so|and|please|you can|can you) )*"
    r"(?:tick|cross|check|mark) (?:both|them(?: both| all)?|all(?: of them)?)"
    r"(?: (?:of them|off|as done|done|please|now))*\W*",
    re.IGNORECASE,
)
"""Several deeds told and an order that says no more: “I've fed Rex and swept up, so tick both”."""
_MAY_LEAVE_OUT = re.compile(r"\b(?:so|not|isn|aren|wasn|hasn)\b", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:all|every\w*|both)\b", re.IGNORECASE)
"""“All is done, but not the ferry” spares the ferry, and is one request."""


def _also(found: re.Match[str]) -> str:
    several = re.search(r"\band\b|&", found["other"]) is not None
    return f"{found['said']}. {_thing(found)} {'are' if several else 'is'} {found['done']}"


def _not(found: re.Match[str]) -> str:
    return f"{found['said']}. {_thing(found)} isn't done" if _is_thing(found) else found[0]


def _not_the_other(found: re.Match[str]) -> str:
    if not is_known(bases(found["verb"].lower())) or not _is_thing(found):
        return found[0]
    return f"{found['deed']}. {_thing(found)} isn't done"


def _thing(found: re.Match[str]) -> str:
    """The other thing: of tasks by number, a number alone is one as well."""
    other = found["other"].strip()
    numbered = _NUMBER.fullmatch(other) and re.search(r"\btasks? #?\d", found.string, re.IGNORECASE)
    return f"task {other}" if numbered else other


def _is_thing(found: re.Match[str]) -> bool:
    """Whether it is a thing that is not done, and not how: “but not on time”, “but not well”."""
    first = found["other"].split()[0].lower()
    return first in _LED_BY or not (first in FUNCTION_WORDS or first.endswith("ly"))


_LED_BY = frozenset({"the", "my", "our", "his", "her", "their", "that", "this", "a", "an"})
