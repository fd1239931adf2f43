"""The marks of a line, beside its times: tags, priorities, reminders, the description, a reason."""

import re

from evolution_todo.language.text.nudges import NUDGE, NUDGES, SIGNAL
from evolution_todo.language.text.reasons import FINITE
from evolution_todo.language.text.seldom import Seldom
from evolution_todo.language.text.spans import Span

LEVELS = "critical|urgent|highest|high|top|medium|normal|moderate|lowest|low"
"""The words for a priority, as a pattern."""
_BOUND = r"(?=\s*(?:$|[,.;:!?)#/]|[–—-]\s|(?:and|but|due|by|on|at|in|for|every|remind|to|with)\b))"
_VERY = r"(?:(?:very|really|quite|super|pretty|so|most)\s+){0,2}"

_A_NOTE = r"(?:(?:an?|the|my|this) )?(?:notes?|description|comment|details?)"
DESCRIPTION = Seldom(
    ("//", "note", "description", "comment", "detail"),
    re.compile(
        rf"(?:(?:^|(?<=\s))//"
        rf"|(?:[,.;(–—-]\s*|\s)(?:(?:and )?(?:with|add|put|include|plus) (?:in )?{_A_NOTE}"
        r"(?::| that(?: says)?| saying|(?=\s*(?:;\s*$|[\"'“])))"
        r"|(?<!\ba )(?<!\bthe )(?<!\byou )(?:notes?|description):)"
        rf"|(?<=\s\s)with {_A_NOTE}(?=\s)"  # behind a quotation
        r"|[,.;(–—-]\s*(?:please )?note that)\s*(?P<said>.*)",
        re.DOTALL | re.IGNORECASE,
    ),
)
TAG = re.compile(r"(?<![\w&#/])#(?P<tag>(?!\d+(?![\w-]))\w[\w-]{0,99})")
_TAG_LED = re.compile(
    r"""
    (?: [,;(–-]\s* | \b(?:and|then|plus)\s+ | (?<=\s) | ^ )
    (?: (?:tag|label|file)\s+(?:it|this|that)
      | give\s+(?:it|this|that)\s+(?:(?:the|an?)\s+)?(?:tags?|labels?) | tagged | labell?ed | filed
      | (?:(?<=[,;(–-])|(?<=[,;(–-]\s)|(?<=and\s))(?:(?:the|an?)\s+)?(?:tags?|labels?)
      | with\s+(?:(?:the|an?)\s+)?(?:tags?|labels?)
      | (?:(?:put|keep)\s+(?:it|this|that)\s+)?under )
    (?: \s+(?:as|with|under) )? \s*[:=]?\s* $
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What leads to a written tag and is none of the title: “…, tagged #home”, “with the tag #home”."""
_TAG_JOINT = re.compile(r"\s*(?:,|&|\b(?:and|plus))\s*$", re.IGNORECASE)
"""What stands between two of them: “#home and #garden”."""
_FARTHEST_LEAD = 30
"""Characters before a tag in which the words that lead to it stand."""


def tag_with_lead(text: str, tag: re.Match[str], before: int) -> Span:
    """A written tag with the words that lead to it, or that join it to the one ended `before`."""
    lead = _TAG_LED.search(text, max(before, tag.start() - _FARTHEST_LEAD), tag.start())
    if lead is None and before:
        lead = _TAG_JOINT.fullmatch(text, before, tag.start())
    start, end = lead.start() if lead else tag.start(), tag.end()
    return Span(start, end + (text[start] == "(" and text[end : end + 1] == ")"))


TAGGED = Seldom(
    ("tag", "label", "file", "category", "under"),
    re.compile(
        rf"""
    (?: \b(?:and|then)\s+ )?
    \b(?: (?:tag|label|file)(?:\s+(?:it|this|that))(?:\s+(?:as|with|under))?
        | (?:put|keep)\s+(?:it|this|that)\s+under
        | give\s+(?:it|this|that)\s+(?:(?:the|an?)\s+)?(?:tag|label)
        | (?:(?<=[,.;(–-])|(?<=[,.;(–-]\s))(?:tag(?:ged)?|label|category|(?:filed\s+)?under)
          (?:\s?[:=])?
        | tagged(?:\s+(?:as|with))?
        | labell?ed(?:\s+as)?
        | (?:with\s+(?:the\s+)?|and\s+the\s+)(?:tag|label)
        | (?P<several>with\s+(?:the\s+)?(?:tags|labels)
            |(?:(?<=[,.;(–-])|(?<=[,.;(–-]\s))(?:tags|labels)(?:\s?[:=])?) )
    \s+(?P<tag>(?!\d)\w[\w-]{{0,99}}
         (?(several)(?:(?:\s*,\s*|\s+and\s+)(?!\d)\w[\w-]{{0,99}}){{0,9}})){_BOUND}
    """,
        re.VERBOSE | re.IGNORECASE,
    ),
)
_MADE = (
    r"(?:(?:and|but)\ )?(?:(?:it|this|that)(?:['’]s|\ (?:is|has|can\ be|should\ be|to\ be))"
    r"|(?:make|mark|set|flag|give|keep|put)\ (?:it|this|that)(?:\ (?:to|as|at|on|with))?"
    r"|(?:can|could|should|may)\ be|with|at|as|of)"
)
_WILL_DO = r"(?:\ (?:(?:is|would\ be|will\ be)\ (?:fine|ok|okay|enough|good)|will\ do|please|pls))?"
PRIORITY = Seldom(
    ("!", "prio", "importan", "urgency", "p1", "p2", "p3", "p4", "- ", "– "),
    re.compile(
        rf"""
      (?<!\S)!(?P<mark>critical|urgent|important|high|medium|med|low|[1-4])\b
    | (?<!\S)(?P<short>p[1-4])(?![\w-])
    | \b(?:{_MADE}\ )?(?:an?\ )?(?P<word>{LEVELS})[ -]prio(?:rity)?{_WILL_DO}\b{_BOUND}
    | \b(?:as|make\ (?:it|this|that))\ an?\ (?P<as>{LEVELS})[ -]prio(?:rity)?
      \ (?:task|one|item|thing)\b
    | \b(?:with\ |set\ )?(?:the\ )?(?:prio(?:rity)?|importance|urgency)
      (?:\ to|\ is|:|\ =|\ can\ be|\ should\ be)?
      \ (?P<after>{LEVELS}){_WILL_DO}\b{_BOUND}
    | (?<=\s[–-]\ )(?P<apart>{LEVELS})(?=\s*(?:\s[–-]\s|;|$))
    """,
        re.VERBOSE | re.IGNORECASE,
    ),
)
_IT_IS = r"(?:(?:it|this|that|there)(?:['’]s|\s+is)\s+)?"
_SLOW = (
    rf"(?:(?:and|but)\s+)?{_IT_IS}(?:not\s+(?:(?:so|that|very|really)\s+)?(?:urgent|important)"
    r"|no\s+(?:big\s+)?(?:rush|hurry|urgency))(?:\s+(?:on|with|for)\s+(?:it|this|that))?"
    r"(?:\s+(?:tho(?:ugh)?|at\s+all|or\s+anything|really|yet))*"
)
_SOON = r"(?:asap|as\s+soon\s+as\s+(?:possible|(?:i|we|you)\s+(?:possibly\s+)?can))"
_LAST = r"(?=[;\s]*$)"
"""Where a line ends, but for marks that have been read."""
URGENT = Seldom(
    ("urgen", "important", "critical", "rush", "hurry", "high", "low", "asap", "soon"),
    re.compile(
        rf"""
      (?:(?<![,;.(!–—-])[,;.(!–—-]+)?(?<!\s)\s*
      \b(?P<slow>{_SLOW}(?:,?\s+{_SLOW})*)[)!.\s]*{_LAST}                          # “…, no rush”
    | ^\W*(?:urgent(?:ly)?|asap|(?P<first>important|critical))\s*[]):,!-]+\s*  # “urgent: …”
    | (?<![!.])[!.]*[\s,(]{_VERY}(?:urgent(?:ly)?|{_SOON})[)!.\s]*{_LAST}       # “… very urgent”
    | (?<=\w),?\s+asap\b(?!\s(?:rocky|ferg|mob)\b)(?=\s)                     # “… asap about …”
    | (?<![,;(!–—-])[,;(!–—-]+\s*{_VERY}
      (?P<level>critical|important|high|low)(?:\sone)?[)!.\s]*{_LAST}      # “…, important”
    | ,\s*(?P<amid>urgent|critical|important|high|low)\s*(?=[,;])               # “…, urgent, …”
    | \s(?:and\ )?(?:it|this|that)(?:['’]s|\sis)\s{_VERY}                   # “… it's urgent”
      (?P<so>urgent)[.!\s]*{_LAST}
    | \s(?:and\ )?(?:mark|make|set|flag)\s+(?:it|this|that)\s+(?:as\s+)?{_VERY}
      (?P<made>urgent|important|critical)[.!\s]*{_LAST}              # “… and make it urgent”
    | [,;]\s*(?:and\ )?(?:(?:it|this|that)(?:['’]s|\sis)|is)\s{_VERY}     # “…, it's important”
      (?P<how>urgent|important|critical)[.!\s]*{_LAST}
    """,
        re.VERBOSE | re.IGNORECASE,
    ),
)
_ALSO = r"(?:and|with|plus|then|please|[+&]|(?:can|could|will|would) you(?: please)?)"
_SIGNALS = rf"(?:{SIGNAL}|alarm)s?"
# “the smoke alarm on the 15th” is a thing; “gym at 6 alarm 30 minutes before” signals
_SIGNALLED = (
    rf"(?:set (?:(?:an?|two|three|\d) )?|(?:an?|two|three|\d) |(?:{_ALSO} )|(?<!\w\s)){_SIGNALS}"
    rf"|reminders?|(?:remind|{_SIGNALS})"
    r"(?=:? (?:\d|an? |half |one |two |three |five |ten |fifteen |thirty ))"
)
REMIND = Seldom(
    (*NUDGES, "alarm"),
    re.compile(
        rf"(?<!\w)(?:{_ALSO} ){{0,2}}(?:{NUDGE}|{_SIGNALLED})"
        r"(?: (?:about it|of it|again|set|for it))?:?(?=\s)",
        re.IGNORECASE,
    ),
)
AHEAD = Seldom(
    ("reminder", "alert", "nudge", "heads"),
    re.compile(
        r"(?:[,;(–-]\s*|\s)(?:(?:and|with|plus|set|add|have)\s+){0,2}(?:an?\s+)?"
        r"(?P<length>(?:\d{1,3}|an?|one|two|three|five|ten|fifteen|twenty|thirty|half[- ]an?)"
        r"[- ](?:minutes?|mins?|hours?|hrs?|days?|weeks?))[- ](?:reminder|alert|nudge"
        r"|heads[- ]?up)\b"
        r"(?=\s*(?:$|[,.;)]|and\b|please\b))",
        re.IGNORECASE,
    ),
)
"""How long before to remind, said of the reminder: “with a ten-minute reminder”."""
_SOMEONE = (
    r"(?:i|i'm|i've|i'll|we|we're|we've|he|he's|she|she's|they|they're|it|it's|there|there's"
    r"|that's)\b"
)
_SOMETHING = (
    r"(?:(?:the|my|our|his|her|their) )?[\w']+(?: [\w']+)? (?:is|isn't|are|aren't|was|were|has|have"
    r"|can|can't|cannot|will|won't|does|doesn't|needs?|wants?|shuts?|closes?|opens?|leaves?|runs?"
    r"|ends?|comes?|expires?)\b"
)
_TOLD = (
    rf"(?!(?:i|we)(?:'ve| have)? (?:need|must|should|have|has|got|gotta|want|will|can)\b)"
    rf"(?:{_SOMEONE}|[\w-]+(?:['’]s| is| are) (?:in|on|at|under|with) (?:the|my|our|his|her"
    rf"|their)\b"
    rf"|(?:the|my|our|his|her|their) [\w-]+(?: [\w-]+)? {FINITE}\b) "
)
STATED = re.compile(_TOLD, re.IGNORECASE)
"""How a line begins that tells something and asks for nothing."""
REASON = re.compile(
    rf"(?<=\w)[,;]?\s+(?P<said>(?:because|'?cause|cos|coz|cuz|bc|seeing as)\s.*"
    rf"|(?:since|as|so|otherwise)\s+(?:{_SOMEONE}|{_SOMETHING}).*"
    r"|or(?: else)?\s+(?:i'm|we're|(?:i|we|they|he|she|it)(?:'ll| will))\s.*)$"
    rf"|(?<=\w)(?:\s+(?:please|pls|plz|thanks))?,\s+(?P<told>{_TOLD}[^,;]*)$",
    re.IGNORECASE | re.DOTALL,
)
HOUR_BEFORE = re.compile(r"\b(?P<before>\w+) (?P<hour>(?:[1-9]|1\d|2[0-3])\.[0-5][05]),? $")
"""An hour that stands before a rule: “fetch the kids 3.15 every weekday”."""
EVERY_WEEK = re.compile(r",?\s+(?:every|each) week\b|,?\s+weekly\b(?=\s*$|\s*;)", re.IGNORECASE)
BIWEEKLY = re.compile(r"\b(?:bi-?weekly|fortnightly)\b", re.IGNORECASE)


NAMES = r"#?[\w-]{1,50}(?:(?:,? and |,? & |, )#?[\w-]{1,50}){1,9}"
"""Several tags named together, each of one word: “work and travel”."""


def names_of(said: str) -> tuple[str, ...]:
    """The names of tags that are said together, each once."""
    names = re.split(r",? and |,? & |, ?|\s+", said)
    return tuple(dict.fromkeys(name for each in names if (name := each.strip(" #\"'"))))
