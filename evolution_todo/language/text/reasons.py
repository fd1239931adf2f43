"""Why something is asked, said behind it: “cancel it, the doctor called”, “…, I'm too tired”."""

from __future__ import annotations

import re
from functools import cache

from evolution_todo.language.text.seldom import Seldom
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.verbs import PASTS

FINITE = (
    r"(?:(?:is|are|am|was|were|has|have|had|do|does|did|can|could|will|would|must|should|might)"
    r"(?:n't)?|won't|can't|cannot|\w+'s|says?|needs?|wants?|gets?|goes|comes?|takes?|knows?|closes?"
    rf"|opens?|works?|starts?|ends?|keeps?|hurts?|aches?|{'|'.join(sorted(PASTS))}|[a-z]{{2,}}[^e\W]ed)"
)
"""A verb that says what someone or something does, or did."""
_PERSON = (
    r"(?:i|i'm|im|i'll|i've|i'd|he|she|they|we|it|it's|its|they're|they've|we're|we've|he's|she's"
    r"|there|there's|(?:no|some|every)(?:body|one)|no one|that's)"
)
_THING = (
    r"(?:my|the|our) (?:(?!(?:and|or|that|which|who|i|we|you|he|she|they|for|from|to)\b)"
    r"[\w-]+ ){0,3}?"
)
TOLD = rf"(?:{_PERSON}\b|{_THING}(?:[\w-]+'s|[\w-]+ {FINITE})\b)"
"""How a statement begins: a person, or a thing with what it does; “the bread” alone is none."""
_NAME = (
    r"(?!(?:and|but|then|so|or|what|which|who|how|when|where|also|both|all|everything|please|not"
    r"|no|task|number)\b)[a-z][\w-]+(?: [a-z][\w-]+)? (?:(?:is|isn't|was|wasn't|has|hasn't|can't"
    r"|cannot|won't|doesn't|didn't|will|got|says|said|rang|called|cancelled|quit|left)\b"
    r"(?! (?:at|on|by|in|due|for|from|now|today|tonight|tomorrow|this|next|low|high|critical|urgent"
    r"|important|done|finished|completed?|sorted|paid|not|every|be|\d)))"
)
_THING_IS = (
    r"(?:all )?[a-z][\w-]+'s (?:[a-z]{2,}(?:ed|ing)|been|broken|off|away|out|ill|sick|busy"
    r"|full|shut|not|no|too|here)\b"
)
_DID = (
    rf"(?:(?:already|just) )?(?:{'|'.join(sorted(PASTS))}|[a-z]{{2,}}[^e\W]ed) "
    r"(?:the|a|an|my|our|your|it|them|him|her|me|us|some|one|enough|that|there|out|up|in|to)\b"
)
_BEHIND_IT = r"(?:(?<=\bit)|(?<=\bthat)|(?<=\bthis)|(?<=\bthem)|(?<=\bthose))"
_FRAGMENT = (
    r"(?:(?:i'm |it's |we're )?(?:too [\w-]+|no (?:time|money|energy|point|longer|more|one|[\w-]+"
    r" left)|not"
    r" (?:needed"
    r"|necessary|worth|feeling|happening|going|enough|any ?more|yet))|wrong [\w-]+|my (?:mistake"
    r"|bad|fault)"
    r"|(?:[a-z]+ed )?by (?:mistake|accident)|(?:a )?change of plans?)\b"
)
"""“Too tired”, “wrong number”, “by mistake”: why, in no sentence."""


@cache
def _reasons() -> tuple[Seldom, Seldom]:
    """What tells why, behind what is told to be done and behind an order."""
    told = rf"{TOLD}(?! (?:one|ones)\b)|{_NAME}|{_THING_IS}|{_FRAGMENT}"
    return _behind(told), _behind(rf"{told}|{_DID}")


def _behind(told: str) -> Seldom:
    words = (",", ";", "–", "—", "-", "but", "cause", "since", "cos", "cuz", "as ")
    pattern = (
        rf"\s*(?:[,;–—]|\s-)\s*(?:(?:because|since|as|cos|'cause|cuz) )?(?:{told}).*$"
        rf"|(?:,? but|,) (?:please |do |just )*(?:keep|leave) (?!it\b|that\b|them\b).*$"
        rf"|{_BEHIND_IT}\s*[,;–—]\s*(?!(?:and|then|so|what|which)\b)[\w-]+(?:'s| {FINITE})\b.*$"
        r"|\s+(?:because|since|cos|'cause|cuz|as) (?:i|i'm|im|he|she|they|we|it|it's|my|the"
        r"|there)\b.*$"
    )
    return Seldom(words, re.compile(pattern))


def without_reason(low: str, core: Span, *, ordered: bool) -> Span | None:
    """A clause without why it is said (“…, he will not go again”); None where it does not say.

    Args:
        low: The message as the grammar reads it.
        core: The clause without its courtesies.
        ordered: It asks for something, so that a deed behind it (“sold the car”) is why; behind
            one that is told it is a second one.
    """
    found = _reasons()[ordered].search(low, core.start, core.end)
    return Span(core.start, found.start()) if found and found.start() > core.start else None
