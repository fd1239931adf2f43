"""An answer at the head of a message, and what is said behind it: “yes, but call it tea”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.endings import UNWANTED
from evolution_todo.language.text.spans import Span

_YES = (
    r"(?:yes|yeah|yep|yup|yeap|ya|yea|aye|sure(?: thing)?|ok|okay|k|alright|all right|right|correct"
    r"|absolutely|definitely|certainly|of course|indeed|exactly|fine|please do|do(?: it| that| so)?"
    r"|go (?:ahead|for it|on)(?: then)?|sounds good|perfect|great|by all means|why not|please|y"
    r"|(?:add|do|put|note|save|schedule) (?:it|that|this|them|those)(?: (?:down|in|on))?)"
)
_NO = r"(?:no|nope|nah|nay|no way|not really|n|don't|wrong(?: one)?|not (?:that|this|it)(?: one)?)"
NO_TROUBLE = r"(?:no (?:worries|problems?|probs?|bother|trouble|sweat|stress|biggie|drama)|np)"
"""What sounds like a no and is none."""
_BETWEEN = (
    r"(?:[\s,.!:;–-]+(?:(?:and|but|so|only|just|then|also|thanks|thank you|please)\b[\s,]*)*|$)"
)
_MURMUR = rf"(?:m+h?m+|oh|well|ah|hm+|um+|uh|er+|{NO_TROUBLE})"
_HEAD = re.compile(
    rf"\s*(?:{_MURMUR}[\s,.!]+)*"
    rf"(?:(?P<yes>{_YES}(?:[\s,.!]+{_YES}(?![\w'-]))*)"
    rf"|(?!{UNWANTED})(?P<no>{_NO}(?:[\s,.!]+{_NO}(?![\w'-]))*))"
    rf"(?![\w'-]){_BETWEEN}"
)
_LIMITS = re.compile(
    r"\b(?:except|unless|not|only|just|instead|without|don't|wait)\b|\bbut (?:not|keep|leave)\b"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a message begins.

    Attributes:
        agrees: True for a yes, False for a no, None where it does not answer.
        rest: Where the rest stands; all of the message where it does not answer.
        limited: Words like “only” and “except” are in it, so that a yes is no plain one.
    """

    agrees: bool | None
    rest: Span
    limited: bool


def read_answer(text: str) -> Answer:
    """The answer that a message begins with."""
    low = masked(text)
    head = _HEAD.match(low)
    limited = bool(_LIMITS.search(low))
    if head is None:
        return Answer(None, Span(0, len(text)), limited)
    end = len(text.rstrip(" .!,;"))
    return Answer(bool(head["yes"]), Span(min(head.end(), end), end), limited)
