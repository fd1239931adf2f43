"""Tags put on tasks, taken off, renamed and deleted."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_STUFF = r"(?:stuff|things?|tasks?)"

TAGGING_ACROSS = (
    rule(
        "what it is for, and to tag it",
        Intent.TAG,
        r"(?P<target>it|that|this|they|these|those|(?:the |my |both |all )?[\w' -]{2,60}?)"
        r"(?: is|'s|(?<=\bit)s| are|'re) (?:all |both |just )*"
        rf"(?:(?:for|about|part of) (?:the |my )?|an? |(?=\w+ {_STUFF}\b))(?P<tag>#?[\w-]{{2,30}})"
        rf"(?: {_STUFF})?"
        r"(?:[,;.–-]| and\b| so\b)+ (?:(?:so|and|please|can you|could you|just) )*(?:tag|label)"
        r" (?:it|that|them|those|both|(?:all|both) of them)"
        r"(?:,? (?:so|that|as (?:such|that)|like that|accordingly|with (?:that|it)|please|too))*"
        r"[.!?]*",
        "the essays are for uni, tag them",
    ),
)

BY_ITS_LAST_WORD = "tag, the last word as what"

TAGGING = (
    rule(
        "another tag for one",
        Intent.TAG,
        r"(?:swap|replace|exchange|change|switch)(?: out)? (?:the )?"
        r"(?:(?:tag|label) (?P<tag>#?[\w-]{1,50})|(?P<tag2>#?[\w-]{1,50}) (?:tag|label))"
        r" (?:for|with|by|to|into) (?:the (?:tag )?)?(?P<title>#?[\w-]{1,50})"
        r" (?:on|of|for|from|at) (?P<target>.{1,200})"
        r"|(?:change|switch|swap) (?:the )?(?:tag|label) (?:on|of|for) (?P<target2>.{1,200}?) from"
        r" (?P<tag3>#?[\w-]{1,50}) (?:to|into) (?P<title3>#?[\w-]{1,50})",
        "swap the tag home for garden on the shed",
        "swaps",
    ),
    rule(
        "no tags any more",
        Intent.UNTAG,
        r"(?:<DELETE>|take|strip|clear)(?: off)? (?:(?:all|all of|any) )?(?:the |its )?"
        r"(?:tags?|labels?)(?: (?:from|off|of|on) (?P<target>.{1,200})| off)?",
        "remove all the tags from the dentist",
        "bare",
    ),
    rule(
        "tag with marks",
        Intent.TAG,
        r"(?:tag|label|mark) (?P<target>.{1,200}?)(?: (?:as|with))?"
        r" (?P<tag>#[\w-]{1,50}(?:(?:,| and|, and)? #[\w-]{1,50}){0,9})",
        "tag the dinner #fun",
        "marks",
    ),
    rule(
        "tag as",
        Intent.TAG,
        r"(?:tag|label) (?P<target>.{1,200}?) (?:as|with|under|for) (?P<tag>.{1,100})",
        "tag task 3 as work",
    ),
    rule(
        "tag",
        Intent.TAG,
        r"(?:tag|label) (?P<target>(?:all|each) of (?:them|those|these)|<REF>"
        r"|(?:both|all)(?: of)?(?: the| my)? [\w -]{1,50}?s)"
        r" (?P<tag>#?(?!(?:tasks?|items?|ones?|of|them|those|these|it)$)[\w-]{1,50})",
        "tag task 3 work",
    ),
    rule(
        "tag, not saying as what",
        Intent.TAG,
        r"(?:tag|label) (?P<target><REF>)",
        "tag it",
        "unsaid",
    ),
    rule(
        BY_ITS_LAST_WORD,
        Intent.TAG,
        r"(?:tag|label) (?P<target>(?!.*\b(?:to|on|at|for|as|with|under)\b)[^,]{2,80})"
        r" (?P<tag>#?[a-z][\w-]{1,30})",
        "tag tidy the loft home",
        "at home",
    ),
    rule(
        "file under",
        Intent.TAG,
        r"(?:put|move) (?P<target>.{2,80}?) under (?:the )?(?:tag |label )?"
        r"(?P<tag>#?[a-z][\w-]{1,30})(?: (?:tag|label))?",
        "put the boiler service under house",
        "at home",
    ),
    rule(
        "add the tag to",
        Intent.TAG,
        r"(?:add|put|apply|attach|give)(?: the| a)? (?:tag|label)s? (?P<tag>.{1,60}?) (?:to|on) "
        r"(?P<target>.{1,200})"
        r"|(?:add|put|apply) (?:(?:the|a) )?(?P<tag2>#[\w-]{1,50}|[\w-]{1,50} (?=tag|label))(?:tag"
        r"|label)? ?(?:to|on) "
        r"(?P<target2>.{1,200})",
        "add the tag work to task 3",
    ),
    rule(
        "put a task on a list",
        Intent.TAG,
        r"(?:move|put|add) (?P<target><REF>) (?:to|on|in|under|into) (?:my |the )?(?P<tag>[\w' "
        r"-]{1,50}?) list",
        "move task 3 to my work list",
    ),
    rule(
        "untag",
        Intent.UNTAG,
        r"untag (?P<target>.{1,200}?)(?: (?:as|from|with) (?P<tag>.{1,60}))?",
        "untag task 3",
    ),
    rule(
        "delete a tag",
        Intent.UNTAG,
        r"<DELETE> (?:(?:the|my) )?(?:tag|label) (?P<tag>#?[\w-]{1,50})"
        r"|<DELETE> (?:(?:the|my) )?(?P<tag2>[\w-]{1,50}) (?:tag|label)",
        "delete the tag work",
    ),
    rule(
        "rename a tag",
        Intent.RENAME_TAG,
        r"(?:rename|retitle|change) (?:the |my )?(?:(?:tag|label) (?P<tag>#?[\w-]{1,50})"
        r"|(?P<tag2>#?[\w-]{1,50}) (?:tag|label)|(?P<tag3>#[a-z][\w-]{0,49}))"
        r" (?:to|as|into) (?:(?:the )?(?:tag|label) )?(?P<title>#?[\w-]{1,50})",
        "rename the tag work to job",
        "renames",
    ),
    rule(
        "remove the tag from",
        Intent.UNTAG,
        r"<DELETE>(?: the)? (?:tag|label) (?P<tag>.{1,60}?) (?:from|off|on|of) (?P<target>.{1,200})"
        r"|<DELETE>(?: the)? (?P<tag2>#[\w-]{1,50}|#?[\w-]{1,50} (?=tag|label))(?:tag|label)? ?"
        r"(?:from|off|on|of) "
        r"(?P<target2>.{1,200})",
        "remove the work tag from task 3",
    ),
)
