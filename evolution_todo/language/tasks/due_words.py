"""Words around a due date that are no part of the title: “with a due date of”, “at the latest”."""

import re

from evolution_todo.language.text.spans import Span

_IT = r"(?:it|this|that|them|which|they)"
_LEADS = re.compile(
    rf"""
      [.;]\s+(?:due(?:\s+date)?|deadline|when|date)\s*[:=]\s*$
    | (?:\bwith\s+)?(?:\b(?:an?|the|its|my)\s+)?\b(?:due\s+date|deadline|due)
        (?:\s+(?:of|is|on|for))?\s*[:=]?\s*$
    | \b(?:i\s+)?need(?:ed|s)?(?:\s+(?:{_IT}|to\s+be))?(?:\s+(?:done|finished|ready))?\s*$
    | \b(?:to\s+be|must\s+be|be|get\s+{_IT})\s+(?:done|finished|ready|in)\s*$
    | [,;(–-]?\s*\b(?:and\s+)?(?:(?:it|to|which|that)\s+)?
        (?:repeat(?:s|ing)?|recur(?:s|ring)?)(?:\s+(?:it|this|that))?\s*:?\s*$
    | [,;(–-]\s*(?:and\s+)?(?:{_IT}(?:['’]?s|\s+is|['’]?re|\s+are)|is|are)(?:\s+due)?\s*$
    | [,;(–-]\s*(?:the|his|her|their|its|our|my)\s+\w+(?:\s+\w+)?(?:['’]s|\s+(?:is|are))
        (?:\s+due)?\s*$
    | [,;(–-]\s*(?:it|that)(?:['’]s|\s+is)\s+(?:the|his|her|their|our|my)\s+\w+(?:\s+\w+)?\s*$
    | [,;(–-]\s*(?:(?:it|he|she|they|which)\s+)?(?:doors(?:\s+open)?|kick[- ]?off|lands?|landing
        |starts?|starting|begins?|arrives?|arriving|leaves?|departs?)\s*$
    | (?<=\()\s*(?:expires?|ends?|starts?|begins?|closes?|by|before)\s*$
    | [,;–-]\s*(?:and\s+)?(?:then|after\s+that)\s*$
    | (?<=\w)['’]s\s+due\s*$
    | \b(?:no|not)\s+later\s+than\s*$
    | \b(?:on\s+or|some\s*time)\s*$
    | [,;(–-]?\s*(?:and\s+)?\b(?:with\s+)?(?:the\s+)?first(?:\s+(?:one|time))?
        (?:\s+(?:is|being|due))?(?:\s+on)?\s*$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TAILS = re.compile(
    r"\s*,?\s*(?:at\s+the\s+(?:very\s+)?latest|latest|sharp|on\s+the\s+dot|prompt(?:ly)?"
    r"|at\s+some\s+point|sometime|all\s+day|or\s+(?:so|thereabouts|earlier|sooner|before)|if\s+possible"
    r"|(?:before|after)\s+that)\b",
    re.IGNORECASE,
)


def widened(text: str, due: Span) -> Span:
    """A due date with the words that lead to it and those that go with it."""
    lead = _LEADS.search(text, max(0, due.start - _FARTHEST), due.start)
    tail = _TAILS.match(text, due.end)
    start, end = lead.start() if lead else due.start, tail.end() if tail else due.end
    enclosed = text[start] == "(" and text[end : end + 1] == ")"
    return Span(start, end + enclosed)


_FARTHEST = 60
"""Characters before a date in which words that lead to it may begin."""
