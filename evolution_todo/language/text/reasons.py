"""Why something is asked, said behind it: “cancel it, the doctor called”, “…, I'm too tired”."""

from __future__ import annotations

import re

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
    r"|there|there's|nobody|someone|that's)"
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
_BEHIND_IT = r"(?:(?<=\bit)|(?<=\bthat)|(?<=\bthis)|(?<=\bthem)|(?<=\bthose))"
_REASON = re.compile(
    rf"\s*(?:[,;–—]|\s-)\s*(?:(?:because|since|as|cos|'cause|cuz) )?(?:{TOLD}(?! (?:one|ones)\b)"
    rf"|{_NAME}).*$"
    rf"|(?:,? but|,) (?:please |do |just )*(?:keep|leave) (?!it\b|that\b|them\b).*$"
    rf"|{_BEHIND_IT}\s*[,;–—]\s*(?!(?:and|then|so|what|which)\b)[\w-]+(?:'s| {FINITE})\b.*$"
    r"|\s+(?:because|since|cos|'cause|cuz|as) (?:i|i'm|im|he|she|they|we|it|it's|my|the|there)\b.*$"
)


def without_reason(low: str, core: Span) -> Span | None:
    """A clause without why it is asked (“…, he will not go again”); None where it does not say."""
    found = _REASON.search(low, core.start, core.end)
    return Span(core.start, found.start()) if found and found.start() > core.start else None
