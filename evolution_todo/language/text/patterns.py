"""What the patterns of requests are made of: fragments with a name, filled in and compiled once."""

from __future__ import annotations

import re
from functools import cache

from evolution_todo.language.text.nudges import NUDGE, SIGNAL
from evolution_todo.language.text.openings import openings
from evolution_todo.language.text.words import TASK_VERBS

_TODO = r"to[- ]?do(?:'?s)?"
_NOUN = rf"(?:(?:action|shopping|grocery|{_TODO}) item|task|{_TODO}|item|chore|errand|entry)"
_MY = r"(?:(?:my|the|our|this|that|a|an|your|some|all my|all the) )?"
_OF_THINGS = (
    r"(?: (?:of|for) (?:(?:my|the|all|pending|current) )?(?:things|stuff|tasks|chores|items"
    r"|reminders|todos|groceries|food items|housework|shopping|work|school|home|errands)"
    r"(?: (?:that )?(?:i (?:have|need|want) )?(?:to|i) (?:do|buy|get|complete|accomplish|remember"
    r"|have to do|need to do))?| to do)?"
)
_NOT_A_NAME = r"(?:from|off|on|in|into|onto|of|for|and|is|are|i|me|to(?! (?:do|buy)\b))(?![\w'-])"
_NAME = rf"(?:(?!{_NOT_A_NAME})[\w'&-]+ ){{0,4}}?"
_A_LIST = rf"{_NAME}(?:lists?|shopping (?:cart|bag)){_OF_THINGS}|{_TODO}s?|to list"
# "my groceries": what is a list without being called one
_KNOWN_LIST = (
    r"(?:(?<=my )|(?<=the )|(?<=our )|(?<=to ))(?:groceries|shopping|errands|chores)(?![\w'-])"
)
_FEW = r"a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,4}|a couple of|a few|half an?"

FRAGMENTS = {
    "VERB": rf"(?:{'|'.join(sorted(TASK_VERBS))})",
    "TODO": _TODO,
    "NOUN": _NOUN,
    "NOUNS": rf"{_NOUN}s?",
    # "my shopping list", "the list of things to do", "my to-dos", "our shopping cart"
    "LIST": rf"{_MY}(?P<list>{_A_LIST}|{_KNOWN_LIST})",
    "ALIST": rf"{_MY}(?:{_A_LIST}|{_KNOWN_LIST})",
    # why it is added, or on what condition: "cause i'm out", "if it's not on it"
    "WHY": r"(?:,? (?:because|'?cause|since|as|coz|cuz) (?:i|we|they|it)\b.{0,200}"
    r"|[,;]? (?:i|we)(?:'m|'re| am| are) (?:all )?(?:out|low)\b.{0,200}"
    r"|,? (?:i|we) (?:just )?(?:ran|used)\b.{0,200}"
    r"|(?P<unless>,? (?:but )?(?:only )?(?:if|unless) (?:it|they|i|that|we)\b.{0,200}))?",
    "CALENDAR": r"(?:my |the )?(?:[\w']+ )?(?:calendar|schedule|agenda|diary|planner)",
    "ON": r"(?:to|on|onto|in|into|under|at)",
    "OFF": r"(?:off of|off|of|from|out of|in|on|to)",
    "ADD": r"(?:add|put(?: down| on)?|include|insert|append|throw|place|stick|write(?: down)?"
    r"|jot(?: down)?|note(?: down)?|mark down|pop|enter|record|log|get|(?:also )?list|adding|chuck"
    r"|bung|shove|whack|slap|save)",
    "MAKE": r"(?:(?:add(?:ing)?|creat(?:e|ing)|mak(?:e|ing)|set(?:ting)?(?: up)?|new|open(?: up)?"
    r"|append|put in"
    r"|put(?= me (?:an?|one)\b)|enter|start|begin"
    r"|log|give|get|ask|insert|record|schedule|slot in|squeeze in)(?: me)?)",
    "DELETE": r"(?:del(?:ete|eting)?|remov(?:e|ing)|erase|axe|lose|scratch|nix|drop|trash|discard"
    r"|bin(?: off)?|ditch|get rid (?:of|off)|cross(?: out| off)?|take(?: away| out| off)?"
    r"|dump|purge|cancel|kill|scrap|throw (?:away|out))",
    "CLEAR": r"(?:clear(?: out| off)?|wipe(?: out| clean)?|empty|blank(?: out)?|nuke|purge|reset"
    r"|clean out|flush)",
    "DONE": r"(?:done|complete|completed|finished|checked(?: off)?|ticked(?: off)?|closed"
    r"|accomplished|purchased|bought|paid)",
    "SHOW": r"(?:(?:show|displays?|list(?: out| off)?|view|see|read(?: out| off| back| over|"
    r" through)?|recite|repeat|tell|inform|let me (?:see|hear|know)|give|pull(?: up)?|bring up"
    r"|check(?: on)?|access"
    r"|open(?: up)?(?! (?:(?!my\b|the\b|all\b|our\b|up\b)#?[\w-]+ )?(?:tasks|items|to-?dos|ones"
    r"|things|stuff|chores|errands)\b)(?! (?:task|item|to-?do)\b(?! #?\d))|review"
    r"|look (?:at|through|over|up)|get|name"
    r"|describe|print|say|speak|recall|remind me (?=what|the|my|of (?:what|the|my))|take|send|walk"
    r"|browse|hear|know|confirm"
    r"|go (?:back )?(?:over|through)|i (?:have|need|want|would like|wonder)(?: to)?(?: see| hear"
    r"| know| check)?|i'd like to (?:see|hear|know)|what about|how about)"
    r"(?: (?:me|us|my|back|out|to|of|through|over|for me)(?![\w-]))*+)",
    "REMINDER": rf"(?:(?:a |an |the |another |one |my |some )?(?:new |quick |repeating "
    rf"|little |event |appointment )?(?:remind|notification|{SIGNAL})s?)",
    "NUDGE": NUDGE,
    "SIGNAL": SIGNAL,
    "EVERY": r"(?:daily|nightly|weekly|(?:bi-?|fort)?(?:weekly|nightly)|monthly|quarterly|yearly"
    r"|annual)",
    # what can only be a task of ours: "task 3", "it", "the dentist one", "all of them"
    "REF": rf"(?:(?:my |the )?(?:tasks?|{_TODO}|items?|numbers?|no\.?|reminders?|#) ?(?:number "
        r"|no\.? )?"
    r"#?\d{1,6}(?:(?:,| and|, and| &) *(?:task |#|number )?\d{1,6})*|#\d{1,6}|it|that|this|them"
    r"|those"
    r"|these|(?:them|those|these) (?:all|both)"
    r"|both(?: (?:of )?(?:the |my |our )?(?!(?:as|is|this|hours|minutes|mins|days|weeks|months)\b)"
    r"[a-z][a-z'-]{2,}s\b)?"
    r"|(?:(?:just|only) )?(?:that|this) (?:one|task|item|reminder)"
    rf"|(?:the|my) (?:[\w'-]+ ){{0,5}}(?:task"
    rf"|{_TODO}"
    r"|item|reminder|one)s?|the (?:first|second|third|fourth|fifth|last)(?: one)?"
    r"|(?:all|everything|every)(?: [\w' -]{1,80})?"
        r"|anything (?:to do with|about|tagged|due|related to) [\w' -]{1,80})",
    "PRIORITY": r"(?:(?:a |the )?(?:low|lowest|medium|normal|high|higher|highest|top|critical"
        r"|urgent"
    r"|important|unimportant|(?:not|less)(?: so| that| very)? (?:important|urgent)"
    r"|p[1-4])(?:[- ]priority| prio)?)",
    "LENGTH": rf"(?:(?:{_FEW})(?: more)? (?:minute|min|hour|hr|day|week|fortnight|month"
    r"|quarter|year)s?)",
    # who did it, and how they say that it is done by now: "I've just", "we finally"
    "WE": r"(?:i|we|i've|we've|ive|i have|we have|me and \w+|both of us)",
    "JUST": r"(?:(?:just|only just|already|finally|now|also|actually|eventually|literally|then"
    r"|successfully|have|went and) )*",
    # when that was, and what else trails behind it
    "LATELY": r"(?:,? (?:btw|by the way|fyi|at last|finally|actually|already|yet|today|yesterday"
    r"|tonight|this (?:morning|afternoon|evening|week)|last (?:night|week)|just now|now"
    r"|early|earlier|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|at lunch(?:time)?|before"
    r" work"
    r"|(?:(?:an?|one|two|a few|\d{1,2}) (?:minutes?|hours?|days?) ago)|yay|phew|lol|haha"
    r"|anyway|thank (?:god|goodness)|though|too|as well|in the end|after all|again))*",
    # how a day or an hour begins that stands behind a thing
    "WHEN": r"(?:(?:for|on|at|by|due|before|until|from|in|within|this|next|every|each|tomorrow"
    r"|today|tonight|daily|weekly|monthly|noon|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b"
    r"|\d|the \d)",
    "TICKED": r"(?:[,;. -]+(?:(?:so|and) )*(?:that|it|this)(?:'s| is|'ll be)(?: now| all| me)*"
    r" (?:done|finished|sorted|off (?:my|the|our) (?:list|plate|mind|chest|back)|one (?:less|fewer)"
    r"(?: (?:thing|job|worry))?|out of the way)(?: with| now| to do)*"
    r"|[,;. -]+(?:(?:so|and|please|you can|can you|you may) )*(?:tick|check|cross"
    r"|mark|strike|scratch|take|set) (?:it|that|this|them|those|both|(?:this|that) one"
    r"|that task)(?: (?:off|as|is|are|be|done|complete|completed|finished|of|from|my|the|to-?do"
    r"|list))*)?",
    "SETTLED": r"(?:done(?: and dusted)?|sorted(?: out)?|finish(?:ed)?|completed?|dealt with"
    r"|taken care of|handled|over(?: and done)?(?: with)?|out of the way|in the bag"
    r"|off my plate|ticked off|checked off|crossed off|✓|✔️?|✅|☑️?)",
    "QUESTION": r"(?:what(?:'s|'re|s)?|which|how many|how much|do i|did i|have i|is there|are there"
        r"|is|are"
        r"|does"
    r"|do|when(?:'s)?|has|am i|who|where(?:'s)?|any|anything)",
}  # fmt: skip


@cache
def beginnings(pattern: str) -> tuple[str, ...]:
    """What the matches of a pattern begin with; empty where that may be anything."""
    return openings(written_out(pattern))


@cache
def written_out(pattern: str) -> str:
    """A pattern with its <FRAGMENT>s filled in."""
    return re.sub(r"<([A-Z]+)>", lambda found: FRAGMENTS[found[1]], pattern)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its <FRAGMENT>s filled in; made on first use, so imports stay cheap."""
    return re.compile(written_out(pattern))
