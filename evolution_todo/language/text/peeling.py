"""The words around a change that say neither what changes nor of what, peeled off both ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.reasons import TOLD

_MOST = 12
"""How many words and turns of phrase are taken off at either end."""


@dataclass(frozen=True, slots=True)
class Peeled:
    """What is left; `led` when something taken off says that what is there already changes."""

    words: str
    led: bool = False


@lru_cache(maxsize=64)
def peeled(text: str) -> Peeled:
    """A text without what stands around a change at either end."""
    low = masked(text)
    start, end, led = 0, len(low), False
    for _ in range(_MOST):
        found = _START.match(low, start, end)
        if not found or not found[0]:
            break
        start = found.end()
        led |= bool(found["led"])
    for _ in range(_MOST):
        found = _END.search(low, start, end)
        if not found or not found[0]:
            break
        end = found.start()
        led |= bool(found["led"])
    return Peeled(" ".join(text[start:end].split()), led)


_SORRY = (
    r"oh|ah|ach|sorry|so sorry|no|nope|wait|actually|hm+|well|oops|whoops|ok|okay|yes|yeah|yep|and"
    r"|but|so|ugh|please|pls|rather|better|also|then|just|only|maybe|perhaps|i (?:do )?apologi[sz]e"
    r"|i (?:do )?beg your pardon|pardon(?: me)?|excuse me|my (?:mistake|bad|fault)"
    r"|on (?:second|reflection)(?: thoughts?)?|come to think of it|(?:scratch|strike|scrap) that"
    r"|never ?mind|not that(?: one)?|correction|(?:that (?:was|is)|that's) (?:wrong|not right)"
    r"|wrong (?:day|time|date|one)|i (?:mean|meant|said|should have said)|hang on|hold on|hey"
    r"|in fact|for|or|(?:a )?(?:bit|little|touch) (?:earlier|later|sooner)"
)
_ASKED = (
    r"(?:can|could|would|will|might|may|shall|should) (?:you|we|i|it|that|they)|let's|lets|let us"
    r"|i(?:'d| would| will|'ll| can| could| must| should)?"
    r" (?:rather|prefer|like|want|need|have|can|could|do)(?: to)?|i(?:'ll| will| can| must| should)"
    r"|i'm (?:going|gonna)(?: to)?|we(?:'ll| can| should)|(?:how|what) about|give me|be"
)
_MOVED = (
    r"move|reschedule|push|shift|postpone|delay|defer|bump|bring|switch|change|update|slide|pull"
    r"|advance|prepone|extend|adjust|correct|put off|put|nudge|drop|raise|lower|we're moving|moving"
)
_DONE = r"make|set|have|do|get|give|mark|flag|say|turn|keep|leave|need|needs"
_SMALL = (
    r"there's|there is|there are|to|for|on|at|by|of|from|until|till|off|with"
    r"|(?:the|an?) (?:due )?(?:date|deadline|time|priority) (?:of|for|on|to)"
)
_TO_BE = r"should be|should(?: ha|')ve been|has to be|have to be|needs? to be|must be"
_IT_IS = (
    rf"(?:it|that|this|they)(?:'s|'d be|'re| is| are| was| will be| would be| {_TO_BE})"
    rf"(?: (?:now|actually|due))*|(?:it|that) (?:starts|begins|kicks off)|{_TO_BE}"
)
_START = re.compile(
    rf"[\s,.!:;\"'–-]*(?:{_SORRY}|(?P<led>{_MOVED}|{_IT_IS})|{_ASKED}|{_DONE}|{_SMALL})"
    r"(?=[\s,.!:;?-]|$)[\s,.!:;-]*"
)

_IS = (
    rf"(?:would be|is) (?:enough|plenty)|is|are|was|were|will be|would be|{_TO_BE}|can be"
    r"|ought to be|got|has been|have been|had been|to be|be|isn't|aren't|wasn't|will|would|should"
    r"|needs?|has|will take|takes|can|could|meets|happens"
    r"|can wait|wait|(?:get |be )?done|be (?:finished|completed)|due|deadline|due date|moved"
    r"|changed|pushed|rescheduled|shifted|postponed|delayed|brought|put|switched|happening|move"
    r"|push|shift|bump|go|goes|begins|starts|leaves|departs|takes off|kicks off|slide"
    r"|to|until|till|for"
    r"|'s been|coming|arriving"
    r"|(?:'s |an? |the )?(?:due )?(?:date|deadline|time)|'s (?:priority|importance)|repeat|recur"
)
_THANKS = (
    r"actually|btw|by the way|instead|already|any ?more|any longer|please|pls|then|rather|sorry"
    r"|thanks|thank you|if possible|now|in fact"
    r"|i (?:mean|meant)|my (?:mistake|bad)|(?:is|are|would be|will be|'s) (?:fine|better|good|ok"
    r"|okay|enough|best)|works?(?: (?:better|best|for me))*|(?:(?:would |'d )suit|suits)"
    r"(?: (?:me|us))?(?: (?:better|best))?|would be (?:fine|better|good)|will do|though|too"
    r"|as well|also|better|than (?:it was|that|before|planned)|again|for me|mate|ok|okay"
    r"|while you're at it|if you can|again|on|at|by|in|back|forward|out|off|over|up|from .{1,20}"
)
_REASON = rf",\s*(?:(?:because|as|since|cos) )?{TOLD} [^,]*"
_END = re.compile(
    rf"(?:(?:\s+|(?='|(?<![\w'#-])\w))(?P<led>{_IS})|'s"
    rf"|(?:[\s,.!:;-]+|(?<![\w'#-])(?=\w))(?:{_THANKS})|[\s,.!:;?=>–-]+|{_REASON})$"
)
