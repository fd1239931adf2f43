"""What is said aside: a remark, which asks for nothing and is no order of any kind."""

from __future__ import annotations

import re

from evolution_todo.language.framing.remarks import ASKING, WEATHER
from evolution_todo.language.text.verbs import PASTS, bases, is_known
from evolution_todo.language.text.words import TASK_VERBS, words_of

_LEAD = re.compile(
    r"(?:\W|\b(?:btw|fyi|oh|ah|ugh|well|so|also|and|but|ok|okay|hey|lol|by the way|just so you know"
    r"|for the record|you know|no|yes|yeah|hm+)\b)+",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:is|are|was|were|am|has|had|will|would|can't|cannot|could|might|says?|said|thinks?"
    r"|prefers?|likes?|loves?|hates?|wants?|needs?|seems?|looks?|feels?|knows?|means?|lives?|works?|always"
    r"|never)\b|\b(?:i|we|they|you) (?:have|like|love|hate|think|know|guess|hope|want|need"
    r"|prefer)\b"
    r"|['’](?:re|ve|ll|m|d)\b|\b(?:it|that|he|she|there|who|everyone|nobody|someone)['’]s\b"
    r"|n['’]t\b"
)
_WISHES = re.compile(
    r"\b(?:please|can you|could you|would you|will you|want you|need you|i(?:'d| would) like|let's"
    r"|i (?:want|need) (?:to|a|an|some|the)\b)"
)
_MOST_WORDS = 25
_NEAR = 3
"""Among how many words the past of a verb stands that tells something: “the dog ate it”."""


def is_said_aside(text: str) -> bool:
    """Whether a message tells something: “Biscuit is the dog”, “wrote half the cards”.

    An order to whatever assistant (“play some music”), a wish and a question are none.
    """
    low = text.lower().replace("’", "'")
    led = _LEAD.match(low)
    said = low[led.end() :] if led else low
    words = words_of(said)
    if not words or len(words) > _MOST_WORDS or "?" in low or _WISHES.search(low):
        return False
    first = words[0]
    if first in WEATHER:
        return True
    if first not in TASK_VERBS and not PASTS.isdisjoint(words[:_NEAR]):
        return True
    if is_known(bases(first)) and first not in TASK_VERBS:
        return True
    return first not in ASKING | TASK_VERBS and _STATES.search(said) is not None
