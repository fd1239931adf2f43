"""Questions about one task, in words that no rule has: “is choir tomorrow?”."""

from __future__ import annotations

import re

from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.clauses import bare_clause
from evolution_todo.language.text.spans import Span

ABOUT_A_TASK = "asked about a task"
"""The rule of such a question, for the receipt."""


def asked_about(text: str, low: str, clause: Span) -> Request | None:
    """What a question that nothing else reads asks of a task, if there is one it mentions."""
    core = bare_clause(clause.of(low), clause.start)
    words = core.of(low)
    if not _OF_ONE.match(words):
        return None
    mention = Reference(ReferenceKind.MENTIONED, core, core.of(text))
    return Request(Intent.LIST, core, core.of(text), target=mention, rule=ABOUT_A_TASK)


_DAY = (
    r"(?:today|tomorrow|tonight|week|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\d{1,2}(?::\d\d)? ?(?:[ap]m)?)"
)
_POINTED = r"(?:it|there|that|this|they|you|we)"
_OF_ONE = re.compile(
    r"(?:(?:so|and|but|hey|ok|remind me(?: again)?|do you (?:know|remember)|can you (?:tell|remind)"
    r" me|tell me),? )*(?:"
    r"(?:wh?en|(?:at )?w(?:ha|o)t time|(?:what|which) (?:day|date)|by when|where)(?:['’]?s)?"
    rf" (?:(?:do|does|am|are|is|was|must|should|did|will) )?(?!{_POINTED}\b)[\w'’-]+\b"
    r"|how (?:long|soon|far off|(?:many|much) (?:more )?(?:days|hours|weeks|sleeps|time))\b"
    r"(?! (?:does|do|did) it\b)"
    r"|(?:do|must|should) (?:i|we) (?:still |also |really )*(?:(?:have|need) to)? ?[a-z]+ "
    r"|(?:who|which (?:doctor|room|place))(?:['’]?s| is| am i| do i| did i| are we) [\w'’-]+ "
    r"|(?:any )?(?:details|info|more) (?:of|on|about|for) "
    rf"|(?:is|are) (?!{_POINTED}\b)[\w' -]{{2,40}}"
    rf" (?:(?:(?:on|at|due|still|this|next|by) )*{_DAY}\b.*|urgent|important|critical|recurring)"
    r"|what(?:'s| is) the (?:status|deadline|priority|date|time) (?:of|for|on)\b"
    r"|[\w' -]{2,40} status$)"
)
"""When, where or how pressing something of one's own is."""
