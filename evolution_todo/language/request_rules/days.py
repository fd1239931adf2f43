"""Turning pages, and what a day holds."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_DAY = (
    r"(?:(?:at|over) )?(?:the )?(?:weekend|today|tomorrow|tonight|day|week|this .{1,20}"
    r"|next .{1,20}|on [a-z]+day"
    r"|[a-z]+day|rest of .{1,20}|remainder of .{1,20})"
)

A_DAY_ALONE = "a day, said alone"

DAYS = (
    rule(
        "the next thing due",
        Intent.LIST,
        r"(?:what|which)(?:'?s| is|(?: task| one)? comes) (?:the |my )?next"
        r" (?:thing|task|one|to-?do|deadline|item)(?: (?:that is|that's))? due(?: on (?:my|the)"
        r" list)?",
        "what's the next thing due",
        "first",
    ),
    rule(
        "what is next",
        Intent.LIST,
        r"what(?:'?s| is| comes) (?:the |my |up )?next(?: (?:thing|task|one|up|to-?do|appointment"
        r"|deadline|event|item))?(?: on (?:my|the) list| i have| to do| due)?(?: please)?"
        r"|(?:show me )?(?:my |the )?next (?:task|thing|to-?do|appointment|deadline|event|up)"
        r"(?: please)?",
        "what's next",
        "whatsnext",
    ),
    rule(
        "next page",
        Intent.LIST,
        r"(?:(?:show|displays?|see|give|go to|tell|read|list|what'?s|what is)(?: me)? )?"
        r"(?:on )?(?:the )?(?:next|more)"
        r"(?: (?:page|ones?|tasks?|items?|results?))?(?: on (?:my|the) list)?(?: please)?",
        "show next page",
        "next",
    ),
    rule(
        "previous page",
        Intent.LIST,
        r"(?:(?:shows?|displays?|see|give|go|tell|read|list)(?: me| back| to)* )?(?:every?thing "
        r"on )?(?:the )?"
        r"(?:previous(?:ly)?|prior|earlier|last time|back)(?: (?:page|ones?|tasks?|items?"
        r"|results?))?(?: for me)?",
        "show the previous page",
        "previous",
    ),
    rule(
        "plan my day",
        Intent.AGENDA,
        r"(?:plan|organi[sz]e|review|start|outline) (?:my|the|our) (?P<what>day|week|tomorrow"
        r"|morning|afternoon"
        r"|evening|today|weekend)|daily (?:briefing|summary|review)"
        r"|(?:give me )?(?:an? )?(?:overview|summary|briefing|run-?down)"
        r"(?: (?:of|for|on) (?:my )?(?:tasks|(?P<what4>day|week|today|tomorrow|(?:this|next) week"
        r"(?:end)?|[a-z]+day)))?"
        r"|(?:brief me|catch me up|(?:run|talk|walk|take) me through)(?: on)?(?: (?:my|the))?"
        r"(?: (?P<what2>day|week|today|tomorrow))?|my (?P<what3>day|week|weekend|morning|evening)",
        "plan my day",
    ),
    rule(
        "agenda",
        Intent.AGENDA,
        r"(?:(?:what(?:'s| is)(?: on)?|show(?: me)?|tell me|give me|read(?: me)?) )?(?:my |the )?"
        r"(?:agenda"
        r"|day|plans?"
        r"|schedule|overview|briefing)(?: look(?:ing|s)? like)?(?: (?:for |on |of )?"
        rf"(?P<what>{_DAY}))?",
        "show my agenda for tomorrow",
    ),
    rule(
        "what's on",
        Intent.AGENDA,
        r"what(?:'s| is| do i have)(?: still| left| else)?(?: going)? (?:on|up|happening|planned"
        r"|lined up|coming up)(?: for| on| in| my plate)*"
        rf" ?(?P<what>{_DAY})|what(?:'?s| is| do i have| have i got)(?: still| left| else)? (?:on"
        r"(?: my plate)?|lined up|coming up|up next)",
        "what's on today",
    ),
    rule(
        "show a day",
        Intent.AGENDA,
        r"(?:show|list|see|view)(?: me)?(?: everything)?(?: for| on)? (?P<what>today|tomorrow"
        r"|tonight|this week|next week|this weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        "show today",
    ),
    rule(
        A_DAY_ALONE,
        Intent.AGENDA,
        r"(?:(?:what|how) about |(?:(?:show|give|tell|read)(?: me)?|see) )?(?:on )?"
        r"(?P<what>today|tomorrow|tonight|this week|next week|next month|this month"
        r"|this weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        "what about tomorrow",
    ),
    rule(
        "do I still need to",
        Intent.LIST,
        r"do i (?:(?:still|also) )?(?:need|have) to (?P<search>(?:buy|get|pick up) .{1,60}?)"
        r"(?: still| any ?more)?",
        "do i still need to buy milk",
    ),
    rule(
        "how my day looks",
        Intent.AGENDA,
        r"(?:what|how)(?:'s| does| is| do)? (?:(?:my |the )?(?P<what>day|week|morning|afternoon"
        rf"|evening|weekend|{_DAY})|<ALIST>) "
        r"(?:like|(?:look(?:ing)?|going|coming along)(?: like)?)(?: (?:today|tomorrow))?",
        "what does my day look like",
    ),
    rule(
        "what should I do",
        Intent.AGENDA,
        r"what (?:should|can|shall) i (?:do|work on|start with|tackle|focus on)(?: (?:first|next"
        r"|now|today))?"
        r"|what am i (?:going|supposed) to do(?: next| today| now)?",
        "what should i do next",
    ),
)
